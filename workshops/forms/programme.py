"""A programme, its dates, and whom one looks for."""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from django import forms
from django.utils import timezone

from inclusion.organisations.models import Membership, Role
from inclusion.places.models import Venue
from inclusion.text import clean
from inclusion.ui.forms import ChoiceCards, DateInput, Stepper, TimeInput
from workshops.models import Modality, Procedure, SessionKind, Topic, Workshop

OPENS, CLOSES = time(7), time(22)
CAPACITY_MAX = 500
DAYS_BACK, DAYS_AHEAD = 365, 730
LINKS_MAX = 12
WHEREABOUTS = ("modality", "venue", "place_name", "place_city", "remote_link")


class WorkshopForm(forms.ModelForm):
    """A workshop of the programme."""

    class Meta:
        model = Workshop
        fields = [
            *("title", "topic", "procedures", "level", "audience", "objectives"),
            *("content", "is_free"),
        ]
        widgets = {"objectives": forms.Textarea({"rows": 3})}
        labels = {
            "title": "Titre",
            "topic": "Thématique",
            "level": "Niveau",
            "procedures": "Quelles démarches\u202f?",
            "audience": "Pour qui",
            "objectives": "Objectifs",
            "content": "Contenu en une ligne",
            "is_free": "Gratuit pour les participants",
        }
        help_texts = {
            "title": "Comme on le dit aux gens : « Mes premiers e-mails ».",
            "topic": "Thématiques nationales de la médiation numérique, pour vos bilans.",
            "procedures": "Seulement pour la thématique «\u00a0Démarches administratives\u00a0».",
            "audience": "Affiché au programme, par exemple « grands débutants ».",
            "objectives": "Un par ligne\u00a0: ce que l’on sait faire en sortant.",
            "content": "Imprimé sur l’attestation de participation.",
        }

    procedures = forms.MultipleChoiceField(
        choices=Procedure, required=False, widget=forms.CheckboxSelectMultiple
    )
    links = forms.CharField(
        label="Ressources",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Une par ligne\u00a0: un titre, puis son adresse https://…",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shown = self._meta
        self.fields["procedures"].label = shown.labels["procedures"]
        self.fields["procedures"].help_text = shown.help_texts["procedures"]
        if self.instance.pk:
            self.initial["links"] = "\n".join(" ".join(pair) for pair in self.instance.links)

    def clean_title(self):
        return clean(self.cleaned_data["title"])

    def clean_links(self):
        """Lines « title https://… » as pairs; an address alone is its own title."""
        found = []
        for line in filter(None, map(clean, self.cleaned_data["links"].splitlines())):
            title, _, address = line.rpartition(" ")
            parts = urlsplit(address)
            if parts.scheme not in {"http", "https"} or not parts.netloc:
                raise forms.ValidationError(
                    f"«\u00a0{line[:60]}\u00a0» ne finit pas par une adresse https://…"
                )
            found.append([title.strip() or parts.netloc, address])
        if len(found) > LINKS_MAX:
            raise forms.ValidationError(f"{LINKS_MAX}\u00a0ressources au plus.")
        return found

    def clean(self):
        data = super().clean()
        if data.get("procedures") and data.get("topic") not in {None, Topic.PROCEDURES}:
            self.add_error(
                "procedures",
                "Les démarches se précisent sous la thématique «\u00a0Démarches"
                " administratives\u00a0».",
            )
        return data

    def clean_content(self):
        return clean(self.cleaned_data["content"])


class MemberChoiceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member):
        return f"{member.user} ({(member.title or member.get_role_display()).lower()})"


