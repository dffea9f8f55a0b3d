"""The board of the pool in words, addresses and bars: pure, from `selectors.sight`."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from equipment.ages import AGE_CHOICES
from equipment.filters import NO_PLACE, TO_TRY
from equipment.models import DeviceStatus
from equipment.selectors.reasons import STATUS_OF
from inclusion.text import counted
from inclusion.ui.formats import NBSP, number

S = DeviceStatus
# Shown even when nobody is there; the other steps only when somebody is.
ALWAYS = {S.QUARANTINE, S.ERASED, S.TESTED, S.READY, S.RESERVED}
CHART_HEIGHT = 150
# Room for the figure above the tallest bar.
CHART_TOP = 22
BAR_WIDTH = 4.2


def list_url(**filters):
    """The pool's list with these filters: what it shows is what was counted."""
    return f"{reverse('equipment:device_list')}?{urlencode(filters)}"


@dataclass(frozen=True)
class Cell:
    """One figure and the list it opens."""

    number: int
    url: str
    label: str = ""


@dataclass(frozen=True)
class StepRow:
    status: str
    total: Cell
    ages: tuple
    median: str
    oldest: str


def step_rows(steps):
    return [_row(step) for step in steps if step.count or step.status in ALWAYS]


def _row(step):
    labels = dict(AGE_CHOICES)
    ages = tuple(
        Cell(count, list_url(etat=step.status, attente=code), labels[code])
        for code, count in step.ages
    )
    total = Cell(step.count, list_url(etat=step.status), "Appareils")
    return StepRow(step.status, total, ages, days(step.median_days), days(step.oldest_days))


def days(age):
    return "" if age is None else f"{number(age)}{NBSP}j"


def queue_sentence(step):
    """Where the queue is longest, in one sentence; "" when nobody waits."""
    if step is None:
        return ""
    devices = counted(step.count, "appareil")
    if step.oldest_days == 0:
        since = "arrivé aujourd’hui" if step.count == 1 else "tous arrivés aujourd’hui"
    elif step.count == 1:
        since = f"depuis {counted(step.oldest_days, 'jour')}"
    else:
        since = (
            f"la moitié depuis {counted(step.median_days, 'jour')} ou plus,"
            f" le plus ancien depuis {counted(step.oldest_days, 'jour')}"
        )
    return f"La file la plus longue est «{NBSP}{step.label}{NBSP}»{NBSP}: {devices}, {since}."


@dataclass(frozen=True)
class ReasonRow:
    label: str
    count: int
    url: str
    # In percent of the commonest, for its bar.
    share: str


def reason_rows(reasons):
    """Each reason with its list. When only some were looked at, the list may hold more."""
    most = max((count for _, count in reasons.lines), default=1)
    return [
        ReasonRow(
            reason.label,
            count,
            list_url(etat=STATUS_OF[reason], motif=reason.value),
            f"{100 * count / most:.1f}%",
        )
        for reason, count in reasons.lines
    ]


PLACE_COLUMNS = (
    ("En quarantaine", S.QUARANTINE, (S.QUARANTINE,)),
    ("Effacés ou testés", TO_TRY, (S.ERASED, S.TESTED)),
    ("En réparation", S.UNDER_REPAIR, (S.UNDER_REPAIR,)),
    ("Prêts", S.READY, (S.READY,)),
    ("Réservés", S.RESERVED, (S.RESERVED,)),
)


@dataclass(frozen=True)
class PlaceRow:
    name: str
    total: Cell
    cells: tuple


def place_rows(places):
    return [_place(place) for place in places]


def _place(place):
    key = str(place.key) if place.key else NO_PLACE
    cells = tuple(
        Cell(sum(place.counts[s] for s in statuses), list_url(etat=code, lieu=key), label)
        for label, code, statuses in PLACE_COLUMNS
    )
    total = Cell(place.on_premises, list_url(lieu=key), "Dans nos locaux")
    return PlaceRow(place.name, total, cells)


@dataclass(frozen=True)
class Bar:
    """Across in percent of the width, so that figures keep their size on a phone."""

    x: str
    middle: str
    y: int
    height: int
    figure: int
    figure_at: int
    is_second: bool


@dataclass(frozen=True)
class FlowChart:
    bars: tuple
    # (where, day) of each Monday.
    mondays: tuple
    title: str
    base: int = CHART_HEIGHT
    label_at: int = CHART_HEIGHT + 18
    height: int = CHART_HEIGHT + 24
    bar_width: str = f"{BAR_WIDTH}%"


def flow_chart(weeks):
    """Received and handed over, side by side each week; None when nothing moved."""
    most = max(max(week.received, week.given) for week in weeks)
    if most <= 0:
        return None
    slot = 100 / len(weeks)
    bars, mondays = [], []
    for rank, week in enumerate(weeks):
        centre = slot * (rank + 0.5)
        mondays.append((f"{centre:.2f}%", f"{week.monday:%d/%m}"))
        for figure, left, is_second in (
            (week.received, centre - BAR_WIDTH - 0.2, False),
            (week.given, centre + 0.2, True),
        ):
            if figure > 0:
                bars.append(_bar(figure, most, left, is_second))
    received, given = sum(w.received for w in weeks), sum(w.given for w in weeks)
    title = (
        f"En {len(weeks)} semaines{NBSP}: {counted(received, 'reçu')},"
        f" {counted(given, 'remis', 'remis')}."
    )
    return FlowChart(tuple(bars), tuple(mondays), title)


def _bar(figure, most, left, is_second):
    height = max(round((CHART_HEIGHT - CHART_TOP) * figure / most), 2)
    middle = left + BAR_WIDTH / 2
    top = CHART_HEIGHT - height
    return Bar(f"{left:.2f}%", f"{middle:.2f}%", top, height, figure, top - 5, is_second)
