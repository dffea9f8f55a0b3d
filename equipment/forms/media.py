"""Media and their proofs."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.evidence_files import MAX_BYTES
from equipment.forms.fields import CHOOSE, EARLIEST, TextField, WholeNumberField
from equipment.models import (
    ErasureMethod,
    MediumKind,
)
from inclusion.ui.forms import DateTimeInput, FileDrop


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
