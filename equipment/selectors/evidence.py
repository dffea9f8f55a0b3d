"""What the files read say of the devices: whose they are, and whether the storage was seen."""

from uuid import UUID

from django.db.models import Q

from equipment.identity import (
    Known,
    Sign,
    disk_key,
    machine_serial,
    same_look,
)
from equipment.models import (
    Device,
    DeviceIdentifier,
    DeviceStatus,
    Evidence,
    EvidenceStatus,
    IdentityCase,
    Medium,
)

# So many devices without a serial number are compared with a file; a bulk reception is smaller.
LOOK_ALIKES = 500


def agreeing_files(device):
    """Two files, of two readers, that see all the storage and no medium; () when nothing agrees."""
    seen = Evidence.objects.filter(
        device=device, status=EvidenceStatus.ACCEPTED, read_at__gte=device.came_in_at
    ).order_by("read_at", "pk")
    facts = seen.values_list("pk", "parser", "facts__storage_known", "facts__internal_count")
    files = list(facts)
    if any(internal for *_, internal in files) or device.media.exists():
        return ()
    empty = {parser: pk for pk, parser, known, _ in files if known is True}
    return tuple(empty.values())[:2] if len(empty) > 1 else ()


def spellings_of(serial):
    """The ways in which one disk's serial number may be written in the pool."""
    key = disk_key(serial)
    return [key, f"WD-{key}"]


def media_of_serials(organisation_id, serials):
    """The media of the pool that bear one of these serial numbers, with their device."""
    spelt = [spelling for serial in serials for spelling in spellings_of(serial)]
    return (
        Medium.objects.filter(organisation_id=organisation_id, serial__in=spelt)
        .select_related("device")
        .order_by("added_at", "pk")
    )


def known_by(signs, organisation_id):
    """The devices that the signs of a file point to, each with the signs that do."""
    devices = Device.objects.filter(organisation_id=organisation_id)
    pointing = {}

    def point(sign, keys):
        for key in keys:
            pointing.setdefault(key, set()).add(sign)

    wanted = Q()
    if signs.label:
        wanted |= Q(asset_tag=signs.label)
    if signs.serial:
        serial = signs.serial
        wanted |= Q(serial__in={serial, serial.upper(), serial.lower(), machine_serial(serial)})
    found = {}
    if wanted:
        found = {device.pk: device for device in devices.filter(wanted)}
        for device in found.values():
            if signs.label and device.asset_tag == signs.label:
                point(Sign.LABEL, [device.pk])
            if signs.serial and machine_serial(device.serial) == machine_serial(signs.serial):
                point(Sign.SERIAL, [device.pk])
    if signs.uuids:
        shown = DeviceIdentifier.objects.filter(
            organisation_id=organisation_id, uuid__in=signs.uuids
        )
        point(Sign.UUID, shown.values_list("device_id", flat=True))
    if signs.disks:
        media = media_of_serials(organisation_id, signs.disks)
        point(Sign.DISKS, (medium.device_id for medium in media if medium.device_id))
    if not pointing and signs.names_a_machine:
        alike = _look_alikes(devices, signs)
        point(Sign.LOOK, alike)
        found |= alike
    missing = pointing.keys() - found.keys()
    if missing:
        found |= devices.in_bulk(missing)
    return [
        Known(
            pk=pk,
            manufacturer=found[pk].manufacturer,
            model=found[pk].model,
            serial=found[pk].serial,
            signs=frozenset(each),
        )
        for pk, each in pointing.items()
    ]


def _look_alikes(devices, signs):
    """Devices in quarantine that nobody has given a serial number, of the same make and model."""
    waiting = devices.filter(serial="", status=DeviceStatus.QUARANTINE).order_by("-status_since")
    if signs.uuids:
        # One that showed another UUID is another machine.
        waiting = waiting.filter(identifiers__isnull=True)
    return {
        device.pk: device
        for device in waiting[:LOOK_ALIKES]
        if device.manufacturer and device.model and same_look(signs, device)
    }


def evidence_of(device):
    """The files read about a device, newest first."""
    return (
        Evidence.objects.filter(organisation=device.organisation_id, device=device)
        .select_related("by__user")
        .order_by("-read_at", "-pk")
    )


def open_cases(member):
    """What waits for a person's decision, the oldest first."""
    return IdentityCase.objects.visible_to(member).open().select_related("evidence", "device")


def candidate_devices(case):
    """The devices a case proposes, in order, each with `reasons`."""
    reasons = {UUID(each["device"]): each["reasons"] for each in case.candidates}
    devices = (
        Device.objects.filter(organisation=case.organisation_id, pk__in=reasons)
        .select_related("venue")
        .prefetch_related("media")
    )
    found = {device.pk: device for device in devices}
    for pk, device in found.items():
        device.reasons = reasons[pk]
    return [found[pk] for pk in reasons if pk in found]
