"""The table of charges and produits, line by line: what was planned, what the records give.

Planned comes from the budget of the project when it has one, else from the co-funding plan.
Realised comes from hand-overs, expenses and their allocations, payments and restricted funds.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from equipment.models import PayerKind
from funding import spending
from funding.cerfa import LABELS
from funding.eligibility import last_day
from funding.figures import InKindLine, Line, Spending, entitlement, total
from funding.models import (
    BudgetLine,
    BudgetSide,
    Grant,
    InKindContribution,
    RestrictedFunds,
    SourceKind,
)
from funding.rules import rules_of
from funding.selectors.expenses import realised_base
from funding.selectors.in_kind import FORM_LINES
from inclusion.money import ZERO
from inclusion.text import fold

FAMILIES = ("produits.70.1", "Participations des familles")
OWN_FUNDS = ("produits.OWN.1", LABELS["OWN.1"])
COST = ("charges.60.1", LABELS["60.1"])
CARRIED = ("charges.68.9", LABELS["68.9"])
USED = ("produits.78.9", LABELS["78.9"])


@dataclass(frozen=True)
class Statement:
    """Both sides of the table, and what stands outside its totals."""

    charges: list
    produits: list
    spending: Spending
    emplois: list = field(default_factory=list)
    contributions: list = field(default_factory=list)
    unvalued: list = field(default_factory=list)
    carried: Decimal = ZERO
    rate_base: Decimal = ZERO


class Sheet:
    """Lines by code, added to from several sources."""

    def __init__(self, rules):
        self.rules = rules
        self.lines = {}

    def add(self, line, planned=None, realised=None, records=""):
        code, label = line
        entry = self.lines.setdefault(
            code, {"label": label, "planned": None, "realised": None, "records": []}
        )
        entry["planned"] = total([entry["planned"], planned])
        entry["realised"] = total([entry["realised"], realised])
        if records and realised is not None and records not in entry["records"]:
            entry["records"].append(records)

    def has(self, line):
        return line[0] in self.lines

    def printed(self, side):
        """The lines of one side in the order of the form."""
        mine = [(code, e) for code, e in self.lines.items() if code.startswith(f"{side}.")]
        return [
            Line(
                code,
                entry["label"],
                entry["planned"],
                entry["realised"],
                " ".join(entry["records"]),
                self.rules.variance_percent,
                self.rules.variance_amount,
            )
            for code, entry in sorted(mine, key=lambda item: _printed_order(item[0]))
        ]


def _printed_order(code):
    group = code.split(".")[1]
    return (group == "IND", group == "OWN", code)


def statement_of(report, delivery, rules):
    """The table of one report; `delivery` is what its offer handed over, if it has one."""
    grant = report.grant
    sheet = Sheet(rules)
    budget = list(
        BudgetLine.objects.filter(
            organisation=report.organisation_id, project=grant.project_id
        ).select_related("payer")
    )
    expenses = spending.expenses_of(report)
    charged = spending.by_grant(expenses, report.organisation_id)
    spent = spending.spending_of(expenses, charged, grant)
    others = _other_grants(grant)
    carried, used = _restricted(report)

    _plan(sheet, grant, budget, delivery, others)
    if delivery is not None:
        sheet.add(COST, realised=delivery.total_amount, records="hand_over")
        _income_of_units(sheet, grant, delivery)
    for code, eligible in spending.by_line(expenses).items():
        label = LABELS.get(code, code)
        sheet.add((f"charges.{code}", label), realised=eligible, records="expense")
    if spent.count:
        for other in others:
            if other.pk in charged:
                line = line_of_funder(other.funder)
                sheet.add(line, realised=charged[other.pk], records="expense")
        if spent.free:
            sheet.add(OWN_FUNDS, realised=spent.free, records="expense")
    elif delivery is None:
        for other in others:
            sheet.add(line_of_funder(other.funder), realised=other.paid_amount or None)
    mine, records = _own_income(grant, delivery, spent)
    if mine is not None:
        # What is carried over was received, and what is used was received before.
        sheet.add(own_line(grant), realised=mine + carried - used, records=records)
    if carried:
        sheet.add(CARRIED, realised=carried)
    if used:
        sheet.add(USED, realised=used)
    emplois, contributions, unvalued = _in_kind(report, budget)
    return Statement(
        charges=sheet.printed("charges"),
        produits=sheet.printed("produits"),
        spending=spent,
        emplois=emplois,
        contributions=contributions,
        unvalued=unvalued,
        carried=carried,
        rate_base=_rate_base(report, delivery, spent),
    )


def _rate_base(report, delivery, spent):
    """What the rate cap of the grant applies to; of a grant for an offer, what is charged to it."""
    grant = report.grant
    if grant.rate_cap is None:
        return ZERO
    devices = delivery.total_amount if delivery is not None else ZERO
    if grant.offer_id:
        return devices + spent.here
    last = last_day(grant, report.period_end)
    return devices + realised_base(grant, report.period_start, last)


def _other_grants(grant):
    """The other grants of the same project; a grant for an offer is told by its offer alone."""
    if grant.offer_id:
        return []
    return list(
        Grant.objects.filter(organisation=grant.organisation_id, project=grant.project_id)
        .awarded()
        .exclude(pk=grant.pk)
        .select_related("funder")
        .order_by("decided_on", "pk")
    )


def _plan(sheet, grant, budget, delivery, others):
    if budget:
        for line in budget:
            if line.line_code.split(".")[0] not in ("86", "87"):
                sheet.add(_line_of_budget(line, grant), planned=line.planned_amount)
    else:
        lines = grant.plan.lines.all() if grant.plan else ()
        in_cash = [line for line in lines if line.source_kind != SourceKind.IN_KIND]
        sheet.add(COST, planned=total([planned_of(line) for line in in_cash]))
        for line in in_cash:
            sheet.add(_line_of_source(line, grant), planned=planned_of(line))
    for line, granted in (
        (own_line(grant), grant.granted_amount),
        *((line_of_funder(other.funder), other.granted_amount) for other in others),
    ):
        if not sheet.has(line):
            sheet.add(line, planned=granted)


def _income_of_units(sheet, grant, delivery):
    """What each payer of the units gave; the grant's own share is counted apart."""
    for payer in delivery.by_payer:
        line = _line_of_payer(payer, grant)
        if line != own_line(grant) or grant.unit_amount is None:
            sheet.add(line, realised=payer.amount, records="hand_over")
        if payer.waived_amount:
            # A share waived is no income: the association bears it.
            sheet.add(OWN_FUNDS, realised=payer.waived_amount, records="hand_over")


