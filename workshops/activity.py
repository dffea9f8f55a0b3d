"""The page of figures in words, addresses and bars: pure, from `selectors.activity`."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from beneficiaries.models import AgeBand, Gender, Situation
from inclusion.text import counted
from inclusion.ui.formats import NBSP, SHORT_MONTHS, day, number
from workshops.masking import floor_of, hidden_values, is_small
from workshops.models import (
    PERSONAL_AXES,
    Axis,
    LedAs,
    Modality,
    Procedure,
    SessionKind,
    Topic,
    Workshop,
    WorkshopSeries,
)
from workshops.periods import Period, month_label
from workshops.selectors.activity import total_of

DEFINITIONS = {
    "sessions": "closes, avec au moins une personne présente",
    "participations": "une personne à une séance\u00a0; anonymes et sans dossier comprises",
    "people": "avec un dossier, comptées une seule fois sur la période",
}
LIVES_WORDS = {"yes": "En quartier prioritaire", "no": "Hors quartier prioritaire"}
UNKNOWN_WORDS = "Non communiqué"
CODED = {
    Axis.TOPIC: dict(Topic.choices),
    Axis.PROCEDURE: dict(Procedure.choices),
    Axis.KIND: dict(SessionKind.choices),
    Axis.LEADER: dict(LedAs.choices) | {"none": "Sans animateur noté"},
    Axis.AGE: dict(AgeBand.choices),
    Axis.GENDER: dict(Gender.choices),
    Axis.SITUATION: dict(Situation.choices),
    Axis.NEIGHBOURHOOD: LIVES_WORDS | {"unknown": UNKNOWN_WORDS},
}
# What each panel says of itself; in the order of the page.
PANELS = {
    Axis.TOPIC: ("Par thématique", "Une séance a une thématique."),
    Axis.PROCEDURE: (
        "Par démarche administrative",
        "Une séance peut porter sur plusieurs démarches\u00a0: elle compte dans chacune.",
    ),
    Axis.WORKSHOP: ("Par atelier", ""),
    Axis.SERIES: ("Par série", "Les séances planifiées ensemble."),
    Axis.VENUE: ("Par lieu", ""),
    Axis.KIND: ("Par forme", ""),
    Axis.LEADER: (
        "Selon qui anime",
        "Tel qu’à la date de la séance. Menée à plusieurs, une séance compte dans chaque ligne.",
    ),
    Axis.AGE: ("Par tranche d’âge", "L’âge à la date de la séance."),
    Axis.GENDER: ("Par genre", ""),
    Axis.SITUATION: ("Par statut", "Le statut à la date de la séance."),
    Axis.NEIGHBOURHOOD: (
        "Quartiers prioritaires",
        "Tel que déclaré à la date de la séance. Les participants anonymes ne le disent pas.",
    ),
}
ROWS_SHOWN = 30
CHART_HEIGHT = 150
CHART_TOP = 22
MONTHS_DRAWN = 24


@dataclass(frozen=True)
class Figure:
    """One number and the records it opens; `small` stands instead when it may not be shown."""

    number: int = 0
    url: str = ""
    small: str = ""

    @property
    def html(self):
        """Hundreds of these are on one page: a template for each would be most of its time."""
        if self.small:
            return format_html('<span class="small-count">{}</span>', self.small)
        if self.url:
            return format_html('<a href="{}">{}</a>', self.url, number(self.number))
        return number(self.number) if self.number else "–"


@dataclass(frozen=True)
class Row:
    label: str
    sessions: Figure
    participations: Figure
    people: Figure
    # « au plus 705 », when some of the participations have no name.
    at_most: str
    # In percent of the largest, for its bar.
    share: str


@dataclass(frozen=True)
class Panel:
    axis: str
    title: str
    note: str
    rows: tuple
    has_sessions: bool
    left_out: int

    @property
    def head(self):
        return Axis(self.axis).label


def records_url(route, period, axis=Axis.TOTAL, value="", **more):
    """The list behind a figure."""
    query = dict(period.query)
    if axis != Axis.TOTAL:
        query |= {"axe": str(axis.value), "valeur": value}
    return f"{reverse(f'workshops:{route}')}?{urlencode(query | more)}"


def labels_of(organisation, counts):
    """{axis: {value: words}}: three queries at most, for workshops, series and places."""
    from inclusion.places.models import Venue

    titles = dict(
        Workshop.objects.filter(
            organisation=organisation, pk__in=counts.get(Axis.WORKSHOP, {})
        ).values_list("pk", "title")
    )
    series = WorkshopSeries.objects.filter(
        organisation=organisation, pk__in=counts.get(Axis.SERIES, {})
    ).select_related("workshop")
    named = [value for value in counts.get(Axis.VENUE, {}) if value not in Modality.values]
    venues = Venue.objects.filter(organisation=organisation, pk__in=named)
    return CODED | {
        Axis.WORKSHOP: {str(key): title for key, title in titles.items()},
        Axis.SERIES: {str(each.pk): _series_words(each) for each in series},
        Axis.VENUE: dict(Modality.choices)
        | {str(key): name for key, name in venues.values_list("pk", "name")},
    }


def _series_words(series):
    title = series.workshop.title if series.workshop_id else "Copie d’une période"
    return f"{title}, planifiée le {day(series.created_at)}"


def panels(organisation, counts, period, *, reads_names):
    """The breakdowns that have something to say, in the order of the page."""
    labels = labels_of(organisation, counts)
    found = [
        _panel(Axis(axis), counts[axis], labels[axis], period, reads_names)
        for axis in PANELS
        if counts.get(axis)
    ]
    # One workshop, one form, one way of leading: the whole says it already.
    return [panel for panel in found if len(panel.rows) > 1 or panel.axis in SAID_ALONE]


SAID_ALONE = {Axis.TOPIC, Axis.PROCEDURE, *PERSONAL_AXES}


def _panel(axis, counts, labels, period, reads_names):
    title, note = PANELS[axis]
    hidden = set() if reads_names else hidden_values(axis, counts)
    order = list(labels) if axis in PERSONAL_AXES else []
    values = sorted(
        counts,
        key=lambda value: (
            order.index(value) if value in order else len(order),
            -counts[value].participations,
            labels.get(value, ""),
        ),
    )
    most = max(count.participations for count in counts.values()) or 1
    rows = [
        _row(axis, value, counts[value], labels, period, value in hidden, most)
        for value in values[:ROWS_SHOWN]
    ]
    return Panel(
        axis,
        title,
        note,
        tuple(rows),
        axis not in PERSONAL_AXES,
        len(values) - len(rows),
    )


def _row(axis, value, count, labels, period, is_hidden, most):
    small = f"<{NBSP}{floor_of(axis)}" if is_hidden else ""
    personal = axis in PERSONAL_AXES

    def figure(found, route, hides):
        if hides and small:
            # What hides the smallest class beside another is as large as one likes.
            return Figure(small=small if is_small(found, axis) else "non affiché")
        return Figure(found, records_url(route, period, axis, value) if found else "")

    masked = personal and is_hidden
    return Row(
        label=labels.get(value, "Supprimé depuis"),
        sessions=figure(count.sessions, "figure_sessions", False),
        participations=figure(count.participations, "figure_presences", personal),
        people=figure(count.people, "figure_people", True),
        at_most=""
        if is_hidden or not count.unnamed
        else f"au plus{NBSP}{number(count.most_people)}",
        share="" if masked else f"{100 * count.participations / most:.1f}%",
    )


@dataclass(frozen=True)
class Whole:
    """The three numbers of the period, and the sentences that go with them."""

    sessions: Figure
    participations: Figure
    people: Figure
    newcomers: Figure
    known: Figure
    not_workshops: str
    interval: str
    is_small: bool


def whole_of(counts, period, *, reads_names):
    total = total_of(counts)
    small = not reads_names and is_small(total.people)

    def people(count, **more):
        if not reads_names and (small or is_small(count)):
            return Figure(small=f"<{NBSP}{floor_of(Axis.TOTAL)}")
        return Figure(count, records_url("figure_people", period, **more) if count else "")

    # One of the two parts in hiding is the difference of the other with the whole.
    parts = [total.newcomers, total.known]
    parts_hide = not reads_names and any(is_small(part) for part in parts)
    hidden = Figure(small="non affiché")
    return Whole(
        sessions=Figure(total.sessions, records_url("figure_sessions", period)),
        participations=Figure(total.participations, records_url("figure_presences", period)),
        people=people(total.people),
        newcomers=hidden if parts_hide else people(total.newcomers, nouvelles="oui"),
        known=hidden if parts_hide else Figure(total.known),
        not_workshops=_not_workshops(total, small),
        interval=_interval(total, small),
        is_small=small,
    )


def _not_workshops(total, small):
    """What a count of participations is taken for, and is not."""
    if total.participations <= total.sessions:
        return ""
    came = counted(total.people, "personne différente y est venue", "personnes différentes y sont")
    if total.people > 1:
        came += " venues"
    told = counted(total.sessions, "séance a été tenue", "séances ont été tenues")
    found = number(total.participations)
    sentence = f"{found}{NBSP}participations, pas {found}{NBSP}ateliers{NBSP}: {told}"
    return f"{sentence}." if small or not total.people else f"{sentence}, {came}."


def _interval(total, small):
    if not total.unnamed or small:
        return ""
    unnamed = counted(total.unnamed, "participation sans dossier", "participations sans dossier")
    return (
        f"Avec {unnamed}, entre {number(total.people)} et {number(total.most_people)}{NBSP}"
        f"personnes{NBSP}: nul ne sait si ce sont des personnes déjà comptées."
    )


@dataclass(frozen=True)
class Bar:
    x: str
    middle: str
    y: int
    height: int
    figure: str
    figure_at: int


@dataclass(frozen=True)
class MonthChart:
    bars: tuple
    # (where, short name) of each month.
    names: tuple
    title: str
    bar_width: str
    base: int = CHART_HEIGHT
    label_at: int = CHART_HEIGHT + 18
    height: int = CHART_HEIGHT + 24


def month_chart(months):
    """Participations, month after month; None when there is nothing to compare."""
    most = max((count.participations for _, count in months), default=0)
    if not 2 <= len(months) <= MONTHS_DRAWN or not most:
        return None
    slot = 100 / len(months)
    width = slot * 0.6
    bars, names = [], []
    for rank, (month, count) in enumerate(months):
        centre = slot * (rank + 0.5)
        names.append((f"{centre:.2f}%", SHORT_MONTHS[month.month - 1]))
        if count.participations:
            height = max(round((CHART_HEIGHT - CHART_TOP) * count.participations / most), 2)
            top = CHART_HEIGHT - height
            bars.append(
                Bar(
                    f"{centre - width / 2:.2f}%",
                    f"{centre:.2f}%",
                    top,
                    height,
                    number(count.participations),
                    top - 5,
                )
            )
    best = max(months, key=lambda month: month[1].participations)
    title = (
        f"Participations par mois{NBSP}: le plus en {month_label(best[0])},"
        f" {number(best[1].participations)}."
    )
    return MonthChart(tuple(bars), tuple(names), title, f"{width:.2f}%")


@dataclass(frozen=True)
class MonthRow:
    label: str
    url: str
    sessions: int
    participations: int
    people: str
    newcomers: str


def month_rows(months, *, reads_names):
    """Each month with its own distinct persons: these do not add up over a year."""

    def shown(people):
        if not reads_names and is_small(people):
            return f"<{NBSP}{floor_of(Axis.TOTAL)}"
        return number(people) if people else ""

    return [
        MonthRow(
            month_label(month),
            f"{reverse('workshops:activity')}?{urlencode(_query_of(month))}",
            count.sessions,
            count.participations,
            shown(count.people),
            shown(count.newcomers) if reads_names else "",
        )
        for month, count in months
    ]


def _query_of(month):
    return Period.month(month.year, month.month).query
