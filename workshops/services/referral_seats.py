"""Choosing a session as one's door takes a seat there, in the same act."""

from inclusion.exceptions import Refused
from inclusion.registry import KeptSeat
from workshops.models import RegistrationStatus, WorkshopSession
from workshops.services.registration import ALREADY, register_participant


def keep_seat(*, offer, beneficiary, by):
    """The seat of a person who chose this session: hers already, taken now, or in the line."""
    session = WorkshopSession.objects.visible_to(by).filter(pk=offer.target_id).first()
    if session is None:
        raise Refused("Cette séance n’existe plus\u00a0: choisissez une autre porte.")
    if session.has_started:
        raise Refused("Cette séance est passée\u00a0: choisissez une autre porte.")
    held = session.registrations.filter(beneficiary=beneficiary, status__in=list(ALREADY)).first()
    seat = held or register_participant(
        session=session, beneficiary=beneficiary, by=by, or_wait=True
    )
    return KeptSeat(at=session.starts_at, waits=seat.status == RegistrationStatus.WAITLISTED)
