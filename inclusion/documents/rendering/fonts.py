"""The typeface of documents, loaded once a process from the package itself."""

import base64
import os
from pathlib import Path

from weasyprint.text.fonts import FontConfiguration

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
WEIGHTS = (400, 600, 700)
# Latin first; the second family serves Ł, ś, Ş… and is embedded only when a text needs it.
FAMILIES = {"Document": "latin", "Document Extended": "latin-ext"}


class SharedFonts(FontConfiguration):
    """A font configuration that survives a fork: only its maker removes its files."""

    def __init__(self):
        self.maker = os.getpid()
        super().__init__()

    def __del__(self):
        if os.getpid() == self.maker:
            super().__del__()


def font_faces():
    """Write the @font-face rules, the fonts as data: the safe fetcher opens nothing else."""
    return "\n".join(
        font_face(family, FOLDER / f"atkinson-hyperlegible-next-{subset}-{weight}.ttf", weight)
        for family, subset in FAMILIES.items()
        for weight in WEIGHTS
    )


def font_face(family, file, weight):
    data = base64.b64encode(file.read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f"src: url(data:font/ttf;base64,{data}) }}"
    )
