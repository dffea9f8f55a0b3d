"""The forms of holds and delays."""

from django import forms

from beneficiaries.models import HoldReason
from inclusion.ui.forms import ChoiceCards, DateInput

REASONS = {
    HoldReason.LITIGATION: "Une affaire en cours où le dossier sert de preuve.",
    HoldReason.GRANT: "Un financeur peut encore contrôler l’action où elle est venue.",
    HoldReason.ACCOUNTING: "Une pièce comptable la nomme.",
    HoldReason.AUTHORITY: "Une autorité a demandé de ne rien effacer.",
}


class ReviewForm(forms.Form):
    review_on = forms.DateField(
        label="À revoir le",
        widget=DateInput,
        help_text="Dans les six mois au plus. Passée cette date, une alarme reste à l’accueil.",
        error_messages={
            "required": "Choisissez une date de revue.",
            "invalid": "Cette date n’existe pas.",
        },
    )


class HoldForm(ReviewForm):
    reason = forms.ChoiceField(
        label="Pourquoi ce dossier est conservé",
        choices=HoldReason.choices,
        widget=ChoiceCards(consequences=REASONS),
        error_messages={
            "required": "Choisissez un motif.",
            "invalid_choice": "Choisissez un motif.",
        },
    )
    words = forms.CharField(
        label="Précision",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lue par le responsable seul, et communicable à la personne.",
        error_messages={"required": "Précisez en une phrase."},
    )
    field_order = ["reason", "words", "review_on"]


class DelayForm(forms.Form):
    days = forms.IntegerField(
        label="Durée, en jours",
        min_value=1,
        max_value=3650,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}
        ),
        error_messages={
            "required": "Écrivez un nombre de jours.",
            "invalid": "Écrivez un nombre de jours.",
            "min_value": "Un délai compte au moins un jour.",
            "max_value": "Dix ans au plus.",
        },
    )
    justification = forms.CharField(
        label="Justification",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nécessaire pour garder plus longtemps que la règle. Elle figure au registre.",
    )
