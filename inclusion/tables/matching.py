"""From the headers and words of a local file to those of a kind.

Headers are recognised by name or synonym. A mapping file says the rest: ours, `{"columns": {header:
column}, "values": {column: {word: value}}}`, or one in the shape of the national directory's own
tool, `{column: {"colonne": header}}` and `[{"colonnes": […], "termes": […], "cible": value}]`.
"""

import re
from dataclasses import dataclass, field

from inclusion.tables.reading import Row, Unreadable
from inclusion.text import fold

# « Montant (k€) »: six there is six thousand here, and nobody would see it.
THOUSANDS = re.compile(r"[(\[]?\s*(?:\b[kKM]\s?(?:€|euros?\b|EUR\b)|\bmilliers\b.*)\s*[)\]]?")
AMOUNT = "montant"


@dataclass(frozen=True)
class Choice:
    """A value taken when one of these columns says so: anything at all, or one of these words."""

    headers: tuple
    words: tuple
    but: tuple
    value: str

    def chosen_in(self, cells):
        for header in self.headers:
            text = fold(cells.get(header, ""))
            if not text or any(fold(word) in text for word in self.but):
                continue
            if not self.words or any(fold(word) in text for word in self.words):
                return True
        return False


@dataclass
class Mapping:
    columns: dict = field(default_factory=dict)  # header → column
    joined: dict = field(default_factory=dict)  # column → (headers, separator)
    choices: dict = field(default_factory=dict)  # column → list of Choice
    values: dict = field(default_factory=dict)  # column → {folded word: value}
    silenced: set = field(default_factory=set)  # columns that the mapping says are not there


def read_mapping(document, names):
    """The Mapping a JSON document describes. Raises Unreadable when it is of neither shape."""
    if not isinstance(document, dict):
        raise Unreadable("Le fichier de correspondance est un objet JSON.")
    try:
        if document.keys() <= {"columns", "values"}:
            mapping = _ours(document)
        else:
            mapping = _national(document)
    except (AttributeError, KeyError, TypeError):
        raise Unreadable("Le fichier de correspondance n’a pas la bonne forme.") from None
    unknown = sorted(
        {*mapping.columns.values(), *mapping.joined, *mapping.choices, *mapping.values} - set(names)
    )
    if unknown:
        raise Unreadable(f"Colonne inconnue dans la correspondance\u00a0: {', '.join(unknown)}.")
    return mapping


def _ours(document):
    values = {
        column: {fold(word): str(value) for word, value in words.items()}
        for column, words in document.get("values", {}).items()
    }
    columns = {str(k): str(v) for k, v in document.get("columns", {}).items()}
    return Mapping(columns=columns, values=values)


def _national(document):
    mapping = Mapping()
    for column, rule in document.items():
        if isinstance(rule, list):
            mapping.choices[column] = [
                Choice(
                    tuple(each["colonnes"]),
                    tuple(each.get("termes", ())),
                    tuple(each.get("sauf", ())),
                    each["cible"],
                )
                for each in rule
            ]
            continue
        joined = rule.get("joindre", rule.get("dissocier"))
        header = rule.get("colonne", rule.get("semaine"))
        if joined and "colonnes" in joined:
            mapping.joined[column] = (tuple(joined["colonnes"]), joined.get("séparateur", " "))
        elif header:
            mapping.columns[header] = column
        else:
            mapping.silenced.add(column)
    return mapping


@dataclass(frozen=True)
class Matched:
    """Rows in the kind's own columns; which columns are there, which headers were not used."""

    rows: tuple
    columns: tuple
    ignored: tuple
    renamed: tuple = ()  # pairs (header as written, column)


def match(table, kind, mapping=None):
    """Read a table in a kind's own columns."""
    mapping = mapping or Mapping()
    headers = _recognised(table.headers, kind, mapping)
    _refuse_thousands(table.headers, kind, mapping)
    used = {*headers, *(h for heads, _ in mapping.joined.values() for h in heads)}
    used |= {h for each in mapping.choices.values() for choice in each for h in choice.headers}
    columns = {*headers.values(), *mapping.joined, *mapping.choices}
    rows = tuple(
        Row(row.number, {name: _cell(row.cells, name, headers, mapping) for name in columns})
        for row in table.rows
    )
    return Matched(
        rows,
        tuple(name for name in kind.names if name in columns),
        tuple(header for header in table.headers if header not in used),
        tuple((header, column) for header, column in headers.items() if header != column),
    )


def _refuse_thousands(headers, kind, mapping):
    """An amount counted in thousands is refused as a whole: its cells look like euros."""
    amounts = {column.name: column.keys for column in kind.columns if column.type == AMOUNT}
    for header in headers:
        if not THOUSANDS.search(header):
            continue
        bare = fold(THOUSANDS.sub(" ", header))
        if mapping.columns.get(header) in amounts or any(bare in keys for keys in amounts.values()):
            raise Unreadable(
                f"La colonne «\u00a0{header[:60]}\u00a0» est en milliers d’euros\u00a0:"
                " écrivez-la en euros."
            )


def _recognised(headers, kind, mapping):
    """header → column, each column once: the mapping's word, the exact name, then a synonym."""
    found, taken = {}, {*mapping.joined, *mapping.choices, *mapping.silenced}
    for header in headers:
        if header in mapping.columns:
            found[header] = mapping.columns[header]
            taken.add(mapping.columns[header])
    by_name = {fold(column.name): column.name for column in kind.columns}
    by_synonym = {key: column.name for column in kind.columns for key in column.keys}
    for names in (by_name, by_synonym):
        for header in headers:
            name = names.get(fold(header))
            if name and header not in found and name not in taken:
                found[header] = name
                taken.add(name)
    return found


def _cell(cells, name, headers, mapping):
    if name in mapping.choices:
        chosen = [choice.value for choice in mapping.choices[name] if choice.chosen_in(cells)]
        return "|".join(dict.fromkeys(chosen))
    if name in mapping.joined:
        heads, separator = mapping.joined[name]
        return separator.join(cells[head] for head in heads if cells.get(head))
    text = next((cells.get(head, "") for head, column in headers.items() if column == name), "")
    words = mapping.values.get(name)
    if not words:
        return text
    if fold(text) in words:
        return words[fold(text)]
    return "|".join(words.get(fold(part), part) for part in text.split("|"))
