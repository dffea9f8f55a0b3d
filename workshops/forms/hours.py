"""What a volunteer gave, what an hour is worth, and over which period to certify."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from inclusion.money import to_cents
from inclusion.organisations.models import Membership
from inclusion.text import clean, parse_amount
from inclusion.ui.formats import hour, short_day
from inclusion.ui.forms import AmountInput, DateInput
from workshops.models import WorkshopSession
from workshops.selectors.hours import hours_words

SESSION_DAYS = 60
MINUTES_OFFERED = (*range(15, 241, 15), 300, 360, 420, 480)


def _words(minutes):
    if minutes < 60:
        return f"{minutes}\u00a0min" if minutes else "—"
    return hours_words(minutes)


STEPS = [(minutes, _words(minutes)) for minutes in (0, *MINUTES_OFFERED)]


class SessionChoice(forms.ModelChoiceField):
    def label_from_instance(self, session):
        return f"{session.workshop}, {short_day(session.starts_at)} à {hour(session.starts_at)}"


def _minutes(label, help_text=""):
    return forms.TypedChoiceField(
        label=label, choices=STEPS, coerce=int, required=False, empty_value=0, help_text=help_text
    )


class HoursForm(forms.Form):
    """For one of one's sessions, or for a day without a session."""

    hides_optional = True

    session = SessionChoice(
        label="Séance",
        queryset=WorkshopSession.objects.none(),
        required=False,
        empty_label="Sans séance\u00a0: accueil, tri, réunion…",
    )
    worked_on = forms.DateField(
        label="Jour", widget=DateInput, required=False, help_text="Si ce n’est pas une séance."
    )
    preparation_minutes = _minutes("Préparation")
    facilitation_minutes = _minutes("Animation")
    travel_minutes = _minutes("Trajet")
    words = forms.CharField(label="Précision", max_length=120, required=False)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = (
            WorkshopSession.objects.visible_to(member)
            .facilitated_by(member)
            .filter(
                starts_at__lte=timezone.now(),
                starts_at__gte=timezone.now() - timedelta(days=SESSION_DAYS),
            )
            .exclude(status="cancelled")
            .select_related("workshop")
            .order_by("-starts_at", "-pk")
        )

    def clean_words(self):
        return clean(self.cleaned_data["words"])

    def clean(self):
        data = super().clean()
        if not data.get("session") and not data.get("worked_on") and not self.errors:
            self.add_error("worked_on", "Choisissez une séance ou un jour.")
        total = sum(
            data.get(f"{name}_minutes") or 0 for name in ("preparation", "facilitation", "travel")
        )
        if not total and not self.errors:
            self.add_error(None, "Notez au moins une durée.")
        return data


class RateForm(forms.Form):
    from_day = forms.DateField(label="À partir du", widget=DateInput)
    amount = forms.CharField(label="Taux horaire (€)", max_length=12, widget=AmountInput)
    basis = forms.CharField(
        label="Référence",
        max_length=160,
        help_text="Ce qui le justifie\u00a0: décision du conseil, SMIC chargé de l’année…",
    )

    def clean_from_day(self):
        day = self.cleaned_data["from_day"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError("Choisissez une année proche.")
        return day

    def clean_amount(self):
        try:
            return to_cents(parse_amount(self.cleaned_data["amount"]))
        except ValueError:
            raise forms.ValidationError("Écrivez un montant, par exemple 14,50.") from None

    def clean_basis(self):
        return clean(self.cleaned_data["basis"])


class HoursCertificateForm(forms.Form):
    member = forms.ModelChoiceField(
        label="Personne", queryset=Membership.objects.none(), empty_label="Choisissez"
    )
    first_day = forms.DateField(label="Du", widget=DateInput)
    last_day = forms.DateField(label="Au", widget=DateInput)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = (
            Membership.objects.visible_to(member)
            .filter(role="VOLUNTEER")
            .select_related("user")
            .order_by("user__last_name", "user__first_name", "pk")
        )

    def clean(self):
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "La période finit après son début.")
        return data
