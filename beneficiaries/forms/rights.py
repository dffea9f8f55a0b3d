"""The forms of the person's rights: notice, agreements, requests, her copy."""

from django import forms
from django.utils import timezone

from beneficiaries.documents import words_to_hide
from beneficiaries.duties.notice_texts import language_choices
from beneficiaries.guard import check_text
from beneficiaries.models import (
    ConsentManner,
    ConsentPurpose,
    IdentityCheck,
    NoticeChannel,
    PaperKind,
    RequestKind,
    RequestOutcome,
)
from beneficiaries.services.consents import RECEIVER_LENGTH
from beneficiaries.services.rights import ANSWER_LENGTH, REASON_LENGTH
from inclusion.exceptions import Refused
from inclusion.ui.forms import ChoiceCards, DateInput


class GuardedForm(forms.Form):
    """Text about a person: what must not be written is refused, the rest is read again once."""

    guarded = ()
    confirmed = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    warnings = ()
    confirmation = ""

    def clean(self):
        cleaned = super().clean()
        found, marks = [], []
        for name in self.guarded:
            guarded = check_text(cleaned.get(name) or "")
            for sentence in guarded.refused:
                self.add_error(name, sentence)
            found += guarded.warnings
            marks.append(guarded.confirmation)
        mark = ".".join(filter(None, marks))
        if found and not self.errors and self.data.get("confirmed") != mark:
            self.warnings, self.confirmation = found, mark
        return cleaned

    def is_valid(self):
        return super().is_valid() and not self.warnings

    @property
    def fields_to_show(self):
        return [field for field in self.visible_fields() if field.name != "confirmed"]


class NoticeDeliveryForm(forms.Form):
    """How the notice was given, and in which language."""

    channel = forms.ChoiceField(
        label="Comment la notice a-t-elle été remise\u202f?",
        choices=[choice for choice in NoticeChannel.choices if choice[0] != NoticeChannel.LATER],
        widget=ChoiceCards(
            consequences={
                NoticeChannel.ORAL_AND_PAPER: "Vous l’avez lue ensemble, la personne garde la"
                " feuille.",
                NoticeChannel.ORAL: "Vous l’avez expliquée de vive voix.",
                NoticeChannel.PAPER: "La personne a reçu la feuille.",
                NoticeChannel.SMS: "Le texte court, si elle accepte les SMS.",
                NoticeChannel.POST: "La feuille, par courrier.",
            }
        ),
        error_messages={"required": "Dites comment la notice a été remise."},
    )
    language = forms.ChoiceField(label="Dans quelle langue\u202f?", choices=language_choices)
    has_interpreter = forms.BooleanField(label="Un interprète était là", required=False)


ANSWERS = (("yes", "Oui, elle est d’accord"), ("no", "Non, elle refuse"))


