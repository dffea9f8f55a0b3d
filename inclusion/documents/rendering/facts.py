"""The facts of a document: plain JSON values, one canonical spelling, no silent hole."""

import json
import unicodedata
from hashlib import sha256


class InvalidFact(TypeError):
    """A value that JSON cannot carry exactly, named by its path."""


class MissingFact(LookupError):
    """A template asked for a fact that the caller did not give, named by its path."""


def canonical_json(facts):
    """Spell facts in the one way that is stored, attached and fingerprinted."""
    return json.dumps(
        normalised(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def fingerprint(canonical):
    """Return the fingerprint printed on paper: twelve hexadecimal digits, four by four."""
    digest = sha256(canonical).hexdigest()
    return " ".join(digest[start : start + 4] for start in (0, 4, 8))


def normalised(value, path="facts"):
    """Copy facts with NFC strings; refuse what would not survive JSON unchanged."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, (list, tuple)):
        return [normalised(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise InvalidFact(f"{path}: the key {key!r} is not text.")
        return {key: normalised(item, f"{path}.{key}") for key, item in value.items()}
    raise InvalidFact(
        f"{path}: {type(value).__name__} is not a fact; give text, whole numbers, true, false, "
        "null, lists and objects (amounts and dates as text)."
    )


class Facts(dict):
    """An object of facts that names a missing key instead of printing nothing."""

    def __init__(self, values, path):
        self.path = path
        super().__init__((key, readable(value, f"{path}.{key}")) for key, value in values.items())

    def __missing__(self, key):
        raise MissingFact(f"Missing fact: {self.path}.{key}")


def readable(value, path="facts"):
    """Wrap normalised facts for templates: strict objects, and nothing printed for null."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return Facts(value, path)
    if isinstance(value, list):
        return [readable(item, f"{path}[{index}]") for index, item in enumerate(value)]
    return value
