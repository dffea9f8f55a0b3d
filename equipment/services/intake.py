"""Devices come in, are described, and change place."""

from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from equipment.labels import new_asset_tag
from equipment.models import Device, DeviceStatus
from equipment.services.acting import act, locked_device
from equipment.services.stickers import free_label, stick
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.places.models import Venue
from inclusion.text import clean

TEXT_FIELDS = ("manufacturer", "model", "serial", "processor", "accessories", "donor_name", "shelf")
# What a record may be corrected to at any time; the rest is the business of other acts.
EDITABLE_FIELDS = (
    *TEXT_FIELDS,
    "type",
    "memory_gb",
    "screen_inches",
    "condition_grade",
    "battery_percent",
    "origin",
    "venue",
)
LABEL_TRIES = 3


@act
def receive_device(*, by, received_on=None, asset_tag="", **description):
    """Enter a device in the pool, in quarantine when it may hold data.

    Under a new label, or under the one of a roll that is already stuck on it.
    """
    label = free_label(asset_tag, by) if asset_tag else None
    return enter_device(
        by=by, organisation=by.organisation, received_on=received_on, label=label, **description
    )


def enter_device(*, by, organisation, received_on=None, label=None, **description):
    """The same for a line of a list, under a locked free label or a new one.

    `by` is None when a command line does it: it names nobody.
    """
    device = _received(by, organisation, received_on, description)
    if label:
        device.asset_tag = label.asset_tag
        device.save(force_insert=True)
        stick(label, device, by)
    else:
        _save_under_new_label(device)
    _record_reception(device, by)
    return device


def receive_at_once(*, by, organisation, pool, storage_known=None, **description):
    """The same for one of many, as its caller's `pool` writes it: a command line names nobody.

    A label that already exists, once in billions, is the caller's to refuse.
    """
    device = _received(by, organisation, None, description)
    device.storage_known = storage_known if device.holds_data else None
    device.asset_tag = new_asset_tag(organisation.prefix)
    pool.add_device(device)
    _record_reception(device, by)
    return device


def _record_reception(device, by):
    record("device.received", device, by=by, type=device.type, origin=device.origin)


def _received(by, organisation, received_on, description):
    received_at = _received_at(received_on)
    device = Device(
        organisation=organisation,
        received_by=by,
        received_at=received_at,
        came_in_at=received_at,
        status_since=received_at,
        **_checked(description, by),
    )
    if not device.holds_data:
        device.status = DeviceStatus.ERASED
    return device


def _received_at(day):
    """Midnight of that day: an erasure done the same morning is not older than the arrival."""
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise Refused("La date de réception ne peut pas être à venir.")
    return timezone.make_aware(datetime.combine(day, time()))


def _checked(description, by):
    values = {
        field: clean(value) if field in TEXT_FIELDS else value
        for field, value in description.items()
        if field in EDITABLE_FIELDS
    }
    venue = values.get("venue")
    if venue and by and not Venue.objects.visible_to(by).filter(pk=venue.pk).exists():
        raise Refused("Ce lieu n’est pas un lieu de votre structure.")
    return values


def _save_under_new_label(device):
    for remaining in reversed(range(LABEL_TRIES)):
        device.asset_tag = new_asset_tag(device.organisation.prefix)
        try:
            with transaction.atomic():
                device.save(force_insert=True)
            return
        except IntegrityError as error:
            if not remaining or "device_asset_tag" not in str(error):
                raise


@act
def update_device(*, device, by, **description):
    """Correct the record of a device."""
    device = locked_device(device, by)
    held_data = device.holds_data
    changed = []
    for field, value in _checked(description, by).items():
        if getattr(device, field) != value:
            setattr(device, field, value)
            changed.append(field)
    if not changed:
        return device
    if device.holds_data != held_data:
        _follow_new_type(device)
        changed += ["status", "status_since"]
    device.save(update_fields=changed)
    record("device.updated", device, by=by, fields=sorted(changed))
    return device


def _follow_new_type(device):
    """A mouse that proves to be a laptop holds data, and the other way round."""
    if device.media.exists() or device.status not in {
        DeviceStatus.QUARANTINE,
        DeviceStatus.ERASED,
    }:
        raise Refused(
            "Le type ne peut plus passer d’un appareil avec données à un appareil sans données."
        )
    device.status = DeviceStatus.QUARANTINE if device.holds_data else DeviceStatus.ERASED
    device.status_since = timezone.now()


@act
def move_devices(*, devices, venue, shelf, by):
    """Put devices in another place; returns how many really moved."""
    if venue and not Venue.objects.visible_to(by).filter(pk=venue.pk).exists():
        raise Refused("Ce lieu n’est pas un lieu de votre structure.")
    shelf = clean(shelf)
    chosen = Device.objects.visible_to(by).filter(pk__in=[device.pk for device in devices])
    # In primary-key order: two moves of the same devices wait for each other, never for ever.
    moved = [
        device
        for device in chosen.locked().order_by("pk")
        if (device.venue_id, device.shelf) != (venue and venue.pk, shelf)
    ]
    if not moved:
        raise Refused("Ces appareils sont déjà à cet endroit.")
    chosen.filter(pk__in=[device.pk for device in moved]).update(venue=venue, shelf=shelf)
    for device in moved:
        record("device.moved", device, by=by, venue=venue and venue.pk)
    return len(moved)
