"""Numbers in letters: the spelling a receipt is read with."""

from decimal import Decimal

import pytest

from inclusion.letters import MOST, amount_in_letters, in_letters


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (1, "un"),
        (16, "seize"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (61, "soixante et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (77, "soixante-dix-sept"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (90, "quatre-vingt-dix"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (180, "cent quatre-vingts"),
        (200, "deux cents"),
        (203, "deux cent trois"),
        (1000, "mille"),
        (1580, "mille cinq cent quatre-vingts"),
        (2000, "deux mille"),
        (80_000, "quatre-vingt mille"),
        (200_000, "deux cent mille"),
        (271_300, "deux cent soixante et onze mille trois cents"),
        (1_000_000, "un million"),
        (80_000_000, "quatre-vingts millions"),
        (200_000_001, "deux cents millions un"),
    ],
)
def test_numbers_are_spelt_as_in_french(number, words):
    assert in_letters(number) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "zéro euro"),
        ("1.00", "un euro"),
        ("0.01", "un centime"),
        ("0.80", "quatre-vingts centimes"),
        ("1.01", "un euro et un centime"),
        ("80.00", "quatre-vingts euros"),
        ("1515.25", "mille cinq cent quinze euros et vingt-cinq centimes"),
        ("1000000.00", "un million d’euros"),
        ("1000100.00", "un million cent euros"),
    ],
)
def test_amounts_agree_with_their_euros(amount, words):
    assert amount_in_letters(Decimal(amount)) == words


def test_what_no_receipt_holds_is_refused():
    for number in (-1, MOST + 1):
        with pytest.raises(ValueError, match="number"):
            in_letters(number)


def test_every_number_under_ten_thousand_is_spelt_differently():
    assert len({in_letters(number) for number in range(10_000)}) == 10_000
