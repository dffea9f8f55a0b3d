"""French figures, dates and durations, for screens and documents alike.

U+202F (narrow, no break) groups thousands; U+00A0 stands before the unit; a minus is U+2212.
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone

NARROW = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"

MONTHS = [
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
]
SHORT_MONTHS = [
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
]
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


def decimal(value):
    """Return the value as a Decimal, or None when it is not a figure."""
    if value is None or value == "":
        return None
    try:
        figure = Decimal(str(value))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None


def number(value, places=None):
    """1359 → « 1 359 »; `places` fixes the digits after the comma, else only useful ones stay."""
    figure = decimal(value)
    if figure is None:
        return ""
    if places is not None:
        figure = figure.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)
    text = f"{abs(figure):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    sign = MINUS if figure < 0 and (whole.strip("0,") or fraction.strip("0")) else ""
    return sign + whole.replace(",", NARROW) + (f",{fraction}" if fraction else "")


def euros(value):
    """28921 → « 28 921,00 € »."""
    text = number(value, 2)
    return f"{text}{NBSP}€" if text else ""


def signed(text):
    """Write the sign of a formatted figure in any case, except for zero."""
    if not text or text.startswith(MINUS) or not text.strip(f"0,%€{NBSP}{NARROW}"):
        return text
    return f"+{text}"


def percent(value, places=None):
    """66.67 → « 66,67 % »: the value is already a percentage."""
    text = number(value, places)
    return f"{text}{NBSP}%" if text else ""


def local(value):
    """Bring an aware instant to the time people live in; dates pass unchanged."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def is_date(value):
    return isinstance(value, datetime.date)


def ordinal(value):
    """The first of a month is « 1er », the others plain."""
    return "1er" if value.day == 1 else str(value.day)


def day(value):
    """« 21 novembre 2026 »."""
    value = local(value)
    if not is_date(value):
        return ""
    return f"{ordinal(value)}{NBSP}{MONTHS[value.month - 1]} {value.year}"


def short_day(value):
    """« 21 nov. », with the year when it is not this one."""
    value = local(value)
    if not is_date(value):
        return ""
    text = f"{ordinal(value)}{NBSP}{SHORT_MONTHS[value.month - 1]}"
    return text if value.year == timezone.localdate().year else f"{text} {value.year}"


def weekday_day(value):
    """« jeudi 19 novembre 2026 »."""
    value = local(value)
    return f"{WEEKDAYS[value.weekday()]} {day(value)}" if is_date(value) else ""


def hour(value):
    """« 9 h 30 », « 14 h »."""
    value = local(value)
    if not isinstance(value, datetime.datetime | datetime.time):
        return ""
    minutes = f"{NBSP}{value.minute:02d}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def days_since(value):
    """Whole days from the value to today, negative when it is still to come; None if no date."""
    value = local(value)
    if isinstance(value, datetime.datetime):
        value = value.date()
    return (timezone.localdate() - value).days if is_date(value) else None


def ago(value):
    """« il y a 3 jours », « hier », « aujourd’hui », « demain », « dans 5 jours »."""
    days = days_since(value)
    if days is None:
        return ""
    near = {-1: "demain", 0: "aujourd’hui", 1: "hier"}
    if days in near:
        return near[days]
    span = f"{number(abs(days))}{NBSP}jours"
    return f"il y a {span}" if days > 0 else f"dans {span}"


def since_days(value):
    """« depuis 3 jours », « depuis hier », « depuis aujourd’hui »."""
    days = days_since(value)
    if days is None:
        return ""
    if days <= 0:
        return "depuis aujourd’hui"
    return "depuis hier" if days == 1 else f"depuis {number(days)}{NBSP}jours"


def fingerprint(value, length=None):
    """« 7C1E 90B4 22A8 F03D »: groups of four, upper case, the first `length` characters."""
    text = "".join(str(value or "").split()).upper()
    text = text[: int(length)] if length else text
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
