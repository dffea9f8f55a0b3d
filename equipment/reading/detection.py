"""What kind of file this is, by what it holds and never by its name."""

from .inventory import Reading, Unreadable


def read_evidence(name: str, content: bytes) -> Reading:
    """Read one file; raises `Unreadable` with a French sentence when it is no evidence."""
    raise Unreadable("Ce fichier n’est pas un relevé.")
