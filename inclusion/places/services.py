"""Acts on the directory: describe a place, confirm it is still exact, publish it or not."""

import hashlib
import json

from django.db import IntegrityError, transaction
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.places.indexing import index_places
from inclusion.places.models import Place

# What a person writes of a place; the rest follows from it or has its own act.
WRITTEN = (
    "layer",
    "reference",
    "pivot",
    "name",
    "city",
    "postcode",
    "insee_code",
    "address",
    "address_extra",
    "latitude",
    "longitude",
    "kinds",
    "phone",
    "emails",
    "websites",
    "opening_hours",
    "hours_note",
    "summary",
    "description",
    "source",
    "mobility",
    "parent_organisation",
    "services",
    "audiences",
    "special_support",
    "fees",
    "programmes",
    "labels",
    "other_labels",
    "access_modes",
    "support_modes",
    "accessibility_url",
    "booking_url",
    "directions",
    "what_to_bring",
)


def _saved(place):
    try:
        with transaction.atomic():
            place.save()
            index_places([place])
    except IntegrityError as error:
        for constraint in Place._meta.constraints:
            if constraint.name in str(error):
                raise Refused(str(constraint.violation_error_message)) from None
        raise
    return place


def _locked(place, by):
    places = Place.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    return places.get(pk=place.pk)


@transaction.atomic
def create_place(*, by, is_published=True, **values):
    """A new place of the member's organisation, checked today."""
    place = Place(organisation_id=by.organisation_id, is_published=is_published, **values)
    _saved(place)
    record("place.created", place, by=by, published=is_published)
    return place


@transaction.atomic
def update_place(*, place, by, expected=None, **values):
    """Write what is known of a place today; `expected` is the state the form was opened on."""
    place = _locked(place, by)
    if expected is not None and expected != state_of(place):
        raise Refused(
            "Quelqu’un a modifié ce lieu pendant que vous l’écriviez. Relisez-le, puis recommencez."
        )
    changed = sorted(name for name, value in values.items() if getattr(place, name) != value)
    for name in changed:
        setattr(place, name, values[name])
    place.checked_on = timezone.localdate()
    _saved(place)
    record("place.updated", place, by=by, fields=changed)
    return place


@transaction.atomic
def confirm_place(*, place, by):
    """Say that all of it is still exact, today."""
    place = _locked(place, by)
    today = timezone.localdate()
    if place.checked_on == today:
        raise Refused("Ce lieu est déjà confirmé aujourd’hui.")
    place.checked_on = today
    place.save(update_fields=["checked_on"])
    record("place.confirmed", place, by=by)
    return place


@transaction.atomic
def publish_place(*, place, by):
    """Show the place to everyone."""
    place = _locked(place, by)
    if place.is_published:
        raise Refused("Ce lieu est déjà publié.")
    place.is_published = True
    _saved(place)
    record("place.published", place, by=by)
    return place


@transaction.atomic
def unpublish_place(*, place, by):
    """Take the place out of the directory; its owner keeps it."""
    place = _locked(place, by)
    if not place.is_published:
        raise Refused("Ce lieu n’est déjà plus publié.")
    place.is_published = False
    _saved(place)
    record("place.unpublished", place, by=by)
    return place


def state_of(place):
    """A short mark that changes when anything of the place does."""
    values = [getattr(place, name) for name in (*WRITTEN, "checked_on", "is_published")]
    text = json.dumps(values, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
