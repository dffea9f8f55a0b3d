"""The fields of money, days and counts that forms about funding share."""

import datetime
import re
from decimal import Decimal

from django import forms

from inclusion.text import parse_amount
from inclusion.ui.formats import number
from inclusion.ui.forms import AmountInput, DateInput

FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)


MAX_AMOUNT = Decimal("999999999.99")
MAX_UNITS = 1_000_000


TOO_MUCH = "Écrivez un montant positif, d’un milliard au plus."


def _why_unread(text):
    """What a refused amount lacks: it is never guessed."""
    bare = "".join(text.split()).removesuffix("€")
    if bare.isdecimal() and len(bare) > len("1000000000"):
        return TOO_MUCH
    if re.search(r"[.,][0-9]{3,}$", bare):
        return "Deux décimales au plus, sans point entre les milliers\u00a0: 1 250,00"
    return "Écrivez un montant en euros, par exemple 1 250,00"


class AmountField(forms.Field):
    """Euros as people write them: « 28 921,50 »."""

    widget = AmountInput

    def __init__(self, *, may_be_negative=False, **kwargs):
        super().__init__(**kwargs)
        self.least = -MAX_AMOUNT if may_be_negative else Decimal("0.00")

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            amount = parse_amount(str(value))
        except ValueError:
            raise forms.ValidationError(_why_unread(str(value))) from None
        if not self.least <= amount <= MAX_AMOUNT:
            raise forms.ValidationError(TOO_MUCH)
        return amount

    def prepare_value(self, value):
        return number(value, 2) if isinstance(value, Decimal) else value


class RateField(AmountField):
    """A rate in percent, up to four decimals: « 66,6674 »."""

    def to_python(self, value):
        if value in self.empty_values:
            return None
        text = str(value).replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        text = text.removesuffix("%").replace(",", ".")
        whole, _, decimals = text.partition(".")
        if not whole.isdecimal() or (decimals and not decimals.isdecimal()) or len(text) > 9:
            raise forms.ValidationError("Écrivez un taux, par exemple 66,67")
        rate = Decimal(text.rstrip("."))
        if rate > 100 or len(decimals) > 4:
            raise forms.ValidationError("Un taux va de 0 à 100, avec quatre décimales au plus.")
        return rate

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return value


class UnitsField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=MAX_UNITS, **kwargs)
        self.widget.attrs.update({"class": "short", "inputmode": "numeric"})


class DayField(forms.DateField):
    widget = DateInput

    def validate(self, value):
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError("Vérifiez l’année de cette date.")


def text_area(rows, maximum):
    return forms.Textarea(attrs={"rows": rows, "maxlength": maximum})
