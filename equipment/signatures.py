"""A person's signature: drawn with a finger, or a photographed paper; redrawn before it is kept.

The name on the screen is worth what the association makes of it: the file has a fingerprint and a
moment, and is destroyed when the person is forgotten.
"""

import base64
import binascii
import hashlib
import warnings
from functools import partial
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from beneficiaries.paper_files import PNG, cleaned_file
from inclusion.exceptions import Refused

PREFIX = "data:image/png;base64,"
# As sent: a drawing of this size weighs some ten kilobytes.
MAX_CHARACTERS = 300_000
MAX_SIDE = 2400
# As printed: 6 cm at 300 points an inch.
KEPT_SIZE = (720, 240)
# A tap is not a signature.
INK_POINTS = 40
NOT_DRAWN = "La signature est illisible\u00a0: effacez le cadre et faites signer de nouveau."


def drawn_signature(text):
    """The PNG kept of what the finger drew: grey on white, alone; refuses what is not a drawing."""
    if not text:
        raise Refused("Faites signer dans le cadre, ou choisissez l’attestation imprimée.")
    if not text.startswith(PREFIX) or len(text) > MAX_CHARACTERS:
        raise Refused(NOT_DRAWN)
    try:
        content = base64.b64decode(text.removeprefix(PREFIX), validate=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=["PNG"])
        if max(image.size) > MAX_SIDE:
            raise Refused(NOT_DRAWN)
        image = image.convert("RGBA")
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused(NOT_DRAWN) from error
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image)
    page = page.convert("L")
    page.thumbnail(KEPT_SIZE)
    if sum(page.histogram()[:128]) < INK_POINTS:
        raise Refused("Le cadre de signature est vide\u00a0: faites signer dedans.")
    output = BytesIO()
    page.quantize(16).convert("L").save(output, "PNG", optimize=True)
    return output.getvalue()


def photographed_paper(file):
    """(content type, bytes) of the signed paper, as the papers of a file are cleaned."""
    return cleaned_file(file)


def as_data(content):
    """What a document prints: the picture travels inside its facts."""
    return PREFIX + base64.b64encode(content).decode()


def path_of(moment):
    return f"signatures/{moment.organisation_id}/{moment.pk}"


def keep(moment, content, content_type=PNG):
    """Store the file and write its fingerprint on the hand-over; saving is the act's."""
    path = path_of(moment)
    if default_storage.exists(path):
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
    moment.signature_sha256 = hashlib.sha256(content).hexdigest()
    moment.signature_type = content_type


def open_kept(moment):
    """The kept file, open for reading; raises FileNotFoundError when it is gone."""
    return default_storage.open(path_of(moment))


def forget(moments):
    """Empty the signatures of these hand-overs; the files go once the transaction is committed."""
    for moment in moments.exclude(signature_sha256=""):
        transaction.on_commit(partial(default_storage.delete, path_of(moment)))
    moments.update(signature_sha256="", signature_type="")
