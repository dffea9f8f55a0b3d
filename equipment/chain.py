"""The life of a device as the chain its page shows: done, now, to come."""

from equipment.models import DeviceStatus
from inclusion.ui.formats import short_day, since_days

# The order in which a device goes through its statuses; waste stands apart.
PATH = [
    DeviceStatus.QUARANTINE,
    DeviceStatus.ERASED,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.HANDED_OVER,
]
STEPS = {
    DeviceStatus.QUARANTINE: "En quarantaine",
    DeviceStatus.ERASED: "Effacé",
    DeviceStatus.READY: "Prêt",
    DeviceStatus.RESERVED: "Réservé",
    DeviceStatus.HANDED_OVER: "Remis",
}
# Steps that stand at the place of another: papers ready is still waiting for her.
SEEN_AS = {
    DeviceStatus.ALLOCATED: DeviceStatus.RESERVED,
    DeviceStatus.ON_LOAN: DeviceStatus.HANDED_OVER,
}
OWN_WORDS = {DeviceStatus.ALLOCATED: "Attribué", DeviceStatus.ON_LOAN: "Prêté"}


def chain_of(device, allocation):
    """The steps of `components/chain.html`, with the day of each step done."""
    days = _days(device, allocation)
    if device.status == DeviceStatus.WASTE:
        path = [DeviceStatus.QUARANTINE, DeviceStatus.ERASED]
        reached = len(path)
    else:
        path, reached = PATH, PATH.index(SEEN_AS.get(device.status, DeviceStatus(device.status)))
    if not device.holds_data:
        path = [status for status in path if status != DeviceStatus.QUARANTINE]
        reached -= 1
    steps = [{"label": "Étiqueté", "detail": short_day(device.received_at), "state": "done"}]
    for position, status in enumerate(path):
        is_last = status == DeviceStatus.HANDED_OVER
        if position < reached or (position == reached and is_last):
            state, detail = "done", short_day(days.get(status))
        elif position == reached:
            state, detail = "current", since_days(device.status_since)
        else:
            state, detail = "future", ""
        label = STEPS[status]
        if SEEN_AS.get(device.status) == status:
            label = OWN_WORDS[device.status]
        if status == DeviceStatus.ERASED and not device.holds_data:
            label = "Sans données"
        steps.append({"label": label, "detail": detail, "state": state})
    if device.status == DeviceStatus.WASTE:
        detail = short_day(device.status_since)
        steps.append({"label": "Déchet DEEE", "detail": detail, "state": "done"})
    return steps


def _days(device, allocation):
    return {
        DeviceStatus.QUARANTINE: device.came_in_at,
        DeviceStatus.ERASED: device.erased_at,
        DeviceStatus.READY: device.ready_at,
        DeviceStatus.RESERVED: allocation.reserved_at if allocation else None,
        DeviceStatus.HANDED_OVER: allocation.handed_over_at if allocation else None,
    }
