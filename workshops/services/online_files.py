"""A request made online becomes a seat of a personal file: someone of ours decided who it is.

The seat does not move and is not counted twice, her private page keeps its address, and her name
is then written in one place only, her file.
"""

from django.db import transaction
from django.utils import timezone

from beneficiaries.models import Beneficiary
from beneficiaries.services import create_beneficiary
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import PublicLink
from workshops.models import OnlineRegistration, OnlineStatus, Registration, RegistrationStatus
from workshops.refusals import refusing
from workshops.services.planning import locked_session, refuse_unless_planned
from workshops.services.referred import answer_seat
from workshops.services.waiting import give_back
from workshops.telling import ONLINE_LINK, REGISTRATION_LINK

GONE = "Cette demande n’est plus là\u00a0: rechargez la page de la séance."


@transaction.atomic
def attach_online(*, online, beneficiary, by):
    """Give the seat asked online, or the place in the line, to this person's file."""
    session = locked_session(online.session, by)
    refuse_unless_planned(session)
    person = Beneficiary.objects.visible_to(by).in_use().filter(pk=beneficiary.pk).first()
    if person is None:
        raise Refused("Ce dossier n’existe plus.")
    rows = OnlineRegistration.objects.visible_to(by).select_for_update(no_key=True)
    row = rows.filter(pk=online.pk, session=session).first()
    if row is None:
        raise Refused(GONE)
    if row.status not in {OnlineStatus.REGISTERED, OnlineStatus.WAITLISTED}:
        raise Refused("Confirmez d’abord cette demande\u00a0: elle ne tient pas encore de place.")
    held = session.registrations.filter(beneficiary=person).first()
    if held is None:
        held = Registration(organisation_id=by.organisation_id, session=session, beneficiary=person)
    frees_a_seat = _join(held, row, by)
    with refusing(Registration):
        held.save()
    PublicLink.objects.filter(kind=ONLINE_LINK, object_id=row.pk).update(
        kind=REGISTRATION_LINK, object_id=held.pk
    )
    row.delete()
    if held.status == RegistrationStatus.REGISTERED:
        answer_seat(session, [person.pk], by)
    record("online.attached", session, by=by, beneficiary=person.pseudonym, status=held.status)
    if frees_a_seat:
        give_back(session)
    return held


def _join(held, row, by):
    """Bring what was asked online into her registration; True when she now has a seat too many."""
    if not held._state.adding and held.status == RegistrationStatus.REGISTERED:
        return row.status == OnlineStatus.REGISTERED
    waits_already = held.status == RegistrationStatus.WAITLISTED and held.waitlisted_at
    held.status, held.waitlisted_at = row.status, row.waitlisted_at
    if waits_already and held.status == RegistrationStatus.WAITLISTED:
        held.waitlisted_at = min(waits_already, row.waitlisted_at)
    held.registered_at, held.registered_by = row.confirmed_at or timezone.now(), by
    held.cancelled_at, held.reminded_at = None, row.reminded_at
    return False


@transaction.atomic
def open_file_of_online(*, online, by, first_name, last_name, notice_channel, key=None):
    """Open the file of someone whom nobody here knows yet, and give it her seat."""
    person = create_beneficiary(
        by=by,
        first_name=first_name,
        last_name=last_name,
        notice_channel=notice_channel,
        key=key,
        phone=online.phone,
        email=online.email,
    )
    attach_online(online=online, beneficiary=person, by=by)
    return person
