"""Correcting a closed session: who really came, and why the page says something else."""

from django import forms

from inclusion.text import clean
from workshops.forms.anonymous import AnonymousFields
from workshops.forms.attendance import WalkInFields
from workshops.models import AttendanceStatus
from workshops.models.anonymous import COUNTERS

STATUSES = [(each.value, each.label) for each in AttendanceStatus if each != "unknown"]


class AmendForm(WalkInFields, AnonymousFields):
    """The statuses of those noted, the counters, those forgotten, and the reason."""

    hides_optional = True

    # Looking for someone with a file who was forgotten; never kept.
    who = forms.CharField(
        label="Nom, prénom ou n°\u00a0de dossier",
        max_length=80,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args, session, lines, added=(), **kwargs):
        self.session, self.lines, self.added = session, lines, added
        super().__init__(
            *args,
            initial={name: getattr(session, name) for name in ["anonymous_count", *COUNTERS]},
            **kwargs,
        )
        for line in lines:
            self.fields[f"status-{line.key}"] = forms.ChoiceField(
                label=line.name,
                choices=STATUSES,
                initial=line.status,
                widget=forms.Select({"class": "form-select"}),
            )
        self.fields["reason"] = forms.CharField(
            label="Pourquoi cette correction\u00a0?",
            max_length=200,
            help_text="Gardé avec votre nom et la date\u00a0: «\u00a0M. Benali est arrivé après"
            " l’appel\u00a0».",
            error_messages={"required": "Dites pourquoi la séance est corrigée."},
        )

    def clean_reason(self):
        return clean(self.cleaned_data["reason"])

    def people(self):
        """[(line, its field)] of those already noted."""
        return [(line, self[f"status-{line.key}"]) for line in self.lines]

    def act_arguments(self):
        data = self.cleaned_data
        return {
            "reason": data["reason"],
            "statuses": {line.key: data[f"status-{line.key}"] for line in self.lines},
            "anonymous": self.said_of_anonymous(data),
            "walk_ins": data["walk_ins"],
            "people": self.added,
        }
