"""The roll as it is posted."""

import uuid

from django import forms

from beneficiaries.models import AgeBand
from inclusion.text import clean
from workshops.forms.anonymous import AnonymousFields
from workshops.models import AttendanceStatus
from workshops.services.attendance import WALK_INS_MAX


class WalkInFields(forms.Form):
    """Those who came without a seat: a first name and an age class each."""

    def clean(self):
        data = super().clean()
        data["walk_ins"] = self._walk_ins()
        return data

    def _walk_ins(self):
        found = []
        for name, age_band in self.typed_walk_ins():
            if not name:
                self.add_error(None, "Écrivez le prénom de chaque personne venue sans inscription.")
            elif age_band not in AgeBand.values:
                self.add_error(None, "Choisissez une tranche d’âge de la liste.")
            found.append((name[:40], age_band))
        if len(found) > WALK_INS_MAX:
            self.add_error(None, f"{WALK_INS_MAX} personnes sans inscription au plus.")
        return found

    def typed_walk_ins(self):
        """The (first name, age class) pairs as posted: nothing is lost when a form comes back."""
        if not self.is_bound:
            return self.initial.get("walk_ins", [])
        names = [clean(name) for name in self.data.getlist("walk_in_name")]
        typed = zip(names, self.data.getlist("walk_in_age"), strict=False)
        return [(name, age) for name, age in typed if name or age != AgeBand.UNKNOWN]


class AttendanceForm(WalkInFields, AnonymousFields):
    """The whole roll in one POST: who is ticked, why the others are not, and who came besides."""

    hides_optional = True

    def clean(self):
        data = super().clean()
        data["listed"] = listed_ids(self.data.getlist("listed"))
        present = set(listed_ids(self.data.getlist("present")))
        data["absent"] = {pk: self._absence(pk) for pk in data["listed"] if pk not in present}
        said = self.said_of_anonymous(data)
        data["anonymous_count"] = said.pop("total")
        data["anonymous_known"] = said
        return data

    def _absence(self, pk):
        value = self.data.get(f"absence-{pk}")
        excused = AttendanceStatus.EXCUSED
        return excused if value == excused else AttendanceStatus.NOSHOW


def listed_ids(values):
    """The values that are ids; anything else was not on the page."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
