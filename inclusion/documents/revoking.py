"""A document that must not be used any more: it stays, and its verification page says so."""

from django.utils import timezone

from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record


def revoke_document(document, *, by):
    """Withdraw a document, once and for ever, inside the act that says why."""
    waiting = Document.objects.filter(pk=document.pk, revoked_at__isnull=True)
    if not waiting.update(revoked_at=timezone.now()):
        raise Refused("Ce document est déjà annulé.")
    record("document.revoked", document, by=by, number=document.number)
