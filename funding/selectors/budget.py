"""The budget of an action: charges and produits side by side, planned against spent."""

from dataclasses import dataclass
from decimal import Decimal

from funding.cerfa import grant_line
from funding.cerfa_lines import (
    CHARGES,
    CHARGES_IN_KIND,
    LINES,
    PRODUITS,
    PRODUITS_IN_KIND,
    FormGroup,
)
from funding.models import BudgetSide, Grant, SourceKind
from funding.selectors.expenses import charges_by_line, in_kind_of, project_budget
from funding.selectors.in_kind import FORM, in_kind_book
from inclusion.money import ZERO, share_of
from inclusion.ui.formats import euros, percent


class Compared:
    """What was planned and what was spent or received, set against each other."""

    @property
    def variance(self):
        return None if self.realised is None else self.realised - self.planned

    @property
    def percent(self):
        """Spent against planned; None (« sans objet ») when nothing was planned."""
        return None if self.realised is None else share_of(self.realised, self.planned)


@dataclass(frozen=True)
class BudgetRow(Compared):
    """One line of the form: what was planned, what was spent or received (None: nothing known)."""

    code: str
    label: str
    planned: Decimal = ZERO
    realised: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class BudgetGroup(Compared):
    form: FormGroup
    rows: tuple

    @property
    def label(self):
        return self.form.label

    @property
    def planned(self):
        return sum((row.planned for row in self.rows), ZERO)

    @property
    def realised(self):
        known = [row.realised for row in self.rows if row.realised is not None]
        return sum(known, ZERO) if known else None


@dataclass(frozen=True)
class BudgetSideView:
    """Charges or produits: the groups of the action, then what is given, outside the total."""

    groups: tuple
    in_kind: BudgetGroup

    @property
    def total(self):
        """Without voluntary contributions (« hors CVN »)."""
        return sum((group.planned for group in self.groups), ZERO)

    @property
    def total_with_in_kind(self):
        return self.total + self.in_kind.planned

    @property
    def realised(self):
        known = [group.realised for group in self.groups if group.realised is not None]
        return sum(known, ZERO) if known else None


@dataclass(frozen=True)
class Budget:
    charges: BudgetSideView
    produits: BudgetSideView

    @property
    def is_empty(self):
        return not self.charges.total_with_in_kind and not self.produits.total_with_in_kind

    @property
    def surplus(self):
        """« Excédent prévisionnel », printed with the charges so that both sides are equal."""
        return max(self.produits.total - self.charges.total, ZERO)

    @property
    def deficit(self):
        """« Insuffisance prévisionnelle », printed with the produits."""
        return max(self.charges.total - self.produits.total, ZERO)

    @property
    def is_balanced(self):
        return not self.surplus and not self.deficit

    @property
    def balance(self):
        """What both sides come to once the surplus or the deficit is printed."""
        return max(self.charges.total, self.produits.total)

    @property
    def balance_with_in_kind(self):
        return self.balance + max(self.charges.in_kind.planned, self.produits.in_kind.planned)

    @property
    def in_kind_gap(self):
        """Zero by nature: what is given is posted twice."""
        return self.charges.in_kind.planned - self.produits.in_kind.planned

    def shares(self, amount):
        """`amount` as a share of the produits, (without, with) voluntary contributions."""
        return (
            share_of(amount, self.produits.total),
            share_of(amount, self.produits.total_with_in_kind),
        )

    def sentence(self, amount):
        """The sentence the form asks for, on the total without voluntary contributions."""
        share, _ = self.shares(amount)
        if share is None:
            return ""
        return (
            f"La subvention de {euros(amount)} représente {percent(share, 2)} du total des"
            " produits."
        )


def budget_of(project, start=None, end=None):
    """The Budget of a project; with a period, what was spent and received in it as well."""
    return made_of(
        project_budget(project), *(_realised(project, start, end) if start else ({}, {}))
    )


def made_of(lines, spent=None, received=None):
    """A Budget from its lines, and {line: amount} of what was spent and received."""
    spent, received = spent or {}, received or {}
    by_code = {}
    for line in lines:
        by_code.setdefault(line.line_code, []).append(line)
    charges = [_group(form, by_code, spent) for form in CHARGES]
    produits = [_group(form, by_code, received) for form in PRODUITS]
    return Budget(
        BudgetSideView(
            tuple(group for group in charges if group.rows),
            _group(CHARGES_IN_KIND, by_code, spent),
        ),
        BudgetSideView(
            tuple(group for group in produits if group.rows),
            _group(PRODUITS_IN_KIND, by_code, received),
        ),
    )


