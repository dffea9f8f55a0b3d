"""What a file says is written on a device's record: what was empty, never what a person wrote.

What differs from a person's word is handed back as differences, for a person to decide.
"""

import re
from dataclasses import dataclass, field

from equipment.evidence_facts import reading_of
from equipment.identity import disk_key, machine_serial, maker_key, same_words, stored_uuid
from equipment.models import (
    Device,
    DeviceIdentifier,
    DeviceStatus,
    DeviceType,
    Evidence,
    Medium,
    MediumFate,
    MediumKind,
)
from equipment.reading.serials import is_masked, is_placeholder, match_serial
from equipment.services.acting import back_to_quarantine
from inclusion.text import clean, fold

# Where a file may still change a record: the device is here, and promised to nobody.
OPEN_STATUSES = {
    DeviceStatus.QUARANTINE,
    DeviceStatus.ERASED,
    DeviceStatus.UNDER_REPAIR,
    DeviceStatus.TESTED,
    DeviceStatus.READY,
}
FIELDS = (
    *("type", "manufacturer", "model", "serial", "processor", "memory_gb", "battery_percent"),
)
# Two measures of one battery a few days apart.
BATTERY_TOLERANCE = 3
LARGEST_MEMORY_GB = 32_000
# What processors' names are padded with, and their frequency.
PROCESSOR_NOISE = re.compile(r"\((r|tm)\)|\bcpu\b|\bprocessor\b|@?\s*[\d.]+\s*ghz", re.IGNORECASE)
REASON_LENGTH = 300
UNKNOWN_SERIAL = "SANS-NUMERO"


@dataclass
class Changes:
    """What a file wrote on a device; as JSON it is what undoing needs."""

    # Field → [former value, written value].
    fields: dict = field(default_factory=dict)
    media_added: list = field(default_factory=list)
    # Media that came from the spares.
    media_moved: list = field(default_factory=list)
    # Medium → field → [former value, written value].
    media_changed: dict = field(default_factory=dict)
    identifiers: list = field(default_factory=list)
    differences: list = field(default_factory=list)
    warnings: list = field(default_factory=list)

    def as_json(self):
        return {
            "fields": self.fields,
            "media_added": [str(pk) for pk in self.media_added],
            "media_moved": [str(pk) for pk in self.media_moved],
            "media_changed": self.media_changed,
            "identifiers": [str(value) for value in self.identifiers],
        }


def internal_media(reading):
    return [medium for medium in reading.media if not medium.removable]


def names_itself(serial):
    """Whether this serial number can tell one disk from the others."""
    return bool(serial.strip()) and not is_masked(serial) and not is_placeholder(serial)


def description_of(reading):
    """The record's fields that the file fills, within the lengths the record has."""
    facts = reading.device
    memory = round(facts.ram_bytes / 2**30) if facts.ram_bytes else None
    said = {
        "type": facts.type if facts.type in DeviceType.values else "",
        "manufacturer": facts.manufacturer,
        "model": facts.model,
        "serial": "" if facts.serial_placeholder else facts.serial,
        "processor": facts.cpu,
        "memory_gb": memory if memory and memory <= LARGEST_MEMORY_GB else None,
        "battery_percent": None
        if reading.battery_percent is None
        else min(reading.battery_percent, 100),
    }
    return {name: _fitted(name, value) for name, value in said.items() if value not in ("", None)}


def _fitted(name, value):
    if not isinstance(value, str):
        return value
    return clean(" ".join(value.split()))[: Device._meta.get_field(name).max_length]


def apply_reading(device, reading, pool, *, is_new=False):
    """Write on a locked device what the file says and nobody has said otherwise; `Changes`."""
    changes = Changes()
    if device.status not in OPEN_STATUSES:
        changes.warnings.append(
            f"L’appareil est «\u00a0{device.get_status_display()}\u00a0»\u00a0:"
            " sa fiche n’a pas été modifiée."
        )
        return changes
    if not is_new:
        _describe(device, reading, changes, pool)
    _see_storage(device, reading, changes, is_new, pool)
    _identify(device, reading, changes, is_new, pool)
    _list_media(device, reading, changes, is_new, pool)
    return changes


