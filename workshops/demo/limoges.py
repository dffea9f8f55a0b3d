"""Limoges: the Mission locale's 2021, its present weeks, and the Cité de l’Emploi’s six months."""

from datetime import date, timedelta

from workshops.demo.programme import Programme, share_out, working_days

# 2021, as the article counts it: 691 young people, 1 359 participations, over eight themes.
SESSIONS_2021 = 148
PARTICIPATIONS_2021 = 1359
SEATS = 12
THEMES = [
    ("Réseaux sociaux", "reseaux_sociaux", "Régler ses comptes, choisir qui voit quoi"),
    ("E-réputation", "culture_numerique", "Ce qu’un employeur trouve sur vous, et comment agir"),
    ("Métiers du numérique", "insertion_professionnelle", "Découvrir les métiers et les écoles"),
    ("Chercher une info fiable", "navigation_sur_internet", "Bien chercher, croiser ses sources"),
    ("Démêler le faux du vrai", "culture_numerique", "Repérer les fausses informations"),
    ("Mères et autonomie", "parentalite", "Le numérique du quotidien, pour les mamans"),
    ("Bureautique et CV", "bureautique", "Écrire, mettre en page et envoyer son CV"),
    ("Démarches en ligne", "aide_aux_demarches_administratives", "Créer ses comptes, envoyer"),
]
# A week now: weekday, hours, theme, registered, seats, in the second venue or not.
WEEK = [
    (0, (9.5, 11.5), 1, 11, 12, False),
    (0, (14, 16), 3, 9, 12, False),
    (1, (9.5, 11.5), 2, 12, 12, False),
    (1, (14, 17), 6, 4, 4, True),
    (2, (10, 12), 0, 10, 12, False),
    (2, (14, 16), 7, 8, 9, True),
    (3, (9.5, 11.5), 4, 12, 12, False),
    (3, (14, 16), 5, 7, 10, True),
    (4, (9.5, 12), 7, 12, 12, False),
    (4, (14, 16), 6, 5, 12, False),
]
YOUNG_PEOPLE_A_WEEK = 61
WEEKS_BEFORE, WEEKS_AFTER = 4, 2


def build(world):
    with world.inside("mission-locale-limoges"):
        programme = Programme(world, "mission-locale-limoges", seed=87)
        workshops = [programme.workshop(*words) for words in THEMES]
        leader = world.members["conseiller-limoges"]
        _year_2021(programme, workshops, leader)
        for weeks in range(-WEEKS_BEFORE, WEEKS_AFTER + 1):
            monday = world.today - timedelta(days=world.today.weekday()) + timedelta(weeks=weeks)
            _week(programme, workshops, leader, monday, is_current=weeks == 0)
        programme.save()
    with world.inside("cite-emploi-beaubreuil"):
        _cite_emploi(world)


def _year_2021(programme, workshops, leader):
    days = [day for day in working_days(date(2021, 1, 11), date(2021, 12, 17)) if day.month != 8]
    sizes = _sizes_2021(programme.draw)
    groups = share_out(programme.people, sizes, programme.draw)
    hall, _ = programme.venues
    for n, group in enumerate(groups):
        missing = _missing(programme, group) if n % 3 == 0 else []
        programme.session(
            workshops[n % len(workshops)],
            days[n * len(days) // len(groups)],
            (9.5, 11.5) if n % 2 else (14, 16),
            venue=hall,
            seats=SEATS,
            leaders=[leader],
            # Some were expected and did not come: they hold a seat and count for nothing.
            people=group + missing,
            absent_people=missing,
        )


def _missing(programme, group):
    """Up to two people who had a seat left over, and did not come that time."""
    drawn = programme.some(min(2, SEATS - len(group)))
    return [person for person in drawn if person not in group]


def _sizes_2021(draw):
    """148 group sizes between 6 and 12 whose sum is 1 359."""
    base, more = divmod(PARTICIPATIONS_2021, SESSIONS_2021)
    sizes = [base + (n < more) for n in range(SESSIONS_2021)]
    for _ in range(SESSIONS_2021):
        one, other = draw.sample(range(SESSIONS_2021), 2)
        if sizes[one] < SEATS and sizes[other] > 6:
            sizes[one] += 1
            sizes[other] -= 1
    return sizes


def _week(programme, workshops, leader, monday, *, is_current):
    hall, outpost = programme.venues
    people = programme.some(YOUNG_PEOPLE_A_WEEK)
    groups = share_out(people, [slot[3] for slot in WEEK], programme.draw)
    for slot, group in zip(WEEK, groups, strict=True):
        weekday, hours, theme, _, seats, is_outside = slot
        programme.session(
            workshops[theme],
            monday + timedelta(days=weekday),
            hours,
            venue=outpost if is_outside else hall,
            seats=seats,
            leaders=[leader],
            people=group,
            absent=programme.draw.choice([0, 0, 1, 2]),
            # Tuesday morning's roll is still to be filled in.
            left_open=is_current and slot == WEEK[2],
        )


def _cite_emploi(world):
    """189 people in six months: four fixed PCs, and nine laptops taken outside the walls."""
    programme = Programme(world, "cite-emploi-beaubreuil", seed=189)
    hall, market = programme.venues
    inside = programme.workshop(
        "Mon espace emploi", "insertion_professionnelle", "Actualiser sa situation, postuler"
    )
    outside = programme.workshop(
        "Le numérique sur la place",
        "aide_aux_demarches_administratives",
        "Neuf ordinateurs portables hors les murs : une question, une démarche",
    )
    leader = world.members["cite-emploi"]
    days = [world.on(n) for n in range(-178, 0) if world.on(n).weekday() in (1, 3)]
    sizes = [4 if day.weekday() == 1 else 7 + n % 3 for n, day in enumerate(days)]
    for day, group in zip(days, share_out(programme.people, sizes, programme.draw), strict=True):
        is_outside = day.weekday() == 3
        programme.session(
            outside if is_outside else inside,
            day,
            (14, 16) if is_outside else (9.5, 11.5),
            venue=market if is_outside else hall,
            outside=is_outside,
            seats=9 if is_outside else 4,
            leaders=[leader],
            people=group,
            anonymous=programme.draw.randint(1, 5) if is_outside else 0,
        )
    for days_ahead in range(1, 15):
        day = world.on(days_ahead)
        if day.weekday() in (1, 3):
            is_outside = day.weekday() == 3
            programme.session(
                outside if is_outside else inside,
                day,
                (14, 16) if is_outside else (9.5, 11.5),
                venue=market if is_outside else hall,
                outside=is_outside,
                seats=9 if is_outside else 4,
                leaders=[leader],
                people=programme.some(3),
            )
    programme.save()
