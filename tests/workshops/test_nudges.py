"""Presences that nobody has said: who is told, when, and how late a volunteer may still say."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.jobs.models import Job, Mail
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.workshops.factories import SessionFactory
from workshops.models import WorkshopSession
from workshops.services import close_session
from workshops.services.nudges import NUDGE_JOB, ask_for_nudges, nudge


def days_ago(count, hour=9):
    moment = timezone.localtime() - timedelta(days=count)
    return moment.replace(hour=hour, minute=30, second=0, microsecond=0)


def a_monday():
    now = timezone.localtime().replace(hour=8)
    return now + timedelta(days=-now.weekday() % 7)


def mails_to(member):
    return list(Mail.objects.filter(to=member.user.email))


def test_the_day_after_who_led_is_told_once_for_all_her_sessions(inside, member_of):
    leader, other = member_of(inside, "VOLUNTEER"), member_of(inside, "MEDIATOR")
    for hour in (9, 14):
        SessionFactory(organisation=inside, starts_at=days_ago(1, hour), led_by=leader)
    SessionFactory(organisation=inside, starts_at=days_ago(2), led_by=other)
    filled = SessionFactory(organisation=inside, starts_at=days_ago(1), led_by=other)
    close_session(session=filled, by=other)
    with time_machine.travel(timezone.now(), tick=False):
        nudge(timezone.now())
    (mail,) = mails_to(leader)
    assert mail.text.count("/presences/") == 2
    assert not mails_to(other) or "ateliers sans présence" in mails_to(other)[0].subject


def test_on_mondays_the_managers_are_told_what_waits(inside, member_of):
    manager, mediator = member_of(inside, "MANAGER"), member_of(inside, "MEDIATOR")
    monday = a_monday()
    for days in range(2, 7):
        SessionFactory(organisation=inside, starts_at=monday - timedelta(days=days))
    nudge(monday + timedelta(days=1))
    assert mails_to(manager) == []
    nudge(monday)
    (mail,) = mails_to(manager)
    assert mail.subject == "5\u00a0ateliers sans présence"
    assert "/ateliers/sans-presence/" in mail.text
    assert mails_to(mediator) == []


def test_nothing_to_say_is_not_said(inside, member_of):
    member_of(inside, "MANAGER")
    assert nudge(a_monday()) == 0


@pytest.mark.django_db(transaction=True)
def test_asked_twice_in_a_day_it_is_done_once(association, member_of):
    leader = member_of(association, "VOLUNTEER")
    with organisation(association):
        SessionFactory(organisation=association, starts_at=days_ago(1), led_by=leader)
    for _ in range(2):
        ask_for_nudges()
        run_pending_jobs()
    assert Job.objects.filter(kind=NUDGE_JOB).count() == 1
    assert len(mails_to(leader)) == 1


def test_a_volunteer_has_a_week_to_say_who_came(inside, member_of):
    leader = member_of(inside, "VOLUNTEER")
    on_time = SessionFactory(organisation=inside, starts_at=days_ago(7), led_by=leader)
    too_late = SessionFactory(organisation=inside, starts_at=days_ago(8), led_by=leader)
    someone_elses = SessionFactory(organisation=inside, starts_at=days_ago(3))
    open_to_her = WorkshopSession.objects.with_roll_open_to(leader)
    assert on_time in open_to_her
    assert too_late not in open_to_her
    assert someone_elses not in open_to_her
    close_session(session=on_time, by=leader)
    assert on_time not in WorkshopSession.objects.with_roll_open_to(leader)
    with pytest.raises(Refused, match="7\u00a0jours"):
        close_session(session=too_late, by=leader)
    close_session(session=too_late, by=member_of(inside, "MEDIATOR"))


def test_her_page_lists_what_she_may_still_say(association, member_of, client_for):
    leader = member_of(association, "VOLUNTEER")
    with organisation(association):
        late = SessionFactory(organisation=association, starts_at=days_ago(5), led_by=leader)
        gone = SessionFactory(organisation=association, starts_at=days_ago(9), led_by=leader)
    page = client_for(leader).get("/ateliers/mes-ateliers/").content.decode()
    assert f"/ateliers/{late.pk}/presences/" in page
    assert f"/ateliers/{gone.pk}/presences/" not in page
