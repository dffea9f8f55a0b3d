"""Reserving a device: for whom, under which offer or as a loan."""

from django import forms

from equipment.models import (
    AllocationPurpose,
    Offer,
)
from inclusion.ui.forms import ChoiceCards


class PersonSearchForm(forms.Form):
    """Who the device is for."""

    personne = forms.CharField(max_length=120, required=False)


LOAN = "pret"


class OfferOrLoanField(forms.ModelChoiceField):
    """An open offer, or a loan, which nobody buys: the choice `LOAN`."""

    def clean(self, value):
        return LOAN if value == LOAN else super().clean(value)


class AllocateForm(forms.Form):
    """The person and the offer, chosen among those shown."""

    beneficiary = forms.UUIDField(
        error_messages={
            "required": "Choisissez la personne.",
            "invalid": "Choisissez la personne dans la liste.",
        }
    )
    offer = OfferOrLoanField(
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

    def terms(self):
        """The offer or the purpose, as the act takes them."""
        offer = self.cleaned_data["offer"]
        if offer == LOAN:
            return {"purpose": AllocationPurpose.LOAN}
        return {"offer": offer}
