"""The form of a place: the thirty-two fields of the standard, in groups a person understands."""

import re

from django import forms
from django.core.validators import URLValidator, validate_email

from inclusion.exceptions import Refused
from inclusion.places import communes
from inclusion.places.hours import Unclear, hours_in_french, read_hours
from inclusion.places.models import Layer, Place
from inclusion.places.phones import parse_phone, phone_in_french
from inclusion.places.vocabulary import (
    INSEE_CODE,
    KINDS,
    LISTS,
    PIVOT,
    POSTCODE,
    choices,
)
from inclusion.text import clean

SUMMARY_LENGTH = 280
GROUPS = (
    (
        "L’essentiel",
        "",
        ("name", "layer", "summary", "description"),
    ),
    (
        "Où et quand",
        "",
        (
            "address",
            "address_extra",
            "postcode",
            "city",
            "insee_code",
            "latitude",
            "longitude",
            "mobility",
            "opening_hours",
            "hours_note",
            "directions",
        ),
    ),
    (
        "Prendre contact",
        "",
        ("access_modes", "phone", "emails", "websites", "booking_url", "what_to_bring"),
    ),
    ("Ce qu’on y trouve", "", ("services", "support_modes", "fees")),
    (
        "Pour qui",
        "Rien de coché\u00a0: tout le monde est accueilli.",
        ("audiences", "special_support", "accessibility_url"),
    ),
    (
        "Réseaux et identifiants",
        "Ces renseignements servent au fichier national.",
        (
            "kinds",
            "programmes",
            "labels",
            "other_labels",
            "parent_organisation",
            "pivot",
            "reference",
            "source",
        ),
    ),
)


