"""The programme's settings: school zone, public page, closures."""

from django.db import transaction

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from workshops.models import ProgrammeSettings, VenueClosure
from workshops.refusals import refusing


@transaction.atomic
def save_settings(*, by, school_zone, is_published, welcome):
    """Choose the school zone, open or close the public page."""
    settings, _ = ProgrammeSettings.objects.get_or_create(organisation=by.organisation)
    settings.school_zone, settings.is_published = school_zone, is_published
    settings.welcome = welcome
    settings.save()
    record("programme.settings", settings, by=by, published=is_published, zone=school_zone)
    return settings


@transaction.atomic
def close_venue(*, by, venue, first_day, last_day, reason):
    """Note days of closure; sessions planned before on these days are left to the person."""
    if venue is not None and venue.organisation_id != by.organisation_id:
        raise Refused("Ce lieu relève d’une autre structure.")
    with refusing(VenueClosure):
        closure = VenueClosure.objects.create(
            organisation_id=by.organisation_id,
            venue=venue,
            first_day=first_day,
            last_day=last_day,
            reason=reason,
        )
    record("closure.added", closure, by=by, first_day=str(first_day), last_day=str(last_day))
    return closure


@transaction.atomic
def reopen_venue(*, by, closure):
    closure = VenueClosure.objects.visible_to(by).select_for_update().filter(pk=closure.pk).first()
    if closure is None:
        raise Refused("Cette fermeture n’existe plus.")
    record("closure.removed", closure, by=by)
    closure.delete()
