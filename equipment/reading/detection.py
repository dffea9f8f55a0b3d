"""What kind of file this is, by what it holds and never by its name."""

import re
from dataclasses import replace

from inclusion.text import counted

from . import battery, ereuse, glpi, json_text, lshw, nwipe, smartctl, xml_text
from .inventory import Reading, Unreadable
from .limits import decoded

NOT_EVIDENCE = (
    "Ce fichier n’est pas un relevé\u00a0: ni lshw, ni smartctl, ni nwipe, ni GLPI, ni eReuse,"
    " ni batterie."
)
A_TABLE = "C’est un tableau, ce n’est pas un relevé."


def read_evidence(name: str, content: bytes) -> Reading:
    """Read one file; raises `Unreadable` with a French sentence when it is no evidence.

    `name` is only for the caller: what a file is called says nothing of what it holds.
    """
    text, damaged = decoded(content)
    reading, kept = _read(text)
    warnings = reading.warnings
    if damaged:
        warnings = (*warnings, f"{counted(damaged, 'caractère')} illisibles ont été remplacés.")
    # What needed neither cleaning nor mending is kept as it came.
    is_whole = not (reading.dropped or damaged) and _is_unmended(warnings)
    return replace(reading, warnings=warnings, kept=content if is_whole else kept)


def _is_unmended(warnings):
    return not any("JSON" in warning for warning in warnings)


def _read(text):
    """The reading, and the bytes to keep when something had to be left out."""
    start = text.lstrip("\ufeff \t\r\n")
    if nwipe.is_nwipe(text) and not start.startswith(("{", "<")):
        reading, kept = nwipe.read(text)
        return reading, kept.encode("utf-8", errors="replace")
    if start[:1] in ("{", "["):
        return _read_json(text.strip("\ufeff \t\r\n"))
    if start[:1] == "<":
        return _read_xml(start)
    if battery.is_battery(text):
        reading, kept = battery.read(text)
        return reading, kept.encode("utf-8", errors="replace")
    raise Unreadable(A_TABLE if _is_table(text) else NOT_EVIDENCE)


def _read_json(text):
    # Only lshw is known to write invalid JSON: nothing else is mended.
    if _looks_like_lshw(text):
        value, mended = json_text.load_mended(text)
    else:
        value, mended = json_text.load(text), ()
    if isinstance(value, list):
        value = _from_list(value)
    if isinstance(value, list) or smartctl.is_smartctl(value):
        documents = value if isinstance(value, list) else [value]
        reading, kept = smartctl.read(documents)
        return reading, json_text.dumps(kept if len(kept) > 1 else kept[0])
    if ereuse.is_snapshot(value):
        reading, kept = ereuse.read(value)
    elif glpi.is_glpi(value):
        reading, kept = glpi.read(value)
    elif lshw.is_lshw(value):
        reading, kept = lshw.read(value, mended)
    elif "$schema" in value:
        raise Unreadable("C’est un schéma JSON, ce n’est pas un relevé.")
    else:
        raise Unreadable(NOT_EVIDENCE)
    return reading, json_text.dumps(kept)


def _looks_like_lshw(text):
    head = text[:2000]
    return '"class"' in head and '"id"' in head


def _from_list(value):
    """lshw wraps its tree in a list of one; several smartctl documents may come together."""
    if len(value) == 1 and isinstance(value[0], dict):
        return value[0]
    if value and all(smartctl.is_smartctl(one) for one in value):
        return value
    if value and all(lshw.is_lshw(one) for one in value):
        return next((one for one in value if one.get("class") == "system"), value[0])
    raise Unreadable(NOT_EVIDENCE)


def _read_xml(text):
    name, root = xml_text.load(text)
    if name != "request" or not isinstance(root, dict) or not isinstance(root.get("content"), dict):
        raise Unreadable(f"{NOT_EVIDENCE} La racine de ce XML est «\u00a0{name[:40]}\u00a0».")
    reading, kept = glpi.read(root, parser="fusioninventory")
    return reading, xml_text.dumps(name, kept)


def _is_table(text):
    """Whether the first lines have the same columns."""
    lines = [line for line in text.splitlines()[:5] if line.strip()]
    for separator in (";", ",", "\t"):
        if len(lines) > 1 and re.search(rf"{separator}.*{separator}", lines[0]):
            return True
    return False
