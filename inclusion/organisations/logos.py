"""Logos: decoded, bounded and encoded again, so that what we serve and print is only pixels."""

from io import BytesIO
from uuid import uuid4

from django import forms
from django.core.files.base import ContentFile
from PIL import Image, UnidentifiedImageError

MAX_BYTES = 2_000_000
MAX_PIXELS = 20_000_000
BOX = (900, 300)


def normalise_logo(file):
    """The picture as a PNG of at most 900 × 300; raises a ValidationError in French otherwise."""
    if file.size > MAX_BYTES:
        raise forms.ValidationError("Ce logo dépasse 2 Mo : choisissez une image plus légère.")
    file.seek(0)
    try:
        with Image.open(file, formats=["PNG", "JPEG", "WEBP"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise forms.ValidationError("Cette image est trop grande.")
            image = image.convert("RGBA")
            image.thumbnail(BOX)
            output = BytesIO()
            image.save(output, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise forms.ValidationError("Ce fichier n’est pas une image PNG, JPEG ou WebP.") from error
    return ContentFile(output.getvalue(), name=f"{uuid4().hex}.png")
