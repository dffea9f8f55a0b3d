"""Closing the open after-sales case of a device that leaves it by any way."""

from django.utils import timezone

from equipment.models import ServiceCase
from inclusion.text import clean


def close_open_case(device, status, by, words="", replacement=None):
    """Close the open case of a locked device, if any; returns it."""
    case = ServiceCase.objects.visible_to(by).still_open().locked().filter(device=device).first()
    if case is None:
        return None
    case.status, case.outcome_words = status, clean(words)
    case.replacement = replacement
    case.closed_at, case.closed_by = max(timezone.now(), case.opened_at), by
    case.save(update_fields=["status", "outcome_words", "replacement", "closed_at", "closed_by"])
    return case
