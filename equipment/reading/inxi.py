"""The JSON of `inxi`: sections of numbered keys, `004#0#2#model`, a few of which we keep."""

import re

from .inventory import MediumFacts
from .personal import scrubbed
from .words import dicts, word

# What describes the machine; networks, partitions, processes and the session are left out.
KEPT = {"Machine", "Memory", "CPU", "Graphics", "Drives", "Battery"}
KINDS = {
    "Network": "network",
    "Bluetooth": "network",
    "Partition": "volume",
    "Logical": "volume",
    "Swap": "volume",
    "Unmounted": "volume",
    "Processes": "process",
    "Repos": "software",
    "Info": "system",
    "System": "host",
}
UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def bare(key):
    """The name inside a numbered key."""
    return key.rsplit("#", 1)[-1]


def cleaned(sections, dropped):
    kept = []
    for section in dicts(sections):
        for key, rows in section.items():
            if bare(key) in KEPT:
                kept.append({key: scrubbed(rows, dropped)})
            else:
                dropped.add(KINDS.get(bare(key), "section"))
    return kept


def _rows(sections, name):
    for section in sections:
        for key, rows in section.items():
            if bare(key) == name:
                for row in dicts(rows):
                    yield {bare(inner): value for inner, value in row.items()}


def media(sections):
    """The disks it lists; those on USB are removable."""
    found = []
    for row in _rows(sections, "Drives"):
        if not word(row.get("ID")).startswith("/dev/"):
            continue
        removable = word(row.get("type")).upper() == "USB"
        found.append(
            MediumFacts(
                kind=_kind(row, removable),
                model=word(row.get("model")),
                serial=word(row.get("serial"), 60),
                bytes=_bytes(row.get("size")),
                removable=removable,
                interface=word(row.get("type"), 40),
            )
        )
    return tuple(found)


def _kind(row, removable):
    path = word(row.get("ID"))
    if "nvme" in path:
        return "nvme"
    if "mmcblk" in path:
        return "emmc"
    if removable:
        return "usb"
    return {"SSD": "ssd_sata", "HDD": "hdd"}.get(word(row.get("type")).upper(), "unknown")


def cpu(sections):
    names = (word(row.get("model"), 60) for row in _rows(sections, "CPU"))
    return next(filter(None, names), "")


def ram_bytes(sections):
    """The modules' sum."""
    sizes = (_bytes(row.get("size")) for row in _rows(sections, "Memory") if "Device" in row)
    return sum(filter(None, sizes)) or None


def _bytes(text):
    """« 8 GiB » in bytes; None when it is not a size."""
    match = re.fullmatch(r"(\d{1,7}(?:\.\d{1,3})?) ([KMGT]iB)", word(text))
    return int(float(match[1]) * UNITS[match[2]]) if match else None
