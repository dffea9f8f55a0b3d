"""What someone without an account fills in to give, and what she answers on her own page."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment import donation_photos
from equipment.forms.fields import CHOOSE, TextField
from equipment.models import GIVEN_TYPES, PHOTOS_AT_MOST, DonorKind, Eraser, Handling, type_label
from inclusion.exceptions import Refused
from inclusion.organisations.models import validate_siret
from inclusion.text import clean
from inclusion.ui.forms import ChoiceCards, DateInput, MultipleFileDrop, MultipleFileField, Stepper

PUBLIC = "public"
WHO = [
    (DonorKind.COMPANY, "Entreprise"),
    (DonorKind.INDIVIDUAL, "Particulier"),
    (PUBLIC, "Organisme public"),
    (DonorKind.ASSOCIATION, "Association"),
]
PUBLIC_KINDS = [
    (DonorKind.LOCAL_AUTHORITY, "Une collectivité (commune, département…)"),
    (DonorKind.STATE, "Un service de l’État"),
    (DonorKind.PUBLIC_BODY, "Un établissement public (école, hôpital…)"),
]
QUANTITY_AT_MOST = 500
LATEST_DAYS = 366
# How the form names and draws each type.
ICONS = {
    "computer": ("laptop", "Ordinateurs, sans préciser"),
    "laptop": ("laptop", "PC portables"),
    "desktop": ("pc-display", "PC fixes"),
    "all_in_one": ("display", "Tout-en-un"),
    "screen": ("display", "Écrans"),
    "tablet": ("tablet", "Tablettes"),
    "smartphone": ("phone", "Smartphones"),
    "keyboard": ("keyboard", "Claviers"),
    "mouse": ("mouse", "Souris"),
    "charger": ("plug", "Chargeurs"),
    "printer": ("printer", "Imprimantes"),
    "router": ("router", "Box, routeurs"),
}


class QuantityField(forms.IntegerField):
    """So many of one type; empty is none."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            min_value=0,
            max_value=QUANTITY_AT_MOST,
            widget=Stepper({"max": QUANTITY_AT_MOST}),
            error_messages={
                "invalid": "Écrivez un nombre entier.",
                "min_value": "Un nombre n’est pas négatif.",
                "max_value": f"Au plus {QUANTITY_AT_MOST}\u00a0: écrivez-nous pour davantage.",
            },
            **kwargs,
        )

    def clean(self, value):
        return super().clean(value) or 0


