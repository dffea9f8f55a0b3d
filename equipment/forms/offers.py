"""Offers and their shares."""

from django import forms

from equipment.forms.fields import CHOOSE, AmountField, TextField, WholeNumberField
from equipment.models import (
    PayerKind,
)


class OfferForm(forms.Form):
    """A new offer: its name and how many units are hoped for."""

    name = TextField(
        label="Nom de l’offre",
        max_length=120,
        help_text="Par exemple 100\u00a0familles équipées à 250\u00a0€.",
    )
    target_units = WholeNumberField(
        label="Nombre d’appareils prévus", required=False, min_value=1, max_value=1_000_000
    )


class ShareForm(forms.Form):
    """What one payer gives for each unit."""

    payer_kind = forms.ChoiceField(label="Qui paie", choices=[CHOOSE, *PayerKind.choices])
    payer_name = TextField(label="Nom du payeur", max_length=120)
    title = TextField(label="À quel titre", max_length=120)
    amount = AmountField(label="Part par appareil (€)")


ShareFormSet = forms.formset_factory(
    ShareForm, extra=4, max_num=8, absolute_max=8, validate_max=True
)
