"""What the funder asks, and why a report is sent back."""

from django import forms

from .fields import text_area


class QuestionForm(forms.Form):
    hides_optional = True
    line = forms.ChoiceField(label="À propos de", required=False)
    body = forms.CharField(label="Votre question", max_length=3000, widget=text_area(3, 3000))

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "L’ensemble du compte rendu"), *lines]

    @property
    def line_label(self):
        code = self.cleaned_data["line"]
        return dict(self.fields["line"].choices)[code] if code else ""


class RejectionForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        help_text="L’association lit cette phrase et peut déposer une version corrigée.",
        max_length=2000,
        widget=text_area(5, 2000),
    )