class AnnouncedForm(forms.Form):
    """What is given, by whom, and where it is: by the donor herself, or by who answers her."""

    who = forms.ChoiceField(
        label="Vous êtes", choices=WHO, widget=ChoiceCards(in_row=True), initial=DonorKind.COMPANY
    )
    public_kind = forms.ChoiceField(
        label="Quel organisme public\u202f?",
        choices=[CHOOSE, *PUBLIC_KINDS],
        required=False,
        help_text="Seulement pour un organisme public.",
    )
    name = TextField(label="Nom de la structure, ou votre nom", max_length=120)
    siret = TextField(
        label="N°\u00a0SIRET",
        max_length=30,
        required=False,
        inputmode="numeric",
        help_text="14\u00a0chiffres. Rien à écrire pour un particulier.",
    )
    contact_name = TextField(label="La personne à contacter", max_length=120, required=False)
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Pour confirmer, puis suivre votre don.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = TextField(label="Téléphone", max_length=30, required=False, inputmode="tel")
    eraser = forms.ChoiceField(
        label="Qui efface les données\u202f?",
        choices=[
            (Eraser.ASSOCIATION, "L’association"),
            (Eraser.DONOR, "Nous-mêmes, avant de donner"),
        ],
        initial=Eraser.ASSOCIATION,
        widget=ChoiceCards(
            consequences={
                Eraser.ASSOCIATION: "Gratuit. Vous recevez un certificat pour chaque appareil."
            }
        ),
    )
    handling = forms.ChoiceField(
        label="Comment le matériel arrive",
        choices=[
            (Handling.PICK_UP, "Vous venez le chercher"),
            (Handling.DROP_OFF, "Je l’apporte"),
        ],
        initial=Handling.PICK_UP,
        widget=ChoiceCards(in_row=True),
    )
    address = TextField(label="Adresse", max_length=200, required=False)
    postcode = TextField(label="Code postal", max_length=5, inputmode="numeric")
    city = TextField(label="Commune", max_length=80)
    available_from = forms.DateField(label="À partir du", widget=DateInput)
    availability = TextField(
        label="Jours et heures qui vous conviennent",
        max_length=200,
        required=False,
        help_text="Par exemple le matin, sauf le mercredi.",
    )
    message = forms.CharField(
        label="Un mot pour l’association",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    hides_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for type in GIVEN_TYPES:
            self.fields[f"n_{type.value}"] = QuantityField(label=ICONS[type][1])
        self.fields["available_from"].initial = timezone.localdate()

    @property
    def quantities(self):
        """(icon, bound field) of each type, in the order of the page."""
        return [(ICONS[type][0], self[f"n_{type.value}"]) for type in GIVEN_TYPES]

    def clean_siret(self):
        typed = self.cleaned_data["siret"]
        digits = re.sub(r"\D", "", typed)
        if not typed:
            return ""
        if len(digits) != 14:
            raise ValidationError(
                f"14\u00a0chiffres sont attendus, vous en avez écrit {len(digits)}."
            )
        validate_siret(digits)
        return digits

    def clean_postcode(self):
        postcode = self.cleaned_data["postcode"].replace(" ", "")
        if not re.fullmatch(r"\d{5}", postcode):
            raise ValidationError("Un code postal compte 5\u00a0chiffres.")
        return postcode

    def clean_message(self):
        return clean(self.cleaned_data["message"])

    def clean_available_from(self):
        day = self.cleaned_data["available_from"]
        if day > timezone.localdate() + timedelta(days=LATEST_DAYS):
            raise ValidationError("Choisissez un jour dans l’année qui vient.")
        return max(day, timezone.localdate())

    def clean(self):
        data = super().clean()
        who = data.get("who")
        if who == PUBLIC and not data.get("public_kind") and "public_kind" not in self.errors:
            self.add_error("public_kind", "Dites de quel organisme public il s’agit.")
        is_missing = not data.get("siret") and "siret" not in self.errors
        if who in (DonorKind.COMPANY, PUBLIC) and is_missing:
            self.add_error("siret", "Écrivez le SIRET de votre structure\u00a0: 14 chiffres.")
        if who == DonorKind.INDIVIDUAL:
            data["siret"] = ""
        if data.get("handling") == Handling.PICK_UP and not data.get("address"):
            self.add_error("address", "Écrivez l’adresse où venir chercher le matériel.")
        has_wrong_count = any(name.startswith("n_") for name in self.errors)
        if not has_wrong_count and not self.lines(data):
            first = f"n_{GIVEN_TYPES[0].value}"
            self.add_error(first, "Indiquez au moins un appareil.")
        return data

    @staticmethod
    def lines(data):
        return [
            {"type": type.value, "quantity": data[f"n_{type.value}"]}
            for type in GIVEN_TYPES
            if data.get(f"n_{type.value}")
        ]

    @property
    def announced(self):
        """What the acts take, by the names of the announcement."""
        data = self.cleaned_data
        kind = data["public_kind"] if data["who"] == PUBLIC else data["who"]
        names = (
            "name siret contact_name email phone eraser handling address postcode city"
            " available_from availability message"
        )
        return {name: data[name] for name in names.split()} | {
            "kind": kind,
            "lines": self.lines(data),
        }


class GiftForm(AnnouncedForm):
    """The public form: photos, and a field that only a machine fills."""

    photos = MultipleFileField(
        label="Photos",
        required=False,
        help_text="5\u00a0photos au plus, 5\u00a0Mo chacune.",
        widget=MultipleFileDrop({"accept": "image/jpeg,image/png,image/webp"}),
    )
    # Photos that came with a former, incomplete sending: nobody has to choose them again.
    held = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    website = forms.CharField(label="Ne remplissez pas ce champ", required=False, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.contents = []

    @property
    def is_from_a_machine(self):
        return bool(self.data.get("website", "").strip())

    def clean_photos(self):
        held = donation_photos.taken_back(self.data.get("held", ""))
        added, faults = [], []
        for file in self.cleaned_data["photos"][: PHOTOS_AT_MOST * 2]:
            try:
                added.append(donation_photos.redrawn(file))
            except Refused as refusal:
                faults.append(refusal.message)
        self.contents = list(dict.fromkeys([*held, *added]))
        if len(self.contents) > PHOTOS_AT_MOST:
            self.contents = self.contents[:PHOTOS_AT_MOST]
            faults.append("Cinq photos au plus\u00a0: les cinq premières sont gardées.")
        if faults:
            raise ValidationError(faults)
        return self.contents

    def hold(self):
        """Keep the good photos for the next sending; the page says how many."""
        ticket = donation_photos.keep_waiting(self.contents)
        self.data = self.data.copy()
        self.data["held"] = ticket


class AgreeForm(forms.Form):
    """The donor accepts the agreement she has just read."""

    agreed_name = TextField(
        label="Votre nom", max_length=120, help_text="Prénom et nom de qui accepte."
    )
    is_read = forms.BooleanField(
        label="J’ai lu cette convention et je l’accepte",
        error_messages={"required": "Cochez la case pour accepter la convention."},
    )


def line_labels(lines):
    """« 12 ordinateurs portables » as the pages list it: (label, quantity)."""
    return [(type_label(line["type"]), line["quantity"]) for line in lines]
