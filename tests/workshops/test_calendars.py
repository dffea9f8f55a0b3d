"""Public holidays are computed, school holidays are dated data, closures are the association's."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.workshops.factories import VenueFactory
from workshops.calendars.public_holidays import easter, public_holidays
from workshops.calendars.school_holidays import ZONES, _data, is_known, school_holiday, zone_of
from workshops.calendars.skipping import calendar_of
from workshops.models import ProgrammeSettings
from workshops.services.settings import close_venue


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2000, 4, 23), (2008, 3, 23), (2019, 4, 21), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)],
)
def test_easter_falls_when_it_falls(year, month, day):
    assert easter(year) == date(year, month, day)


def test_a_year_has_eleven_public_holidays():
    assert len(public_holidays(2026)) == 11
    assert public_holidays(2026)[date(2026, 5, 14)] == "Ascension"
    assert public_holidays(2026)[date(2026, 5, 25)] == "lundi de Pentecôte"


def test_every_school_holiday_begins_on_a_free_saturday_and_ends_on_the_eve_of_school():
    rows, known_from, known_until = _data()
    for row in rows:
        assert known_from <= row.first <= row.last <= known_until
        if "vacances" in row.name:
            assert row.first.weekday() == 5
        if "été" not in row.name:
            assert row.last.weekday() == 6
    for zone in "ABC":
        mine = sorted((row.first, row.last) for row in rows if zone in row.zones)
        assert len(mine) == 12
        assert all(one[1] < other[0] for one, other in pairwise(mine))


def test_zones_follow_the_departments():
    assert [zone_of(code) for code in ("63000", "44000", "75011", "97400", "20000", "")] == [
        *("A", "B", "C", "", "", "")
    ]
    departments = [each for zone in ZONES.values() for each in zone.split()]
    assert len(departments) == len(set(departments)) == 94


def test_the_winter_of_each_zone():
    day = date(2027, 2, 15)
    assert school_holiday(day, "A") == "vacances d’hiver"
    assert school_holiday(day, "B") is None
    assert not is_known(date(2028, 1, 1))


def test_a_day_is_skipped_for_its_own_reason(inside, member_of):
    by, venue = member_of(inside), VenueFactory(organisation=inside)
    start = date(2027, 1, 1) if date.today() < date(2027, 1, 1) else date.today()
    closed = start + timedelta(days=20)
    close_venue(by=by, venue=venue, first_day=closed, last_day=closed, reason="travaux")
    calendar = calendar_of(inside, start, start + timedelta(days=400))
    assert calendar.zone == "A"
    assert calendar.why_not(date.today() - timedelta(days=1)) == "jour passé"
    assert calendar.why_not(date(closed.year + 1, 1, 1)).startswith("jour férié")
    assert calendar.why_not(closed, venue.pk) == "fermé\u00a0: travaux"
    ProgrammeSettings.objects.create(organisation=inside, school_zone="-")
    without = calendar_of(inside, start, closed)
    assert without.zone == ""
    assert "aucune zone" in without.warning(closed)
