"""Counting people without a name: a total, and what is known of them."""

from django import forms

from inclusion.ui.forms import Stepper
from workshops.models import ANONYMOUS_COUNTERS, ANONYMOUS_QUESTIONS
from workshops.services.attendance import ANONYMOUS_MAX

# Beyond, it is no number of people; the act says kindly what is too many.
TYPED_MAX = 9_999_999


def count_field(label, **attrs):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=TYPED_MAX,
        required=False,
        widget=Stepper({"max": ANONYMOUS_MAX, **attrs}),
    )


class AnonymousFields(forms.Form):
    """The total, and one count a class; nothing said stays « non communiqué »."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        total = count_field("Participants anonymes", **{"class": "is-apart", "data-anonymous": ""})
        total.help_text, total.initial = "Un nombre, jamais un nom.", 0
        self.fields["anonymous_count"] = total
        for counters in ANONYMOUS_COUNTERS.values():
            for code, name in counters.items():
                self.fields[name] = count_field(code.label)

    def anonymous_questions(self):
        """[(question, title, its fields)], as the page shows them."""
        return [
            (question, ANONYMOUS_QUESTIONS[question][0], [self[name] for name in counters.values()])
            for question, counters in ANONYMOUS_COUNTERS.items()
        ]

    def knows_more(self):
        """Whether a class was counted: its questions are shown open."""
        return any(
            field.value() not in (None, "", 0, "0")
            for _, _, fields in self.anonymous_questions()
            for field in fields
        )

    def said_of_anonymous(self, data):
        """What the acts take; without a total, the fullest question gives it."""
        known = {
            question: {code: data[name] for code, name in counters.items() if data.get(name)}
            for question, counters in ANONYMOUS_COUNTERS.items()
        }
        fullest = max(sum(classes.values()) for classes in known.values())
        return {"total": data.get("anonymous_count") or fullest, **known}
