"""Faces on a tablet, numbers from paper."""

from django import forms

from inclusion.ids import uuid7
from workshops.forms.anonymous import count_field
from workshops.models import Face, FeedbackQuestion


class SlipForm(forms.Form):
    """Carries the key that its page chose: sent twice, it is counted once."""

    slip = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid7,
        error_messages={
            "required": "Rechargez la page, puis recommencez.",
            "invalid": "Rechargez la page, puis recommencez.",
        },
    )


class FacesForm(SlipForm):
    """Three questions, a face each."""

    hides_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in FeedbackQuestion:
            self.fields[question.value] = forms.ChoiceField(
                label=question.label,
                choices=Face,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Touchez un des visages de la page."},
            )

    def faces(self):
        return {question.value: self.cleaned_data.get(question) for question in FeedbackQuestion}


class PaperFeedbackForm(SlipForm):
    """How many ticked each face."""

    hides_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in FeedbackQuestion:
            for face in Face:
                self.fields[f"{question}-{face}"] = count_field(face.label)

    def questions(self):
        return [(q.label, [self[f"{q}-{face}"] for face in Face]) for q in FeedbackQuestion]

    def counts(self):
        return {
            (question.value, face.value): self.cleaned_data.get(f"{question}-{face}") or 0
            for question in FeedbackQuestion
            for face in Face
        }