class SessionForm(forms.Form):
    """One date: where, when, how many seats, led by whom."""

    hides_optional = True

    workshop = forms.ModelChoiceField(
        label="Atelier", queryset=Workshop.objects.none(), empty_label="Choisissez"
    )
    kind = forms.ChoiceField(
        label="Forme",
        choices=SessionKind,
        required=False,
        initial=SessionKind.GROUP,
        widget=ChoiceCards(
            consequences={
                SessionKind.GROUP: "Des places, une liste d’inscrits.",
                SessionKind.DROP_IN: "On vient sans s’inscrire\u00a0: on compte qui passe.",
                SessionKind.INDIVIDUAL: "Une personne, une place.",
            }
        ),
    )
    modality = forms.ChoiceField(
        label="Où",
        choices=Modality,
        required=False,
        initial=Modality.VENUE,
        widget=ChoiceCards(in_row=True),
    )
    venue = forms.ModelChoiceField(
        label="Lieu",
        queryset=Venue.objects.none(),
        empty_label="Choisissez",
        required=False,
    )
    place_name = forms.CharField(
        label="Endroit",
        max_length=120,
        required=False,
        help_text="Hors les murs\u00a0: «\u00a0Marché de Beaubreuil\u00a0».",
    )
    place_city = forms.CharField(
        label="Commune", max_length=80, required=False, help_text="Hors les murs ou à domicile."
    )
    remote_link = forms.URLField(
        label="Lien de la visioconférence",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="À distance\u00a0: envoyé aux personnes inscrites, jamais publié.",
    )
    day = forms.DateField(label="Jour", widget=DateInput)
    starts = forms.TimeField(label="De", widget=TimeInput)
    ends = forms.TimeField(label="À", widget=TimeInput)
    capacity = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=CAPACITY_MAX,
        widget=Stepper({"class": "short"}),
        error_messages={
            "min_value": "Il faut au moins une place.",
            "max_value": f"Une séance a {CAPACITY_MAX}\u00a0places au plus\u00a0: vérifiez.",
        },
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
            del self.fields["kind"]
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
            "modality": session.modality,
            "venue": session.venue_id,
            "place_name": session.place_name,
            "place_city": session.place_city,
            "remote_link": session.remote_link,
            "day": starts_at.date(),
            "starts": starts_at.time(),
            "ends": ends_at.time(),
            "capacity": session.capacity,
            "facilitators": list(session.facilitators.values_list("member_id", flat=True)),
        }

    def clean_kind(self):
        return SessionKind(self.cleaned_data["kind"] or SessionKind.GROUP)

    def clean_modality(self):
        return Modality(self.cleaned_data["modality"] or Modality.VENUE)

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
                sentence = "La séance doit finir après son début, le même jour."
                self.add_error("ends", sentence)
            elif starts < OPENS or ends > CLOSES:
                self.add_error("starts", "Une séance a lieu entre 7 h et 22 h.")
        self._clean_whereabouts(data)
        return data

    def _clean_whereabouts(self, data):
        """Keep what the chosen whereabouts use, ask for what they need."""
        modality = data.get("modality")
        needs = {
            Modality.VENUE: ("venue", "Choisissez le lieu de la séance."),
            Modality.ELSEWHERE: ("place_city", "Écrivez la commune où la séance a lieu."),
            Modality.HOME: ("place_city", "Écrivez la commune où la séance a lieu."),
        }
        name, sentence = needs.get(modality, ("", ""))
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, sentence)
        uses = {
            Modality.VENUE: {"venue"},
            Modality.ELSEWHERE: {"place_name", "place_city"},
            Modality.HOME: {"place_city"},
            Modality.REMOTE: {"remote_link"},
        }.get(modality, set())
        for name in {"place_name", "place_city", "remote_link"}:
            data[name] = clean(data.get(name) or "") if name in uses else ""
        if "venue" not in uses:
            data["venue"] = None
        if data.get("kind") == SessionKind.INDIVIDUAL:
            data["capacity"] = 1

    def act_arguments(self):
        """What the acts take."""
        data = self.cleaned_data
        arguments = {
            **{name: data[name] for name in WHEREABOUTS},
            "starts_at": timezone.make_aware(datetime.combine(data["day"], data["starts"])),
            "ends_at": timezone.make_aware(datetime.combine(data["day"], data["ends"])),
            "capacity": data["capacity"],
            "facilitators": list(data["facilitators"]),
        }
        if not self.session:
            arguments |= {"workshop": data["workshop"], "kind": data["kind"]}
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
