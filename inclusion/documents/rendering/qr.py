"""The QR code of the proof block."""

import base64
from io import BytesIO

import zxingcpp
from PIL import Image

# Viewers blur a picture of one pixel a module, whatever image-rendering says.
MODULE_PIXELS = 6


def qr_data_uri(text):
    """Draw `text` as a 1-bit PNG without quiet zone (the page's white around it is the zone)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = code.to_image(scale=MODULE_PIXELS, add_quiet_zones=False)
    height, width = drawn.shape
    output = BytesIO()
    picture = Image.frombuffer("L", (width, height), drawn, "raw", "L", 0, 1).convert("1")
    picture.save(output, format="png", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()
