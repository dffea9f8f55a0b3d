"""The agreement of a grant, its amendments, and who the grant is shared between."""

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils import timezone

from inclusion.organisations.models import Organisation, validate_siret
from inclusion.text import clean
from inclusion.ui.forms import FileDrop

from .fields import AmountField, DayField, RateField, UnitsField, text_area


class AgreementForm(forms.Form):
    hides_optional = True
    number = forms.CharField(label="Numéro", max_length=40)
    signed_on = DayField(label="Signée le", initial=timezone.localdate)
    file = forms.FileField(
        label="Le document signé",
        help_text="PDF, PNG ou JPEG, 5 Mo au plus. Gardé sous son empreinte.",
        required=False,
        widget=FileDrop(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        validators=[FileExtensionValidator(["pdf", "png", "jpg", "jpeg"])],
    )
    note = forms.CharField(
        label="Ce qu’il faut en savoir", max_length=2000, required=False, widget=text_area(3, 2000)
    )

    def clean_number(self):
        return clean(self.cleaned_data["number"])


class AmendmentForm(AgreementForm):
    """An amendment: every clause as it will be; those left as they are do not change."""

    granted_amount = AmountField(label="Montant accordé (€)")
    eligible_from = DayField(label="Action financée du")
    eligible_to = DayField(label="Au")
    unit_amount = AmountField(label="Montant par unité (€)", required=False)
    funded_units = UnitsField(label="Unités financées", required=False)
    rate_cap = RateField(label="Taux maximal des dépenses (%)", required=False)

    CLAUSES = (
        "granted_amount", "eligible_from", "eligible_to", "unit_amount", "funded_units", "rate_cap",
    )  # fmt: skip

    def clean_rate_cap(self):
        return self.cleaned_data["rate_cap"] or None

    @property
    def changes(self):
        return {name: self.cleaned_data[name] for name in self.CLAUSES}

    @classmethod
    def initial_of(cls, grant):
        return {name: getattr(grant, name) for name in cls.CLAUSES}


class ShareForm(forms.Form):
    """One grantee of a shared grant, and its part in percent."""

    hides_optional = True
    grantee_name = forms.CharField(label="Bénéficiaire", max_length=120)
    grantee = forms.ModelChoiceField(
        label="Structure inscrite",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Aucune",
    )
    siret = forms.CharField(label="SIRET", max_length=20, required=False)
    rna = forms.RegexField(
        label="RNA",
        regex=r"^W[0-9A-Z]{9}$",
        required=False,
        error_messages={"invalid": "Un RNA est un W et neuf chiffres."},
    )
    percent = RateField(label="Part (%)")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grantee"].queryset = Organisation.objects.order_by("name")

    def clean_grantee_name(self):
        return clean(self.cleaned_data["grantee_name"])

    def clean_siret(self):
        siret = "".join(self.cleaned_data["siret"].split())
        if siret:
            validate_siret(siret)
        return siret

    def clean_percent(self):
        points = self.cleaned_data["percent"] * 100
        if points != int(points) or not 1 <= points <= 10_000:
            raise forms.ValidationError("Une part va de 0,01 à 100, avec deux décimales au plus.")
        return int(points)

    def clean(self):
        values = super().clean()
        grantee = values.get("grantee")
        if grantee:
            values["siret"] = values.get("siret") or grantee.siret
            values["rna"] = values.get("rna") or grantee.rna
        return values

    @property
    def as_share(self):
        values = self.cleaned_data
        return {
            "grantee": values["grantee"],
            "grantee_name": values["grantee_name"],
            "siret": values["siret"],
            "rna": values["rna"],
            "basis_points": values["percent"],
        }


class BaseShareFormSet(forms.BaseFormSet):
    def clean(self):
        if any(self.errors):
            return
        shares = self.shares
        whole = sum(share["basis_points"] for share in shares)
        if shares and whole != 10_000:
            written = f"{whole / 100:g}".replace(".", ",")
            raise forms.ValidationError(f"Les parts font {written}\u00a0%, et non 100\u00a0%.")

    @property
    def shares(self):
        return [
            form.as_share
            for form in self.forms
            if form.cleaned_data.get("grantee_name") and not form.cleaned_data.get("DELETE")
        ]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer ce bénéficiaire"


def share_forms(data=None, *, shares=()):
    factory = forms.formset_factory(
        ShareForm, formset=BaseShareFormSet, extra=2 if shares else 3, max_num=30,
        absolute_max=40, can_delete=True,
    )  # fmt: skip
    initial = [
        {
            "grantee_name": share.grantee_name,
            "grantee": share.grantee_id,
            "siret": share.siret,
            "rna": share.rna,
            "percent": share.percent,
        }
        for share in shares
    ]
    return factory(data, initial=initial, prefix="parts")
