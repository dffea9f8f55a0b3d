"""What remains of a document when the person it names is forgotten: that it was issued."""

import uuid
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from inclusion.documents.drawing import storage_path
from inclusion.documents.models import Document

# The subject of a document whose person is forgotten.
NOBODY = uuid.UUID(int=0)


def destroy_documents(documents):
    """Destroy facts, subtitle and file of these documents; returns how many there were.

    Number, kind, date and fingerprint stay: `/v/<code>` still says that the document was issued.
    The files go once the transaction is committed.
    """
    rows = list(
        documents.filter(destroyed_at__isnull=True)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .values_list("pk", "organisation_id", "sha256")
    )
    Document.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(
        facts="{}", subtitle="", subject_id=NOBODY, destroyed_at=timezone.now()
    )
    for _, organisation_id, digest in rows:
        if digest:
            path = storage_path(organisation_id, digest)
            transaction.on_commit(partial(default_storage.delete, path))
    return len(rows)


def destroy_documents_about(model, keys):
    """The same for every document whose subject is one of these rows."""
    subjects = Document.objects.filter(subject_type=model._meta.label_lower, subject_id__in=keys)
    return destroy_documents(subjects)
