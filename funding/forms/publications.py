"""What a funder writes of a grant it awarded, as the schema asks for it."""

from decimal import Decimal

from django import forms

from funding.models import GrantNature
from funding.opendata import schema
from inclusion.organisations.models import validate_rna, validate_siret
from inclusion.text import clean
from inclusion.ui.forms import FileDrop

from .fields import AmountField, DayField, RateField, text_area

FILE_BYTES = 5_000_000
NEVER_A_RATE = (
    "100 s’il est seul. C’est la part de ce bénéficiaire parmi ceux de la subvention, pas un taux"
    " de cofinancement. Une subvention partagée s’écrit sur une ligne par bénéficiaire."
)


class LineForm(forms.Form):
    grantee_name = forms.CharField(label="Bénéficiaire", max_length=200)
    grantee_siret = forms.CharField(
        label="SIRET",
        max_length=18,
        required=False,
        help_text="Quatorze chiffres\u00a0; à défaut, le RNA.",
    )
    grantee_rna = forms.CharField(
        label="Numéro RNA",
        max_length=14,
        required=False,
        help_text="Pour une association, si le SIRET manque.",
    )
    object = forms.CharField(
        label="Objet",
        max_length=2000,
        help_text=f"{schema.OBJECT_LENGTH} caractères sont publiés\u00a0; au-delà, il est coupé sur"
        " un mot.",
        widget=text_area(3, 2000),
    )
    agreed_on = DayField(label="Convention signée le")
    decision_reference = forms.CharField(
        label="Référence de la décision", max_length=120, required=False
    )
    amount = AmountField(label="Montant total (€)", help_text="Avant partage.")
    share = RateField(label="Part de ce bénéficiaire (%)", help_text=NEVER_A_RATE)
    nature = forms.ChoiceField(label="Nature", choices=GrantNature)
    terms = forms.ChoiceField(label="Conditions de versement")
    paid_from = DayField(label="Versée le, ou à partir du")
    paid_to = DayField(label="Jusqu’au", required=False)
    is_notified_to_europe = forms.BooleanField(
        label="Notifiée à la Commission européenne (aide de minimis)", required=False
    )
    program_code = forms.CharField(label="Dispositif d’aide", max_length=80, required=False)
    business_aid_code = forms.CharField(
        label="Identifiant RAE",
        max_length=5,
        required=False,
        help_text="Aides aux entreprises seulement.",
    )

    def __init__(self, *args, line=None, **kwargs):
        if line is not None:
            kwargs["initial"] = initial_of(line)
        super().__init__(*args, **kwargs)
        words = list(schema.TERMS)
        if line is not None and line.terms and line.terms not in words:
            words.append(line.terms)
        self.fields["terms"].choices = [(word, word.capitalize()) for word in words]

    def clean_grantee_siret(self):
        siret = "".join(self.cleaned_data["grantee_siret"].split())
        if siret:
            validate_siret(siret)
        return siret

    def clean_grantee_rna(self):
        rna = "".join(self.cleaned_data["grantee_rna"].split()).upper()
        if rna:
            validate_rna(rna)
        return rna

    def clean_object(self):
        return " ".join(clean(self.cleaned_data["object"]).split())

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError("Une subvention est supérieure à zéro.")
        return amount

    def clean_share(self):
        share = self.cleaned_data["share"] / Decimal(100)
        if not Decimal("0.01") <= share:
            raise forms.ValidationError("Le schéma publié refuse une part de moins d’un pour cent.")
        if share != round(share, 4):
            raise forms.ValidationError("Deux décimales au plus.")
        return share

    def clean(self):
        data = super().clean()
        is_read = not {"grantee_siret", "grantee_rna"} & self.errors.keys()
        if is_read and not data.get("grantee_siret") and not data.get("grantee_rna"):
            self.add_error("grantee_siret", "Donnez le SIRET du bénéficiaire, ou son RNA.")
        first, last = data.get("paid_from"), data.get("paid_to")
        if first and last and last < first:
            self.add_error("paid_to", "La période finit avant de commencer.")
        return data


def initial_of(line):
    values = {name: getattr(line, name) for name in LineForm.base_fields}
    if line.share is not None:
        values["share"] = line.share * 100
    return values


class CheckForm(forms.Form):
    """A csv file to judge; nothing of it is kept."""

    file = forms.FileField(
        label="Fichier csv",
        widget=FileDrop({"accept": ".csv"}),
        help_text="5\u00a0Mo au plus. Le fichier est lu, puis oublié.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    variant = forms.ChoiceField(
        label="Format attendu",
        choices=[(variant.code, variant.label) for variant in schema.VARIANTS.values()],
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 5\u00a0Mo\u00a0: découpez-le.")
        return file
