"""The life of a device as the chain its page shows: done, now, to come."""

from equipment.models import DeviceStatus
from inclusion.ui.formats import short_day, since_days

# The road of a device that goes well.
ROAD = [
    DeviceStatus.QUARANTINE,
    DeviceStatus.ERASED,
    DeviceStatus.TESTED,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.HANDED_OVER,
]
# Where the road forks: the part of it that is behind, then the statuses of the branch; what is
# to come again when the branch leads back.
BRANCHES = {
    DeviceStatus.UNDER_REPAIR: (2, [DeviceStatus.UNDER_REPAIR], 2),
    DeviceStatus.ALLOCATED: (4, [DeviceStatus.ALLOCATED], 5),
    DeviceStatus.ON_LOAN: (5, [DeviceStatus.ON_LOAN], None),
    DeviceStatus.IN_SERVICE: (6, [DeviceStatus.IN_SERVICE], None),
    DeviceStatus.FOR_PARTS: (2, [DeviceStatus.FOR_PARTS], None),
    DeviceStatus.WASTE: (2, [DeviceStatus.WASTE], None),
    DeviceStatus.REMOVED: (2, [DeviceStatus.WASTE, DeviceStatus.REMOVED], None),
    DeviceStatus.LOST: (0, [DeviceStatus.LOST], None),
}
# Nothing more is awaited of them: the last node is filled.
ENDS = {
    DeviceStatus.HANDED_OVER,
    DeviceStatus.FOR_PARTS,
    DeviceStatus.WASTE,
    DeviceStatus.REMOVED,
}
SHORT = {
    DeviceStatus.ERASED: "Effacé",
    DeviceStatus.READY: "Prêt",
    DeviceStatus.IN_SERVICE: "En SAV",
    DeviceStatus.LOST: "Perdu",
}


def chain_of(device, allocation, tested_at=None):
    """The steps of `components/chain.html`, with the day of each step done."""
    status = DeviceStatus(device.status)
    path, reached = _path(status)
    if not device.holds_data and DeviceStatus.QUARANTINE in path:
        path = [each for each in path if each != DeviceStatus.QUARANTINE]
        reached -= 1
    days = _days(device, allocation, tested_at)
    steps = [{"label": "Étiqueté", "detail": short_day(device.received_at), "state": "done"}]
    for position, each in enumerate(path):
        if position < reached or (position == reached and each in ENDS):
            day = device.status_since if each == status else days.get(each)
            state, detail = "done", short_day(day)
        elif position == reached:
            state, detail = "current", since_days(device.status_since)
        else:
            state, detail = "future", ""
        steps.append({"label": _label(each, device), "detail": detail, "state": state})
    return steps


def _path(status):
    """The nodes after « Étiqueté », and the place of the current one."""
    if status not in BRANCHES:
        return ROAD, ROAD.index(status)
    behind, branch, again = BRANCHES[status]
    ahead = ROAD[again:] if again is not None else []
    return [*ROAD[:behind], *branch, *ahead], behind + len(branch) - 1


def _label(status, device):
    if status == DeviceStatus.ERASED and not device.holds_data:
        return "Sans données"
    return SHORT.get(status, status.label)


def _days(device, allocation, tested_at):
    return {
        DeviceStatus.QUARANTINE: device.came_in_at,
        DeviceStatus.ERASED: device.erased_at,
        DeviceStatus.TESTED: tested_at or device.ready_at,
        DeviceStatus.READY: device.ready_at,
        DeviceStatus.RESERVED: allocation.reserved_at if allocation else None,
        DeviceStatus.HANDED_OVER: allocation.handed_over_at if allocation else None,
    }
