"""What the funder asks, sets aside and decides, and what the association gives back."""

from django import forms

from funding.models import ComplementReason

from .fields import AmountField, DayField, text_area

WHOLE_REPORT = ("", "L’ensemble du compte rendu")


class AboutALine(forms.Form):
    """A form about one line of the report, or the whole."""

    hides_optional = True
    line = forms.ChoiceField(label="À propos de", required=False)

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [WHOLE_REPORT, *lines]

    @property
    def line_label(self):
        code = self.cleaned_data["line"]
        return dict(self.fields["line"].choices)[code] if code else ""


class QuestionForm(AboutALine):
    body = forms.CharField(label="Votre question", max_length=3000, widget=text_area(3, 3000))


class ComplementForm(AboutALine):
    reason = forms.ChoiceField(
        label="Motif", choices=ComplementReason.choices, widget=forms.RadioSelect
    )
    body = forms.CharField(
        label="Ce que vous attendez",
        help_text="L’association lit cette phrase. Dites quelle pièce, ou quel chiffre.",
        max_length=3000,
        widget=text_area(4, 3000),
    )
    due_on = DayField(label="Attendu le", help_text="Elle est prévenue trois jours avant.")
    field_order = ["reason", "line", "body", "due_on"]


class SetAsideForm(forms.Form):
    line = forms.ChoiceField(label="Ligne ou pièce")
    amount = AmountField(
        label="Montant écarté", help_text="En euros, ce qui est retranché de la subvention."
    )
    reason = forms.CharField(
        label="Pourquoi",
        help_text="L’association lit cette phrase.",
        max_length=2000,
        widget=text_area(4, 2000),
    )

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines


class RejectionForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        help_text="L’association lit cette phrase et peut déposer une version corrigée.",
        max_length=2000,
        widget=text_area(5, 2000),
    )


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        help_text="L’association lit cette phrase. Votre première décision reste au journal.",
        max_length=2000,
        widget=text_area(4, 2000),
    )


class RepaymentForm(forms.Form):
    value_on = DayField(label="Viré le")
    reference = forms.CharField(
        label="Référence bancaire", max_length=80, required=False, strip=True
    )
