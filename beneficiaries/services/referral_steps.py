"""What every act on a referral shares: its locks, its change of state, its trace."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaries.models import OPEN_STATUSES, Referral, ReferralStatus, ReferralStep
from beneficiaries.services.locking import lock_person
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

REFUSALS = {
    "referral_consent_is_current": "La personne n’est pas d’accord, ou ne l’est plus\u00a0: rien"
    " n’est parti.",
    "referral_nothing_transmitted_without_consent": "Rien n’est transmis sans l’accord de la"
    " personne.",
}
# What a roll corrected afterwards says instead.
CORRECTIONS = {
    (ReferralStatus.ATTENDED, ReferralStatus.ABSENT),
    (ReferralStatus.ABSENT, ReferralStatus.ATTENDED),
}
OVER = "Cette orientation n’en est plus là\u00a0: rechargez la page."


def locked_referral(referral, by):
    """The referral and its person, both locked: the person first, as a withdrawal does."""
    found = Referral.objects.visible_to(by).select_related("beneficiary")
    found = found.filter(pk=referral.pk).first()
    if found is None:
        raise Refused("Cette orientation n’existe plus.")
    person = lock_person(found.beneficiary, by)
    referral = Referral.objects.visible_to(by).locked().get(pk=referral.pk)
    referral.beneficiary = person
    return referral


def can_move(referral, status, *, is_correction=False):
    """Whether it may come to this status; a correction may also turn « venue » into « absente »."""
    pair = (ReferralStatus(referral.status), ReferralStatus(status))
    return referral.can_become(status) or (is_correction and pair in CORRECTIONS)


def move(referral, status, *, by=None, is_receiver=False, at=None, is_correction=False, **changes):
    """Bring a locked referral to a status, with what comes along; refused when it cannot."""
    status = ReferralStatus(status)
    if not can_move(referral, status, is_correction=is_correction):
        raise Refused(OVER)
    now = at or timezone.now()
    referral.status = status
    referral.ended_at = None if status in OPEN_STATUSES else now
    for name, value in changes.items():
        setattr(referral, name, value)
    save(referral, "status", "ended_at", *changes)
    ReferralStep.objects.create(
        organisation_id=referral.organisation_id,
        referral=referral,
        status=status,
        at=now,
        by=by,
        is_receiver=is_receiver,
    )
    record(
        f"referral.{status.value}",
        referral.beneficiary,
        by=by,
        referral=str(referral.pk),
        by_receiver=is_receiver,
    )
    return referral


def save(referral, *names):
    """Write these fields; a rule of the database that bites speaks French."""
    try:
        with transaction.atomic():
            referral.save(update_fields=names)
    except IntegrityError as error:
        for constraint, sentence in REFUSALS.items():
            if constraint in str(error):
                raise Refused(sentence) from None
        raise