def _group(form, by_code, realised):
    rows = []
    for line in form.lines:
        planned = by_code.get(line.code, [])
        if len(planned) > 1 or any(each.label for each in planned):
            rows += _detailed(line, planned, realised)
        elif planned or line.code in realised:
            rows.append(
                BudgetRow(
                    line.code,
                    line.label,
                    sum((each.planned_amount for each in planned), ZERO),
                    realised.get(line.code, _unknown(form, realised)),
                    planned[0].distribution_key if planned else "",
                )
            )
    return BudgetGroup(form, tuple(rows))


def _unknown(form, realised):
    """What is spent is all known: nothing is zero. What comes in is known by its grants alone."""
    return ZERO if realised and (form.side == BudgetSide.CHARGE or form.is_in_kind) else None


def _detailed(line, planned, realised):
    """One row a payer; what was received is told by payer when it is known by payer."""
    rows, left = [], dict(realised.get((line.code,), {}))
    for each in planned:
        label = each.label or (each.payer.name if each.payer else line.label)
        received = left.pop(each.payer_id, None) if each.payer_id else None
        rows.append(BudgetRow(line.code, label, each.planned_amount, received))
    return rows


def _realised(project, start, end):
    """({charge line: spent}, {produit line: received}) of a period, contributions included."""
    spent = charges_by_line(project, start, end)
    book = in_kind_book(in_kind_of(project, start, end), FORM)
    spent |= {posting.line_code: posting.value for posting in book.charges}
    received = {posting.line_code: posting.value for posting in book.produits}
    grants = Grant.objects.filter(organisation=project.organisation_id, project=project)
    for grant in grants.awarded().select_related("funder"):
        code = f"74.{grant_line(grant.funder.kind)}"
        by_payer = received.setdefault((code,), {})
        by_payer[grant.funder_id] = by_payer.get(grant.funder_id, ZERO) + grant.paid_amount
        received[code] = received.get(code, ZERO) + grant.paid_amount
    return spent, received


SOURCE_LINES = {
    SourceKind.USERS: "70.1",
    SourceKind.OWN: "OWN.1",
    SourceKind.PATRONAGE: "75.8",
}


def draft_of(plan):
    """Lines for a first budget: each payer of the plan, and their total as purchases.

    Charges are not in a plan: they are put on one line, to be spread by who knows them.
    """
    lines, total = [], ZERO
    for line in plan.lines.all():
        amount = line.stated_amount
        if amount is None and line.unit_amount is not None and plan.planned_units is not None:
            amount = line.unit_amount * plan.planned_units
        if amount is None or line.source_kind == SourceKind.IN_KIND:
            continue
        code = SOURCE_LINES.get(line.source_kind)
        if code is None:
            code = f"74.{grant_line(line.payer.kind)}" if line.payer else "74.EP"
        is_named = code.startswith(("74.", "75.8"))
        lines.append(
            {
                "line_code": code,
                "label": line.payer_name if is_named else "",
                "payer": line.payer if is_named else None,
                "planned_amount": amount,
            }
        )
        total += amount
    if total:
        lines.insert(0, {"line_code": "60.1", "label": "", "payer": None, "planned_amount": total})
    return lines


@dataclass(frozen=True)
class ChartRow:
    """Two bars of one group, in percent of the longest; the words stand in the table beside."""

    label: str
    planned: Decimal
    realised: Decimal
    planned_width: str
    realised_width: str
    percent: Decimal | None


def budget_chart(budget):
    """Budget against actual, a pair of bars a group of charges: for the page and the PDF alike."""
    groups = [g for g in budget.charges.groups if g.planned or g.realised]
    longest = max((max(g.planned, g.realised or ZERO) for g in groups), default=ZERO)
    if not longest:
        return []
    return [
        ChartRow(
            group.label,
            group.planned,
            group.realised or ZERO,
            _width(group.planned, longest),
            _width(group.realised or ZERO, longest),
            group.percent,
        )
        for group in groups
    ]


def _width(amount, longest):
    return f"{max(amount, ZERO) * 100 / longest:.2f}%"


def line_label(code):
    return LINES[code].label if code in LINES else code
