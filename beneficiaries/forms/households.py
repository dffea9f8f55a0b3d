"""The forms of a household: how many live there, and who is linked to it."""

from django import forms

from beneficiaries.models import Beneficiary, HouseholdRole
from beneficiaries.search import FILE_NUMBER, as_file_number
from inclusion.ui.forms import ChoiceCards, Stepper


class HouseholdForm(forms.Form):
    """How many people live together, whether or not they have a file."""

    hides_optional = True

    adult_count = forms.IntegerField(
        label="Adultes", min_value=0, max_value=20, initial=1, widget=Stepper
    )
    schooled_children_count = forms.IntegerField(
        label="Enfants scolarisés", min_value=0, max_value=20, initial=0, widget=Stepper
    )
    other_children_count = forms.IntegerField(
        label="Autres enfants", min_value=0, max_value=20, initial=0, widget=Stepper
    )


class PlaceForm(forms.Form):
    """A person's place in the household."""

    role = forms.ChoiceField(
        label="Sa place",
        choices=HouseholdRole.choices,
        initial=HouseholdRole.ADULT,
        widget=ChoiceCards(in_row=True),
        error_messages={"required": "Dites sa place dans le foyer."},
    )
    is_confidential = forms.BooleanField(
        label="Lien confidentiel",
        required=False,
        help_text="Séparation, violences\u00a0: son nom n’apparaît sur le dossier d’aucun autre"
        " membre du foyer.",
    )


class NewHouseholdForm(HouseholdForm, PlaceForm):
    """A household opened from one person's file."""

    field_order = [
        "adult_count",
        "schooled_children_count",
        "other_children_count",
        "role",
        "is_confidential",
    ]


class JoinForm(PlaceForm):
    """Another file linked to the household, by the number spoken at the desk."""

    file_number = forms.CharField(
        label="N° de dossier",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
        error_messages={"required": "Écrivez le numéro du dossier à relier."},
    )
    field_order = ["file_number", "role", "is_confidential"]

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_file_number(self):
        typed = FILE_NUMBER.fullmatch(self.cleaned_data["file_number"])
        files = Beneficiary.objects.visible_to(self.member).in_use()
        person = typed and files.filter(file_number=as_file_number(typed[1])).first()
        if not person:
            raise forms.ValidationError("Aucun dossier ne porte ce numéro.")
        return person
