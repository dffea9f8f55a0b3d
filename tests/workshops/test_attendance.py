"""« Tous présents, sauf… »."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.workshops.factories import PersonFactory, SessionFactory, WorkshopFactory
from tests.workshops.test_planning import actions
from workshops.models import Attendance, Facilitator, WorkshopSession
from workshops.selectors import figures, session_counts
from workshops.services import close_session


def registered_people(session):
    return [row.beneficiary for row in session.registrations.order_by("pk")]


def test_everyone_is_present_except_those_named(inside, member_of):
    session = SessionFactory(organisation=inside, held=True, registered=12)
    late, sick, *others = registered_people(session)
    close_session(session=session, by=member_of(inside), absent={late: "noshow", sick: "excused"})
    statuses = dict(session.attendances.values_list("beneficiary_id", "status"))
    assert (statuses[late.pk], statuses[sick.pk]) == ("noshow", "excused")
    assert all(statuses[person.pk] == "seen" for person in others)
    session.refresh_from_db()
    assert session.status == "closed"
    assert actions(inside) == ["session.closed"]


def test_the_age_class_and_situation_of_the_day_are_kept(inside, member_of):
    session = SessionFactory(organisation=inside, held=True, registered=1)
    (person,) = registered_people(session)
    close_session(session=session, by=member_of(inside))
    person.situation = "en_emploi"
    person.save()
    attendance = session.attendances.get()
    assert attendance.age_band == person.age_band(timezone.localdate().year)
    assert (attendance.gender, attendance.situation) == ("feminin", "sans_emploi")


def test_walk_ins_have_a_first_name_and_an_age_class_and_anonymous_people_a_number(
    inside, member_of
):
    session = SessionFactory(organisation=inside, held=True, registered=2)
    close_session(
        session=session,
        by=member_of(inside),
        walk_ins=[("Paul", "soixante_dix_plus")],
        anonymous_count=4,
    )
    walk_in = session.attendances.get(beneficiary=None)
    assert (walk_in.walk_in_name, walk_in.age_band) == ("Paul", "soixante_dix_plus")
    counts = session_counts(WorkshopSession.objects.filter(pk=session.pk))
    assert (counts.sessions, counts.participations, counts.people) == (1, 7, 2)


def test_a_session_is_not_closed_before_it_begins(inside, member_of):
    session = SessionFactory(organisation=inside, registered=1)
    with pytest.raises(Refused, match="n’a pas commencé"):
        close_session(session=session, by=member_of(inside))


def test_a_session_under_way_can_be_closed(inside, member_of):
    session = SessionFactory(organisation=inside, under_way=True, registered=1)
    assert close_session(session=session, by=member_of(inside)).is_closed


def test_a_closed_session_no_longer_changes(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, held=True, registered=1)
    close_session(session=session, by=by)
    with pytest.raises(Refused, match="la séance est close"):
        close_session(session=session, by=by)
    assert session.attendances.count() == 1


def test_only_registered_people_can_be_noted_absent(inside, member_of):
    session = SessionFactory(organisation=inside, held=True, registered=1)
    stranger = PersonFactory(organisation=inside)
    with pytest.raises(Refused, match="n’est pas inscrite"):
        close_session(session=session, by=member_of(inside), absent={stranger: "noshow"})


def test_a_person_registered_since_the_page_was_opened_is_not_noted_absent(inside, member_of):
    session = SessionFactory(organisation=inside, held=True, registered=2)
    one, _ = registered_people(session)
    with pytest.raises(Refused, match="a changé"):
        close_session(session=session, by=member_of(inside), listed=[one.pk])
    assert session.attendances.count() == 0


def test_a_walk_in_has_a_first_name(inside, member_of):
    session = SessionFactory(organisation=inside, held=True)
    with pytest.raises(Refused, match="prénom"):
        close_session(session=session, by=member_of(inside), walk_ins=[(" ", "non_communique")])


def test_a_crowd_is_refused(inside, member_of):
    session = SessionFactory(organisation=inside, held=True)
    with pytest.raises(Refused, match="501\u00a0personnes"):
        close_session(session=session, by=member_of(inside), anonymous_count=501)


def test_a_session_nobody_came_to_is_not_held(inside, member_of):
    session = SessionFactory(organisation=inside, held=True, registered=1)
    close_session(
        session=session, by=member_of(inside), absent={registered_people(session)[0]: "noshow"}
    )
    counts = session_counts(WorkshopSession.objects.all())
    assert (counts.sessions, counts.participations, counts.people) == (0, 0, 0)


def test_one_person_twice_is_two_participations_and_one_person(inside, member_of):
    from tests.workshops.factories import RegistrationFactory

    by, person = member_of(inside), PersonFactory(organisation=inside)
    for _ in range(2):
        session = SessionFactory(organisation=inside, held=True)
        RegistrationFactory(organisation=inside, session=session, beneficiary=person)
        close_session(session=session, by=by)
    today = timezone.localdate()
    found = figures(inside, today.replace(day=1, month=1, year=today.year - 1), today)
    assert (found.sessions, found.participations, found.people) == (2, 2, 1)
    assert (
        figures(inside, today.replace(year=2001, day=1), today.replace(year=2001, day=2)).sessions
        == 0
    )


@pytest.mark.django_db(transaction=True)
def test_two_people_confirming_at_once_record_one_roll(association, member_of):
    by = member_of(association)
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=3)
    outcomes, gate = [], Barrier(2)

    def confirm():
        try:
            gate.wait()
            with organisation(association):
                close_session(session=session, by=by)
            outcomes.append("closed")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["closed", "refused"]
    with organisation(association):
        assert Attendance.objects.count() == 3


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_the_database_holds_the_rest(inside, member_of):
    by = member_of(inside)
    session = SessionFactory(organisation=inside, registered=1, led_by=by)
    (person,) = registered_people(session)
    common = {"organisation": inside, "session": session, "recorded_by": by, "status": "seen"}
    sessions = WorkshopSession.objects.filter(pk=session.pk)
    Attendance.objects.create(**common, beneficiary=person)
    with refuses("attendance_once"), transaction.atomic():
        Attendance.objects.create(**common, beneficiary=person)
    with refuses("attendance_person_or_walk_in"), transaction.atomic():
        Attendance.objects.create(**common)
    with refuses("facilitator_once"), transaction.atomic():
        Facilitator.objects.create(organisation=inside, session=session, member=by)
    with refuses("workshop_title_once"), transaction.atomic():
        WorkshopFactory(organisation=inside, title=session.workshop.title)
    with refuses("workshopsession_ends_after_start"), transaction.atomic():
        sessions.update(ends_at=session.starts_at)
    with refuses("workshopsession_closed_by_someone"), transaction.atomic():
        sessions.update(status="closed")
    with refuses("workshopsession_cancelled_by_someone"), transaction.atomic():
        sessions.update(status="cancelled")


def test_a_row_never_points_into_another_organisation(inside, member_of, other_association):
    session = SessionFactory(organisation=inside)
    with organisation(other_association):
        stranger = PersonFactory(organisation=other_association)
    with refuses("registration_beneficiary"), transaction.atomic():
        session.registrations.create(organisation=inside, beneficiary=stranger)
