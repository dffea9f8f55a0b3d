"""The invented evidence files beside this module, of the shapes real tools write."""

from pathlib import Path

from equipment.reading import read_evidence

FOLDER = Path(__file__).parent / "files"
NAMES = sorted(path.name for path in FOLDER.iterdir())
UNREADABLE = {"smartctl_unreadable.json"}
READABLE = [name for name in NAMES if name not in UNREADABLE]


def content(name):
    return (FOLDER / name).read_bytes()


def read(name):
    return read_evidence(name, content(name))


def internal(reading):
    return [one for one in reading.media if not one.removable]
