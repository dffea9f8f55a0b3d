"""French public holidays (Code du travail, L. 3133-1)."""

from datetime import date, timedelta
from functools import cache

FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


@cache
def easter(year):
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap, over = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quarter, tail = divmod(rest, 4)
    shift = (32 + 2 * over + 2 * quarter - moon - tail) % 7
    correction = (golden + 11 * moon + 22 * shift) // 451
    month, day = divmod(moon + shift - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day):
    """True on the eleven public holidays of mainland France."""
    if (day.month, day.day) in FIXED:
        return True
    # Easter Monday, Ascension, Whit Monday.
    return (day - easter(day.year)) in {timedelta(1), timedelta(39), timedelta(50)}
