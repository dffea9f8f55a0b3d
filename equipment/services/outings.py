"""A device taken along for the public to use comes back: what was proven of it no longer holds.

Whoever borrowed it may have written on it, as with a loan: it goes to no person before a new
erasure. Taking it along again is another matter, for the app that runs the outings.
"""

from equipment.models import DeviceStatus
from equipment.models.life_cycle import refuse_step
from equipment.services.acting import act, back_to_quarantine, locked_device
from inclusion.journal.recording import record


@act
def come_back_from_outing(*, device, by, at):
    """Void what was proven of a device the public used until `at`.

    What waits in quarantine stays there, exposed again.
    """
    device = locked_device(device, by)
    if device.status != DeviceStatus.QUARANTINE:
        refuse_step(device.status, DeviceStatus.QUARANTINE, "come_back_from_outing")
    back_to_quarantine(device)
    device.came_in_at = at
    device.save(update_fields=["status", "status_since", "erased_at", "ready_at", "came_in_at"])
    record("device.used_outside", device, by=by)
    return device
