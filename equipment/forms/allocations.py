"""Reserving a device, and handing it over."""

from django import forms

from equipment.models import (
    Offer,
)
from inclusion.ui.forms import ChoiceCards


class PersonSearchForm(forms.Form):
    """Who the device is for."""

    personne = forms.CharField(max_length=120, required=False)


class AllocateForm(forms.Form):
    """The person and the offer, chosen among those shown."""

    beneficiary = forms.UUIDField(
        error_messages={
            "required": "Choisissez la personne.",
            "invalid": "Choisissez la personne dans la liste.",
        }
    )
    offer = forms.ModelChoiceField(
        label="Offre",
        queryset=Offer.objects.none(),
        widget=ChoiceCards,
        empty_label=None,
        error_messages={
            "required": "Choisissez l’offre.",
            "invalid_choice": "Choisissez une offre ouverte.",
        },
    )

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = offers


class HandOverForm(forms.Form):
    """The one thing to have done before handing over: the family's share is received."""

    is_family_share_received = forms.BooleanField(
        error_messages={"required": "Cochez quand la participation est reçue."}
    )

    def __init__(self, *args, family_amount, **kwargs):
        super().__init__(*args, **kwargs)
        if not family_amount:
            del self.fields["is_family_share_received"]
