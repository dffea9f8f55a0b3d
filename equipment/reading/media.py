"""Storage media: what kind they are, and which say of themselves that they must be destroyed."""

import re
from dataclasses import replace

from .serials import normalised

# Families of hard disks whose names never stand for flash or hybrid drives.
HARD_DISKS = re.compile(
    r"(WDC )?WD\d{2,5}[A-Z]{4}(-|\b|$)|(HITACHI |HGST )?(HTS|HDS|HDT|HUA|HTE|HCC)\d{4}"
    r"|(TOSHIBA )?(MK\d{4}|DT01A|MQ01A)|(SEAGATE )?ST(3\d{5,7}AS|\d{3,5}(DM|NM|VX|VN)\d{3})\b"
    r"|(SAMSUNG )?H[DM]\d{3}[A-Z]{2}",
    re.IGNORECASE,
)
FLASH_WORDS = re.compile(r"\bSSD\b|SOLID STATE|MSATA|\bWDS\d", re.IGNORECASE)
NVME_WORDS = re.compile(r"nvme|non-volatile memory", re.IGNORECASE)
NO_MEDIUM = re.compile(r"cd-?rom|dvd|cd-?rw|blu-?ray|bd-re|optical", re.IGNORECASE)


def kind_by_name(*texts):
    """The kind a model's name gives away; « unknown » rather than a guess."""
    text = " ".join(texts)
    if NVME_WORDS.search(text):
        return "nvme"
    if FLASH_WORDS.search(text):
        return "ssd_sata"
    if any(HARD_DISKS.match(one) for one in texts):
        return "hdd"
    return "unknown"


def merged(first, second):
    """The media of two sources of one file: the first tells more, the second adds what it saw."""
    known = {normalised(medium.serial): medium for medium in first if medium.serial}
    added = []
    for medium in second:
        twin = known.get(normalised(medium.serial)) if medium.serial else None
        if twin is None:
            added.append(medium)
        elif twin.kind == "unknown" and medium.kind != "unknown":
            known[normalised(medium.serial)] = replace(twin, kind=medium.kind)
    return (*(known.get(normalised(one.serial), one) for one in first), *added)
