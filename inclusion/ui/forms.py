"""Form markup of the whole product: one field template, and the few widgets HTML lacks.

The renderer reads the project's templates, so settings name it in FORM_RENDERER and list
"django.forms" in INSTALLED_APPS.
"""

from django import forms
from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Every `{{ field.as_field_group }}` and `{{ form.as_div }}` goes through our field."""

    field_template_name = "components/field.html"


class DateInput(forms.DateInput):
    """The browser's own date field; it only understands ISO dates, whatever the locale."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class AmountInput(forms.TextInput):
    """A typed amount: text with a figures keyboard, since « 1 250,00 » is no HTML number."""

    def __init__(self, attrs=None):
        super().__init__(
            {"inputmode": "decimal", "autocomplete": "off", "class": "short"} | (attrs or {})
        )


class Stepper(forms.NumberInput):
    """A small count with − and + around it; a plain number field without JavaScript."""

    template_name = "components/stepper.html"

    def __init__(self, attrs=None):
        super().__init__({"min": 0, "inputmode": "numeric"} | (attrs or {}))


class ChoiceCards(forms.RadioSelect):
    """Radios shown as cards; `consequences` says, by value, what follows from each choice."""

    template_name = "components/choice_cards.html"

    def __init__(self, attrs=None, choices=(), *, consequences=None, in_row=False):
        super().__init__(attrs, choices)
        self.consequences = {str(key): text for key, text in (consequences or {}).items()}
        self.in_row = in_row

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["consequence"] = self.consequences.get(str(value), "")
        return option

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["in_row"] = self.in_row
        return context


class FileDrop(forms.FileInput):
    """A file field one may also drop files on."""

    template_name = "components/file_drop.html"


class MultipleFileDrop(FileDrop):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """A field that gives the list of the files chosen, each checked as one file is."""

    widget = MultipleFileDrop

    def clean(self, data, initial=None):
        if isinstance(data, list | tuple) and data:
            return [super(MultipleFileField, self).clean(each, initial) for each in data]
        return [super().clean(data, initial)] if data else super().clean(data, initial) or []
