"""What the files read say of the devices: whose they are, and whether the storage was seen."""

from dataclasses import dataclass
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
    MediumKind,
    StorageAttestation,
)

# So many devices without a serial number are compared with a file; a bulk reception is smaller.
LOOK_ALIKES = 500
# What a reader that cannot see all the storage may have missed.
HIDDEN_KINDS = {MediumKind.NVME, MediumKind.EMMC, MediumKind.SD, MediumKind.UNKNOWN}


@dataclass(frozen=True)
class StorageView:
    """What the files read since a device came in say of its storage, and who attests what."""

    # A file could not see all of it, and nothing has filled the gap since.
    is_blind: bool = False
    attestation: object = None
    # The keys of two files from two readers that agree on « no medium ».
    agreeing: tuple = ()


def storage_views(devices, kinds_by_device):
    """Device key → `StorageView`, in two queries whatever their number."""
    devices = {device.pk: device for device in devices if device.holds_data}
    if not devices:
        return {}
    files = {pk: [] for pk in devices}
    seen = (
        Evidence.objects.filter(device__in=devices, status=EvidenceStatus.ACCEPTED)
        .order_by("read_at", "pk")
        .values_list(
            *("device_id", "read_at", "pk", "parser"),
            *("facts__storage_known", "facts__internal_count"),
        )
    )
    for device_id, read_at, *rest in seen:
        if read_at >= devices[device_id].came_in_at:
            files[device_id].append(rest)
    attested = {}
    for attestation in (
        StorageAttestation.objects.filter(device__in=devices)
        .order_by("attested_at")
        .select_related("by__user")
    ):
        if attestation.attested_at >= devices[attestation.device_id].came_in_at:
            attested[attestation.device_id] = attestation
    return {
        pk: _storage_view(files[pk], kinds_by_device.get(pk, ()), attested.get(pk))
        for pk in devices
    }


def _storage_view(files, kinds, attestation):
    words = [known for _, _, known, _ in files]
    is_blind = False in words and True not in words and not HIDDEN_KINDS & set(kinds)
    empty = {parser: pk for pk, parser, known, internal in files if known is True and not internal}
    shows_some = any(internal for _, _, _, internal in files)
    agreeing = () if shows_some or kinds or len(empty) < 2 else tuple(empty.values())[:2]
    return StorageView(is_blind and attestation is None, attestation, agreeing)


def storage_view(device):
    """The `StorageView` of one device."""
    kinds = {device.pk: list(device.media.values_list("kind", flat=True))}
    return storage_views([device], kinds).get(device.pk, StorageView())


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
