"""What a funder says of itself, and the programmes it funds through."""

import re

from django import forms

from funding.indicators import DEFINITIONS
from funding.models import IndirectRule, ReportLine, ReportTemplate
from inclusion.organisations.models import Organisation
from inclusion.text import clean

from .fields import AmountField, DayField, RateField

KNOWN = tuple(DEFINITIONS.values())


class CodesField(forms.CharField):
    """Codes written one after the other: « 60, 61, 64 »."""

    def __init__(self, *, pattern, wrong, **kwargs):
        super().__init__(max_length=300, required=False, **kwargs)
        self.pattern, self.wrong = pattern, wrong

    def to_python(self, value):
        codes = [code for code in re.split(r"[\s,;]+", super().to_python(value) or "") if code]
        if any(not re.fullmatch(self.pattern, code) for code in codes):
            raise forms.ValidationError(self.wrong)
        return list(dict.fromkeys(codes))

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value


class IndicatorsField(forms.MultipleChoiceField):
    """Some of the figures that the product knows how to compute."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "ticks"})

    def __init__(self, **kwargs):
        choices = [(each.code, each.label[:1].upper() + each.label[1:]) for each in KNOWN]
        super().__init__(label="Indicateurs demandés", choices=choices, required=False, **kwargs)


class ProfileForm(forms.Form):
    hides_optional = True
    report_line = forms.ChoiceField(label="Ligne du compte 74", choices=ReportLine.choices)
    is_public = forms.BooleanField(
        label="C’est de l’argent public, compté dans les plafonds", required=False
    )
    report_template = forms.ChoiceField(
        label="Modèle de compte rendu", choices=ReportTemplate.choices
    )
    variance_percent = RateField(label="Écart à expliquer au-delà de (%)")
    variance_amount = AmountField(label="ou de (€)")
    second_signature_above = AmountField(
        label="Deux signatures au-delà de (€)",
        help_text="Vide\u00a0: un agent suffit, quel que soit le montant.",
        required=False,
    )
    logo_rule = forms.CharField(
        label="Affichage du logo",
        help_text="Ce que les structures doivent faire figurer, et où.",
        max_length=300,
        required=False,
    )
    required_indicators = IndicatorsField(
        help_text="Ils figurent dans chaque compte rendu, même à zéro."
    )
    is_published = forms.BooleanField(label="Visible des structures", required=False)

    def clean_logo_rule(self):
        return clean(self.cleaned_data["logo_rule"])

    def clean_second_signature_above(self):
        return self.cleaned_data["second_signature_above"] or None

    @classmethod
    def initial_of(cls, profile):
        return {name: getattr(profile, name) for name in cls.base_fields}


class ProgramForm(forms.Form):
    hides_optional = True
    code = forms.CharField(label="Identifiant", max_length=40)
    label = forms.CharField(label="Nom du dispositif", max_length=160)
    starts_on = DayField(label="Ouvert du")
    ends_on = DayField(label="Au")
    public_ceiling = RateField(
        label="Argent public, au plus (%)", help_text="Vide\u00a0: aucun plafond.", required=False
    )
    counts_in_kind = forms.BooleanField(
        label="Les contributions valorisées comptent dans le coût", required=False
    )
    eligible_accounts = CodesField(
        label="Comptes éligibles",
        help_text="Débuts de compte (60, 61, 64). Vide\u00a0: tous.",
        pattern=r"[6-8]\d{1,5}",
        wrong="Un compte de charges commence par 6, 7 ou 8.",
    )
    grace_days = forms.IntegerField(
        label="Jours pour payer après la période", min_value=0, max_value=730, initial=0
    )
    indirect_rule = forms.ChoiceField(label="Charges indirectes", choices=IndirectRule.choices)
    indirect_rate = RateField(label="Forfait (%)", required=False)
    requires_neighbourhoods = forms.BooleanField(
        label="Quartiers prioritaires seulement", required=False
    )
    indicators = IndicatorsField()
    is_published = forms.BooleanField(label="Visible des structures", required=False)

    def clean_code(self):
        return clean(self.cleaned_data["code"])

    def clean_label(self):
        return clean(self.cleaned_data["label"])

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "La fin du dispositif doit suivre son début.")
        if values.get("indirect_rule") == IndirectRule.FLAT and values.get("indirect_rate") is None:
            self.add_error("indirect_rate", "Un forfait de charges indirectes a son taux.")
        if values.get("public_ceiling") is not None and values["public_ceiling"] < 1:
            self.add_error("public_ceiling", "Un plafond va de 1 à 100\u00a0%.")
        return values

    @classmethod
    def initial_of(cls, program):
        return {name: getattr(program, name) for name in cls.base_fields}


class GranteeProgramForm(ProgramForm):
    """A programme a grantee writes about a funder that does not write its own: hers alone."""

    is_published = None
    funder = forms.ModelChoiceField(
        label="Financeur", queryset=Organisation.objects.none(), empty_label="Choisissez"
    )
    field_order = ["funder"]

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funder"].queryset = Organisation.objects.exclude(
            pk=member.organisation_id
        ).order_by("name")
