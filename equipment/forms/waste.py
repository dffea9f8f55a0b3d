"""What is typed of waste: a line, the usual weights, a departure, a period."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.forms.fields import CHOOSE, FrenchDecimalField, TextField, WholeNumberField
from equipment.models import DeviceType, StockItem, Treatment, TreatmentMode
from equipment.waste_codes import CHOICES, usual_weight
from inclusion.organisations.models import validate_siret
from inclusion.ui.formats import number
from inclusion.ui.forms import ChoiceCards, DateInput, FileDrop

EARLIEST = date(2020, 1, 1)
LONGEST_DAYS = 366
BASES = [("weighed", "Pesé"), ("estimated", "Estimé")]
SLIP_ACCEPTS = {"accept": "image/*,application/pdf", "capture": "environment"}


def kilos_field(**kwargs):
    field = FrenchDecimalField(max_digits=9, decimal_places=3, **kwargs)
    field.error_messages["invalid"] = "Écrivez un poids en kilogrammes, par exemple 12,5."
    return field


def _digits(text):
    return "".join(text.split())


class WasteLineForm(forms.Form):
    """The code and the weight of a line."""

    code = forms.ChoiceField(
        label="Code déchet",
        choices=[CHOOSE, *CHOICES],
        help_text="L’astérisque marque un déchet dangereux. En cas de doute, demandez à votre"
        " collecteur.",
    )
    weight_kg = kilos_field(label="Poids (kg)", min_value=0.001, max_value=50_000)
    basis = forms.ChoiceField(
        label="Ce poids est", choices=BASES, widget=ChoiceCards(in_row=True), initial="weighed"
    )
    is_pop = forms.BooleanField(
        label="Contient des polluants organiques persistants (POP)", required=False
    )

    def values(self):
        data = dict(self.cleaned_data)
        data["is_weighed"] = data.pop("basis") == "weighed"
        return data


class BulkWasteForm(WasteLineForm):
    """Waste that no label follows."""

    description = TextField(
        label="Ce que c’est",
        max_length=120,
        required=False,
        help_text="Par exemple\u00a0: bac de câbles et de chargeurs.",
    )
    item = forms.ModelChoiceField(
        label="Article du stock",
        queryset=StockItem.objects.none(),
        required=False,
        empty_label="Aucun, en vrac",
        help_text="Choisi ici, il sort du stock comme hors d’usage.",
    )
    quantity = WholeNumberField(label="Quantité", min_value=1, max_value=10_000, initial=1)
    field_order = ["description", "item", "quantity", "code", "weight_kg", "basis", "is_pop"]

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        items = StockItem.objects.visible_to(member).filter(quantity__gt=0)
        self.fields["item"].queryset = items.order_by("name", "pk")

    def clean(self):
        values = super().clean()
        if not values.get("item") and not values.get("description"):
            self.add_error("description", "Dites ce que c’est.")
        return values


class WeightsForm(forms.Form):
    """One usual weight a type; empty, the table's own."""

    hides_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for value, label in DeviceType.choices:
            self.fields[value] = kilos_field(
                label=label,
                required=False,
                min_value=0.001,
                max_value=1000,
                help_text=f"Par défaut\u00a0: {number(usual_weight(value).normalize())}\u00a0kg",
            )


