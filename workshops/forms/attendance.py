"""The roll as it is posted."""

import uuid

from django import forms

from beneficiaries.models import AgeBand
from inclusion.text import clean
from inclusion.ui.forms import Stepper
from workshops.models import AttendanceStatus
from workshops.services.attendance import ANONYMOUS_MAX, WALK_INS_MAX


class AttendanceForm(forms.Form):
    """The whole roll in one POST: who is ticked, why the others are not, and who came besides."""

    hides_optional = True

    anonymous_count = forms.IntegerField(
        label="Participants anonymes",
        help_text="Un nombre, jamais un nom.",
        min_value=0,
        max_value=ANONYMOUS_MAX,
        required=False,
        initial=0,
        widget=Stepper({"class": "is-apart", "data-anonymous": "", "max": ANONYMOUS_MAX}),
    )

    def clean(self):
        data = super().clean()
        data["listed"] = _ids(self.data.getlist("listed"))
        present = set(_ids(self.data.getlist("present")))
        data["absent"] = {pk: self._absence(pk) for pk in data["listed"] if pk not in present}
        data["walk_ins"] = self._walk_ins()
        data["anonymous_count"] = data.get("anonymous_count") or 0
        return data

    def _absence(self, pk):
        value = self.data.get(f"absence-{pk}")
        excused = AttendanceStatus.EXCUSED
        return excused if value == excused else AttendanceStatus.NOSHOW

    def _walk_ins(self):
        found = []
        for name, age_band in self.typed_walk_ins():
            if not name and age_band == AgeBand.UNKNOWN:
                continue
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
        return list(zip(names, self.data.getlist("walk_in_age"), strict=False))


def _ids(values):
    """The values that are ids; anything else was not on the page."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
