"""The funder's review of a frozen report, and the association's answers."""

from django.db import connection
from django.utils import timezone

from funding.models import MessageKind, ReportMessage, ReportSubmission, SubmissionState
from funding.permissions import can_do_funding, can_review
from funding.refusals import act
from funding.selectors.reports import thread_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean
from inclusion.ui.formats import euros


@act
def open_review(*, submission, by):
    """Take a submitted report into review; the association sees who did, and when."""
    submission = _locked(submission, by)
    if submission.state != SubmissionState.SUBMITTED:
        raise Refused("L’examen de ce compte rendu est déjà ouvert.")
    submission.state = SubmissionState.IN_REVIEW
    submission.opened_at, submission.opened_by_label = timezone.now(), by.label[:120]
    submission.save(update_fields=["state", "opened_at", "opened_by_label"])
    record("submission.opened", submission, by=by, number=submission.number)
    return submission


@act
def ask_question(*, submission, body, by, line_code="", line_label=""):
    """Ask the association a question, about a line or about the whole report."""
    submission = _locked(submission, by)
    _refuse_unless_in_review(submission)
    if any(
        not asked.is_closed
        and (asked.message.body, asked.message.line_code) == (clean(body), line_code)
        for asked in thread_of(submission)
    ):
        raise Refused("Cette question est déjà posée.")
    message = _write(
        submission,
        MessageKind.QUESTION,
        body,
        by,
        line_code=line_code[:60],
        line_label=line_label[:120],
    )
    record("submission.question_asked", submission, by=by, question=message.pk, line=line_code)
    return message


@act
def close_question(*, question, by):
    """Close an answered question: nothing more is expected about it."""
    submission = _locked(question.submission, by)
    _refuse_unless_in_review(submission)
    asked = _question(submission, question)
    if asked.is_closed:
        raise Refused("Cette question est déjà close.")
    if not asked.is_answered:
        raise Refused("Cette question attend encore sa réponse.")
    closing = _write(submission, MessageKind.CLOSING, "", by, question=asked.message)
    record("submission.question_closed", submission, by=by, question=asked.message.pk)
    return closing


@act
def answer_question(*, question, body, by):
    """Answer a question of the funder."""
    if not can_do_funding(by):
        raise Refused("Votre rôle ne permet pas cet acte.")
    submission = ReportSubmission.objects.sent_by(by).get(pk=question.submission_id)
    _one_at_a_time(question)
    _refuse_unless_in_review(submission)
    asked = _question(submission, question)
    if asked.is_closed:
        raise Refused("Cette question est close.")
    if any(reply.body == clean(body) for reply in asked.replies):
        raise Refused("Cette réponse est déjà envoyée.")
    message = _write(submission, MessageKind.ANSWER, body, by, question=asked.message)
    record("report.question_answered", submission, by=by, question=asked.message.pk)
    return message


@act
def approve_submission(*, submission, by, accepted_amount=None):
    """Approve the report for the amount its records give a right to; no question may be open."""
    submission = _locked(submission, by)
    _refuse_unless_in_review(submission)
    still_open = [question for question in thread_of(submission) if not question.is_closed]
    if still_open:
        raise Refused(f"Possible dès que la question {still_open[0].rank} est close.")
    amount = submission.claimed_amount if accepted_amount is None else accepted_amount
    amount = submission.granted_amount if amount is None else amount
    if not 0 <= amount <= submission.granted_amount:
        raise Refused(f"Le montant retenu va de 0 à {euros(submission.granted_amount)}.")
    _decide(submission, SubmissionState.APPROVED, amount, "", by)
    return submission


@act
def reject_submission(*, submission, reason, by):
    """Send the report back with the reason; the association may open its next version."""
    submission = _locked(submission, by)
    _refuse_unless_in_review(submission)
    reason = clean(reason)
    if not reason:
        raise Refused("Écrivez pourquoi\u00a0: l’association doit pouvoir corriger.")
    _decide(submission, SubmissionState.REJECTED, None, reason, by)
    return submission


def _decide(submission, state, amount, reason, by):
    submission.state, submission.accepted_amount = state, amount
    submission.decision_reason = reason
    submission.decided_at, submission.decided_by_label = timezone.now(), by.label[:120]
    submission.save(
        update_fields=[
            "state",
            "accepted_amount",
            "decision_reason",
            "decided_at",
            "decided_by_label",
        ]
    )
    record(f"submission.{state}", submission, by=by, number=submission.number, amount=amount)


def _locked(submission, by):
    if not can_review(by):
        raise Refused("L’examen revient aux agents du financeur.")
    return ReportSubmission.objects.received_by(by).locked().get(pk=submission.pk)


def _one_at_a_time(question):
    """Answers to one question wait for each other: the sender may not lock the funder's row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(question.pk)])


def _refuse_unless_in_review(submission):
    if submission.state == SubmissionState.SUBMITTED:
        raise Refused("Ouvrez d’abord l’examen de ce compte rendu.")
    if submission.is_decided:
        raise Refused("Ce compte rendu est déjà décidé.")


def _question(submission, message):
    for question in thread_of(submission):
        if question.message.pk == message.pk:
            return question
    raise Refused("Cette question n’est pas de ce compte rendu.")


def _write(submission, kind, body, by, **fields):
    body = clean(body)
    if not body and kind != MessageKind.CLOSING:
        raise Refused("Un message ne peut pas être vide.")
    other = (
        submission.to_organisation_id
        if by.organisation_id == submission.organisation_id
        else submission.organisation_id
    )
    return ReportMessage.objects.create(
        organisation_id=by.organisation_id,
        to_organisation_id=other,
        submission=submission,
        kind=kind,
        body=body[:3000],
        author_label=by.label[:120],
        sent_at=timezone.now(),
        **fields,
    )
