"""Issuing: in the act's transaction, a number without gap, the facts frozen, and the job."""

import base64
import hashlib

from django.conf import settings
from django.db import connection
from django.utils import timezone

from inclusion.documents.kinds import kind_of
from inclusion.documents.models import Document
from inclusion.documents.rendering import canonical_json
from inclusion.ids import random_code, uuid7
from inclusion.jobs.models import JobState
from inclusion.jobs.outbox import enqueue
from inclusion.journal.recording import record
from inclusion.organisations.models import PublicLink, hash_token
from inclusion.text import initials

VERIFICATION_LINK = "document"
CODE_LENGTH = 12


def issue_document(
    kind, facts, *, subject, by, title=None, subtitle="", replaces=None, organisation=None
):
    """Issue one document and record the job that draws it; returns the Document.

    `by` is None for what the night's work issues in the name of `organisation`.
    """
    document = _freeze(kind, facts, subject, by, title, subtitle, replaces, organisation)
    return _with_job([document], by)[0]


def issue_documents(kind, items, *, by):
    """Issue many documents in one job; `items` are (facts, subject, subtitle) in order."""
    numbers = next_numbers(by.organisation, kind_of(kind), timezone.localtime().year, len(items))
    documents = [
        _frozen(kind, facts, subject, by, None, subtitle, None, by.organisation, number)
        for (facts, subject, subtitle), number in zip(items, numbers, strict=True)
    ]
    _keep(documents, by)
    return _with_job(documents, by)


def _with_job(documents, by, again=""):
    job = enqueue(
        "documents.draw",
        idem_key=f"draw:{documents[0].pk}{again}",
        organisation_id=documents[0].organisation_id,
        owner=by.user if by else None,
        total=len(documents),
    )
    Document.objects.filter(pk__in=[d.pk for d in documents]).update(job=job)
    for document in documents:
        document.job = job
    return documents


def draw_again(document, *, by):
    """A job of its own for one document that its batch could not draw; asked twice, one waits."""
    document = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.pk)
    job = document.job
    if document.is_stored or (job and job.state in {JobState.PENDING, JobState.RUNNING}):
        return job
    return _with_job([document], by, again=f":{uuid7()}")[0].job


def _freeze(code, facts, subject, by, title, subtitle, replaces, organisation=None):
    org = organisation or by.organisation
    number = next_number(org, kind_of(code), timezone.localtime().year)
    document = _frozen(code, facts, subject, by, title, subtitle, replaces, org, number)
    _keep([document], by)
    return document


def _frozen(code, facts, subject, by, title, subtitle, replaces, org, number):
    """The document as it will be kept: its facts are those of now, whatever changes later."""
    kind = kind_of(code)
    now = timezone.localtime()
    verification_code = random_code(CODE_LENGTH)
    title = title or kind.label
    whole = {
        **facts,
        "document": {
            "kind": kind.code,
            "title": title,
            "number": number,
            "issued_at": now.isoformat(timespec="seconds"),
            "verification_code": verification_code,
            "verification_url": f"{settings.PUBLIC_URL}/v/{verification_code}",
            "verification_short": f"{settings.PUBLIC_URL.split('//', 1)[-1]}/v/{verification_code}",
            **({"replaces": replaces.number} if replaces else {}),
        },
        "issuer": issuer_facts(org),
    }
    text = canonical_json(whole).decode()
    return Document(
        id=uuid7(),
        organisation=org,
        kind=kind.code,
        number=number,
        year=now.year,
        title=title,
        subtitle=subtitle,
        facts=text,
        facts_sha256=hashlib.sha256(text.encode()).hexdigest(),
        verification_code=verification_code,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        issued_at=now,
        issued_by=by,
        replaces=replaces,
    )


def _keep(documents, by):
    """Write the documents, the addresses that verify them, and their entries in the journal."""
    Document.objects.bulk_create(documents)
    PublicLink.objects.bulk_create(
        PublicLink(
            token_hash=hash_token(document.verification_code),
            organisation_id=document.organisation_id,
            kind=VERIFICATION_LINK,
            object_id=document.pk,
        )
        for document in documents
    )
    for document in documents:
        record(
            "document.issued",
            document,
            by=by,
            kind=document.kind,
            number=document.number,
            facts_sha256=document.facts_sha256,
        )


def next_number(org, kind, year):
    """The next number of this kind and year; a rolled-back act gives its number back."""
    return next_numbers(org, kind, year, 1)[0]


def next_numbers(org, kind, year, count):
    """So many numbers that follow each other, taken at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_counter (id, organisation_id, kind, year, last)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (organisation_id, kind, year)"
            " DO UPDATE SET last = documents_counter.last + excluded.last RETURNING last",
            [uuid7(), org.pk, kind.code, year, count],
        )
        last = cursor.fetchone()[0]
    return [f"{kind.prefix}-{year}-{each:04d}" for each in range(last - count + 1, last + 1)]


def issuer_facts(org):
    """The letterhead of an organisation."""
    contact = " · ".join(part for part in (org.email, org.phone) if part)
    place = " ".join(part for part in (org.postcode, org.city) if part)
    return {
        "name": org.name,
        "initials": initials(org.name),
        "address_lines": [", ".join(part for part in (org.address, place) if part)],
        "contact_line": contact,
        "legal_lines": org.legal_lines,
        "city": org.city,
        "phone": org.phone,
        "logo_data_uri": _logo_data_uri(org),
    }


def _logo_data_uri(org):
    if not org.logo:
        return ""
    with org.logo.open("rb") as file:
        return "data:image/png;base64," + base64.b64encode(file.read()).decode()
