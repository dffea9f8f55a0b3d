"""Reads of the notes: who sees which, and how a person's page shows them."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils import timezone

from beneficiaries.models import Axis, Note, NoteKind, NoteLevel, NoteReader
from beneficiaries.permissions import can_open_files
from inclusion.organisations.models import Membership, Role
from inclusion.registry import TimelineEntry
from inclusion.text import counted

# Its author corrects a note for a day; afterwards another note completes it.
CORRECTION_HOURS = 24
SHOWN_ON_THE_FILE = 5
# More than a person's accompaniment ever needs; beyond, the page says so.
SHOWN_AT_MOST = 300
# Volunteers read what helps them welcome the people of a session, the day around it.
DESK_NOTE_DAYS = 1


class ReadingReason(models.TextChoices):
    """Why a manager opens a restricted note that is not hers; the journal keeps it."""

    ABSENCE = "absence", "L’auteur est absent, l’accompagnement continue"
    SAFETY = "safety", "La sécurité de la personne ou de l’équipe"
    RIGHTS = "rights", "La personne demande ce qui est écrit d’elle"
    COMPLAINT = "complaint", "Une réclamation à traiter"


# The named readers of notes, with their names, in one query.
NAMED = models.Prefetch(
    "readers", NoteReader.objects.select_related("member__user").order_by("member__user__last_name")
)


@dataclass
class ShownNote:
    """A note as this member sees it; `words` is empty when it is erased or locked."""

    note: Note
    words: str
    is_locked: bool
    is_correctable: bool
    is_erasable: bool
    readers: list
    amendments: list

    @property
    def is_erased(self):
        return self.note.erased_at is not None

    @property
    def axis_words(self):
        return Axis(self.note.axis).label if self.note.axis else ""

    @property
    def author_words(self):
        """« C. Dumas », as space is short."""
        user = self.note.author.user
        return f"{user.first_name[:1]}. {user.last_name}".removeprefix(". ")


def is_correctable(note, member):
    """By its author, the day it was written, as long as it has words."""
    is_recent = timezone.now() - note.written_at < timedelta(hours=CORRECTION_HOURS)
    return note.author_id == member.pk and is_recent and note.erased_at is None


def is_erasable(note, member):
    """By its author or a manager, at any time."""
    return note.erased_at is None and (note.author_id == member.pk or member.role == Role.MANAGER)


def is_locked_for(note, member):
    """A manager opens someone else's restricted note only by saying why."""
    return (
        note.level == NoteLevel.RESTRICTED
        and note.erased_at is None
        and note.author_id != member.pk
        and member.pk not in reader_keys(note)
    )


def reader_keys(note):
    """The keys of those named to read it, from the note's own row when it was read for a page."""
    if hasattr(note, "reader_ids"):
        return set(note.reader_ids)
    return {reader.member_id for reader in note.readers.all()}


def _rows(beneficiary, member):
    """The notes of her page, latest first, read once for the panel and for the path."""
    if not hasattr(beneficiary, "page_notes"):
        readers = NoteReader.objects.filter(note=models.OuterRef("pk")).values("member_id")
        notes = _readable(beneficiary, member).annotate(reader_ids=ArraySubquery(readers))
        beneficiary.page_notes = list(notes[:SHOWN_AT_MOST])
    return beneficiary.page_notes


def _readable(beneficiary, member):
    return (
        Note.objects.readable_by(member)
        .filter(beneficiary=beneficiary)
        .select_related("author__user", "erased_by__user")
        .order_by("-written_at", "-pk")
    )


def shown_notes(beneficiary, member, limit=SHOWN_AT_MOST):
    """The notes this member may see of a person, latest first, each with what completes it."""
    return _threaded(list(_readable(beneficiary, member).prefetch_related(NAMED)[:limit]), member)


def _threaded(rows, member):
    shown = {note.pk: _shown(note, member) for note in rows}
    for note in reversed(rows):
        if note.amends_id in shown:
            shown[note.amends_id].amendments.append(shown[note.pk])
    return [shown[note.pk] for note in rows if note.amends_id not in shown]


