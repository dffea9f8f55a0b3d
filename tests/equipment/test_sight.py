"""The board of the pool: its figures are those of the lists, and of the devices themselves."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from equipment import board, services
from equipment.ages import AGES, aged
from equipment.models import AWAY, Device, DeviceStatus, PoolDay
from equipment.selectors import pool_figures, sight
from equipment.selectors.reasons import Reason, held_back, held_by, with_reason
from equipment.services.counting import add_up, ask_to_add_up
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from inclusion.places.models import Venue
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import (
    DeviceFactory,
    ErasureFactory,
    MediumFactory,
    OfferFactory,
    claimed,
    tried,
)
from tests.equipment.waste import gone

BOARD = "/materiel/tableau/"


def truth():
    """(venue, status, day) → number, from the devices of the active organisation themselves."""
    devices = Device.objects.values_list("venue_id", "status", "status_since")
    return Counter((v, s, timezone.localtime(at).date()) for v, s, at in devices)


def counted():
    lines = PoolDay.objects.values_list("venue_key", "status", "day", "present")
    sums = Counter()
    for venue, status, day, present in lines:
        sums[venue, status, day] += present
    return Counter({key: number for key, number in sums.items() if number})


def moved(device, status, days):
    """Where a device is, and since when, by raw SQL.

    At the same hour of that day: across a change of hour, so many times 24 hours are another day.
    """
    since = timezone.localtime() - timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE equipment_device SET status = %s, status_since = %s WHERE id = %s",
            [status, since, device.pk],
        )


@pytest.fixture
def pool(inside):
    """A pool with something at each step, of each age, in two places and in none."""
    venues = [Venue.objects.create(organisation=inside, name=name) for name in ("Atelier", "Cave")]
    ages = (0, 6, 7, 29, 30, 89, 90, 400)
    for rank, days in enumerate(ages):
        device = DeviceFactory(
            organisation=inside, screen=True, venue=(*venues, None)[rank % 3], battery_percent=None
        )
        moved(device, "quarantine", days)
    for rank, status in enumerate(DeviceStatus.values):
        device = DeviceFactory(organisation=inside, screen=True, venue=venues[rank % 2])
        if status == DeviceStatus.REMOVED:
            gone(device)
        moved(device, status, 3 * rank)
    return inside


def shown(client, url):
    return len(client.get(url).context["page"].rows)


# --- the counts follow the devices ---


def test_the_counts_are_those_of_the_devices(pool):
    assert counted() == truth()


def test_the_counts_follow_each_act(inside, technician, mediator):
    device = services.receive_device(
        by=technician, type="laptop", manufacturer="Dell", model="5490", origin="private_gift"
    )
    medium = services.add_medium(
        device=device, by=technician, kind="nvme", serial="S1", capacity_gb=256
    )
    assert counted() == truth()
    for step in (
        lambda: services.record_erasure(medium=medium, by=technician, **claimed()),
        lambda: services.record_test(device=device, by=technician, **tried()),
        lambda: services.mark_ready(device=device, by=technician),
        lambda: services.allocate(
            device=device,
            beneficiary=BeneficiaryFactory(organisation=inside),
            offer=OfferFactory(organisation=inside, free=True),
            by=mediator,
        ),
        lambda: services.declare_lost(
            device=device,
            by=technician,
            cause="lost",
            words="Volé pendant la nuit",
            known_at=timezone.now(),
        ),
    ):
        before = Device.objects.get().status, Device.objects.get().status_since
        step()
        device.refresh_from_db()
        assert device.status != before[0]
        assert device.status_since > before[1]
        assert counted() == truth()


def test_raw_sql_that_moves_a_status_moves_its_date(inside):
    old = timezone.localtime() - timedelta(days=40)
    device = DeviceFactory(organisation=inside, screen=True, status_since=old)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE equipment_device SET status = 'ready' WHERE id = %s", [device.pk])
    device.refresh_from_db()
    assert (timezone.now() - device.status_since).total_seconds() < 60
    assert counted() == truth()
    Device.objects.filter(pk=device.pk).update(shelf="B2")
    since = device.status_since
    device.refresh_from_db()
    assert device.status_since == since


def test_a_date_that_is_said_is_kept(inside):
    device = DeviceFactory(organisation=inside, screen=True)
    moved(device, "ready", 12)
    device.refresh_from_db()
    assert device.days_in_status == 12


def test_many_at_once_and_a_device_discarded_are_counted(inside):
    DeviceFactory.create_batch(5, organisation=inside, screen=True)
    Device.objects.update(status="waste", status_since=timezone.now())
    Device.objects.first().delete()
    assert counted() == truth()
    assert sum(truth().values()) == 4


def test_adding_up_changes_no_count(pool, technician):
    venue = Venue.objects.first()
    Device.objects.filter(venue=None).update(venue=venue)
    figures = sight.way_steps(technician), sight.weeks(technician), pool_figures(technician)
    lines = PoolDay.objects.count()
    add_up()
    assert (
        sight.way_steps(technician),
        sight.weeks(technician),
        pool_figures(technician),
    ) == figures
    assert PoolDay.objects.count() < lines
    assert counted() == truth()


@pytest.mark.django_db(transaction=True)
def test_the_night_adds_up_each_pool_once(association):
    with organisation(association):
        DeviceFactory.create_batch(3, organisation=association, screen=True)
    ask_to_add_up()
    ask_to_add_up()
    assert run_pending_jobs() == 1
    with organisation(association):
        assert counted() == truth()
        assert PoolDay.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_are_both_counted(association, at_once):
    with organisation(association):
        devices = DeviceFactory.create_batch(4, organisation=association, screen=True)
    waiting = list(devices)

    def move():
        device = waiting.pop()
        moved(device, "ready", 0)
        return device

    at_once(association, move, times=4)
    with organisation(association):
        assert counted() == truth()
        assert {status for _, status, _ in counted()} == {"ready"}


# --- what the board says ---


def test_ages_are_four_and_touch(pool):
    devices = Device.objects.filter(status="quarantine")
    sizes = [aged(devices, code).count() for code in AGES]
    assert sizes == [3, 2, 2, 2]
    assert sum(sizes) == devices.count()


def test_half_and_oldest_are_in_days(inside, technician):
    for days in (2, 10, 50):
        moved(DeviceFactory(organisation=inside, screen=True), "ready", days)
    ready = next(step for step in sight.way_steps(technician) if step.status == "ready")
    assert (ready.count, ready.median_days, ready.oldest_days) == (3, 10, 50)


def test_the_longest_queue_is_said_in_one_sentence(inside, technician):
    assert board.queue_sentence(sight.longest_queue(sight.way_steps(technician))) == ""
    for days in (24, 3):
        moved(DeviceFactory(organisation=inside, screen=True), "tested", days)
    moved(DeviceFactory(organisation=inside, screen=True), "waste", 90)
    sentence = board.queue_sentence(sight.longest_queue(sight.way_steps(technician)))
    assert sentence == (
        "La file la plus longue est «\u00a0Testé\u00a0»\u00a0: 2\u00a0appareils,"
        " la moitié depuis 24\u00a0jours ou plus, le plus ancien depuis 24\u00a0jours."
    )


def test_every_figure_of_the_board_is_its_list(pool, client_for, technician):
    client = client_for(technician)
    page = client.get(BOARD).context
    opened = 0
    for row in page["steps"]:
        assert shown(client, row.total.url) == row.total.number
        assert sum(cell.number for cell in row.ages) == row.total.number
        for cell in row.ages:
            assert shown(client, cell.url) == cell.number
            opened += 1
    for row in page["places"]:
        for cell in (row.total, *row.cells):
            assert shown(client, cell.url) == cell.number
            opened += 1
    for row in page["reason_rows"]:
        assert shown(client, row.url) == row.count
    for name in ("on_loan", "handed_over"):
        assert shown(client, page[f"{name}_url"]) == page[name]
    assert opened > 50
    assert page["on_premises"] == Device.objects.exclude(status__in=AWAY).count()


def test_each_device_held_back_has_one_reason(inside, technician):
    unread = DeviceFactory(organisation=inside)
    unproven = DeviceFactory(organisation=inside, unproven=1)
    refused = DeviceFactory(organisation=inside)
    ErasureFactory(medium=MediumFactory(device=refused), result="rejected")
    hidden = DeviceFactory(organisation=inside, storage_known=False)
    untried = DeviceFactory(organisation=inside, erased=True)
    uncalled = DeviceFactory(organisation=inside, tested=True)
    repair = DeviceFactory(organisation=inside, under_repair=True)
    DeviceFactory(organisation=inside, ready=True)
    expected = {
        unread: Reason.UNREAD,
        unproven: Reason.UNPROVEN,
        refused: Reason.REFUSED,
        hidden: Reason.HIDDEN,
        untried: Reason.UNTRIED,
        uncalled: Reason.UNCALLED,
        repair: Reason.REPAIR,
    }
    found = {each.pk: each.reason for each in with_reason(held_back(Device.objects.all()))}
    assert found == {device.pk: reason for device, reason in expected.items()}
    for device, reason in expected.items():
        assert held_by(Device.objects.all(), reason).get() == device
    reasons = sight.reasons_held_back(technician, sight.way_steps(technician))
    assert (reasons.total, len(reasons.lines), reasons.looked_at) == (7, 7, 0)


def test_on_a_large_pool_the_longest_waiting_tell_the_reasons(inside, technician, monkeypatch):
    monkeypatch.setattr(sight, "LOOKED_AT", 2)
    for days in (1, 30, 60):
        DeviceFactory(organisation=inside, status_since=timezone.localtime() - timedelta(days=days))
    repair = DeviceFactory(organisation=inside, under_repair=True)
    moved(repair, "under_repair", 45)
    reasons = sight.reasons_held_back(technician, sight.way_steps(technician))
    assert dict(reasons.lines) == {Reason.UNREAD: 1, Reason.REPAIR: 1}
    assert (reasons.total, reasons.looked_at) == (4, 2)


def test_the_weeks_say_what_came_and_went(inside, technician, mediator):
    device = DeviceFactory(organisation=inside, tested=True, received_at=timezone.now())
    services.mark_ready(device=device, by=technician)
    offer = OfferFactory(organisation=inside, free=True)
    person = BeneficiaryFactory(organisation=inside)
    allocation = services.allocate(device=device, beneficiary=person, offer=offer, by=mediator)
    services.cancel_allocation(allocation=allocation, by=mediator)
    week = sight.weeks(technician)[-1]
    # Given up, a reservation makes nothing ready a second time.
    assert (week.received, week.ready, week.given, week.waste) == (1, 1, 0, 0)
    moved(device, "handed_over", 0)
    assert sight.weeks(technician)[-1].given == 1


# --- the page ---


@pytest.mark.parametrize(
    ("role", "status"),
    [
        *(("TECHNICIAN", 200), ("MANAGER", 200), ("TREASURER", 200), ("MEDIATOR", 200)),
        *(("VOLUNTEER", 403), ("OFFICER", 403)),
    ],
)
def test_who_opens_the_board(association, member_of, client_for, role, status):
    assert client_for(member_of(association, role)).get(BOARD).status_code == status


def test_an_empty_pool_says_how_devices_come(association, member_of, client_for):
    page = client_for(member_of(association, "TECHNICIAN")).get(BOARD)
    assert "Aucun appareil pour le moment" in page.content.decode()
    assert "À chaque étape" not in page.content.decode()


def test_a_neighbour_s_devices_are_not_counted(pool, other_association, member_of, client_for):
    with organisation(other_association):
        member = member_of(other_association, "MANAGER")
        assert not sight.pool_counts(member)
        assert not PoolDay.objects.exists()
    page = client_for(member).get(BOARD)
    assert page.context["is_empty"]


def test_the_board_costs_the_same_for_many_devices(association, member_of, client_for):
    client = client_for(member_of(association, "TECHNICIAN"))

    def queries(count):
        with organisation(association):
            venue = Venue.objects.create(organisation=association, name=f"Lieu {count}")
            DeviceFactory.create_batch(count, organisation=association, unproven=1, venue=venue)
            add_up()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(BOARD).status_code == 200
        return len(captured)

    client.get(BOARD)
    first = queries(2)
    assert queries(12) == first
    assert first <= 16


def test_the_list_leads_to_the_board(association, member_of, client_for):
    page = client_for(member_of(association, "TREASURER")).get(reverse("equipment:device_list"))
    assert reverse("equipment:pool_board") in page.content.decode()


def test_the_list_filters_by_age_reason_and_no_place(association, member_of, client_for):
    client = client_for(member_of(association, "TECHNICIAN"))
    with organisation(association):
        old = DeviceFactory(
            organisation=association, status_since=timezone.localtime() - timedelta(days=31)
        )
        DeviceFactory(organisation=association, erased=True)
    rows = client.get("/materiel/?attente=90").context["page"].rows
    assert [row.pk for row in rows] == [old.pk]
    rows = client.get("/materiel/?motif=releve").context["page"].rows
    assert [row.pk for row in rows] == [old.pk]
    assert shown(client, "/materiel/?lieu=sans") == 2
    assert shown(client, "/materiel/?motif=inconnu") == 0
