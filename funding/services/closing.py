"""The end of a grant: an approval taken back, its discharge, and what is given back."""

import calendar

from django.db.models import Sum
from django.utils import timezone

from funding.models import (
    Discharge,
    Grant,
    Payment,
    ReportSubmission,
    SubmissionState,
)
from funding.refusals import act
from funding.review_path import refuse_unless
from funding.selectors.reports import frozen
from funding.selectors.reviews import paid_for, rejected_total
from funding.services.after_decision import DISCHARGE_JOB, tell_association
from funding.services.review_letters import write_to_officers
from funding.services.reviewing import locked, said
from funding.services.sharing import share_grant
from inclusion.exceptions import Refused
from inclusion.jobs.outbox import enqueue
from inclusion.journal.recording import record
from inclusion.money import ZERO
from inclusion.ui.formats import euros

REPAYMENT_MONTHS = 2


@act
def reopen_review(*, submission, reason, by):
    """Take an approval back, with its reason; the review goes on where it was."""
    submission = locked(submission, by)
    refuse_unless("reopen", submission, by)
    reason = said(reason, "Écrivez pourquoi vous revenez sur votre décision.")
    amount = submission.accepted_amount
    submission.state = SubmissionState.IN_REVIEW
    submission.reopened_at, submission.reopened_by_label = timezone.now(), by.label[:120]
    submission.reopening_reason = reason[:2000]
    submission.decided_at, submission.decided_by = None, None
    submission.decided_by_label, submission.accepted_amount = "", None
    submission.signed_at, submission.signed_by = None, None
    submission.signed_by_label, submission.signed_amount = "", None
    submission.save(
        update_fields=[
            "state",
            "reopened_at",
            "reopened_by_label",
            "reopening_reason",
            "decided_at",
            "decided_by",
            "decided_by_label",
            "accepted_amount",
            "signed_at",
            "signed_by",
            "signed_by_label",
            "signed_amount",
        ]
    )
    record("submission.reopened", submission, by=by, number=submission.number, amount=amount)
    tell_association(submission, "reopened")
    return submission


@act
def close_grant(*, submission, by):
    """Close the grant on its approved final report: its account, its « quitus », what is due."""
    submission = locked(submission, by)
    refuse_unless("close", submission, by)
    _refuse_while_another_waits(submission)
    paid = paid_for(submission, frozen(submission))
    left = submission.accepted_amount - paid
    if left > 0:
        raise Refused(f"Il reste {euros(left)} à verser\u00a0: la subvention se solde ensuite.")
    today = timezone.localdate()
    discharge = Discharge.objects.create(
        organisation_id=by.organisation_id,
        to_organisation_id=submission.organisation_id,
        submission=submission,
        granted_amount=submission.granted_amount,
        claimed_amount=submission.base_amount,
        rejected_amount=rejected_total(submission),
        accepted_amount=submission.accepted_amount,
        paid_amount=paid,
        repayment_due_on=repayment_due_on(today) if left < 0 else None,
        closed_at=timezone.now(),
        closed_by=by.pk,
        closed_by_label=by.label[:120],
    )
    submission.state = SubmissionState.CLOSED
    submission.save(update_fields=["state"])
    record(
        "submission.closed",
        submission,
        by=by,
        accepted=discharge.accepted_amount,
        paid=paid,
        to_repay=discharge.to_repay,
    )
    # The document is the funder's own, and made by the application: a paper's facts may hold
    # people elsewhere, so the officer's role reads none.
    enqueue(
        DISCHARGE_JOB,
        idem_key=f"discharge:{discharge.pk}",
        organisation_id=by.organisation_id,
        payload={"discharge": str(discharge.pk)},
    )
    tell_association(submission, "closed")
    return discharge


def repayment_due_on(day):
    """Two months later, the end of a month to the end of a month."""
    month = day.month + REPAYMENT_MONTHS
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )


def _refuse_while_another_waits(submission):
    """Every report of the grant is decided before its account is made."""
    waiting = (
        ReportSubmission.objects.filter(
            organisation=submission.organisation_id,
            grant_key=submission.grant_key,
            state__in=[SubmissionState.SUBMITTED, SubmissionState.IN_REVIEW],
        )
        .exclude(pk=submission.pk)
        .defer("snapshot")
        .first()
    )
    if waiting:
        raise Refused(f"Le compte rendu {waiting.number} de cette subvention attend sa décision.")


@act
def record_repayment(*, discharge, value_on, reference, by):
    """The association says what it gave back: a payment the other way, of the amount due."""
    submission = ReportSubmission.objects.visible_to(by).get(pk=discharge.submission_id)
    refuse_unless("repay", submission, by)
    grant = Grant.objects.visible_to(by).locked().get(pk=submission.grant_key)
    discharge = Discharge.objects.get(pk=discharge.pk)
    if not discharge.to_repay:
        raise Refused("Il n’y a rien à reverser pour cette subvention.")
    if discharge.received_on:
        raise Refused("Le financeur a déjà encaissé ce remboursement.")
    if repaid_for(grant) >= discharge.to_repay:
        raise Refused("Ce remboursement est déjà enregistré.")
    today = timezone.localdate()
    if not timezone.localdate(discharge.closed_at) <= value_on <= today:
        raise Refused("Le remboursement date d’après la clôture, et d’aujourd’hui au plus tard.")
    payment = Payment.objects.create(
        organisation_id=by.organisation_id,
        grant=grant,
        amount=-discharge.to_repay,
        value_on=value_on,
        reference=reference[:80],
        created_at=timezone.now(),
        created_by=by,
    )
    record("grant.repaid", grant, by=by, payment=payment.pk, amount=discharge.to_repay)
    grant.refresh_from_db()
    share_grant(grant)
    write_to_officers(submission, "repaid")
    return payment


def repaid_for(grant):
    """What was given back of a grant, as a positive amount."""
    total = Payment.objects.filter(grant=grant, amount__lt=0).aggregate(sum=Sum("amount"))["sum"]
    return -(total or ZERO)


@act
def receive_repayment(*, discharge, by):
    """The funder has the money: the discharge takes effect."""
    submission = locked(discharge.submission, by)
    refuse_unless("receive", submission, by)
    discharge = (
        Discharge.objects.filter(submission=submission)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=discharge.pk)
    )
    if not discharge.to_repay:
        raise Refused("Il n’y a rien à reverser pour cette subvention.")
    if discharge.received_on:
        raise Refused("Ce remboursement est déjà encaissé.")
    discharge.received_on = timezone.localdate()
    discharge.received_by_label = by.label[:120]
    discharge.save(update_fields=["received_on", "received_by_label"])
    record("submission.repayment_received", submission, by=by, amount=discharge.to_repay)
    tell_association(submission, "received", about=discharge)
    return discharge
