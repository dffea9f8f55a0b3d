"""The text of `dmidecode`: the machine as its own firmware names it."""

import re

from .words import device_type, machine

BLOCKS = {"System Information": "system", "Chassis Information": "chassis"}
FIELD = re.compile(r"\t([A-Z][A-Za-z ]{1,30}): (.*)")


def device_of(text, **others):
    """The device facts of a dmidecode text; empty ones when it has none."""
    fields = _fields(text)
    return machine(
        manufacturer=fields.get("system Manufacturer"),
        model=fields.get("system Product Name"),
        serial=fields.get("system Serial Number"),
        uuid=fields.get("system UUID"),
        type=device_type(fields.get("chassis Type")) if fields else "",
        **others,
    )


def _fields(text):
    fields, block = {}, ""
    for line in text.splitlines():
        if not line.startswith("\t"):
            block = BLOCKS.get(line.strip(), "")
        elif block and (match := FIELD.match(line)):
            fields.setdefault(f"{block} {match[1]}", match[2].strip())
    return fields
