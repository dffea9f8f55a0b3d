"""Giving a signed sheet, saying whose it is, signing."""

from django import forms

from inclusion.text import clean
from inclusion.ui.formats import hour, short_day
from inclusion.ui.forms import FileDrop


class SheetForm(forms.Form):
    """A photo or a scan of what people signed."""

    file = forms.FileField(
        label="La feuille signée",
        widget=FileDrop({"accept": "image/jpeg,image/png,application/pdf"}),
        help_text="Une photo de la feuille entière, ou un PDF\u00a0: 10\u00a0Mo au plus. Le code"
        " imprimé dit de quelle séance il s’agit.",
        error_messages={
            "required": "Choisissez la photo de la feuille.",
            "empty": "Ce fichier est vide.",
        },
    )


class SessionChoice(forms.ModelChoiceField):
    def label_from_instance(self, session):
        return f"{short_day(session.starts_at)}, {hour(session.starts_at)} · {session.workshop}"


class AttachForm(forms.Form):
    """Which session signed this sheet."""

    session = SessionChoice(label="Séance", queryset=None, empty_label="Choisissez la séance")

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions


class SignForm(forms.Form):
    """A name, and a finger when there is one."""

    hides_optional = True

    name = forms.CharField(
        label="Votre nom", max_length=120, error_messages={"required": "Écrivez votre nom."}
    )
    drawing = forms.CharField(required=False, widget=forms.HiddenInput, max_length=300_000)

    def clean_name(self):
        return clean(self.cleaned_data["name"])
