"""The contradiction detector: a plan as it was written → findings. Pure: no database, no clock.

Nothing is ever corrected here. A finding carries its figures and a fingerprint of them, to which
an explanation is tied: other figures must be explained again.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from funding.findings import SEVERITIES, Finding, listed
from funding.public_money import public_ceiling
from funding.stated_sums import stated_sums
from inclusion.money import ZERO, share_of, split, to_cents
from inclusion.ui.formats import NBSP, euros, number, percent

TOLERANCE_POINTS = Decimal("0.01")
TOLERANCE_EUROS = Decimal("1.00")
SIMPLE_FRACTIONS = (
    (1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5),
)  # fmt: skip
FRACTION_WORDS = {
    (1, 2): "une moitié", (1, 3): "un tiers", (2, 3): "deux tiers", (1, 4): "un quart",
    (3, 4): "trois quarts", (1, 5): "un cinquième", (2, 5): "deux cinquièmes",
    (3, 5): "trois cinquièmes", (4, 5): "quatre cinquièmes",
}  # fmt: skip


@dataclass(frozen=True)
class PlanLine:
    """One payer as stated. In kind stays beside the total, and no amount is never zero."""

    payer: str
    rate: Decimal | None = None
    amount: Decimal | None = None
    unit_amount: Decimal | None = None
    is_in_kind: bool = False
    is_public: bool = False

    def resolved(self, units):
        """The amount written, or the amount per unit times the units; None when neither is."""
        if self.amount is not None:
            return self.amount
        if self.unit_amount is not None and units is not None:
            return self.unit_amount * units
        return None


@dataclass(frozen=True)
class Plan:
    """A co-funding plan as it was written."""

    lines: tuple = ()
    declared_total: Decimal | None = None
    units: int | None = None
    unit_amount: Decimal | None = None
    promised_units: int | None = None
    unit_label: str = "unités"
    text: str = ""
    # « amounts », « rates » or « per_unit »: what the text gives.
    mode: str = "amounts"
    # At most this share of public money; stated by a programme, or only usual.
    ceiling: Decimal | None = None
    ceiling_source: str = ""
    counts_in_kind: bool = True

    @property
    def in_cash(self):
        return [line for line in self.lines if not line.is_in_kind]

    def amount_of(self, line):
        """What a line gives: as written, per unit, or its rate of the stated total."""
        amount = line.resolved(self.units)
        if amount is not None or self.mode != "rates":
            return amount
        if line.rate is None or self.declared_total is None:
            return None
        return to_cents(self.declared_total * line.rate / 100)

    @property
    def base(self):
        """What a stated rate is a rate of: the stated total when rates are what is given."""
        if self.mode == "rates" and self.declared_total:
            return to_cents(self.declared_total)
        return self.total

    @property
    def total(self):
        """The sum of the amounts known, in-kind apart."""
        amounts = [self.amount_of(line) for line in self.in_cash]
        return to_cents(sum((a for a in amounts if a is not None), ZERO))


def check_plan(plan):
    """Every finding of the plan, most serious first."""
    checks = (
        rates, declared_total, units_total, unit_amounts, unit_cost, public_ceiling, coverage,
        unstated, stated_sums,
    )  # fmt: skip
    found = [finding for check in checks for finding in check(plan)]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def rates(plan):
    """Stated rates against the rates that the amounts give."""
    rated = [line for line in plan.in_cash if line.rate is not None]
    if not rated:
        return
    known = [(line, plan.amount_of(line)) for line in rated]
    base = plan.base
    if base == 0 or any(amount is None for _, amount in known):
        return
    applied = _rates_applied(base, [line.rate for line in rated])
    rows, worst_points, worst_euros, differs = [], ZERO, ZERO, False
    for (line, amount), at_rate in zip(known, applied, strict=True):
        points = abs(line.rate - amount * 100 / base)
        gap = abs(amount - base * line.rate / 100)
        differs = differs or (points > TOLERANCE_POINTS and gap > TOLERANCE_EUROS)
        worst_points, worst_euros = max(worst_points, points), max(worst_euros, gap)
        rows.append(
            {
                "payer": line.payer,
                "amount": str(to_cents(amount)),
                "stated": str(to_cents(line.rate)),
                "computed": str(share_of(amount, base)),
                "at_rate": str(at_rate),
                "gap": str(to_cents(amount) - at_rate),
            }
        )
    figures = {
        "rows": rows,
        "total": str(base),
        "gap_amount": str(to_cents(worst_euros)),
        "gap_points": str(to_cents(worst_points)),
    }
    if differs:
        simple = closest_simple_split([to_cents(amount) for _, amount in known])
        if simple and len(rated) == len(plan.in_cash):
            figures["simple_split"] = simple
        yield _rates_differ(figures)
    else:
        yield Finding(
            "stated_rates",
            "ok",
            "Les taux annoncés correspondent aux montants",
            f"{listed([percent(line.rate) for line in rated])} du total de {euros(base)}.",
            figures,
        )
    whole = sum(line.rate for line in rated)
    if len(rated) == len(plan.in_cash) and abs(whole - 100) > TOLERANCE_POINTS:
        yield Finding(
            "rates_sum",
            "warn",
            f"Les taux annoncés font {percent(whole)}",
            f"Ensemble, ils devraient faire 100{NBSP}%.",
            {"sum": str(to_cents(whole))},
        )


def _rates_applied(total, given):
    """What each stated rate gives of the total; parts that add up to it when the rates do."""
    if sum(given) == 100:
        return split(total, given)
    return [to_cents(total * rate / 100) for rate in given]


def _rates_differ(figures):
    rows = figures["rows"]
    stated = listed([percent(row["stated"]) for row in rows])
    computed = listed([percent(row["computed"], 2) for row in rows])
    simple = figures.get("simple_split")
    hint = f" Ils correspondent à un partage {simple['words']}." if simple else ""
    return Finding(
        "stated_rates",
        "block",
        "Les taux annoncés ne correspondent pas aux montants",
        f"Le texte dit {stated}. Les montants saisis donnent {computed}.{hint}"
        " Rien n’est corrigé sans vous.",
        figures,
    )


def whole_if(amount, rate):
    """The total there would be if this amount really were this rate of it."""
    return to_cents(Decimal(amount) * 100 / Decimal(rate)) if Decimal(rate) else None


def closest_simple_split(amounts):
    """The simple fractions that two amounts match to the euro, with what they give; or None."""
    if len(amounts) != 2 or not all(amounts):
        return None
    total = sum(amounts)
    for top, bottom in SIMPLE_FRACTIONS:
        parts = split(total, [top, bottom - top])
        if all(_euro(part) == _euro(amount) for part, amount in zip(parts, amounts, strict=True)):
            pair = [(top, bottom), (bottom - top, bottom)]
            return {
                "words": ", ".join(FRACTION_WORDS[fraction] for fraction in pair),
                "fractions": [f"{a}/{b}" for a, b in pair],
                "amounts": [str(part) for part in parts],
            }
    return None


def _euro(amount):
    return Decimal(amount).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def declared_total(plan):
    """The stated total against the sum of the lines."""
    known = [line for line in plan.in_cash if plan.amount_of(line) is not None]
    if plan.declared_total is None or plan.total == 0 or not known:
        return
    gap = plan.declared_total - plan.total
    figures = {
        "declared": str(to_cents(plan.declared_total)),
        "sum": str(plan.total),
        "gap": str(to_cents(gap)),
    }
    has_holes = len(known) < len(plan.in_cash)
    if gap < -TOLERANCE_EUROS or (gap > TOLERANCE_EUROS and not has_holes):
        yield Finding(
            "declared_total",
            "block",
            "Le total annoncé ne correspond pas à la somme des lignes",
            f"Le texte dit {euros(plan.declared_total)}, les lignes font {euros(plan.total)}{NBSP}:"
            f" {euros(abs(gap))} d’écart. Rien n’est corrigé sans vous.",
            figures,
        )
    elif gap > TOLERANCE_EUROS:
        yield Finding(
            "declared_total",
            "info",
            f"{euros(gap)} du total annoncé n’ont pas encore de payeur chiffré",
            f"Le texte dit {euros(plan.declared_total)}, les lignes chiffrées font"
            f" {euros(plan.total)}.",
            figures,
        )
    else:
        yield Finding(
            "declared_total",
            "ok",
            f"Total annoncé = somme des lignes = {euros(plan.total)}",
            listed([line.payer for line in known]) + ".",
            figures,
        )


def units_total(plan):
    """Quantity × unit cost against the stated total: 62 × 322 € is not 20 000 €."""
    if plan.units is None or plan.unit_amount is None or plan.declared_total is None:
        return
    product = plan.units * plan.unit_amount
    gap = plan.declared_total - product
    figures = {
        "units": plan.units,
        "unit_amount": str(to_cents(plan.unit_amount)),
        "product": str(to_cents(product)),
        "declared": str(to_cents(plan.declared_total)),
        "gap": str(to_cents(gap)),
    }
    written = f"{number(plan.units)} × {euros(plan.unit_amount)} = {euros(product)}"
    if abs(gap) > TOLERANCE_EUROS:
        yield Finding(
            "units_total",
            "block",
            "La quantité par le coût unitaire ne donne pas le total annoncé",
            f"{written}, et non {euros(plan.declared_total)}{NBSP}: {euros(abs(gap))} d’écart."
            " Rien n’est corrigé sans vous.",
            figures,
        )
    else:
        yield Finding(
            "units_total", "ok", written, "Quantité × coût unitaire = total annoncé.", figures
        )


def unit_amounts(plan):
    """Amount per unit × quantity against the amount written on the same line."""
    if plan.units is None:
        return
    rows = [
        {
            "payer": line.payer,
            "unit_amount": str(to_cents(line.unit_amount)),
            "units": plan.units,
            "product": str(to_cents(line.unit_amount * plan.units)),
            "stated": str(to_cents(line.amount)),
            "gap": str(to_cents(line.amount - line.unit_amount * plan.units)),
        }
        for line in plan.in_cash
        if line.unit_amount is not None and line.amount is not None
    ]
    wrong = [row for row in rows if abs(Decimal(row["gap"])) > TOLERANCE_EUROS]
    if wrong:
        said = "\u202f; ".join(
            f"{row['payer']}{NBSP}: {_product(row)}, et non {euros(row['stated'])}" for row in wrong
        )
        yield Finding(
            "unit_amounts",
            "block",
            "Un montant annoncé n’est pas la quantité par le montant unitaire",
            f"{said}. Rien n’est corrigé sans vous.",
            {"rows": wrong},
        )
        return
    for row in rows:
        yield Finding(
            "unit_amounts",
            "ok",
            _product(row),
            f"{row['payer']}{NBSP}: montant annoncé = quantité × montant unitaire.",
            row,
        )


def unit_cost(plan):
    """What each payer gives per unit, against the stated cost of one: 250 = 50 + 50 + 150."""
    given = [line.unit_amount for line in plan.in_cash]
    if plan.unit_amount is None or not given or None in given:
        return
    whole = sum(given)
    gap = plan.unit_amount - whole
    figures = {
        "stated": str(to_cents(plan.unit_amount)),
        "sum": str(to_cents(whole)),
        "gap": str(to_cents(gap)),
    }
    written = f"{' + '.join(euros(amount) for amount in given)} = {euros(whole)}"
    if abs(gap) * (plan.units or 1) > TOLERANCE_EUROS:
        yield Finding(
            "unit_cost",
            "block",
            "Les parts par unité ne font pas le coût unitaire annoncé",
            f"{written}, et non {euros(plan.unit_amount)}. Rien n’est corrigé sans vous.",
            figures,
        )
    else:
        yield Finding("unit_cost", "ok", written, "Parts par unité = coût unitaire.", figures)


def _product(row):
    return f"{number(row['units'])} × {euros(row['unit_amount'])} = {euros(row['product'])}"


def coverage(plan):
    """Units promised against units that someone pays for. Promised and funded stay two numbers."""
    if not plan.promised_units or plan.units is None:
        return
    missing = plan.promised_units - plan.units
    share = share_of(plan.units, plan.promised_units)
    figures = {
        "promised": plan.promised_units,
        "funded": plan.units,
        "missing": missing,
        "share": str(share),
    }
    promised, funded = number(plan.promised_units), number(plan.units)
    if missing > 0:
        yield Finding(
            "coverage",
            "info",
            f"{promised} {plan.unit_label} promis, {funded} financés",
            f"{number(missing)} sans financement déclaré, soit {percent(share, 2)} de couverture.",
            figures,
        )
    elif missing < 0:
        yield Finding(
            "coverage",
            "warn",
            f"{funded} {plan.unit_label} financés pour {promised} promis",
            "Le plan finance plus que ce qui est promis.",
            figures,
        )
    else:
        yield Finding(
            "coverage",
            "ok",
            f"{promised} {plan.unit_label} promis, autant financés",
            f"Couverture{NBSP}: 100{NBSP}%.",
            figures,
        )


def unstated(plan):
    """Payers without an amount: « non précisé », never zero."""
    for line in plan.lines:
        if plan.amount_of(line) is None:
            word = "valorisée" if line.is_in_kind else "précisée"
            yield Finding(
                f"unstated.{line.payer}"[:40],
                "info",
                f"{line.payer}{NBSP}: contribution non {word}",
                "Aucun montant n’est annoncé. Elle n’est pas comptée, et ne vaut pas zéro.",
                {"payer": line.payer},
            )
