"""The last seat, the line of those who wait, and who is told of what."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.jobs.models import Job, Mail
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.workshops.factories import PersonFactory, SessionFactory, VenueFactory
from tests.workshops.test_planning import actions
from workshops.models import OnlineRegistration, Registration, WorkshopSession
from workshops.person import move_seats, move_seats_back
from workshops.services import (
    cancel_session,
    register_participant,
    unregister_participant,
    update_session,
)
from workshops.services.online import (
    ask_for_a_seat,
    cancel_online,
    confirm_online,
    forget_online,
)
from workshops.services.registration import cancel_own_registration
from workshops.services.reminders import ask_for_reminders
from workshops.services.waiting import next_waiting


def person(org, **fields):
    return PersonFactory(organisation=org, **fields)


def at_once(org, acts):
    """Run each act in its own connection, all together; what each returned or refused."""
    outcomes, gate = [], Barrier(len(acts))

    def run(act):
        try:
            gate.wait()
            with organisation(org):
                outcomes.append(str(act().status))
        except Refused as refusal:
            outcomes.append(refusal.message)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_ten_people_for_the_last_seat_and_one_gets_it(association, member_of):
    by = member_of(association)
    with organisation(association):
        session = SessionFactory(organisation=association, capacity=1)
        files = [person(association) for _ in range(5)]
        asked = [
            ask_for_a_seat(session=session, name=f"Nadia {n}", phone=f"+3361234567{n}")
            for n in range(5)
        ]
    acts = [
        lambda each=each: register_participant(
            session=session, beneficiary=each, by=by, or_wait=True
        )
        for each in files
    ] + [lambda each=each: confirm_online(online=each) for each in asked]
    outcomes = at_once(association, acts)
    assert sorted(outcomes) == ["registered"] + ["waitlisted"] * 9
    with organisation(association):
        session.refresh_from_db()
        assert session.seats_taken == 1


@pytest.mark.django_db(transaction=True)
def test_one_cancellation_promotes_exactly_one_even_when_clicked_ten_times(association, member_of):
    by = member_of(association)
    with organisation(association):
        session = SessionFactory(organisation=association, capacity=1)
        first, second, third = (person(association) for _ in range(3))
        seats = [
            register_participant(session=session, beneficiary=each, by=by, or_wait=True)
            for each in (first, second, third)
        ]
    outcomes = at_once(
        association, [lambda: cancel_own_registration(registration=seats[0]) for _ in range(10)]
    )
    assert outcomes.count("cancelled") == 1
    with organisation(association):
        session.refresh_from_db()
        holders = [row.beneficiary for row in session.registrations.registered()]
        assert (holders, session.seats_taken) == ([second], 1)
        assert session.registrations.waitlisted().get().beneficiary == third


def test_the_line_is_one_for_files_and_online_requests(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=1)
    holder = person(inside)
    register_participant(session=session, beneficiary=holder, by=by)
    online = confirm_online(
        online=ask_for_a_seat(session=session, name="Nadia K.", email="nadia@exemple.example")
    )
    later = register_participant(session=session, beneficiary=person(inside), by=by, or_wait=True)
    assert next_waiting(session) == online
    unregister_participant(session=session, beneficiary=holder, by=by)
    online.refresh_from_db()
    assert online.status == "registered"
    assert "libérée" in Mail.objects.filter(to="nadia@exemple.example").latest("pk").subject
    cancel_online(online=online)
    later.refresh_from_db()
    assert later.status == "registered"
    session.refresh_from_db()
    assert session.seats_taken == 1


def test_more_seats_promote_those_who_wait(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=1)
    for _ in range(3):
        register_participant(session=session, beneficiary=person(inside), by=by, or_wait=True)
    update_session(
        session=session,
        by=by,
        venue=session.venue,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        capacity=2,
        facilitators=[],
    )
    assert session.registrations.registered().count() == 2
    assert session.registrations.waitlisted().count() == 1
    assert not Mail.objects.filter(subject__contains="change").exists()


def test_each_is_told_alone_that_the_session_moves_then_is_cancelled(inside, member_of):
    by, leader = member_of(inside), member_of(inside, "VOLUNTEER")
    session = SessionFactory(organisation=inside, capacity=1, led_by=leader)
    with_mail = person(inside, first_name="Rosa", email="rosa@exemple.example")
    silent = person(inside, email="non@exemple.example", preferred_contact="none")
    register_participant(session=session, beneficiary=with_mail, by=by)
    register_participant(session=session, beneficiary=silent, by=by, or_wait=True)
    online = ask_for_a_seat(
        session=session,
        name="Nadia Kaci",
        phone="+33612345678",
        partner_name="CCAS",
        partner_email="ccas@exemple.example",
    )
    confirm_online(online=online, by=by)
    Mail.objects.all().delete()
    update_session(
        session=session,
        by=by,
        venue=VenueFactory(organisation=inside),
        starts_at=session.starts_at + timedelta(hours=1),
        ends_at=session.ends_at + timedelta(hours=1),
        capacity=1,
        facilitators=[leader],
    )
    assert {mail.to for mail in Mail.objects.all()} == {"rosa@exemple.example", leader.user.email}
    Mail.objects.all().delete()
    cancel_session(session=session, by=by, reason="Animatrice souffrante")
    mails = {mail.to: mail.text for mail in Mail.objects.all()}
    assert set(mails) == {"rosa@exemple.example", "ccas@exemple.example", leader.user.email}
    assert "doit annuler" in mails["rosa@exemple.example"]
    assert "à votre demande" not in mails["rosa@exemple.example"]
    assert "souffrante" not in mails["rosa@exemple.example"]
    assert "Nadia" in mails["ccas@exemple.example"]
    assert "Rosa" not in "".join(mails.values())
    assert not Registration.objects.exclude(status="cancelled").exists()
    assert not OnlineRegistration.objects.exclude(status="cancelled").exists()


def test_the_same_person_does_not_ask_twice(inside):
    session = SessionFactory(organisation=inside)
    one = ask_for_a_seat(session=session, name="Nadia Kaci", email="Nadia@exemple.example")
    again = ask_for_a_seat(session=session, name="nadia  kaci", email="nadia@exemple.example")
    assert one.pk == again.pk
    with pytest.raises(IntegrityError, match="onlineregistration_once"), transaction.atomic():
        OnlineRegistration.objects.create(
            organisation=inside, session=session, name="N", person_index=one.person_index
        )
    # Her daughter shares the mailbox.
    assert ask_for_a_seat(session=session, name="Lina", email="nadia@exemple.example").pk != one.pk


def test_a_request_expires_and_what_is_past_is_forgotten(inside, member_of):
    session = SessionFactory(organisation=inside)
    row = ask_for_a_seat(session=session, name="Nadia", phone="+33612345678")
    OnlineRegistration.objects.update(asked_at=timezone.now() - timedelta(hours=49))
    with pytest.raises(Refused, match="expiré"):
        confirm_online(online=row)
    confirm_online(online=row, by=member_of(inside))
    assert forget_online(timezone.now()) == 0
    WorkshopSession.objects.update(
        starts_at=timezone.now() - timedelta(days=41), ends_at=timezone.now() - timedelta(days=40)
    )
    assert forget_online(timezone.now()) == 1


@pytest.mark.parametrize(
    ("traits", "sentence"),
    [
        ({"under_way": True}, "a commencé"),
        ({"kind": "permanence"}, "ne prend pas d’inscription"),
        ({"kind": "individuel", "capacity": 1}, "ne prend pas d’inscription"),
    ],
)
def test_some_sessions_take_no_online_request(inside, traits, sentence):
    with pytest.raises(Refused, match=sentence):
        ask_for_a_seat(
            session=SessionFactory(organisation=inside, **traits),
            name="Nadia",
            phone="+33612345678",
        )


def test_a_request_needs_a_name_and_a_way_to_answer(inside):
    session = SessionFactory(organisation=inside)
    with pytest.raises(Refused, match="prénom"):
        ask_for_a_seat(session=session, name=" ", phone="+33612345678")
    with pytest.raises(Refused, match="courriel ou un téléphone"):
        ask_for_a_seat(session=session, name="Nadia")


def test_reminders_leave_once_the_day_before(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    register_participant(
        session=session, beneficiary=person(inside, email="rosa@exemple.example"), by=by
    )
    register_participant(session=session, beneficiary=person(inside), by=by)
    for _ in range(2):
        ask_for_reminders()
    assert Job.objects.filter(kind="workshops.reminders", organisation=inside).count() == 1
    run_pending_jobs()
    Job.objects.filter(kind="workshops.reminders").delete()
    ask_for_reminders()
    run_pending_jobs()
    assert Mail.objects.filter(subject="C’est demain").count() == 1
    assert Registration.objects.filter(reminded_at__isnull=False).count() == 2


def test_acts_are_recorded_without_a_name(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    row = ask_for_a_seat(session=session, name="Nadia", phone="+33612345678")
    confirm_online(online=row, by=by)
    cancel_online(online=row, by=by)
    assert set(actions(inside)) == {"online.asked", "online.confirmed", "online.cancelled"}


def test_a_wait_has_its_hour(inside):
    session = SessionFactory(organisation=inside)
    with pytest.raises(IntegrityError, match="registration_waits_since"), transaction.atomic():
        Registration.objects.create(
            organisation=inside, session=session, beneficiary=person(inside), status="waitlisted"
        )


@pytest.mark.parametrize(
    ("absorbed_is", "survivor_is", "then"),
    [
        ("waitlisted", "cancelled", ("cancelled", "waitlisted")),
        ("waitlisted", "registered", ("cancelled", "registered")),
        ("registered", "waitlisted", ("cancelled", "registered")),
    ],
)
def test_one_person_in_two_files_stands_once_in_the_line(inside, absorbed_is, survivor_is, then):
    held = [absorbed_is, survivor_is].count("registered")
    session = SessionFactory(organisation=inside, seats_taken=held)
    absorbed, survivor = person(inside), person(inside)
    rows = [
        Registration.objects.create(
            organisation=inside,
            session=session,
            beneficiary=who,
            status=status,
            waitlisted_at=timezone.now() if status == "waitlisted" else None,
        )
        for who, status in ((absorbed, absorbed_is), (survivor, survivor_is))
    ]

    def statuses():
        for row in rows:
            row.refresh_from_db()
        return tuple(row.status for row in rows)

    moved = move_seats(absorbed, survivor)
    assert statuses() == then
    move_seats_back(moved, absorbed)
    assert statuses() == (absorbed_is, survivor_is)
