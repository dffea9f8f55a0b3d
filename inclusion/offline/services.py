"""Receiving a phone's queue: each item once, its operation with its effect or neither."""

import hashlib
import json
import logging
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.utils import DataError
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.offline.kinds import KINDS, Outcome
from inclusion.offline.models import SETTLED, Answer, SyncOperation

log = logging.getLogger("inclusion.offline")
SKEW = timedelta(hours=24)
UNKNOWN_KIND = "Cette saisie est d’une sorte inconnue\u00a0: mettez la page à jour, puis réessayez."
NOT_YOUR_ROLE = "Votre rôle ne permet pas cette saisie."
OTHER_CONTENT = (
    "Une autre saisie est déjà arrivée sous le même identifiant\u00a0: recopiez celle-ci,"
    " puis saisissez-la de nouveau."
)
FAILED = (
    "Cette saisie n’a pas pu être enregistrée\u00a0: elle reste sur votre téléphone. Réessayez,"
    " ou recopiez-la pour votre responsable."
)


def receive(*, items, by, sent_at=None):
    """One answer an item, in order: {id, status, reason, differences}.

    Runs in the request's transaction; each item has its savepoint, so a refused one leaves nothing
    and the others stay.
    """
    known = {
        operation.client_id: operation
        for operation in SyncOperation.objects.filter(
            organisation=by.organisation_id,
            client_id__in={item.client_id for item in items if item.client_id},
        )
    }
    return [_answer_to(item, by, sent_at, known) for item in items]


def _answer_to(item, by, sent_at, known):
    if item.fault or item.kind not in KINDS:
        return _said(item, Answer.REJECTED, item.fault or UNKNOWN_KIND)
    fingerprint = hashlib.sha256(_canonical(item.content)).hexdigest()
    operation = known.get(item.client_id)
    if operation is None:
        operation, is_new = _first(item, by, sent_at, fingerprint)
        known[item.client_id] = operation
        if is_new:
            return _applied(operation, item, by)
    if operation.sha256 != fingerprint:
        return _said(item, Answer.CONFLICT, OTHER_CONTENT)
    if operation.answer in SETTLED:
        return _said(item, Answer.DUPLICATE, operation.reason)
    # It had no effect: what stood in its way may be gone.
    with transaction.atomic():
        operation = SyncOperation.objects.select_for_update(no_key=True).get(pk=operation.pk)
        known[item.client_id] = operation
        if operation.answer in SETTLED:
            return _said(item, Answer.DUPLICATE, operation.reason)
        return _applied(operation, item, by)


def _first(item, by, sent_at, fingerprint):
    """(operation, True), or the one that another post has just written and False."""
    now = timezone.now()
    operation = SyncOperation(
        organisation_id=by.organisation_id,
        client_id=item.client_id,
        kind=item.kind,
        sha256=fingerprint,
        recorded_at=item.recorded_at,
        received_at=now,
        # A phone that says what time it is there may send old records without a doubt on them.
        is_skewed=abs(now - (sent_at or item.recorded_at)) > SKEW,
        reason=FAILED,
        by=by,
    )
    try:
        with transaction.atomic():
            operation.save(force_insert=True)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "syncoperation_once":
            raise
        mine = {"organisation": by.organisation_id, "client_id": item.client_id}
        return SyncOperation.objects.get(**mine), False
    return operation, True


def _applied(operation, item, by):
    """Do what the item says, and write on its operation what became of it."""
    outcome = _outcome(item, by)
    operation.answer = outcome.answer
    operation.reason = outcome.reason[:500]
    operation.differences = [str(each) for each in outcome.differences]
    operation.subject_id = outcome.subject.pk if outcome.subject else None
    operation.by, operation.received_at = by, timezone.now()
    operation.save(
        update_fields=["answer", "reason", "differences", "subject_id", "by", "received_at"]
    )
    return _said(item, outcome.answer, operation.reason, operation.differences)


def _outcome(item, by):
    kind = KINDS[item.kind]
    if not kind.rule(by):
        return Outcome(Answer.REJECTED, reason=NOT_YOUR_ROLE)
    try:
        with transaction.atomic():
            outcome = kind.apply(item.content, by=by)
            # What the database only checks at the end would otherwise undo the whole post.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return outcome
    except Refused as refusal:
        return Outcome(Answer.REJECTED, reason=refusal.message)
    except (IntegrityError, DataError, ValueError, TypeError) as error:
        # One item that nobody foresaw must not keep the rest of the queue on the phone.
        log.error("offline item of kind %s failed: %s", item.kind, type(error).__name__)
        return Outcome(Answer.REJECTED, reason=FAILED)


def _canonical(content):
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")


def _said(item, answer, reason="", differences=()):
    return {
        "id": item.said_id,
        "status": str(answer),
        "reason": reason,
        "differences": list(differences),
    }
