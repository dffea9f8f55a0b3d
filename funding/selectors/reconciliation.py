"""What the nightly recount looks for, and what of it is still open."""

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from funding.eligibility import why_not
from funding.models import (
    Expense,
    ExpenseAllocation,
    ExpenseState,
    Grant,
    ReconciliationFinding,
)
from funding.selectors.duplicates import named
from funding.selectors.expenses import realised_base
from inclusion.money import ZERO, capped_at
from inclusion.ui.formats import euros

LIVE = ~Q(state=ExpenseState.CANCELLED)


def open_findings(member):
    """The findings not yet gone, latest first."""
    return (
        ReconciliationFinding.objects.visible_to(member)
        .filter(gone_at__isnull=True)
        .select_related("expense", "grant__funder")
        .order_by("-found_at", "pk")
    )


def what_is_wrong(organisation_id):
    """Yield (code, expense id, grant id, sentence) of everything that should not be.

    The constraints make most of it impossible: what is found here was written past them, or became
    wrong by a date that passed or a period that changed.
    """
    expenses = Expense.objects.filter(organisation=organisation_id)
    yield from _sums(expenses)
    yield from _grants(organisation_id)
    yield from _eligibility(organisation_id)
    yield from _credits(expenses)
    yield from _look_alikes(expenses)


def _sums(expenses):
    counted = expenses.annotate(total=Coalesce(Sum("allocations__amount"), ZERO))
    for expense in counted.exclude(total=F("allocated_amount")).order_by("pk"):
        yield (
            "sum", expense.pk, None,
            f"{named(expense)}\u00a0: {euros(expense.allocated_amount)} sont dits imputés,"
            f" {euros(expense.total)} le sont.",
        )  # fmt: skip


def _grants(organisation_id):
    grants = (
        Grant.objects.filter(organisation=organisation_id)
        .annotate(charged=Coalesce(Sum("allocations__amount"), ZERO))
        .filter(charged__gt=0)
        .select_related("funder")
        .order_by("pk")
    )
    for grant in grants:
        most = grant.granted_amount
        if grant.rate_cap is not None:
            most = min(most, capped_at(grant.rate_cap, realised_base(grant)))
        if grant.charged > most:
            yield (
                "grant", None, grant.pk,
                f"La subvention de {grant.funder} est chargée de {euros(grant.charged)},"
                f" au-delà des {euros(most)} qu’elle peut payer.",
            )  # fmt: skip


def _eligibility(organisation_id):
    allocations = (
        ExpenseAllocation.objects.filter(organisation=organisation_id)
        .select_related("expense__credit_of", "grant__funder", "grant__program")
        .order_by("pk")
    )
    for allocation in allocations.iterator(2000):
        sentence = why_not(allocation.expense, allocation.grant)
        if sentence:
            yield (
                "eligibility", allocation.expense_id, allocation.grant_id,
                f"{named(allocation.expense)}\u00a0: {sentence}",
            )  # fmt: skip


def _credits(expenses):
    """A credit note whose part was not taken back from a grant that had already reported."""
    credits = expenses.filter(LIVE, credit_of__isnull=False).select_related("credit_of")
    for credit in credits.order_by("pk"):
        invoice = credit.credit_of
        if not invoice.eligible_amount:
            continue
        exact = credit.eligible_amount * invoice.allocated_amount / invoice.eligible_amount
        missing = credit.allocated_amount - exact
        if missing > 1:
            yield (
                "credit", credit.pk, None,
                f"{named(credit)}\u00a0: {euros(missing)} de cet avoir ne sont pas déduits d’une"
                " subvention déjà justifiée. Dites-le à son financeur.",
            )  # fmt: skip


def _look_alikes(expenses):
    """The same piece under two numbers: one supplier, one day, one amount."""
    twins = (
        expenses.filter(LIVE, credit_of__isnull=True, source="invoice")
        .values("supplier_key", "invoiced_on", "gross_amount")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .order_by("supplier_key", "invoiced_on", "gross_amount")
    )
    for twin in twins:
        same = expenses.filter(
            LIVE, **{name: twin[name] for name in ("supplier_key", "invoiced_on", "gross_amount")}
        ).order_by("pk")
        first, *others = same
        for other in others:
            yield (
                "twin", other.pk, None,
                f"{named(other)} ressemble à {named(first)}\u00a0: même fournisseur, même jour,"
                " même montant.",
            )  # fmt: skip
