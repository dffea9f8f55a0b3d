"""Snapshots of eReuse: Workbench 10, 11, 12 and 2022, workbench-script, Android, wrapped or not."""

import re
from dataclasses import replace

from . import inxi, lshw, smartctl, smbios
from .inventory import ErasureFacts, MediumFacts, Reading
from .json_text import load, load_mended
from .media import merged
from .personal import Dropped, scrubbed, scrubbed_text, size_of
from .words import VIRTUAL_WARNING, a_dict, device_type, dicts, in_bytes, instant, machine, word

PARSER, VERSION = "ereuse", "1"
MEGABYTE, MEBIBYTE = 10**6, 2**20
KEPT = {
    "@type",
    "_uuid",
    "automatic",
    "closed",
    "components",
    "data",
    "date",
    "device",
    "elapsed",
    "endTime",
    "erase",
    "inventory",
    "settings_version",
    "snapshotSoftware",
    "software",
    "tests",
    "timestamp",
    "type",
    "uuid",
    "version",
}
KINDS = {"HardDrive": "hdd", "SolidStateDrive": "ssd_sata", "DataStorage": "unknown"}
MAC_WARNING = "Le n° de série donné est une adresse de réseau\u00a0: il n’est pas retenu."
BLIND_WARNING = "Cette version de Workbench ne voit ni les disques NVMe ni les mémoires soudées."
ERASE_WARNING = "La rubrique «\u00a0erase\u00a0» ne prouve rien\u00a0: cet outil n’efface pas."
ERASURES = {"EraseBasic", "EraseSectors", "ErasePhysical", "EraseDataWipe"}


def is_snapshot(value):
    if not isinstance(value, dict):
        return False
    value = unwrapped(value)
    kind = word(value.get("@type") or value.get("type"))
    return kind.endswith("Snapshot") and bool({"device", "components", "data"} & value.keys())


def unwrapped(document):
    """The snapshot itself, out of the credential that signs it."""
    subject = a_dict(document.get("credentialSubject"))
    if subject:
        return unwrapped({**subject, "credentialSubject": None})
    if word(document.get("type")).startswith("DeviceSnapshot"):
        inner = a_dict(document.get("data"))
        # Either the whole snapshot, or only the outputs of the tools.
        return inner if "type" in inner else {**document, "type": "Snapshot"}
    return document


def read(document):
    """The reading of one snapshot, and the document without personal data."""
    dropped = Dropped()
    inner = unwrapped(document)
    dropped.add("note", sum(key not in inner for key in document))
    kept = {}
    for key, value in inner.items():
        if key in KEPT:
            kept[key] = value
        elif value not in (None, "", [], {}):
            dropped.add("account" if key in ("operator_id", "author", "owner") else "section")
    if isinstance(kept.get("data"), dict):
        return _read_outputs(kept, dropped)
    return _read_components(kept, dropped)


# Workbench 10, 11, 12 and Android: facts already sorted by component.


def _read_components(document, dropped):
    software = word(document.get("software") or document.get("snapshotSoftware"), 40)
    spelt = a_dict(document.get("device"))
    had_mac = bool(re.fullmatch(r"(..[:-]){5}..", word(spelt.get("serialNumber"))))
    document = scrubbed(document, dropped)
    components = dicts(document.get("components"))
    media = tuple(found for one in components if (found := _medium(one)))
    erasures = tuple(run for one in components for run in _erasures(one, document, software))
    device = _device(a_dict(document.get("device")), components)
    is_mobile = device.type in ("smartphone", "tablet")
    warnings = []
    if had_mac:
        warnings.append(MAC_WARNING)
    if not is_mobile:
        warnings.append(BLIND_WARNING)
    if device.virtual:
        warnings.append(VIRTUAL_WARNING)
    reading = Reading(
        parser=PARSER,
        parser_version=VERSION,
        device=device,
        storage_known=None if is_mobile else False,
        media=media,
        erasures=erasures,
        taken_at=instant(document.get("endTime") or document.get("date")),
        dropped=dropped.words(),
        warnings=tuple(warnings),
    )
    return reading, document


def _device(device, components):
    modules = [one for one in components if _type(one) == "RamModule"]
    ram = sum(in_bytes(one.get("size"), MEBIBYTE) or 0 for one in modules)
    cpu = next((one for one in components if _type(one) == "Processor"), {})
    return machine(
        manufacturer=device.get("manufacturer"),
        model=device.get("model"),
        serial=device.get("serialNumber"),
        type=device_type(device.get("chassis"), _type(device), device.get("type")),
        cpu=word(cpu.get("model"), 60),
        ram_bytes=ram or in_bytes(device.get("ramSize"), MEBIBYTE),
    )


def _type(thing):
    return word(thing.get("@type") or thing.get("type"), 40)


def _medium(component):
    kind = KINDS.get(_type(component))
    if kind is None:
        return None
    interface = word(component.get("interface"), 40)
    # Version 10 counted in powers of two and said so with « @type ».
    unit = MEBIBYTE if "@type" in component else MEGABYTE
    return MediumFacts(
        kind="nvme" if "nvme" in interface.lower() else kind,
        model=word(component.get("model")),
        serial=word(component.get("serialNumber"), 60),
        bytes=in_bytes(component.get("size"), unit),
        removable=interface.lower() == "usb",
        interface=interface,
    )


