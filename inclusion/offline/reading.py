"""A body of JSON from outside: bounded, UTF-8, no key twice, no number that is none."""

import json
import math
import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

MAX_ITEMS = 1000
MAX_DEPTH = 12
# Possessive: an unclosed string costs one pass.
STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
BRACKETS = re.compile(r"[\[\]{}]")
MAX_DIGITS = 15


class Unreadable(ValueError):
    """The whole body is refused; nothing of it was read."""


class TooMany(ValueError):
    """More items than one post may hold."""


@dataclass(frozen=True)
class Item:
    """One item of a post: its id as sent, and `fault` when the rest cannot be read."""

    said_id: object
    client_id: uuid.UUID | None = None
    kind: str = ""
    recorded_at: datetime | None = None
    content: dict | None = None
    fault: str = ""


def read_items(body):
    """(items, the phone's own time or None): each item read by itself."""
    document = _parsed(body)
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise Unreadable("items")
    if len(document["items"]) > MAX_ITEMS:
        raise TooMany
    return [_item(each) for each in document["items"]], _instant(document.get("sent_at"))


def _parsed(body):
    try:
        text = body.decode("utf-8")
        _refuse_depth(text)
        return json.loads(
            text,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_bounded,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as error:
        raise Unreadable("json") from error


def _refuse_depth(text):
    depth = 0
    for match in BRACKETS.finditer(STRING.sub('""', text)):
        depth += 1 if match[0] in "[{" else -1
        if depth > MAX_DEPTH:
            raise Unreadable("depth")


def _refuse(name):
    raise Unreadable(name)


def _finite(text):
    value = float(text)
    if not math.isfinite(value):
        raise Unreadable("number")
    return value


def _bounded(text):
    if len(text) > MAX_DIGITS:
        raise Unreadable("number")
    return int(text)


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("key")
    return found


def _item(said):
    if not isinstance(said, dict):
        return Item(said_id=None, fault="Cette saisie n’en est pas une.")
    said_id = said.get("id")
    client_id, kind = _uuid(said_id), said.get("kind")
    if client_id is None:
        shown = said_id if isinstance(said_id, str) and _is_text(said_id) else None
        return Item(said_id=shown and shown[:60], fault="Cette saisie n’a pas d’identifiant.")
    recorded_at = _instant(said.get("recorded_at"))
    fault = ""
    if not _is_clean(said):
        fault = "Cette saisie contient des caractères illisibles."
    elif recorded_at is None:
        fault = "Cette saisie n’a pas de date et d’heure lisibles."
    return Item(
        said_id=said_id,
        client_id=client_id,
        kind=kind if isinstance(kind, str) else "",
        recorded_at=recorded_at,
        content=said,
        fault=fault,
    )


def _uuid(value):
    """Written as every phone writes it, with its dashes; anything else is no id."""
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _instant(value):
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    # A phone that lost its date says 1970; what has no time zone is no instant.
    if timezone.is_naive(at) or not 1970 <= at.year <= 2100:
        return None
    return at


def _is_text(text):
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _is_clean(value):
    if isinstance(value, str):
        return _is_text(value)
    if isinstance(value, dict):
        return all(_is_text(key) and _is_clean(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(_is_clean, value))
    return True
