"""What a review asks of each side on its home page: one query a line at most."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from funding.models import (
    ComplementRequest,
    Discharge,
    ReportKind,
    ReportSubmission,
    SharedGrant,
    SubmissionState,
)
from funding.permissions import can_do_funding, can_review
from inclusion.registry import TodoLine
from inclusion.text import counted
from inclusion.ui.formats import ago, euros, short_day

SHOWN = 3


def todo(member):
    """Complements, signatures, discharges and repayments that wait for someone."""
    if can_do_funding(member):
        yield from _asked_of_us(member)
        yield from _to_give_back(member)
    if can_review(member):
        yield from _to_sign(member)
        yield from _answered(member)
        yield from _awaited(member)
        yield from _to_close(member)
        yield from _to_receive(member)
        yield from _late(member)


def _asked_of_us(member):
    for each in _open(ComplementRequest.objects.received_by(member).unanswered()):
        yield TodoLine(
            title="Envoyer un complément au financeur",
            detail=f"{each.submission.number} · {each.get_reason_display().lower()}",
            url=_their_words(each.submission),
            act="Lire la demande",
            when=f"en retard, dû {ago(each.due_on)}"
            if each.is_late
            else f"avant le {short_day(each.due_on)}",
            is_late=each.is_late,
            rank=4,
        )


def _answered(member):
    for each in _open(ComplementRequest.objects.sent_by(member).answered()):
        yield TodoLine(
            title="Lire un complément reçu",
            detail=f"{each.submission.sender_name} · {each.submission.number}",
            url=f"{reverse('officer:review', args=[each.submission_id])}#decision",
            act="Dire s’il suffit",
            when=f"attendu avant le {short_day(each.due_on)}",
            is_late=each.is_late,
            rank=7,
        )


def _awaited(member):
    today = timezone.localdate()
    late = ComplementRequest.objects.sent_by(member).unanswered().filter(due_on__lt=today)
    for each in _open(late):
        yield TodoLine(
            title="Complément en retard",
            detail=f"{each.submission.sender_name} · {each.submission.number}",
            url=reverse("officer:review", args=[each.submission_id]),
            act="Relire",
            when=f"attendu {ago(each.due_on)}",
            is_late=True,
            rank=12,
        )


def _open(complements):
    return (
        complements.open()
        .filter(submission__state=SubmissionState.IN_REVIEW)
        .select_related("submission")
        .defer("submission__snapshot")
        .order_by("due_on", "pk")[:SHOWN]
    )


def _to_sign(member):
    waiting = (
        _received(member)
        .filter(state=SubmissionState.IN_REVIEW, signed_by__isnull=False)
        .exclude(signed_by=member.pk)
        .order_by("signed_at", "pk")[:SHOWN]
    )
    for submission in waiting:
        yield TodoLine(
            title="Signer en second",
            detail=f"{submission.sender_name} · {euros(submission.signed_amount)}",
            url=reverse("officer:review", args=[submission.pk]),
            act="Relire et signer",
            when=f"signé {ago(submission.signed_at)}",
            rank=6,
        )


def _to_close(member):
    approved = (
        _received(member)
        .filter(state=SubmissionState.APPROVED, kind=ReportKind.FINAL)
        .order_by("decided_at", "pk")[:SHOWN]
    )
    for submission in approved:
        yield TodoLine(
            title="Solder une subvention",
            detail=f"{submission.sender_name} · {submission.title}",
            url=reverse("officer:review", args=[submission.pk]),
            act="Établir le quitus",
            when=f"approuvé {ago(submission.decided_at)}",
            rank=18,
        )


def _repayments(discharges):
    return (
        discharges.filter(
            Q(paid_amount__gt=F("accepted_amount")),
            repayment_due_on__isnull=False,
            received_on__isnull=True,
        )
        .select_related("submission")
        .defer("submission__snapshot")
        .order_by("repayment_due_on", "pk")[:SHOWN]
    )


def _to_receive(member):
    for discharge in _repayments(Discharge.objects.sent_by(member)):
        yield TodoLine(
            title="Encaisser un remboursement",
            detail=f"{discharge.submission.sender_name} · {euros(discharge.to_repay)}",
            url=reverse("officer:review", args=[discharge.submission_id]),
            act="Voir",
            when=f"dû {ago(discharge.repayment_due_on)}"
            if discharge.is_repayment_late
            else f"avant le {short_day(discharge.repayment_due_on)}",
            is_late=discharge.is_repayment_late,
            rank=25,
        )


def _to_give_back(member):
    for discharge in _repayments(Discharge.objects.received_by(member)):
        yield TodoLine(
            title="Reverser un trop-perçu",
            detail=f"{discharge.submission.title} · {euros(discharge.to_repay)}",
            url=_their_words(discharge.submission),
            act="Noter le remboursement",
            when=f"dû {ago(discharge.repayment_due_on)}"
            if discharge.is_repayment_late
            else f"avant le {short_day(discharge.repayment_due_on)}",
            is_late=discharge.is_repayment_late,
            rank=9,
        )


def _their_words(submission):
    """Where the association reads what the funder wants: below its own figures."""
    return f"{reverse('funding:report_detail', args=[submission.report_id])}#decision"


def _late(member):
    late = SharedGrant.objects.received_by(member).late().count()
    if late:
        yield TodoLine(
            title="Comptes rendus en retard",
            detail=counted(
                late, "subvention attend son compte rendu", "subventions attendent le leur"
            ),
            url=f"{reverse('officer:portfolio')}?lateness=late",
            act="Voir lesquelles",
            rank=40,
        )


def _received(member):
    return ReportSubmission.objects.received_by(member).defer("snapshot")
