"""Template tags and filters that every template has without loading them."""

from django import template
from django.utils.html import format_html

from . import badges, formats, icons
from .filters import filter_items

register = template.Library()


@register.simple_tag(name="icon")
def icon_tag(name, css_class="", label=""):
    """{% icon "laptop" %}, {% icon "laptop" "icon-lg" %}, {% icon "eye" label="Voir" %}."""
    return icons.icon(name, css_class, label)


@register.simple_tag(name="badge")
def badge_tag(status, word=""):
    """{% badge device.status %}; a second argument replaces the word, never the look."""
    found = badges.badge(status)
    return format_html(
        '<span class="st st-{}">{}{}</span>', found.tone, icons.icon(found.icon), word or found.word
    )


@register.simple_tag(name="label")
def label_tag(tone, icon_name, word):
    """A badge for what is not a stored status: {% label "ok" "shield-check" "Informée" %}."""
    return format_html('<span class="st st-{}">{}{}</span>', tone, icons.icon(icon_name), word)


@register.simple_tag
def field(bound, label=None, help_text=None):
    """Draw a field in other words than its form's own; a placeholder is no label, so it goes."""
    bound.field.widget.attrs.pop("placeholder", None)
    if label is not None:
        bound.label = label
    if help_text is not None:
        bound.help_text = help_text
    return bound.as_field_group()


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(filterset, clear_url="?", save_url=""):
    """{% filter_bar filter %}: the filters of a django-filter filterset as one bar."""
    items = filter_items(filterset)
    return {
        "filters": items,
        "active_count": sum(item.is_active for item in items),
        "clear_all_url": clear_url,
        "save_url": save_url,
    }


@register.filter
def signed_euros(value):
    return formats.signed(formats.euros(value))


@register.filter
def signed_percent(value, places=None):
    return formats.signed(formats.percent(value, places))


@register.filter
def error_count(form):
    """How many messages the error summary will list."""
    return sum(len(errors) for errors in form.errors.values())


FORMATS = (
    formats.number,
    formats.euros,
    formats.percent,
    formats.day,
    formats.short_day,
    formats.weekday_day,
    formats.hour,
    formats.ago,
    formats.since_days,
    formats.fingerprint,
)
for filter_function in FORMATS:
    register.filter(filter_function.__name__, filter_function)
