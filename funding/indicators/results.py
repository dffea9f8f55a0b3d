"""The figures of one grant over one period, with what they were aimed at."""

from dataclasses import dataclass, replace
from decimal import Decimal

from funding.models import IndicatorOverride, IndicatorTarget
from inclusion.money import share_of

from . import queries
from .definitions import DEFINITIONS, Definition
from .masking import is_small, shown_cells


@dataclass(frozen=True)
class Override:
    """A value retained by a person in place of the computed one, and why."""

    value: Decimal
    reason: str
    by: str
    on: object


@dataclass(frozen=True)
class IndicatorResult:
    """One figure: `value` is None when it is masked or cannot be counted."""

    definition: Definition
    value: Decimal | int | None
    record_count: int = 0
    numerator: int | None = None
    denominator: int | None = None
    target: Decimal | None = None
    is_masked: bool = False
    # What the figure is not, when it needs saying: « au plus 1 254 », « toute la structure ».
    note: str = ""
    override: Override | None = None

    @property
    def code(self):
        return self.definition.code

    @property
    def label(self):
        return self.definition.label

    @property
    def shown(self):
        """The value that counts: the retained one when a person said why."""
        return self.override.value if self.override else self.value

    @property
    def percent(self):
        """Of the target; None without one."""
        if self.target is None or self.shown is None:
            return None
        return share_of(self.shown, self.target)


@dataclass(frozen=True)
class Cell:
    """One class of a breakdown; None when it may not be shown."""

    code: str
    label: str
    count: int | None


@dataclass(frozen=True)
class Indicators:
    """All the results of a grant over a period, and what they were computed from."""

    results: list
    cells: list
    delivered: queries.Delivered
    held: queries.Held

    def __getitem__(self, code):
        return next(result for result in self.results if result.code == code)


def indicator_results(grant, start, end, *, report=None, asked=()):
    """Every indicator that says something of the grant, and those that were `asked` for."""
    targets = dict(
        IndicatorTarget.objects.filter(
            organisation=grant.organisation_id, grant=grant.pk
        ).values_list("code", "target")
    )
    if grant.funded_units:
        targets.setdefault("devices_handed_over", Decimal(grant.funded_units))
    wanted = {*targets, *asked}
    given = queries.delivered(grant, start, end)
    held = queries.held(grant.organisation, start, end)
    retained = _retained(report) if report is not None else {}
    found = [
        *_of_devices(grant, given, wanted),
        *_of_workshops(held, wanted),
    ]
    return Indicators(
        results=[
            replace(result, target=targets.get(result.code), override=retained.get(result.code))
            for result in found
        ],
        cells=_cells(given),
        delivered=given,
        held=held,
    )


def _retained(report):
    """Code → the value retained last; a withdrawal takes it back."""
    rows = IndicatorOverride.objects.filter(
        organisation=report.organisation_id, report=report.pk
    ).select_related("by__user")
    latest = {row.code: row for row in rows.order_by("created_at", "pk")}
    return {
        code: Override(row.value, row.reason, row.by.label, row.created_at)
        for code, row in latest.items()
        if row.value is not None
    }


def _of_devices(grant, given, wanted):
    if not grant.offer_id and not wanted & OF_DEVICES:
        return
    about = "" if grant.offer_id else "toute la structure"
    yield _count("devices_handed_over", given.units, given.units, note=about)
    if given.reconditioned or "devices_reconditioned" in wanted:
        yield _count("devices_reconditioned", given.reconditioned, given.units, note=about)
    if grant.funded_units and (given.units > grant.funded_units or "funded_units" in wanted):
        paid = min(given.units, grant.funded_units)
        yield _count("funded_units", paid, paid)
    if given.figures is not None:
        yield _share_in_qpv(given)
    if given.carbon_low or "co2_avoided" in wanted:
        yield IndicatorResult(
            DEFINITIONS["co2_avoided"],
            given.carbon_low,
            given.reconditioned,
            note=f"au plus {given.carbon_high:.0f}\u00a0kg"
            + (f", {given.without_factor} sans facteur" if given.without_factor else ""),
        )


OF_DEVICES = {code for code, definition in DEFINITIONS.items() if definition.records == "hand_over"}


def _share_in_qpv(given):
    """Shown when neither part nor what it would be told by is a small count."""
    counts = [count for _, _, count in given.cells]
    inside, outside = counts[:2]
    known = inside + outside
    kept = shown_cells(counts)
    may_show = known >= DEFINITIONS["share_in_qpv"].floor and all(
        count == 0 or position in kept for position, count in enumerate(counts[:2])
    )
    return _ratio("share_in_qpv", inside, known, given.units, may_show=may_show)


def _of_workshops(held, wanted):
    if held.is_too_long:
        note = "non comptées\u00a0: choisissez des mois entiers"
        for code in ("workshops_held", "workshop_attendances", "distinct_people_accompanied"):
            yield IndicatorResult(DEFINITIONS[code], None, note=note)
        return
    total = held.total
    if not total.sessions and not wanted & OF_WORKSHOPS:
        return
    yield _count("workshops_held", total.sessions, total.sessions)
    yield _count("workshop_attendances", total.participations, total.sessions)
    hides = is_small(total.people)
    yield IndicatorResult(
        DEFINITIONS["distinct_people_accompanied"],
        None if hides else total.people,
        total.sessions,
        is_masked=hides,
        note=f"au plus {total.most_people}" if total.unnamed and not hides else "",
    )
    parts = (total.newcomers, total.known)
    may_show = total.people >= DEFINITIONS["share_new_people"].floor and not any(
        is_small(part) for part in parts
    )
    yield _ratio(
        "share_new_people", total.newcomers, total.people, total.sessions, may_show=may_show
    )
    yield IndicatorResult(DEFINITIONS["hours_of_support"], held.hours, total.sessions)


OF_WORKSHOPS = {code for code, definition in DEFINITIONS.items() if definition.records == "session"}


def _count(code, value, records, note=""):
    return IndicatorResult(DEFINITIONS[code], value, records, note=note)


def _ratio(code, numerator, denominator, records, *, may_show):
    return IndicatorResult(
        DEFINITIONS[code],
        share_of(numerator, denominator) if may_show else None,
        records,
        numerator=numerator if may_show else None,
        denominator=denominator if may_show else None,
        is_masked=bool(denominator) and not may_show,
    )


def _cells(given):
    """The neighbourhoods of the hand-overs; what is small, and what would tell it, is left out."""
    cells = given.cells
    kept = shown_cells([count for _, _, count in cells])
    return [
        Cell(code, label, count if position in kept else None)
        for position, (code, label, count) in enumerate(cells)
        if count
    ]
