"""The kinds of items a phone may send; each app registers its own in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass

from inclusion.exceptions import Refused
from inclusion.offline.models import Answer


@dataclass(frozen=True)
class Outcome:
    """What became of one item.

    `subject` is the row it made or changed; `reason` is a French sentence for the person who sent
    it, needed for a conflict; `differences` are the ids of what was said otherwise.
    """

    answer: Answer = Answer.CREATED
    subject: object = None
    reason: str = ""
    differences: tuple = ()


@dataclass(frozen=True)
class OfflineKind:
    """One kind: who may send it, and the act behind it.

    `apply(item, by=member)` goes through the services of the app and returns an Outcome, or raises
    Refused; `item` is a plain dictionary whose content nobody has checked.
    """

    code: str
    rule: Callable
    apply: Callable


KINDS = {}
# What a phone takes along: member → {name: JSON value}, one function an app.
ROSTER_PARTS = []


def register_kind(kind):
    KINDS[kind.code] = kind


BROKEN = "Cette saisie est abîmée ou incomplète\u00a0: recopiez-la, puis saisissez-la de nouveau."


def text_of(item, name, most):
    """A text of the item, '' when it is absent."""
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise Refused(BROKEN)
    return value


def list_of(item, name, most):
    value = item.get(name, [])
    if not isinstance(value, list) or len(value) > most:
        raise Refused(BROKEN)
    return value


def mapping_of(item, name, most):
    value = item.get(name, {})
    if not isinstance(value, dict) or len(value) > most:
        raise Refused(BROKEN)
    return value


def count_of(value):
    """A number of people: neither True, nor 1.5, nor « 3 »."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(BROKEN)
    return value
