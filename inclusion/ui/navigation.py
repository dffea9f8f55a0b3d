"""The navigation column: the rooms of the house, and the corners of the one that one is in."""

from itertools import groupby

from django.urls import reverse

from inclusion.registry import registry

# A column as short as this has no need to fold anything away.
SHORT = 12


def navigation_of(member, view):
    """Groups of entries for this member, on the page of this view.

    Each entry is a dict: label, short_label, url, icon, is_current (this page), is_open (this
    page is in it), entries (those under it, empty while it is folded).
    """
    allowed = sorted(
        (item for item in registry.navigation if item.rule(member)),
        key=lambda item: (item.group, item.rank),
    )
    nearest = max((_nearness(item, view) for item in allowed), default=0)
    current = [item for item in allowed if nearest and _nearness(item, view) == nearest]
    labels = {item.label for item in allowed if not item.under}
    rooms = [item for item in allowed if item.under not in labels]
    return [
        [_entry(room, allowed, current) for room in group]
        for _, group in groupby(rooms, key=lambda item: item.group)
    ]


def _nearness(item, view):
    """How well an entry stands for this page: its own, or the longest of its sections."""
    if view == item.route:
        return 1000
    return max((len(section) for section in item.sections if view.startswith(section)), default=0)


def _entry(room, allowed, current):
    under = [item for item in allowed if item.under == room.label]
    is_open = any(item in current for item in (room, *under))
    shows = is_open or len(allowed) <= SHORT
    return {
        "label": room.label,
        "short_label": room.short_label,
        "url": reverse(room.route),
        "icon": room.icon,
        "is_current": room in current,
        "is_open": is_open,
        "entries": [_corner(item, current) for item in under] if shows else [],
    }


def _corner(item, current):
    return {
        "label": item.label,
        "url": reverse(item.route),
        "icon": item.icon,
        "is_current": item in current,
    }
