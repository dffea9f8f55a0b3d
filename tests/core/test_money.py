"""Euros: the field's own vectors, and what must hold for any amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.money import (
    Settlement,
    amount_at,
    capped_at,
    final_amount,
    public_ceiling,
    rate_of,
    same_share,
    share_of,
    split,
    to_cents,
    whole_euros,
)

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


large = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
many = st.lists(
    st.one_of(st.just(0), st.integers(0, 10**4), st.decimals(0, 100, places=4)),
    min_size=1,
    max_size=200,
).filter(any)


@given(large, many)
def test_a_split_adds_up_whatever_the_weights(total, shares):
    parts = split(total, shares)
    assert sum(parts) == total
    assert all(part == 0 for part, share in zip(parts, shares, strict=True) if not share)


@given(large, st.lists(st.integers(0, 1000), min_size=1, max_size=60).filter(any), st.randoms())
def test_a_part_depends_on_its_weight_and_not_on_its_place(total, shares, chance):
    """Only a tie is broken by the place: then the cent goes to the first of equals."""
    order = list(range(len(shares)))
    chance.shuffle(order)
    shuffled = split(total, [shares[i] for i in order])
    back = dict(zip(order, shuffled, strict=True))
    cents, whole = int(total * 100), sum(shares)
    remainders = [cents * share % whole for share in shares]
    for i, part in enumerate(split(total, shares)):
        if remainders.count(remainders[i]) == 1:
            assert part == back[i]
        assert abs(part - back[i]) <= Decimal("0.01")


@given(large.filter(bool), st.data())
def test_a_rate_gives_back_its_amount(total, data):
    amount = data.draw(st.integers(0, int(total * 100))) / Decimal(100)
    rate = rate_of(amount, total)
    again = amount_at(rate, total)
    assert abs(again - amount) <= Decimal("0.005") + total * Decimal("0.0000005")
    if total < 10_000:
        assert again == amount
    else:
        assert abs(rate_of(again, total) - rate) <= Decimal("0.0001")
    assert same_share(rate, amount, total)


def test_the_rates_of_the_limoges_purchase():
    total = Decimal(43381)
    assert rate_of(28921, total) == Decimal("66.6674")
    assert rate_of(14460, total) == Decimal("33.3326")
    assert amount_at(80, total) == Decimal("34704.80")
    assert rate_of(1, 0) is None
    assert same_share("66.67", 28921, total)
    assert not same_share(80, 28921, total)
    # One euro of a large sum is less than a hundredth of a point, and the other way round.
    assert same_share("33.3333", Decimal("1.50"), Decimal("3.00"))
    assert same_share(50, Decimal("500050"), Decimal("1000000"))
    assert not same_share(50, Decimal("500102"), Decimal("1000000"))


def test_a_cap_is_never_exceeded_by_the_cent_of_a_rounding():
    assert capped_at("66.6666", Decimal("10.00")) == Decimal("6.66")
    assert amount_at("66.6666", Decimal("10.00")) == Decimal("6.67")


def test_the_public_ceiling_counts_what_is_valued_in_kind():
    assert public_ceiling(80, 3000) == Decimal("2400.00")
    assert Decimal("2400.01") > public_ceiling(80, 3000)
    assert public_ceiling(80, 3000, 600) == Decimal("2880.00")


@pytest.mark.parametrize(
    ("limits", "final"),
    [
        ({}, "15000.00"),
        ({"units": 92, "unit_amount": 150}, "13800.00"),
        ({"units": 120, "unit_amount": 150}, "15000.00"),
        ({"rate": "66.67", "eligible": Decimal("18000.00")}, "12000.60"),
        ({"rate": 50, "eligible": Decimal("40000.00")}, "15000.00"),
        ({"rate": 50, "eligible": Decimal("20.01"), "units": 1, "unit_amount": 150}, "10.00"),
        ({"rate": 50, "eligible": Decimal("-20.00")}, "0.00"),
    ],
)
def test_a_grant_comes_to_the_least_of_its_limits(limits, final):
    assert final_amount(Decimal(15000), **limits) == Decimal(final)


def test_ninety_two_of_a_hundred_gives_1200_euros_back():
    settlement = Settlement(
        final=final_amount(15000, units=92, unit_amount=150), paid=Decimal("15000.00")
    )
    assert (settlement.balance, settlement.to_pay) == (Decimal("-1200.00"), 0)
    assert settlement.to_repay == Decimal("1200.00")
    assert Settlement(final=Decimal(10), paid=Decimal(4)).to_pay == 6


def test_the_clermont_shares_are_whole():
    assert split(Decimal("25000"), [20, 20, 60]) == euros("5000", "5000", "15000")