class Lines(forms.CharField):
    """Several values, one a line."""

    def __init__(self, *, check, wrong, **kwargs):
        self.check, self.wrong = check, wrong
        super().__init__(widget=forms.Textarea({"rows": 2}), max_length=1500, **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        text = super().clean(value)
        values = [part for part in re.split(r"[\s|,;]+", text) if part]
        for each in values:
            try:
                self.check(each)
            except forms.ValidationError:
                raise forms.ValidationError(
                    f"«\u00a0{each[:80]}\u00a0»\u00a0: {self.wrong}"
                ) from None
        if len(values) > 10:
            raise forms.ValidationError("Dix adresses au plus.")
        return list(dict.fromkeys(values))


def _many(label, field, help_text=""):
    return forms.MultipleChoiceField(
        label=label,
        choices=choices(LISTS[field]),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=help_text,
    )


def _text(label, limit, required=False, help_text="", widget=None):
    return forms.CharField(
        label=label, max_length=limit, required=required, help_text=help_text, widget=widget
    )


def _url(label, help_text=""):
    return forms.URLField(
        label=label,
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=help_text,
        error_messages={"invalid": "Écrivez une adresse web entière, par exemple https://…"},
    )


class PlaceForm(forms.Form):
    # Nearly all of it is optional: what is compulsory says so instead.
    hides_optional = True

    name = _text("Nom du lieu (obligatoire)", 150, required=True)
    layer = forms.ChoiceField(
        label="Sorte de lieu", choices=Layer.choices, widget=forms.RadioSelect, initial=Layer.PLACE
    )
    summary = _text("En une phrase ou deux", SUMMARY_LENGTH, widget=forms.Textarea({"rows": 2}))
    description = _text("Présentation", 4000, widget=forms.Textarea({"rows": 4}))
    address = _text("Adresse (obligatoire)", 200, required=True, help_text="Numéro et voie.")
    address_extra = _text("Complément d’adresse", 200, help_text="Bâtiment, étage, lieu-dit.")
    postcode = _text("Code postal (obligatoire)", 8, required=True)
    city = _text("Commune (obligatoire)", 80, required=True)
    insee_code = _text("Code INSEE", 5, help_text="Laissez vide\u00a0: il est cherché.")
    latitude = forms.CharField(label="Latitude", max_length=20, required=False)
    longitude = forms.CharField(label="Longitude", max_length=20, required=False)
    mobility = _many("Fixe ou itinérant", "mobility")
    opening_hours = _text(
        "Horaires",
        500,
        help_text="Comme vous les diriez\u00a0: du lundi au vendredi 9h-12h et 14h-17h. Ajoutez"
        " «\u00a0fermé les jours fériés\u00a0» si c’est le cas.",
    )
    hours_note = _text(
        "Précision sur les horaires", 300, help_text="Par exemple\u00a0: un samedi sur deux."
    )
    directions = _text("Comment venir", 300, help_text="Arrêt de tram ou de bus, entrée, étage.")
    access_modes = _many("Comment prendre contact", "access_modes")
    phone = _text("Téléphone", 30)
    emails = Lines(
        label="Courriels",
        required=False,
        check=validate_email,
        wrong="ce n’est pas une adresse électronique.",
        help_text="Une adresse par ligne.",
    )
    websites = Lines(
        label="Sites web",
        required=False,
        check=URLValidator(schemes=["http", "https"]),
        wrong="écrivez l’adresse entière, avec https://",
        help_text="Une adresse par ligne.",
    )
    booking_url = _url("Prise de rendez-vous en ligne")
    what_to_bring = _text(
        "Quoi apporter", 300, help_text="Repris sur la fiche remise à la personne orientée."
    )
    services = _many("Services", "services")
    support_modes = _many("Accompagnement", "support_modes")
    fees = _many("Prix", "fees")
    audiences = _many("Réservé ou destiné à", "audiences")
    special_support = _many("Accueil adapté", "special_support")
    accessibility_url = _url(
        "Fiche Acceslibre", help_text="L’adresse de la fiche du lieu sur acceslibre.beta.gouv.fr."
    )
    kinds = forms.MultipleChoiceField(
        label="Type de structure",
        choices=sorted(KINDS.items(), key=lambda pair: pair[1].casefold()),
        required=False,
        help_text="Plusieurs choix possibles (touche Ctrl).",
    )
    programmes = _many("Dispositifs nationaux", "programmes")
    labels = _many("Formations et labels", "labels")
    other_labels = _text("Autres formations et labels", 300)
    parent_organisation = _text("Structure parente", 150)
    pivot = _text("SIRET ou RNA du lieu", 20, help_text="Vide\u00a0: celui de votre structure.")
    reference = _text("Identifiant chez vous", 80)
    source = _text("Source", 120)
    # The state of the place when the page was opened: two people may write at once.
    state = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args, place=None, **kwargs):
        self.place = place
        if place is not None:
            kwargs["initial"] = initial_of(place) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    @property
    def groups(self):
        """(title, note, bound fields) in the order of the page."""
        return [(title, note, [self[name] for name in names]) for title, note, names in GROUPS]

    def clean(self):
        values = super().clean()
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = clean(value)
        for name in LISTS:
            chosen = values.get(name, [])
            values[name] = [value for value in LISTS[name] if value in chosen]
        self._check_position(values)
        self._check_commune(values)
        return values

    def clean_postcode(self):
        value = re.sub(r"\s", "", self.cleaned_data["postcode"])
        if not re.fullmatch(POSTCODE, value):
            raise forms.ValidationError("Un code postal compte cinq chiffres.")
        return value

    def clean_insee_code(self):
        value = self.cleaned_data["insee_code"].upper()
        if value and not re.fullmatch(INSEE_CODE, value):
            raise forms.ValidationError("Ce n’est pas un code INSEE de commune.")
        return value

    def clean_pivot(self):
        value = re.sub(r"\s", "", self.cleaned_data["pivot"])
        if value and not re.fullmatch(PIVOT, value):
            raise forms.ValidationError("Un SIRET compte 14 chiffres, un RNA dix caractères.")
        return value

    def clean_phone(self):
        value = self.cleaned_data["phone"]
        try:
            return parse_phone(value) if value.strip() else ""
        except ValueError:
            raise forms.ValidationError(
                "Écrivez un seul numéro français, par exemple 02 61 91 12 04."
            ) from None

    def clean_opening_hours(self):
        try:
            return read_hours(self.cleaned_data["opening_hours"])
        except Unclear as error:
            raise forms.ValidationError(
                f"Horaires non compris\u00a0: {error.reason}. Écrivez une semaine type,"
                " et le reste dans la précision."
            ) from None

    def _check_position(self, values):
        for name, limit in (("latitude", 90), ("longitude", 180)):
            text = str(values.get(name) or "").replace(",", ".").replace("\u2212", "-")
            values[name] = None
            if not text:
                continue
            try:
                number = round(float(text), 6)
            except ValueError:
                number = None
            if number is None or not -limit <= number <= limit:
                self.add_error(name, "Écrivez des degrés décimaux, par exemple 47.2265.")
            else:
                values[name] = number
        half = (values.get("latitude") is None) != (values.get("longitude") is None)
        if half and not {"latitude", "longitude"} & self.errors.keys():
            self.add_error("latitude", "Écrivez la latitude et la longitude, ou aucune des deux.")

    def _check_commune(self, values):
        """The code of the commune is found when there is no doubt about it."""
        city, postcode = values.get("city", ""), values.get("postcode", "")
        if not values.get("insee_code") and city and postcode:
            commune = communes.find(city, postcode)
            values["insee_code"] = commune.code if commune else ""


def initial_of(place):
    """What the form shows of a place: the words a person types."""
    from inclusion.places.services import state_of

    initial = {field.name: getattr(place, field.name) for field in Place._meta.concrete_fields}
    initial["phone"] = phone_in_french(place.phone)
    initial["opening_hours"] = "\u202f; ".join(hours_in_french(place.opening_hours))
    initial["state"] = state_of(place)
    return initial


def written_values(form):
    """What an act is given of a valid form."""
    return {name: value for name, value in form.cleaned_data.items() if name != "state"}


def add_refusal(form, refusal: Refused):
    form.add_error(None, refusal.message)