class ShipmentForm(forms.Form):
    """To whom, by whom, under which slip."""

    shipped_on = forms.DateField(label="Parti le", widget=DateInput)
    slip_number = TextField(
        label="N°\u00a0de bordereau",
        max_length=40,
        help_text="Le numéro du bordereau de suivi (BSD) ou du bon d’enlèvement.",
    )
    destination_name = TextField(label="Destinataire", max_length=150)
    destination_siret = TextField(label="SIRET du destinataire", max_length=20)
    destination_address = TextField(label="Adresse", max_length=150)
    destination_postcode = TextField(label="Code postal", max_length=5)
    destination_city = TextField(label="Commune", max_length=45)
    treatment = forms.ChoiceField(label="Traitement prévu", choices=[CHOOSE, *Treatment.choices])
    treatment_mode = forms.ChoiceField(
        label="Mode de traitement",
        choices=[("", "Non précisé"), *TreatmentMode.choices],
        required=False,
    )
    eco_organisation_name = TextField(label="Éco-organisme", max_length=150, required=False)
    eco_organisation_siret = TextField(
        label="SIRET de l’éco-organisme", max_length=20, required=False
    )
    carrier_name = TextField(
        label="Transporteur",
        max_length=150,
        help_text="Votre structure, si vous déposez vous-même.",
    )
    carrier_siret = TextField(label="SIRET du transporteur", max_length=20)
    carrier_address = TextField(label="Adresse", max_length=150)
    carrier_postcode = TextField(label="Code postal", max_length=5)
    carrier_city = TextField(label="Commune", max_length=45)
    carrier_receipt = TextField(label="N°\u00a0de récépissé", max_length=50, required=False)
    carrier_is_exempt = forms.BooleanField(
        label="Transport dispensé de récépissé (petites quantités)", required=False
    )
    slip_file = forms.FileField(
        label="Photo ou PDF du bordereau",
        required=False,
        widget=FileDrop(attrs=SLIP_ACCEPTS),
        help_text="Maintenant, ou plus tard depuis la page de l’enlèvement.",
        error_messages={"empty": "Ce fichier est vide."},
    )
    hides_optional = True

    def clean_shipped_on(self):
        day = self.cleaned_data["shipped_on"]
        if day > timezone.localdate():
            raise ValidationError("Un enlèvement s’inscrit le jour où il part, ou après.")
        if day < EARLIEST:
            raise ValidationError("Cette date est trop ancienne.")
        return day

    def clean_destination_siret(self):
        return self._siret("destination_siret")

    def clean_carrier_siret(self):
        return self._siret("carrier_siret")

    def clean_eco_organisation_siret(self):
        return self._siret("eco_organisation_siret")

    def clean_destination_postcode(self):
        return self._postcode("destination_postcode")

    def clean_carrier_postcode(self):
        return self._postcode("carrier_postcode")

    def _siret(self, name):
        value = _digits(self.cleaned_data[name])
        if value:
            validate_siret(value)
        return value

    def _postcode(self, name):
        value = self.cleaned_data[name]
        if not (len(value) == 5 and value.isascii() and value.isdigit()):
            raise ValidationError("Un code postal compte cinq chiffres.")
        return value

    def clean(self):
        values = super().clean()
        if not values.get("carrier_is_exempt") and not values.get("carrier_receipt"):
            self.add_error(
                "carrier_receipt", "Donnez le récépissé du transporteur, ou cochez la dispense."
            )
        if values.get("eco_organisation_siret") and not values.get("eco_organisation_name"):
            self.add_error("eco_organisation_name", "Donnez son nom avec son SIRET.")
        return values


class SlipForm(forms.Form):
    slip_file = forms.FileField(
        label="Photo ou PDF du bordereau",
        widget=FileDrop(attrs=SLIP_ACCEPTS),
        error_messages={
            "required": "Choisissez la photo ou le PDF du bordereau.",
            "empty": "Ce fichier est vide.",
        },
    )


class PeriodForm(forms.Form):
    du = forms.DateField(label="Du", widget=DateInput)
    au = forms.DateField(label="Au", widget=DateInput)

    def clean(self):
        values = super().clean()
        start, end = values.get("du"), values.get("au")
        if start and end:
            if start > end:
                raise ValidationError("La période finit avant de commencer.")
            if (end - start).days > LONGEST_DAYS:
                raise ValidationError("Choisissez une période d’un an au plus.")
            if start.year < 2000 or end.year > 2100:
                raise ValidationError("Cette période n’est pas vraisemblable.")
        return values
