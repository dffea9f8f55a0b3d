"""Drawing: facts → PDF → stored bytes, with no transaction open while the page is laid out."""

import hashlib
import json
import time

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from inclusion.documents.kinds import kind_of
from inclusion.documents.models import Document
from inclusion.documents.rendering import InvalidFact, MissingFact, render
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.journal.recording import record

# A long batch gives its job back after this time, well under the task's limit, and goes on.
BATCH_SECONDS = 45


class NotDrawn(Exception):
    """Some documents of a batch could not be drawn; all the others are stored."""


@organisation_task("documents.draw", label="Production de documents")
def draw(job, in_organisation):
    """Draw every document of the job that has no file yet; run twice, it draws nothing twice."""
    started = time.monotonic()
    with in_organisation():
        waiting = list(
            Document.objects.filter(job=job, sha256="", destroyed_at__isnull=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        total = Document.objects.filter(job=job).count()
    failed = []
    for position, pk in enumerate(waiting):
        with in_organisation():
            document = Document.objects.get(pk=pk)
        try:
            pdf = render(kind_of(document.kind).template, json.loads(document.facts))
        except (MissingFact, InvalidFact) as error:
            # The others do not wait for this one: it alone is tried again.
            failed.append(f"{document.number}: {error}")
            continue
        digest = store_by_digest(document.organisation_id, pdf)
        with outbox.holding(job):
            attach(document, digest, len(pdf))
            outbox.advance(job, total - len(waiting) + position + 1)
        if time.monotonic() - started > BATCH_SECONDS and position + 1 < len(waiting):
            outbox.pause(job)
            return
    if failed:
        raise NotDrawn("; ".join(failed))
    with outbox.holding(job):
        outbox.finish(job)


def attach(document, digest, size):
    """Attach the stored file, once; a document that already has one is left alone.

    One destroyed meanwhile leaves no file behind.
    """
    waiting = Document.objects.filter(pk=document.pk, sha256="", destroyed_at__isnull=True)
    if not waiting.update(sha256=digest, size=size, stored_at=timezone.now()):
        if Document.objects.filter(pk=document.pk, destroyed_at__isnull=False).exists():
            default_storage.delete(storage_path(document.organisation_id, digest))
        return
    document.refresh_from_db()
    record("document.stored", document, sha256=digest)
    after = kind_of(document.kind).after_stored
    if after:
        after(document)


def storage_path(organisation_id, digest):
    return f"documents/{organisation_id}/{digest[:2]}/{digest}.pdf"


def store_by_digest(organisation_id, content):
    """Keep bytes under their own SHA-256; bytes already there are never written again."""
    digest = hashlib.sha256(content).hexdigest()
    path = storage_path(organisation_id, digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return digest


def read_stored(organisation_id, digest):
    """The stored bytes; raises FileNotFoundError when the file is gone."""
    with default_storage.open(storage_path(organisation_id, digest)) as file:
        return file.read()
