"""The figures of a report: computed from records, never typed.

Each line and each indicator names the query that gives it, its version, and how many records it
counted, so that the same figure can be asked again.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from equipment import selectors as equipment
from equipment.models import PayerKind
from funding.cerfa import grant_line
from funding.models import SourceKind
from inclusion.money import ZERO, share_of, to_cents
from inclusion.text import fold
from workshops import selectors as workshops

# Arrêté du 11 octobre 2006: significant variances are explained.
VARIANCE_PERCENT, VARIANCE_EUROS = Decimal(10), Decimal(500)
SMALL_COUNT = 11

DEVICES_QUERY = "hand_overs/1"
SESSIONS_QUERY = "sessions/1"


@dataclass(frozen=True)
class Line:
    """One line of the table of charges and produits; None is « aucun montant », not zero."""

    code: str  # « charges.60.1 »
    label: str
    planned: Decimal | None
    realised: Decimal | None
    records: str = ""

    @property
    def group(self):
        return self.code.split(".")[1]

    @property
    def variance(self):
        if self.planned is None or self.realised is None:
            return None
        return self.realised - self.planned

    @property
    def variance_percent(self):
        """Realised against planned; None (« sans objet ») when nothing was planned."""
        if self.variance is None:
            return None
        return share_of(self.variance, self.planned)

    @property
    def needs_reason(self):
        if self.planned is not None and self.realised is None:
            return True
        gap, percent = self.variance, self.variance_percent
        if gap is None:
            return False
        return abs(gap) > VARIANCE_EUROS or (
            percent is not None and abs(percent) > VARIANCE_PERCENT
        )


@dataclass(frozen=True)
class Indicator:
    """One number of what was done; a small count of people is masked, never shown."""

    code: str
    label: str
    definition: str
    value: int | None
    query: str
    target: int | None = None
    is_masked: bool = False
    records: str = ""


@dataclass(frozen=True)
class ReportFigures:
    """Everything a report prints that is a number."""

    charges: list
    produits: list
    indicators: list
    granted: Decimal
    paid: Decimal
    funded_units: int | None = None
    unit_amount: Decimal | None = None
    delivered: int | None = None
    publics: list = field(default_factory=list)

    @property
    def is_per_unit(self):
        return self.unit_amount is not None

    @property
    def lines(self):
        return [*self.charges, *self.produits]

    @property
    def entitled(self):
        """What the records give a right to; None when nothing recorded says it."""
        if not self.is_per_unit:
            return None
        return entitlement(self.granted, self.delivered, self.unit_amount, self.funded_units)

    @property
    def to_repay(self):
        if self.entitled is None:
            return ZERO
        return max(self.paid - self.entitled, ZERO)


def entitlement(granted, units, unit_amount, funded_units=None):
    """min(granted, units × amount per unit): units beyond those funded give no right."""
    counted = units if funded_units is None else min(units, funded_units)
    return to_cents(min(granted, counted * unit_amount))


def total(amounts):
    """The sum of what is known; None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known else None


def report_figures(report):
    """Compute every figure of `report` from the records of its period."""
    grant = report.grant
    start, end = report.period_start, report.period_end
    delivery = equipment.delivery_figures(grant.offer, start, end) if grant.offer_id else None
    held = workshops.figures(report.organisation, start, end)
    return ReportFigures(
        charges=_charges(grant, delivery),
        produits=_produits(grant, delivery),
        indicators=[*_device_indicators(grant, delivery), *_session_indicators(held)],
        granted=grant.granted_amount,
        paid=grant.paid_amount,
        funded_units=grant.funded_units,
        unit_amount=grant.unit_amount,
        delivered=delivery.units if delivery else None,
        publics=_publics(delivery),
    )


def _charges(grant, delivery):
    """One line: the cost of the units, planned by the plan and realised by the hand-overs."""
    lines = grant.plan.lines.all() if grant.plan else ()
    return [
        Line(
            "charges.60.1",
            "Achats matières et fournitures",
            total([_planned(line) for line in lines if not _in_kind(line)]),
            delivery.total_amount if delivery else None,
            "hand_overs" if delivery else "",
        )
    ]


def _produits(grant, delivery):
    """One line per payer: planned by the plan, realised by the shares of the offer."""
    lines = {}
    for line in grant.plan.lines.all() if grant.plan else ():
        if not _in_kind(line):
            _add(lines, *_produit_of_source(line, grant), planned=_planned(line))
    for payer in delivery.by_payer if delivery else ():
        _add(lines, *_produit_of_payer(payer, grant), realised=payer.amount)
        if payer.waived_amount:
            # A share waived is no income: the association bears it.
            _add(lines, *OWN_FUNDS, realised=payer.waived_amount)
    mine = _own_line(grant)
    if mine[0] not in lines:
        _add(lines, *mine, planned=grant.granted_amount)
    if delivery and grant.unit_amount is not None:
        lines[mine[0]]["realised"] = entitlement(
            grant.granted_amount, delivery.units, grant.unit_amount, grant.funded_units
        )
    elif grant.paid_amount:
        lines[mine[0]]["realised"] = grant.paid_amount
    return [
        Line(
            code,
            value["label"],
            value["planned"],
            value["realised"],
            "hand_overs" if delivery else "",
        )
        for code, value in sorted(lines.items(), key=lambda item: _printed_order(item[0]))
    ]


