"""Which course, between which days."""

from django import forms

from inclusion.ui.forms import DateInput
from workshops.models import Workshop


class CourseForm(forms.Form):
    """A workshop and two days."""

    workshop = forms.ModelChoiceField(
        label="Atelier", queryset=Workshop.objects.none(), empty_label="Choisissez"
    )
    first = forms.DateField(label="Du", widget=DateInput)
    last = forms.DateField(label="Au", widget=DateInput)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workshop"].queryset = Workshop.objects.visible_to(member).order_by("title")

    def clean(self):
        data = super().clean()
        for name in ("first", "last"):
            day = data.get(name)
            if day and not 2000 <= day.year <= 2100:
                self.add_error(name, "Choisissez un jour de ce siècle.")
        return data
