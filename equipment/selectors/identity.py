"""A file beside the devices it may speak of, line by line."""

from dataclasses import dataclass

from equipment.evidence_facts import reading_of
from equipment.models import Device, DeviceType
from equipment.services.readings import description_of, internal_media, same_value

LABELS = {
    name: Device._meta.get_field(name).verbose_name
    for name in (
        *("type", "manufacturer", "model", "serial", "processor", "memory_gb"),
        "battery_percent",
    )
}


@dataclass(frozen=True)
class Cell:
    """What one device says on a line; `differs` from the file."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the comparison: what the file says, then each device."""

    label: str
    theirs: str
    cells: tuple[Cell, ...]


def comparison(case, devices):
    """The lines that put a case's file beside these devices."""
    reading = reading_of(case.evidence)
    said = description_of(reading)
    lines = [
        Line(_capital(label), shown(name, said.get(name)), tuple(_cells(name, said, devices)))
        for name, label in LABELS.items()
        if name in said or any(getattr(device, name) not in ("", None) for device in devices)
    ]
    disks = [*(each.serial for each in internal_media(reading))]
    disks += [each.serial for each in reading.erasures if each.serial not in disks]
    listed = tuple(
        Cell(", ".join(medium.serial for medium in device.media.all()) or "aucun")
        for device in devices
    )
    return [*lines, Line("Disques, par n°\u00a0de série", ", ".join(disks) or "aucun", listed)]


def differences_of(case):
    """The lines of a contradicted record: (field, label, ours, theirs)."""
    return [
        (
            each["field"],
            _capital(LABELS[each["field"]]),
            shown(each["field"], each["ours"]),
            shown(each["field"], each["theirs"]),
        )
        for each in case.differences
    ]


def shown(name, value):
    """A field's value as a page says it."""
    if value in ("", None):
        return "non renseigné"
    if name == "type":
        return DeviceType(value).label
    return str(value)


def _cells(name, said, devices):
    for device in devices:
        ours = getattr(device, name)
        is_said_twice = name in said and ours not in ("", None)
        differs = is_said_twice and not same_value(name, ours, said[name])
        yield Cell(shown(name, ours), differs)


def _capital(label):
    return label[:1].upper() + label[1:]
