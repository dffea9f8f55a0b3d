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


@transaction.atomic
def register_participant(*, session, beneficiary, by):
    """Give a person one of the seats left; the person it was cancelled for may come back."""
    if beneficiary.organisation_id != by.organisation_id:
        raise Refused("Cette personne relève d’une autre structure.")
    if not session.takes_registrations:
        raise Refused("On vient à cette permanence sans s’inscrire.")
    # The seat first: its row is the lock that puts simultaneous registrations in a queue.
    taken = WorkshopSession.objects.visible_to(by).filter(
        pk=session.pk, status=SessionStatus.PLANNED, seats_taken__lt=F("capacity")
    )
    if not taken.update(seats_taken=F("seats_taken") + 1):
        refuse_unless_planned(WorkshopSession.objects.visible_to(by).get(pk=session.pk))
        raise Refused("La séance est complète.")
    registration = session.registrations.filter(beneficiary=beneficiary).first()
    if registration is None:
        with refusing(Registration):
            registration = Registration.objects.create(
                organisation_id=by.organisation_id,
                session=session,
                beneficiary=beneficiary,
                registered_by=by,
            )
    elif registration.status == RegistrationStatus.REGISTERED:
        raise Refused("Cette personne est déjà inscrite à la séance.")
    else:
        registration.status = RegistrationStatus.REGISTERED
        registration.registered_at, registration.registered_by = timezone.now(), by
        registration.cancelled_at = None
        registration.save()
    record("registration.made", session, by=by, beneficiary=beneficiary.pseudonym)
    return registration


@transaction.atomic
def unregister_participant(*, session, beneficiary, by):
    """Release a person's seat."""
    session = locked_session(session, by)
    refuse_unless_planned(session)
    released = session.registrations.registered().filter(beneficiary=beneficiary)
    if not released.update(status=RegistrationStatus.CANCELLED, cancelled_at=timezone.now()):
        raise Refused("Cette personne n’est pas inscrite à la séance.")
    session.seats_taken -= 1
    session.save(update_fields=["seats_taken"])
    record("registration.cancelled", session, by=by, beneficiary=beneficiary.pseudonym)
