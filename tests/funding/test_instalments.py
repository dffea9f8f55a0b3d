"""Instalments: one gesture plans them, what they wait for wakes them, payments settle them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from funding.instalment_cuts import cut
from funding.models import Grant, Instalment, Payment, PaymentMatch
from funding.selectors.payments import instalments_of, payments_of
from funding.services.instalments import (
    call_instalment,
    cancel_instalment,
    plan_instalments,
    set_instalment,
)
from funding.services.payments import match_payment, reverse_payment, unmatch_payment
from inclusion.exceptions import Refused
from tests.funding.granting import an_awarded, cut_in, euro, paid, signed

VECTORS = [
    ("28921.00", "3", ["9640.34", "9640.33", "9640.33"]),
    ("15000.00", "70/30", ["10500.00", "4500.00"]),
    ("14460.00", "70 % / 30 %", ["10122.00", "4338.00"]),
    ("100.00", "3", ["33.34", "33.33", "33.33"]),
    ("15000.00", "33,5+66,5", ["5025.00", "9975.00"]),
]


@pytest.mark.parametrize(("total", "text", "parts"), VECTORS)
def test_a_grant_is_cut_to_the_cent(total, text, parts):
    assert [str(part) for part in cut(Decimal(total), text)] == parts


@given(cents=st.integers(1, 10**11), count=st.integers(1, 24))
def test_equal_parts_make_the_whole_again(cents, count):
    total = Decimal(cents) / 100
    assert sum(cut(total, str(count))) == total


@pytest.mark.parametrize("text", ["", "0", "25", "70/20", "70/-30", "a", "100/0", "50/50,001"])
def test_a_cut_that_is_none_is_refused(text):
    with pytest.raises(Refused):
        cut(Decimal("100.00"), text)


def states(grant):
    return [row.state for row in instalments_of(grant)]


def test_the_first_waits_for_the_signature_and_the_last_for_the_report(
    inside, treasurer, metropole
):
    grant = an_awarded(treasurer, metropole)
    rows = cut_in(treasurer, grant, "3")
    assert [row.condition for row in rows] == ["signature", "interim", "final"]
    assert states(grant) == ["planned"] * 3
    with pytest.raises(Refused, match="à la signature"):
        call_instalment(instalment=rows[0], by=treasurer)
    again = cut_in(treasurer, grant, "70/30")
    assert [row.planned_amount for row in again] == [Decimal("10500.00"), Decimal("4500.00")]


def test_signing_wakes_what_waits_for_it(inside, treasurer, metropole):
    grant = signed(treasurer, metropole)
    first, last = cut_in(treasurer, grant)
    assert states(grant) == ["callable", "planned"]
    assert call_instalment(instalment=first, by=treasurer).state == "called"
    with pytest.raises(Refused, match="déjà appelée"):
        call_instalment(instalment=first, by=treasurer)
    with pytest.raises(Refused, match="compte rendu final approuvé"):
        call_instalment(instalment=last, by=treasurer)


def test_a_date_and_evidence_are_conditions_as_well(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole)
    first, last = cut_in(treasurer, grant)
    today = timezone.localdate()
    with pytest.raises(Refused, match="à quelle date"):
        set_instalment(instalment=first, condition="date", due_on=None, by=treasurer)
    set_instalment(instalment=first, condition="date", due_on=today, by=treasurer)
    set_instalment(instalment=last, condition="evidence", due_on=None, by=treasurer)
    assert states(grant) == ["callable", "planned"]
    with pytest.raises(Refused, match="quelles pièces"):
        call_instalment(instalment=last, by=treasurer)
    called = call_instalment(instalment=last, evidence="Factures du trimestre", by=treasurer)
    assert called.condition_note == "Factures du trimestre"
    with pytest.raises(Refused, match="dans l’avenir"):
        call_instalment(instalment=first, called_on=today + timedelta(days=1), by=treasurer)


def test_instalments_never_promise_more_than_the_grant(inside, treasurer, metropole):
    first, _ = cut_in(treasurer, an_awarded(treasurer, metropole))
    with pytest.raises(Refused, match="dépasseraient ensemble"):
        set_instalment(
            instalment=first, condition="signature", due_on=None,
            planned_amount=euro("10500.01"), by=treasurer,
        )  # fmt: skip


def test_a_payment_settles_the_instalments_in_their_order(inside, treasurer, metropole):
    grant = signed(treasurer, metropole)
    cut_in(treasurer, grant)
    paid(treasurer, grant, "10000.00")
    assert states(grant) == ["callable", "planned"]
    paid(treasurer, grant, "5000.00", on=date(2026, 2, 3))
    assert states(grant) == ["paid", "paid"]
    grant = Grant.objects.get()
    assert (grant.paid_amount, grant.paid_on) == (Decimal("15000.00"), date(2026, 2, 3))
    assert PaymentMatch.objects.count() == 3
    with pytest.raises(Refused, match="déjà appelé ou versé"):
        plan_instalments(grant=grant, parts="2", by=treasurer)


def test_planning_again_keeps_what_is_settled(inside, treasurer, metropole):
    grant = signed(treasurer, metropole)
    cut_in(treasurer, grant)
    paid(treasurer, grant, "10500.00")
    rows = cut_in(treasurer, grant, "3")
    assert [(row.rank, str(row.planned_amount)) for row in rows] == [
        (1, "10500.00"), (2, "1500.00"), (3, "1500.00"), (4, "1500.00"),
    ]  # fmt: skip


def test_matches_stay_within_the_payment_and_the_instalment(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole)
    first, last = cut_in(treasurer, grant)
    payment = paid(treasurer, grant, "12000.00", settles=False)
    with pytest.raises(Refused, match="10\u202f500,00"):
        match_payment(payment=payment, instalment=first, amount=euro("10500.01"), by=treasurer)
    match_payment(payment=payment, instalment=first, amount=euro("10500.00"), by=treasurer)
    with pytest.raises(Refused, match="1\u202f500,00"):
        match_payment(payment=payment, instalment=last, amount=euro("2000.00"), by=treasurer)
    assert payments_of(grant).get().unmatched == Decimal("1500.00")
    unmatch_payment(match=PaymentMatch.objects.get(), by=treasurer)
    assert states(grant) == ["called", "planned"]


def test_money_goes_back_as_a_negative_payment_and_never_more_than_came(
    inside, treasurer, metropole
):
    grant = an_awarded(treasurer, metropole)
    paid(treasurer, grant, "15000.00")
    with pytest.raises(Refused, match="On ne rend pas plus"):
        paid(treasurer, grant, "-15000.01")
    paid(treasurer, grant, "-1200.00", on=date(2026, 7, 1))
    assert Grant.objects.get().paid_amount == Decimal("13800.00")


def test_a_wrong_payment_is_undone_by_its_opposite(inside, treasurer, metropole):
    grant = signed(treasurer, metropole)
    cut_in(treasurer, grant)
    payment = paid(treasurer, grant, "10500.00")
    reverse_payment(payment=payment, reason="Saisi deux fois.", by=treasurer)
    assert (states(grant), Grant.objects.get().paid_amount) == (
        ["called", "planned"], Decimal("0.00"),
    )  # fmt: skip
    with pytest.raises(Refused, match="déjà annulé"):
        reverse_payment(payment=payment, reason="Encore.", by=treasurer)
    assert Payment.objects.count() == 2


def test_a_payment_has_a_plausible_day_and_is_written_once(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole)
    for on, sentence in ((date(2025, 1, 1), "suit la décision"), (date(2099, 1, 1), "reçu")):
        with pytest.raises(Refused, match=sentence):
            paid(treasurer, grant, "10", on=on)
    paid(treasurer, grant, "10")
    with pytest.raises(Refused, match="déjà enregistré"):
        paid(treasurer, grant, "10")


def test_a_cancelled_instalment_says_why_and_is_never_settled(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole)
    first, _ = cut_in(treasurer, grant)
    cancel_instalment(instalment=first, reason="Le financeur y renonce.", by=treasurer)
    payment = paid(treasurer, grant, "100.00", settles=False)
    with pytest.raises(Refused, match="annulée ne se règle pas"):
        match_payment(payment=payment, instalment=first, amount=euro(10), by=treasurer)


def test_plain_sql_cannot_cheat_with_what_was_paid(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole)
    first, _ = cut_in(treasurer, grant)
    payment = paid(treasurer, grant, "15000.00")
    cheats = {
        "grant_paid_by_its_payments": "UPDATE funding_grant SET paid_amount = 20000",
        "fundingpayment_stays": "UPDATE funding_payment SET amount = 20000",
        "paymentmatch_within_payment": "UPDATE funding_paymentmatch SET amount = 10600"
        f" WHERE instalment_id = '{first.pk}'",
        "instalment_settled": "UPDATE funding_instalment SET planned_amount = 1",
    }
    for name, sql in cheats.items():
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql)
        assert caught.value.__cause__.diag.constraint_name == name
    assert payment.pk and Instalment.objects.count() == 2
