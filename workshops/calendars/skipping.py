"""Why a session would not be held on a day: holiday, school holidays, closure, or already past."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from inclusion.ui.formats import day as in_words
from workshops.calendars.public_holidays import public_holidays
from workshops.calendars.school_holidays import is_known, known_until, school_holiday, zone_of
from workshops.models import ProgrammeSettings, VenueClosure


@dataclass(frozen=True)
class Calendar:
    """What is skipped for one organisation between two days; read once, asked for each date."""

    zone: str
    with_school: bool
    closures: tuple = field(default=())

    def why_not(self, day, venue_id=None):
        """The French reason that day is skipped, or an empty string."""
        if day < timezone.localdate():
            return "jour passé"
        name = public_holidays(day.year).get(day)
        if name:
            return f"jour férié\u00a0: {name}"
        for closure in self.closures:
            if closure.first_day <= day <= closure.last_day and closure.venue_id in {
                None,
                venue_id,
            }:
                return f"fermé\u00a0: {closure.reason}"
        if self.with_school:
            return school_holiday(day, self.zone) or ""
        return ""

    def warning(self, last_day):
        """What the school calendar cannot say."""
        if not self.with_school:
            return ""
        if not self.zone:
            return (
                "Votre commune n’est dans aucune zone scolaire\u00a0: ses vacances ne comptent pas."
            )
        if not is_known(last_day):
            return f"Le calendrier scolaire est connu jusqu’au {in_words(known_until())}."
        return ""


def calendar_of(organisation, first, last, *, with_school=True):
    """The calendar of an organisation, in its context."""
    found = VenueClosure.objects.filter(
        Q(organisation=organisation), first_day__lte=last, last_day__gte=first
    ).order_by("first_day", "pk")
    return Calendar(zone=zone_in_use(organisation), with_school=with_school, closures=tuple(found))


def zone_in_use(organisation):
    """The zone chosen in the settings, else the one of the organisation's postcode."""
    chosen = (
        ProgrammeSettings.objects.filter(organisation=organisation)
        .values_list("school_zone", flat=True)
        .first()
    )
    zone = chosen or zone_of(organisation.postcode)
    return "" if zone == "-" else zone
