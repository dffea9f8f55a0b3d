"""The form that takes a file to import."""

import json

from django import forms

from inclusion.tables.matching import read_mapping
from inclusion.tables.reading import FILE_BYTES, Unreadable, read_table
from inclusion.ui.forms import FileDrop


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        widget=FileDrop({"accept": ".csv,.xlsx,.ods,.json"}),
        help_text="csv, xlsx, ods ou json, 5\u00a0Mo et 5\u202f000\u00a0lignes au plus.",
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
        },
    )
    mapping = forms.FileField(
        label="Correspondance des colonnes",
        required=False,
        help_text="Un fichier json, si vos colonnes portent d’autres noms.",
        error_messages={"empty": "Ce fichier est vide."},
    )

    def __init__(self, *args, kind, **kwargs):
        self.kind = kind
        super().__init__(*args, **kwargs)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 5\u00a0Mo\u00a0: découpez-le.")
        try:
            self.table = read_table(file.read())
        except Unreadable as error:
            raise forms.ValidationError(error.message) from None
        return file

    def clean_mapping(self):
        file = self.cleaned_data["mapping"]
        if not file:
            return None
        try:
            return read_mapping(json.loads(file.read(100_000)), self.kind.names)
        except Unreadable as error:
            raise forms.ValidationError(error.message) from None
        except (ValueError, RecursionError):
            raise forms.ValidationError("Ce fichier JSON est mal formé.") from None
