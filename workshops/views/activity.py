"""The figures of a period, and the records behind each of them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from beneficiaries.models import Beneficiary
from beneficiaries.permissions import can_open_files
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_of
from inclusion.tables.writing import CONTENT_TYPES
from inclusion.ui.formats import MONTHS
from workshops import activity as words
from workshops.coop.exporting import activities_sheet
from workshops.figure_table import figures_sheet
from workshops.forms.activity import PeriodForm
from workshops.masking import hidden_values, is_small
from workshops.models import PERSONAL_AXES, Axis
from workshops.periods import Period
from workshops.permissions import can_manage_workshops, can_see_figures
from workshops.presentation import trail_of
from workshops.selectors import activity as counting
from workshops.selectors import records
from workshops.tables import COOP, FIGURES

TOO_MANY = (
    "Sur ces jours, trop de présences seraient à relire une à une\u00a0: choisissez des mois"
    " entiers."
)


@require_GET
@access(can_see_figures)
def activity(request):
    """Sessions, participations, persons over a period, and by what they are broken down."""
    form = PeriodForm(request.GET)
    period, member = form.period, request.member
    organisation, reads_names = member.organisation, can_open_files(member)
    try:
        counts = counting.activity(organisation, period)
    except counting.TooMany:
        form.add_error("du", TOO_MANY)
        period = form.period
        counts = counting.activity(organisation, period)
    months = counting.months_of(organisation, period) if _has_months(period) else []
    context = {
        "form": form,
        "period": period,
        "choices": _choices(organisation, period),
        "whole": words.whole_of(counts, period, reads_names=reads_names),
        "definitions": words.DEFINITIONS,
        "panels": words.panels(organisation, counts, period, reads_names=reads_names),
        "months": words.month_rows(months, reads_names=reads_names),
        "chart": words.month_chart(months),
        "is_empty": not counts,
        "reads_names": reads_names,
        "can_manage": can_manage_workshops(member),
        "query": _query(period),
        "formats": ("csv", "xlsx", "ods"),
        "trail": trail_of(page="Chiffres"),
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/activity.html", context, status=status)


def _has_months(period):
    """From two to twenty-four whole months: shorter has no course, longer no room."""
    if not period.months or period.edges:
        return False
    low, high = period.months
    return 2 <= high - low + 1 <= words.MONTHS_DRAWN


def _query(period):
    return urlencode(period.query)


def _choices(organisation, period):
    """What the page offers: the years that have something, and the parts of the year shown."""
    this_year = timezone.localdate().year
    years = {*counting.years_with_sessions(organisation), this_year, period.last.year}
    year = period.last.year
    parts = [Period.year(year), *(Period.quarter(year, rank) for rank in range(1, 5))]
    return {
        "years": [Period.year(each) for each in sorted(years)],
        "year": str(year),
        "parts": [(each.code, each.label.capitalize()) for each in parts],
        "months": [
            (Period.month(year, rank).code, f"{name.capitalize()} {year}")
            for rank, name in enumerate(MONTHS, start=1)
        ],
        "previous": period.shifted(-1),
        "next": period.shifted(1),
    }


@dataclass(frozen=True)
class Asked:
    """Which figure is opened: the period, the axis and its value, and how it is called."""

    period: Period
    axis: Axis
    value: str
    count: counting.Count
    label: str
    is_hidden: bool

    @property
    def title(self):
        return f"{self.label}, {self.period.label}" if self.label else self.period.label


def _asked(request):
    form = PeriodForm(request.GET)
    if form.errors:
        raise Http404("Période inconnue.")
    axis = request.GET.get("axe", "total")
    if axis not in Axis.values:
        raise Http404("Chiffre inconnu.")
    axis, organisation = Axis(axis), request.member.organisation
    value = request.GET.get("valeur", "")[:40]
    try:
        counts = counting.activity(organisation, form.period)
    except counting.TooMany:
        raise Http404("Période trop longue à recompter.") from None
    shown = counts.get(axis, {})
    label = words.labels_of(organisation, {axis: {value: 1}} if value in shown else {})
    hides = not can_open_files(request.member) and value in hidden_values(axis, shown)
    return Asked(
        form.period,
        axis,
        value,
        shown.get(value, counting.NOTHING),
        "" if axis == Axis.TOTAL else label[axis].get(value, "Supprimé depuis"),
        hides,
    )


def _found(select, request, asked, **more):
    try:
        return select(request.member.organisation, asked.period, asked.axis, asked.value, **more)
    except records.UnknownValue:
        raise Http404("Chiffre inconnu.") from None


def _context(request, asked, what, heading, **more):
    back = f"{reverse('workshops:activity')}?{_query(asked.period)}"
    return {
        "asked": asked,
        "reads_names": can_open_files(request.member),
        "can_manage": can_manage_workshops(request.member),
        "trail": [*trail_of(page="Chiffres")[:-1], ("Chiffres", back), (what, "")],
        "back": back,
        "heading": heading,
        "noun": what.lower(),
        **more,
    }


@require_GET
@access(can_see_figures)
def figure_sessions(request):
    """The sessions that make a figure."""
    asked = _asked(request)
    hidden = asked.is_hidden and asked.axis in PERSONAL_AXES
    page = None
    if not hidden:
        found = _found(records.sessions_behind, request, asked)
        rows = found.select_related("workshop", "venue").with_seen_count()
        page = keyset_page(rows, request, order=("starts_at", "pk"), descending=True)
    context = _context(request, asked, "Séances", "Séances comptées", page=page)
    return render(request, "workshops/figure_sessions.html", context)


@require_GET
@access(can_see_figures)
def figure_presences(request):
    """The presences that make a figure: names for those who open files, pseudonyms otherwise."""
    asked = _asked(request)
    hidden = asked.is_hidden and asked.axis in PERSONAL_AXES
    page = None
    if not hidden:
        found = _found(records.presences_behind, request, asked)
        rows = found.select_related("session__workshop", "session__venue", "beneficiary")
        order = ("session__starts_at", "pk")
        page = keyset_page(rows, request, order=order, descending=True)
    context = _context(
        request,
        asked,
        "Participations",
        "Participations comptées",
        page=page,
        sessions_url=words.records_url("figure_sessions", asked.period, asked.axis, asked.value),
    )
    return render(request, "workshops/figure_presences.html", context)


@require_GET
@access(can_see_figures)
def figure_people(request):
    """The persons that make a figure, by name for those who open files."""
    asked = _asked(request)
    only_new = request.GET.get("nouvelles") == "oui" and asked.axis == Axis.TOTAL
    names = can_open_files(request.member)
    number = asked.count.newcomers if only_new else asked.count.people
    hidden = asked.is_hidden or (
        not names and (is_small(number, asked.axis) or is_small(asked.count.known))
    )
    page = None
    if not hidden:
        found = _found(records.people_behind, request, asked, only_new=only_new)
        if names:
            # An archive is the manager's alone; it counts all the same.
            found = found.filter(Q(pk__in=Beneficiary.objects.visible_to(request.member)))
        page = keyset_page(found, request, order=("sort_name", "pk") if names else ("pk",))
    heading = "Nouvelles personnes" if only_new else "Personnes comptées"
    context = _context(request, asked, "Personnes", heading, page=page)
    return render(request, "workshops/figure_people.html", context)


@require_GET
@access(can_see_figures)
def figures_export(request):
    """The figures of the period as a table to send: small counts are hidden in it."""
    return _file(request, FIGURES, figures_sheet, "chiffres-ateliers")


@require_GET
@access(can_manage_workshops)
def activities_export(request):
    """The participations of the period, in the columns that the Coop's import reads."""
    return _file(request, COOP, activities_sheet, "activites")


def _file(request, code, produce, name):
    export, form = export_of(code), PeriodForm(request.GET)
    file_format = request.GET.get("format", "xlsx")
    if form.errors or file_format not in export.formats:
        raise Http404("Export inconnu.")
    try:
        produced = produce(request.member.organisation, form.period)
    except counting.TooMany:
        raise Http404("Période trop longue à recompter.") from None
    content = file_of(export, produced, file_format)
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    days = form.period.code or f"{form.period.first}-{form.period.last}"
    response["Content-Disposition"] = f'attachment; filename="{name}-{days}.{file_format}"'
    return response
