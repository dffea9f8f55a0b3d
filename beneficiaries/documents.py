"""The facts printed on the documents of a person's rights, and of the association's duties."""

import re

from django.utils import timezone

from beneficiaries.duties.access import (
    documents_about,
    file_lines,
    notes_of,
    reading_lines,
    recipient_lines,
    retention_sentence,
    section_lines,
    source_lines,
)
from beneficiaries.models import Gender
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.exceptions import Refused
from inclusion.organisations.models import Role
from inclusion.text import NO_BREAK, counted

ACCESS_RESPONSE = "access_response"
PROCESSING_REGISTER = "processing_register"
DPIA = "dpia"
MASK = "[nom masqué]"
CIVILITIES = {Gender.FEMALE: "Mme", Gender.MALE: "M."}
WORDS_AT_MOST = 40


def register_kinds():
    managers = frozenset({Role.MANAGER})
    for code, label, prefix in (
        (ACCESS_RESPONSE, "Copie de votre dossier", "ACC"),
        (PROCESSING_REGISTER, "Registre des traitements", "REG"),
        (DPIA, "Analyse d’impact (AIPD)", "AIP"),
    ):
        register_kind(DocumentKind(code, label, prefix, template=code, roles=managers))


def access_facts(request, beneficiary, *, by, hidden_words, with_reader_names):
    """Her whole file in plain words: what is printed, and attached as data."""
    notes, hidden_count = _notes(beneficiary, hidden_words)
    documents = documents_about(beneficiary)
    readings, reading_count = reading_lines(beneficiary, with_names=with_reader_names)
    return {
        "person": {
            "civility": CIVILITIES.get(beneficiary.gender, ""),
            "name": str(beneficiary),
            "file_number": beneficiary.file_number,
        },
        "request": {"received_on": request.received_on.isoformat()},
        "file": _lines(file_lines(beneficiary)),
        "sections": [
            {"title": title, "lines": _lines(lines)}
            for title, lines in section_lines(beneficiary, by)
        ],
        "notes": notes,
        "hidden_count": hidden_count,
        "hidden_words": counted(hidden_count, "passage masqué", "passages masqués"),
        "documents": [
            {
                "title": each.title,
                "number": each.number,
                "issued_on": timezone.localdate(each.issued_at).isoformat(),
            }
            for each in documents
        ],
        "recipients": _lines(recipient_lines(beneficiary, by)),
        "readings": readings,
        "reading_count": reading_count,
        "has_reader_names": with_reader_names,
        "sources": _lines(source_lines(beneficiary)),
        "retention": retention_sentence(beneficiary),
        "signature": {"caption": f"Pour {by.organisation.name}", "detail": by.label},
        "place": by.organisation.city,
    }


def _lines(pairs):
    return [{"label": label, "value": value} for label, value in pairs]


def _notes(beneficiary, hidden_words):
    """Every note of every level, other people's names hidden as the manager asked."""
    notes, hidden_count = [], 0
    for note in notes_of(beneficiary):
        text, count = hide(note.body, hidden_words.get(str(note.pk), ()))
        hidden_count += count
        notes.append(
            {
                "written_on": timezone.localdate(note.written_at).isoformat(),
                "kind": note.get_kind_display(),
                "level": note.get_level_display(),
                "author": note.author.get_role_display(),
                "text": text,
                "is_erased": note.erased_at is not None,
            }
        )
    return notes, hidden_count


def hide(text, words):
    """(the text with these words hidden, how many times); a word not in it is a mistake.

    The words of the note are never rewritten: only names are covered.
    """
    total = 0
    for word in sorted(words, key=len, reverse=True):
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        text, count = found.subn(MASK, text)
        if not count:
            raise Refused(
                f"«{NO_BREAK}{word}{NO_BREAK}» n’est pas dans la note\u00a0: écrivez le nom comme"
                " il y est."
            )
        total += count
    return text, total


def words_to_hide(typed):
    """The names typed in one field, parted by commas or new lines, longest first."""
    words = {" ".join(part.split()) for part in re.split(r"[,;\n]", typed)}
    words.discard("")
    if len(words) > WORDS_AT_MOST:
        raise Refused(f"Masquez au plus {WORDS_AT_MOST}{NO_BREAK}noms par note.")
    return sorted(words, key=lambda word: (-len(word), word))
