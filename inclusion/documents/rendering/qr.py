"""The QR code of the proof block."""

import base64
from io import BytesIO

import segno

# Viewers blur a picture of one pixel a module, whatever image-rendering says.
MODULE_PIXELS = 6


def qr_data_uri(text):
    """Draw `text` as a 1-bit PNG without quiet zone (the page's white around it is the zone)."""
    output = BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(
        output, kind="png", scale=MODULE_PIXELS, border=0, compresslevel=1
    )
    return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()
