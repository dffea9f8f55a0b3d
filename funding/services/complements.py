"""A complement: asked with its reason and its day, awaited until someone ends it."""

from django.utils import timezone

from funding.models import ComplementReason, ComplementRequest, MessageKind, ReportSubmission
from funding.refusals import act
from funding.review_path import refuse_unless
from funding.services.after_decision import tell_association
from funding.services.review_letters import write_to_officers
from funding.services.reviewing import locked, one_at_a_time, said, write_message
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

WORDS = "Écrivez ce que vous attendez."


@act
def request_complement(*, submission, reason, body, due_on, by, line_code="", line_label=""):
    """Ask for what is missing; the report is not approved before it comes, or is let go."""
    submission = locked(submission, by)
    refuse_unless("complement", submission, by)
    body = said(body, WORDS)
    if due_on <= timezone.localdate():
        raise Refused("Laissez au moins un jour à l’association.")
    if reason not in ComplementReason.values:
        raise Refused("Choisissez le motif de la demande.")
    if ComplementRequest.objects.filter(submission=submission, body=body).open().exists():
        raise Refused("Ce complément est déjà demandé.")
    request = ComplementRequest.objects.create(
        organisation_id=by.organisation_id,
        to_organisation_id=submission.organisation_id,
        submission=submission,
        reason=reason,
        line_code=line_code[:60],
        line_label=line_label[:120],
        body=body[:3000],
        due_on=due_on,
        asked_at=timezone.now(),
        asked_by_label=by.label[:120],
    )
    record(
        "submission.complement_requested",
        submission,
        by=by,
        complement=request.pk,
        reason=reason,
        due_on=due_on,
    )
    tell_association(submission, "complement", about=request)
    return request


@act
def answer_complement(*, complement, body, by):
    """Answer in words what the funder awaits; a paper goes with the next version instead."""
    submission = ReportSubmission.objects.visible_to(by).get(pk=complement.submission_id)
    one_at_a_time(complement)
    refuse_unless("answer", submission, by)
    complement = ComplementRequest.objects.get(submission=submission, pk=complement.pk)
    if not complement.is_open:
        raise Refused("Cette demande est déjà terminée.")
    if complement.replies.filter(body=clean(body)).exists():
        raise Refused("Cette réponse est déjà envoyée.")
    message = write_message(submission, MessageKind.ANSWER, body, by, complement=complement)
    record("report.complement_answered", submission, by=by, complement=complement.pk)
    write_to_officers(submission, "complement_answered")
    return message


@act
def resolve_complement(*, complement, by):
    """What was asked has come."""
    return _end(complement, "resolved", by)


@act
def cancel_complement(*, complement, by):
    """What was asked is not needed any more."""
    return _end(complement, "cancelled", by)


def _end(complement, outcome, by):
    submission = locked(complement.submission, by)
    refuse_unless("end_complement", submission, by)
    complement = (
        ComplementRequest.objects.filter(submission=submission)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=complement.pk)
    )
    if not complement.is_open:
        raise Refused("Cette demande est déjà terminée.")
    complement.outcome, complement.ended_at = outcome, timezone.now()
    complement.ended_by_label = by.label[:120]
    complement.save(update_fields=["outcome", "ended_at", "ended_by_label"])
    record(f"submission.complement_{outcome}", submission, by=by, complement=complement.pk)
    tell_association(submission, f"complement_{outcome}", about=complement)
    return complement