def _erasures(component, document, software):
    """The runs told of one medium, whether as its own key (10) or among its actions (11, 12)."""
    told = [*dicts(component.get("erasure")), *dicts(component.get("actions"))]
    for action in told:
        if _type(action) in ERASURES and _type(component) in KINDS:
            yield _erasure(action, component, document, software)


def _erasure(action, component, document, software):
    steps = dicts(action.get("steps"))
    medium = _medium(component)
    return ErasureFacts(
        serial=medium.serial,
        model=medium.model,
        kind="" if medium.kind == "unknown" else medium.kind,
        method="overwrite_many" if len(steps) > 1 else "overwrite",
        method_name=_type(action),
        tool=software,
        tool_version=word(document.get("version"), 20),
        passes=len(steps) or None,
        started_at=instant(action.get("startTime") or action.get("startingTime")),
        ended_at=instant(action.get("endTime") or action.get("endingTime")),
        error_count=_errors(action, steps),
        outcome=_outcome(action, steps),
    )


def _errors(action, steps):
    """How many steps failed; None when nothing says so."""
    told = [one for one in steps if "success" in one or "severity" in one]
    failed = sum(_has_failed(one) for one in told)
    return failed if told or "success" in action or "severity" in action else None


def _has_failed(thing):
    return thing.get("success") is False or word(thing.get("severity")) in ("Error", "Warning")


def _outcome(action, steps):
    if any(_has_failed(one) for one in (action, *steps)):
        return "failed"
    is_told = _has_succeeded(action) or (steps and all(_has_succeeded(one) for one in steps))
    return "success" if is_told else "incomplete"


def _has_succeeded(thing):
    return thing.get("success") is True or word(thing.get("severity")) in ("Info", "Notice")


# Workbench 2022 and workbench-script: the outputs of the tools themselves.


def _read_outputs(document, dropped):
    outputs, trees, disks, warnings = {}, {}, [], []
    for key, value in document["data"].items():
        if key == "lshw":
            tree, mended = _inner(key, value, load_mended)
            tree = tree[0] if isinstance(tree, list) and len(tree) == 1 else tree
            if lshw.is_lshw(tree):
                outputs[key] = trees[key] = lshw.cleaned(tree, dropped)
                warnings += mended
            else:
                dropped.add("section")
        elif key in ("smart", "smartctl"):
            found, _ = _inner(key, value, _loaded)
            outputs[key] = disks = scrubbed(dicts(found), dropped)
        elif key == "inxi":
            found, _ = _inner(key, value, _loaded)
            outputs[key] = trees[key] = inxi.cleaned(found, dropped)
        elif key in ("dmidecode", "lspci") and isinstance(value, str):
            outputs[key] = scrubbed_text(value, dropped)
        elif value not in (None, "", [], {}):
            dropped.add("section", size_of(value))
    if document.get("erase") not in (None, "", [], {}):
        warnings.append(ERASE_WARNING)
    document = {**scrubbed({**document, "data": {}}, dropped), "data": outputs}
    media = tuple(found for one in disks if (found := smartctl.medium(one)))
    device, media, storage_known, more = _sorted_out(outputs, trees, media)
    warnings += more
    if device.virtual:
        warnings.append(VIRTUAL_WARNING)
    reading = Reading(
        parser=PARSER,
        parser_version=VERSION,
        device=device,
        storage_known=storage_known,
        media=media,
        taken_at=instant(document.get("timestamp") or document.get("endTime")),
        dropped=dropped.words(),
        warnings=tuple(dict.fromkeys(warnings)),
    )
    return reading, document


def _loaded(text, within):
    return load(text, within), ()


def _inner(key, value, reader):
    """What a tool printed, kept as a text inside the snapshot or already unfolded."""
    if not isinstance(value, str):
        return value, ()
    return reader(value, key) if value.strip() else ([], ())


def _sorted_out(outputs, trees, media):
    """One machine and its media from several tools: the most telling first."""
    device = smbios.device_of(outputs.get("dmidecode", ""))
    warnings = []
    known = False
    if "inxi" in trees:
        seen = inxi.media(trees["inxi"])
        cpu, ram_bytes = inxi.cpu(trees["inxi"]), inxi.ram_bytes(trees["inxi"])
        device = replace(device, cpu=cpu, ram_bytes=ram_bytes)
        media = merged(media, seen)
        known = bool(seen)
    if "lshw" in trees:
        reading, _ = lshw.read(trees["lshw"])
        # Counters of the disks themselves show the NVMe ones that lshw cannot see.
        has_nvme = any(one.kind == "nvme" for one in media)
        media = merged(media, reading.media)
        doubts = [one for one in reading.warnings if not (has_nvme and "NVMe" in one)]
        doubts = [one for one in doubts if not (media and "Aucun support" in one)]
        warnings += doubts
        known = known or reading.storage_known or (has_nvme and not doubts)
        device = device if device.manufacturer or device.serial else reading.device
        device = replace(
            device,
            cpu=device.cpu or reading.device.cpu,
            ram_bytes=device.ram_bytes or reading.device.ram_bytes,
        )
    if not any(not one.removable for one in media):
        known = False
    if not known and not warnings:
        warnings.append("Ce relevé ne montre pas tous les supports internes.")
    return device, media, known, warnings
