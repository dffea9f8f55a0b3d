"""A grant as its funder knows it, written anew after each act: amounts and days, nobody."""

from django.db.models import Max, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from funding.deadlines import report_due_on
from funding.models import (
    Grant,
    GrantAgreement,
    GrantState,
    Instalment,
    InstalmentState,
    Payment,
    ReportKind,
    ReportSubmission,
    SharedGrant,
    SubmissionState,
)
from funding.selectors.reports import frozen
from funding.services.shared_amounts import justified_amount, neighbourhood_share
from funding.services.shared_review import welcome_funder
from inclusion.money import ZERO

AWAITS_A_REPORT = ("interim", "final")


def share_grant(grant):
    """Write what the funder of `grant` may know of it; a grant not awarded is not shared.

    Called after each act on the grant, its instalments, its payments and its reports, in the
    grantee's context and transaction.
    """
    # Two acts at once: who comes second writes what the first one left, not what it saw before.
    SharedGrant.objects.filter(organisation=grant.organisation_id, grant=grant).wait()
    grant = Grant.objects.select_related(
        "organisation", "project", "offer", "program", "funder"
    ).get(pk=grant.pk)
    if not grant.is_awarded:
        return None
    shared, joins = SharedGrant.objects.update_or_create(
        organisation_id=grant.organisation_id, grant=grant, defaults=_values(grant)
    )
    if joins:
        welcome_funder(grant)
    return shared


def _values(grant):
    grantee = grant.organisation
    agreement = GrantAgreement.objects.filter(grant=grant, parent__isnull=True).first()
    return {
        "to_organisation_id": grant.funder_id,
        "project_key": grant.project_id,
        "project_title": grant.project.title[:160],
        "grantee_name": grantee.name,
        "grantee_siret": grantee.siret,
        "grantee_rna": grantee.rna,
        "title": grant.title[:200],
        "object": grant.object or grant.project.title[:256],
        "nature": grant.nature,
        "kind": grant.kind,
        "program_code": grant.program.code if grant.program else "",
        "program_label": grant.program.label if grant.program else "",
        "is_from_european_union": grant.is_from_european_union,
        "granted_amount": grant.granted_amount,
        "paid_amount": grant.paid_amount,
        "unit_amount": grant.unit_amount,
        "funded_units": grant.funded_units,
        "unit_label": grant.project.unit_label[:60],
        "decided_on": grant.decided_on,
        "year": grant.decided_on.year,
        "eligible_from": grant.eligible_from,
        "eligible_to": grant.eligible_to,
        "agreement_number": (agreement.number if agreement else "") or grant.convention_number,
        "agreement_signed_on": agreement.signed_on if agreement else None,
        "decision_reference": grant.decision_reference,
        "shares": [
            {
                "name": share.grantee_name,
                "siret": share.siret,
                "rna": share.rna,
                "basis_points": share.basis_points,
            }
            for share in grant.shares.all()
        ],
        "report_due_on": report_due_on(grant.ends_exercise_on),
        "state": grant.state,
        "updated_at": timezone.now(),
        **_instalments(grant),
        **_reports(grant),
        "repaid_amount": -sum(
            Payment.objects.filter(grant=grant, amount__lt=0).values_list("amount", flat=True), ZERO
        ),
    }


def _instalments(grant):
    instalments = Instalment.objects.filter(grant=grant).exclude(state=InstalmentState.CANCELLED)
    days = instalments.annotate(day=Coalesce("due_on", "called_on")).aggregate(
        first=Min("day"), last=Max("day")
    )
    awaited = (
        instalments.filter(state=InstalmentState.PLANNED, condition__in=AWAITS_A_REPORT)
        .order_by("rank")
        .first()
    )
    return {
        "instalment_count": instalments.count(),
        "first_instalment_on": days["first"],
        "last_instalment_on": days["last"],
        "awaited_condition": awaited.condition if awaited else "",
        "awaited_amount": awaited.planned_amount if awaited else None,
    }


def _reports(grant):
    """What the approved reports accepted, and whether the final one is with the funder."""
    submissions = list(
        ReportSubmission.objects.filter(
            organisation=grant.organisation_id, grant_key=grant.pk
        ).order_by("submitted_at", "pk")
    )
    approved = [
        each
        for each in submissions
        if each.state in (SubmissionState.APPROVED, SubmissionState.CLOSED)
    ]
    last = approved[-1] if approved else None
    return {
        "justified_amount": justified_amount(approved),
        "neighbourhood_share": neighbourhood_share(frozen(last)) if last else None,
        "is_reported": grant.state == GrantState.CLOSED
        or any(
            each.kind == ReportKind.FINAL
            and each.state
            not in (SubmissionState.WITHDRAWN, SubmissionState.REPLACED, SubmissionState.REJECTED)
            for each in submissions
        ),
    }
