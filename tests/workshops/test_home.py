"""What workshops say on the home pages and on a person's path."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workshops.factories import RegistrationFactory, SessionFactory
from tests.workshops.test_attendance import registered_people
from workshops import home
from workshops.services import cancel_session, close_session, issue_certificates


def test_a_session_without_attendance_is_to_do_and_late(inside, member_of):
    SessionFactory(organisation=inside, held=True, registered=9)
    (line,) = home.todo(member_of(inside, "MEDIATOR"))
    assert line.title == "Saisir les présences"
    assert "9\u00a0inscrits" in line.detail
    assert line.is_late
    assert line.when == "1\u00a0jour de retard"


def test_many_sessions_to_fill_in_end_with_the_list(inside, member_of):
    for _ in range(7):
        SessionFactory(organisation=inside, held=True)
    with CaptureQueriesContext(connection) as captured:
        lines = home.todo(member_of(inside))
    assert len(lines) == 6
    assert lines[-1].url.endswith("/sans-presence/")
    assert sum("workshops_workshopsession" in query["sql"] for query in captured) == 1


def test_a_volunteer_has_her_sessions_of_the_day(inside, member_of):
    volunteer = member_of(inside, "VOLUNTEER")
    SessionFactory(organisation=inside, under_way=True, led_by=volunteer)
    SessionFactory(organisation=inside, under_way=True)
    SessionFactory(organisation=inside, held=True, led_by=volunteer)
    late, today = home.todo(volunteer)
    assert late.is_late
    assert today.title.startswith("Animer")


@pytest.mark.parametrize("role", ["TECHNICIAN", "TREASURER", "OFFICER"])
def test_others_have_nothing_to_do_here(inside, member_of, role):
    SessionFactory(organisation=inside, held=True)
    member = member_of(inside, role)
    assert list(home.todo(member)) == list(home.agenda(member)) == []


def test_the_agenda_is_today_s(inside, member_of):
    volunteer = member_of(inside, "VOLUNTEER")
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    mine = SessionFactory(organisation=inside, starts_at=noon, registered=2, led_by=volunteer)
    other = SessionFactory(organisation=inside, starts_at=noon)
    SessionFactory(organisation=inside)
    gone = SessionFactory(organisation=inside, starts_at=noon)
    cancel_session(session=gone, by=member_of(inside), reason="Salle fermée")
    assert [line.title for line in home.agenda(volunteer)] == [str(mine.workshop)]
    titles = {line.title for line in home.agenda(member_of(inside, "MEDIATOR"))}
    assert titles == {str(mine.workshop), str(other.workshop)}


def test_a_person_s_path_has_her_sessions_and_her_certificate(inside, member_of):
    by = member_of(inside, "MEDIATOR")
    past = SessionFactory(organisation=inside, held=True, registered=1)
    (person,) = registered_people(past)
    to_come = SessionFactory(organisation=inside)
    RegistrationFactory(organisation=inside, session=to_come, beneficiary=person)
    close_session(session=past, by=by)
    (document,) = issue_certificates(session=past, by=by)
    entries = {entry.title: entry for entry in home.timeline(person, by)}
    assert entries[f"Atelier «\u00a0{to_come.workshop}\u00a0»"].is_to_come
    assert entries[f"Atelier «\u00a0{past.workshop}\u00a0»"].detail == "présent·e"
    assert document.number in entries["Attestation de participation"].detail
    assert home.timeline(person, member_of(inside, "VOLUNTEER")) == []
