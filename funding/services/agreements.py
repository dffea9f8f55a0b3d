"""The agreement of a grant and its amendments: signed, they never change."""

import datetime
from decimal import Decimal

from django.utils import timezone

from funding.grant_acts import refuse_unless_open
from funding.models import GrantAgreement, GrantState, ReportKind, ReportState, SubmissionState
from funding.proofs import store_proof
from funding.refusals import act
from funding.services.granting import (
    FIXED_BY_AGREEMENT,
    follow_up,
    locked_grant,
    refuse_what_cannot_be,
)
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean


@act
def sign_agreement(*, grant, number, signed_on, by, note="", file=None):
    """Record the signed agreement; from now on the grant changes by amendments only."""
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "contract")
    _refuse_a_strange_day(grant, signed_on)
    agreement = _write(grant, number=number, signed_on=signed_on, note=note, file=file, by=by)
    grant.state, grant.convention_number = GrantState.CONTRACTED, agreement.number
    grant.save(update_fields=["state", "convention_number"])
    _record("agreement.signed", agreement, by)
    follow_up(grant)
    return agreement


@act
def sign_amendment(*, grant, number, signed_on, changes, by, note="", file=None):
    """Record a signed amendment and apply what it changes: `changes` is field → new value."""
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "amend")
    _refuse_a_strange_day(grant, signed_on)
    first = grant.agreements.filter(parent__isnull=True).first()
    if first is None or first.signed_on is None:
        raise Refused("Signez d’abord la convention\u00a0: un avenant la modifie.")
    if signed_on < first.signed_on:
        raise Refused("Un avenant est signé après sa convention.")
    if _has_final_report(grant):
        raise Refused("Le compte rendu final est prêt ou déposé\u00a0: plus rien ne change.")
    changed = what_changes(grant, changes)
    if not changed:
        raise Refused("Cet avenant ne change rien\u00a0: écrivez la nouvelle valeur.")
    refuse_broken_amendment(grant, changes)
    amendment = _write(
        grant,
        parent=first,
        changes={name: [as_text(before), as_text(after)] for name, before, after in changed},
        number=number,
        signed_on=signed_on,
        note=note,
        file=file,
        by=by,
    )
    for name, _, after in changed:
        setattr(grant, name, after)
    grant.save(update_fields=[name for name, _, _ in changed])
    _record("agreement.amended", amendment, by, changes=sorted(amendment.changes))
    follow_up(grant)
    return amendment


def what_changes(grant, changes):
    """(field, before, after) of each clause that really changes."""
    return [
        (name, getattr(grant, name), changes[name])
        for name in FIXED_BY_AGREEMENT
        if name in changes and changes[name] != getattr(grant, name)
    ]


def refuse_broken_amendment(grant, changes):
    """An amended grant keeps the rules of a grant, and what was paid under it."""
    after = {name: changes.get(name, getattr(grant, name)) for name in FIXED_BY_AGREEMENT}
    if after["granted_amount"] is None or after["granted_amount"] <= 0:
        raise Refused("Une subvention accordée est supérieure à zéro.")
    if after["eligible_to"] < after["eligible_from"]:
        raise Refused("La fin de la période doit suivre son début.")
    last = grant.reports.order_by("-period_end").first()
    if last is not None and last.period_end > after["eligible_to"]:
        raise Refused("Un compte rendu va déjà au-delà de cette date.")
    refuse_what_cannot_be(grant.project, {**after, "funder": grant.funder, "offer": grant.offer_id})


def as_text(value):
    """A clause as the database writes it: « 15000.00 », « 2026-06-30 », None."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _refuse_a_strange_day(grant, signed_on):
    if signed_on > timezone.localdate():
        raise Refused("Une convention ne se signe pas dans l’avenir.")
    if grant.decided_on and signed_on < grant.decided_on:
        raise Refused("La convention se signe après la décision.")


def _has_final_report(grant):
    left = grant.reports.filter(kind=ReportKind.FINAL).exclude(state=ReportState.DRAFT)
    return left.exclude(submissions__state=SubmissionState.REJECTED).exists()


def _write(grant, *, number, signed_on, note, file, by, parent=None, changes=None):
    number = clean(number)
    if not number:
        raise Refused("Une convention a son numéro.")
    digest, name = store_proof(grant.organisation_id, file) if file else ("", "")
    return GrantAgreement.objects.create(
        organisation_id=grant.organisation_id,
        grant=grant,
        parent=parent,
        number=number,
        signed_on=signed_on,
        changes=changes or {},
        note=clean(note),
        file_sha256=digest,
        file_name=name,
        created_by=by,
    )


def _record(entry, agreement, by, **facts):
    record(
        entry,
        agreement.grant,
        by=by,
        agreement=agreement.pk,
        signed_on=agreement.signed_on.isoformat(),
        file_sha256=agreement.file_sha256,
        **facts,
    )
