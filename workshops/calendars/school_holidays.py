"""School holidays of zones A, B and C, from dated data (docs/calendars.md says whence)."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

# Departments of each zone; Corsica and overseas have calendars of their own.
ZONES = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86"
    " 87 89 90",
    "B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59"
    " 60 61 62 67 68 72 76 80 83 84 85 88",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}


@dataclass(frozen=True)
class Holidays:
    name: str
    zones: str
    first: date
    last: date


@cache
def _data():
    path = Path(__file__).with_name("school_holidays.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(
        Holidays(
            name=row["name"],
            zones=row["zones"],
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
        )
        for row in data["holidays"]
    )
    return rows, date.fromisoformat(data["known_from"]), date.fromisoformat(data["known_until"])


def zone_of(postcode):
    """« 63100 » → « A »; empty where the zones do not apply."""
    for zone, departments in ZONES.items():
        if postcode[:2] in departments.split():
            return zone
    return ""


def school_holiday(day, zone):
    """The name of the holidays that day falls in, or None."""
    for row in _data()[0]:
        if zone and zone in row.zones and row.first <= day <= row.last:
            return row.name
    return None


def is_known(day):
    """Whether the calendar of that day is published in our data."""
    _, known_from, known_until = _data()
    return known_from <= day <= known_until


def known_until():
    return _data()[2]
