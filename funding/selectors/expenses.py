"""Expenses as reports, pages and tables read them: what is charged here, elsewhere, or free."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from funding.eligibility import last_day
from funding.models import (
    BudgetLine,
    Expense,
    ExpenseAllocation,
    ExpenseState,
    InKindContribution,
    RestrictedFunds,
)
from inclusion.money import ZERO


def charged_to(grant, start, end):
    """The allocations of a grant whose invoice is of the period, by date; a credit note follows
    its invoice.

    A period that ends with the grant's own takes the programme's days of grace as well. Each has
    `elsewhere` (charged to other grants) and `free` (charged to none yet).
    """
    return (
        ExpenseAllocation.objects.filter(organisation=grant.organisation_id, grant=grant)
        .annotate(day=Coalesce("expense__credit_of__invoiced_on", "expense__invoiced_on"))
        .filter(day__range=(start, last_day(grant, end)))
        .annotate(
            elsewhere=F("expense__allocated_amount") - F("amount"),
            free=F("expense__eligible_amount") - F("expense__allocated_amount"),
        )
        .select_related("expense", "expense__credit_of", "report")
        .order_by("day", "expense_id", "pk")
    )


def project_budget(project):
    """The planned lines of an action, in their order."""
    return (
        BudgetLine.objects.filter(organisation=project.organisation_id, project=project)
        .select_related("payer")
        .order_by("rank")
    )


def in_kind_of(project, start, end):
    """The voluntary contributions of a period, valued or not, by date."""
    return InKindContribution.objects.filter(
        organisation=project.organisation_id,
        project=project,
        starts_on__lte=end,
        ends_on__gte=start,
    ).order_by("starts_on", "pk")


def restricted_funds_of(grant):
    """The « fonds dédiés » of a grant, exercise after exercise."""
    return RestrictedFunds.objects.filter(organisation=grant.organisation_id, grant=grant).order_by(
        "exercise_ends_on"
    )


def realised_base(grant, first=None, last=None):
    """What of the project's expenses may be charged to the grant at all, in euros; with `first`
    and `last`, of those invoiced between them.

    The definition is the database's own, so that a rate cap is one number for everybody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT funding_realised_base(%s, %s, %s)", [grant.pk, first, last])
        return cursor.fetchone()[0].quantize(Decimal("0.01"))


def charged_total(grant):
    """What is charged to a grant, all reports together."""
    return ExpenseAllocation.objects.filter(
        organisation=grant.organisation_id, grant=grant
    ).aggregate(total=Coalesce(Sum("amount"), ZERO))["total"]


@dataclass(frozen=True)
class Totals:
    """The sums of a list of expenses; cancelled ones are counted apart and add nothing."""

    count: int
    gross: Decimal
    eligible: Decimal
    charged: Decimal
    without_proof: int

    @property
    def free(self):
        return self.eligible - self.charged


def totals_of(expenses):
    """The sums of a list of expenses, in one query."""
    sums = expenses.order_by().aggregate(
        count=Count("pk"),
        gross=Coalesce(Sum("gross_amount", filter=~Q(state=ExpenseState.CANCELLED)), ZERO),
        eligible=Coalesce(Sum("eligible_amount", filter=~Q(state=ExpenseState.CANCELLED)), ZERO),
        charged=Coalesce(Sum("allocated_amount"), ZERO),
        without_proof=Count("pk", filter=Q(proof_sha256="") & ~Q(state=ExpenseState.CANCELLED)),
    )
    return Totals(**sums)


def expenses_of(member):
    """The expenses of the member's organisation, ready to be listed."""
    return Expense.objects.visible_to(member).select_related("project", "credit_of")


@dataclass(frozen=True)
class Shares:
    """One expense seen from a grant: charged here, charged elsewhere, free. Always its whole."""

    expense: Expense
    allocations: list = field(default_factory=list)

    @property
    def charged(self):
        return sum((a.amount for a in self.allocations), ZERO)

    @property
    def free(self):
        return self.expense.eligible_amount - self.charged

    def here(self, grant):
        return sum((a.amount for a in self.allocations if a.grant_id == grant.pk), ZERO)

    def elsewhere(self, grant):
        return self.charged - self.here(grant)


def shares_of(expense):
    """The whole of an expense, cut by grant; two queries."""
    allocations = expense.allocations.select_related(
        "grant__funder", "grant__project", "report"
    ).order_by("grant__decided_on", "grant_id")
    return Shares(expense, list(allocations))


def charges_by_line(project, start, end, *, grant=None):
    """Line of the form → what was spent on it in the period; on one grant only when it is given.

    Without a grant these are the whole of the action's expenses, credit notes deducted.
    """
    if grant is not None:
        rows = charged_to(grant, start, end).order_by()
        pairs = rows.values_list("expense__line_code").annotate(total=Sum("amount"))
        return dict(pairs.order_by())
    spent = (
        Expense.objects.filter(organisation=project.organisation_id, project=project)
        .exclude(state=ExpenseState.CANCELLED)
        .annotate(day=Coalesce("credit_of__invoiced_on", "invoiced_on"))
        .filter(day__range=(start, end))
    )
    pairs = (
        spent.order_by()
        .values_list("line_code")
        .annotate(total=Sum(F("gross_amount") - F("recoverable_vat")))
    )
    return dict(pairs)


def with_charged_by(expenses, grant):
    """Expenses with `here`: what of each is charged to `grant`."""
    here = ExpenseAllocation.objects.filter(
        organisation=OuterRef("organisation"), expense=OuterRef("pk"), grant=grant
    ).values("amount")[:1]
    return expenses.annotate(here=Coalesce(Subquery(here), ZERO))
