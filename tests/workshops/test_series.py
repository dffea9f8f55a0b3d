"""Many dates at once: previewed, then all of them or none."""

from datetime import date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.workshops.factories import SessionFactory, VenueFactory, WorkshopFactory
from tests.workshops.test_planning import actions
from workshops.models import VenueClosure, WorkshopSeries, WorkshopSession
from workshops.services import cancel_session, plan_session
from workshops.services.series import create_series, draft_copy, draft_weekly

# A Tuesday of September, in zone A.
NOW = datetime(2026, 9, 1, 8, tzinfo=timezone.get_fixed_timezone(120))


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(NOW, tick=True):
        yield


def weekly(by, **changes):
    org = by.organisation
    values = {
        "first_day": date(2026, 9, 15),
        "until": date(2026, 12, 29),
        "every": 1,
        "starts": time(9, 30),
        "ends": time(11, 30),
        "with_school": True,
        "workshop": WorkshopFactory(organisation=org),
        "capacity": 8,
        "facilitators": [by],
        "kind": "collectif",
        "modality": "lieu_activite",
        "venue": VenueFactory(organisation=org),
        "place_name": "",
        "place_city": "",
        "remote_link": "",
    }
    return draft_weekly(by=by, **values | changes)


def keys_of(drafts):
    return {draft.key for draft in drafts if not draft.why_not}


def test_a_series_skips_holidays_and_keeps_its_hour_across_the_clock_change(inside, member_of):
    by = member_of(inside)
    drafts, warning = weekly(by)
    why = {draft.starts_at.date(): draft.why_not for draft in drafts}
    assert why[date(2026, 10, 20)] == why[date(2026, 10, 27)] == "vacances de la Toussaint"
    assert why[date(2026, 12, 22)] == "vacances de Noël"
    assert warning == ""
    series = create_series(by=by, origin="weekly", drafts=drafts, keys=keys_of(drafts))
    sessions = list(series.sessions.order_by("starts_at"))
    assert len(sessions) == 12
    hours = {timezone.localtime(session.starts_at).time() for session in sessions}
    assert hours == {time(9, 30)}
    assert {session.starts_at.hour for session in sessions} == {7, 8}
    assert "series.created" in actions(inside)


def test_one_refusal_and_nothing_is_created(inside, member_of):
    by = member_of(inside)
    drafts, _ = weekly(by)
    busy = drafts[2]
    plan_session(
        by=by,
        workshop=WorkshopFactory(organisation=inside),
        venue=VenueFactory(organisation=inside),
        starts_at=busy.starts_at,
        ends_at=busy.ends_at,
        capacity=4,
        facilitators=[by],
    )
    with pytest.raises(Refused, match="Rien n’a été créé"):
        create_series(by=by, origin="weekly", drafts=drafts, keys=keys_of(drafts))
    assert WorkshopSession.objects.count() == 1
    assert not WorkshopSeries.objects.exists()


def test_last_quarter_is_copied_week_for_week(inside, member_of):
    by = member_of(inside)
    monday = date(2026, 6, 1)
    for days, hour in ((1, 9), (3, 14)):
        at = timezone.make_aware(datetime.combine(monday + timedelta(days=days), time(hour)))
        SessionFactory(
            organisation=inside, starts_at=at, ends_at=at + timedelta(hours=2), led_by=by
        )
    gone = timezone.make_aware(datetime.combine(monday + timedelta(days=2), time(9)))
    cancelled = SessionFactory(
        organisation=inside, starts_at=gone, ends_at=gone + timedelta(hours=2)
    )
    cancel_session(session=cancelled, by=by, reason="Grève")
    VenueClosure.objects.create(
        organisation=inside,
        first_day=date(2026, 9, 17),
        last_day=date(2026, 9, 17),
        reason="inventaire",
    )
    drafts, _ = draft_copy(
        by=by,
        first_day=monday,
        last_day=date(2026, 6, 28),
        to_day=date(2026, 9, 16),
        with_school=True,
    )
    assert [(draft.starts_at.date(), draft.why_not) for draft in drafts] == [
        (date(2026, 9, 15), ""),
        (date(2026, 9, 17), "fermé\u00a0: inventaire"),
    ]
    assert drafts[0].facilitators == [by]
    create_series(by=by, origin="copied", drafts=drafts, keys=keys_of(drafts))
    again, _ = draft_copy(
        by=by,
        first_day=monday,
        last_day=date(2026, 6, 28),
        to_day=date(2026, 9, 16),
        with_school=True,
    )
    assert again[0].why_not == "déjà planifiée"
    with pytest.raises(Refused, match="Gardez au moins une date"):
        create_series(by=by, origin="copied", drafts=again, keys=set())


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_series(association, member_of):
    by = member_of(association)
    with organisation(association):
        drafts, _ = weekly(by, facilitators=[])
    outcomes, gate = [], Barrier(2)

    def click():
        try:
            gate.wait()
            with organisation(association):
                create_series(by=by, origin="weekly", drafts=drafts, keys=keys_of(drafts))
            outcomes.append("created")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["created", "refused"]
    with organisation(association):
        assert WorkshopSession.objects.count() == 12


def test_the_preview_creates_nothing_then_the_ticked_dates_are_created(
    association, member_of, client_for
):
    member = member_of(association, "MEDIATOR")
    with organisation(association):
        workshop = WorkshopFactory(organisation=association)
        venue = VenueFactory(organisation=association)
    client, address = client_for(member), reverse("workshops:series_plan")
    sent = {
        "workshop": workshop.pk,
        "venue": venue.pk,
        "day": "2026-10-06",
        "starts": "09:30",
        "ends": "11:30",
        "every": "1",
        "until": "2026-11-10",
        "with_school": "on",
        "capacity": "8",
        "facilitators": [member.pk],
    }
    assert client.get(address).status_code == 200
    preview = client.post(address, sent | {"act": "preview"})
    assert preview.status_code == 200
    assert "vacances de la Toussaint" in preview.content.decode()
    with organisation(association):
        assert not WorkshopSession.objects.exists()
    keys = [draft.key for draft in preview.context["drafts"] if not draft.why_not]
    assert len(keys) == 4
    answer = client.post(address, sent | {"act": "create", "keys": keys[:3]})
    assert answer.status_code == 302
    with organisation(association):
        assert WorkshopSession.objects.count() == 3
    assert client.post(address, sent | {"until": "2026-10-01"}).status_code == 422
    assert client.post(address, sent | {"act": "create", "keys": keys}).status_code == 422


def test_the_settings_hold_the_zone_and_the_closures(association, member_of, client_for):
    client, address = client_for(member_of(association)), reverse("workshops:settings")
    assert "zone A" in client.get(address).content.decode()
    assert client.post(address, {"act": "settings", "school_zone": "C"}).status_code == 302
    assert "zone C" in client.get(address).content.decode()
    sent = {"act": "close", "first_day": "2026-12-24", "last_day": "2026-12-01", "reason": "Noël"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"last_day": "2026-12-31"}).status_code == 302
    assert "Noël" in client.get(address).content.decode()
    with organisation(association):
        closure = VenueClosure.objects.get()
    client.post(reverse("workshops:closure_remove", args=[closure.pk]))
    with organisation(association):
        assert not VenueClosure.objects.exists()
