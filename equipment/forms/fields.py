"""Fields as they are typed in French."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from inclusion.text import clean, parse_amount
from inclusion.ui.forms import AmountInput

EARLIEST = date(1990, 1, 1)


CHOOSE = ("", "Choisir…")


class TextField(forms.CharField):
    """One line of text, without control characters."""

    def __init__(self, *, inputmode=None, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off"}
        if inputmode:
            self.widget.attrs |= {"inputmode": inputmode, "class": "short"}

    def to_python(self, value):
        return clean(super().to_python(value))


class WholeNumberField(forms.IntegerField):
    """A small whole number typed as text: no wheel, no « e », a figures keyboard on a phone."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}
            ),
            **kwargs,
        )
        self.error_messages["invalid"] = "Écrivez un nombre entier."


class FrenchDecimalField(forms.DecimalField):
    """Inches and the like: « 15,6 » as well as « 15.6 »."""

    widget = AmountInput

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class AmountField(forms.CharField):
    """Euros as typed in French."""

    widget = AmountInput

    def clean(self, value):
        value = super().clean(value)
        if value in self.empty_values:
            return None
        try:
            amount = parse_amount(value)
        except ValueError:
            raise ValidationError("Écrivez un montant, par exemple 150,00.") from None
        if not 0 < amount <= 100_000:
            raise ValidationError("Un montant va de 0,01 à 100\u202f000\u00a0€.")
        return amount
