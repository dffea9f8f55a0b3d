"""What is written of a device."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.forms.fields import CHOOSE, EARLIEST, FrenchDecimalField, TextField, WholeNumberField
from equipment.forms.scanning import TagField
from equipment.models import (
    DeviceType,
    OriginRegime,
)
from inclusion.places.models import Venue
from inclusion.ui.forms import DateInput


class DeviceForm(forms.Form):
    """The record of a device, new or corrected."""

    type = forms.ChoiceField(label="Type", choices=[CHOOSE, *DeviceType.choices])
    manufacturer = TextField(label="Marque", max_length=60)
    model = TextField(label="Modèle", max_length=80)
    serial = TextField(label="N°\u00a0de série", max_length=60, required=False)
    processor = TextField(label="Processeur", max_length=60, required=False)
    memory_gb = WholeNumberField(label="Mémoire (Go)", required=False, min_value=1, max_value=4096)
    screen_inches = FrenchDecimalField(
        label="Écran (pouces)",
        required=False,
        min_value=1,
        max_value=150,
        max_digits=4,
        decimal_places=1,
        error_messages={"invalid": "Écrivez une taille, par exemple 15,6."},
    )
    origin = forms.ChoiceField(label="Origine", choices=[CHOOSE, *OriginRegime.choices])
    donor_name = TextField(label="Donateur ou fournisseur", max_length=120, required=False)
    venue = forms.ModelChoiceField(
        label="Lieu", queryset=Venue.objects.none(), required=False, empty_label="Non précisé"
    )
    shelf = TextField(
        label="Emplacement",
        max_length=40,
        required=False,
        help_text="Par exemple Étagère\u00a0B2.",
    )
    hides_optional = False

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.visible_to(member).in_order()


class ReceiveForm(DeviceForm):
    """A device comes in."""

    asset_tag = TagField(
        label="Étiquette déjà collée",
        required=False,
        help_text="Scannez-la si elle vient d’un rouleau. Sinon, laissez vide.",
    )
    received_on = forms.DateField(label="Reçu le", widget=DateInput)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, member=member, **kwargs)
        self.fields["asset_tag"].prefix = member.organisation.prefix

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError("La date de réception ne peut pas être à venir.")
        if day < EARLIEST:
            raise ValidationError("Cette date est trop ancienne.")
        return day


class MoveForm(forms.Form):
    """Where the chosen devices go."""

    venue = forms.ModelChoiceField(
        label="Lieu", queryset=Venue.objects.none(), required=False, empty_label="Non précisé"
    )
    shelf = TextField(
        label="Emplacement",
        max_length=40,
        required=False,
        help_text="Par exemple Étagère\u00a0B2.",
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.visible_to(member).in_order()
