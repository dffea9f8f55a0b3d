"""The cash gap ahead: instalments that wait for approvals against what is already committed."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from funding.cash import Movement, forecast, monthly
from funding.deadlines import report_due
from funding.models import (
    CashBalance,
    Commitment,
    Expense,
    ExpenseState,
    GrantState,
    Instalment,
    InstalmentCondition,
    InstalmentState,
)
from funding.selectors.payments import with_matched
from inclusion.money import ZERO

# From a report to its approval, and from a call to the money, when nothing says better.
APPROVAL_DAYS, PAYMENT_DAYS = 60, 30
REPORTED = (InstalmentCondition.INTERIM, InstalmentCondition.FINAL)


def latest_balance(organisation_id):
    return CashBalance.objects.filter(organisation=organisation_id).order_by("-on").first()


def movements_of(organisation_id, today=None):
    """Everything expected or committed from today on; three queries."""
    today = today or timezone.localdate()
    return [
        *_instalments(organisation_id, today),
        *_commitments(organisation_id, today),
        *_unpaid_expenses(organisation_id, today),
    ]


def cash_forecast(organisation_id, *, start, delay_days=0, today=None):
    """The year to come from a balance, with approvals late by `delay_days`."""
    today = today or timezone.localdate()
    return forecast(
        start=start,
        first_day=today,
        movements=movements_of(organisation_id, today),
        delay_days=delay_days,
    )


def _instalments(organisation_id, today):
    rows = (
        with_matched(
            Instalment.objects.filter(organisation=organisation_id).exclude(
                state__in=[InstalmentState.PAID, InstalmentState.CANCELLED]
            )
        )
        .exclude(grant__state__in=[GrantState.TERMINATED, GrantState.CLOSED])
        .select_related("grant__funder", "grant__project", "grant__offer")
    )
    for row in rows:
        if row.left > ZERO:
            yield Movement(
                expected_on(row, today),
                row.left,
                f"{row.grant.funder}, {str(row).lower()}",
                waits=row.condition in REPORTED and row.state == InstalmentState.PLANNED,
                url=reverse("funding:grant_detail", args=[row.grant_id]) + "#tranches",
            )


def expected_on(row, today):
    """When an instalment should come: as written, else from what it waits for."""
    if row.state == InstalmentState.CALLED:
        day = row.due_on or row.called_on + datetime.timedelta(days=PAYMENT_DAYS)
    elif row.due_on is not None:
        day = row.due_on
    elif row.condition in REPORTED and row.state == InstalmentState.PLANNED:
        due = report_due(row.grant.ends_exercise_on).remind_on
        day = due + datetime.timedelta(days=APPROVAL_DAYS)
    else:
        day = today + datetime.timedelta(days=PAYMENT_DAYS)
    return max(day, today)


def _commitments(organisation_id, today):
    rows = Commitment.objects.filter(organisation=organisation_id).filter(
        Q(is_monthly=True, ends_on__isnull=True)
        | Q(is_monthly=True, ends_on__gte=today)
        | Q(is_monthly=False, starts_on__gte=today)
    )
    for row in rows:
        if row.is_monthly:
            yield from monthly(row.label, row.amount, row.starts_on, row.ends_on, today)
        else:
            yield Movement(row.starts_on, -row.amount, row.label)


def _unpaid_expenses(organisation_id, today):
    """Invoices received and not paid yet: due thirty days after their date."""
    rows = Expense.objects.filter(
        organisation=organisation_id, paid_on__isnull=True, gross_amount__gt=0
    ).exclude(state=ExpenseState.CANCELLED)
    for row in rows.order_by("invoiced_on", "pk")[:500]:
        due = row.invoiced_on + datetime.timedelta(days=PAYMENT_DAYS)
        yield Movement(
            max(due, today), -row.gross_amount, f"{row.supplier} {row.document_number}".strip()
        )