class ConsentForm(forms.Form):
    """One question, one answer."""

    # The page says what is needed; what is optional says so in its help.
    hides_optional = True

    purpose = forms.ChoiceField(
        label="Pour quoi\u202f?",
        choices=ConsentPurpose.choices,
        widget=ChoiceCards(
            consequences={
                ConsentPurpose.TRANSMISSION: "À une seule structure, et seulement ce que vous"
                " cochez avec la personne.",
                ConsentPurpose.SMS: "Rappels de rendez-vous et d’ateliers.",
                ConsentPurpose.PHOTO: "Dans nos publications\u202f; elle peut demander le retrait.",
                ConsentPurpose.TESTIMONY: "Avec le prénom de son choix\u202f; elle relit avant.",
            }
        ),
        error_messages={"required": "Dites pour quoi l’accord est demandé."},
    )
    receiver = forms.CharField(
        label="À quelle structure\u202f?",
        help_text="Pour une transmission seulement. Écrivez son nom comme vous le dites à la"
        " personne.",
        required=False,
        max_length=RECEIVER_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answer = forms.ChoiceField(
        label="Que répond la personne\u202f?",
        choices=ANSWERS,
        widget=ChoiceCards(
            consequences={
                "yes": "Elle pourra changer d’avis quand elle voudra.",
                "no": "Rien d’autre ne change pour elle.",
            },
            in_row=True,
        ),
        error_messages={"required": "Notez ce que la personne répond."},
    )
    manner = forms.ChoiceField(
        label="Comment a-t-elle répondu\u202f?",
        choices=ConsentManner.choices,
        error_messages={"required": "Dites comment la personne a répondu."},
    )
    valid_until = forms.DateField(
        label="Valable jusqu’au",
        help_text="Rien\u00a0: jusqu’à ce qu’elle change d’avis.",
        required=False,
        widget=DateInput,
        error_messages={"invalid": "Écrivez une date, par exemple 31/12/2026."},
    )
    evidence = forms.ModelChoiceField(
        label="Accord signé, dans les pièces du dossier",
        queryset=None,
        required=False,
        empty_label="Aucune pièce",
        error_messages={"invalid_choice": "Cette pièce n’est pas dans le dossier."},
    )

    def __init__(self, *args, beneficiary, **kwargs):
        super().__init__(*args, **kwargs)
        papers = beneficiary.papers.filter(kind=PaperKind.CONSENT)
        self.fields["evidence"].queryset = papers
        if not self.is_bound and not papers.exists():
            del self.fields["evidence"]

    def clean(self):
        cleaned = super().clean()
        is_transmission = cleaned.get("purpose") == ConsentPurpose.TRANSMISSION
        if is_transmission and not (cleaned.get("receiver") or "").strip():
            self.add_error("receiver", "Dites à quelle structure les informations iront.")
        until = cleaned.get("valid_until")
        if until and until < timezone.localdate():
            self.add_error("valid_until", "Choisissez une date à venir.")
        return cleaned


class WithdrawForm(forms.Form):
    """Which agreement ends, and how she said so."""

    consent = forms.ChoiceField(
        label="Quel accord la personne retire-t-elle\u202f?",
        widget=ChoiceCards,
        error_messages={
            "required": "Choisissez l’accord que la personne retire.",
            "invalid_choice": "Cet accord n’est plus en cours.",
        },
    )
    manner = forms.ChoiceField(
        label="Comment l’a-t-elle dit\u202f?",
        choices=ConsentManner.choices,
        error_messages={"required": "Dites comment la personne l’a dit."},
    )

    def __init__(self, *args, consents, **kwargs):
        super().__init__(*args, **kwargs)
        self.consents = {str(each.pk): each for each in consents}
        self.fields["consent"].choices = [
            (key, "\u00a0: ".join(filter(None, [each.get_purpose_display(), each.receiver])))
            for key, each in self.consents.items()
        ]

    @property
    def chosen(self):
        return self.consents[self.cleaned_data["consent"]]


class RequestForm(GuardedForm):
    """What a person asks for, as she says it."""

    guarded = ("words",)
    kind = forms.ChoiceField(
        label="Que demande la personne\u202f?",
        choices=RequestKind.choices,
        widget=ChoiceCards(
            consequences={
                RequestKind.ACCESS: "Lire son dossier et en recevoir une copie.",
                RequestKind.RECTIFICATION: "Faire corriger une erreur.",
                RequestKind.ERASURE: "Faire effacer tout ce qui est écrit sur elle.",
                RequestKind.OPPOSITION: "Que nous cessions de tenir son dossier.",
                RequestKind.LIMITATION: "Geler son dossier\u00a0: il se lit, il ne sert plus.",
                RequestKind.PORTABILITY: "Emporter ce qu’elle nous a donné, dans un fichier.",
            }
        ),
        error_messages={"required": "Dites ce que la personne demande."},
    )
    received_on = forms.DateField(
        label="Reçue le",
        widget=DateInput,
        help_text="Le délai d’un mois part de ce jour.",
        error_messages={
            "required": "Dites quel jour la demande est arrivée.",
            "invalid": "Écrivez une date, par exemple 21/11/2026.",
        },
    )
    identity_check = forms.ChoiceField(
        label="Comment savez-vous que c’est elle\u202f?",
        choices=IdentityCheck.choices,
        widget=ChoiceCards,
        error_messages={"required": "Dites comment vous savez que c’est bien elle."},
    )
    words = forms.CharField(
        label="Ce qu’elle demande, dans ses mots",
        required=False,
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ExtendForm(GuardedForm):
    """Why two more months are needed."""

    guarded = ("reason",)
    reason = forms.CharField(
        label="Pourquoi faut-il plus de temps\u202f?",
        help_text="La personne lira cette phrase.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi il faut plus de temps."},
    )
    is_told = forms.BooleanField(
        label="La personne en est informée, avec la raison",
        error_messages={"required": "Dites-le d’abord à la personne\u00a0: la loi le demande."},
    )


class AnswerForm(GuardedForm):
    """What is answered; what is granted is done at once."""

    guarded = ("answer",)
    outcome = forms.ChoiceField(
        label="Quelle suite donnez-vous\u202f?",
        choices=RequestOutcome.choices,
        widget=ChoiceCards(
            consequences={
                RequestOutcome.GRANTED: "Ce qu’elle demande est fait en enregistrant.",
                RequestOutcome.PARTLY: "Dites ce qui est fait, et pourquoi pas le reste.",
                RequestOutcome.REFUSED: "Dites pourquoi, et qu’elle peut saisir la CNIL.",
                RequestOutcome.ABANDONED: "La personne a dit qu’elle y renonçait.",
            }
        ),
        error_messages={"required": "Dites quelle suite vous donnez."},
    )
    answer = forms.CharField(
        label="Ce que vous répondez à la personne",
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Écrivez ce que vous répondez à la personne."},
    )


class LiftForm(GuardedForm):
    """Why a frozen file may be used again."""

    guarded = ("reason",)
    reason = forms.CharField(
        label="Pourquoi le dossier n’a-t-il plus à être gelé\u202f?",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi le dossier n’a plus à être gelé."},
    )
    is_told = forms.BooleanField(
        label="La personne en est informée",
        error_messages={"required": "Informez d’abord la personne\u00a0: le règlement le demande."},
    )


class AccessForm(forms.Form):
    """Each note read again: the names of other people to hide; then who consulted, named or not."""

    hides_optional = True

    with_reader_names = forms.TypedChoiceField(
        label="Qui a lu le dossier",
        choices=[("", "Par fonction\u00a0: médiatrice, responsable"), ("1", "Par nom et fonction")],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=ChoiceCards(in_row=True),
    )

    def __init__(self, *args, notes, **kwargs):
        super().__init__(*args, **kwargs)
        self.notes = []
        for note in notes:
            if note.erased_at:
                continue
            name = f"note-{note.pk}"
            self.fields[name] = forms.CharField(
                label="Noms d’autres personnes à masquer",
                required=False,
                max_length=500,
                help_text="Séparés par des virgules, écrits comme dans la note.",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.notes.append((note, name))

    def note_fields(self):
        return [(note, self[name]) for note, name in self.notes]

    def clean(self):
        cleaned = super().clean()
        self.hidden_words = {}
        for note, name in self.notes:
            try:
                words = words_to_hide(cleaned.get(name) or "")
            except Refused as refusal:
                self.add_error(name, refusal.message)
                continue
            missing = [word for word in words if word.lower() not in note.body.lower()]
            if missing:
                self.add_error(
                    name,
                    f"«\u00a0{missing[0]}\u00a0» n’est pas dans la note\u00a0: écrivez le nom comme"
                    " il y est.",
                )
            elif words:
                self.hidden_words[str(note.pk)] = words
        return cleaned
