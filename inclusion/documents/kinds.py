"""The kinds of documents, registered by the apps that issue them."""

from collections.abc import Callable
from dataclasses import dataclass

from inclusion.text import fold


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document.

    `code` is stored; `prefix` starts its numbers; `template` is what draws it; `roles` may read
    it; `after_stored(document)` runs in the transaction that attaches the file;
    `after_read(document, by)` tells whoever must know that it was opened.
    """

    code: str
    label: str
    prefix: str
    template: str
    roles: frozenset
    after_stored: Callable | None = None
    after_read: Callable | None = None


_kinds: dict[str, DocumentKind] = {}


def register_kind(kind):
    _kinds[kind.code] = kind


def kind_of(code):
    return _kinds[code]


def all_kinds():
    """Every kind, in the order of the labels."""
    return sorted(_kinds.values(), key=lambda kind: fold(kind.label))


def kinds_readable_by(member):
    """Codes of the kinds this member's role may read."""
    return [code for code, kind in _kinds.items() if member.role in kind.roles]
