"""The colour profile PDF/A asks for, read once a process."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from weasyprint.css import ColorProfile

PROFILE = "sRGB2014.icc"
INTENT = "screen"


class StoredProfile(ColorProfile):
    """A profile embedded byte for byte.

    WeasyPrint 70 opens its own anew for each document, never closes it, and has it written again
    by the colour library, never twice alike.
    """

    content = b""

    def __init__(self, content):
        super().__init__(BytesIO(content), PROFILE, "relative-colorimetric", (["r"], ["g"], ["b"]))
        self.content = content


@cache
def screen_profile():
    return StoredProfile((files("weasyprint.pdf") / PROFILE).read_bytes())
