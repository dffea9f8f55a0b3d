"""Repeating a session, copying a period, and the settings they read."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from inclusion.places.models import Venue
from inclusion.text import clean
from inclusion.ui.forms import DateInput
from workshops.forms.programme import DAYS_AHEAD, SessionForm
from workshops.models import ProgrammeSettings, SchoolZone, VenueClosure
from workshops.services.series import COPIED

WEEKS_OF_A_QUARTER = 13


class SeriesForm(SessionForm):
    """A session, and until when it comes back."""

    every = forms.TypedChoiceField(
        label="Rythme",
        choices=[(1, "Chaque semaine"), (2, "Une semaine sur deux")],
        coerce=int,
        initial=1,
    )
    until = forms.DateField(label="Jusqu’au", widget=DateInput)
    with_school = forms.BooleanField(
        label="Sauter aussi les vacances scolaires", required=False, initial=True
    )

    def clean(self):
        data = super().clean()
        day, until = data.get("day"), data.get("until")
        if day and until and until < day:
            self.add_error("until", "La dernière date suit la première.")
        elif until and until > self.last_day:
            self.add_error("until", "Au plus deux ans à l’avance.")
        return data

    def draft_arguments(self):
        data = self.cleaned_data
        return {
            "first_day": data["day"],
            **{name: data[name] for name in ("until", "every", "starts", "ends", "with_school")},
            **{name: data[name] for name in ("workshop", "capacity", *COPIED)},
            "facilitators": list(data["facilitators"]),
        }


class CopyForm(forms.Form):
    """Which period, and from when it starts again."""

    first_day = forms.DateField(label="Copier du", widget=DateInput)
    last_day = forms.DateField(label="Au", widget=DateInput)
    to_day = forms.DateField(
        label="Recommencer la semaine du",
        widget=DateInput,
        help_text="Chaque séance garde son jour de la semaine et son heure.",
    )
    with_school = forms.BooleanField(
        label="Sauter aussi les vacances scolaires", required=False, initial=True
    )

    @staticmethod
    def last_quarter():
        """The thirteen weeks before this one, and the Monday that follows."""
        today = timezone.localdate()
        monday = today - timedelta(days=today.weekday())
        return {
            "first_day": monday - timedelta(weeks=WEEKS_OF_A_QUARTER),
            "last_day": monday - timedelta(days=1),
            "to_day": monday + timedelta(weeks=1),
            "with_school": True,
        }

    def clean(self):
        data = super().clean()
        first, last, to = (data.get(name) for name in ("first_day", "last_day", "to_day"))
        today = timezone.localdate()
        for name in ("first_day", "last_day", "to_day"):
            if data.get(name) and abs((data[name] - today).days) > DAYS_AHEAD:
                self.add_error(name, "Choisissez un jour à moins de deux ans d’aujourd’hui.")
        if first and last and last < first:
            self.add_error("last_day", "La période finit après son début.")
        elif first and last and (last - first).days > 7 * 2 * WEEKS_OF_A_QUARTER:
            self.add_error("last_day", "Six mois au plus à la fois.")
        if first and to and to <= first:
            self.add_error("to_day", "La copie commence après la période copiée.")
        return data


class ProgrammeSettingsForm(forms.ModelForm):
    hides_optional = True

    class Meta:
        model = ProgrammeSettings
        fields = ["school_zone", "is_published", "welcome"]
        labels = {
            "school_zone": "Zone scolaire",
            "is_published": "Ouvrir la page publique du programme",
            "welcome": "Mot d’accueil",
        }
        help_texts = {
            "school_zone": "Ses vacances sont sautées quand vous planifiez plusieurs dates.",
            "is_published": "Chacun y lit les séances à venir et s’y inscrit, sans compte.",
            "welcome": "En haut de la page publique, en une ou deux phrases simples.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        by_itself = ("", "Celle de votre code postal")
        self.fields["school_zone"].choices = [by_itself, *SchoolZone.choices]

    def clean_welcome(self):
        return clean(self.cleaned_data["welcome"])


class ClosureForm(forms.ModelForm):
    hides_optional = True

    class Meta:
        model = VenueClosure
        fields = ["venue", "first_day", "last_day", "reason"]
        labels = {"venue": "Lieu", "first_day": "Du", "last_day": "Au", "reason": "Raison"}
        help_texts = {"reason": "«\u00a0Congés d’été\u00a0», «\u00a0travaux\u00a0»…"}
        widgets = {"first_day": DateInput, "last_day": DateInput}

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.visible_to(member).in_order()
        self.fields["venue"].required = False
        self.fields["venue"].empty_label = "Tous les lieux"

    def clean_reason(self):
        return clean(self.cleaned_data["reason"])

    def clean(self):
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and not 0 <= (last - first).days <= 366:
            self.add_error("last_day", "Une fermeture finit après son début, dans l’année.")
        if first and not 1900 <= first.year <= 2100:
            self.add_error("first_day", "Choisissez une année proche.")
        return data
