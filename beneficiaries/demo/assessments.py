"""The stories of the articles, as assessments: who came, what blocked her, which way was chosen.

At Les Aubiers, the five people that La Tribune and the Bordeaux article speak of, and one who comes
back after six months; three more at Clermont. Names and answers are fixed.
"""

from dataclasses import dataclass
from datetime import timedelta

from beneficiaries.assessment import grid as grids
from beneficiaries.models import (
    AnswerState,
    Assessment,
    AssessmentAnswer,
    AssessmentChannel,
    AssessmentKind,
    Beneficiary,
    ExternalResult,
    ExternalTool,
    Gender,
    NoticeChannel,
    NoticeDelivery,
    Origin,
    Path,
    Situation,
    neighbourhood,
)
from beneficiaries.numbering import next_file_number
from beneficiaries.search import keep_tokens
from beneficiaries.services import (
    answer_questions,
    complete_assessment,
    decide_path,
    grid_in_use,
    start_assessment,
)

BORDEAUX, CLERMONT = "emmaus-connect-bordeaux", "secours-populaire-63"
REFUSED, UNKNOWN = "R", "?"


@dataclass(frozen=True)
class Sitting:
    """One assessment: how long ago, what was answered (letters of the sheet), what was chosen."""

    days: int
    letters: str
    minutes: int
    kind: str = AssessmentKind.INITIAL
    channel: str = AssessmentChannel.FACE_TO_FACE
    chosen: str = ""
    reason: str = ""


# Letters in the order of the questions of the grid: what brings her, deadline, device, sharing,
# Internet, cost, pointing, keyboard, searching, mail, messages, documents, benefits, work, papers,
# passwords, scams, confidence, wish, obstacles, company. « - »: not asked.
PEOPLE = [
    # « Une personne isolée : elle vient deux fois, puis elle arrête. »
    (
        ("Odette", "Lartigue", Gender.FEMALE, 1943, Situation.RETIRED, Origin.ASSOCIATION),
        [Sitting(24, "eg c b a d b c c d d d e c e c d e d b eg d", 8)],
    ),
    # « À l’aise sur les réseaux sociaux, perdue dans les démarches. »
    (
        ("Yasmine", "Kaddour", Gender.FEMALE, 2002, Situation.JOB_SEEKER, Origin.SPONTANEOUS),
        [Sitting(17, "a b c a b b a b b c a c d d c c c b b b a", 6)],
    ),
    # « Un téléphone pour tout, et un CV à faire. »
    (
        ("Moussa", "Camara", Gender.MALE, 1994, Situation.JOB_SEEKER, Origin.DEPARTMENT),
        [Sitting(11, "b c c a b b b c b c b d b b b c a c a d b", 7)],
    ),
    # « Rien ne marche, et la date limite est demain. »
    (
        ("Svitlana", "Kovalenko", Gender.FEMALE, 1985, Situation.JOB_SEEKER, Origin.OUTREACH),
        [Sitting(1, "a a d b c c c d d d b ? d ? d d b c c ce b", 5)],
    ),
    # « Tout va bien, merci : quelques exercices lui suffisent. »
    (
        ("Bertrand", "Castaing", Gender.MALE, 1970, Situation.EMPLOYED, Origin.SPONTANEOUS),
        [Sitting(8, "g c a a a a a a a a b a a a a b a a a a a", 6)],
    ),
    # Comes back after six months: the progress is measured axis by axis.
    (
        ("Rosa", "Pereira", Gender.FEMALE, 1968, Situation.JOB_SEEKER, Origin.ASSOCIATION),
        [
            Sitting(187, "bg c c a c c c d c d c e d d d c c d b c c", 9),
            Sitting(
                5,
                "b c a b b b b b b b b c b b b b b b a c b",
                7,
                kind=AssessmentKind.INTERMEDIATE,
                chosen=Path.RIGHTS,
                reason="Elle veut d’abord refaire sa déclaration trimestrielle.",
            ),
        ],
    ),
]
# Persons of the pictures, by file number.
AT_CLERMONT = [
    (
        "A-0427",
        [
            Sitting(80, "ag b d b c b c d c d c d d d d c c c b c b", 40),
            Sitting(
                10,
                "a b b b b b b c b c a c c d c c c b b c b",
                25,
                kind=AssessmentKind.INTERMEDIATE,
            ),
        ],
    ),
    ("A-0419", [Sitting(190, "fe c c b b b b c c c b d c - c b b c b ce b", 12)]),
    (
        "A-0412",
        [Sitting(33, "cf c e b b b c c d d b e c R c d b c c c b", 11)],
    ),
]


def build(world):
    """Assess everyone above; `world.people[BORDEAUX]` gains six persons, at its end."""
    _bordeaux(world)
    _clermont(world)


