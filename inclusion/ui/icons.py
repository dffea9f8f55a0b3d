"""Icons are symbols of one sprite, static/icons.svg, whose list is in vendor.toml."""

import functools
import re
import warnings
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html


@functools.cache
def icon_names():
    """Return the names the sprite holds, or None when the sprite cannot be found."""
    path = finders.find("icons.svg")
    if path is None:
        return None
    sprite = Path(path).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite))


def icon(name, css_class="", label=""):
    """Draw an icon: hidden from screen readers, unless a label gives it a meaning of its own."""
    names = icon_names()
    if names is not None and name not in names:
        warnings.warn(f"No icon {name!r}: add it to vendor.toml.", stacklevel=2)
    classes = f"icon {css_class}".strip()
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            classes,
            label,
            href,
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)
