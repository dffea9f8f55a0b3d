"""Instalments and payments, cash and commitments."""

from django import forms
from django.utils import timezone

from funding.models import InstalmentCondition
from inclusion.text import clean
from inclusion.ui.formats import euros

from .fields import AmountField, DayField

CAME, WENT_BACK = "came", "went_back"


class InstalmentPlanForm(forms.Form):
    parts = forms.CharField(
        label="En combien de tranches\u202f?",
        help_text="Un nombre pour des parts égales (3), ou des pourcentages (70/30).",
        max_length=120,
        initial="70/30",
    )


class InstalmentForm(forms.Form):
    hides_optional = True
    planned_amount = AmountField(label="Montant (€)")
    condition = forms.ChoiceField(label="Elle attend", choices=InstalmentCondition.choices)
    due_on = DayField(label="Attendue le", required=False)
    condition_note = forms.CharField(label="Précision", max_length=200, required=False)

    def clean(self):
        values = super().clean()
        waits_for_a_day = values.get("condition") == InstalmentCondition.DATE
        if waits_for_a_day and not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Écrivez à quelle date cette tranche est attendue.")
        return values

    def clean_planned_amount(self):
        amount = self.cleaned_data["planned_amount"]
        if not amount:
            raise forms.ValidationError("Une tranche est supérieure à zéro.")
        return amount


class CallForm(forms.Form):
    hides_optional = True
    called_on = DayField(label="Appelée le", initial=timezone.localdate)
    evidence = forms.CharField(
        label="Pièces jointes à l’appel",
        help_text="Exigées quand la tranche se verse sur pièces.",
        max_length=200,
        required=False,
    )


class PaymentForm(forms.Form):
    hides_optional = True
    direction = forms.ChoiceField(
        label="L’argent",
        choices=[(CAME, "est reçu du financeur"), (WENT_BACK, "est rendu au financeur")],
        initial=CAME,
    )
    amount = AmountField(label="Montant (€)")
    value_on = DayField(label="Date de valeur", initial=timezone.localdate)
    reference = forms.CharField(label="Référence bancaire", max_length=80, required=False)

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError("Un versement n’est pas nul.")
        return amount

    def clean_value_on(self):
        value_on = self.cleaned_data["value_on"]
        if value_on > timezone.localdate():
            raise forms.ValidationError("Un versement s’enregistre quand il est reçu.")
        return value_on

    def clean_reference(self):
        return clean(self.cleaned_data["reference"])

    @property
    def signed_amount(self):
        amount = self.cleaned_data["amount"]
        return -amount if self.cleaned_data["direction"] == WENT_BACK else amount


class MatchForm(forms.Form):
    """Which instalment a payment settles, and how much of it."""

    instalment = forms.ChoiceField(label="Tranche")
    amount = AmountField(label="Montant rapproché (€)")

    def __init__(self, *args, instalments, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in instalments}
        self.fields["instalment"].choices = [
            (key, f"{row}\u00a0: {euros(row.left)} à régler") for key, row in self.rows.items()
        ]

    def clean_instalment(self):
        return self.rows[self.cleaned_data["instalment"]]


class BalanceForm(forms.Form):
    on = DayField(label="Solde au", initial=timezone.localdate)
    amount = AmountField(label="Solde du compte (€)", may_be_negative=True)


class CommitmentForm(forms.Form):
    hides_optional = True
    label = forms.CharField(label="Dépense engagée", max_length=120)
    amount = AmountField(label="Montant (€)")
    is_monthly = forms.BooleanField(label="Chaque mois", required=False)
    starts_on = DayField(label="Le, ou à partir du")
    ends_on = DayField(label="Jusqu’au", required=False)

    def clean_label(self):
        return clean(self.cleaned_data["label"])

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError("Une dépense engagée est supérieure à zéro.")
        return amount

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "La fin doit suivre le début.")
        return values
