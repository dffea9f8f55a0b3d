"""Evidence files: the log or report of an erasure, kept byte for byte under its own SHA-256."""

import hashlib
import re
from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from inclusion.exceptions import Refused
from inclusion.text import clean

MAX_BYTES = 5 * 1024 * 1024
NAME_LENGTH = 160


def digest_of(file):
    """The SHA-256 of an uploaded file, left at its start; refuses an empty or too big one."""
    if not file.size:
        raise Refused("Ce fichier est vide.")
    if file.size > MAX_BYTES:
        raise Refused("Ce fichier dépasse 5\u00a0Mo.")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def cleaned_name(name):
    """The file's own name, without path or anything a header or a disk could misread."""
    name = PurePosixPath(clean(name).replace("\\", "/")).name
    name = re.sub(r"[^\w.\- ]+", "_", name).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:NAME_LENGTH] or "preuve"
    return f"{stem[: NAME_LENGTH - len(extension) - 1]}.{extension}"


def path_of(organisation_id, digest):
    return f"evidence/{organisation_id}/{digest[:2]}/{digest}"


def store(organisation_id, digest, file):
    """Keep the bytes; bytes already there are never written again."""
    path = path_of(organisation_id, digest)
    if not default_storage.exists(path):
        default_storage.save(path, file)


def open_stored(organisation_id, digest):
    """The kept file, open for reading; raises FileNotFoundError when it is gone."""
    return default_storage.open(path_of(organisation_id, digest))