def _describe(device, reading, changes, pool):
    earlier = None
    for name, said in description_of(reading).items():
        ours = getattr(device, name)
        if ours in ("", None) or (name == "type" and ours == DeviceType.COMPUTER != said):
            changes.fields[name] = [ours, said]
        elif not same_value(name, ours, said):
            if earlier is None:
                pool.flush()
                earlier = _said_before(device)
            if ours in earlier[name]:
                changes.fields[name] = [ours, said]
            else:
                changes.differences.append({"field": name, "ours": ours, "theirs": said})
    for name, (_, said) in changes.fields.items():
        setattr(device, name, said)
    if changes.fields:
        pool.save_device(device, list(changes.fields))
        pool.changed(device)


def _see_storage(device, reading, changes, is_new, pool):
    """One file that sees all the storage is enough; one that does not, only until then."""
    said = reading.storage_known
    if is_new and said is not None and device.storage_known == said:
        # Written with the rest of what it was made from.
        changes.fields["storage_known"] = [None, said]
        return
    if said is None or device.storage_known in (True, said) or not device.holds_data:
        return
    changes.fields["storage_known"] = [device.storage_known, said]
    device.storage_known = said
    pool.save_device(device, ["storage_known"])


def _said_before(device):
    """Field → the values that earlier files gave: a machine's word gives way to a machine's."""
    said = {name: set() for name in FIELDS}
    for evidence in Evidence.objects.filter(device=device).order_by("-read_at")[:20]:
        if evidence.facts:
            for name, value in description_of(reading_of(evidence)).items():
                said[name].add(value)
    return said


def same_value(name, ours, theirs):
    """Whether a record and a file say the same thing in their own words."""
    if name == "manufacturer":
        return maker_key(ours) == maker_key(theirs)
    if name == "model":
        return same_words(ours, theirs)
    if name == "serial":
        return machine_serial(ours) == machine_serial(theirs)
    if name == "processor":
        return same_words(PROCESSOR_NOISE.sub(" ", ours), PROCESSOR_NOISE.sub(" ", theirs))
    if name == "battery_percent":
        return abs(ours - theirs) <= BATTERY_TOLERANCE
    if name == "type":
        return ours == theirs or theirs == DeviceType.COMPUTER
    return fold(str(ours)) == fold(str(theirs))


def _identify(device, reading, changes, is_new, pool):
    facts = reading.device
    found = None if facts.uuid_placeholder else stored_uuid(facts.uuid)
    if found is None:
        return
    if not is_new and pool.shows(device, found):
        return
    pool.add_identifier(
        DeviceIdentifier(organisation_id=device.organisation_id, device=device, uuid=found)
    )
    changes.identifiers.append(found)


def _list_media(device, reading, changes, is_new, pool):
    """Each internal disk of the file stands on the device's list; none is ever taken off it."""
    said = internal_media(reading)
    if not said or not device.holds_data:
        return
    listed = [] if is_new else pool.listed(device)
    judged = {medium.pk for medium in listed if medium.is_judged}
    taken, new = set(), []
    for facts in said:
        medium = _listed_medium(facts, [each for each in listed if each.pk not in taken], judged)
        if medium is None:
            new.append(facts)
        else:
            taken.add(medium.pk)
            _follow(medium, facts, medium.pk in judged, changes, pool)
    for medium in listed:
        if medium.pk not in taken and reading.storage_known:
            changes.warnings.append(
                f"{medium} n°\u00a0{medium.serial} est sur la fiche et n’est pas dans ce relevé."
            )
    if new:
        _add_media(device, new, listed, changes, pool)


