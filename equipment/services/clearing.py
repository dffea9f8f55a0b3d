"""A device leaves quarantine when each of its media is proven erased, and none can be hidden."""

from django.utils import timezone

from equipment.models import DeviceStatus
from equipment.selectors import is_storage_known, unproven_media
from equipment.selectors.demands import media_below_demand
from equipment.services.acting import move
from inclusion.journal.recording import record


def clear_when_proven(device, by):
    """Move a locked device out of quarantine when nothing stands in the way any more."""
    if device.status != DeviceStatus.QUARANTINE or not device.holds_data:
        return False
    if not is_storage_known(device) or has_hidden_storage(device):
        return False
    if unproven_media(device).exists() or media_below_demand([device]).exists():
        return False
    clear(device, by)
    return True


def has_hidden_storage(device):
    """Whether a disk that no file could see may still be in there."""
    return device.storage_known is False and device.has_hidden_storage(
        device.media.values_list("kind", flat=True)
    )


def clear(device, by):
    """Write that nothing is left on a locked device; the database checks it again."""
    device.erased_at = timezone.now()
    move(device, DeviceStatus.ERASED, "record_erasure", "erased_at", at=device.erased_at)
    record("device.erased", device, by=by)
