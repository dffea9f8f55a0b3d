"""The acts on papers: seal one into the file, destroy it."""

import hashlib
import logging
import secrets
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from beneficiaries.guard import refuse_forbidden
from beneficiaries.models import Beneficiary, Paper, PaperKind
from beneficiaries.paper_files import cleaned_file
from beneficiaries.permissions import can_write_files
from beneficiaries.selectors.papers import COLUMN, TEMPORARY_DAYS, is_evidence
from beneficiaries.services.files import refuse_if_limited
from beneficiaries.services.locking import lock_person
from inclusion.encryption.fields import seal_for
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

log = logging.getLogger("inclusion.papers")
TITLE_LENGTH = 120
FOLDER = "papers"


@transaction.atomic
def add_paper(*, beneficiary, by, kind, title, file, expires_on=None):
    """Seal a photo or a PDF into the file; a piece passing through gets its last day."""
    if not can_write_files(by):
        raise Refused("Les pièces sont ajoutées par ceux qui accompagnent la personne.")
    title = _checked_title(title)
    expires_on = _checked_last_day(kind, expires_on)
    content_type, content = cleaned_file(file)
    beneficiary = lock_person(beneficiary, by)
    refuse_if_limited(beneficiary)
    digest = hashlib.sha256(content).hexdigest()
    if Paper.objects.filter(beneficiary=beneficiary, kind=kind, sha256=digest).exists():
        raise Refused("Cette pièce est déjà dans le dossier.")
    paper = Paper(
        organisation_id=beneficiary.organisation_id,
        beneficiary=beneficiary,
        kind=kind,
        title=title,
        content_type=content_type,
        size=len(content),
        sha256=digest,
        path=_new_path(beneficiary.organisation_id),
        added_by=by,
        expires_on=expires_on,
    )
    default_storage.save(paper.path, ContentFile(seal_for(paper, COLUMN, content)))
    try:
        with transaction.atomic():
            paper.save()
            record(
                "paper.added",
                beneficiary,
                by=by,
                paper=str(paper.pk),
                kind=kind,
                type=content_type,
                size=paper.size,
            )
    except BaseException:
        default_storage.delete(paper.path)
        raise
    return paper


@transaction.atomic
def destroy_paper(*, paper, by=None):
    """Destroy a paper: its row now, its file once this is committed. No `by`: the night's work."""
    if by is not None and not can_write_files(by):
        raise Refused("Les pièces sont détruites par ceux qui accompagnent la personne.")
    paper = _locked(paper, by.organisation_id if by else paper.organisation_id)
    refuse_if_limited(paper.beneficiary)
    if paper.beneficiary.holds.open().exists():
        raise Refused("Ce dossier est conservé pour un motif inscrit\u00a0: rien ne s’y détruit.")
    if is_evidence(paper):
        raise Refused("Un accord de la personne repose sur cette pièce\u00a0: elle reste avec lui.")
    record("paper.destroyed", paper.beneficiary, by=by, paper=str(paper.pk), kind=paper.kind)
    transaction.on_commit(partial(default_storage.delete, paper.path))
    paper.delete()


def _locked(paper, organisation_id):
    """The person's row, then the paper's, read again."""
    people = Beneficiary.objects.filter(organisation=organisation_id, papers=paper.pk).locked()
    papers = Paper.objects.filter(organisation=organisation_id).select_for_update(of=("self",))
    try:
        beneficiary = people.get()
        paper = papers.get(pk=paper.pk, beneficiary=beneficiary)
    except (Beneficiary.DoesNotExist, Paper.DoesNotExist):
        raise Refused("Cette pièce est déjà détruite.") from None
    paper.beneficiary = beneficiary
    return paper


def sweep_lost_files(organisation_id):
    """Destroy sealed files that no paper names: their transaction never ended. Returns how many.

    Called in the organisation's context, by the night's work; a file an hour old or less may still
    be waiting for its row.
    """
    lost, recent = 0, timezone.now() - timedelta(hours=1)
    for path in _stored(organisation_id):
        if Paper.objects.filter(path=path).exists():
            continue
        if default_storage.get_modified_time(path) < recent:
            default_storage.delete(path)
            lost += 1
    if lost:
        log.warning("%s sealed files without a paper were destroyed", lost)
    return lost


def _stored(organisation_id):
    root = f"{FOLDER}/{organisation_id}"
    try:
        folders, _ = default_storage.listdir(root)
    except FileNotFoundError:
        return
    for folder in folders:
        _, names = default_storage.listdir(f"{root}/{folder}")
        yield from (f"{root}/{folder}/{name}" for name in names)


def _new_path(organisation_id):
    """A name that says nothing of the person nor of the day."""
    name = secrets.token_hex(20)
    return f"{FOLDER}/{organisation_id}/{name[:2]}/{name}"


def _checked_title(title):
    title = " ".join(clean(title).split())
    if not title:
        raise Refused("Dites en quelques mots ce qu’est cette pièce.")
    if len(title) > TITLE_LENGTH:
        raise Refused(f"L’intitulé tient en {TITLE_LENGTH}\u00a0caractères.")
    refuse_forbidden(title)
    return title


def _checked_last_day(kind, expires_on):
    if kind not in PaperKind.values:
        raise Refused("Dites pourquoi cette pièce est gardée.")
    if kind != PaperKind.TEMPORARY:
        return None
    today = timezone.localdate()
    last = today + timedelta(days=TEMPORARY_DAYS)
    expires_on = expires_on or last
    if not today < expires_on <= last:
        raise Refused(
            f"Une pièce de passage est détruite entre demain et {TEMPORARY_DAYS}\u00a0jours."
        )
    return expires_on
