"""Opening hours as people read them, and whether a place is open now."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from inclusion.places.hours.holidays import is_holiday
from inclusion.places.hours.week import ALWAYS, END_OF_DAY, HOLIDAY, grouped_days, parse_osm
from inclusion.ui.formats import NBSP, WEEKDAYS


def minute_in_french(minute):
    """« 9 h », « 14 h 30 », « minuit » at the end of the day."""
    if minute == END_OF_DAY:
        return "minuit"
    hour, rest = divmod(minute, 60)
    return f"{hour}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hour}{NBSP}h"


def spans_in_french(spans):
    """« de 9 h à 12 h et de 14 h à 17 h »."""
    if spans == ((0, END_OF_DAY),):
        return f"24{NBSP}h sur 24"
    words = [f"de {minute_in_french(start)} à {minute_in_french(end)}" for start, end in spans]
    return " et ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def hours_in_french(text):
    """One line a group of days; the text itself when it says more than a week of hours."""
    if not text:
        return []
    try:
        week = parse_osm(text)
    except ValueError:
        return [text]
    if week.days[:HOLIDAY] == ALWAYS.days[:HOLIDAY]:
        lines = [f"Tous les jours, 24{NBSP}h sur 24"]
    else:
        lines = [
            f"{_day_words(first, last)}{NBSP}: {spans_in_french(spans)}"
            for first, last, spans in grouped_days(week.days[:HOLIDAY])
            if spans
        ]
    if week.days[HOLIDAY] == ():
        lines.append("Fermé les jours fériés")
    elif week.days[HOLIDAY]:
        lines.append(f"Jours fériés{NBSP}: {spans_in_french(week.days[HOLIDAY])}")
    return lines


def _day_words(first, last):
    if (first, last) == (0, 6):
        return "Tous les jours"
    if first == last:
        return WEEKDAYS[first].capitalize()
    if last == first + 1:
        return f"{WEEKDAYS[first].capitalize()} et {WEEKDAYS[last]}"
    return f"Du {WEEKDAYS[first]} au {WEEKDAYS[last]}"


@dataclass(frozen=True)
class OpenStatus:
    """Open or closed at an instant, and until when, in words."""

    is_open: bool
    words: str


def open_status(text, when=None):
    """The state of a place in Paris at `when`; None when its hours are unknown."""
    try:
        week = parse_osm(text)
    except ValueError:
        return None
    if week.is_empty:
        return None
    now = timezone.localtime(when)
    minute = now.hour * 60 + now.minute
    for opens, closes in week.spans_on(now.weekday(), is_holiday(now.date())):
        if opens <= minute < closes:
            if closes == END_OF_DAY:
                return OpenStatus(True, "Ouvert maintenant")
            return OpenStatus(True, f"Ouvert, jusqu’à {minute_in_french(closes)}")
    return OpenStatus(False, _next_opening(week, now.date(), minute))


def _next_opening(week, today, minute):
    for ahead in range(15):
        day = today + timedelta(ahead)
        later = [
            opens
            for opens, _ in week.spans_on(day.weekday(), is_holiday(day))
            if ahead or opens > minute
        ]
        if later:
            which = {0: "aujourd’hui", 1: "demain"}.get(ahead) or _which(day, ahead)
            return f"Fermé, ouvre {which} à {minute_in_french(later[0])}"
    return "Fermé"


def _which(day, ahead):
    name = WEEKDAYS[day.weekday()]
    return name if ahead < 7 else f"{name} de la semaine prochaine"
