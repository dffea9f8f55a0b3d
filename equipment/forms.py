"""The forms of the pool: parsing and wording; the acts decide."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.evidence import MAX_BYTES
from equipment.models import (
    DeviceType,
    ErasureMethod,
    Grade,
    MediumKind,
    Offer,
    OriginRegime,
    PayerKind,
)
from inclusion.places.models import Venue
from inclusion.text import clean, parse_amount
from inclusion.ui.forms import AmountInput, ChoiceCards, DateInput, DateTimeInput, FileDrop

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

    received_on = forms.DateField(label="Reçu le", widget=DateInput)

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError("La date de réception ne peut pas être à venir.")
        if day < EARLIEST:
            raise ValidationError("Cette date est trop ancienne.")
        return day


class MediumForm(forms.Form):
    """A storage medium found in a device."""

    kind = forms.ChoiceField(label="Type de support", choices=[CHOOSE, *MediumKind.choices])
    model = TextField(label="Modèle", max_length=80, required=False)
    serial = TextField(
        label="N°\u00a0de série",
        max_length=60,
        help_text="Tel que l’outil d’effacement l’affiche\u00a0: c’est lui qui relie la preuve.",
    )
    capacity_gb = WholeNumberField(label="Capacité (Go)", min_value=1, max_value=1_000_000)


class ProofForm(forms.Form):
    """What a proof of erasure says, and its file."""

    method = forms.ChoiceField(label="Méthode", choices=[CHOOSE, *ErasureMethod.choices])
    tool = TextField(
        label="Outil et version", max_length=60, help_text="Par exemple nwipe\u00a00.37."
    )
    started_at = forms.DateTimeField(
        label="Début", widget=DateTimeInput, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    ended_at = forms.DateTimeField(
        label="Fin", widget=DateTimeInput, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    is_verified = forms.BooleanField(
        label="La relecture de contrôle a été faite et a réussi", required=False
    )
    error_count = WholeNumberField(
        label="Nombre d’erreurs", min_value=0, max_value=2_000_000_000, initial=0
    )
    evidence_file = forms.FileField(
        label="Fichier de preuve",
        widget=FileDrop,
        help_text="Le journal ou le rapport de l’outil, 5\u00a0Mo au plus. Gardé tel quel.",
        error_messages={"empty": "Ce fichier est vide."},
    )

    def clean_evidence_file(self):
        file = self.cleaned_data["evidence_file"]
        if file.size > MAX_BYTES:
            raise ValidationError("Ce fichier dépasse 5\u00a0Mo.")
        return file

    def clean(self):
        values = super().clean()
        started_at, ended_at = values.get("started_at"), values.get("ended_at")
        for name in ("started_at", "ended_at"):
            at = values.get(name)
            if isinstance(at, datetime) and not EARLIEST.year <= at.year <= 2100:
                self.add_error(name, "Cette date n’est pas vraisemblable.")
        if started_at and ended_at and ended_at <= started_at:
            self.add_error("ended_at", "La fin de l’effacement doit suivre son début.")
        elif ended_at and ended_at > timezone.now():
            self.add_error("ended_at", "La fin de l’effacement ne peut pas être à venir.")
        return values


class ReadyForm(forms.Form):
    """The last look at a device before it may leave."""

    condition_grade = forms.ChoiceField(
        label="Note d’aspect",
        choices=Grade.choices,
        widget=ChoiceCards,
        error_messages={"required": "Donnez une note d’aspect."},
    )
    battery_percent = WholeNumberField(
        label="Batterie (% de la capacité d’origine)".replace(" %", "\u00a0%"),
        required=False,
        min_value=0,
        max_value=100,
    )
    accessories = TextField(
        label="Accessoires remis avec",
        max_length=200,
        required=False,
        help_text="Séparés par des virgules, par exemple chargeur, souris, housse.",
    )

    def __init__(self, *args, device, **kwargs):
        super().__init__(*args, **kwargs)
        if not device.has_battery:
            del self.fields["battery_percent"]
        else:
            self.fields["battery_percent"].required = True


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
