"""The answer to a referral that led to one of our own sessions.

Nobody has to say twice what the session already knows: that she has a seat, that it moved, that
she came. The session is locked by the act that calls, and only then the referrals that wait for
it: whoever chooses a door holds a referral that does not wait yet.
"""

from django.db.models import Prefetch
from django.utils import timezone

from beneficiaries.models import (
    OfferKind,
    Referral,
    ReferralMode,
    ReferralOffer,
    ReferralStatus,
)
from beneficiaries.referral.sheet import issue_sheet
from beneficiaries.services.referral_steps import can_move, move
from workshops.models import AttendanceStatus
from workshops.referral_targets import facts_of

# The statuses from which the session may still bring an answer.
WAITS_FOR_US = [
    ReferralStatus.SENT.value,
    ReferralStatus.APPOINTMENT.value,
    ReferralStatus.ATTENDED.value,
    ReferralStatus.ABSENT.value,
]
ANSWERS = {
    AttendanceStatus.SEEN: ReferralStatus.ATTENDED,
    AttendanceStatus.NOSHOW: ReferralStatus.ABSENT,
    AttendanceStatus.EXCUSED: ReferralStatus.ABSENT,
}


def answer_who_came(session, statuses, by, *, is_correction=False):
    """`statuses` says of each person (her id) what was noted of her."""
    for referral, _ in _led_to(session, statuses):
        answer = ANSWERS.get(statuses[referral.beneficiary_id])
        if answer and can_move(referral, answer, is_correction=is_correction):
            move(referral, answer, by=by, is_correction=is_correction)


def answer_seat(session, people, by=None):
    """These people have a seat, at the hour the session now has; a moved one has a new sheet."""
    for referral, offer in _led_to(session, people):
        is_same = referral.appointment_at == session.starts_at
        if is_same or not referral.can_become(ReferralStatus.APPOINTMENT):
            continue
        offer.facts = {**offer.facts, **facts_of(session, session.organisation)}
        offer.save(update_fields=["facts"])
        referral.mode = ReferralMode.APPOINTMENT
        move(
            referral,
            ReferralStatus.APPOINTMENT,
            by=by,
            mode=ReferralMode.APPOINTMENT,
            appointment_at=session.starts_at,
            attendance_asked_at=None,
        )
        if by is not None:
            issue_sheet(referral, by=by)


def answer_no_seat(session, people, by=None):
    """Their seat is gone: the referral comes back to whoever follows the person."""
    for referral, _ in _led_to(session, people):
        if referral.status == ReferralStatus.APPOINTMENT:
            move(
                referral,
                ReferralStatus.SENT,
                by=by,
                mode=ReferralMode.ADDRESS,
                appointment_at=None,
                returned_at=timezone.now(),
            )


def _led_to(session, people):
    """[(referral, its chosen door)] of these people that led to this session, locked."""
    chosen = ReferralOffer.objects.filter(
        organisation=session.organisation_id,
        kind=OfferKind.WORKSHOP,
        target_id=session.pk,
        is_chosen=True,
    )
    rows = (
        Referral.objects.filter(
            organisation=session.organisation_id,
            beneficiary__in=list(people),
            status__in=WAITS_FOR_US,
            offers__in=chosen,
        )
        .select_related("beneficiary", "organisation")
        .prefetch_related(Prefetch("offers", chosen, to_attr="doors"))
        .order_by("pk")
        .locked()
    )
    return [(referral, referral.doors[0]) for referral in rows]
