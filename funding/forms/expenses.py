"""Expenses: what is recorded, and what is charged of them."""

from django import forms
from stdnum.fr import siren as siren_number

from funding.cerfa_lines import line_choices
from funding.models import ExpenseSource, Project
from inclusion.text import clean, fold
from inclusion.ui.forms import FileDrop

from .fields import AmountField, DayField, RateField


class ExpenseForm(forms.Form):
    hides_optional = True

    project = forms.ModelChoiceField(
        label="Projet", queryset=Project.objects.none(), empty_label="Choisissez"
    )
    source = forms.ChoiceField(label="Origine", choices=ExpenseSource.choices)
    supplier = forms.CharField(label="Fournisseur", max_length=160)
    supplier_siren = forms.CharField(
        label="SIREN, s’il est connu", max_length=20, required=False,
        help_text="Neuf chiffres\u00a0: il reconnaît un fournisseur écrit de deux façons.",
    )  # fmt: skip
    document_number = forms.CharField(label="Numéro de pièce", max_length=60)
    description = forms.CharField(label="Objet", max_length=300, required=False)
    invoiced_on = DayField(label="Date de la pièce")
    paid_on = DayField(label="Payée le, si elle l’est", required=False)
    gross_amount = AmountField(label="Montant TTC (€)")
    recoverable_vat = AmountField(
        label="TVA récupérable (€)", required=False, help_text="Vide\u00a0: aucune."
    )
    eligible_amount = AmountField(
        label="Montant éligible (€)",
        required=False,
        help_text="Vide\u00a0: le TTC moins la TVA récupérable.",
    )
    account = forms.RegexField(
        r"^6[0-9]{1,9}$",
        label="Compte",
        help_text="Un compte de charge\u00a0: 6064, 6132…",
        error_messages={"invalid": "Un compte de charge commence par 6, en chiffres."},
    )
    line_code = forms.ChoiceField(
        label="Ligne du compte rendu",
        choices=lambda: [("", "D’après le compte"), *line_choices()],
        required=False,
    )
    proof = forms.FileField(
        label="Pièce",
        widget=FileDrop(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        required=False,
        help_text="PDF, PNG ou JPEG, 5\u00a0Mo au plus. Son empreinte est gardée.",
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        projects = Project.objects.visible_to(member).order_by("-starts_on", "title")
        self.fields["project"].queryset = projects

    def clean_supplier_siren(self):
        digits = "".join(c for c in self.cleaned_data["supplier_siren"] if not c.isspace())
        if digits and not siren_number.is_valid(digits):
            raise forms.ValidationError("Ce SIREN est faux\u00a0: vérifiez ses neuf chiffres.")
        return digits

    def clean_supplier(self):
        supplier = clean(self.cleaned_data["supplier"])
        if not fold(supplier):
            raise forms.ValidationError("Écrivez le nom du fournisseur.")
        return supplier

    def clean_gross_amount(self):
        amount = self.cleaned_data["gross_amount"]
        if not amount:
            raise forms.ValidationError("Une dépense est supérieure à zéro.")
        return amount

    def clean(self):
        values = super().clean()
        gross, vat = values.get("gross_amount"), values.get("recoverable_vat")
        eligible = values.get("eligible_amount")
        if gross and vat and vat > gross:
            self.add_error("recoverable_vat", "La TVA ne dépasse pas le montant TTC.")
        elif gross and eligible is not None and eligible > gross - (vat or 0):
            self.add_error(
                "eligible_amount", "Il ne dépasse pas le montant TTC moins la TVA récupérable."
            )
        return values

    @staticmethod
    def initial_of(expense):
        names = [name for name in ExpenseForm.base_fields if name != "proof"]
        return {name: getattr(expense, name) for name in names}


class CreditNoteForm(forms.Form):
    hides_optional = True

    document_number = forms.CharField(label="Numéro de l’avoir", max_length=60)
    invoiced_on = DayField(label="Date de l’avoir")
    gross_amount = AmountField(
        label="Montant TTC de l’avoir (€)", help_text="Comme il est imprimé, positif."
    )
    recoverable_vat = AmountField(label="dont TVA récupérable (€)", required=False)
    proof = forms.FileField(
        label="Pièce", widget=FileDrop(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}), required=False
    )


class CancelForm(forms.Form):
    reason = forms.CharField(label="Pourquoi cette dépense est-elle annulée\u202f?", max_length=300)


class ChargeForm(forms.Form):
    """So much of an expense to one grant of its project."""

    grant = forms.ModelChoiceField(
        label="Subvention", queryset=None, empty_label="Choisissez", required=True
    )
    amount = AmountField(label="Montant imputé (€)")

    def __init__(self, *args, grants, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grant"].queryset = grants
        self.fields["grant"].label_from_instance = lambda grant: (
            f"{grant.funder}{f', n° {grant.convention_number}' if grant.convention_number else ''}"
        )


class SpreadForm(forms.Form):
    """The percentages of an expense, one field a grant of its project."""

    hides_optional = True

    def __init__(self, *args, grants, **kwargs):
        super().__init__(*args, **kwargs)
        self.grants = {f"rate-{grant.pk}": grant for grant in grants}
        for name, grant in self.grants.items():
            self.fields[name] = RateField(label=f"{grant.funder} (%)", required=False)

    def clean(self):
        values = super().clean()
        self.shares = [
            (grant, values[name]) for name, grant in self.grants.items() if values.get(name)
        ]
        if not self.errors and not self.shares:
            raise forms.ValidationError("Donnez une part à une subvention au moins.")
        return values
