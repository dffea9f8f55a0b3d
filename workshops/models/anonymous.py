"""People counted without a name: how many, and what is known of them, as counters of the session.

Three questions are asked of the same people: each keeps what was answered, and whatever was not
said is « non communiqué », so that every question's classes always add up to the total.
"""

from functools import reduce
from operator import add

from django.db import models
from django.db.models import F, Q

from beneficiaries.models import AgeBand, Gender, Situation

# Question → national code → the counter that holds it; what is missing is « non communiqué ».
ANONYMOUS_COUNTERS = {
    "age_band": {
        AgeBand.UNDER_12: "anonymous_under_12",
        AgeBand.FROM_12: "anonymous_from_12",
        AgeBand.FROM_18: "anonymous_from_18",
        AgeBand.FROM_25: "anonymous_from_25",
        AgeBand.FROM_40: "anonymous_from_40",
        AgeBand.FROM_60: "anonymous_from_60",
        AgeBand.FROM_70: "anonymous_from_70",
    },
    "gender": {Gender.FEMALE: "anonymous_women", Gender.MALE: "anonymous_men"},
    "situation": {
        Situation.RETIRED: "anonymous_retired",
        Situation.JOB_SEEKER: "anonymous_job_seekers",
        Situation.EMPLOYED: "anonymous_employed",
        Situation.AT_SCHOOL: "anonymous_at_school",
    },
}
# What each question is called, and the words of its answers.
ANONYMOUS_QUESTIONS = {
    "age_band": ("Tranches d’âge", AgeBand),
    "gender": ("Genre", Gender),
    "situation": ("Situation", Situation),
}
COUNTERS = [name for counters in ANONYMOUS_COUNTERS.values() for name in counters.values()]


def counter():
    return models.PositiveSmallIntegerField(default=0)


class AnonymousCounters(models.Model):
    """The counters of one session; `anonymous_count` is the total of each question."""

    # People counted without a name: a number, never rows.
    anonymous_count = models.PositiveSmallIntegerField(default=0)
    anonymous_under_12 = counter()
    anonymous_from_12 = counter()
    anonymous_from_18 = counter()
    anonymous_from_25 = counter()
    anonymous_from_40 = counter()
    anonymous_from_60 = counter()
    anonymous_from_70 = counter()
    anonymous_women = counter()
    anonymous_men = counter()
    anonymous_retired = counter()
    anonymous_job_seekers = counter()
    anonymous_employed = counter()
    anonymous_at_school = counter()

    class Meta:
        abstract = True

    def anonymous_classes(self, question):
        """[(code, label, how many)], « non communiqué » last: they sum to the total."""
        known = [
            (code, code.label, getattr(self, name))
            for code, name in ANONYMOUS_COUNTERS[question].items()
        ]
        unsaid = ANONYMOUS_QUESTIONS[question][1].UNKNOWN
        rest = self.anonymous_count - sum(count for _, _, count in known)
        return [*known, (unsaid, unsaid.label, rest)]


def _adds_up(question):
    title, _ = ANONYMOUS_QUESTIONS[question]
    known = reduce(add, map(F, ANONYMOUS_COUNTERS[question].values()))
    return models.CheckConstraint(
        condition=Q(anonymous_count__gte=known),
        name=f"workshopsession_anonymous_{question}",
        violation_error_message=f"{title}\u00a0: plus de personnes que de participants anonymes.",
    )


COUNTERS_ADD_UP = [_adds_up(question) for question in ANONYMOUS_COUNTERS]
