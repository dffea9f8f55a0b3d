"""What is filled in about lots: the partner, what is promised, scanned, then explained."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.forms.fields import CHOOSE, TextField
from equipment.forms.gifts import QuantityField
from equipment.forms.scanning import ScansField
from equipment.models import LineOutcome, LotPartner, LotTerritory, LotUse
from equipment.selectors.lots import drafts_of
from inclusion.organisations.models import Organisation, OrganisationKind, validate_siret
from inclusion.text import clean
from inclusion.ui.forms import ChoiceCards, DateInput

# What one promises, in the words of the articles: (type, icon, label).
PROMISED = (
    ("computer", "pc-display", "Ordinateurs"),
    ("tablet", "tablet", "Tablettes"),
    ("smartphone", "phone", "Smartphones"),
    ("screen", "display", "Écrans"),
)


class PartnerForm(forms.Form):
    """A structure that receives lots."""

    organisation = forms.ModelChoiceField(
        label="Structure de la plateforme",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Aucune\u00a0: elle confirmera sans compte",
        help_text="Si elle y est, elle confirme ses lots dans son espace.",
    )
    name = TextField(
        label="Nom",
        max_length=120,
        required=False,
        help_text="Rien à écrire pour une structure de la plateforme.",
    )
    siret = TextField(label="N°\u00a0SIRET", max_length=30, required=False, inputmode="numeric")
    contact_name = TextField(label="La personne à contacter", max_length=120, required=False)
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        required=False,
        help_text="Pour recevoir le lien qui confirme un lot.",
    )
    phone = TextField(label="Téléphone", max_length=30, required=False, inputmode="tel")
    address = TextField(label="Adresse", max_length=200, required=False)
    postcode = TextField(label="Code postal", max_length=5, required=False, inputmode="numeric")
    city = TextField(label="Commune", max_length=80, required=False)
    territory = forms.ChoiceField(
        label="Elle agit",
        choices=[
            (LotTerritory.QPV, "Dans un quartier prioritaire (QPV)"),
            (LotTerritory.RURAL, "Dans une commune rurale"),
            (LotTerritory.OTHER, "Ailleurs"),
        ],
        widget=ChoiceCards(in_row=True),
    )
    hides_optional = True

    def __init__(self, *args, member, partner=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.partner = partner
        if partner is not None:
            del self.fields["organisation"]
            self.fields["name"].required = True
            self.fields["name"].help_text = ""
            return
        taken = LotPartner.objects.visible_to(member).exclude(partner=None)
        self.fields["organisation"].queryset = (
            Organisation.objects.exclude(pk=member.organisation_id)
            .exclude(kind__in=[OrganisationKind.STATE, OrganisationKind.COMPANY])
            .exclude(pk__in=list(taken.values_list("partner_id", flat=True)))
            .order_by("name", "pk")
        )

    def clean_siret(self):
        digits = re.sub(r"\D", "", self.cleaned_data["siret"])
        if self.cleaned_data["siret"]:
            if len(digits) != 14:
                raise ValidationError(
                    f"14\u00a0chiffres sont attendus, vous en avez écrit {len(digits)}."
                )
            validate_siret(digits)
        return digits

    def clean_postcode(self):
        postcode = self.cleaned_data["postcode"].replace(" ", "")
        if postcode and not re.fullmatch(r"\d{5}", postcode):
            raise ValidationError("Un code postal compte 5\u00a0chiffres.")
        return postcode

    def clean(self):
        data = super().clean()
        organisation = data.get("organisation")
        if organisation is not None and not data.get("name"):
            data["name"] = organisation.name
        if not data.get("name") and "name" not in self.errors:
            self.add_error("name", "Choisissez une structure, ou écrivez son nom.")
        return data


class LotForm(forms.Form):
    """A lot as it is promised, before any device is in it."""

    partner = forms.ModelChoiceField(
        label="Pour quelle structure\u202f?",
        queryset=LotPartner.objects.none(),
        empty_label="Choisir…",
    )
    title = TextField(
        label="Objet", max_length=120, help_text="Par exemple Ordinateurs de la salle jeunes."
    )
    use = forms.ChoiceField(label="Usage", choices=[CHOOSE, *LotUse.choices])
    territory = forms.ChoiceField(
        label="Territoire", choices=LotTerritory.choices, widget=ChoiceCards(in_row=True)
    )
    planned_on = forms.DateField(label="Départ prévu le", widget=DateInput, required=False)
    words = forms.CharField(
        label="Un mot pour elle",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    hides_optional = True

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = LotPartner.objects.visible_to(member).order_by("name")
        for type, _, label in PROMISED:
            self.fields[f"n_{type}"] = QuantityField(label=label)

    @property
    def quantities(self):
        """(icon, bound field) of each type one promises."""
        return [(icon, self[f"n_{type}"]) for type, icon, _ in PROMISED]

    def clean_words(self):
        return clean(self.cleaned_data["words"])

    def clean_planned_on(self):
        day = self.cleaned_data["planned_on"]
        if day and not 2000 <= day.year <= timezone.localdate().year + 2:
            raise ValidationError("Choisissez un jour dans les deux ans qui viennent.")
        return day

    @property
    def described(self):
        """What the acts take."""
        data = self.cleaned_data
        names = ("title", "use", "territory", "planned_on", "words")
        return {name: data[name] for name in names} | {
            "planned": [
                {"type": type, "quantity": data[f"n_{type}"]}
                for type, _, _ in PROMISED
                if data[f"n_{type}"]
            ]
        }


class FillForm(forms.Form):
    """Labels of what goes into a lot."""

    codes = ScansField(label="Étiquettes à mettre dans ce lot", help_text="Une par ligne.")
    use = forms.ChoiceField(
        label="Leur usage",
        choices=[("", "Celui du lot"), *LotUse.choices],
        required=False,
    )


class ArrivalForm(forms.Form):
    """Labels of what has arrived."""

    codes = ScansField(label="Étiquettes arrivées", help_text="Une par ligne, celles qui sont là.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["codes"].widget.attrs["rows"] = 4


class ConfirmForm(forms.Form):
    """The words that go with a confirmation; a structure without an account says who it is."""

    name = TextField(label="Votre nom et votre fonction", max_length=160)
    words = forms.CharField(
        label="Ce qui manque, ce qui est en trop, dans quel état",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    # Needed as soon as something differs: the page says when.
    hides_optional = True

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        if member is not None:
            del self.fields["name"]

    def clean_words(self):
        return clean(self.cleaned_data["words"])


class SettleForm(forms.Form):
    """What became of a device that the partner did not find."""

    outcome = forms.ChoiceField(
        label="Où est-il\u202f?",
        choices=[
            (LineOutcome.ARRIVED, "Chez le partenaire, finalement"),
            (LineOutcome.STAYED, "Chez nous\u00a0: il n’est pas parti, ou il est revenu"),
            (LineOutcome.LOST, "Perdu en route"),
        ],
        widget=ChoiceCards(
            consequences={
                LineOutcome.STAYED: "Il repasse par l’effacement\u00a0: nul ne sait où il était.",
                LineOutcome.LOST: "Il rejoint les pertes. Ses données étaient effacées.",
            }
        ),
    )
    words = TextField(label="En une phrase", max_length=300)


class ChooseLotForm(forms.Form):
    """Which lot a batch of scans goes into."""

    lot = forms.ModelChoiceField(
        label="Lot en préparation", queryset=LotPartner.objects.none(), empty_label="Choisir…"
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lot"].queryset = drafts_of(member).order_by("-created_at", "pk")
        self.fields["lot"].label_from_instance = lambda lot: f"{lot.partner.name}, {lot.title}"
