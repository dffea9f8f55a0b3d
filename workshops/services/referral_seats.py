"""Choosing a session as one's door takes a seat there, in the same act."""

from inclusion.exceptions import Refused
from inclusion.registry import KeptSeat
from workshops.models import Registration, RegistrationStatus, WorkshopSession
from workshops.selectors.messages import waiting_and_online
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


def place_of(offer, beneficiary):
    """Where she stands in the line of the session she chose; "" when she does not wait."""
    row = (
        Registration.objects.waitlisted()
        .select_related("session")
        .filter(
            organisation=offer.organisation_id,
            session=offer.target_id,
            beneficiary=beneficiary.pk,
        )
        .first()
    )
    if row is None or not row.session.is_planned or row.session.has_started:
        return ""
    waiting, _ = waiting_and_online(row.session)
    before = waiting.index(row)
    rank = f"{before + 1}e" if before else "première"
    return (
        f"La séance est complète\u00a0: elle attend, {rank} de la liste. Quand son tour vient,"
        " la place est à elle, et cette orientation le dit."
    )
