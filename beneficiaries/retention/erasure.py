"""Forgetting a person: nothing of her stays, and no figure moves.

What counted her counts her still, without a name. The journal keeps its writings: they know her by
a pseudonym whose key goes with her file, so that nobody can say any more whose they were.
"""

import hashlib
import hmac
from collections import Counter
from functools import partial

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from beneficiaries.models import Beneficiary, ErasureLedger
from beneficiaries.retention.cells import FILES_OPENED, add_cells, month_of
from beneficiaries.retention.rules import blocks_of
from beneficiaries.retention.traces import Needles
from inclusion.documents.destroying import destroy_documents_about
from inclusion.encryption.keys import index_key
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job, JobState, Mail
from inclusion.journal.recording import record
from inclusion.organisations.database import active_organisation_id
from inclusion.registry import registry

# Why a person was forgotten, as the journal says it.
AT_TERM = "at_term"
ASKED = "asked"
REPLAYED = "replayed"
REASONS = {AT_TERM, ASKED, REPLAYED}


@transaction.atomic
def erase_beneficiary(*, beneficiary, by, reason="asked", on_erased=None):
    """Erase her file, the files it absorbed and everything that names her; returns what went.

    `by` is None for the night's work. Refused while something keeps the file; her own request to
    be erased, still open, does not. The erasure is verified once committed: see `traces`.
    `on_erased(needles)` receives what to look for instead, when the caller verifies a batch.
    """
    if reason not in REASONS:
        raise TypeError(f"unknown reason: {reason}")
    files = _locked_family(beneficiary)
    if reason != REPLAYED:
        _refuse_if_kept(files, reason)
    needles = Needles.of(files)
    counts = Counter()
    for file in files:
        _count_the_file(file)
        for relation in registry.person_relations:
            counts[relation.relation] += relation.erase(file)
        counts["documents.Document.subject"] += destroy_documents_about(Beneficiary, [file.pk])
    counts["jobs"] = _forget_jobs(needles)
    counts["sessions"] = _forget_sessions(needles)
    fingerprints = [fingerprint(file.pk) for file in files]
    # The absorbed before the one they point to; the rows go, and with them the journal's keys.
    for file in files:
        record("beneficiary.erased", file, by=by, reason=reason)
        Beneficiary.objects.filter(pk=file.pk).delete()
    ErasureLedger.objects.bulk_create(
        [
            ErasureLedger(organisation_id=active_organisation_id(), fingerprint=each)
            for each in fingerprints
        ],
        ignore_conflicts=True,
    )
    if on_erased is not None:
        on_erased(needles)
    else:
        from beneficiaries.retention.jobs import certify

        transaction.on_commit(partial(certify, active_organisation_id(), [needles]))
    return {name: number for name, number in counts.items() if number}


def _locked_family(beneficiary):
    """Her file last, after those it absorbed; locked in key order, against any new row."""
    wanted = Beneficiary.objects.filter(organisation=active_organisation_id())
    keys = wanted.filter(Q(pk=beneficiary.pk) | Q(merged_into=beneficiary.pk))
    locked = {file.pk: file for file in keys.select_for_update().order_by("pk")}
    survivor = locked.pop(beneficiary.pk, None)
    if survivor is None:
        raise Refused("Ce dossier n’existe plus.")
    if survivor.merged_into_id:
        raise Refused("Ce dossier a été fusionné\u00a0: c’est l’autre qui s’efface.")
    return [*locked.values(), survivor]


def _refuse_if_kept(files, reason):
    blocks = blocks_of([file.pk for file in files], timezone.localdate())
    kept = [
        block.words
        for found in blocks.values()
        for block in found
        if not (reason == ASKED and block.code == "rights_request")
    ]
    if kept:
        raise Refused("Ce dossier ne peut pas être effacé maintenant. " + " ".join(kept))


def _count_the_file(file):
    """One file opened that month, by class: the activity of past years stays whole."""
    if file.merged_into_id:
        return
    opened_on = file.first_contact_on or timezone.localdate(file.created_at)
    classes = (
        ("age_band", file.age_band(opened_on.year)),
        ("gender", file.gender),
        ("neighbourhood", file.is_priority_neighbourhood),
    )
    add_cells(file.organisation_id, Counter({(month_of(opened_on), FILES_OPENED, classes): 1}))


def fingerprint(key):
    """What the ledger keeps of a file's key: the same after a restored backup, telling nothing."""
    return hmac.new(index_key(), b"erased:" + key.bytes, hashlib.sha256).digest()


def _forget_jobs(needles):
    """Tasks and mails that named her: over, they lose what they held; waiting, they go."""
    touched = 0
    jobs = Job.objects.annotate(
        held=Cast("payload", TextField()),
    ).filter(organisation=active_organisation_id())
    for word in needles.identifiers:
        named = jobs.filter(Q(held__contains=word) | Q(idem_key__contains=word))
        for job in named.select_for_update(of=("self",)):
            job.payload, job.idem_key = {}, f"forgotten:{job.pk}"
            fields = ["payload", "idem_key"]
            if job.state == JobState.PENDING:
                job.state, job.done_at = JobState.DONE, timezone.now()
                fields += ["state", "done_at"]
            job.save(update_fields=fields)
            touched += 1
    mails = Q()
    for address in needles.emails:
        mails |= Q(to__iexact=address) | Q(text__icontains=address) | Q(html__icontains=address)
    if needles.emails:
        touched += Mail.objects.filter(mails).delete()[0]
    return touched


def _forget_sessions(needles):
    """What open sessions still hold of her: a search's results, a message on its way."""
    touched = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        store = SessionStore(session_key=session.session_key)
        data = store.decode(session.session_data)
        named = [key for key, value in data.items() if needles.in_text(str(value))]
        if named:
            for key in named:
                del data[key]
            session.session_data = store.encode(data)
            session.save(update_fields=["session_data"])
            touched += 1
    return touched


def replay(organisation_fingerprints=()):
    """After a restored backup: erase again whom the ledger says was erased; returns how many.

    `organisation_fingerprints` are those kept outside the backup; called in the organisation's
    context.
    """
    known = {bytes(each) for each in ErasureLedger.objects.values_list("fingerprint", flat=True)}
    known |= set(organisation_fingerprints)
    replayed = 0
    for file in Beneficiary.objects.filter(merged_into__isnull=True).order_by("pk").iterator():
        if fingerprint(file.pk) in known:
            erase_beneficiary(beneficiary=file, by=None, reason=REPLAYED)
            replayed += 1
    return replayed
