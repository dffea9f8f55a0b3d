"""French text: what is typed is understood, what is shown is well set."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.text import clean, counted, fold, grouped_number, initials, parse_amount
from inclusion.ui import formats


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Hélène  d’Ormesson ", "helene d ormesson"),
        ("ŒUVRE", "oeuvre"),
        ("Æther", "aether"),
        ("N’Guyễn", "n guyen"),
        ("Straße", "stra e"),
        ("Noël\u0308", "noel"),
        ("№ 12", "no 12"),
        ("", ""),
    ],
)
def test_names_fold_to_what_one_searches(typed, folded):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper()) == fold(text.upper().lower())
    assert fold(text).isascii()


@given(st.text())
def test_cleaned_text_holds_no_control_character(text):
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned) or "\ufdfa" in text
    assert cleaned == cleaned.strip()
    assert not [c for c in cleaned if unicodedata.category(c)[0] == "C" and c != "\n"]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("28 921,50", "28921.50"),
        ("28\u202f921,50 €", "28921.50"),
        ("28921.5", "28921.50"),
        ("1\u00a0359€", "1359.00"),
        ("\u2212150", "-150.00"),
        ("0", "0.00"),
        ("1\u202f234\u202f567,8", "1234567.80"),
        ("  12,30\u00a0€ ", "12.30"),
        ("999999999999.99", "999999999999.99"),
        ("- 5,00", "-5.00"),
    ],
)
def test_amounts_are_read_as_people_type_them(typed, amount):
    assert parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "1,234,5",
        "12,345",
        "6 k€",
        "1e9",
        "NaN",
        "Infinity",
        "9" * 5000,
        "--1",
        "+1",
        "€",
        "1.234",
        "1.234,56",
        "1,234.56",
        "1 25",
        "1 2345",
        "12 345 6",
        "1000000000000000",
        "١٢",
        "5,",
        ",5",
        "5 €\n6 €",
        "15 EUR",
    ],
)
def test_anything_else_is_no_amount(typed):
    with pytest.raises(ValueError, match="amount"):
        parse_amount(typed)


@given(st.text(max_size=40))
def test_reading_an_amount_raises_nothing_but_value_error(text):
    try:
        assert parse_amount(text) == parse_amount(text).quantize(Decimal("0.01"))
    except ValueError as error:
        assert str(error) == "amount"


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_an_amount_shown_is_read_back(amount):
    assert parse_amount(formats.euros(amount)) == amount


def test_numbers_agree_with_their_nouns():
    assert counted(0, "séance") == "0\u00a0séance"
    assert counted(1, "séance") == "1\u00a0séance"
    assert counted(2, "séance") == "2\u00a0séances"
    assert counted(1359, "journal", "journaux") == "1\u202f359\u00a0journaux"
    assert grouped_number(-1234567) == "-1\u202f234\u202f567"


def test_initials_stand_for_a_name():
    assert initials("Secours populaire 63") == "SP63"
    assert initials("Tous aux ordis !") == "TAO"
    assert initials("CCAS de Cournon") == "CC"
    assert initials("!!!") == ""
