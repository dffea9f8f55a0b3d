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
# Right tool, wrong options: what to do is said rather than what the file is not.
AS_TEXT = "Ce n’est pas un relevé que nous lisons, c’est"
A_TABLE = "C’est un tableau, ce n’est pas un relevé."


def read_evidence(name: str, content: bytes) -> Reading:
    """Read one file; raises `Unreadable` with a French sentence when it is no evidence.

    `name` is only for the caller: what a file is called says nothing of what it holds.
    """
    text, damaged = decoded(content)
    reading, cleaned = _read(text)
    if damaged:
        lost = f"{counted(damaged, 'caractère')} illisibles ont été remplacés."
        reading = replace(reading, warnings=(*reading.warnings, lost))
    return replace(reading, kept=content if cleaned is None else cleaned)


def _read(text):
    """The reading, and the bytes to keep; None when the file may be kept as it came."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _read_xml(start)
    for module, recognises in ((nwipe, nwipe.is_nwipe), (battery, battery.is_battery)):
        if not start.startswith("{") and recognises(text):
            reading, cleaned = module.read(text)
            is_clean = not reading.dropped
            return reading, None if is_clean else cleaned.encode("utf-8", errors="replace")
    if start[:1] in ("{", "["):
        return _read_json(text.strip("\ufeff \t\r\n"))
    if start.startswith("smartctl "):
        raise Unreadable(f"{AS_TEXT} smartctl en texte\u00a0: lancez «\u00a0smartctl -x -j\u00a0».")
    raise Unreadable(A_TABLE if _is_table(text) else NOT_EVIDENCE)


def _read_json(text):
    # Only lshw is known to write invalid JSON: nothing else is mended.
    if _looks_like_lshw(text):
        value, mended = json_text.load_mended(text)
    else:
        value, mended = json_text.load(text), ()
    if isinstance(value, list):
        value = _from_list(value)
    reading, cleaned = _read_value(value, mended)
    is_clean = not reading.dropped and not mended
    return reading, None if is_clean else json_text.dumps(cleaned)


def _read_value(value, mended):
    if isinstance(value, list):
        return smartctl.read(value)
    if smartctl.is_smartctl(value):
        reading, documents = smartctl.read([value])
        return reading, documents[0]
    if ereuse.is_snapshot(value):
        return ereuse.read(value)
    if glpi.is_glpi(value):
        return glpi.read(value)
    if lshw.is_lshw(value):
        return lshw.read(value, mended)
    if "$schema" in value:
        raise Unreadable("C’est un schéma JSON, ce n’est pas un relevé.")
    raise Unreadable(NOT_EVIDENCE)


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
    if name in ("list", "node"):
        raise Unreadable(f"{AS_TEXT} lshw en XML\u00a0: lancez «\u00a0lshw -json\u00a0».")
    if name != "request" or not isinstance(root, dict) or not isinstance(root.get("content"), dict):
        raise Unreadable(f"{NOT_EVIDENCE} La racine de ce XML est «\u00a0{name[:40]}\u00a0».")
    reading, cleaned = glpi.read(root, parser="fusioninventory")
    # Always written anew: comments and attributes were not read.
    return reading, xml_text.dumps(name, cleaned)


def _is_table(text):
    """Whether the first lines have the same columns."""
    lines = [line for line in text.splitlines()[:5] if line.strip()]
    for separator in (";", ",", "\t"):
        if len(lines) > 1 and re.search(rf"{separator}.*{separator}", lines[0]):
            return True
    return False