def _shown(note, member):
    is_locked = is_locked_for(note, member)
    return ShownNote(
        note=note,
        words="" if is_locked else note.body,
        is_locked=is_locked,
        is_correctable=is_correctable(note, member),
        is_erasable=is_erasable(note, member),
        # Her page does not name them: the page of notes does.
        readers=[] if hasattr(note, "reader_ids") else [each.member for each in note.readers.all()],
        amendments=[],
    )


def hidden_count(beneficiary, member):
    """How many restricted notes this member may not see: that they exist is no secret."""
    if member.role == Role.MANAGER:
        return 0
    restricted = Note.objects.filter(
        organisation=member.organisation_id,
        beneficiary=beneficiary,
        level=NoteLevel.RESTRICTED,
        erased_at__isnull=True,
    )
    readable = Note.objects.readable_by(member).filter(beneficiary=beneficiary)
    return restricted.exclude(pk__in=readable.values("pk")).count()


def notes_panel(beneficiary, member):
    """What the panel of a person's page shows: desk notes first, then the latest of the team."""
    rows = _rows(beneficiary, member)
    notes = _threaded(rows, member)
    desk = [each for each in notes if each.note.level == NoteLevel.DESK and not each.is_erased]
    others = [each for each in notes if each not in desk and not each.is_erased]
    shown = desk[:SHOWN_ON_THE_FILE] + others[: max(1, SHOWN_ON_THE_FILE - len(desk))]
    return {
        "beneficiary": beneficiary,
        "notes": shown,
        "hidden_words": hidden_words(_hidden(beneficiary, member, rows)),
        "more": len(notes) - len(shown),
    }


def _hidden(beneficiary, member, rows):
    """The same count from her page's rows, when her file was read with its number of notes."""
    total = getattr(beneficiary, "restricted_note_count", None)
    if total is None or len(rows) == SHOWN_AT_MOST:
        return hidden_count(beneficiary, member)
    seen = [each for each in rows if each.level == NoteLevel.RESTRICTED and not each.erased_at]
    return total - len(seen)


def hidden_words(count):
    """« 1 note, réservée à son auteur et à la responsable »; empty for none."""
    if not count:
        return ""
    reserved = "réservée à son auteur" if count == 1 else "réservées à leurs auteurs"
    return f"{counted(count, 'note')}, {reserved}, aux personnes nommées et à la direction"


def timeline_entries(beneficiary, member):
    """Meetings, exchanges and decisions of the path: that they happened, never their words."""
    notes = [
        note
        for note in _rows(beneficiary, member)
        if note.erased_at is None
        and note.amends_id is None
        and note.level != NoteLevel.RESTRICTED
        and note.kind != NoteKind.OBSERVATION
    ]
    return [
        TimelineEntry(
            at=note.written_at,
            title=note.get_kind_display(),
            detail=f"noté par {note.author}",
            icon=KIND_ICONS[note.kind],
        )
        for note in notes
    ]


KIND_ICONS = {
    NoteKind.CONTACT: "chat-dots",
    NoteKind.MEETING: "calendar-check",
    NoteKind.DECISION: "signpost-2",
    NoteKind.OBSERVATION: "eye",
}


def desk_notes_for(member, beneficiaries, *, session_on=None):
    """{person's key: [words]}: the desk notes of these people, latest first.

    Those who open files read them any day. Anyone else reads them for the people of a session she
    runs, from the day before it to the day after: the caller names only the people registered and
    says the day of the session; another day, or none, gives nothing.
    """
    if not can_open_files(member) and not _is_around_today(session_on):
        return {}
    notes = (
        Note.objects.readable_by(member)
        .filter(beneficiary__in=beneficiaries, level=NoteLevel.DESK, erased_at__isnull=True)
        .order_by("-written_at", "-pk")
    )
    words = {}
    for note in notes:
        words.setdefault(note.beneficiary_id, []).append(note.body)
    return words


def _is_around_today(day):
    if day is None:
        return False
    return abs((day - timezone.localdate()).days) <= DESK_NOTE_DAYS


def possible_readers(member):
    """Who may be named for a restricted note: those who open files, but its author."""
    return (
        Membership.objects.visible_to(member)
        .active()
        .filter(role__in=[Role.MANAGER, Role.MEDIATOR])
        .exclude(pk=member.pk)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )
