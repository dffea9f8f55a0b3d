"""Pages of the notes about a person."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beneficiaries.forms.notes import (
    AmendmentForm,
    CorrectionNoteForm,
    NewNoteForm,
    ReadersForm,
    ReadingForm,
)
from beneficiaries.models import Note, NoteLevel
from beneficiaries.permissions import can_open_files, can_write_files
from beneficiaries.selectors.notes import (
    CORRECTION_HOURS,
    NAMED,
    SHOWN_AT_MOST,
    hidden_count,
    hidden_words,
    is_correctable,
    is_erasable,
    is_locked_for,
    shown_notes,
)
from beneficiaries.services.notes import (
    NoteChanged,
    amend_note,
    correct_note,
    erase_note,
    name_note_readers,
    read_restricted_note,
    version_of,
    write_note,
)
from beneficiaries.views.files import file_of, trail_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.organisations.models import Role
from inclusion.permissions import access


@require_GET
@access(can_open_files)
def note_list(request, pk):
    """Every note of a person that this member may read; the page is one read."""
    beneficiary = file_of(request, pk)
    record_read(beneficiary, by=request.member, what="notes")
    notes = shown_notes(beneficiary, request.member)
    context = {
        "beneficiary": beneficiary,
        "notes": notes,
        "hidden_words": hidden_words(hidden_count(beneficiary, request.member)),
        "is_full": len(notes) >= SHOWN_AT_MOST,
        "trail": trail_of(beneficiary, ("Notes", "")),
    }
    return render(request, "beneficiaries/note_list.html", context)


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def note_write(request, pk):
    """Write a note."""
    beneficiary = file_of(request, pk)
    data = request.POST if request.method == "POST" else None
    form = NewNoteForm(data, member=request.member, initial={"level": NoteLevel.TEAM})
    if form.is_bound and form.is_valid():
        try:
            write_note(beneficiary=beneficiary, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                f"La note est écrite. Vous pouvez la corriger pendant {CORRECTION_HOURS}\u00a0h.",
            )
            return redirect("beneficiaries:note_list", pk=pk)
    context = {
        "beneficiary": beneficiary,
        "form": form,
        "trail": trail_of(beneficiary, ("Nouvelle note", "")),
    }
    return render(request, "beneficiaries/note_write.html", context, status=_status(form))


def _status(form):
    return 422 if form.is_bound and form.errors else 200


def _note(request, pk):
    """A note this member may see, with its person; a neighbour's does not exist."""
    notes = Note.objects.readable_by(request.member)
    notes = notes.select_related("beneficiary", "author__user").prefetch_related(NAMED)
    return get_object_or_404(notes, pk=pk)


def _to_the_notes(request, note, sentence=""):
    if sentence:
        messages.error(request, sentence)
    return redirect("beneficiaries:note_list", pk=note.beneficiary_id)


def _page(request, template, note, form=None, *, last, **context):
    context |= {
        "note": note,
        "beneficiary": note.beneficiary,
        "form": form,
        "trail": trail_of(note.beneficiary, (last, "")),
    }
    status = _status(form) if form else 200
    return render(request, template, context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def note_correct(request, pk):
    """Correct one's own note of today."""
    note = _note(request, pk)
    if not is_correctable(note, request.member):
        return _to_the_notes(
            request,
            note,
            f"Une note est corrigée par son auteur, dans les {CORRECTION_HOURS}\u00a0heures."
            " Complétez-la plutôt.",
        )
    now = {name: getattr(note, name) for name in ("body", "level", "kind", "axis")}
    data = request.POST if request.method == "POST" else None
    form = CorrectionNoteForm(data, member=request.member, initial=now | _seen(note))
    meanwhile = None
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            correct_note(note=note, by=request.member, seen=values.pop("version"), **values)
        except NoteChanged as refusal:
            meanwhile = refusal.note
            form.data = form.data.copy() | _seen(meanwhile)
            form.add_error(None, refusal.message)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La note est corrigée.")
            return _to_the_notes(request, note)
    if data is None:
        record_read(note.beneficiary, by=request.member, what="notes")
    return _page(
        request, "beneficiaries/note_correct.html", note, form, last="Corriger", meanwhile=meanwhile
    )


def _seen(note):
    return {"version": version_of(note)}


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def note_amend(request, pk):
    """Complete a note that is set."""
    note = _note(request, pk)
    if note.erased_at or is_locked_for(note, request.member):
        return _to_the_notes(request, note, "Cette note ne peut pas être complétée par vous.")
    form = AmendmentForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            amend_note(note=note, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Le complément est écrit à la suite de la note.")
            return _to_the_notes(request, note)
    if not form.is_bound:
        record_read(note.beneficiary, by=request.member, what="notes")
    return _page(request, "beneficiaries/note_amend.html", note, form, last="Compléter")


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def note_erase(request, pk):
    """Destroy the words of a note, once it has been said what that means."""
    note = _note(request, pk)
    if not is_erasable(note, request.member):
        return _to_the_notes(
            request, note, "Une note est effacée par son auteur ou par la direction, une fois."
        )
    if request.method == "GET":
        return _page(request, "beneficiaries/note_erase.html", note, last="Effacer")
    try:
        erase_note(note=note, by=request.member)
    except Refused as refusal:
        return _to_the_notes(request, note, refusal.message)
    messages.success(request, "Les mots de la note sont détruits.")
    return _to_the_notes(request, note)


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def note_readers(request, pk):
    """Name those who read a restricted note."""
    note = _note(request, pk)
    mine = note.author_id == request.member.pk or request.member.role == Role.MANAGER
    if note.level != NoteLevel.RESTRICTED or note.erased_at or not mine:
        return _to_the_notes(
            request, note, "Les lecteurs d’une note restreinte sont nommés par son auteur."
        )
    named = [reader.member_id for reader in note.readers.all()]
    data = request.POST if request.method == "POST" else None
    form = ReadersForm(data, member=request.member, note=note, initial={"readers": named})
    if form.is_bound and form.is_valid():
        try:
            name_note_readers(note=note, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Les lecteurs de la note sont nommés.")
            return _to_the_notes(request, note)
    return _page(request, "beneficiaries/note_readers.html", note, form, last="Lecteurs")


@require_http_methods(["GET", "POST"])
@never_cache
@access(can_open_files)
def note_read(request, pk):
    """A manager opens someone else's restricted note: first why, then the words, once."""
    note = _note(request, pk)
    if not is_locked_for(note, request.member):
        return _to_the_notes(request, note)
    form = ReadingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            note = read_restricted_note(
                note=note, by=request.member, reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return _page(
                request, "beneficiaries/note_read.html", note, last="Note restreinte", is_open=True
            )
    return _page(
        request, "beneficiaries/note_read.html", note, form, last="Note restreinte", is_open=False
    )
