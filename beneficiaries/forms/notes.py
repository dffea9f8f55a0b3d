"""The forms of notes and papers."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from beneficiaries.forms.guard import GuardedFormMixin
from beneficiaries.models import Axis, NoteKind, NoteLevel, PaperKind
from beneficiaries.selectors.notes import ReadingReason, possible_readers
from beneficiaries.selectors.papers import TEMPORARY_DAYS
from beneficiaries.services.notes import BODY_LENGTH
from beneficiaries.services.papers import TITLE_LENGTH
from inclusion.ui.forms import ChoiceCards, DateInput, FileDrop

LEVEL_CONSEQUENCES = {
    NoteLevel.DESK: "Lue aussi par les bénévoles, le jour de la séance. Pour ce qui aide à"
    " accueillir\u00a0: «\u00a0préfère le mardi, parle portugais\u00a0».",
    NoteLevel.TEAM: "Lue par celles et ceux qui accompagnent, dans votre structure seulement.",
    NoteLevel.RESTRICTED: "Lue par vous et les personnes que vous nommez. La direction peut"
    " l’ouvrir en disant pourquoi, et le journal le garde.",
}


class MembersField(forms.ModelMultipleChoiceField):
    """Colleagues to tick, each with what she does."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, member):
        return member.label


class BodyField(forms.CharField):
    """What is written: facts, in words the person could read."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=BODY_LENGTH,
            widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
            error_messages={"required": "Écrivez la note."},
            **kwargs,
        )


class NoteForm(GuardedFormMixin, forms.Form):
    """A note: its words, who reads it, what it is about."""

    guarded = ("body",)

    body = BodyField(
        label="Note",
        help_text="Des faits utiles à l’accompagnement, dans des mots que la personne peut lire.",
    )
    level = forms.ChoiceField(
        label="Qui peut la lire\u202f?",
        choices=NoteLevel.choices,
        widget=ChoiceCards(consequences=LEVEL_CONSEQUENCES),
        error_messages={"required": "Dites qui peut lire la note."},
    )
    readers = MembersField(
        label="Personnes nommées, pour une note restreinte", queryset=None, required=False
    )
    kind = forms.ChoiceField(
        label="La note rend compte",
        choices=[
            (NoteKind.CONTACT, "d’un échange avec la personne"),
            (NoteKind.MEETING, "d’un rendez-vous"),
            (NoteKind.DECISION, "d’une décision prise ensemble"),
            (NoteKind.OBSERVATION, "d’une observation"),
        ],
        error_messages={"required": "Dites de quoi la note rend compte."},
    )
    axis = forms.ChoiceField(
        label="À propos de",
        choices=[("", "L’accompagnement en général"), *Axis.choices],
        required=False,
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = possible_readers(member)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("readers") and cleaned.get("level") != NoteLevel.RESTRICTED:
            self.add_error("readers", "Seule une note restreinte a des lecteurs nommés.")
        return cleaned


class NewNoteForm(NoteForm):
    version = None


class CorrectionNoteForm(NoteForm):
    """The words of a note of today, its level and subject; its readers have their own page."""

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, member=member, **kwargs)
        del self.fields["readers"]


class AmendmentForm(GuardedFormMixin, forms.Form):
    guarded = ("body",)

    body = BodyField(label="Complément")


class ReadersForm(forms.Form):
    """Who reads a restricted note besides its author."""

    readers = MembersField(label="Personnes qui peuvent la lire", queryset=None, required=False)

    def __init__(self, *args, member, note, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = possible_readers(member).exclude(pk=note.author_id)


class ReadingForm(forms.Form):
    """Why a manager opens a restricted note."""

    reason = forms.ChoiceField(
        label="Pourquoi la lisez-vous\u202f?",
        choices=ReadingReason.choices,
        widget=ChoiceCards,
        error_messages={"required": "Dites pourquoi vous lisez cette note."},
    )


PAPER_CONSEQUENCES = {
    PaperKind.TEMPORARY: "Gardée le temps d’une démarche, puis détruite"
    f" sous {TEMPORARY_DAYS}\u00a0jours sans que personne y pense.",
    PaperKind.CONSENT: "La feuille où la personne a signé un accord.",
    PaperKind.REQUEST: "Le courrier par lequel elle demande à lire, corriger ou effacer.",
}
PAPER_ORDER = (PaperKind.TEMPORARY, PaperKind.CONSENT, PaperKind.REQUEST)


class PaperForm(GuardedFormMixin, forms.Form):
    """A photo or a PDF, what it is, and how long it stays."""

    guarded = ("title",)

    file = forms.FileField(
        label="Photo ou PDF",
        help_text="JPEG, PNG ou PDF, 10\u00a0Mo au plus. Le lieu et l’appareil de la photo sont"
        " retirés.",
        widget=FileDrop(attrs={"accept": "image/jpeg,image/png,application/pdf,.jpg,.png,.pdf"}),
        error_messages={
            "required": "Choisissez une photo ou un PDF.",
            "empty": "Ce fichier est vide.",
            "invalid": "Choisissez une photo ou un PDF.",
        },
    )
    title = forms.CharField(
        label="Ce que c’est",
        help_text="En quelques mots, sans numéro\u00a0: «\u00a0attestation CAF d’octobre\u00a0».",
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Dites en quelques mots ce qu’est cette pièce."},
    )
    kind = forms.ChoiceField(
        label="Pourquoi la garder\u202f?",
        choices=[(kind, kind.label) for kind in PAPER_ORDER],
        widget=ChoiceCards(consequences=PAPER_CONSEQUENCES),
        error_messages={"required": "Dites pourquoi cette pièce est gardée."},
    )
    expires_on = forms.DateField(
        label="À détruire le, pour une pièce de passage",
        required=False,
        widget=DateInput,
        error_messages={"invalid": "Écrivez une date qui existe."},
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") != PaperKind.TEMPORARY:
            cleaned["expires_on"] = None
        day, today = cleaned.get("expires_on"), timezone.localdate()
        if day and not today < day <= today + timedelta(days=TEMPORARY_DAYS):
            self.add_error(
                "expires_on", f"Choisissez une date entre demain et {TEMPORARY_DAYS}\u00a0jours."
            )
        return cleaned
