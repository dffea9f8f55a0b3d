"""Reading what machines write about devices: pure functions, bytes in, facts out."""

from .detection import read_evidence
from .inventory import DeviceFacts, ErasureFacts, MediumFacts, Reading, Unreadable
from .serials import SerialMatch, match_serial

__all__ = [
    "DeviceFacts",
    "ErasureFacts",
    "MediumFacts",
    "Reading",
    "SerialMatch",
    "Unreadable",
    "match_serial",
    "read_evidence",
]
