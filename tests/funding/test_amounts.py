"""Amounts as people type them: read exactly, or refused with what is wrong."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from funding.forms.fields import AmountField


@pytest.mark.parametrize(
    "typed",
    ["28921,5", "28921.50", "28 921,50", "28\u202f921,50 €", "28\u00a0921,5", " 28\u2009921,50€ "],
)
def test_every_french_notation_is_read_to_the_cent(typed):
    assert AmountField().clean(typed) == Decimal("28921.50")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12,345", "Deux décimales au plus"),
        ("1.234", "Deux décimales au plus"),
        ("20 000,123 €", "Deux décimales au plus"),
        ("1000000000000000", "un milliard au plus"),
        ("1 000 000 000 000 000", "un milliard au plus"),
        ("-5", "Écrivez un montant positif"),
        ("1.234,56", "par exemple 1 250,00"),
        ("28'921,50", "par exemple 1 250,00"),
        ("1e5", "par exemple 1 250,00"),
        ("12 k€", "par exemple 1 250,00"),
    ],
)
def test_a_refused_amount_says_what_is_wrong(typed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        AmountField().clean(typed)
