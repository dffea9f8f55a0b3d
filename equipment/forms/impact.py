"""The period of a statement."""

from datetime import date

from django import forms
from django.utils import timezone

from inclusion.ui.forms import DateInput

EARLIEST = date(2000, 1, 1)


class PeriodForm(forms.Form):
    """Two days, both included; this year until today when nothing is said."""

    start = forms.DateField(label="Du", widget=DateInput)
    end = forms.DateField(label="Au", widget=DateInput)

    def clean(self):
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and start < EARLIEST:
            self.add_error("start", "La période commence en 2000 au plus tôt.")
        if start and end and end < start:
            self.add_error("end", "La fin de la période suit son début.")
        if end and end > timezone.localdate():
            self.add_error("end", "La période ne peut pas finir après aujourd’hui.")
        return self.cleaned_data


def this_year():
    """(first of January, today)."""
    today = timezone.localdate()
    return today.replace(month=1, day=1), today
