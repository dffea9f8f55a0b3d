"""Euros: the field's own vectors, and what must hold for any amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.money import share_of, split, to_cents, whole_euros

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


def euros(*texts):
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        ("43381.00", [80, 20], euros("34704.80", "8676.20")),
        ("28921.00", [1, 1, 1], euros("9640.34", "9640.33", "9640.33")),
        ("100.00", [1, 1, 1], euros("33.34", "33.33", "33.33")),
        ("15000", [70, 30], euros("10500", "4500")),
        ("14460", [70, 30], euros("10122", "4338")),
        ("43381.00", [2, 1], euros("28920.67", "14460.33")),
        ("0.01", [1, 1], euros("0.01", "0.00")),
        ("-100.00", [1, 1, 1], euros("-33.33", "-33.33", "-33.34")),
        ("10.00", [0, 1], euros("0.00", "10.00")),
    ],
)
def test_splits_of_the_field(total, shares, parts):
    assert split(Decimal(total), shares) == parts


def test_121_devices_share_43381_euros():
    parts = split(Decimal("43381.00"), [1] * 121)
    assert parts == [Decimal("358.53")] * 8 + [Decimal("358.52")] * 113
    assert sorted(set(parts)) == euros("358.52", "358.53")


@given(amounts, weights)
def test_a_split_adds_up_to_its_total(total, shares):
    parts = split(total, shares)
    assert sum(parts) == total
    whole = sum(shares)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - total * share / whole) < Decimal("0.01")
        assert part == to_cents(part)


@given(amounts, weights)
def test_a_split_never_turns_the_order_of_equal_lines(total, shares):
    parts = split(total, [1] * len(shares))
    assert parts == sorted(parts, reverse=True)


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1, 1]])
def test_a_split_needs_weights(shares):
    with pytest.raises(ValueError, match="weights"):
        split(Decimal(10), shares)


def test_whole_euros_of_the_form():
    lines, total = whole_euros(euros("1234.50", "765.50", "99.50", "0.49"))
    assert (lines, total) == ([1235, 766, 99, 0], 2100)


@given(st.lists(amounts, max_size=40))
def test_printed_lines_add_up_to_the_printed_total(lines):
    printed, total = whole_euros(lines)
    assert sum(printed) == total
    assert abs(Decimal(total) - sum(lines)) <= Decimal("0.5")
    assert all(abs(whole - line) < 1 for whole, line in zip(printed, lines, strict=True))


def test_credit_notes_are_printed_too():
    assert whole_euros(euros("-1.50")) == ([-2], -2)
    lines, total = whole_euros(euros("-1.50", "-1.50", "-1.50"))
    assert sum(lines) == total == -5


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_cents_are_rounded_half_up(amount):
    rounded = to_cents(amount)
    assert Decimal("-0.005") < rounded - amount <= Decimal("0.005")


def test_shares_of_the_limoges_purchase():
    assert share_of(Decimal(28921), Decimal(43381)) == Decimal("66.67")
    assert share_of(Decimal(14460), Decimal(43381)) == Decimal("33.33")
    assert share_of(Decimal(1), Decimal(0)) is None
