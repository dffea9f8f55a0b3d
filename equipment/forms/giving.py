"""What is filled in about tax receipts and attestations of reuse."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.forms.fields import EARLIEST, TextField
from equipment.models import EligibilityBasis, ReceiptForm, ReceiverQuality, type_label
from equipment.services.donation_collections import STROKES_LENGTH
from inclusion.text import clean, parse_amount
from inclusion.ui.formats import number
from inclusion.ui.forms import AmountInput, ChoiceCards, DateInput, FileDrop

MOST = 100_000


class WorthField(forms.CharField):
    """What one piece is worth, nothing included."""

    widget = AmountInput

    def clean(self, value):
        value = super().clean(value)
        try:
            amount = parse_amount(value)
        except ValueError:
            raise ValidationError("Écrivez un montant, par exemple 120,00.") from None
        if not 0 <= amount <= MOST:
            raise ValidationError("Une valeur va de 0 à 100\u202f000\u00a0€.")
        return amount


class EligibilityForm(forms.Form):
    """Why the association may issue tax receipts."""

    # What is asked depends on the basis: the help says it, field by field.
    hides_optional = True

    quality = forms.ChoiceField(
        label="Qualité de l’association",
        choices=ReceiverQuality.choices,
        widget=forms.RadioSelect,
    )
    purpose = TextField(
        label="Objet de l’association",
        max_length=300,
        help_text="Comme dans les statuts, en une phrase\u00a0: le reçu le reproduit.",
    )
    basis = forms.ChoiceField(
        label="Sur quoi vous vous appuyez",
        choices=EligibilityBasis.choices,
        widget=ChoiceCards(
            consequences={
                EligibilityBasis.RESCRIT: "L’administration a répondu\u00a0: joignez sa réponse.",
                EligibilityBasis.SELF_ASSESSMENT: (
                    "Vous avez examiné chaque condition, et vous en répondez."
                ),
            }
        ),
    )
    reference = TextField(
        label="Référence du rescrit",
        max_length=60,
        required=False,
        help_text="Si l’administration a répondu.",
    )
    words = forms.CharField(
        label="Comment chaque condition est remplie",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=(
            "Si vous avez examiné vous-même\u00a0: but non lucratif, gestion désintéressée, cercle"
            " non restreint de bénéficiaires, activité parmi celles de la loi."
        ),
    )
    decided_on = forms.DateField(label="Décidé le", widget=DateInput)
    serves_individuals = forms.BooleanField(
        label="Dons des particuliers (CGI, article 200)", required=False
    )
    serves_companies = forms.BooleanField(
        label="Dons des entreprises (CGI, article 238 bis)", required=False
    )
    valid_from = forms.DateField(label="Valable à partir du", widget=DateInput)
    valid_to = forms.DateField(
        label="Jusqu’au", required=False, widget=DateInput, help_text="Vide\u00a0: sans fin connue."
    )
    evidence = forms.FileField(
        label="Pièce",
        required=False,
        widget=FileDrop({"accept": "application/pdf,image/jpeg,image/png"}),
        help_text="Réponse de l’administration, ou note de votre examen. 5\u00a0Mo au plus.",
    )

    def clean_words(self):
        return clean(self.cleaned_data["words"])

    def clean_evidence(self):
        file = self.cleaned_data["evidence"]
        if not file:
            return None
        head = file.read(8)
        file.seek(0)
        if not head.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")):
            raise ValidationError("Joignez un PDF, ou une photo en JPEG ou PNG.")
        return file

    def clean(self):
        data = super().clean()
        today = timezone.localdate()
        for name in ("decided_on", "valid_from", "valid_to"):
            if data.get(name) and not EARLIEST <= data[name] <= today.replace(year=2100, day=1):
                self.add_error(name, "Cette date n’est pas possible.")
        if data.get("decided_on") and data["decided_on"] > today:
            self.add_error("decided_on", "Cette date est à venir.")
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "La fin précède le début.")
        if not (data.get("serves_individuals") or data.get("serves_companies")):
            self.add_error("serves_individuals", "Cochez au moins un type de donateur.")
        if data.get("basis") == EligibilityBasis.RESCRIT:
            if not data.get("reference"):
                self.add_error("reference", "Donnez la référence de la réponse.")
            if "evidence" not in self.errors and not data.get("evidence"):
                self.add_error("evidence", "Joignez la réponse de l’administration.")
        elif data.get("basis") and not data.get("words"):
            self.add_error("words", "Dites comment chaque condition est remplie.")
        return data


class EndForm(forms.Form):
    """It is true no longer."""

    valid_to = forms.DateField(label="Dernier jour valable", widget=DateInput)
    reason = TextField(label="Pourquoi", max_length=300)

    def clean_valid_to(self):
        day = self.cleaned_data["valid_to"]
        if not EARLIEST <= day <= timezone.localdate():
            raise ValidationError("Choisissez un jour jusqu’à aujourd’hui.")
        return day


class ReceiptCancelForm(forms.Form):
    reason = TextField(
        label="Pourquoi ce reçu est annulé",
        max_length=300,
        help_text="Le donateur lit cette raison.",
    )


class ReceiptIssueForm(forms.Form):
    """What each type of device was worth, who said so, and the signature."""

    legal_form = TextField(
        label="Forme juridique de l’entreprise",
        max_length=60,
        help_text="Par exemple SARL, SAS, entreprise individuelle.",
    )
    value_basis = TextField(label="D’où vient la valeur", max_length=300)
    strokes = forms.CharField(required=False, max_length=STROKES_LENGTH, widget=forms.HiddenInput)

    def __init__(self, *args, form, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = [line for line, _ in lines]
        if form == ReceiptForm.INDIVIDUAL:
            del self.fields["legal_form"]
            self.fields["value_basis"].label = "Comment vous avez vérifié la valeur"
            self.fields[
                "value_basis"
            ].help_text = "Prix constatés pour le même appareil d’occasion, et où."
        else:
            self.fields[
                "value_basis"
            ].help_text = "Courrier ou état du matériel remis par l’entreprise, et sa date."
        for line, value in lines:
            self.fields[f"v_{line.type}"] = WorthField(
                label=f"{type_label(line.type)}, valeur d’une pièce (€)",
                help_text=f"{number(line.counted)} compté{'s' if line.counted > 1 else ''}"
                " au bordereau",
                initial="" if value is None else f"{value}".replace(".", ","),
            )

    @property
    def worths(self):
        return [self[f"v_{line.type}"] for line in self.lines]

    @property
    def values(self):
        return {line.type: self.cleaned_data[f"v_{line.type}"] for line in self.lines}

    @property
    def said(self):
        """What the act wants."""
        names = ("legal_form", "value_basis", "strokes")
        return {"values": self.values} | {
            name: self.cleaned_data[name] for name in names if name in self.fields
        }


class ReuseForm(forms.Form):
    """The devices of more than ten years, which the quota leaves out."""

    older = forms.MultipleChoiceField(
        label="Appareils de plus de dix ans",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Le quota de réemploi ne les compte pas.",
    )

    def __init__(self, *args, devices, **kwargs):
        super().__init__(*args, **kwargs)
        self.devices = {str(device.pk): device for device in devices}
        self.fields["older"].choices = [
            (key, f"{device.asset_tag}, {device.short_name}")
            for key, device in self.devices.items()
        ]

    @property
    def keys(self):
        return [self.devices[key].pk for key in self.cleaned_data["older"]]
