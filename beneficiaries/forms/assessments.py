"""What is typed or tapped in an assessment, turned into answers; the other forms of its pages."""

import re
from uuid import UUID

from django import forms
from django.utils import timezone

from beneficiaries.assessment.grid import Given
from beneficiaries.guard import check_text
from beneficiaries.models import (
    AnswerState,
    AssessmentChannel,
    AssessmentKind,
    ExternalTool,
    Path,
)
from beneficiaries.selectors.assessments import Said
from beneficiaries.services.assessments import LEVEL_LENGTH, REASON_LENGTH
from inclusion.ui.forms import ChoiceCards, DateInput, FileDrop

# What a page sends in place of options.
REFUSED, UNKNOWN, NOT_ASKED = "refused!", "unknown!", ""
STATES = {REFUSED: AnswerState.REFUSED, UNKNOWN: AnswerState.UNKNOWN}
# What is written on paper in place of letters.
PAPER_STATES = {"R": AnswerState.REFUSED, "?": AnswerState.UNKNOWN, "N": AnswerState.UNKNOWN}


def key_of(text):
    """The key of a row as a form sends it; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def field_name(question):
    return f"q-{question.code}"


def given_from(values):
    """The Given of what one question's controls sent; None when it was not asked."""
    values = [each for each in values if each != NOT_ASKED]
    for each in values:
        if each in STATES:
            return Given(STATES[each])
    return Given(AnswerState.ANSWERED, tuple(values)) if values else None


def posted_answers(grid, data):
    """Question → Given or None, for the questions of the page that changed since it was drawn.

    `asked` names them; « before-… » says what each one said then, so that a page left open does
    not take back what a colleague wrote meanwhile. An autosave sends its one question, `only`.
    """
    changed = {}
    for code in data.getlist("only") or data.getlist("asked"):
        question = grid.question(code)
        if question is None:
            continue
        given = given_from(data.getlist(field_name(question)))
        if trace_of(given) != data.get(f"before-{code}"):
            changed[code] = given
    return changed


def trace_of(given):
    """What a page remembers of an answer: « », « refused! », « job,device »."""
    if given is None:
        return NOT_ASKED
    if given.state != AnswerState.ANSWERED:
        return next(key for key, state in STATES.items() if state == given.state)
    return ",".join(given.values)


class StartForm(forms.Form):
    """When in her path, and how."""

    kind = forms.ChoiceField(
        label="Moment", choices=AssessmentKind.choices, widget=ChoiceCards(in_row=True)
    )
    channel = forms.ChoiceField(
        label="Façon", choices=AssessmentChannel.choices, widget=ChoiceCards(in_row=True)
    )


class PaperForm(forms.Form):
    """One short field a question: the letters ticked on the sheet."""

    hides_optional = True

    def __init__(self, data=None, *, grid, answers):
        super().__init__(data)
        self.grid = grid
        for question in grid.questions:
            letters = question.options[-1].letter
            self.fields[field_name(question)] = forms.CharField(
                label=f"{question.number}. {question.short}",
                help_text=f"a à {letters}" + (", plusieurs possibles" * question.is_multiple),
                required=False,
                max_length=20,
                initial=letters_of(Said(question, answers.get(question.code))),
                widget=forms.TextInput(
                    attrs={
                        "autocomplete": "off",
                        "autocapitalize": "none",
                        "spellcheck": "false",
                        "class": "short",
                    }
                ),
            )

    def clean(self):
        cleaned = super().clean()
        self.answers = {}
        for question in self.grid.questions:
            name = field_name(question)
            if name not in cleaned:
                continue
            try:
                self.answers[question.code] = from_letters(question, cleaned[name])
            except ValueError as error:
                self.add_error(name, str(error))
        return cleaned


def letters_of(said):
    """« ac », « R », « ? », or nothing: an answer as it is written on paper."""
    if said.given is None:
        return ""
    if said.given.state != AnswerState.ANSWERED:
        return "R" if said.given.state == AnswerState.REFUSED else "?"
    return "".join(each.letter for each in said.question.options if each.code in said.given.values)


