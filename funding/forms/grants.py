"""What a funder decided to give."""

from decimal import Decimal

from django import forms

from equipment.models import Offer
from funding.models import CoFundingPlan
from inclusion.organisations.models import Organisation
from inclusion.text import clean

from .fields import AmountField, DayField, UnitsField


class GrantForm(forms.Form):
    hides_optional = True
    funder = forms.ModelChoiceField(
        label="Financeur", queryset=Organisation.objects.none(), empty_label="Choisissez"
    )
    convention_number = forms.CharField(
        label="Numéro de convention, s’il existe", max_length=40, required=False
    )
    decided_on = DayField(label="Date de décision")
    granted_amount = AmountField(label="Montant accordé (€)")
    eligible_from = DayField(label="Action financée du")
    eligible_to = DayField(label="Au")
    plan = forms.ModelChoiceField(
        label="Plan de cofinancement",
        queryset=CoFundingPlan.objects.none(),
        required=False,
        empty_label="Sans plan",
    )
    unit_amount = AmountField(label="Montant par unité (€)", required=False)
    funded_units = UnitsField(label="Unités financées", required=False)
    offer = forms.ModelChoiceField(
        label="Offre dont les remises comptent",
        queryset=Offer.objects.none(),
        required=False,
        empty_label="Aucune",
    )
    paid_amount = AmountField(label="Déjà versé (€)", required=False)
    paid_on = DayField(label="Versé le", required=False)

    def __init__(self, *args, member, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funder"].queryset = Organisation.objects.exclude(
            pk=member.organisation_id
        ).order_by("name")
        self.fields["plan"].queryset = project.plans.order_by("-version")
        self.fields["offer"].queryset = Offer.objects.filter(
            organisation=member.organisation_id
        ).order_by("name")

    def clean_convention_number(self):
        return clean(self.cleaned_data["convention_number"])

    def clean_granted_amount(self):
        amount = self.cleaned_data["granted_amount"]
        if not amount:
            raise forms.ValidationError("Une subvention accordée est supérieure à zéro.")
        return amount

    def clean_paid_amount(self):
        return self.cleaned_data["paid_amount"] or Decimal("0.00")

    def clean(self):
        values = super().clean()
        first, last = values.get("eligible_from"), values.get("eligible_to")
        if first and last and last < first:
            self.add_error("eligible_to", "La fin de la période doit suivre son début.")
        if values.get("paid_amount") and not values.get("paid_on") and "paid_on" not in self.errors:
            self.add_error("paid_on", "Un versement a sa date.")
        return values

    @staticmethod
    def initial_of(grant):
        return {name: getattr(grant, name) for name in GrantForm.base_fields}

    @staticmethod
    def initial_for(project, plan):
        return {
            "eligible_from": project.starts_on,
            "eligible_to": project.ends_on,
            "plan": plan,
        }
