"""The checklists of the bench: versioned data that a test run quotes and that never change.

A new wording is a new version: a run keeps the code and the version it was made with, so that
its answers are read for ever as they were asked. `tests/equipment` holds the digest of each.
"""

from equipment.checklists.kinds import Answer, Checklist, Line
from equipment.checklists.version_2026_1 import CHECKLISTS as VERSION_2026_1

__all__ = ["ALL", "Answer", "Checklist", "Line", "checklist_for", "checklist_of"]

# Oldest first: the last one that knows a type is the one in use.
ALL = (*VERSION_2026_1,)


def checklist_for(device_type):
    """The checklist in use for this type of device."""
    return next(each for each in reversed(ALL) if device_type in each.types)


def checklist_of(code, version):
    """The checklist a past run was made with."""
    return next(each for each in ALL if (each.code, each.version) == (code, version))