def _own_income(grant, delivery, spent):
    """What this grant brings to the action, and the evidence of it."""
    if delivery is not None and grant.unit_amount is not None:
        acquired = entitlement(
            grant.granted_amount, delivery.units, grant.unit_amount, grant.funded_units
        )
        return acquired, "hand_over"
    if spent.count:
        return spent.here, "expense"
    if delivery is None and grant.paid_amount:
        return grant.paid_amount, ""
    return None, ""


def _restricted(report):
    """(carried over, used) of the exercises that end within the period."""
    sums = RestrictedFunds.objects.filter(
        organisation=report.organisation_id,
        grant=report.grant_id,
        exercise_ends_on__range=(report.period_start, report.period_end),
    ).aggregate(carried=Sum("carried_amount"), used=Sum("used_amount"))
    return sums["carried"] or ZERO, sums["used"] or ZERO


def _in_kind(report, budget):
    """86 and 87: every contribution is posted twice, so that they are equal by construction."""
    given = InKindContribution.objects.filter(
        organisation=report.organisation_id,
        project=report.grant.project_id,
        ends_on__gte=report.period_start,
        ends_on__lte=report.period_end,
    ).order_by("starts_on", "pk")
    sums = {"86": {}, "87": {}}
    for line in budget:
        side = line.line_code.split(".")[0]
        if side in sums:
            _post(sums[side], line.line_code, planned=line.planned_amount)
    unvalued = []
    for contribution in given:
        if contribution.value is None:
            unvalued.append(contribution.label)
            continue
        for side, code in zip(("86", "87"), FORM_LINES[contribution.nature], strict=True):
            _post(sums[side], code, realised=contribution.value)
    emplois, contributions = (
        [
            InKindLine(code, LABELS.get(code, code), entry["planned"], entry["realised"])
            for code, entry in sorted(sums[side].items())
        ]
        for side in ("86", "87")
    )
    return emplois, contributions, unvalued


def _post(lines, code, planned=None, realised=None):
    entry = lines.setdefault(code, {"planned": None, "realised": None})
    entry["planned"] = total([entry["planned"], planned])
    entry["realised"] = total([entry["realised"], realised])


def planned_of(line):
    """What a line of the plan comes to; None when it states no amount."""
    if line.stated_amount is not None:
        return line.stated_amount
    if line.unit_amount is not None and line.plan.planned_units is not None:
        return line.unit_amount * line.plan.planned_units
    return None


def own_line(grant):
    """The line of the grant the report is about: (code, label)."""
    return line_of_funder(grant.funder)


def line_of_funder(funder, label=""):
    """One line of account 74 per funder, where the funder says it stands."""
    kind = rules_of(funder).report_line
    return f"produits.74.{kind}.{_slug(funder.name)}", label or funder.name


def _line_of_budget(line, grant):
    side = "charges" if line.side == BudgetSide.CHARGE else "produits"
    if line.line_code.split(".")[0] != "74":
        label = LABELS.get(line.line_code) or line.label or line.line_code
        return f"{side}.{line.line_code}", label
    if line.payer_id == grant.funder_id:
        return own_line(grant)
    if line.payer:
        return line_of_funder(line.payer)
    kind = line.line_code.partition(".")[2] or "EP"
    return f"produits.74.{kind}.{_slug(line.label or kind)}", line.label or "Subventions"


def _line_of_source(line, grant):
    if line.source_kind == SourceKind.GRANT:
        if line.payer_id == grant.funder_id:
            return own_line(grant)
        if line.payer:
            return line_of_funder(line.payer, line.payer_name)
        return f"produits.74.EP.{_slug(line.payer_name)}", line.payer_name
    if line.source_kind == SourceKind.PATRONAGE:
        return f"produits.75.8.{_slug(line.payer_name)}", line.payer_name
    return FAMILIES if line.source_kind == SourceKind.USERS else OWN_FUNDS


def _line_of_payer(payer, grant):
    if payer.payer_kind == PayerKind.GRANT:
        if fold(payer.payer_name) == fold(grant.funder.name):
            return own_line(grant)
        return f"produits.74.EP.{_slug(payer.payer_name)}", payer.payer_name
    if payer.payer_kind == PayerKind.PATRONAGE:
        return f"produits.75.8.{_slug(payer.payer_name)}", payer.payer_name
    return FAMILIES if payer.payer_kind == PayerKind.FAMILY else OWN_FUNDS


def _slug(name):
    return fold(name).replace(" ", "-")[:30]