def _bordeaux(world):
    by = world.members["mediateur-bordeaux"]
    with world.inside(BORDEAUX):
        grid = grid_in_use(by.organisation)
        for identity, sittings in PEOPLE:
            person = _welcome(world, by, identity, days=sittings[0].days)
            world.people[BORDEAUX].append(person)
            for sitting in sittings:
                _sit(world, grid, person, by, sitting)
        bertrand = world.people[BORDEAUX][-2]
        ExternalResult.objects.create(
            organisation_id=by.organisation_id,
            beneficiary=bertrand,
            tool=ExternalTool.PIX,
            level="312\u00a0pix",
            taken_on=world.on(-60),
            added_by=by,
        )
        _today(world, by)


def _welcome(world, by, identity, days):
    """A file opened that many days ago, with its notice."""
    first_name, last_name, gender, birth_year, situation, origin = identity
    at = world.at(-days, 9, 30)
    person = Beneficiary(
        organisation=by.organisation,
        file_number=next_file_number(by.organisation_id),
        first_name=first_name,
        last_name=last_name,
        gender=gender,
        birth_year=birth_year,
        situation=situation,
        origin=origin,
        referent=by,
        created_by=by,
        created_at=at,
        postcode="33300",
        city="Bordeaux",
        **neighbourhood(True),
    )
    person.save()
    keep_tokens(person)
    NoticeDelivery.objects.create(
        organisation=by.organisation,
        beneficiary=person,
        channel=NoticeChannel.ORAL_AND_PAPER,
        delivered_at=at + timedelta(minutes=5),
        by=by,
    )
    return person


def _clermont(world):
    by = world.members["mediateur"]
    people = {each.file_number: each for each in world.people[CLERMONT]}
    with world.inside(CLERMONT):
        grid = grid_in_use(by.organisation)
        for file_number, sittings in AT_CLERMONT:
            for sitting in sittings:
                _sit(world, grid, people[file_number], by, sitting)


def given_by(grid, letters):
    """Question → Given, from the letters of a sheet: one group a question."""
    answers = {}
    for question, group in zip(grid.questions, letters.split(), strict=True):
        if group == REFUSED:
            answers[question.code] = grids.Given(AnswerState.REFUSED)
        elif group == UNKNOWN:
            answers[question.code] = grids.Given(AnswerState.UNKNOWN)
        elif group != "-":
            codes = tuple(question.lettered(letter).code for letter in group)
            answers[question.code] = grids.Given(AnswerState.ANSWERED, codes)
    return answers


def _sit(world, row, person, by, sitting):
    """One assessment of the past: written as the acts would have, at its own date."""
    grid = grids.load(row.content)
    answers = given_by(grid, sitting.letters)
    started_at = world.at(-sitting.days, 9, 40)
    assessment = Assessment.objects.create(
        organisation_id=person.organisation_id,
        beneficiary=person,
        grid=row,
        kind=sitting.kind,
        channel=sitting.channel,
        by=by,
        started_at=started_at,
    )
    AssessmentAnswer.objects.bulk_create(
        AssessmentAnswer(
            organisation_id=person.organisation_id,
            assessment=assessment,
            question=code,
            state=given.state,
            values=list(given.values),
        )
        for code, given in answers.items()
    )
    assessment.scores = grids.score(grid, answers)
    proposals = grids.propose(grid, answers, assessment.scores)
    assessment.proposals = [each.as_facts() for each in proposals]
    assessment.proposed_path = proposals[0].path
    assessment.minutes = sitting.minutes
    assessment.completed_at = started_at + timedelta(minutes=sitting.minutes)
    assessment.chosen_path = sitting.chosen or assessment.proposed_path
    assessment.override_reason = (
        sitting.reason if assessment.chosen_path != assessment.proposed_path else ""
    )
    assessment.decided_at = assessment.completed_at + timedelta(minutes=2)
    assessment.decided_by = by
    assessment.save()
    return assessment


def _today(world, by):
    """Today's own, through the acts: the journal knows of it. One more is left half done."""
    people = world.people[BORDEAUX]
    grid = grids.load(grid_in_use(by.organisation).content)
    whole = given_by(grid, "b c a b a b b b b b b b b b b b b b a b a")
    done = start_assessment(beneficiary=people[0], by=by, channel=AssessmentChannel.FACE_TO_FACE)
    answer_questions(assessment=done, by=by, answers=whole)
    done = complete_assessment(assessment=done, by=by)
    decide_path(assessment=done, by=by, path=done.proposed_path)
    draft = start_assessment(beneficiary=people[1], by=by, channel=AssessmentChannel.FACE_TO_FACE)
    begun = dict(list(whole.items())[:7])
    answer_questions(assessment=draft, by=by, answers=begun)
