"""The eleven public holidays of metropolitan France, computed for any year."""

from datetime import date, timedelta
from functools import cache

FIXED = {
    (1, 1): "jour de l’An",
    (5, 1): "fête du Travail",
    (5, 8): "8\u00a0mai",
    (7, 14): "14\u00a0juillet",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "11\u00a0novembre",
    (12, 25): "Noël",
}
# Days after Easter Sunday.
MOVING = {1: "lundi de Pâques", 39: "Ascension", 50: "lundi de Pentecôte"}


def easter(year):
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leaps, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarters, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarters - epact - left) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(year):
    """{day: name} of a year."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days): name for days, name in MOVING.items()}
    return {date(year, month, day): name for (month, day), name in FIXED.items()} | moving
