"""Euros. Decimal everywhere, never a float; each rounding rule of the field stands here once."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def to_cents(amount):
    """The amount rounded half up to the cent."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


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
    exact = [cents * weight / whole for weight in weights]
    parts = [_floor(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in by_remainder[: cents - sum(parts)]:
        parts[i] += 1
    return [Decimal(part) * CENT for part in parts]


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
