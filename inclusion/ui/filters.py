"""What the filter bar shows: each filter, its value in words, the address that removes it."""

from dataclasses import dataclass

from django.forms import BoundField

from . import formats

# A filter changes the list, so the place reached in the former list no longer means anything.
CURSORS = ("after", "before", "apres", "avant", "page")


@dataclass(frozen=True)
class FilterItem:
    label: str
    field: BoundField
    value_label: str
    clear_url: str

    @property
    def is_active(self):
        return bool(self.value_label)


def filter_items(filterset, exclude=()):
    """List the filters of a bound filterset in the order of its form."""
    form = filterset.form
    form.is_valid()
    query = form.data.copy() if hasattr(form.data, "copy") else {}
    items = []
    for bound in form:
        if bound.name in exclude or bound.is_hidden:
            continue
        items.append(
            FilterItem(
                label=str(bound.label),
                field=bound,
                value_label=value_label(bound),
                clear_url=address_without(query, bound.html_name),
            )
        )
    return items


def address_without(query, name):
    """Return the query string that asks for the same list without one filter."""
    kept = query.copy()
    for key in [*CURSORS, name, *(key for key in query if key.startswith(f"{name}_"))]:
        kept.pop(key, None)
    return "?" + (kept.urlencode() if hasattr(kept, "urlencode") else "")


def value_label(bound):
    """Say a filter's value in words, or return an empty string when it filters nothing."""
    value = getattr(bound.form, "cleaned_data", {}).get(bound.name)
    if value in (None, "", [], ()) or (hasattr(value, "exists") and not value):
        return ""
    choices = dict(flat_choices(bound.field))
    if isinstance(value, list | tuple):
        return ", ".join(choices.get(str(each), str(each)) for each in value)
    if value is True:
        return "oui"
    if value is False:
        return "non" if "false" in choices or "False" in choices else ""
    if hasattr(value, "strftime"):
        return formats.day(value)
    if hasattr(value, "all") and not isinstance(value, str):
        return ", ".join(str(each) for each in value)
    return choices.get(str(value), str(value))


def flat_choices(field):
    """Yield (value, label) pairs of a plain choice field, groups opened."""
    choices = getattr(field, "choices", None)
    if choices is None or hasattr(field, "queryset"):
        return
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(key), str(word)) for key, word in label)
        else:
            yield str(value), str(label)
