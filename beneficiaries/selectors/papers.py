"""Reads of the papers kept with a file, and of what is inside."""

import hashlib

from django.core.files.storage import default_storage
from django.utils import timezone

from beneficiaries.models import Consent, Paper, PaperKind
from inclusion.encryption.fields import open_from
from inclusion.encryption.sealing import CannotOpen

# A paper held for the time of a procedure is destroyed within this time.
TEMPORARY_DAYS = 30
# What the sealed bytes are bound to, beside the paper's row.
COLUMN = "content"


class Unreadable(Exception):
    """The file of a paper is gone, altered, or was sealed with a key that is gone."""


def papers_of(beneficiary, member):
    """A person's papers, latest first."""
    return (
        Paper.objects.filter(organisation=member.organisation_id, beneficiary=beneficiary)
        .select_related("added_by__user")
        .order_by("-added_at", "-pk")
    )


def open_paper(paper):
    """The clear bytes of a paper, as they were kept; raises Unreadable."""
    try:
        with default_storage.open(paper.path) as file:
            content = open_from(paper, COLUMN, file.read())
    except (FileNotFoundError, CannotOpen) as error:
        raise Unreadable from error
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        raise Unreadable
    return content


def expired_papers(today=None):
    """Papers of the active organisation whose last day has come: the night destroys them."""
    return Paper.objects.filter(
        kind=PaperKind.TEMPORARY, expires_on__lte=today or timezone.localdate()
    ).order_by("pk")


def is_evidence(paper):
    """Whether a consent rests on this paper."""
    return Consent.objects.filter(evidence=paper).exists()
