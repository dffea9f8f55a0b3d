"""Opening hours: kept in the national (OpenStreetMap) syntax, read and shown in French."""

from inclusion.places.hours.french import (
    OpenStatus,
    hours_in_french,
    open_status,
    spans_in_french,
)
from inclusion.places.hours.holidays import is_holiday
from inclusion.places.hours.reading import Unclear, read_hours
from inclusion.places.hours.week import DAYS, HOLIDAY, Week, parse_osm

__all__ = [
    "DAYS",
    "HOLIDAY",
    "OpenStatus",
    "Unclear",
    "Week",
    "hours_in_french",
    "is_holiday",
    "open_status",
    "parse_osm",
    "read_hours",
    "spans_in_french",
]
