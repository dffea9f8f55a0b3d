"""Bordeaux, Cournon, Montreuil: free workshops, run by volunteers more often than not."""

from workshops.demo.programme import Programme

BORDEAUX = [
    (
        "Mes démarches en ligne",
        "aide_aux_demarches_administratives",
        "Créer et protéger son espace personnel",
    ),
    (
        "Prendre en main son smartphone",
        "prendre_en_main_du_materiel",
        "Réglages, contacts, messages, photos",
    ),
    ("Naviguer sans se perdre", "navigation_sur_internet", "Chercher, ouvrir, revenir, garder"),
    ("Ma boîte e-mail", "email", "Écrire, joindre un document, trier"),
]
# Open for three months.
OPEN_DAYS = 90


def build(world):
    with world.inside("emmaus-connect-bordeaux"):
        _bordeaux(world)
    for slug, keys, seed, offers in SMALL:
        with world.inside(slug):
            _small(world, slug, keys, seed, offers)


def _bordeaux(world):
    programme = Programme(world, "emmaus-connect-bordeaux", seed=33)
    workshops = [programme.workshop(*words) for words in BORDEAUX]
    leaders = [world.members[key] for key in ("benevole-bordeaux", "service-civique-bordeaux")]
    (welcome,) = programme.venues
    for days in range(-OPEN_DAYS, 18):
        day = world.on(days)
        # Today always has its workshop, whatever the day one looks.
        if days and day.weekday() not in (1, 2, 4):
            continue
        turn = (days + OPEN_DAYS) // 2
        programme.session(
            workshops[turn % len(workshops)],
            day,
            (9.5, 11.5) if day.weekday() == 2 else (14, 16),
            venue=welcome,
            seats=8,
            leaders=[leaders[turn % 2], leaders[(turn + 1) % 2]][: 1 + turn % 2],
            people=programme.some(programme.draw.randint(4, 8)),
            absent=programme.draw.choice([0, 0, 1]),
            anonymous=programme.draw.choice([0, 0, 1, 3]),
        )
    programme.save()


# Slug, leaders' keys, seed, (workshop, weekday, hours, seats) held every other week.
SMALL = [
    (
        "ccas-cournon",
        ["mediateur-cournon"],
        638,
        [
            (
                (
                    "Les démarches, ensemble",
                    "aide_aux_demarches_administratives",
                    "CAF, impôts, santé : chacun sur son ordinateur",
                ),
                1,
                (14, 16),
                8,
            ),
        ],
    ),
    (
        "simplon",
        ["simplon"],
        931,
        [
            (
                ("Découvrir le code", "creer_avec_le_numerique", "Sa première page, en un jour"),
                3,
                (9.5, 12.5),
                14,
            ),
            (
                (
                    "Le numérique au travail",
                    "insertion_professionnelle",
                    "Outils partagés, visioconférence, tableur",
                ),
                1,
                (14, 17),
                14,
            ),
        ],
    ),
    (
        "croix-rouge",
        ["croix-rouge"],
        934,
        [
            (
                (
                    "Ma tablette pas à pas",
                    "prendre_en_main_du_materiel",
                    "Toucher, écrire, appeler",
                ),
                2,
                (10, 12),
                6,
            ),
        ],
    ),
]


def _small(world, slug, keys, seed, offers):
    programme = Programme(world, slug, seed=seed)
    for words, weekday, hours, seats in offers:
        workshop = programme.workshop(*words)
        for days in range(-63, 15):
            day = world.on(days)
            if day.weekday() != weekday or day.isocalendar().week % 2:
                continue
            programme.session(
                workshop,
                day,
                hours,
                venue=programme.venues[0],
                seats=seats,
                leaders=[world.members[key] for key in keys],
                people=programme.some(programme.draw.randint(seats // 2, seats)),
                absent=programme.draw.choice([0, 1]),
            )
    programme.save()
