"""Documents attached to an explanation: kept once, under their own SHA-256."""

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from inclusion.exceptions import Refused
from inclusion.text import clean

MAX_BYTES = 5_000_000
# What a file must start with to be what its name says.
SIGNATURES = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}


def store_proof(organisation_id, file):
    """Keep an uploaded document; returns (sha256, the name to show) or refuses it."""
    name = clean(PurePath(file.name).name)[-160:]
    signature, _ = SIGNATURES.get(PurePath(name).suffix.lower(), (None, ""))
    if file.size > MAX_BYTES:
        raise Refused("Cette pièce dépasse 5 Mo.")
    content = file.read()
    if signature is None or not content.startswith(signature):
        raise Refused("Une pièce est un PDF, une image PNG ou une image JPEG.")
    digest = hashlib.sha256(content).hexdigest()
    path = proof_path(organisation_id, digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return digest, name


def content_type_of(name):
    """What a stored file is served as, by the name it came with."""
    return SIGNATURES[PurePath(name).suffix.lower()][1]


def proof_path(organisation_id, digest):
    return f"evidence/{organisation_id}/{digest[:2]}/{digest}"


def read_proof(explanation):
    """The stored bytes of an explanation's document, and their type."""
    return read_stored(
        explanation.organisation_id, explanation.proof_sha256, explanation.proof_name
    )


def read_stored(organisation_id, digest, name):
    """The bytes kept under a fingerprint, and the type that their name says."""
    with default_storage.open(proof_path(organisation_id, digest)) as file:
        return file.read(), content_type_of(name)
