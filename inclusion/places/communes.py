"""Communes of the territories served: code, name, postcodes, and a position for the larger ones.

The table is ours and small (communes.json: one row a commune). Elsewhere, the directory works from
the positions of the places themselves.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inclusion.text import fold

TABLE = Path(__file__).with_name("communes.json")


@dataclass(frozen=True)
class Commune:
    code: str
    name: str
    postcodes: tuple
    latitude: float | None = None
    longitude: float | None = None

    @property
    def has_position(self):
        return self.latitude is not None


def commune_key(name):
    """The name as compared: no accents, no hyphens, « saint » whole, no « cedex »."""
    words = fold(name).split()
    words = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in words]
    if "cedex" in words:
        words = words[: words.index("cedex")]
    # The arrondissements of Paris, Lyon and Marseille are written after the name.
    while len(words) > 1 and re.fullmatch(r"\d{1,2}(e|er|eme)?", words[-1]):
        words.pop()
    return " ".join(words)


@cache
def communes():
    """Every commune of the table."""
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(
        Commune(code, name, tuple(postcodes), *(position or (None, None)))
        for code, name, postcodes, *position in rows
    )


@cache
def _by_name():
    found = {}
    for commune in communes():
        found.setdefault(commune_key(commune.name), []).append(commune)
    return found


@cache
def _by_postcode():
    found = {}
    for commune in communes():
        for postcode in commune.postcodes:
            found.setdefault(postcode, []).append(commune)
    return found


@cache
def _by_code():
    return {commune.code: commune for commune in communes()}


def with_code(code):
    """The commune of that INSEE code, or None."""
    return _by_code().get(code)


def with_postcode(postcode):
    """The communes a postcode serves."""
    return list(_by_postcode().get(postcode, ()))


def find(name, postcode=""):
    """The one commune of that name, in that postcode when it is given; None when in doubt."""
    named = _by_name().get(commune_key(name), [])
    if postcode:
        named = [commune for commune in named if postcode in commune.postcodes]
    return named[0] if len(named) == 1 else None


def nearest_name(name, postcode):
    """The commune whose name is part of what was written, to suggest it: there, or close by."""
    words = f" {commune_key(name)} "
    served = with_postcode(postcode)
    around = [commune for commune in communes() if commune.code[:2] == postcode[:2]]
    for candidates in (served, around):
        named = [each for each in candidates if f" {commune_key(each.name)} " in words]
        if named:
            return max(named, key=lambda commune: len(commune.name))
    parts = [each for each in served if words in f" {commune_key(each.name)} "]
    return parts[0] if len(parts) == 1 else None


def beginning_with(text, limit=8):
    """Communes whose name begins so, the shortest names first: for suggestions."""
    key = commune_key(text)
    found = [commune for commune in communes() if commune_key(commune.name).startswith(key)]
    return sorted(found, key=lambda commune: (len(commune.name), commune.name))[:limit]
