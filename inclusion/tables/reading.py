"""Read a table whatever it was saved as: csv, xlsx, ods, or a JSON list of objects.

The content decides, never the file's name. Every cell becomes text, as a person would type it.
"""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from inclusion.text import clean, fold

FILE_BYTES = 5_000_000
# What a compressed sheet may unfold to: beyond, it was made to harm.
UNFOLDED_BYTES = 80_000_000
ROWS_AT_MOST = 5000
COLUMNS_AT_MOST = 200
CELL_LENGTH = 10_000
SEPARATORS = (";", ",", "\t", "|")
# A block before the table that says who exported what: the table starts where lines get wide.
PREAMBLES = {"informations export"}
TABLE_WIDTH = 4


class Unreadable(Exception):
    """The file cannot be read as a table; `message` says why, in French."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Row:
    """One line: the number it has in the file, and its cells by header."""

    number: int
    cells: dict


@dataclass(frozen=True)
class Reading:
    """What was put right while reading, before any cell was understood; or a line out of shape."""

    number: int
    header: str
    before: str
    message: str
    is_error: bool = False


@dataclass(frozen=True)
class Table:
    headers: tuple
    rows: tuple
    readings: tuple = ()


def read_table(content):
    """The Table held by these bytes. Raises Unreadable."""
    if len(content) > FILE_BYTES:
        raise Unreadable("Ce fichier dépasse 5\u00a0Mo\u00a0: découpez-le.")
    if not content.strip():
        raise Unreadable("Ce fichier est vide.")
    if content[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return _from_lines(_sheet_lines(content))
    text, readings = _decoded(content)
    if text.lstrip()[:1] in {"[", "{"}:
        return _from_objects(text)
    separator = _separator_of(text)
    if separator != ",":
        shown = "tabulation" if separator == "\t" else separator
        readings.append(
            Reading(1, "", shown, "Séparateur du fichier, lu à la place de la virgule.")
        )
    return _from_lines(_csv_lines(text, separator), readings)


ENCODINGS = {"cp1252": "Windows-1252", "utf-16": "UTF-16"}


def _decoded(content):
    """(text, what was put right to read it)."""
    for encoding in (
        "utf-8-sig",
        "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "cp1252",
    ):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, _told_of(encoding, content)
    raise Unreadable("Ce fichier n’est ni un tableau csv, xlsx ou ods, ni du JSON.")


def _told_of(encoding, content):
    if encoding in ENCODINGS:
        name = ENCODINGS[encoding]
        return [Reading(1, "", name, "Texte converti en UTF-8.")]
    if content.startswith(b"\xef\xbb\xbf"):
        return [Reading(1, "", "BOM", "Marque d’ordre retirée du début du fichier.")]
    return []


def _separator_of(text):
    first = text.split("\n", 1)[0]
    return max(SEPARATORS, key=lambda mark: (first.count(mark), -SEPARATORS.index(mark)))


def _csv_lines(text, separator):
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise Unreadable(
            "Ce fichier csv est mal formé\u00a0: un guillemet n’est pas fermé."
        ) from None


def _sheet_lines(content):
    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > UNFOLDED_BYTES:
                    raise Unreadable("Ce fichier est trop grand une fois ouvert.")
        except zipfile.BadZipFile:
            raise Unreadable("Ce classeur est abîmé\u00a0: enregistrez-le à nouveau.") from None
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            lines = sheet.to_python(skip_empty_area=False, nrows=ROWS_AT_MOST + 50)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError):
        raise Unreadable(
            "Ce classeur est illisible\u00a0: enregistrez-le en xlsx ou en ods."
        ) from None
    return lines


def _from_lines(lines, readings=()):
    headers, rows, in_preamble = None, [], False
    readings, blanks = list(readings), []
    for number, line in enumerate(lines, start=1):
        cells = [as_text(value) for value in line]
        if not any(cells):
            blanks.append(number)
            continue
        if headers is None:
            in_preamble = in_preamble or fold(cells[0]) in PREAMBLES
            if in_preamble and sum(map(bool, cells)) < TABLE_WIDTH:
                continue
            headers, blanks = _headers(cells), []
            continue
        readings += _blank(blanks)
        blanks = []
        if len(rows) == ROWS_AT_MOST:
            raise Unreadable("Ce fichier compte plus de 5\u202f000\u00a0lignes\u00a0: découpez-le.")
        named = zip(headers, cells, strict=False)
        rows.append(Row(number, {name: cell for name, cell in named if name}))
        readings += _edges(number, headers, line, cells)
    if headers is None:
        raise Unreadable("Ce fichier est vide.")
    readings += _blank(blanks)
    return Table(tuple(name for name in headers if name), tuple(rows), tuple(readings))


def _blank(numbers):
    """One word for blank lines that follow one another."""
    if not numbers:
        return []
    first, last = numbers[0], numbers[-1]
    if first == last:
        return [Reading(first, "", "", "Ligne vide passée.")]
    return [Reading(first, "", "", f"Lignes {first} à {last} vides, passées.")]


def _edges(number, headers, line, cells):
    """Spaces and invisible signs that were dropped; cells beyond the last column."""
    for name, value, cell in zip(headers, line, cells, strict=False):
        if name and isinstance(value, str) and value != cell and len(value) <= CELL_LENGTH:
            yield Reading(number, name, value, "Espaces ou signes invisibles retirés.")
    if any(cells[len(headers) :]):
        extra = next(cell for cell in cells[len(headers) :] if cell)
        yield Reading(number, "", extra, "Cette ligne a plus de cases que l’en-tête.", True)


def _headers(cells):
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > COLUMNS_AT_MOST:
        raise Unreadable("Ce fichier compte plus de 200\u00a0colonnes.")
    names = [cell for cell in cells if cell]
    for name in names:
        if names.count(name) > 1:
            raise Unreadable(f"Deux colonnes s’appellent «\u00a0{name[:60]}\u00a0».")
    return cells


def _from_objects(text):
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("Ce fichier JSON est mal formé.") from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unreadable("Un fichier JSON d’import est une liste d’objets.")
    if len(items) > ROWS_AT_MOST:
        raise Unreadable("Ce fichier compte plus de 5\u202f000\u00a0lignes\u00a0: découpez-le.")
    headers = list(dict.fromkeys(key for item in items for key in item))
    if len(headers) > COLUMNS_AT_MOST:
        raise Unreadable("Ce fichier compte plus de 200\u00a0colonnes.")
    rows = [
        Row(number, {key: as_text(value) for key, value in item.items()})
        for number, item in enumerate(items, start=1)
    ]
    return Table(tuple(headers), tuple(rows))


def as_text(value):
    """A cell as a person would type it: 69200.0 is « 69200 », a date is 2026-11-22."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        bare = value.time() == time(0)
        return value.date().isoformat() if bare else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "|".join(as_text(each) for each in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)[:CELL_LENGTH]
    return clean(str(value)[:CELL_LENGTH])
