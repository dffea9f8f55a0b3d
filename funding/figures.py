"""The figures of a report: computed from records, never typed.

Each line and each indicator names the query that gives it, its version, and how many records it
counted, so that the same figure can be asked again.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from funding.indicators import Indicators, indicator_results, shown_cells
from funding.models import ReportKind
from funding.rules import rules_of
from inclusion.money import ZERO, capped_at, share_of, to_cents

# Arrêté du 11 octobre 2006: significant variances are explained.
VARIANCE_PERCENT, VARIANCE_AMOUNT = Decimal(10), Decimal(500)

__all__ = ["Line", "ReportFigures", "entitlement", "report_figures", "shown_cells", "total"]


@dataclass(frozen=True)
class Line:
    """One line of the table of charges and produits; None is « aucun montant », not zero."""

    code: str  # « charges.60.1 »
    label: str
    planned: Decimal | None
    realised: Decimal | None
    # The kinds of evidence its realised amount opens onto, « hand_over expense ».
    records: str = ""
    variance_percent_limit: Decimal = VARIANCE_PERCENT
    variance_amount_limit: Decimal = VARIANCE_AMOUNT

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
        """Beyond the limits of the funder, or planned and without any record."""
        if self.planned and self.realised is None:
            return True
        gap, percent = self.variance, self.variance_percent
        if gap is None:
            return False
        return abs(gap) > self.variance_amount_limit or (
            percent is not None and abs(percent) > self.variance_percent_limit
        )


@dataclass(frozen=True)
class InKindLine:
    """One line of 86 or 87, outside the totals."""

    code: str
    label: str
    planned: Decimal | None
    realised: Decimal | None


@dataclass(frozen=True)
class Spending:
    """The expenses of the report: what they come to, and which money carries them."""

    count: int = 0
    eligible: Decimal = ZERO
    here: Decimal = ZERO
    elsewhere: Decimal = ZERO
    unchecked: int = 0

    @property
    def free(self):
        return self.eligible - self.here - self.elsewhere


@dataclass(frozen=True)
class ReportFigures:
    """Everything a report prints that is a number."""

    charges: list
    produits: list
    indicators: Indicators
    granted: Decimal
    paid: Decimal
    funded_units: int | None = None
    unit_amount: Decimal | None = None
    delivered: int | None = None
    rate_cap: Decimal | None = None
    # Of what the rate is a rate: the devices handed over, and the expenses the grant may carry.
    rate_base: Decimal = ZERO
    spending: Spending = field(default_factory=Spending)
    emplois: list = field(default_factory=list)
    contributions: list = field(default_factory=list)
    # Given without a value: named in the annex, counted nowhere.
    unvalued: list = field(default_factory=list)
    # Carried over to the next exercise (689): neither spent nor to be repaid now.
    carried: Decimal = ZERO
    is_final: bool = True
    rules: object = None

    @property
    def is_per_unit(self):
        return self.unit_amount is not None

    @property
    def lines(self):
        return [*self.charges, *self.produits]

    @property
    def cost(self):
        return total([line.realised for line in self.charges])

    @property
    def income(self):
        return total([line.realised for line in self.produits])

    @property
    def entitled(self):
        """What the records give a right to; None when nothing recorded says it."""
        if not self.is_per_unit and not self.spending.here:
            return None
        limits = [self.granted]
        if self.is_per_unit:
            limits.append(
                entitlement(self.granted, self.delivered, self.unit_amount, self.funded_units)
            )
        else:
            limits.append(self.spending.here)
        if self.rate_cap is not None:
            limits.append(self.rate_limit)
        return min(limits)

    @property
    def rate_limit(self):
        """The rate cap of what may be charged to the grant, rounded down to the cent."""
        return capped_at(self.rate_cap, self.rate_base)

    @property
    def to_repay(self):
        """Paid beyond the right acquired; a final report alone settles it."""
        if self.entitled is None or not self.is_final:
            return ZERO
        return max(self.paid - self.entitled - self.carried, ZERO)


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
    from funding.statement import statement_of

    grant = report.grant
    rules = rules_of(grant.funder)
    indicators = indicator_results(
        grant,
        report.period_start,
        report.period_end,
        report=report,
        asked=rules.required_indicators,
    )
    sheet = statement_of(report, indicators.delivered.figures, rules)
    return ReportFigures(
        charges=sheet.charges,
        produits=sheet.produits,
        indicators=indicators,
        granted=grant.granted_amount,
        paid=grant.paid_amount,
        funded_units=grant.funded_units,
        unit_amount=grant.unit_amount,
        delivered=indicators.delivered.units if grant.offer_id else None,
        rate_cap=grant.rate_cap,
        rate_base=sheet.rate_base,
        spending=sheet.spending,
        emplois=sheet.emplois,
        contributions=sheet.contributions,
        unvalued=sheet.unvalued,
        carried=sheet.carried,
        is_final=report.kind == ReportKind.FINAL,
        rules=rules,
    )