def from_letters(question, text):
    """The Given of letters copied from the sheet; raises ValueError, in French."""
    letters = re.sub(r"[\s,;.]", "", text)
    if not letters:
        return None
    if letters.upper() in PAPER_STATES:
        return Given(PAPER_STATES[letters.upper()])
    chosen = []
    for letter in letters.lower():
        option = question.lettered(letter)
        if option is None:
            last = question.options[-1].letter
            raise ValueError(
                f"Question {question.number}\u00a0: «\u00a0{letter}\u00a0» n’existe pas. Écrivez"
                f" une lettre de a à {last}, R pour un refus, ? pour «\u00a0ne sait pas\u00a0»."
            )
        chosen.append(option)
    codes = tuple(dict.fromkeys(each.code for each in chosen))
    if len(codes) > 1 and not question.is_multiple:
        raise ValueError(f"Question {question.number}\u00a0: une seule lettre est possible.")
    if len(codes) > 1 and any(each.is_alone for each in chosen):
        raise ValueError(
            f"Question {question.number}\u00a0: la réponse «\u00a0rien\u00a0» se donne seule."
        )
    return Given(AnswerState.ANSWERED, codes)


class DecisionForm(forms.Form):
    """The path a human chooses; the form warns about words that do not belong in a file."""

    hides_optional = True

    path = forms.ChoiceField(
        label="Voie retenue avec la personne",
        choices=Path.choices,
        error_messages={
            "required": "Choisissez une voie.",
            "invalid_choice": "Choisissez une voie de la liste.",
        },
    )
    reason = forms.CharField(
        label="Pourquoi une autre voie",
        help_text="Nécessaire quand la voie retenue n’est pas celle qui est proposée. Des faits,"
        " sans nommer de maladie.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirmation = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data=None, *, assessment, against=(), **kwargs):
        super().__init__(data, **kwargs)
        self.assessment = assessment
        self.warnings, self.to_confirm = [], ""
        avoided = {path: f"Pas en premier\u00a0: {why}" for path, why in against}
        proposed = assessment.proposed_path
        first = [each for each in Path if each == proposed]
        others = [each for each in Path if each != proposed and each not in avoided]
        self.fields["path"].choices = [
            (each.value, each.label) for each in (*first, *others, *avoided)
        ]
        self.fields["path"].widget = ChoiceCards(
            choices=self.fields["path"].choices,
            consequences=avoided | {proposed: "C’est la voie proposée."},
        )

    def clean(self):
        cleaned = super().clean()
        path, reason = cleaned.get("path"), cleaned.get("reason", "")
        if path and path != self.assessment.proposed_path and not reason:
            self.add_error("reason", "Dites pourquoi une autre voie est choisie.")
        guarded = check_text(reason)
        for sentence in guarded.refused:
            self.add_error("reason", sentence)
        if guarded.warnings and cleaned.get("confirmation") != guarded.confirmation:
            # Shown again with what was found: sending the same words a second time confirms them.
            self.warnings, self.to_confirm = guarded.warnings, guarded.confirmation
            self.add_error(
                "reason", "Relisez ces mots, puis enregistrez de nouveau pour confirmer."
            )
        return cleaned


class ExternalResultForm(forms.Form):
    """A test taken elsewhere: its tool, level and date, nothing of its items."""

    tool = forms.ChoiceField(label="Outil", choices=ExternalTool.choices)
    level = forms.CharField(
        label="Niveau ou score",
        help_text="Par exemple «\u00a0240\u00a0pix\u00a0» ou «\u00a0A2\u00a0».",
        max_length=LEVEL_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    taken_on = forms.DateField(
        label="Passé le",
        widget=DateInput,
        error_messages={"invalid": "Écrivez une date qui existe."},
    )

    def clean_taken_on(self):
        day = self.cleaned_data["taken_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir.")
        return day


class GridForm(forms.Form):
    """A grid of one's own, as a file."""

    file = forms.FileField(
        label="Fichier de la grille",
        help_text="Partez de la grille en usage, changez son code ou sa version.",
        widget=FileDrop(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
        },
    )