def _planned(line):
    if line.stated_amount is not None:
        return line.stated_amount
    if line.unit_amount is not None and line.plan.planned_units is not None:
        return line.unit_amount * line.plan.planned_units
    return None


def _in_kind(line):
    return line.source_kind == SourceKind.IN_KIND


def _add(lines, key, label, planned=None, realised=None):
    entry = lines.setdefault(key, {"label": label, "planned": None, "realised": None})
    entry["planned"] = total([entry["planned"], planned])
    entry["realised"] = total([entry["realised"], realised])


def _own_line(grant):
    """The line of the grant the report is about: (code, label)."""
    funder = grant.funder
    return f"produits.74.{grant_line(funder.kind)}.{_slug(funder.name)}", funder.name


FAMILIES = ("produits.70.1", "Participations des familles")
OWN_FUNDS = ("produits.OWN.1", "Autofinancement")


def _produit_of_source(line, grant):
    if line.source_kind == SourceKind.GRANT:
        if line.payer_id == grant.funder_id:
            return _own_line(grant)
        kind = grant_line(line.payer.kind) if line.payer else "EP"
        return f"produits.74.{kind}.{_slug(line.payer_name)}", line.payer_name
    if line.source_kind == SourceKind.PATRONAGE:
        return f"produits.75.8.{_slug(line.payer_name)}", line.payer_name
    return FAMILIES if line.source_kind == SourceKind.USERS else OWN_FUNDS


def _produit_of_payer(payer, grant):
    if payer.payer_kind == PayerKind.GRANT:
        if fold(payer.payer_name) == fold(grant.funder.name):
            return _own_line(grant)
        return f"produits.74.EP.{_slug(payer.payer_name)}", payer.payer_name
    if payer.payer_kind == PayerKind.PATRONAGE:
        return f"produits.75.8.{_slug(payer.payer_name)}", payer.payer_name
    return FAMILIES if payer.payer_kind == PayerKind.FAMILY else OWN_FUNDS


def _slug(name):
    return fold(name).replace(" ", "-")[:30]


def _printed_order(code):
    group = code.split(".")[1]
    return (group == "OWN", code)


def _device_indicators(grant, delivery):
    if delivery is None:
        return
    label = grant.project.unit_label
    yield Indicator(
        "devices_handed_over",
        f"{label} remis",
        "remise signée, effacement prouvé",
        delivery.units,
        DEVICES_QUERY,
        target=grant.funded_units,
        records="hand_overs",
    )
    cells = _neighbourhood_cells(delivery)
    kept = shown_cells([count for _, _, count in cells])
    for position, (code, name, count) in enumerate(cells):
        is_masked = 0 < count < SMALL_COUNT
        if is_masked or position in kept:
            yield Indicator(
                f"devices_{code}",
                name,
                "adresse rapprochée au jour de la remise"
                if code != "unknown"
                else "adresse non rapprochée",
                None if is_masked else count,
                DEVICES_QUERY,
                is_masked=is_masked,
                records="" if is_masked else "hand_overs",
            )


def _neighbourhood_cells(delivery):
    return [
        (
            "in_priority_neighbourhood",
            "en quartier prioritaire",
            delivery.in_priority_neighbourhood,
        ),
        ("elsewhere", "hors quartier prioritaire", delivery.outside_priority_neighbourhood),
        ("unknown", "quartier non connu", delivery.unknown_neighbourhood),
    ]


def shown_cells(counts):
    """Positions of the cells that may be shown: none of 1 to 10 people, nor one that would tell it.

    When a single cell is small, the whole less the others would give it: the least of the others
    is left out as well.
    """
    large = [i for i, count in enumerate(counts) if count >= SMALL_COUNT]
    large.sort(key=lambda i: counts[i])
    small = sum(0 < count < SMALL_COUNT for count in counts)
    return set(large[1:] if small == 1 else large)


def _publics(delivery):
    """The breakdown printed in the report, when no cell of it is small."""
    if delivery is None:
        return []
    cells = [(label, count) for _, label, count in _neighbourhood_cells(delivery) if count]
    if any(count < SMALL_COUNT for _, count in cells):
        return []
    return cells


def _session_indicators(held):
    if not held.sessions:
        return
    definitions = held.DEFINITIONS
    people_masked = 0 < held.people < SMALL_COUNT
    yield Indicator(
        "sessions_held", "séances d’atelier tenues", definitions["sessions"], held.sessions,
        SESSIONS_QUERY,
    )  # fmt: skip
    yield Indicator(
        "participations", "participations aux séances", definitions["participations"],
        held.participations, SESSIONS_QUERY,
    )  # fmt: skip
    yield Indicator(
        "distinct_people",
        "personnes différentes aux séances",
        definitions["people"],
        None if people_masked else held.people,
        SESSIONS_QUERY,
        is_masked=people_masked,
    )
