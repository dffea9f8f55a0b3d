"""JSON as tools write it: bounded, refused with its line, mended only where lshw slips."""

import json
import math
import re

from inclusion.text import counted

from .inventory import Unreadable
from .limits import CONTROL, MAX_DEPTH, MAX_NODES

# Possessive throughout: an unclosed string costs one pass, never one per quote.
STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
BRACKETS = re.compile(r"[\[\]{}]")
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
MESSAGES = {
    "Expecting ',' delimiter": "virgule attendue",
    "Expecting ':' delimiter": "deux-points attendus",
    "Expecting value": "valeur attendue",
    "Expecting property name enclosed in double quotes": "nom attendu entre guillemets",
    "Illegal trailing comma before end of object": "virgule de trop",
    "Illegal trailing comma before end of array": "virgule de trop",
    "Invalid control character at": "caractère de contrôle dans un texte",
    "Unterminated string starting at": "texte sans guillemet fermant",
    "Extra data": "contenu en trop après la fin",
    "Invalid \\escape": "barre oblique inverse mal employée",
    "Invalid \\uXXXX escape": "caractère \\u mal écrit",
}


def load(text, within=""):
    """The value that `text` holds; `within` names the key when it was found inside another file."""
    _refuse_monsters(text, within)
    try:
        return _parsed(text)
    except json.JSONDecodeError as error:
        raise Unreadable(_sentence(error, within)) from error


def load_mended(text, within=""):
    """The value that lshw meant, and what was mended, in French.

    Real versions forget commas between objects and print raw control bytes inside texts. Nothing
    else is guessed: what is still invalid then is refused with the line of the first fault.
    """
    _refuse_monsters(text, within)
    try:
        return _parsed(text), ()
    except json.JSONDecodeError as error:
        clean = CONTROL.sub("", text)
        mended, commas = _with_commas(clean)
        try:
            value = _parsed(mended)
        except json.JSONDecodeError:
            raise Unreadable(_sentence(error, within)) from error
    warnings = []
    if controls := len(text) - len(clean):
        warnings.append(f"{counted(controls, 'caractère')} de contrôle retirés du JSON.")
    if commas:
        missing = counted(commas, "virgule")
        warnings.append(f"JSON invalide\u00a0: {missing} remises en place.")
    return value, tuple(warnings)


def dumps(value):
    """The one spelling of a value, ASCII and sorted: the same facts give the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _parsed(text):
    return json.loads(
        text, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_bounded
    )


def _refuse_monsters(text, within):
    place = f" (clé «\u00a0{within}\u00a0»)" if within else ""
    if text.count(",") + text.count("{") + text.count("[") > MAX_NODES:
        raise Unreadable(f"Ce fichier contient trop d’éléments{place}.")
    depth = 0
    for match in BRACKETS.finditer(STRING.sub('""', text)):
        depth += 1 if match[0] in "[{" else -1
        if depth > MAX_DEPTH:
            raise Unreadable(f"Ce fichier est imbriqué trop profondément{place}.")


def _refuse_constant(name):
    raise Unreadable(f"Nombre impossible dans le JSON\u00a0: {name}.")


def _finite(text):
    value = float(text)
    if not math.isfinite(value):
        raise Unreadable(f"Nombre impossible dans le JSON\u00a0: {text[:20]}.")
    return value


def _bounded(text):
    if len(text) > 40:
        raise Unreadable(f"Nombre impossible dans le JSON\u00a0: {text[:20]}….")
    return int(text)


def _sentence(error, within):
    why = MESSAGES.get(error.msg, "erreur d’écriture")
    place = f"ligne {error.lineno}, colonne {error.colno}"
    if within:
        place = f"clé «\u00a0{within}\u00a0», {place}"
    return f"JSON invalide, {place}\u00a0: {why}."


def _with_commas(text):
    """The same text with a comma between two values that touch, and how many were added."""
    parts, added, last, ended = [], 0, 0, False
    for match in TOKEN.finditer(text):
        token = match[0]
        begins = token[0] not in "}],:"
        if ended and begins:
            parts += [text[last : match.start()], ","]
            last = match.start()
            added += 1
        ended = token[0] not in "{[,:"
    return "".join([*parts, text[last:]]), added
