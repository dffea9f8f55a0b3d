"""What a portal and a workshop fill in about the gifts that come to them."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment import donation_photos
from equipment.forms.fields import (
    CHOOSE,
    EARLIEST,
    AmountField,
    FrenchDecimalField,
    TextField,
    WholeNumberField,
)
from equipment.forms.gifts import AnnouncedForm
from equipment.models import (
    ACCESSORY_TYPES,
    Condition,
    DeviceType,
    Eraser,
    ErasureLevel,
    Handling,
    IntentDecline,
    type_label,
)
from equipment.services.donation_collections import DRIVERS, STROKES_LENGTH
from inclusion.exceptions import Refused
from inclusion.organisations.models import Membership, Organisation, OrganisationKind
from inclusion.places.models import Venue
from inclusion.text import clean
from inclusion.ui.forms import ChoiceCards, DateInput, FileDrop, Stepper, TimeInput

DEVICE_TYPES = [
    (type.value, type_label(type.value)) for type in DeviceType if type not in ACCESSORY_TYPES
]
ALL_TYPES = [(type.value, type_label(type.value)) for type in DeviceType]
REGISTER_DAYS = 366


class PortalForm(forms.Form):
    """The organisation's public form, and who its announcements may go to."""

    territory = TextField(
        label="Territoire", max_length=80, help_text="Par exemple Nantes et sa région."
    )
    welcome = forms.CharField(
        label="Phrase d’accueil",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    partners = forms.ModelMultipleChoiceField(
        label="Associations à qui proposer les dons",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_published = forms.BooleanField(label="Le formulaire est ouvert au public", required=False)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = (
            Organisation.objects.filter(kind=OrganisationKind.ASSOCIATION)
            .exclude(pk=member.organisation_id)
            .order_by("name", "pk")
        )

    def clean_welcome(self):
        return clean(self.cleaned_data["welcome"])


class RouteForm(forms.Form):
    """To whom the announcement is proposed."""

    to_organisation = forms.ModelChoiceField(
        label="Association",
        queryset=Organisation.objects.none(),
        empty_label="Choisir…",
    )
    words = TextField(label="Un mot pour elle", max_length=500, required=False)

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_organisation"].queryset = organisations


class DeclineForm(forms.Form):
    """No, and why."""

    reason = forms.ChoiceField(label="Raison", choices=[CHOOSE, *IntentDecline.choices])
    words = TextField(label="Précision", max_length=500, required=False)


class DonationForm(AnnouncedForm):
    """A gift offered at the counter or by telephone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].label = "Le donateur est"
        self.fields["name"].label = "Nom de la structure ou de la personne"
        self.fields["email"].required = False
        self.fields["email"].help_text = "Pour lire et accepter la convention en ligne."
        self.fields["eraser"].choices = Eraser.choices
        self.fields["handling"].choices = Handling.choices
        self.fields["message"].widget = forms.HiddenInput()


class AgreementForm(forms.Form):
    """The terms of the agreement, and who the donor is."""

    name = TextField(label="Nom du donateur", max_length=120)
    siret = TextField(label="N°\u00a0SIRET", max_length=30, required=False, inputmode="numeric")
    address = TextField(label="Adresse du donateur", max_length=200, required=False)
    postcode = TextField(label="Code postal", max_length=5, required=False, inputmode="numeric")
    city = TextField(label="Commune", max_length=80, required=False)
    signatory_name = TextField(label="Qui signe pour le donateur", max_length=120, required=False)
    signatory_title = TextField(label="Fonction", max_length=80, required=False)
    eraser = forms.ChoiceField(
        label="Qui efface les données", choices=Eraser.choices, widget=ChoiceCards(in_row=True)
    )
    required_level = forms.ChoiceField(
        label="Effacement exigé par le donateur",
        choices=[
            (ErasureLevel.CLEAR, "Simple"),
            (ErasureLevel.PURGE, "Renforcé"),
            (ErasureLevel.DESTROY, "Destruction"),
        ],
        widget=ChoiceCards(
            consequences={
                ErasureLevel.CLEAR: "Réécriture des disques durs, effacement renforcé des SSD.",
                ErasureLevel.PURGE: "Effacement par le support lui-même, disques durs compris.",
                ErasureLevel.DESTROY: "Chaque support est retiré et détruit.",
            }
        ),
    )
    erasure_days = WholeNumberField(label="Délai d’effacement (jours)", min_value=1, max_value=365)
    is_receiver_eligible = forms.BooleanField(
        label="Notre association peut recevoir le don d’une personne publique"
        " (CGPPP, article L3212-2, 3°)",
        required=False,
    )

    clean_siret = AnnouncedForm.clean_siret

    def __init__(self, *args, donation, **kwargs):
        super().__init__(*args, **kwargs)
        if not donation.is_public:
            del self.fields["is_receiver_eligible"]
        if not donation.donor.is_legal_person:
            for name in ("siret", "signatory_name", "signatory_title"):
                del self.fields[name]

    @property
    def donor(self):
        names = "name siret address postcode city signatory_name signatory_title"
        return {name: self.cleaned_data.get(name, "") for name in names.split()}

    @property
    def terms(self):
        names = ("eraser", "required_level", "erasure_days", "is_receiver_eligible")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class AgreementLineForm(forms.Form):
    """So many devices of one type, as the donor declares them."""

    type = forms.ChoiceField(label="Type", choices=[CHOOSE, *ALL_TYPES])
    quantity = WholeNumberField(label="Quantité", min_value=1, max_value=2000)
    condition = forms.ChoiceField(
        label="État", choices=Condition.choices, initial=Condition.TO_CHECK
    )
    unit_value = AmountField(label="Valeur d’une pièce (€)", required=False)
    hides_optional = True


class _OnceEach(forms.BaseFormSet):
    def clean(self):
        types = [form.cleaned_data.get("type") for form in self.forms if form.is_valid()]
        types = [type for type in types if type]
        if len(types) != len(set(types)):
            raise ValidationError("Un type est compté deux fois\u00a0: réunissez ses lignes.")

    @property
    def lines(self):
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("type")]


AgreementLineFormSet = forms.formset_factory(
    AgreementLineForm, formset=_OnceEach, extra=2, max_num=20, validate_max=True
)


class CancelForm(forms.Form):
    reason = TextField(label="Pourquoi ce don n’aura pas lieu", max_length=300)


class PlanForm(forms.Form):
    """A day, a driver, an hour."""

    day = forms.DateField(label="Jour", widget=DateInput)
    driver = forms.ModelChoiceField(
        label="Qui y va", queryset=Membership.objects.none(), empty_label=None
    )
    expected_at = forms.TimeField(label="Heure prévue", required=False, widget=TimeInput)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["driver"].queryset = (
            Membership.objects.active()
            .filter(organisation=member.organisation_id, role__in=DRIVERS)
            .select_related("user")
            .order_by("user__last_name", "pk")
        )

    def clean_day(self):
        day = self.cleaned_data["day"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=366):
            raise ValidationError("Choisissez un jour à partir d’aujourd’hui, dans l’année.")
        return day


class CollectForm(forms.Form):
    """The slip: a count for each type, why it differs, two signatures or the paper's photo."""

    # A reason is asked as soon as a count differs: nothing here is at the driver's choice.
    hides_optional = True

    extra_type = forms.ChoiceField(
        label="Autre matériel, non annoncé", choices=[("", "Aucun"), *ALL_TYPES], required=False
    )
    extra_count = WholeNumberField(label="Nombre", min_value=1, max_value=2000, required=False)
    extra_reason = TextField(label="Explication", max_length=200, required=False)
    weight_kg = FrenchDecimalField(
        label="Poids (kg)",
        required=False,
        min_value=0,
        max_value=99_999,
        max_digits=6,
        decimal_places=1,
        error_messages={"invalid": "Écrivez un poids, par exemple 42,5."},
    )
    seals = TextField(label="Scellés", max_length=120, required=False)
    reserves = forms.CharField(
        label="Réserves", max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    donor_signer = TextField(label="Qui remet le matériel", max_length=120)
    donor_strokes = forms.CharField(
        required=False, max_length=STROKES_LENGTH, widget=forms.HiddenInput
    )
    collector_strokes = forms.CharField(
        required=False, max_length=STROKES_LENGTH, widget=forms.HiddenInput
    )
    paper = forms.FileField(
        label="Photo du bordereau signé sur papier",
        required=False,
        widget=FileDrop({"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
    )

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.announced = list(lines)
        for line in self.announced:
            self.fields[f"n_{line.type}"] = forms.IntegerField(
                label=type_label(line.type),
                min_value=0,
                max_value=2000,
                initial=line.announced,
                widget=Stepper({"max": 2000}),
                error_messages={"required": "Comptez, même s’il n’y en a aucun."},
            )
            self.fields[f"why_{line.type}"] = TextField(
                label="Pourquoi un écart", max_length=200, required=False
            )

    @property
    def counts(self):
        """(announced line, bound count, bound reason) in the order of the agreement."""
        return [(line, self[f"n_{line.type}"], self[f"why_{line.type}"]) for line in self.announced]

    def clean_reserves(self):
        return clean(self.cleaned_data["reserves"])

    def clean_paper(self):
        file = self.cleaned_data["paper"]
        if not file:
            return None
        try:
            return donation_photos.redrawn(file)
        except Refused as refusal:
            raise ValidationError(refusal.message) from None

    def clean(self):
        data = super().clean()
        for line in self.announced:
            count = data.get(f"n_{line.type}")
            if count is not None and count != line.announced and not data.get(f"why_{line.type}"):
                self.add_error(
                    f"why_{line.type}", "Le nombre diffère de l’annonce\u00a0: dites pourquoi."
                )
        extra = data.get("extra_type")
        if extra:
            if extra in {line.type for line in self.announced}:
                self.add_error("extra_type", "Ce type est déjà compté plus haut.")
            if not data.get("extra_count"):
                self.add_error("extra_count", "Dites combien.")
            if not data.get("extra_reason"):
                self.add_error("extra_reason", "Dites pourquoi il n’était pas annoncé.")
        return data

    @property
    def lines(self):
        data = self.cleaned_data
        lines = {
            line.type: (data[f"n_{line.type}"], data[f"why_{line.type}"]) for line in self.announced
        }
        if data["extra_type"]:
            lines[data["extra_type"]] = (data["extra_count"], data["extra_reason"])
        return lines

    @property
    def values(self):
        names = [
            "donor_signer",
            "donor_strokes",
            "collector_strokes",
            "paper",
            "weight_kg",
            "seals",
            "reserves",
        ]
        return {name: self.cleaned_data[name] for name in names}


class ReceptionForm(forms.Form):
    """Where everything goes, and why the count differs."""

    venue = forms.ModelChoiceField(
        label="Lieu", queryset=Venue.objects.none(), required=False, empty_label="Non précisé"
    )
    shelf = TextField(label="Emplacement", max_length=40, required=False)
    note = TextField(
        label="Écart avec le bordereau",
        max_length=300,
        required=False,
        help_text="Si vous n’étiquetez pas autant d’appareils que le bordereau en compte.",
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.visible_to(member).in_order()


class GroupForm(forms.Form):
    """« 12 portables Dell Latitude »."""

    type = forms.ChoiceField(label="Type", choices=[CHOOSE, *DEVICE_TYPES])
    count = WholeNumberField(label="Nombre", min_value=1, max_value=500)
    manufacturer = TextField(label="Marque", max_length=60, required=False)
    model = TextField(label="Modèle", max_length=80, required=False)
    hides_optional = True


class _Groups(forms.BaseFormSet):
    @property
    def groups(self):
        return [
            (row["type"], row["count"], row["manufacturer"], row["model"])
            for row in (form.cleaned_data for form in self.forms)
            if row.get("type")
        ]


GroupFormSet = forms.formset_factory(
    GroupForm, formset=_Groups, extra=3, max_num=40, validate_max=True
)


class RegisterForm(forms.Form):
    """The period of a register."""

    du = forms.DateField(label="Du", widget=DateInput)
    au = forms.DateField(label="Au", widget=DateInput)

    def clean(self):
        data = super().clean()
        start, end = data.get("du"), data.get("au")
        if start and end:
            if end < start:
                self.add_error("au", "La fin précède le début.")
            elif (end - start).days > REGISTER_DAYS:
                self.add_error("au", "Un registre couvre un an au plus.")
            elif start < EARLIEST or end.year > 2100:
                self.add_error("du", "Cette période est hors du registre.")
        return data
