"""The acts on notes: write, correct within a day, complete, name readers, erase for good."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from beneficiaries.guard import refuse_forbidden
from beneficiaries.models import Axis, Note, NoteKind, NoteLevel, NoteReader, RequestKind
from beneficiaries.permissions import can_write_files
from beneficiaries.selectors.notes import (
    CORRECTION_HOURS,
    ReadingReason,
    is_correctable,
    is_erasable,
    is_locked_for,
    possible_readers,
)
from beneficiaries.services.files import refuse_if_limited
from beneficiaries.services.locking import lock_person
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Role
from inclusion.text import clean

BODY_LENGTH = 4000
# The same words again within this time are one note sent twice.
TWICE_WITHIN = timedelta(minutes=10)


class NoteChanged(Refused):
    """The note was corrected meanwhile, elsewhere; `note` says what it says now."""

    def __init__(self, note):
        super().__init__(
            "Cette note a été corrigée pendant que vous l’aviez sous les yeux. Voici ce qu’elle"
            " dit maintenant\u00a0: reprenez, puis enregistrez."
        )
        self.note = note


@transaction.atomic
def write_note(*, beneficiary, by, level, kind, body, axis="", readers=()):
    """Write about a person; `readers` are the members named for a restricted note."""
    _refuse_other_roles(by)
    beneficiary = lock_person(beneficiary, by)
    refuse_if_limited(beneficiary)
    note = Note(
        organisation_id=beneficiary.organisation_id,
        beneficiary=beneficiary,
        author=by,
        **_checked(level=level, kind=kind, axis=axis, body=body),
    )
    _refuse_twice(note)
    note.save()
    _name(note, readers, by=by)
    _record("note.written", note, by=by, level=note.level, kind=note.kind)
    return note


@transaction.atomic
def correct_note(*, note, by, level, kind, body, axis="", seen=None):
    """Its author corrects a note within a day; `seen` is the `version_of` she was shown."""
    note = _locked(note, by)
    if note.author_id != by.pk:
        raise Refused("Une note n’est corrigée que par son auteur\u00a0: complétez-la plutôt.")
    if not is_correctable(note, by):
        raise Refused(
            f"Cette note a plus de {CORRECTION_HOURS}\u00a0heures\u00a0: elle ne se corrige plus,"
            " elle se complète."
        )
    if seen is not None and seen != version_of(note):
        raise NoteChanged(note)
    values = _checked(level=level, kind=kind, axis=axis, body=body)
    changed = sorted(name for name in values if getattr(note, name) != values[name])
    if not changed:
        raise Refused("La note dit déjà cela\u00a0: rien n’a changé.")
    for name in changed:
        setattr(note, name, values[name])
    note.corrected_at = timezone.now()
    note.save(update_fields=[*changed, "corrected_at"])
    if note.level != NoteLevel.RESTRICTED:
        note.readers.all().delete()
    _record("note.corrected", note, by=by, level=note.level, fields=changed)
    return note


def version_of(note):
    """What a form carries to tell whether the note has moved on since it was shown."""
    return note.corrected_at.isoformat() if note.corrected_at else ""


@transaction.atomic
def amend_note(*, note, by, body):
    """Complete a note with another, of the same level and for the same readers."""
    note = _locked(note, by)
    if is_locked_for(note, by):
        raise Refused("Une note restreinte est complétée par son auteur ou ses lecteurs nommés.")
    amendment = Note(
        organisation_id=note.organisation_id,
        beneficiary_id=note.beneficiary_id,
        author=by,
        # An amendment of an amendment completes the first note: one thread, in order.
        amends_id=note.amends_id or note.pk,
        **_checked(level=note.level, kind=note.kind, axis=note.axis, body=body),
    )
    _refuse_twice(amendment)
    amendment.save()
    named = {reader.member_id for reader in note.readers.all()} | {note.author_id}
    NoteReader.objects.bulk_create(
        NoteReader(organisation_id=note.organisation_id, note=amendment, member_id=key)
        for key in sorted(named - {by.pk})
        if note.level == NoteLevel.RESTRICTED
    )
    _record("note.amended", amendment, by=by, amends=str(note.pk), level=note.level)
    return amendment


@transaction.atomic
def name_note_readers(*, note, by, readers):
    """Say who reads a restricted note besides its author and the managers."""
    note = _locked(note, by)
    if note.level != NoteLevel.RESTRICTED:
        raise Refused("Seule une note restreinte a des lecteurs nommés.")
    if by.pk != note.author_id and by.role != Role.MANAGER:
        raise Refused("Seuls l’auteur d’une note et la direction nomment ses lecteurs.")
    before = {reader.member_id for reader in note.readers.all()} - {by.pk}
    named = {reader.pk for reader in readers}
    if before == named:
        raise Refused("Ces personnes sont déjà les lecteurs de la note.")
    # Nobody names herself: a manager who reads it says why, each time.
    note.readers.exclude(member=by).delete()
    _name(note, readers, by=by)
    _record("note.readers_named", note, by=by, readers=sorted(str(key) for key in named))
    return note


@transaction.atomic
def erase_note(*, note, by):
    """Destroy the words of a note for good; who wrote it and when remains."""
    note = _locked(note, by)
    if not is_erasable(note, by):
        raise Refused("Une note est effacée par son auteur ou par la direction.")
    if note.beneficiary.holds.open().exists():
        raise Refused("Ce dossier est conservé pour un motif inscrit\u00a0: rien ne s’y efface.")
    asked = [RequestKind.ACCESS, RequestKind.PORTABILITY]
    if note.beneficiary.rights_requests.open().filter(kind__in=asked).exists():
        raise Refused(
            "La personne a demandé à lire son dossier\u00a0: la note s’efface après la réponse."
        )
    note.body, note.erased_at, note.erased_by = "", timezone.now(), by
    note.save(update_fields=["body", "erased_at", "erased_by"])
    note.readers.all().delete()
    _record("note.erased", note, by=by, level=note.level)
    return note


@transaction.atomic
def read_restricted_note(*, note, by, reason):
    """A manager reads a restricted note that is not hers; the journal keeps why."""
    if reason not in ReadingReason.values:
        raise Refused("Dites pourquoi vous lisez cette note.")
    note = _find(note, by)
    record(
        "read.restricted",
        note.beneficiary,
        by=by,
        chain="reads",
        note=str(note.pk),
        reason=str(reason),
    )
    return note


def _refuse_other_roles(by):
    if not can_write_files(by):
        raise Refused("Les notes sont écrites par ceux qui accompagnent la personne.")


def _find(note, by):
    try:
        return Note.objects.readable_by(by).select_related("beneficiary").get(pk=note.pk)
    except Note.DoesNotExist:
        raise Refused("Cette note n’existe plus.") from None


def _locked(note, by):
    """The person's row, then the note's, read again; its words exist and may change."""
    _refuse_other_roles(by)
    beneficiary = lock_person(_find(note, by).beneficiary, by)
    refuse_if_limited(beneficiary)
    try:
        note = Note.objects.readable_by(by).locked().get(pk=note.pk, beneficiary=beneficiary)
    except Note.DoesNotExist:
        raise Refused("Cette note n’existe plus.") from None
    if note.erased_at:
        raise Refused("Cette note a été effacée\u00a0: ses mots n’existent plus.")
    note.beneficiary = beneficiary
    return note


def _checked(*, level, kind, axis, body):
    if level not in NoteLevel.values:
        raise Refused("Dites qui peut lire la note.")
    if kind not in NoteKind.values:
        raise Refused("Dites de quoi la note rend compte.")
    if axis and axis not in Axis.values:
        raise Refused("Cet axe du diagnostic n’existe pas.")
    body = clean(body.replace("\r\n", "\n"))
    if not body:
        raise Refused("Écrivez la note.")
    if len(body) > BODY_LENGTH:
        raise Refused(f"Une note tient en {BODY_LENGTH}\u00a0caractères.")
    refuse_forbidden(body)
    return {"level": level, "kind": kind, "axis": axis, "body": body}


def _refuse_twice(note):
    """The same words by the same author just before: the button was pressed twice."""
    last = (
        Note.objects.filter(
            organisation=note.organisation_id,
            beneficiary=note.beneficiary_id,
            author=note.author,
            written_at__gte=timezone.now() - TWICE_WITHIN,
        )
        .order_by("-written_at", "-pk")
        .first()
    )
    if last and last.body == note.body and last.amends_id == note.amends_id:
        raise Refused("Cette note est déjà enregistrée.")


def _name(note, readers, *, by):
    readers = {reader.pk for reader in readers}
    if readers and note.level != NoteLevel.RESTRICTED:
        raise Refused("Seule une note restreinte a des lecteurs nommés.")
    known = set(possible_readers(by).filter(pk__in=readers).values_list("pk", flat=True))
    if readers - known:
        raise Refused("Un lecteur nommé accompagne des personnes dans votre structure.")
    NoteReader.objects.bulk_create(
        NoteReader(organisation_id=note.organisation_id, note=note, member_id=key)
        for key in sorted(known - {note.author_id})
    )


def _record(action, note, *, by, **facts):
    record(action, note.beneficiary, by=by, note=str(note.pk), **facts)
