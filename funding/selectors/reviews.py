"""What a review waits for, what it sets aside, and what was asked before."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum

from funding.models import (
    ComplementRequest,
    FunderProfile,
    RejectedAmount,
    ReportMessage,
    ReportSubmission,
    SharedCopy,
    SharedGrant,
    SubmissionState,
)
from inclusion.money import ZERO


def open_complements(submission):
    return list(ComplementRequest.objects.filter(submission=submission).open())


def complements_of(submission):
    """Every complement asked, with what the association answered."""
    return list(ComplementRequest.objects.filter(submission=submission).prefetch_related("replies"))


def asked_of_the_former(submission):
    """What this version was asked to bring: the complements open on the one it replaces."""
    if submission.version == 1:
        return []
    return list(
        ComplementRequest.objects.open()
        .filter(
            organisation=submission.to_organisation_id,
            submission__grant_key=submission.grant_key,
            submission__kind=submission.kind,
            submission__version__lt=submission.version,
            submission__state=SubmissionState.REPLACED,
        )
        .select_related("submission")
        .defer("submission__snapshot")
    )


def rejections_of(submission):
    """What is set aside, the amounts taken back left out."""
    return list(RejectedAmount.objects.filter(submission=submission).standing())


def rejected_total(submission):
    rejected = RejectedAmount.objects.filter(submission=submission).standing()
    return rejected.aggregate(total=Sum("amount"))["total"] or ZERO


def accepted_total(submission):
    """What is asked to be accepted less what is set aside; never typed."""
    return submission.base_amount - rejected_total(submission)


def second_signature_above(submission):
    """The amount above which the funder wants two people; None: one is enough."""
    return (
        FunderProfile.objects.filter(organisation=submission.to_organisation_id)
        .values_list("second_signature_above", flat=True)
        .first()
    )


def shared_grant_of(submission):
    """The grant as the funder knows it, or None while it was never shared."""
    if submission.grant_key is None:
        return None
    return SharedGrant.objects.filter(
        organisation=submission.organisation_id, grant=submission.grant_key
    ).first()


def read_together(project_key, member):
    """What the other funders of the project received, and decided: nothing before all agree."""
    return list(
        SharedCopy.objects.received_by(member)
        .filter(project_key=project_key)
        .open()
        .defer("snapshot")
        .order_by("submitted_at", "pk")
    )


def paid_for(submission, snapshot):
    """What was paid: as told since, else as frozen in the report."""
    shared = shared_grant_of(submission)
    return Decimal(snapshot["grant"]["paid_amount"]) if shared is None else shared.paid_amount


@dataclass(frozen=True)
class AskedBefore:
    """A question closed in an earlier report of the same association, with its answer."""

    line_label: str
    question: str
    answer: str
    number: str
    closed_on: object


def asked_before(submission, limit=20):
    """Answers already given by this association about the same lines: one does not ask twice."""
    closings = ReportMessage.objects.filter(kind="closing", question=OuterRef("pk"))
    questions = list(
        ReportMessage.objects.questions()
        .filter(
            Exists(closings),
            organisation=submission.to_organisation_id,
            to_organisation=submission.organisation_id,
            sent_at__lt=submission.submitted_at,
        )
        .exclude(submission=submission)
        .select_related("submission")
        .defer("submission__snapshot")
        .order_by("-sent_at", "-pk")[:limit]
    )
    answers = {}
    for reply in ReportMessage.objects.filter(
        kind="answer", question__in=[q.pk for q in questions]
    ).order_by("sent_at", "pk"):
        answers[reply.question_id] = reply
    return [
        AskedBefore(
            line_label=question.line_label,
            question=question.body,
            answer=answers[question.pk].body,
            number=question.submission.number,
            closed_on=answers[question.pk].sent_at,
        )
        for question in questions
        if question.pk in answers
    ]


def approvable_at_once(member):
    """Interim reports without a finding nor anything awaited, that one gesture may approve.

    Whatever needs a second signature is left out: each is read by two people.
    """
    still_open = ReportMessage.objects.questions().not_closed().filter(submission=OuterRef("pk"))
    awaited = ComplementRequest.objects.open().filter(submission=OuterRef("pk"))
    standing = RejectedAmount.objects.standing().filter(submission=OuterRef("pk"))
    found = (
        ReportSubmission.objects.received_by(member)
        .filter(
            ~Exists(still_open),
            ~Exists(awaited),
            ~Exists(standing),
            state__in=["submitted", "in_review"],
            kind="interim",
            blocking_count=0,
            warning_count=0,
        )
        .defer("snapshot")
    )
    threshold = (
        FunderProfile.objects.filter(organisation=member.organisation_id)
        .values_list("second_signature_above", flat=True)
        .first()
    )
    if threshold is not None:
        found = found.filter(
            Q(claimed_amount__lte=threshold)
            | Q(claimed_amount__isnull=True, granted_amount__lte=threshold)
        )
    return found
