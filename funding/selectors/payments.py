"""Instalments with what settled them, payments with what is left of them, and what wakes one."""

from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from funding.models import (
    Instalment,
    InstalmentCondition,
    InstalmentState,
    Payment,
    PaymentMatch,
    ReportKind,
    ReportSubmission,
    SubmissionState,
)

MONEY = DecimalField(max_digits=14, decimal_places=2)


def _matched_by(name):
    matched = (
        PaymentMatch.objects.filter(**{name: OuterRef("pk")})
        .order_by()
        .values(name)
        .annotate(whole=Sum("amount"))
        .values("whole")
    )
    return Coalesce(Subquery(matched), Value(Decimal("0.00")), output_field=MONEY)


def with_matched(instalments):
    """Instalments with `matched` and `left`: what is settled, what is still to come."""
    return instalments.annotate(matched=_matched_by("instalment")).annotate(
        left=F("planned_amount") - F("matched")
    )


def instalments_of(grant):
    """The instalments of a grant in order, with what settled them."""
    return with_matched(
        Instalment.objects.filter(organisation=grant.organisation_id, grant=grant)
    ).order_by("rank")


def payments_of(grant):
    """The payments of a grant in order, with `matched`, `unmatched` and their matches."""
    return (
        Payment.objects.filter(organisation=grant.organisation_id, grant=grant)
        .annotate(matched=_matched_by("payment"))
        .annotate(unmatched=F("amount") - F("matched"))
        .prefetch_related("matches__instalment")
        .order_by("value_on", "id")
    )


def conditions_met(grant, today=None):
    """Condition → predicate on an instalment of the grant, in two queries."""
    today = today or timezone.localdate()
    signed = grant.agreements.filter(parent__isnull=True, signed_on__isnull=False).exists()
    approved = set(
        ReportSubmission.objects.filter(
            organisation=grant.organisation_id,
            report__grant=grant,
            state=SubmissionState.APPROVED,
        ).values_list("kind", flat=True)
    )
    return {
        InstalmentCondition.SIGNATURE: lambda row: signed,
        InstalmentCondition.DATE: lambda row: row.due_on is not None and row.due_on <= today,
        InstalmentCondition.INTERIM: lambda row: bool(
            approved & {ReportKind.INTERIM, ReportKind.FINAL}
        ),
        InstalmentCondition.FINAL: lambda row: ReportKind.FINAL in approved,
        # Only a person knows that the papers are gathered.
        InstalmentCondition.EVIDENCE: lambda row: False,
    }


def is_callable(instalment, met):
    """True when the instalment may be called now, whatever was last written of it."""
    if instalment.state == InstalmentState.CALLABLE:
        return True
    return instalment.state == InstalmentState.PLANNED and (
        instalment.condition == InstalmentCondition.EVIDENCE
        or met[instalment.condition](instalment)
    )
