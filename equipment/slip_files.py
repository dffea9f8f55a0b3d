"""The slip of a shipment, photographed or in PDF: kept under its own fingerprint."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from beneficiaries.paper_files import cleaned_file


def path_of(organisation_id, digest):
    return f"slips/{organisation_id}/{digest[:2]}/{digest}"


def cleaned_slip(file):
    """(content type, bytes, SHA-256) of the uploaded slip; Refused says in French what to do."""
    content_type, content = cleaned_file(file)
    return content_type, content, hashlib.sha256(content).hexdigest()


def store(organisation_id, digest, content):
    """Keep the bytes; those already there are never written again."""
    path = path_of(organisation_id, digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))


def open_kept(organisation_id, digest):
    """The kept slip, open for reading; raises FileNotFoundError when it is gone."""
    return default_storage.open(path_of(organisation_id, digest))
