"""Photos of what is given and of signed papers: decoded, made small, encoded again.

Position, device and hidden data stay outside; what is kept is only pixels, under its own SHA-256.
"""

import hashlib
import warnings
from io import BytesIO

from django.core import signing
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from inclusion.exceptions import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 64_000_000
LONGEST_SIDE = 1600
CONTENT_TYPE = "image/jpeg"
SALT = "donation-photos"
WAITING_SECONDS = 3600


def redrawn(file):
    """The picture of an uploaded file as small JPEG bytes; Refused says in French what to do."""
    if file.size > MAX_BYTES:
        raise Refused(f"«\u00a0{file.name[:60]}\u00a0» dépasse 5\u00a0Mo.")
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(file.read(MAX_BYTES + 1)), formats=["JPEG", "PNG", "WEBP"])
        if image.width * image.height > MAX_PIXELS:
            raise Refused("Cette image est trop grande\u00a0: reprenez-la de plus loin.")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image = ImageOps.exif_transpose(image).convert("RGB")
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        bare = Image.new("RGB", image.size)
        bare.paste(image)
        output = BytesIO()
        bare.save(output, "JPEG", quality=80, optimize=True)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise Refused(
            f"«\u00a0{file.name[:60]}\u00a0» n’est pas une photo lisible (JPEG, PNG ou WebP)."
        ) from error
    return output.getvalue()


def digest_of(content):
    return hashlib.sha256(content).hexdigest()


def path_of(organisation_id, digest):
    return f"donations/{organisation_id}/{digest[:2]}/{digest}.jpg"


def store(organisation_id, content):
    """Keep the bytes; returns their SHA-256. Bytes already there are never written again."""
    digest = digest_of(content)
    path = path_of(organisation_id, digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return digest


def open_stored(organisation_id, digest):
    """The kept photo, open for reading; raises FileNotFoundError when it is gone."""
    return default_storage.open(path_of(organisation_id, digest))


def keep_waiting(contents):
    """Hold photos for an hour while the rest of a form is corrected; returns what finds them."""
    digests = [digest_of(content) for content in contents]
    for digest, content in zip(digests, contents, strict=True):
        cache.set(f"donation-photo:{digest}", content, WAITING_SECONDS)
    return signing.dumps(digests, salt=SALT) if digests else ""


def taken_back(ticket):
    """The photos held under a ticket, those that are still there; none for a forged one."""
    try:
        digests = signing.loads(ticket, salt=SALT, max_age=WAITING_SECONDS) if ticket else []
    except signing.BadSignature:
        return []
    held = (cache.get(f"donation-photo:{digest}") for digest in digests)
    return [content for content in held if content]
