"""Secours populaire 63: rights, housing, jobs, school, and today's « Mes premiers e-mails »."""

from workshops.demo import proof
from workshops.demo.programme import Programme
from workshops.services import close_session, issue_certificates

SLUG = "secours-populaire-63"
WORKSHOPS = {
    "emails": ("Mes premiers e-mails", "email", "Ouvrir sa boîte, lire et envoyer un message"),
    "computer": (
        "L’ordinateur, premiers pas",
        "prendre_en_main_du_materiel",
        "Allumer, écrire, ranger, imprimer",
    ),
    "rights": (
        "Mes droits en ligne",
        "aide_aux_demarches_administratives",
        "Compte CAF, logement, impôts : faire soi-même une démarche",
    ),
    "jobs": (
        "Chercher un emploi en ligne",
        "insertion_professionnelle",
        "Déposer son CV, répondre à une offre",
    ),
    "school": (
        "Suivre la scolarité de son enfant",
        "scolarite_et_numerique",
        "L’espace numérique du collège, les messages, les absences",
    ),
    "desk": (
        "Permanence démarches",
        "aide_aux_demarches_administratives",
        "Accueil sans rendez-vous, chacun avec sa démarche",
    ),
}
# Weekday → what is held that day, most weeks: (workshop, hours, seats, leader)
PATTERN = {
    0: ("school", (14, 16), 10, "mediateur-2"),
    1: ("emails", (9.5, 11.5), 12, "benevole"),
    2: ("rights", (14, 16), 10, "mediateur"),
    3: ("computer", (9.5, 11.5), 12, "benevole-2"),
    4: ("jobs", (10, 12), 10, "mediateur-2"),
}
# Those expected today, by file number.
EXPECTED = [
    *("A-0412", "A-0388", "A-0431", "A-0405", "A-0297", "A-0440"),
    *("A-0219", "A-0419", "A-0377", "A-0452", "A-0361", "A-0448"),
]
FIRST_DAY, LAST_DAY = -77, 25


def build(world):
    with world.inside(SLUG):
        programme = Programme(world, SLUG, seed=63)
        workshops = {key: programme.workshop(*words) for key, words in WORKSHOPS.items()}
        _usual_weeks(world, programme, workshops)
        proven = _around_today(world, programme, workshops)
        programme.save()
        _acts(world, proven)


def _usual_weeks(world, programme, workshops):
    hall, outpost, _ = programme.venues
    for days in range(FIRST_DAY, LAST_DAY):
        day = world.on(days)
        if day.weekday() not in PATTERN or -3 <= days <= 0:
            continue
        key, hours, seats, leader = PATTERN[day.weekday()]
        is_past = days < 0
        count = programme.draw.randint(6, seats) if is_past else programme.draw.randint(2, seats)
        programme.session(
            workshops[key],
            day,
            hours,
            venue=outpost if key == "rights" else hall,
            seats=seats,
            leaders=[world.members[leader]],
            people=programme.some(count),
            absent=programme.draw.choice([0, 0, 1, 2]),
            anonymous=programme.draw.choice([0, 0, 0, 2]),
        )


def _around_today(world, programme, workshops):
    hall, outpost, _ = programme.venues
    claire, ines = world.members["mediateur"], world.members["benevole"]
    by_number = {person.file_number: person for person in programme.people}
    expected = [by_number[number] for number in EXPECTED]
    proven = programme.session(
        workshops["rights"],
        world.on(-3),
        (14, 16),
        venue=outpost,
        seats=10,
        leaders=[claire],
        people=expected[:6],
        left_open=True,
    )
    programme.session(
        workshops["emails"],
        world.on(-2),
        (9.5, 11.5),
        venue=hall,
        seats=12,
        leaders=[claire],
        people=programme.some(9),
        left_open=True,
    )
    programme.session(
        workshops["computer"],
        world.on(-1),
        (14, 16),
        venue=hall,
        seats=12,
        leaders=[ines, claire],
        people=programme.some(12),
        left_open=True,
    )
    programme.session(
        workshops["emails"],
        world.on(0),
        (9.5, 11.5),
        venue=hall,
        seats=12,
        leaders=[ines],
        people=expected,
        left_open=True,
    )
    programme.session(
        workshops["desk"],
        world.on(0),
        (16, 17),
        venue=outpost,
        seats=8,
        leaders=[claire],
        kind="permanence",
    )
    return proven


def _acts(world, session):
    """A real closing and its certificates, so that journal and documents have their entries."""
    claire = world.members["mediateur"]
    # Written together, they have no order of their own.
    away = session.registrations.order_by("beneficiary__file_number").last().beneficiary
    close_session(session=session, by=claire, absent={away: "excused"})
    issue_certificates(session=session, by=claire)
    proof.prove(session, by=claire)
    proof.correct(session, by=claire)
