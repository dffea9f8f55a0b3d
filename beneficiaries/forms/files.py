"""The forms of a personal file: what is asked, in which words, and nothing more."""

from django import forms
from django.utils import timezone

from beneficiaries.filters.files import referents_of
from beneficiaries.models import (
    Beneficiary,
    ContactPreference,
    Gender,
    Language,
    Need,
    NoticeChannel,
    Origin,
    Situation,
)
from beneficiaries.services import (
    NAME_LENGTH,
    OLDEST_BIRTH_YEAR,
    checked_email,
    checked_name,
    checked_phone,
    is_plausible_birth_year,
)
from inclusion.encryption.blind import shown_phone
from inclusion.exceptions import Refused
from inclusion.text import clean
from inclusion.ui.forms import ChoiceCards

CONSEQUENCES = {
    NoticeChannel.ORAL_AND_PAPER: "Vous l’avez lue ensemble, la personne garde la feuille.",
    NoticeChannel.ORAL: "Vous l’avez expliquée de vive voix.",
    NoticeChannel.PAPER: "La personne a reçu la feuille.",
    NoticeChannel.LATER: "La personne ne peut pas l’entendre aujourd’hui"
    "\u00a0: la notice reste à donner sous 30\u00a0jours.",
}


# What is kept when nothing was said.
DEFAULTS = {
    "gender": Gender.UNKNOWN,
    "situation": Situation.UNKNOWN,
    "origin": Origin.SPONTANEOUS,
}


# What she may rather not say, by the field that stays empty.
DECLINABLE = [
    ("birth_year", "Son année de naissance"),
    ("gender", "Son genre"),
    ("situation", "Sa situation"),
    ("address", "Son adresse"),
    ("phone", "Son téléphone"),
]


def several(label, choices, **kwargs):
    """Several answers among a few, as boxes to tick."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
        **kwargs,
    )


class NameField(forms.CharField):
    """A first or last name, kept as typed but for stray spaces."""

    def __init__(self, **kwargs):
        super().__init__(max_length=NAME_LENGTH, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "autocapitalize": "words"}

    def clean(self, value):
        value = super().clean(value)
        try:
            return checked_name(value) if value else ""
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from None


class BeneficiaryForm(forms.ModelForm):
    """What the file says of the person; all but her names may wait."""

    # The page says once what is needed, rather than each field that it is not.
    hides_optional = True

    first_name = NameField(
        label="Prénom", error_messages={"required": "Écrivez un prénom, même approximatif."}
    )
    last_name = NameField(
        label="Nom", error_messages={"required": "Écrivez un nom, même approximatif."}
    )
    usual_name = NameField(
        label="Nom d’usage",
        required=False,
        help_text="S’il n’est pas le même : on la trouve aussi par lui.",
    )
    phone = forms.CharField(
        label="Téléphone",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": "medium"}),
    )
    email = forms.CharField(
        label="Adresse électronique",
        required=False,
        max_length=254,
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "off", "autocapitalize": "none"}
        ),
    )
    preferred_contact = forms.ChoiceField(
        label="Préfère", choices=ContactPreference.choices, required=False
    )
    languages = several("Langues parlées", Language.choices)
    needs = several(
        "Ce qui l’aide", Need.choices, help_text="Le besoin seulement, jamais sa cause."
    )
    declined = several(
        "Ne souhaite pas dire",
        DECLINABLE,
        help_text="C’est son droit : la question ne sera pas reposée.",
    )
    birth_year = forms.IntegerField(
        label="Année de naissance",
        help_text="L’année suffit, par exemple 1979.",
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off", "class": "short"}
        ),
        error_messages={"invalid": "Écrivez l’année en quatre chiffres."},
    )
    postcode = forms.RegexField(
        r"^\d{5}$",
        label="Code postal",
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "maxlength": 5, "autocomplete": "off", "class": "short"}
        ),
        error_messages={"invalid": "Un code postal compte cinq chiffres."},
    )
    is_priority_neighbourhood = forms.TypedChoiceField(
        label="Habite un quartier prioritaire",
        choices=[("", "Non renseigné"), ("True", "Oui"), ("False", "Non")],
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
    )

    qpv_code = forms.RegexField(
        r"^Q[PN]\d{5}[0-9A-Z]$",
        label="Code du quartier",
        required=False,
        help_text="S’il est connu, par exemple QN06301M.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short", "maxlength": 8}),
        error_messages={"invalid": "Un code de quartier s’écrit QN ou QP, puis six signes."},
    )

    class Meta:
        model = Beneficiary
        fields = [
            "first_name",
            "last_name",
            "usual_name",
            "birth_year",
            "gender",
            "situation",
            "phone",
            "email",
            "preferred_contact",
            "contact_hours",
            "address",
            "postcode",
            "city",
            "is_priority_neighbourhood",
            "qpv_code",
            "languages",
            "needs",
            "declined",
            "origin",
            "referred_by",
            "referent",
        ]
        widgets = {
            "city": forms.TextInput(attrs={"autocomplete": "off"}),
            "address": forms.TextInput(attrs={"autocomplete": "off"}),
            "contact_hours": forms.TextInput(
                attrs={"autocomplete": "off", "placeholder": "après 17 h, pas le vendredi…"}
            ),
            "referred_by": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referent"].queryset = referents_of(member)
        self.fields["referent"].empty_label = "Personne pour le moment"
        if self.instance.phone:
            self.initial["phone"] = shown_phone(self.instance.phone)
        for name in DEFAULTS:
            self.fields[name].required = False

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if not is_plausible_birth_year(year):
            raise forms.ValidationError(
                f"Écrivez une année entre {OLDEST_BIRTH_YEAR} et {timezone.localdate().year}."
            )
        return year

    def clean_phone(self):
        return self._checked("phone", checked_phone)

    def clean_email(self):
        return self._checked("email", checked_email)

    def _checked(self, name, check):
        """The value as the act checks it; its refusal stands under the field."""
        try:
            return check(self.cleaned_data[name])
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from None

    def clean_city(self):
        return " ".join(clean(self.cleaned_data["city"]).split())

    def clean(self):
        for name, unsaid in DEFAULTS.items():
            self.cleaned_data[name] = self.cleaned_data.get(name) or unsaid
        inside = self.cleaned_data.get("is_priority_neighbourhood")
        if self.cleaned_data.get("qpv_code") and not inside:
            self.add_error("qpv_code", "Un quartier est nommé\u00a0: dites qu’elle y habite.")
        return self.cleaned_data

    def _post_clean(self):
        """The act checks and writes; the form's instance stays as the page shows it."""


class CorrectionForm(BeneficiaryForm):
    """The same, of the file as it stood when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class NewBeneficiaryForm(BeneficiaryForm):
    """A new file: who, and how she was told."""

    # The file's own key, chosen when the page is shown: sent twice, it opens one file.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    notice_channel = forms.ChoiceField(
        label="Comment a-t-elle été remise\u202f?",
        choices=[choice for choice in NoticeChannel.choices if choice[0] in CONSEQUENCES],
        widget=ChoiceCards(consequences=CONSEQUENCES),
        error_messages={"required": "Dites comment la notice a été remise."},
    )
