"""Which days the figures are about."""

from django import forms
from django.utils import timezone

from inclusion.ui.forms import DateInput
from workshops.periods import FIRST_YEAR, LAST_YEAR, Period, named_period


class PeriodForm(forms.Form):
    """A month, a quarter or a year by its name, or two days; this civil year by default."""

    periode = forms.CharField(required=False, max_length=7)
    du = forms.DateField(label="Du", required=False, widget=DateInput)
    au = forms.DateField(label="Au", required=False, widget=DateInput)

    def clean(self):
        data = super().clean()
        first, last = data.get("du"), data.get("au")
        for name in ("du", "au"):
            day = data.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"Choisissez une année entre {FIRST_YEAR} et {LAST_YEAR}.")
        if not self.errors and bool(first) != bool(last):
            self.add_error("au" if first else "du", "Écrivez les deux dates.")
        if not self.errors and first and last < first:
            self.add_error("au", "La période finit après son début.")
        return data

    @property
    def period(self):
        """What was asked for, or this year when nothing readable was."""
        if self.is_valid():
            data = self.cleaned_data
            named = named_period(data["periode"])
            if named:
                return named
            if data["du"]:
                return Period.between(data["du"], data["au"])
        return Period.year(timezone.localdate().year)
