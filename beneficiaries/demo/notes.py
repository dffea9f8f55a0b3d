"""The notes of the demo: what a team really writes to welcome someone better the next time.

Past notes are written as the acts would have, at their own date; today's go through the acts.
"""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from beneficiaries.models import (
    Axis,
    Note,
    NoteKind,
    NoteLevel,
    NoteReader,
    PaperKind,
)
from beneficiaries.services.notes import amend_note, erase_note, write_note
from beneficiaries.services.papers import add_paper

CLERMONT, BORDEAUX = "secours-populaire-63", "emmaus-connect-bordeaux"
DESK, TEAM, RESTRICTED = NoteLevel.DESK, NoteLevel.TEAM, NoteLevel.RESTRICTED


@dataclass(frozen=True)
class Written:
    """One note of the past: about whom, how long ago, by whom, and its words."""

    about: str
    days: int
    by: str
    level: str
    kind: str
    words: str
    axis: str = ""
    readers: tuple = ()


AT_CLERMONT = [
    Written(
        "A-0427",
        78,
        "mediateur",
        DESK,
        NoteKind.OBSERVATION,
        "Préfère le mardi matin, parle bambara et français.",
    ),
    Written(
        "A-0427",
        10,
        "mediateur",
        TEAM,
        NoteKind.MEETING,
        "Veut refaire seule sa déclaration trimestrielle en janvier. Nous l’avons faite ensemble"
        " aujourd’hui\u00a0: elle a trouvé le bouton, j’ai lu les questions.",
        axis=Axis.PROCEDURES,
    ),
    Written(
        "A-0427",
        9,
        "mediateur",
        RESTRICTED,
        NoteKind.CONTACT,
        "Ne pas laisser de message sur le téléphone de la maison. L’appeler en journée, sur le"
        " sien.",
        readers=("mediateur-2",),
    ),
    Written(
        "A-0412",
        33,
        "mediateur",
        DESK,
        NoteKind.OBSERVATION,
        "Vient accompagnée de sa voisine. Textes agrandis, place près de la fenêtre.",
    ),
    Written(
        "A-0412",
        20,
        "mediateur-2",
        TEAM,
        NoteKind.DECISION,
        "On commence par la souris, seule à seule, avant tout atelier en groupe. Elle a dit oui.",
        axis=Axis.HANDLING,
    ),
    Written(
        "A-0419",
        60,
        "mediateur",
        DESK,
        NoteKind.OBSERVATION,
        "Parle vietnamien\u00a0; sa fille traduit au téléphone si besoin.",
    ),
    Written(
        "A-0436",
        31,
        "mediateur-2",
        TEAM,
        NoteKind.CONTACT,
        "A appelé\u00a0: l’ordinateur s’allume, la box n’est pas encore installée. Rappeler après"
        " le passage du technicien.",
        axis=Axis.CONNECTION,
    ),
    Written(
        "A-0448",
        15,
        "mediateur",
        TEAM,
        NoteKind.MEETING,
        "CV commencé sur l’ordinateur prêté. Manque l’adresse des deux derniers employeurs.",
        axis=Axis.EVERYDAY,
    ),
    Written(
        "A-0452",
        3,
        "mediateur-2",
        DESK,
        NoteKind.OBSERVATION,
        "Plutôt après 17\u202fh, travaille en journée.",
    ),
]
# Persons of the stories, by first and last name.
AT_BORDEAUX = [
    Written(
        "Odette Lartigue",
        24,
        "mediateur-bordeaux",
        DESK,
        NoteKind.OBSERVATION,
        "Aime qu’on prenne son temps. Toujours la même place, près de la porte.",
    ),
    Written(
        "Odette Lartigue",
        17,
        "mediateur-bordeaux",
        TEAM,
        NoteKind.CONTACT,
        "Appelée après deux absences\u00a0: elle trouve le groupe trop rapide. Veut bien revenir"
        " en tête-à-tête.",
        axis=Axis.AVAILABILITY,
    ),
    Written(
        "Yasmine Kaddour",
        17,
        "mediateur-bordeaux",
        TEAM,
        NoteKind.MEETING,
        "Très à l’aise avec son téléphone. Sur le site de la CAF, ne sait pas quel bouton engage"
        " à quoi\u00a0: on lit ensemble avant de valider.",
        axis=Axis.PROCEDURES,
    ),
    Written(
        "Svitlana Kovalenko",
        1,
        "mediateur-bordeaux",
        DESK,
        NoteKind.OBSERVATION,
        "Parle ukrainien et russe, un peu anglais. Interprète utile pour les courriers.",
    ),
    Written(
        "Svitlana Kovalenko",
        1,
        "mediateur-bordeaux",
        RESTRICTED,
        NoteKind.DECISION,
        "Le dossier part demain avec elle. Si elle ne vient pas, l’appeler avant 10\u202fh et"
        " prévenir Thomas.",
        readers=("responsable-bordeaux",),
    ),
]


def build(world):
    """The notes of both teams, then those of today and a piece passing through."""
    _write(world, CLERMONT, AT_CLERMONT, lambda file: file.file_number)
    _write(world, BORDEAUX, AT_BORDEAUX, str)
    _today(world)


def _write(world, slug, written, name_of):
    people = {name_of(file): file for file in world.people[slug]}
    notes, readers = [], []
    for rank, each in enumerate(written):
        at = world.at(world.working_day(-each.days), 9 + rank % 8, rank * 7 % 60)
        person = people[each.about]
        note = Note(
            organisation=person.organisation,
            beneficiary=person,
            level=each.level,
            kind=each.kind,
            axis=each.axis,
            body=each.words,
            author=world.members[each.by],
            # Never before her file was opened.
            written_at=max(at, person.created_at + timedelta(minutes=10)),
        )
        notes.append(note)
        readers += [
            NoteReader(organisation=person.organisation, note=note, member=world.members[key])
            for key in each.readers
        ]
    with world.inside(slug):
        Note.objects.bulk_create(notes)
        NoteReader.objects.bulk_create(readers)


def _today(world):
    """Through the acts: a correction to come, a completed note, a note that was one too many."""
    mediator, colleague = world.members["mediateur"], world.members["mediateur-2"]
    people = {file.file_number: file for file in world.people[CLERMONT]}
    with world.inside(CLERMONT):
        old = Note.objects.get(beneficiary=people["A-0436"])
        amend_note(
            note=old,
            by=mediator,
            body="Le technicien est passé\u00a0: elle marche, testé ensemble.",
        )
        write_note(
            beneficiary=people["A-0427"],
            by=mediator,
            level=TEAM,
            kind=NoteKind.CONTACT,
            body="A téléphoné pour dire qu’elle ira au CCAS avec sa sœur.",
        )
        extra = write_note(
            beneficiary=people["A-0412"],
            by=colleague,
            level=TEAM,
            kind=NoteKind.OBSERVATION,
            body="Note écrite dans le mauvais dossier.",
        )
        erase_note(note=extra, by=colleague)
        add_paper(
            beneficiary=people["A-0427"],
            by=mediator,
            kind=PaperKind.TEMPORARY,
            title="Attestation de paiement, pour le dossier de logement",
            file=SimpleUploadedFile("attestation.png", _sheet()),
        )


def _sheet():
    """A photographed sheet, as grey lines."""
    sheet = Image.new("L", (420, 594), 250)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((40, 40, 180, 70), fill=90)
    for line in range(14):
        pen.rectangle((40, 120 + 28 * line, 380 - 37 * (line % 3), 130 + 28 * line), fill=190)
    output = BytesIO()
    sheet.save(output, "PNG")
    return output.getvalue()
