"""How documents write amounts, dates and durations. Empty values print an en dash."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import mark_safe

from . import charts, statement
from .qr import qr_data_uri
from .typography import NARROW, NO_BREAK

register = template.Library()

NOTHING = "–"
MINUS = "−"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def figure(value, sign=""):
    """Write a number as printed in French; the decimals are those the fact has."""
    number = Decimal(str(value))
    written = f"{abs(number):,}".replace(",", NARROW).replace(".", ",")
    if number < 0:
        return MINUS + written
    return (sign if number > 0 else "") + written


@register.filter
def count(value):
    return NOTHING if value == "" else figure(value)


@register.filter
def signed(value):
    """Write a variance with its sign, always."""
    return NOTHING if value == "" else figure(value, sign="+")


@register.filter
def bare_amount(value):
    """Write an amount with its cents, the unit being in the table's head."""
    return NOTHING if value == "" else figure(Decimal(value).quantize(Decimal("0.01")))


@register.filter
def amount(value):
    return NOTHING if value == "" else bare_amount(value) + NO_BREAK + "€"


@register.filter
def whole_amount(value):
    return NOTHING if value == "" else figure(int(value)) + NO_BREAK + "€"


@register.filter
def percent(value):
    return NOTHING if value == "" else figure(value) + NO_BREAK + "%"


@register.filter
def signed_percent(value):
    return NOTHING if value == "" else figure(value, sign="+") + NO_BREAK + "%"


def day(value):
    return datetime.fromisoformat(value).date()


def day_number(value):
    return "1er" if value.day == 1 else str(value.day)


@register.filter
def long_date(value):
    """« 18 mars 2026 »."""
    value = day(value)
    return f"{day_number(value)} {MONTHS[value.month - 1]} {value.year}"


@register.filter
def weekday_date(value):
    """« mercredi 18 mars 2026 »."""
    return f"{WEEKDAYS[day(value).weekday()]} {long_date(value)}"


@register.filter
def weekday_short(value):
    """« mercredi 18 mars », where the year is said once above."""
    return weekday_date(value).rpartition(" ")[0]


@register.filter
def short_date(value):
    return day(value).strftime("%d/%m/%Y")


@register.filter
def month(value):
    """« octobre 2025 », from `2025-10` or a full date."""
    value = date.fromisoformat(f"{value[:7]}-01")
    return f"{MONTHS[value.month - 1]} {value.year}"


@register.filter
def period_to(start, end):
    """« 3 au 17 novembre 2026 », saying month and year once when both ends share them."""
    first, last = day(start), day(end)
    if first == last:
        return long_date(start)
    beginning = day_number(first)
    if (first.year, first.month) != (last.year, last.month):
        beginning += f" {MONTHS[first.month - 1]}"
    if first.year != last.year:
        beginning += f" {first.year}"
    return f"{beginning} au {long_date(end)}"


@register.filter
def clock(value):
    """« 9 h 30 », in the local time the fact is written in."""
    moment = datetime.fromisoformat(value)
    return f"{moment.hour} h {moment.minute:02}"


@register.filter
def instant(value):
    """« 12 novembre 2026, 9 h 14 min 07 s (UTC+1) »: a moment of a proof, with its zone."""
    moment = datetime.fromisoformat(value)
    hours = moment.utcoffset().total_seconds() / 3600 if moment.utcoffset() is not None else 0
    zone = f"UTC{hours:+g}" if hours else "UTC"
    time = f"{moment.hour} h {moment.minute:02} min {moment.second:02} s"
    return f"{long_date(value)}, {time} ({zone})".replace(" ", NO_BREAK)


@register.filter
def duration(minutes):
    """« 2 h 00 »."""
    return f"{minutes // 60} h {minutes % 60:02}"


@register.filter
def duration_words(minutes):
    """« 6 heures », « 1 heure 30 minutes », « 45 minutes »."""
    hours, rest = divmod(minutes, 60)
    words = [f"{hours}\u00a0heure{'s' if hours > 1 else ''}"] if hours else []
    if rest or not hours:
        words.append(f"{rest}\u00a0minute{'s' if rest > 1 else ''}")
    return " ".join(words)


@register.filter
def emphasis(text):
    """The one mark-up a fact may hold: **bold**. Everything else is escaped."""
    pieces = str(text).split("**")
    if len(pieces) % 2 == 0:
        return conditional_escape(text)
    return format_html_join(
        "",
        "{}{}{}",
        (
            (mark_safe("<strong>"), piece, mark_safe("</strong>")) if index % 2 else ("", piece, "")
            for index, piece in enumerate(pieces)
        ),
    )


@register.filter
def qr(text):
    """The picture of a code that a telephone reads, as an address an image can bear."""
    return qr_data_uri(text)


@register.filter
def blank_lines(number):
    """So many lines to fill in by hand."""
    return range(number)


@register.filter
def is_raster(logo):
    """A logo is printed only when it travels inside the facts as a bitmap."""
    return logo.startswith(("data:image/png;base64,", "data:image/jpeg;base64,"))


@register.filter
def sampled(rows, longest):
    """First, typical and last rows of a list longer than `longest`; a shorter one stays whole."""
    if len(rows) <= longest:
        return rows
    return [*rows[:3], rows[len(rows) // 2], rows[-1]]


@register.filter
def shortened(text, longest):
    """Cut a label to the one line its row has; the whole label is in the attached data."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


@register.inclusion_tag("documents/partials/_bars.html")
def funding_bars(sources):
    """Draw planned and realised money, one segment a source."""
    return charts.funding(sources)


@register.inclusion_tag("documents/partials/_bars.html")
def budget_bars(half):
    """Draw planned and realised charges, one segment a group of the table."""
    return charts.budget(half["groups"])


@register.inclusion_tag("documents/partials/_bars.html")
def rate_bars(rows):
    """Draw the stated shares above the computed ones."""
    return charts.rates(rows)


@register.simple_tag
def statement_layout(table):
    """Measure both halves of the charges and produits page so that their totals align."""
    return statement.layout(table)


@register.filter
def whole_paths(text):
    """« 12 enregistrements, hand_overs/1 »: a word with a slash is never cut at it."""
    return format_html_join(
        " ",
        "{}{}{}",
        (
            (mark_safe('<span class="unbroken">'), word, mark_safe("</span>"))
            if "/" in word
            else ("", word, "")
            for word in str(text).split(" ")
        ),
    )
