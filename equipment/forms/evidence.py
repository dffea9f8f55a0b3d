"""Files that machines wrote, and what a person decides or attests about them."""

from django import forms

from equipment.forms.fields import TextField
from inclusion.ui.forms import FileDrop, MultipleFileDrop, MultipleFileField


class EvidenceForm(forms.Form):
    """Several files at once; each is read for itself."""

    files = MultipleFileField(
        label="Fichiers de relevé",
        widget=MultipleFileDrop(attrs={"multiple": True}),
        allow_empty_file=True,
        help_text="20\u00a0fichiers au plus, 3\u00a0Mo chacun et 12\u00a0Mo en tout.",
        error_messages={"required": "Choisissez au moins un fichier."},
    )


class CaseDeviceForm(forms.Form):
    """Another device than those proposed, by its label."""

    etiquette = TextField(label="Étiquette d’un autre appareil", max_length=200)


class AttestationForm(forms.Form):
    """What someone saw on opening the device, and the photo that shows it."""

    words = TextField(
        label="Ce que vous avez constaté",
        max_length=300,
        help_text="Par exemple emplacement du disque vide, aucune puce soudée.",
    )
    photo = forms.FileField(
        label="Photo",
        widget=FileDrop(attrs={"accept": "image/jpeg,image/png"}),
        help_text="JPEG ou PNG, 10\u00a0Mo au plus. Le lieu de la prise de vue est effacé.",
        error_messages={"empty": "Ce fichier est vide."},
    )
