"""The funder's review of a frozen report, and the association's answers."""

from django.db import connection
from django.utils import timezone

from beneficiaries.guard import refuse_forbidden
from funding.models import MessageKind, ReportMessage, ReportSubmission, SubmissionState
from funding.refusals import act
from funding.review_path import refuse_unless
from funding.selectors.reports import thread_of
from funding.selectors.reviews import accepted_total, open_complements, second_signature_above
from funding.services.after_decision import tell_association
from funding.services.review_letters import write_to_officers
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean


@act
def open_review(*, submission, by):
    """Take a submitted report into review; the association sees who did, and when."""
    submission = locked(submission, by)
    refuse_unless("open", submission, by)
    submission.state = SubmissionState.IN_REVIEW
    submission.opened_at, submission.opened_by_label = timezone.now(), by.label[:120]
    submission.save(update_fields=["state", "opened_at", "opened_by_label"])
    record("submission.opened", submission, by=by, number=submission.number)
    tell_association(submission, "opened")
    return submission


@act
def ask_question(*, submission, body, by, line_code="", line_label=""):
    """Ask the association a question, about a line or about the whole report."""
    submission = locked(submission, by)
    refuse_unless("ask", submission, by)
    if any(
        not asked.is_closed
        and (asked.message.body, asked.message.line_code) == (clean(body), line_code)
        for asked in thread_of(submission)
    ):
        raise Refused("Cette question est déjà posée.")
    message = write_message(
        submission,
        MessageKind.QUESTION,
        body,
        by,
        line_code=line_code[:60],
        line_label=line_label[:120],
    )
    record("submission.question_asked", submission, by=by, question=message.pk, line=line_code)
    tell_association(submission, "asked", about=message)
    return message


@act
def close_question(*, question, by):
    """Close an answered question: nothing more is expected about it."""
    submission = locked(question.submission, by)
    refuse_unless("close_question", submission, by)
    asked = _question(submission, question)
    if asked.is_closed:
        raise Refused("Cette question est déjà close.")
    if not asked.is_answered:
        raise Refused("Cette question attend encore sa réponse.")
    closing = write_message(submission, MessageKind.CLOSING, "", by, question=asked.message)
    record("submission.question_closed", submission, by=by, question=asked.message.pk)
    return closing


@act
def answer_question(*, question, body, by):
    """Answer a question of the funder."""
    submission = ReportSubmission.objects.visible_to(by).get(pk=question.submission_id)
    one_at_a_time(question)
    refuse_unless("answer", submission, by)
    asked = _question(submission, question)
    if asked.is_closed:
        raise Refused("Cette question est close.")
    if any(reply.body == clean(body) for reply in asked.replies):
        raise Refused("Cette réponse est déjà envoyée.")
    message = write_message(submission, MessageKind.ANSWER, body, by, question=asked.message)
    record("report.question_answered", submission, by=by, question=asked.message.pk)
    write_to_officers(submission, "answered")
    return message


@act
def approve_submission(*, submission, by):
    """Approve the report for what is asked less what is set aside; nothing may be awaited.

    Above the funder's own amount the first call signs, and another person's approves.
    """
    submission = locked(submission, by)
    refuse_unless("approve", submission, by)
    refuse_while_awaited(submission)
    amount = accepted_total(submission)
    threshold = second_signature_above(submission)
    if threshold is not None and amount > threshold:
        if submission.signed_by is None or submission.signed_amount != amount:
            return _sign(submission, amount, by)
        if submission.signed_by == by.pk:
            raise Refused("Vous avez signé. Une autre personne doit signer aussi.")
    decide(submission, SubmissionState.APPROVED, amount, "", by)
    return submission


@act
def reject_submission(*, submission, reason, by):
    """Send the report back with the reason; the association may open its next version."""
    submission = locked(submission, by)
    refuse_unless("reject", submission, by)
    decide(submission, SubmissionState.REJECTED, None, said(reason), by)
    return submission


def refuse_while_awaited(submission):
    """Refuse to approve over a question or a complement that waits."""
    still_open = [question for question in thread_of(submission) if not question.is_closed]
    if still_open:
        raise Refused(f"Possible dès que la question {still_open[0].rank} est close.")
    if open_complements(submission):
        raise Refused("Possible dès que le complément demandé est reçu, ou sa demande annulée.")


def _sign(submission, amount, by):
    submission.signed_at, submission.signed_by = timezone.now(), by.pk
    submission.signed_by_label, submission.signed_amount = by.label[:120], amount
    submission.save(update_fields=["signed_at", "signed_by", "signed_by_label", "signed_amount"])
    record("submission.signed", submission, by=by, number=submission.number, amount=amount)
    return submission


def unsign(submission):
    """The first signature was for another amount: it is to be given again."""
    if submission.signed_by is None:
        return
    submission.signed_at, submission.signed_by = None, None
    submission.signed_by_label, submission.signed_amount = "", None
    submission.save(update_fields=["signed_at", "signed_by", "signed_by_label", "signed_amount"])


def decide(submission, state, amount, reason, by):
    submission.state, submission.accepted_amount = state, amount
    submission.decision_reason = reason
    submission.decided_at, submission.decided_by = timezone.now(), by.pk
    submission.decided_by_label = by.label[:120]
    submission.save(
        update_fields=[
            "state",
            "accepted_amount",
            "decision_reason",
            "decided_at",
            "decided_by",
            "decided_by_label",
        ]
    )
    record(f"submission.{state}", submission, by=by, number=submission.number, amount=amount)
    tell_association(submission, str(state))


def locked(submission, by):
    """The submission as it is now, locked; its two sides only find it."""
    seen = ReportSubmission.objects.visible_to(by)
    found = seen.filter(to_organisation=by.organisation_id).locked().filter(pk=submission.pk)
    # Its own side never locks it but to withdraw: who is refused is refused by the path.
    return found.first() or seen.get(pk=submission.pk)


def said(text, missing="Écrivez pourquoi\u00a0: l’association doit pouvoir corriger."):
    """A free text of either side, cleaned, without what is never written about a person."""
    text = clean(text)
    if not text:
        raise Refused(missing)
    refuse_forbidden(text)
    return text


def one_at_a_time(asked):
    """Answers to one request wait for each other: the sender may not lock the funder's row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(asked.pk)])


def _question(submission, message):
    for question in thread_of(submission):
        if question.message.pk == message.pk:
            return question
    raise Refused("Cette question n’est pas de ce compte rendu.")


def write_message(submission, kind, body, by, **fields):
    """Add one message to the thread of a submission, from the side of `by` to the other."""
    if kind != MessageKind.CLOSING:
        body = said(body, "Un message ne peut pas être vide.")
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
