"""What is typed about a referral, by the sender, by the receiver inside and by the one outside."""

from datetime import datetime

from django import forms
from django.utils import timezone

from beneficiaries.guard import check_text
from beneficiaries.models import (
    ConsentManner,
    DeclineReason,
    OfferKind,
    ReferralMode,
    ReferralNeed,
    ReferralResult,
    SharedField,
)
from beneficiaries.referral.sharing import DEFAULT_FIELDS
from beneficiaries.services.referral_links import WORDS_LENGTH
from beneficiaries.services.referral_sending import BIRTH_YEAR, DIGITS, MESSAGE_LENGTH
from beneficiaries.services.referrals import OFFERS_AT_MOST
from inclusion.ids import uuid7
from inclusion.registry import ReferralTarget, registry
from inclusion.text import clean
from inclusion.ui.forms import ChoiceCards, DateInput, TimeInput

OTHER_NAME_LENGTH = 120
KNOWN_REASON = "Lieu connu de l’équipe."


class NeedForm(forms.Form):
    """Which need, and around where: what the doors are looked for by."""

    hides_optional = True

    besoin = forms.ChoiceField(label="La personne veut", choices=ReferralNeed.choices)
    commune = forms.CharField(
        label="Autour de (commune ou code postal)",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OffersForm(forms.Form):
    """One to three doors to show; one of them may be written by hand."""

    hides_optional = True

    targets = forms.MultipleChoiceField(
        label="Portes à lui montrer",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Cette proposition n’est plus possible."},
    )
    other_name = forms.CharField(label="Nom du lieu", required=False, max_length=OTHER_NAME_LENGTH)
    other_address = forms.CharField(label="Adresse", required=False, max_length=200)
    other_phone = forms.CharField(
        label="Téléphone",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "class": "medium"}),
    )
    other_email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        error_messages={"invalid": "Cette adresse électronique n’est pas complète."},
    )

    def __init__(self, *args, targets=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.targets = {f"{target.kind}:{target.id}": target for target in targets}
        self.fields["targets"].choices = [
            (key, target.title) for key, target in self.targets.items()
        ]

    def clean(self):
        values = super().clean()
        if values is None or self.errors:
            return values
        chosen = [self.targets[key] for key in self.targets if key in values.get("targets", [])]
        if values.get("other_name"):
            chosen.append(self._other(values))
        elif values.get("other_address") or values.get("other_phone"):
            self.add_error("other_name", "Écrivez le nom du lieu.")
        if not self.errors and not chosen:
            self.add_error("targets", "Choisissez au moins une porte à montrer à la personne.")
        if len(chosen) > OFFERS_AT_MOST:
            self.add_error(
                "targets", "Trois portes au plus\u00a0: au-delà, on ne choisit plus vraiment."
            )
        values["chosen"] = chosen
        return values

    def _other(self, values):
        address = clean(values["other_address"])
        return ReferralTarget(
            kind=OfferKind.PLACE,
            id=uuid7(),
            title=clean(values["other_name"]),
            reason=KNOWN_REASON,
            facts={
                "name": clean(values["other_name"]),
                "address_lines": [address] if address else [],
                "phone": clean(values["other_phone"]),
                "email": values["other_email"],
                "hours": [],
                "organisation_id": None,
            },
        )


class AppointmentFields(forms.Form):
    """A day and an hour, both or neither, as one instant of Paris."""

    hides_optional = True

    day = forms.DateField(
        label="Jour du rendez-vous",
        required=False,
        widget=DateInput,
        error_messages={"invalid": "Écrivez un jour, par exemple 24/11/2026."},
    )
    hour = forms.TimeField(
        label="Heure",
        required=False,
        widget=TimeInput,
        error_messages={"invalid": "Écrivez une heure, par exemple 14:00."},
    )

    def clean(self):
        values = super().clean() or {}
        day, hour = values.get("day"), values.get("hour")
        if day and not hour and "hour" not in self.errors:
            self.add_error("hour", "Dites aussi l’heure.")
        if hour and not day and "day" not in self.errors:
            self.add_error("day", "Dites aussi le jour.")
        values["appointment_at"] = None
        if day and hour:
            if not 2000 <= day.year <= 2100:
                self.add_error("day", "Un rendez-vous est à venir, dans l’année.")
            else:
                values["appointment_at"] = timezone.make_aware(datetime.combine(day, hour))
        return values


class AppointmentForm(AppointmentFields):
    """The appointment alone: it is then asked for."""

    def clean(self):
        values = super().clean()
        if not self.errors and values["appointment_at"] is None:
            self.add_error("day", "Dites le jour et l’heure du rendez-vous.")
        return values


MODE_CONSEQUENCES = {
    ReferralMode.ADDRESS: "Elle y va par elle-même, avec sa fiche.",
    ReferralMode.APPOINTMENT: "Vous avez appelé ensemble\u00a0: elle a un jour et une heure.",
    ReferralMode.TRANSMISSION: "La structure reçoit ce que la personne accepte de dire, et vous"
    " répond.",
}

SEAT_CONSEQUENCE = (
    "Vous avez appelé ensemble\u00a0: elle a un jour et une heure. Pour un atelier d’ici, sa place"
    " est prise tout de suite, à l’heure de la séance\u00a0; s’il est complet, elle attend."
)


class ChoiceForm(AppointmentFields):
    """Which door she chose, and how she gets there."""

    field_order = ["offer", "mode", "day", "hour", "ask_for"]

    offer = forms.ChoiceField(
        label="Elle choisit",
        widget=ChoiceCards,
        error_messages={
            "required": "Cochez la porte que la personne choisit.",
            "invalid_choice": "Choisissez l’une des propositions.",
        },
    )
    mode = forms.ChoiceField(
        label="Comment y va-t-elle\u202f?",
        choices=ReferralMode.choices,
        widget=ChoiceCards(consequences=MODE_CONSEQUENCES),
        error_messages={"required": "Dites comment la personne y va."},
    )
    ask_for = forms.CharField(
        label="Qui demander sur place",
        required=False,
        max_length=120,
        help_text="Si vous le savez\u00a0: imprimé sur sa fiche.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = {str(offer.pk): offer for offer in offers}
        field = self.fields["offer"]
        field.choices = [(key, offer.title) for key, offer in self.offers.items()]
        field.widget.consequences = {key: offer.reason for key, offer in self.offers.items()}
        if any(offer.kind in registry.referral_seats for offer in self.offers.values()):
            told = self.fields["mode"].widget.consequences
            self.fields["mode"].widget.consequences = {
                **told,
                ReferralMode.APPOINTMENT.value: SEAT_CONSEQUENCE,
            }

    def clean(self):
        values = super().clean()
        if "offer" in values:
            values["offer"] = self.offers[values["offer"]]
        asks_hour = values.get("mode") == ReferralMode.APPOINTMENT and not self.errors
        if asks_hour and not values["appointment_at"] and not self._knows_its_hour(values):
            self.add_error("day", "Dites le jour et l’heure du rendez-vous.")
        return values

    def _knows_its_hour(self, values):
        """A session of ours has its own."""
        return values["offer"].kind in registry.referral_seats


class PersonRefusalForm(forms.Form):
    """Why she wants none of these doors, in her words."""

    words = forms.CharField(
        label="Ce qu’elle en dit",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


CODE_CONSEQUENCES = {
    DIGITS: "Vous le dites au téléphone à la structure. Le plus sûr.",
    BIRTH_YEAR: "Vous la dites au téléphone à la structure, sans rien noter.",
}


class SendForm(forms.Form):
    """What leaves: to whom, which fields, with which words, and her consent."""

    hides_optional = True

    to_email = forms.EmailField(
        label="Adresse électronique de la structure",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Cette adresse électronique n’est pas complète."},
    )
    fields_shared = forms.MultipleChoiceField(
        label="Ce qu’elle accepte de transmettre",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez ce que la personne accepte de transmettre.",
            "invalid_choice": "Cette information n’est pas au dossier.",
        },
    )
    message = forms.CharField(
        label="Un mot pour la structure",
        required=False,
        max_length=MESSAGE_LENGTH,
        help_text="La personne peut le lire. Le besoin, jamais la cause.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    code = forms.ChoiceField(
        label="Le code qui ouvre la page",
        choices=[(DIGITS, "Six chiffres"), (BIRTH_YEAR, "Son année de naissance")],
        initial=DIGITS,
        widget=ChoiceCards(consequences=CODE_CONSEQUENCES),
    )
    manner = forms.ChoiceField(
        label="Comment a-t-elle donné son accord\u202f?",
        choices=[
            choice for choice in ConsentManner.choices if choice[0] != ConsentManner.SMS_REPLY
        ],
        widget=ChoiceCards(in_row=True),
        error_messages={"required": "Sans son accord, rien ne part."},
    )
    confirmation = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, values, by_link, has_consent, birth_year_known, **kwargs):
        super().__init__(*args, **kwargs)
        self.warnings, self.to_confirm = [], ""
        shared = self.fields["fields_shared"]
        shared.choices = [
            (field.value, f"{field.label}\u00a0: {values[field.value]}")
            for field in SharedField
            if field.value in values
        ]
        shared.initial = [field for field in DEFAULT_FIELDS if field in values]
        if not by_link:
            del self.fields["to_email"], self.fields["code"]
        elif not birth_year_known:
            del self.fields["code"]
        if by_link:
            self.fields["to_email"].required = True
            self.fields["to_email"].error_messages["required"] = (
                "Écrivez l’adresse électronique de la structure."
            )
        if has_consent:
            del self.fields["manner"]

    def clean(self):
        values = super().clean()
        guarded = check_text(values.get("message", ""))
        for sentence in guarded.refused:
            self.add_error("message", sentence)
        if guarded.warnings and values.get("confirmation") != guarded.confirmation:
            # Shown again with what was found: sending the same words again confirms them.
            self.warnings, self.to_confirm = guarded.warnings, guarded.confirmation
            self.add_error("message", "Relisez ces mots, puis envoyez de nouveau pour confirmer.")
        return values


class AttendanceForm(forms.Form):
    """Did she come?"""

    came = forms.TypedChoiceField(
        label="La personne est-elle venue\u202f?",
        choices=[("oui", "Oui"), ("non", "Non")],
        coerce=lambda value: value == "oui",
        widget=ChoiceCards(in_row=True),
        error_messages={"required": "Répondez oui ou non."},
    )


class ResultForm(forms.Form):
    """What it changed."""

    result = forms.ChoiceField(
        label="Ce que cela a changé",
        choices=ReferralResult.choices,
        widget=ChoiceCards,
        error_messages={"required": "Dites ce que l’orientation a changé."},
    )


class DeclineForm(forms.Form):
    """Why the receiver cannot."""

    hides_optional = True

    reason = forms.ChoiceField(
        label="Pourquoi",
        choices=[("", "Choisissez"), *DeclineReason.choices],
        error_messages={"required": "Dites pourquoi vous ne pouvez pas recevoir la personne."},
    )
    words = forms.CharField(
        label="Un mot pour la structure qui oriente",
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AcceptForm(AppointmentFields):
    """Yes, and when, if it is known already."""


class CodeForm(forms.Form):
    """What opens the page of a link."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}
        ),
        error_messages={"required": "Écrivez le code."},
    )
