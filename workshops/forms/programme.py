"""A programme, its dates, and whom one looks for."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

from inclusion.organisations.models import Membership, Role
from inclusion.places.models import Venue
from inclusion.text import clean
from inclusion.ui.forms import DateInput, Stepper, TimeInput
from workshops.models import Workshop

OPENS, CLOSES = time(7), time(22)
CAPACITY_MAX = 500
DAYS_BACK, DAYS_AHEAD = 365, 730


class WorkshopForm(forms.ModelForm):
    """A workshop of the programme."""

    class Meta:
        model = Workshop
        fields = ["title", "topic", "level", "content", "is_free"]
        labels = {
            "title": "Titre",
            "topic": "Thématique",
            "level": "Niveau",
            "content": "Contenu en une ligne",
            "is_free": "Gratuit pour les participants",
        }
        help_texts = {
            "title": "Comme on le dit aux gens : « Mes premiers e-mails ».",
            "topic": "Thématiques nationales de la médiation numérique, pour vos bilans.",
            "content": "Imprimé sur l’attestation de participation.",
        }

    def clean_title(self):
        return clean(self.cleaned_data["title"])

    def clean_content(self):
        return clean(self.cleaned_data["content"])


class MemberChoiceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member):
        return f"{member.user} ({(member.title or member.get_role_display()).lower()})"


class SessionForm(forms.Form):
    """One date: where, when, how many seats, led by whom."""

    workshop = forms.ModelChoiceField(
        label="Atelier", queryset=Workshop.objects.none(), empty_label="Choisissez"
    )
    venue = forms.ModelChoiceField(
        label="Lieu", queryset=Venue.objects.none(), empty_label="Choisissez"
    )
    day = forms.DateField(label="Jour", widget=DateInput)
    starts = forms.TimeField(label="De", widget=TimeInput)
    ends = forms.TimeField(label="À", widget=TimeInput)
    capacity = forms.IntegerField(
        label="Places", min_value=1, max_value=CAPACITY_MAX, widget=Stepper({"class": "short"})
    )
    facilitators = MemberChoiceField(
        label="Animation",
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Les bénévoles choisis ouvrent la feuille de présence de cette séance.",
    )

    def __init__(self, *args, member, session=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = Workshop.objects.visible_to(member).order_by("title")
        self.fields["venue"].queryset = Venue.objects.visible_to(member).in_order()
        self.fields["facilitators"].queryset = (
            Membership.objects.visible_to(member)
            .active()
            .exclude(role=Role.OFFICER)
            .select_related("user")
            .order_by("user__first_name", "user__last_name", "pk")
        )
        self.session = session
        if session:
            # What is taught does not change with the date: plan another session for that.
            del self.fields["workshop"]
        today = timezone.localdate()
        self.first_day = today - timedelta(days=DAYS_BACK)
        self.last_day = today + timedelta(days=DAYS_AHEAD)
        self.fields["day"].widget.attrs |= {
            "min": self.first_day.isoformat(),
            "max": self.last_day.isoformat(),
        }

    @staticmethod
    def values_of(session):
        """The form as filled by an existing session."""
        starts_at, ends_at = (
            timezone.localtime(session.starts_at),
            timezone.localtime(session.ends_at),
        )
        return {
            "venue": session.venue_id,
            "day": starts_at.date(),
            "starts": starts_at.time(),
            "ends": ends_at.time(),
            "capacity": session.capacity,
            "facilitators": list(session.facilitators.values_list("member_id", flat=True)),
        }

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not self.first_day <= day <= self.last_day:
            raise forms.ValidationError("Choisissez un jour entre l’an dernier et dans deux ans.")
        return day

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends:
            if ends <= starts:
                self.add_error("ends", "La séance doit finir après son début.")
            elif starts < OPENS or ends > CLOSES:
                self.add_error("starts", "Une séance a lieu entre 7 h et 22 h.")
        return data

    def act_arguments(self):
        """What the acts take."""
        data = self.cleaned_data
        arguments = {
            "venue": data["venue"],
            "starts_at": timezone.make_aware(datetime.combine(data["day"], data["starts"])),
            "ends_at": timezone.make_aware(datetime.combine(data["day"], data["ends"])),
            "capacity": data["capacity"],
            "facilitators": list(data["facilitators"]),
        }
        if not self.session:
            arguments["workshop"] = data["workshop"]
        return arguments


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=200,
        help_text="Quelques mots : salle fermée, animatrice malade…",
    )

    def clean_reason(self):
        return clean(self.cleaned_data["reason"])


class SearchForm(forms.Form):
    """Looking for a person to register; the words are neither stored nor logged."""

    q = forms.CharField(max_length=80, required=False)


class PersonForm(forms.Form):
    """The person a button is about."""

    beneficiary = forms.UUIDField()
