"""Ten seconds: three faces to three questions, counted by session, from a tablet or from paper."""

from datetime import timedelta

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from inclusion.exceptions import Refused
from inclusion.ids import uuid7
from inclusion.journal.recording import record
from inclusion.organisations.models import PublicLink, hash_token
from inclusion.text import counted
from workshops.models import Face, FeedbackQuestion, FeedbackSlip
from workshops.services.attendance import ANONYMOUS_MAX
from workshops.services.planning import locked_session

FEEDBACK_LINK = "session_feedback"
# The tablet goes round at the end, or a late one the day after.
OPEN_AFTER = timedelta(days=2)
# How long a counted slip is remembered: longer than any page stays open on a tablet.
SLIPS_KEPT = timedelta(days=7)
SALT = "workshops.feedback"


def feedback_token(session):
    """The same address each time it is asked for; nothing else can guess it."""
    return salted_hmac(SALT, str(session.pk), algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def open_feedback(*, session, by):
    """Open the page of a session's tablet until two days after it; returns its address."""
    session = locked_session(session, by)
    if session.is_cancelled:
        raise Refused("La séance est annulée.")
    expires_at = session.ends_at + OPEN_AFTER
    if expires_at <= timezone.now():
        raise Refused("La séance est passée depuis plus de deux jours\u00a0: saisissez le papier.")
    token = feedback_token(session)
    link = PublicLink.objects.filter(token_hash=hash_token(token))
    if not link.update(expires_at=expires_at):
        PublicLink.create(
            token,
            organisation_id=session.organisation_id,
            kind=FEEDBACK_LINK,
            object_id=session.pk,
            expires_at=expires_at,
        )
        record("feedback.opened", session, by=by)
    return reverse("feedback", args=[token])


@transaction.atomic
def give_feedback(*, session, faces, slip):
    """Count one person's faces, {question: face}; what she skips is not counted.

    `slip` is the key her page chose: a finger that taps twice is counted once. Returns whether it
    was counted now.
    """
    _refuse_unknown(faces)
    answers = {question: face for question, face in faces.items() if face}
    if not answers:
        raise Refused("Touchez au moins un visage.")
    if any(given >= ANONYMOUS_MAX for given in given_of(session).values()):
        raise Refused("Cette séance a déjà reçu tous les avis qu’elle peut compter.")
    if not _first_time(session, slip):
        return False
    _add(session, dict.fromkeys(answers.items(), 1))
    return True


@transaction.atomic
def type_feedback(*, session, by, counts, slip):
    """Add what the paper said, {(question, face): how many}; the same form sent twice, once."""
    session = locked_session(session, by)
    if session.is_cancelled or not session.has_started:
        raise Refused("Les avis se saisissent quand la séance a eu lieu.")
    counts = {key: number for key, number in counts.items() if number}
    if not counts:
        raise Refused("Écrivez combien de personnes ont coché chaque visage.")
    for question in FeedbackQuestion:
        typed = sum(number for (asked, _), number in counts.items() if asked == question)
        if typed + given_of(session).get(question, 0) > ANONYMOUS_MAX:
            raise Refused(f"{counted(typed, 'avis', 'avis')} pour une séance\u00a0: vérifiez.")
    if not _first_time(session, slip):
        raise Refused("Ces avis viennent d’être comptés\u00a0: rouvrez la page pour d’autres.")
    _add(session, counts)
    record("feedback.typed", session, by=by, count=sum(counts.values()))


def _first_time(session, slip):
    """Whether this slip was never counted; two taps at once leave one, by the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workshops_feedbackslip (id, organisation_id, session_id, slip)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (organisation_id, session_id, slip) DO NOTHING",
            [uuid7(), session.organisation_id, session.pk, slip],
        )
        return cursor.rowcount == 1


def forget_slips(now):
    """What only kept a slip from being counted twice; returns how many went."""
    return FeedbackSlip.objects.filter(counted_at__lt=now - SLIPS_KEPT).delete()[0]


def given_of(session):
    """{question: how many answered it}."""
    found = {}
    for row in session.feedback.all():
        found[row.question] = found.get(row.question, 0) + row.count
    return found


def _refuse_unknown(faces):
    known = {*Face.values, "", None}
    if not faces.keys() <= set(FeedbackQuestion.values) or not set(faces.values()) <= known:
        raise Refused("Touchez un des visages de la page.")


def _add(session, counts):
    """One statement a counter: two tablets at once are both counted."""
    with connection.cursor() as cursor:
        for (question, face), number in sorted(counts.items()):
            cursor.execute(
                "INSERT INTO workshops_feedbackcount"
                " (id, organisation_id, session_id, question, face, count)"
                " VALUES (%s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (organisation_id, session_id, question, face)"
                " DO UPDATE SET count = workshops_feedbackcount.count + excluded.count",
                [uuid7(), session.organisation_id, session.pk, question, face, number],
            )
