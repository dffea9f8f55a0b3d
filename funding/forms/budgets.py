"""The budget of an action as the form prints it, its contributions, the end of an exercise."""

import datetime
from decimal import Decimal

from django import forms
from django.utils import timezone

from funding.cerfa_lines import (
    CHARGES,
    CHARGES_IN_KIND,
    DETAILED,
    LINES,
    PRODUITS,
    PRODUITS_IN_KIND,
)
from funding.models import InKindNature
from inclusion.organisations.models import Organisation
from inclusion.text import clean
from inclusion.ui.forms import FileDrop

from .fields import AmountField, DayField

# Lines that a person writes as one amount each; the others name their payer.
SIDES = ((*CHARGES, CHARGES_IN_KIND), (*PRODUITS, PRODUITS_IN_KIND))
BLANK_ROWS = 3


def is_detailed(code):
    return code.startswith(DETAILED)


class BudgetForm(forms.Form):
    """One amount a line of the form, empty where nothing is planned."""

    hides_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, line in LINES.items():
            if not is_detailed(code):
                self.fields[code] = AmountField(label=line.label, required=False)
        self.fields["distribution_key"] = forms.CharField(
            label="Règle de répartition des charges indirectes",
            help_text="Imprimée dans l’annexe\u00a0: au prorata des heures d’atelier…",
            max_length=300,
            required=False,
        )

    def clean(self):
        values = super().clean()
        indirect = any(values.get(code) for code in LINES if code.startswith("IND."))
        if indirect and not values.get("distribution_key"):
            self.add_error(
                "distribution_key", "Des charges indirectes s’accompagnent de leur règle."
            )
        return values

    def sides(self):
        """[(groups of charges), (groups of produits)], each (label, code, bound fields)."""
        for groups in SIDES:
            yield [
                (group.label, group.code, [
                    self[line.code] for line in group.lines if line.code in self.fields
                ])
                for group in groups
            ]  # fmt: skip


class PayerForm(forms.Form):
    """One payer of account 74, or one patron: the form wants each on its line."""

    hides_optional = True

    line_code = forms.ChoiceField(
        label="Ligne",
        choices=[("", "Choisissez")]
        + [(code, line.label) for code, line in LINES.items() if is_detailed(code)],
        required=False,
    )
    label = forms.CharField(label="Qui", max_length=160, required=False)
    payer = forms.ModelChoiceField(
        label="Structure de l’annuaire",
        queryset=Organisation.objects.order_by("name"),
        empty_label="Aucune",
        required=False,
    )
    planned_amount = AmountField(label="Montant prévu (€)", required=False)

    def clean(self):
        values = super().clean()
        amount, code = values.get("planned_amount"), values.get("line_code")
        if amount is not None and not code and "line_code" not in self.errors:
            self.add_error("line_code", "Choisissez la ligne de ce payeur.")
        if code and amount is None and "planned_amount" not in self.errors:
            self.add_error("planned_amount", "Écrivez ce que ce payeur donnera.")
        return values


PayerFormSet = forms.formset_factory(PayerForm, extra=BLANK_ROWS, max_num=40, absolute_max=60)


def budget_initial(lines):
    """(initial of the form, initial of the payers) from BudgetLine rows or a draft's lines."""
    amounts, payers, key = {}, [], ""
    for line in lines:
        value = line if isinstance(line, dict) else vars_of(line)
        key = value.get("distribution_key") or key
        if is_detailed(value["line_code"]):
            payers.append(value)
        else:
            former = amounts.get(value["line_code"], Decimal(0))
            amounts[value["line_code"]] = former + value["planned_amount"]
    return amounts | {"distribution_key": key}, payers


def vars_of(line):
    names = ("line_code", "label", "payer", "planned_amount", "distribution_key")
    return {name: getattr(line, name) for name in names}


def budget_lines(form, payers):
    """What the two forms say, as `write_budget` wants it, in the order of the form.

    While they are typed, what cannot be read yet is simply not there.
    """
    key = form.cleaned_data.get("distribution_key", "")
    named = [
        values
        for values in (row.cleaned_data for row in payers)
        if values.get("line_code") and values.get("planned_amount") is not None
    ]
    lines = []
    for code in LINES:
        if is_detailed(code):
            lines += [
                values | {"label": clean(values.get("label", ""))}
                for values in named
                if values["line_code"] == code
            ]
        elif form.cleaned_data.get(code):
            lines.append(
                {
                    "line_code": code,
                    "planned_amount": form.cleaned_data[code],
                    "distribution_key": key if code.startswith("IND.") else "",
                }
            )
    return lines


def unread_amounts(form, payers):
    """How many amounts of a budget being typed cannot be counted as they stand."""
    codes = [name for name in form.errors if name in LINES]
    return len(codes) + sum(bool(row.errors) for row in payers)


class PeriodForm(forms.Form):
    starts_on = DayField(label="Du")
    ends_on = DayField(label="Au")

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "La fin doit suivre le début.")
        return values


class ContributionForm(PeriodForm):
    hides_optional = True
    field_order = ("nature", "label", "giver_name", "starts_on", "ends_on")

    nature = forms.ChoiceField(label="Nature", choices=InKindNature.choices)
    label = forms.CharField(label="Ce qui est donné", max_length=200)
    giver_name = forms.CharField(label="Par qui", max_length=120, required=False)
    quantity = AmountField(label="Quantité", required=False)
    unit = forms.CharField(label="Unité", max_length=40, required=False)
    unit_value = AmountField(label="Valeur unitaire (€)", required=False)
    value = AmountField(
        label="Valeur (€)",
        required=False,
        help_text="Vide\u00a0: quantité × valeur unitaire, ou «\u00a0non valorisée\u00a0».",
    )
    method = forms.CharField(
        label="Méthode de valorisation", max_length=300, required=False,
        help_text="Exigée dès qu’il y a une valeur\u00a0: prix public, devis, taux horaire…",
    )  # fmt: skip
    proof = forms.FileField(
        label="Pièce", widget=FileDrop(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}), required=False
    )

    @staticmethod
    def initial_of(contribution):
        names = [name for name in ContributionForm.base_fields if name != "proof"]
        return {name: getattr(contribution, name) for name in names}


class ExerciseForm(forms.Form):
    """The end of an exercise; it need not be a civil year."""

    exercise = DayField(label="Exercice clos le")

    @staticmethod
    def usual():
        """The last 31 December that is past."""
        return datetime.date(timezone.localdate().year - 1, 12, 31)
