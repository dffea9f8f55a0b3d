"""A device becomes ready when nothing is missing any more, or waste when nothing can be done."""

from django.utils import timezone

from equipment.models import NO_PROOF, DeviceStatus
from equipment.selectors import unproven_media, what_is_missing
from equipment.services.acting import act, locked_device, move
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean


@act
def mark_ready(*, device, condition_grade, by, battery_percent=None, accessories=""):
    """Grade a device and call it ready, or say everything that is missing."""
    device = locked_device(device, by)
    if device.status == DeviceStatus.READY:
        raise Refused("Cet appareil est déjà prêt.")
    device.condition_grade = condition_grade
    device.battery_percent = battery_percent
    device.accessories = clean(accessories)
    readiness = what_is_missing(device)
    if not readiness.is_complete:
        raise Refused(f"Il manque\u00a0: {', '.join(readiness.missing_titles)}.")
    if device.status == DeviceStatus.ERASED:
        device.move_to(DeviceStatus.TESTED)
    device.ready_at = timezone.now()
    fields = ("condition_grade", "battery_percent", "accessories", "ready_at")
    move(device, DeviceStatus.READY, *fields, at=device.ready_at)
    record("device.ready", device, by=by, grade=condition_grade, battery=battery_percent)
    return device


@act
def mark_waste(*, device, by):
    """Send a device to the waste of electronics; its data are proven erased first."""
    device = locked_device(device, by)
    if device.holds_data and (device.erased_at is None or unproven_media(device).exists()):
        raise Refused(NO_PROOF)
    move(device, DeviceStatus.WASTE)
    record("device.waste", device, by=by)
    return device
