"""The sheet people sign: printed, photographed, recognised by its code, sealed with its session."""

import hashlib
import secrets
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from beneficiaries.models import Beneficiary
from beneficiaries.paper_files import cleaned_file
from equipment import signatures
from inclusion.documents.issuing import issue_document
from inclusion.documents.models import Document
from inclusion.encryption.fields import seal_for
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Role
from inclusion.text import clean
from inclusion.ui.formats import day
from workshops.models import SessionSignature, SheetReading, SignedSheet, WorkshopSession
from workshops.papers.sheets import ATTENDANCE_SHEET, sheet_facts
from workshops.refusals import refusing
from workshops.services.planning import locked_session
from workshops.sheet_codes import link_in

FOLDER = "sheets"
# What the sealed bytes are bound to, beside the row.
COLUMN = "content"
ELSEWHERE = "Cette feuille est celle d’une autre structure\u00a0: elle n’est pas gardée ici."


@transaction.atomic
def print_sheet(*, session, by, is_large=False):
    """Issue the sheet of a session, with those registered today; returns the Document."""
    session = locked_session(session, by)
    if session.is_cancelled:
        raise Refused("La séance est annulée.")
    people = list(
        Beneficiary.objects.visible_to(by)
        .filter(pk__in=session.registrations.registered().values("beneficiary_id"))
        .order_by("sort_name", "pk")
    )
    return issue_document(
        ATTENDANCE_SHEET,
        sheet_facts(session, people, is_large=is_large),
        subject=session,
        by=by,
        subtitle=f"«\u00a0{session.workshop}\u00a0» du {day(session.starts_at)}",
    )


@transaction.atomic
def receive_sheet(*, file, by, session=None):
    """Seal a signed sheet, and attach it to the session that its code names.

    When `session` is where it was given: a code that names another one leaves the sheet waiting,
    to be moved or put here by whoever knows; without a readable code, it is this one's.
    """
    if session is not None and not _may_be_proven(session):
        raise Refused("La séance n’a pas commencé, ou elle est annulée\u00a0: rien n’y est signé.")
    content_type, content = cleaned_file(file)
    digest = hashlib.sha256(content).hexdigest()
    _refuse_known(by, digest)
    document, named = _named_by(content, content_type, by)
    sheet = SignedSheet(
        organisation_id=by.organisation_id,
        named_session=named,
        number=document.number if document else "",
        content_type=content_type,
        size=len(content),
        sha256=digest,
        path=_new_path(by.organisation_id),
        added_by=by,
    )
    default_storage.save(sheet.path, ContentFile(seal_for(sheet, COLUMN, content)))
    try:
        with refusing(SignedSheet):
            sheet.save()
        record("sheet.received", sheet, by=by, sha256=digest, was_read=named is not None)
        chosen = named if session is None or named == session else session if not named else None
        if chosen and _may_be_proven(chosen):
            attach_sheet(sheet=sheet, session=chosen, by=by)
    except BaseException:
        default_storage.delete(sheet.path)
        raise
    sheet.refresh_from_db()
    return sheet


@transaction.atomic
def attach_sheet(*, sheet, session, by):
    """Say which session signed this sheet, or correct it."""
    session = locked_session(session, by)
    sheet = _locked_sheet(sheet, by)
    if sheet.session_id == session.pk:
        raise Refused("Cette feuille est déjà rattachée à cette séance.")
    if session.is_cancelled:
        raise Refused("La séance est annulée\u00a0: personne n’a pu y signer.")
    if not session.has_started:
        raise Refused("La séance n’a pas commencé\u00a0: sa feuille ne peut pas être signée.")
    former = sheet.session_id
    sheet.session = session
    by_code = sheet.named_session_id == session.pk
    sheet.reading = SheetReading.CODE if by_code else SheetReading.HAND
    sheet.attached_at, sheet.attached_by = timezone.now(), by
    sheet.save(update_fields=["session", "reading", "attached_at", "attached_by"])
    record(
        "session.proven",
        session,
        by=by,
        sheet=sheet.pk,
        sha256=sheet.sha256,
        reading=sheet.reading,
        **({"moved_from": former} if former else {}),
    )
    return sheet


@transaction.atomic
def discard_sheet(*, sheet, by):
    """Destroy a sheet that is no session's: a blurred photo, another paper."""
    sheet = _locked_sheet(sheet, by)
    if sheet.session_id:
        raise Refused("Cette feuille prouve une séance\u00a0: elle reste.")
    record("sheet.discarded", sheet, by=by, sha256=sheet.sha256)
    transaction.on_commit(partial(default_storage.delete, sheet.path))
    sheet.delete()


@transaction.atomic
def sign_session(*, session, by, name, drawing=""):
    """Who led the session signs that it took place: with a finger, or by her name alone."""
    session = locked_session(session, by)
    if not session.is_closed:
        raise Refused("Signez quand les présences sont enregistrées.")
    leads = session.facilitators.filter(member=by).exists()
    if not leads and by.role != Role.MANAGER:
        raise Refused("Signe qui a animé la séance, ou la ou le responsable.")
    name = " ".join(clean(name).split())[:120]
    if not name:
        raise Refused("Écrivez votre nom.")
    picture = signatures.drawn_signature(drawing) if drawing else None
    signature = SessionSignature(
        organisation_id=session.organisation_id, session=session, member=by, signed_name=name
    )
    if picture:
        signatures.keep(signature, picture)
    try:
        with refusing(SessionSignature):
            signature.save()
        record("session.signed", session, by=by, sha256=signature.signature_sha256)
    except BaseException:
        if picture:
            default_storage.delete(signatures.path_of(signature))
        raise
    return signature


def _refuse_known(by, digest):
    known = SignedSheet.objects.filter(organisation=by.organisation_id, sha256=digest)
    sheet = known.select_related("session__workshop").first()
    if sheet is None:
        return
    if sheet.session is None:
        raise Refused("Cette feuille a déjà été reçue\u00a0: elle attend sa séance.")
    raise Refused(
        f"Cette feuille est déjà celle de «\u00a0{sheet.session}\u00a0» du"
        f" {day(sheet.session.starts_at)}."
    )


def _named_by(content, content_type, by):
    """(printed sheet, its session) that the code on the paper names, or (None, None)."""
    link = link_in(content, content_type)
    if link is None:
        return None, None
    if link.organisation_id != by.organisation_id:
        raise Refused(ELSEWHERE)
    document = Document.objects.filter(pk=link.object_id, kind=ATTENDANCE_SHEET).first()
    if document is None:
        raise Refused(
            "Le code de ce papier n’est pas celui d’une feuille d’émargement\u00a0: prenez en photo"
            " la feuille signée."
        )
    session = WorkshopSession.objects.visible_to(by).filter(pk=document.subject_id).first()
    return (document, session) if session else (None, None)


def _may_be_proven(session):
    return session.has_started and not session.is_cancelled


def _locked_sheet(sheet, by):
    try:
        return SignedSheet.objects.visible_to(by).select_for_update(no_key=True).get(pk=sheet.pk)
    except SignedSheet.DoesNotExist:
        raise Refused("Cette feuille n’est plus là.") from None


def _new_path(organisation_id):
    """A name that says nothing of the session nor of the day."""
    name = secrets.token_hex(20)
    return f"{FOLDER}/{organisation_id}/{name[:2]}/{name}"
