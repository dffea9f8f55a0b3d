"""The expenses a report speaks of, and which grant carries which part of them."""

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from funding.eligibility import last_day
from funding.figures import Spending
from funding.models import Expense, ExpenseAllocation, ExpenseState
from inclusion.money import ZERO


def expenses_of(report):
    """Of a grant for an offer, those charged to it; of any other, all those of the project.

    The form is the budget of the whole action: what other money carried is in it too. The date is
    the invoice's, and a credit note follows its invoice; a period that ends with the grant's own
    takes the programme's days of grace as well.
    """
    grant = report.grant
    expenses = (
        Expense.objects.filter(organisation=report.organisation_id)
        .exclude(state=ExpenseState.CANCELLED)
        .annotate(day=Coalesce("credit_of__invoiced_on", "invoiced_on"))
        .filter(day__range=(report.period_start, last_day(grant, report.period_end)))
    )
    if grant.offer_id:
        charged = ExpenseAllocation.objects.filter(
            organisation=report.organisation_id, grant=grant.pk
        )
        return expenses.filter(pk__in=charged.values("expense"))
    return expenses.filter(project=grant.project_id)


def with_shares(expenses, grant):
    """Each expense with `here`, `elsewhere` and `free`: together, what is eligible of it."""
    mine = ExpenseAllocation.objects.filter(
        organisation=grant.organisation_id, expense=OuterRef("pk"), grant=grant.pk
    )
    return expenses.annotate(
        here=Coalesce(Subquery(mine.values("amount")[:1]), Value(ZERO)),
        elsewhere=F("allocated_amount") - F("here"),
        free=F("eligible_amount") - F("allocated_amount"),
    )


def by_line(expenses):
    """{line code: eligible amount}: one query, whatever the number of expenses."""
    return dict(
        expenses.order_by()
        .values_list("line_code")
        .annotate(eligible=Sum("eligible_amount"))
        .values_list("line_code", "eligible")
    )


def by_grant(expenses, organisation_id):
    """{grant id: charged amount} of these expenses.

    Their keys are read first: just after a big import, with no statistics yet, the database would
    compare every allocation with every expense, twice over.
    """
    keys = list(expenses.order_by().values_list("pk", flat=True))
    charged = ExpenseAllocation.objects.filter(organisation=organisation_id, expense__in=keys)
    return dict(charged.order_by().values_list("grant").annotate(amount=Sum("amount")))


def spending_of(expenses, charged, grant):
    """The totals of these expenses; `charged` is `by_grant` of them."""
    sums = expenses.aggregate(
        count=Count("pk"),
        eligible=Coalesce(Sum("eligible_amount"), Value(ZERO)),
        unchecked=Count("pk", filter=Q(state=ExpenseState.DRAFT)),
    )
    here = charged.get(grant.pk, ZERO)
    return Spending(
        count=sums["count"],
        eligible=sums["eligible"],
        here=here,
        elsewhere=sum(charged.values(), ZERO) - here,
        unchecked=sums["unchecked"],
    )
