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
from inclusion.jobs.models import Job, JobState
from inclusion.journal.recording import record

# A long batch gives its job back after this time, well under the task's limit, and goes on.
BATCH_SECONDS = 45
# A batch as long as this one is drawn by other workers too, those that are free.
HELPED_FROM = 20
HELPERS = 3
# A helper lets a neighbour's work through as often as this.
HELPER_SECONDS = 10
# How many documents a worker takes at once before looking what the others left.
HANDFUL = 8


class NotDrawn(Exception):
    """Some documents of a batch could not be drawn; all the others are stored."""


@organisation_task("documents.draw", label="Production de documents")
def draw(job, in_organisation):
    """Draw every document of the job that has no file yet; run twice, it draws nothing twice."""
    with in_organisation():
        waiting = _waiting(job.pk).count()
    if waiting >= HELPED_FROM:
        _call_for_help(job)
    failed, is_over = _draw_waiting(job, job.pk, in_organisation, seconds=BATCH_SECONDS)
    if not is_over:
        outbox.pause(job)
        return
    if failed:
        raise NotDrawn("; ".join(failed))
    with outbox.holding(job):
        outbox.finish(job)


@organisation_task("documents.help", label="Production de documents")
def help_to_draw(job, in_organisation):
    """Draw part of a long batch beside the worker that answers for it.

    It begins elsewhere in the list; should two draw the same document, one file is attached. What
    cannot be drawn is left to the batch itself, which says so.
    """
    batch, place = job.payload["batch"], job.payload["place"]
    _, is_over = _draw_waiting(job, batch, in_organisation, seconds=HELPER_SECONDS, place=place)
    if not is_over:
        outbox.pause(job)
        return
    with outbox.holding(job):
        outbox.finish(job)


def _call_for_help(job):
    """Ask for a few more hands, unless some are already there."""
    with outbox.holding(job):
        asked = f"help:{job.pk}:"
        earlier = Job.objects.filter(idem_key__startswith=asked)
        if earlier.filter(state__in=[JobState.PENDING, JobState.RUNNING]).exists():
            return
        turn = earlier.count()
        for number in range(1, HELPERS + 1):
            outbox.enqueue(
                "documents.help",
                idem_key=f"{asked}{turn + number}",
                organisation_id=job.organisation_id,
                payload={"batch": str(job.pk), "place": number / (HELPERS + 1)},
            )


def _waiting(batch):
    return Document.objects.filter(job=batch, sha256="", destroyed_at__isnull=True)


def _draw_waiting(job, batch, in_organisation, *, seconds, place=0.0):
    """Draw what the batch still lacks, from this place of the list on.

    Returns what could not be drawn, and whether nothing else is left.
    """
    started, failed = time.monotonic(), {}
    while True:
        with in_organisation():
            waiting = list(
                _waiting(batch).exclude(pk__in=failed).order_by("pk").values_list("pk", flat=True)
            )
        if not waiting:
            return list(failed.values()), True
        begin = int(len(waiting) * place)
        # What the others draw meanwhile is counted at the next handful.
        left = len(waiting) + len(failed)
        for position, pk in enumerate(waiting[begin : begin + HANDFUL], start=1):
            if time.monotonic() - started > seconds:
                return list(failed.values()), False
            fault = _draw_one(job, batch, pk, in_organisation, left - position)
            if fault:
                failed[pk] = fault


def _draw_one(job, batch, pk, in_organisation, left):
    """Draw and attach one document, unless another worker just did; returns what went wrong.

    The batch's own job then says how many are `left`.
    """
    with in_organisation():
        document = _waiting(batch).filter(pk=pk).first()
    if document is None:
        return ""
    try:
        pdf = render(kind_of(document.kind).template, json.loads(document.facts))
    except (MissingFact, InvalidFact) as error:
        # The others do not wait for this one: it alone is tried again.
        return f"{document.number}: {error}"
    digest = store_by_digest(document.organisation_id, pdf)
    with outbox.holding(job):
        attach(document, digest, len(pdf))
        if str(job.pk) == str(batch):
            outbox.advance(job, max(0, job.progress_total - left))
    return ""


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
