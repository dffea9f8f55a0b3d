"""Registering: the database holds the number of seats and the once per person."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from workshops.models import (
    Registration,
    RegistrationStatus,
    SessionStatus,
    WorkshopSession,
)
from workshops.refusals import refusing
from workshops.services.planning import locked_session, refuse_unless_planned
from workshops.services.referred import answer_no_seat, answer_seat
from workshops.services.waiting import give_back

ALREADY = {
    RegistrationStatus.REGISTERED: "Cette personne est déjà inscrite à la séance.",
    RegistrationStatus.WAITLISTED: "Cette personne est déjà en liste d’attente.",
}


@transaction.atomic
def register_participant(*, session, beneficiary, by, or_wait=False):
    """Give a person one of the seats left, or a place in the line when `or_wait`.

    The person it was cancelled for may come back; she who waits is moved up by herself.
    """
    if beneficiary.organisation_id != by.organisation_id:
        raise Refused("Cette personne relève d’une autre structure.")
    if not session.takes_registrations:
        raise Refused("On vient à cette permanence sans s’inscrire.")
    # The seat first: its row is the lock that puts simultaneous registrations in a queue.
    taken = WorkshopSession.objects.visible_to(by).filter(
        pk=session.pk, status=SessionStatus.PLANNED, seats_taken__lt=F("capacity")
    )
    status = RegistrationStatus.REGISTERED
    if not taken.update(seats_taken=F("seats_taken") + 1):
        refuse_unless_planned(locked_session(session, by))
        if not or_wait:
            raise Refused("La séance est complète.")
        status = RegistrationStatus.WAITLISTED
    registration = session.registrations.filter(beneficiary=beneficiary).first()
    if registration is None:
        registration = Registration(
            organisation_id=by.organisation_id, session=session, beneficiary=beneficiary
        )
    elif registration.status in ALREADY:
        raise Refused(ALREADY[RegistrationStatus(registration.status)])
    now = timezone.now()
    registration.status, registration.registered_by = status, by
    registration.registered_at, registration.cancelled_at = now, None
    registration.waitlisted_at = now if status == RegistrationStatus.WAITLISTED else None
    with refusing(Registration):
        registration.save()
    if status == RegistrationStatus.REGISTERED:
        answer_seat(session, [beneficiary.pk], by)
    word = "made" if status == RegistrationStatus.REGISTERED else "waits"
    record(f"registration.{word}", session, by=by, beneficiary=beneficiary.pseudonym)
    return registration


@transaction.atomic
def unregister_participant(*, session, beneficiary, by):
    """Release a person's seat, or her place in the line; who waits first is moved up."""
    session = locked_session(session, by)
    refuse_unless_planned(session)
    row = session.registrations.filter(
        beneficiary=beneficiary, status__in=[status.value for status in ALREADY]
    ).first()
    if row is None:
        raise Refused("Cette personne n’est pas inscrite à la séance.")
    give_up(session, row, by)
    record("registration.cancelled", session, by=by, beneficiary=beneficiary.pseudonym)


@transaction.atomic
def cancel_own_registration(*, registration):
    """She gives her seat back from her own page."""
    session = WorkshopSession.objects.locked().get(pk=registration.session_id)
    refuse_unless_planned(session)
    if session.has_started:
        raise Refused("La séance a commencé.")
    row = session.registrations.select_related("beneficiary").get(pk=registration.pk)
    if row.status not in ALREADY:
        raise Refused("Cette inscription est déjà annulée.")
    give_up(session, row)
    record("registration.cancelled", session, beneficiary=row.beneficiary.pseudonym)
    return row


def give_up(session, row, by=None):
    """The row's seat or place in the line; the session is locked by the act that calls."""
    had_seat = row.status == RegistrationStatus.REGISTERED
    row.status, row.cancelled_at = RegistrationStatus.CANCELLED, timezone.now()
    row.waitlisted_at = None
    row.save(update_fields=["status", "cancelled_at", "waitlisted_at"])
    answer_no_seat(session, [row.beneficiary_id], by)
    if had_seat:
        give_back(session)
