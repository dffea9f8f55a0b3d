"""How the facts of a file and the events of a path are worded on the page."""

from django.utils import timezone

from beneficiaries.models import Gender
from inclusion.ui.formats import WEEKDAYS, hour, local, short_day


def informed_words(beneficiary):
    """« Informée le 2 sept. », of a file read `with_notice`; empty when she was not told yet."""
    if beneficiary.informed_at is None:
        return ""
    told = {Gender.FEMALE: "Informée", Gender.MALE: "Informé"}.get(beneficiary.gender, "Informé·e")
    return f"{told} le {short_day(beneficiary.informed_at)}"


def shown(entry):
    """A TimelineEntry as the timeline component reads it: its date leads the detail."""
    return {
        "icon": entry.icon,
        "title": entry.title,
        "detail": ", ".join(part for part in (_when(entry), entry.detail) if part),
        "url": entry.url,
        "link_label": entry.link_label or "Ouvrir",
        "is_to_come": entry.is_to_come,
    }


def _when(entry):
    """« 5 nov. », « mardi 24 nov., 10 h » to come, « depuis le 5 nov. » for what still waits."""
    day = short_day(entry.at)
    if not entry.is_to_come:
        return day
    if entry.at <= timezone.now():
        return f"depuis le {day}"
    return f"{WEEKDAYS[local(entry.at).weekday()]} {day}, {hour(entry.at)}"
