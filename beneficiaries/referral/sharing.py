"""What a receiver may learn of a person: the ticked fields, in words, and nothing else."""

import json

from django.utils import timezone

from beneficiaries.models import AgeBand, Axis, Language, Need, SharedField
from inclusion.encryption.blind import shown_phone

# Ticked to begin with; the rest is up to her.
DEFAULT_FIELDS = [
    SharedField.FIRST_NAME,
    SharedField.PHONE,
    SharedField.NEED,
    SharedField.SCORES,
]
SHARED_LENGTH = 4000


def available_values(referral):
    """{field: value in words} of everything that could be ticked and is known, in order."""
    person, assessment = referral.beneficiary, referral.assessment
    band = person.age_band(timezone.localdate().year)
    values = {
        SharedField.FIRST_NAME: person.first_name,
        SharedField.LAST_NAME: person.last_name,
        SharedField.PHONE: shown_phone(person.phone),
        SharedField.EMAIL: person.email,
        SharedField.NEED: referral.get_need_display(),
        SharedField.SCORES: scores_words(assessment.scores) if assessment else "",
        SharedField.LANGUAGES: _labels(Language, person.languages),
        SharedField.NEEDS: _labels(Need, person.needs),
        SharedField.AGE_BAND: "" if person.birth_year is None else AgeBand(band).label,
        SharedField.CITY: person.city,
    }
    return {str(field): value for field, value in values.items() if value}


def scores_words(scores):
    """« Matériel 1, Démarches 0 (sur 4) »; an axis that could not be told is left out."""
    told = [
        f"{axis.label} {scores[axis.value]}" for axis in Axis if scores.get(axis.value) is not None
    ]
    return f"{', '.join(told)} (de 0 à 4)" if told else ""


def shared_values(referral):
    """{field: value in words} of what was ticked, as it stands now."""
    values = available_values(referral)
    return {field: values[field] for field in referral.shared_fields if field in values}


def canonical_shared(values):
    """The text of a copy made for crossing."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(text) > SHARED_LENGTH:
        raise ValueError("what is shared is too long")
    return text


def shown_values(values):
    """(label, value) lines in the order of the fields."""
    return [(field.label, values[field.value]) for field in SharedField if field.value in values]


def read_shared(copy):
    """The lines of a received copy; nothing once it was emptied."""
    return shown_values(json.loads(copy.shared)) if copy.shared else []


def _labels(choices, values):
    known = dict(choices.choices)
    return ", ".join(known.get(value, value) for value in values)
