"""What a structure without an account does through its link: open with the code, answer, follow.

Called in the sender's context. Whoever holds the link and the code is the receiver.
"""

import hmac
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from beneficiaries.guard import plain, refuse_forbidden
from beneficiaries.models import DeclineReason, Referral, ReferralStatus
from beneficiaries.services.referral_sending import ANSWER_DAYS, links_to, tell_sender
from beneficiaries.services.referral_steps import OVER, move, save
from beneficiaries.services.referrals import NOT_ACCEPTED, checked_appointment
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

WORDS_LENGTH = 1000


def _locked(referral):
    return Referral.objects.locked().select_related("beneficiary").get(pk=referral.pk)


@transaction.atomic
def try_code(*, referral, code):
    """Whether the code opens the referral; each wrong one is counted, five lock it.

    Returns rather than raises: the count must be kept.
    """
    referral = _locked(referral)
    if referral.is_locked or referral.status == ReferralStatus.WITHDRAWN:
        return False
    typed = "".join(character for character in plain(code) if character in "0123456789")
    if not referral.opening_code or not hmac.compare_digest(typed, referral.opening_code):
        referral.wrong_code_count += 1
        save(referral, "wrong_code_count")
        record(
            "referral.wrong_code",
            referral.beneficiary,
            referral=str(referral.pk),
            count=referral.wrong_code_count,
        )
        return False
    now = timezone.now()
    if referral.wrong_code_count:
        referral.wrong_code_count = 0
        save(referral, "wrong_code_count")
    if referral.status in [ReferralStatus.SENT, ReferralStatus.UNANSWERED]:
        move(
            referral,
            ReferralStatus.RECEIVED,
            is_receiver=True,
            opened_at=referral.opened_at or now,
        )
    else:
        record("referral.opened_again", referral.beneficiary, referral=str(referral.pk))
    return True


def _to_answer(referral):
    referral = _locked(referral)
    if referral.status not in NOT_ACCEPTED:
        raise Refused("Cette orientation a déjà une réponse, ou a été retirée.")
    return referral


@transaction.atomic
def accept_by_link(*, referral, appointment_at=None):
    """The structure will see her; the link then lives on to say whether she came."""
    referral = _to_answer(referral)
    now = timezone.now()
    at = checked_appointment(appointment_at) if appointment_at else None
    expires_at = (at or now) + timedelta(days=2 * ANSWER_DAYS)
    move(
        referral,
        ReferralStatus.ACCEPTED,
        is_receiver=True,
        answered_at=now,
        expires_at=expires_at,
    )
    if at:
        move(referral, ReferralStatus.APPOINTMENT, is_receiver=True, appointment_at=at)
    links_to(referral).update(expires_at=expires_at)
    tell_sender(referral)
    return referral


@transaction.atomic
def decline_by_link(*, referral, reason, words=""):
    """The structure cannot: one of eleven reasons, and its words to the sender."""
    reason, words = checked_decline(reason, words)
    referral = _to_answer(referral)
    move(
        referral,
        ReferralStatus.DECLINED,
        is_receiver=True,
        answered_at=timezone.now(),
        decline_reason=reason,
        decline_words=words,
    )
    tell_sender(referral)
    return referral


def checked_decline(reason, words):
    """A known reason, and words that hold no secret; « autre » needs some."""
    if reason not in DeclineReason.values:
        raise Refused("Dites pourquoi vous ne pouvez pas recevoir la personne.")
    words = clean(words)
    if len(words) > WORDS_LENGTH:
        raise Refused(f"Votre message tient en {WORDS_LENGTH}\u00a0caractères.")
    if reason == DeclineReason.OTHER and not words:
        raise Refused("Dites en quelques mots quelle est cette autre raison.")
    refuse_forbidden(words)
    return reason, words


@transaction.atomic
def appointment_by_link(*, referral, appointment_at):
    """The day the structure gives her."""
    referral = _locked(referral)
    at = checked_appointment(appointment_at)
    if referral.status not in [ReferralStatus.ACCEPTED, ReferralStatus.APPOINTMENT]:
        raise Refused(OVER)
    if referral.appointment_at == at:
        raise Refused("Ce rendez-vous est déjà noté.")
    expires_at = at + timedelta(days=2 * ANSWER_DAYS)
    move(
        referral,
        ReferralStatus.APPOINTMENT,
        is_receiver=True,
        appointment_at=at,
        attendance_asked_at=None,
        expires_at=expires_at,
    )
    links_to(referral).update(expires_at=expires_at)
    tell_sender(referral)
    return referral


@transaction.atomic
def attendance_by_link(*, referral, attended):
    """Did she come? The structure says so; nothing else is asked of it."""
    referral = _locked(referral)
    if referral.status not in [ReferralStatus.ACCEPTED, ReferralStatus.APPOINTMENT]:
        raise Refused(OVER)
    status = ReferralStatus.ATTENDED if attended else ReferralStatus.ABSENT
    move(referral, status, is_receiver=True)
    tell_sender(referral)
    return referral