def _listed_medium(facts, listed, judged):
    """The listed medium that the file speaks of: by its number, else the one still without."""
    if names_itself(facts.serial):
        by_serial = {}
        for medium in listed:
            by_serial.setdefault(medium.serial, medium)
        found = match_serial(facts.serial, by_serial)
        if found.serial is not None:
            return by_serial[found.serial]
    nameless = [
        medium
        for medium in listed
        if not names_itself(facts.serial) or medium.serial.startswith(UNKNOWN_SERIAL)
    ]
    alike = [medium for medium in nameless if _same_make(medium, facts)]
    if names_itself(facts.serial):
        alike = [medium for medium in alike if medium.pk not in judged]
    return alike[0] if len(alike) == 1 else None


def _same_make(medium, facts):
    if medium.model and facts.model and not same_words(medium.model, facts.model):
        return False
    return facts.bytes is None or not medium.capacity_gb or medium.capacity_gb == gigabytes(facts)


def gigabytes(facts):
    """As printed on disks, in billions of bytes; 0 when the file does not say."""
    return min(round((facts.bytes or 0) / 1_000_000_000), 2_000_000_000)


def _kind(facts):
    return facts.kind if facts.kind in MediumKind.values else MediumKind.UNKNOWN


def _condemnation(facts):
    return " ".join(facts.reasons)[:REASON_LENGTH] if facts.condemned else ""


def _follow(medium, facts, is_judged, changes, pool):
    """What the file adds to a medium already listed; a proof's medium keeps its description."""
    said = {"size_bytes": facts.bytes, "condemned_reason": _condemnation(facts)}
    if not is_judged:
        if medium.kind == MediumKind.UNKNOWN:
            said["kind"] = _kind(facts)
        if not medium.model:
            said["model"] = clean(facts.model)[:80]
        if not medium.capacity_gb:
            said["capacity_gb"] = gigabytes(facts)
        if medium.serial.startswith(UNKNOWN_SERIAL) and names_itself(facts.serial):
            said["serial"] = machine_serial(facts.serial)[:60]
    written = {}
    for name, value in said.items():
        former = getattr(medium, name)
        is_filled = name == "size_bytes" and former is not None
        if value and value != former and not is_filled:
            written[name] = [former, value]
            setattr(medium, name, value)
    if written:
        pool.save_medium(medium, list(written))
        changes.media_changed[str(medium.pk)] = written


def _add_media(device, new, listed, changes, pool):
    elsewhere = {}
    serials = [facts.serial for facts in new if names_itself(facts.serial)]
    if serials:
        for medium in pool.media_bearing(serials):
            elsewhere.setdefault(disk_key(medium.serial), medium)
    if device.status != DeviceStatus.QUARANTINE:
        back_to_quarantine(device)
        pool.save_device(device, ["status", "status_since", "erased_at", "ready_at"])
        changes.warnings.append(
            "Un support inconnu est dans cet appareil\u00a0: il retourne en quarantaine."
        )
    rows, nameless = [], sum(each.serial.startswith(UNKNOWN_SERIAL) for each in listed)
    for facts in new:
        serial = machine_serial(facts.serial)[:60]
        if not names_itself(facts.serial):
            nameless += 1
            serial = f"{UNKNOWN_SERIAL}-{nameless}"
            changes.warnings.append(
                "Un support ne dit pas son n°\u00a0de série\u00a0: complétez sa fiche."
            )
        known = elsewhere.get(disk_key(facts.serial))
        if known is not None and known.fate == MediumFate.SPARE:
            pool.move_medium(known, device)
            changes.media_moved.append(known.pk)
            continue
        if known is not None and known.device_id:
            changes.warnings.append(
                f"Le disque n°\u00a0{serial} est aussi sur la fiche {known.device.asset_tag}."
            )
        rows.append(
            Medium(
                organisation_id=device.organisation_id,
                device=device,
                kind=_kind(facts),
                model=clean(facts.model)[:80],
                serial=serial,
                capacity_gb=gigabytes(facts),
                size_bytes=facts.bytes,
                condemned_reason=_condemnation(facts),
                exposed_at=device.came_in_at,
            )
        )
    pool.add_media(device, rows)
    changes.media_added += [medium.pk for medium in rows]
