"""Seats: as many as there are, one each, even when everyone clicks at once."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.workshops.factories import PersonFactory, RegistrationFactory, SessionFactory
from tests.workshops.test_planning import actions
from workshops.models import Registration, WorkshopSession
from workshops.services import close_session, register_participant, unregister_participant


def test_a_person_takes_a_seat(inside, member_of):
    session, person = SessionFactory(organisation=inside), PersonFactory(organisation=inside)
    register_participant(session=session, beneficiary=person, by=member_of(inside))
    session.refresh_from_db()
    assert session.seats_taken == 1
    assert session.registrations.registered().get().beneficiary == person
    assert actions(inside) == ["registration.made"]


def test_a_full_session_takes_nobody_else(inside, member_of):
    session = SessionFactory(organisation=inside, capacity=2, registered=2)
    with pytest.raises(Refused, match="complète"):
        register_participant(
            session=session, beneficiary=PersonFactory(organisation=inside), by=member_of(inside)
        )


def test_a_second_click_takes_no_second_seat(inside, member_of):
    by = member_of(inside)
    session, person = SessionFactory(organisation=inside), PersonFactory(organisation=inside)
    register_participant(session=session, beneficiary=person, by=by)
    with pytest.raises(Refused, match="déjà inscrite"):
        register_participant(session=session, beneficiary=person, by=by)
    session.refresh_from_db()
    assert session.seats_taken == 1


def test_a_closed_session_takes_nobody(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, held=True)
    close_session(session=session, by=by)
    with pytest.raises(Refused, match="close"):
        register_participant(session=session, beneficiary=PersonFactory(organisation=inside), by=by)


def test_a_neighbours_beneficiary_takes_no_seat(inside, member_of, other_association):
    with organisation(other_association):
        stranger = PersonFactory(organisation=other_association)
    with pytest.raises(Refused, match="autre structure"):
        register_participant(
            session=SessionFactory(organisation=inside),
            beneficiary=stranger,
            by=member_of(inside),
        )


def test_a_seat_given_back_can_be_taken_again(inside, member_of):
    by = member_of(inside)
    session = SessionFactory(organisation=inside, capacity=1)
    person = PersonFactory(organisation=inside)
    register_participant(session=session, beneficiary=person, by=by)
    unregister_participant(session=session, beneficiary=person, by=by)
    session.refresh_from_db()
    assert session.seats_taken == 0
    register_participant(session=session, beneficiary=person, by=by)
    assert session.registrations.registered().count() == 1


def test_nobody_is_unregistered_twice(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    person = PersonFactory(organisation=inside)
    register_participant(session=session, beneficiary=person, by=by)
    unregister_participant(session=session, beneficiary=person, by=by)
    with pytest.raises(Refused, match="n’est pas inscrite"):
        unregister_participant(session=session, beneficiary=person, by=by)


@pytest.mark.django_db(transaction=True)
def test_ten_people_at_once_for_three_seats_get_three(association, member_of):
    by = member_of(association)
    with organisation(association):
        session = SessionFactory(organisation=association, capacity=3)
        people = [PersonFactory(organisation=association) for _ in range(10)]
    outcomes, gate = [], Barrier(10)

    def click(person):
        try:
            gate.wait()
            with organisation(association):
                register_participant(session=session, beneficiary=person, by=by)
            outcomes.append("seat")
        except Refused as refusal:
            outcomes.append(refusal.message)
        finally:
            connection.close()

    threads = [Thread(target=click, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["La séance est complète."] * 7 + ["seat"] * 3
    with organisation(association):
        session.refresh_from_db()
        assert session.seats_taken == session.registrations.registered().count() == 3


def test_the_database_counts_the_seats(inside):
    session = SessionFactory(organisation=inside, capacity=2)
    with pytest.raises(IntegrityError, match="workshopsession_capacity"), transaction.atomic():
        WorkshopSession.objects.filter(pk=session.pk).update(seats_taken=3)


def test_the_database_registers_once(inside):
    session, person = SessionFactory(organisation=inside), PersonFactory(organisation=inside)
    RegistrationFactory(organisation=inside, session=session, beneficiary=person)
    with pytest.raises(IntegrityError, match="registration_once"), transaction.atomic():
        Registration.objects.create(organisation=inside, session=session, beneficiary=person)
