"""What anyone holding a document may learn: issued or not, altered or not, and nothing personal."""

import hashlib
import re
from dataclasses import dataclass

from inclusion.documents.issuing import VERIFICATION_LINK
from inclusion.documents.models import Document
from inclusion.ids import ALPHABET, grouped, normalise_code
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation, PublicLink

PRINTED_CODE = re.compile(rb"/v/([0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2})")


@dataclass(frozen=True)
class PublicFacts:
    """What the verification page shows of a document: nothing about the person."""

    code: str
    number: str
    title: str
    issued_at: object
    issuer: str
    issuer_email: str
    sha256: str
    replaced_by: str
    # The person it names was forgotten: nothing is left to compare but the fingerprint.
    is_destroyed: bool = False
    revoked_at: object = None


def printed_form(code):
    """The code as it is printed and hashed, from whatever was typed; "" when it cannot be one."""
    bare = normalise_code(code)
    if not bare or len(bare) != 12 or any(c not in ALPHABET for c in bare):
        return ""
    return grouped(bare)


def find_document(code):
    """The public facts of the document that carries this code, or None."""
    code = printed_form(code)
    link = PublicLink.resolve(code, VERIFICATION_LINK) if code else None
    if link is None:
        return None
    org = Organisation.objects.get(pk=link.organisation_id)
    with organisation(org):
        document = Document.objects.get(pk=link.object_id)
        newer = Document.objects.filter(replaces=document).values_list("number", flat=True).first()
    return PublicFacts(
        code=code,
        number=document.number,
        title=document.title,
        issued_at=document.issued_at,
        issuer=org.name,
        issuer_email=org.email,
        sha256=document.sha256,
        replaced_by=newer or "",
        is_destroyed=document.destroyed_at is not None,
        revoked_at=document.revoked_at,
    )


def fingerprint_of(file):
    """SHA-256 of an uploaded file, read in chunks."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def code_inside(file):
    """The verification code printed in a PDF's metadata, or ""; the file is left at its start."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    found = PRINTED_CODE.search(content)
    return found.group(1).decode() if found else ""
