"""What the pool already has that files may speak of: asked for one file, or read once for many.

`OneByOne` asks the database each time. `Together` reads what all the files of a batch point to in
a few queries, locks those devices, keeps up with what the batch itself writes, and inserts its new
rows in bulk; whoever writes past it (a verdict, a cleared device) says `forget` afterwards.
"""

from django.db.models import Exists, OuterRef

from equipment.identity import machine_serial
from equipment.models import Device, DeviceIdentifier, Erasure, Evidence, Medium, MediumFate
from equipment.selectors.evidence import PoolOfSigns, spellings_of
from equipment.services.clearing import clear_when_proven


def with_judged(media):
    """The media in the order of a device's list, each with `is_judged`."""
    proofs = Erasure.objects.filter(organisation=OuterRef("organisation"), medium=OuterRef("pk"))
    return media.annotate(is_judged=Exists(proofs)).order_by("added_at", "pk")


class OneByOne(PoolOfSigns):
    """Each question and each row goes to the database at once."""

    def locked(self, pk):
        return Device.objects.filter(organisation=self.organisation_id).locked().get(pk=pk)

    def listed(self, device):
        return list(with_judged(device.media))

    def shows(self, device, uuid):
        return device.identifiers.filter(uuid=uuid).exists()

    def add_device(self, device):
        device.save(force_insert=True)

    def save_device(self, device, fields):
        device.save(update_fields=fields)

    def add_evidence(self, row):
        row.save(force_insert=True)

    def add_identifier(self, row):
        row.save(force_insert=True)

    def add_media(self, device, rows):
        Medium.objects.bulk_create(rows)

    def save_medium(self, medium, fields):
        medium.save(update_fields=fields)

    def move_medium(self, medium, device):
        """A spare disk is found in a device."""
        Medium.objects.filter(pk=medium.pk).update(device=device, fate=MediumFate.IN_DEVICE)

    def changed(self, device):
        """The device's own numbers were written."""

    def clear(self, device, by):
        clear_when_proven(device, by)

    def flush(self):
        """Nothing waits."""

    def forget(self):
        """Nothing is remembered."""


class Together(OneByOne):
    """The same answers for a batch of files, from memory; `signs` are those of all of them."""

    def __init__(self, organisation_id, signs):
        super().__init__(organisation_id)
        self.signs = signs
        self.waiting = {Device: [], Evidence: [], DeviceIdentifier: [], Medium: []}
        self.forget()

    def forget(self):
        self.flush()
        self.is_read = False
        self.devices, self.by_label, self.by_serial = {}, {}, {}
        self.by_uuid, self.by_disk, self.lists, self.nameless = {}, {}, {}, {}

    def flush(self):
        """Insert what waits, what others point to first."""
        for model, rows in self.waiting.items():
            if rows:
                model.objects.bulk_create(rows)
                rows.clear()

    def _read(self):
        """Everything that the signs of the batch point to, its devices locked in key order."""
        if self.is_read:
            return
        self.flush()
        self.is_read = True
        found = self.devices_named(
            {each.label for each in self.signs} - {""}, {each.serial for each in self.signs} - {""}
        )
        keys = {device.pk for device in found}
        shown = self.identifiers_among({uuid for each in self.signs for uuid in each.uuids})
        keys |= {device for _, device in shown}
        disks = {disk for each in self.signs for disk in each.disks}
        media = super().media_bearing(disks)
        keys |= {medium.device_id for medium in media if medium.device_id}
        for uuid, device in shown:
            self.by_uuid.setdefault(uuid, []).append(device)
        for medium in media:
            self.by_disk.setdefault(medium.serial, []).append(medium)
        if keys:
            self._remember(keys)

    def _remember(self, keys):
        ours = Device.objects.filter(organisation=self.organisation_id, pk__in=keys)
        for device in ours.locked().order_by("pk"):
            self.devices[device.pk] = device
            self.lists[device.pk] = []
            self.changed(device)
        media = Medium.objects.filter(organisation=self.organisation_id, device__in=keys)
        for medium in with_judged(media):
            self.lists[medium.device_id].append(medium)
        for media in self.by_disk.values():
            for medium in media:
                if medium.device_id in self.devices:
                    medium.device = self.devices[medium.device_id]

    # --- what signs point to ---

    def named(self, label, serial):
        self._read()
        found = {}
        if label and label in self.by_label:
            found[self.by_label[label]] = None
        for pk in self.by_serial.get(machine_serial(serial), ()) if serial else ():
            found[pk] = None
        return [self.devices[pk] for pk in found]

    def showing(self, uuids):
        self._read()
        return [pk for uuid in uuids for pk in self.by_uuid.get(uuid, ())]

    def media_bearing(self, serials):
        self._read()
        spelt = dict.fromkeys(spelling for each in serials for spelling in spellings_of(each))
        return [medium for spelling in spelt for medium in self.by_disk.get(spelling, ())]

    def in_bulk(self, keys):
        self._read()
        found = {pk: self.devices[pk] for pk in keys if pk in self.devices}
        missing = set(keys) - found.keys()
        return found | super().in_bulk(missing) if missing else found

    def without_serial(self, *, without_uuid):
        self._read()
        if without_uuid not in self.nameless:
            self.flush()
            self.nameless[without_uuid] = super().without_serial(without_uuid=without_uuid)
        found = [self.devices.get(each.pk, each) for each in self.nameless[without_uuid]]
        return [device for device in found if not device.serial]

    # --- what one device has, and what is written of it ---

    def locked(self, pk):
        if pk not in self.devices:
            self._remember({pk})
        return self.devices[pk]

    def add_device(self, device):
        """A device that this batch makes: it has nothing yet, and is nobody else's."""
        self._read()
        self.waiting[Device].append(device)
        self.devices[device.pk] = device
        self.lists[device.pk] = []
        self.changed(device)
        if not device.serial:
            self.nameless.clear()

    def save_device(self, device, fields):
        if not device._state.adding:
            super().save_device(device, fields)

    def changed(self, device):
        self.by_label[device.asset_tag] = device.pk
        if device.serial:
            same = self.by_serial.setdefault(machine_serial(device.serial), [])
            if device.pk not in same:
                same.append(device.pk)

    def listed(self, device):
        return list(self.lists[device.pk])

    def shows(self, device, uuid):
        return device.pk in self.by_uuid.get(uuid, ())

    def add_evidence(self, row):
        self.waiting[Evidence].append(row)

    def add_identifier(self, row):
        self.waiting[DeviceIdentifier].append(row)
        self.by_uuid.setdefault(row.uuid, []).append(row.device_id)
        if not row.device.serial:
            self.nameless.clear()

    def add_media(self, device, rows):
        self.waiting[Medium] += rows
        for medium in rows:
            medium.is_judged = False
            self.lists[device.pk].append(medium)
            self.by_disk.setdefault(medium.serial, []).append(medium)

    def save_medium(self, medium, fields):
        if not medium._state.adding:
            super().save_medium(medium, fields)
        if "serial" in fields:
            self.by_disk.setdefault(medium.serial, []).append(medium)

    def move_medium(self, medium, device):
        self.flush()
        super().move_medium(medium, device)
        medium.device, medium.fate = device, MediumFate.IN_DEVICE
        medium.is_judged = Erasure.objects.filter(medium=medium).exists()
        self.lists[device.pk].append(medium)

    def clear(self, device, by):
        """A medium without any proof keeps it where it is: the common case asks nothing."""
        if all(medium.is_judged for medium in self.lists[device.pk]):
            self.flush()
            super().clear(device, by)
