"""Euros. Decimal everywhere, never a float; each rounding rule of the field stands here once."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
RATE_STEP = Decimal("0.0001")
# A stated share and its amount say the same thing within the larger of the two.
TOLERANCE_POINTS, TOLERANCE_EUROS = Decimal("0.01"), Decimal("1.00")


def to_cents(amount):
    """The amount rounded half up to the cent."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def cent_above(amount):
    """The cent at or above: what is taken back leaves nobody with a cent too much."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_CEILING)


def share_of(amount, total):
    """`amount` as a percentage of `total`, two decimals; None when the total is zero."""
    if not total:
        return None
    return to_cents(Decimal(amount) * 100 / Decimal(total))


def _floor(value):
    """The whole number below, for a credit note too (`//` on a Decimal goes towards zero)."""
    return int(value.to_integral_value(rounding=ROUND_FLOOR))


def split(total, weights):
    """Cut `total` by `weights` so that the parts add up to it again, to the cent.

    Largest remainder: each part is rounded down, the missing cents go to the largest remainders,
    ties to the first lines. Weights are numbers ≥ 0, not all zero.
    """
    weights = [Decimal(weight) for weight in weights]
    whole = sum(weights)
    if not whole or any(weight < 0 for weight in weights):
        raise ValueError("weights must be positive or zero, and not all zero")
    cents = int(to_cents(total) / CENT)
    # Fractions: two equal remainders are equal, whatever the number of decimals.
    exact = [Fraction(cents) * Fraction(weight) / Fraction(whole) for weight in weights]
    parts = [value.__floor__() for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in by_remainder[: cents - sum(parts)]:
        parts[i] += 1
    return [Decimal(part) * CENT for part in parts]


def rate_of(amount, total):
    """`amount` as a rate of `total` in percent, four decimals; None when the total is zero."""
    if not total:
        return None
    exact = Decimal(amount) * 100 / Decimal(total)
    return exact.quantize(RATE_STEP, rounding=ROUND_HALF_UP)


def amount_at(rate, base):
    """`rate` percent of `base`, half up to the cent."""
    return to_cents(Decimal(rate) * Decimal(base) / 100)


def capped_at(rate, base):
    """At most `rate` percent of `base`: the cent that would go beyond is not given."""
    return (Decimal(rate) * Decimal(base) / 100).quantize(CENT, rounding=ROUND_DOWN)


def same_share(rate, amount, total):
    """Whether `amount` is `rate` percent of `total`, within 0.01 point or 1 €, the larger."""
    if not total:
        return not amount
    points = abs(Decimal(rate) - Decimal(amount) * 100 / Decimal(total))
    euros = abs(Decimal(amount) - Decimal(rate) * Decimal(total) / 100)
    return points <= TOLERANCE_POINTS or euros <= TOLERANCE_EUROS


def public_ceiling(percent, cost, in_kind=ZERO):
    """The most public money may pay of an action; what is given and valued counts as cost."""
    return capped_at(percent, Decimal(cost) + Decimal(in_kind))


def final_amount(granted, *, rate=None, eligible=None, units=None, unit_amount=None):
    """What a grant comes to in the end: the least of what was granted, of the rate of what was
    spent, and of what the units give a right to. A limit that was not agreed does not count.
    """
    limits = [Decimal(granted)]
    if rate is not None:
        limits.append(capped_at(rate, eligible))
    if unit_amount is not None:
        limits.append(to_cents(units * Decimal(unit_amount)))
    return max(min(limits), ZERO)


@dataclass(frozen=True)
class Settlement:
    """What is still due once a grant has its final amount. Nothing is ever paid by itself."""

    final: Decimal
    paid: Decimal

    @property
    def balance(self):
        """Positive: the funder still owes it. Negative: it is paid back."""
        return self.final - self.paid

    @property
    def to_pay(self):
        return max(self.balance, ZERO)

    @property
    def to_repay(self):
        return max(-self.balance, ZERO)


def whole_euros(amounts):
    """Amounts as printed without cents (CERFA): lines that add up to their rounded total.

    The total is rounded half up, then the euros missing after rounding down go to the largest
    remainders, ties to the first lines. Returns (lines, total) as integers.
    """
    amounts = [Decimal(amount) for amount in amounts]
    total = int(sum(amounts, ZERO).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    lines = [_floor(amount) for amount in amounts]
    by_remainder = sorted(range(len(lines)), key=lambda i: (-(amounts[i] - lines[i]), i))
    for i in by_remainder[: total - sum(lines)]:
        lines[i] += 1
    return lines, total
