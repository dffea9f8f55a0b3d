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


class PoolOfSigns:
    """What the signs of files may point to in one pool; each question is one query."""

    def __init__(self, organisation_id):
        self.organisation_id = organisation_id

    def devices_named(self, labels, serials):
        """The devices with one of these labels, or nearly one of these serial numbers."""
        spelt = {each for s in serials for each in (s, s.upper(), s.lower(), machine_serial(s))}
        wanted = Q()
        if labels:
            wanted |= Q(asset_tag__in=labels)
        if spelt:
            wanted |= Q(serial__in=spelt)
        if not wanted:
            return []
        return list(Device.objects.filter(wanted, organisation=self.organisation_id))

    def identifiers_among(self, uuids):
        """(UUID, device) of those that some device showed."""
        if not uuids:
            return []
        shown = DeviceIdentifier.objects.filter(
            organisation_id=self.organisation_id, uuid__in=uuids
        )
        return list(shown.values_list("uuid", "device_id"))

    def named(self, label, serial):
        return self.devices_named({label} - {""}, {serial} - {""})

    def showing(self, uuids):
        return [device for _, device in self.identifiers_among(uuids)]

    def media_bearing(self, serials):
        return list(media_of_serials(self.organisation_id, serials)) if serials else []

    def without_serial(self, *, without_uuid):
        """Devices in quarantine that nobody has given a serial number, the last come first."""
        waiting = Device.objects.filter(
            organisation=self.organisation_id, serial="", status=DeviceStatus.QUARANTINE
        ).order_by("-status_since")
        if without_uuid:
            # One that showed another UUID is another machine.
            waiting = waiting.filter(identifiers__isnull=True)
        return list(waiting[:LOOK_ALIKES])

    def in_bulk(self, keys):
        return Device.objects.filter(organisation=self.organisation_id).in_bulk(keys)


def known_by(signs, pool):
    """The devices that the signs of a file point to, each with the signs that do."""
    pointing = {}

    def point(sign, keys):
        for key in keys:
            pointing.setdefault(key, set()).add(sign)

    found = {device.pk: device for device in pool.named(signs.label, signs.serial)}
    for device in found.values():
        if signs.label and device.asset_tag == signs.label:
            point(Sign.LABEL, [device.pk])
        if signs.serial and machine_serial(device.serial) == machine_serial(signs.serial):
            point(Sign.SERIAL, [device.pk])
    if signs.uuids:
        point(Sign.UUID, pool.showing(signs.uuids))
    if signs.disks:
        media = pool.media_bearing(signs.disks)
        point(Sign.DISKS, (medium.device_id for medium in media if medium.device_id))
    if not pointing and signs.names_a_machine:
        alike = _look_alikes(signs, pool)
        point(Sign.LOOK, alike)
        found |= alike
    missing = pointing.keys() - found.keys()
    if missing:
        found |= pool.in_bulk(missing)
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


def _look_alikes(signs, pool):
    """Those without a serial number that are of the same make and model."""
    return {
        device.pk: device
        for device in pool.without_serial(without_uuid=bool(signs.uuids))
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
