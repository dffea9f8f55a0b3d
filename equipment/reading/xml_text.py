"""XML without entities, without DTD, bounded: read into plain dictionaries, written back clean."""

from xml.parsers import expat
from xml.sax.saxutils import escape

from .inventory import Unreadable
from .limits import MAX_DEPTH, MAX_NODES

MESSAGES = {
    "not well-formed (invalid token)": "caractère ou balise mal formés",
    "mismatched tag": "balise fermante qui ne correspond pas",
    "no element found": "fichier coupé avant la fin",
    "unclosed token": "fichier coupé avant la fin",
    "junk after document element": "contenu en trop après la fin",
    "undefined entity": "entité inconnue",
    "duplicate attribute": "attribut en double",
}


def load(text):
    """The root's name and value: sections are lists of dictionaries, leaves are texts.

    Names are in small letters; attributes are left aside, inventories have none that matter.
    """
    builder = _Builder()
    try:
        builder.parser.Parse(text.encode("utf-8", errors="replace"), True)
    except expat.ExpatError as error:
        why = MESSAGES.get(expat.ErrorString(error.code), "erreur d’écriture")
        raise Unreadable(
            f"XML invalide, ligne {error.lineno}, colonne {error.offset + 1}\u00a0: {why}."
        ) from error
    return builder.root


class _Builder:
    def __init__(self):
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.stack = []
        self.nodes = 0
        self.root = ("", {})

    def _refuse(self, *_):
        raise Unreadable(
            f"Ce XML déclare une DTD ou des entités (ligne {self.parser.CurrentLineNumber})"
            "\u00a0: il est refusé."
        )

    def _start(self, name, _attributes):
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Unreadable("Ce fichier contient trop d’éléments.")
        if len(self.stack) >= MAX_DEPTH:
            raise Unreadable("Ce fichier est imbriqué trop profondément.")
        self.stack.append((name.lower(), {}, []))

    def _text(self, data):
        if self.stack:
            self.stack[-1][2].append(data)

    def _end(self, _name):
        name, children, texts = self.stack.pop()
        value = children or "".join(texts).strip()
        if not self.stack:
            self.root = (name, value)
            return
        siblings = self.stack[-1][1]
        if name not in siblings:
            siblings[name] = value
        elif isinstance(siblings[name], list):
            siblings[name].append(value)
        else:
            siblings[name] = [siblings[name], value]


def dumps(name, value):
    """The same facts as XML, names in capitals as inventories write them."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    _write(name, value, lines, "")
    return "\n".join([*lines, ""]).encode("utf-8", errors="replace")


def _write(name, value, lines, indent):
    tag = name.upper()
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            lines.append(f"{indent}<{tag}>")
            for key, inner in one.items():
                _write(key, inner, lines, f"{indent}  ")
            lines.append(f"{indent}</{tag}>")
        else:
            lines.append(f"{indent}<{tag}>{escape(str(one))}</{tag}>")
