"""What a funder decided to give, or is asked for."""

import datetime

from django import forms
from django.db.models import Q

from equipment.models import Offer
from funding.models import CoFundingPlan, FundingProgram, GrantKind, GrantNature
from funding.services.granting import FIXED_BY_AGREEMENT
from inclusion.organisations.models import Organisation
from inclusion.text import clean

from .fields import AmountField, DayField, RateField, UnitsField


class BaseGrantForm(forms.Form):
    """What a grant is about, asked for or given."""

    hides_optional = True
    funder = forms.ModelChoiceField(
        label="Financeur", queryset=Organisation.objects.none(), empty_label="Choisissez"
    )
    program = forms.ModelChoiceField(
        label="Dispositif",
        help_text="Il dit ce qui est éligible, et jusqu’à quelle part d’argent public.",
        queryset=FundingProgram.objects.none(),
        required=False,
        empty_label="Aucun",
    )
    object = forms.CharField(label="Objet", max_length=256, required=False)
    kind = forms.ChoiceField(
        label="Type", choices=GrantKind.choices, initial=GrantKind.ACTION, required=False
    )
    nature = forms.ChoiceField(
        label="Nature",
        choices=[(v, text.capitalize().replace(";", " et ")) for v, text in GrantNature.choices],
        initial=GrantNature.CASH,
        required=False,
    )  # fmt: skip
    eligible_from = DayField(label="Action financée du")
    eligible_to = DayField(label="Au")
    exercise_ends_on = DayField(
        label="Fin de l’exercice",
        help_text="Vide\u00a0: la fin de l’action. Le compte rendu est dû six mois après.",
        required=False,
    )
    rate_cap = RateField(label="Taux maximal des dépenses (%)", required=False)
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

    def __init__(self, *args, member, project, is_signed=False, **kwargs):
        super().__init__(*args, **kwargs)
        mine = member.organisation_id
        self.fields["funder"].queryset = Organisation.objects.exclude(pk=mine).order_by("name")
        self.fields["program"].queryset = (
            FundingProgram.objects.filter(Q(is_published=True) | Q(organisation=mine))
            .select_related("funder")
            .order_by("funder__name", "label")
        )
        self.fields["program"].label_from_instance = lambda row: f"{row.funder} · {row.label}"
        self.fields["plan"].queryset = project.plans.order_by("-version")
        self.fields["offer"].queryset = Offer.objects.filter(organisation=mine).order_by("name")
        if is_signed:
            for name in FIXED_BY_AGREEMENT:
                if name in self.fields:
                    self.fields[name].disabled = True

    def clean_object(self):
        return clean(self.cleaned_data["object"])

    def clean_kind(self):
        return self.cleaned_data["kind"] or GrantKind.ACTION

    def clean_nature(self):
        return self.cleaned_data["nature"] or GrantNature.CASH

    def clean_rate_cap(self):
        # A cap of nothing is no grant.
        return self.cleaned_data["rate_cap"] or None

    def clean(self):
        values = super().clean()
        first, last = values.get("eligible_from"), values.get("eligible_to")
        if first and last and last < first:
            self.add_error("eligible_to", "La fin de la période doit suivre son début.")
        ends_on = values.get("exercise_ends_on")
        if first and ends_on and not first <= ends_on <= first + datetime.timedelta(days=3 * 366):
            self.add_error("exercise_ends_on", "L’exercice se termine après le début de l’action.")
        program, funder = values.get("program"), values.get("funder")
        if program and funder and program.funder_id != funder.pk:
            self.add_error("program", f"Ce dispositif est celui de {program.funder}.")
        return values

    @classmethod
    def initial_of(cls, grant):
        return {name: getattr(grant, name, None) for name in cls.base_fields}

    @staticmethod
    def initial_for(project, plan):
        return {
            "eligible_from": project.starts_on,
            "eligible_to": project.ends_on,
            "plan": plan,
        }


class GrantEditForm(BaseGrantForm):
    """A grant that was decided."""

    convention_number = forms.CharField(
        label="Numéro de convention, s’il existe", max_length=40, required=False
    )
    decision_reference = forms.CharField(
        label="Référence de la décision", max_length=80, required=False
    )
    decided_on = DayField(label="Date de décision")
    granted_amount = AmountField(label="Montant accordé (€)")

    def clean_convention_number(self):
        return clean(self.cleaned_data["convention_number"])

    def clean_decision_reference(self):
        return clean(self.cleaned_data["decision_reference"])

    def clean_granted_amount(self):
        amount = self.cleaned_data["granted_amount"]
        if not amount:
            raise forms.ValidationError("Une subvention accordée est supérieure à zéro.")
        return amount


class GrantForm(GrantEditForm):
    """A grant decided, with what has already been paid of it."""

    paid_amount = AmountField(label="Déjà versé (€)", required=False)
    paid_on = DayField(label="Versé le", required=False)

    def clean(self):
        values = super().clean()
        paid, paid_on = values.get("paid_amount"), values.get("paid_on")
        if paid and not paid_on and "paid_on" not in self.errors:
            self.add_error("paid_on", "Un versement a sa date.")
        decided_on = values.get("decided_on")
        if paid and paid_on and decided_on and paid_on < decided_on:
            self.add_error("paid_on", "Un versement suit la décision.")
        return values


class RequestForm(BaseGrantForm):
    """A grant that is asked for: no euro counts before the decision."""

    requested_amount = AmountField(label="Montant demandé (€)")
    requested_on = DayField(label="Demandée le")

    def clean_requested_amount(self):
        amount = self.cleaned_data["requested_amount"]
        if not amount:
            raise forms.ValidationError("Un montant demandé est supérieur à zéro.")
        return amount


class DecisionForm(forms.Form):
    """The funder said yes."""

    hides_optional = True
    granted_amount = AmountField(label="Montant accordé (€)")
    decided_on = DayField(label="Date de décision")
    decision_reference = forms.CharField(
        label="Référence de la décision", max_length=80, required=False
    )

    def clean_decision_reference(self):
        return clean(self.cleaned_data["decision_reference"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500})
    )


class ConfirmForm(forms.Form):
    """Nothing to type: the page says what follows, the button does it."""
