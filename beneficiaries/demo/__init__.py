"""The persons of the demo world: who came where, in what numbers, all invented.

The figures are those of the articles: over a hundred people at Les Aubiers, 691 young people at
the Mission locale in 2021, 189 people in six months at the Cité de l'Emploi.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from django.utils import timezone

from beneficiaries.demo import assessments, notes, referrals, retention, rights
from beneficiaries.demo.contacts import house, make_reachable
from beneficiaries.demo.names import CLERMONT_PEOPLE, FIRST_NAMES, LAST_NAMES
from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    Gender,
    NoticeChannel,
    NoticeDelivery,
    Origin,
    Situation,
    neighbourhood,
    sort_name_of,
)
from beneficiaries.numbering import continue_after
from beneficiaries.search import as_file_number, tokens_of, write_tokens
from beneficiaries.services import create_beneficiary, deliver_notice, update_beneficiary
from inclusion.organisations.models import Role

SEED = 412
CLERMONT = "secours-populaire-63"
CLERMONT_PLACES = [
    ("63100", "Clermont-Ferrand", True),
    ("63000", "Clermont-Ferrand", False),
    ("63800", "Cournon-d’Auvergne", False),
    ("63100", "Clermont-Ferrand", True),
    ("63170", "Aubière", False),
    ("63360", "Gerzat", False),
    ("63400", "Chamalières", False),
]
COURNON_PLACES = [("63800", "Cournon-d’Auvergne", False), ("63670", "Le Cendre", False)]
BORDEAUX_PLACES = [
    ("33300", "Bordeaux", True),
    ("33300", "Bordeaux", True),
    ("33000", "Bordeaux", False),
    ("33520", "Bruges", False),
]
LIMOGES_PLACES = [
    ("87000", "Limoges", True),
    ("87000", "Limoges", False),
    ("87280", "Limoges", True),
]
NANTES_PLACES = [
    ("44000", "Nantes", False),
    ("44300", "Nantes", False),
    ("44800", "Saint-Herblain", None),
]
MONTREUIL_PLACES = [
    ("93100", "Montreuil", True),
    ("93100", "Montreuil", None),
    ("93170", "Bagnolet", None),
]
STUDENTS = 50


def build(world):
    """Open every file of the demo; `world.people[slug]` lists them by file number."""
    draw = Random(SEED)  # noqa: S311 — invented names, not secrets
    past = _Past(world, draw)
    past.fill(CLERMONT, _clermont(world, draw))
    past.fill("ccas-cournon", _series(world, draw, 25, COURNON_PLACES, (1938, 2004), days=420))
    past.fill(
        "emmaus-connect-bordeaux",
        _series(world, draw, 112, BORDEAUX_PLACES, (1940, 2006), days=300),
    )
    past.fill("mission-locale-limoges", _young_people_of_2021(draw))
    past.fill(
        "cite-emploi-beaubreuil",
        _series(world, draw, 189, [LIMOGES_PLACES[2]], (1962, 2006), days=180, seeking=True),
    )
    past.fill(
        "ping", _series(world, draw, 30, NANTES_PLACES, (2001, 2007), days=80, at_school=True)
    )
    past.fill(
        "simplon", _series(world, draw, 20, MONTREUIL_PLACES, (1978, 2004), days=150, seeking=True)
    )
    past.fill("croix-rouge", _series(world, draw, 15, MONTREUIL_PLACES, (1942, 1995), days=200))
    past.write()
    _recent_acts(world)


def follow_up(world):
    """What became of them, beside the money: assessments, notes, rights, referrals, retention."""
    for part in (assessments, notes, rights, referrals, retention):
        part.build(world)


class _Past:
    """Files opened before today, gathered per organisation and written in few statements."""

    def __init__(self, world, draw):
        self.world, self.draw = world, draw
        self.files = {}

    def fill(self, slug, people):
        """`people`: dicts of fields with the file's rank in the series and its day of opening."""
        team = [
            member
            for member in self.world.members.values()
            if member.organisation.slug == slug and member.role in (Role.MANAGER, Role.MEDIATOR)
        ]
        organisation = self.world.organisations[slug]
        files = []
        for person in people:
            rank = person.pop("rank")
            referent = team[self.draw.randrange(len(team))]
            files.append(
                Beneficiary(
                    organisation=organisation,
                    file_number=as_file_number(rank),
                    sort_name=sort_name_of(person["last_name"], person["first_name"]),
                    created_by=referent,
                    referent=referent,
                    **person,
                )
            )
        self.files[slug] = files
        self.world.people[slug] = files

    def write(self):
        for slug, files in self.files.items():
            with self.world.inside(slug):
                for file in files:
                    make_reachable(file)
                Beneficiary.objects.bulk_create(files)
                house(files)
                if slug == CLERMONT:
                    _write_tokens(files)
                NoticeDelivery.objects.bulk_create([self._notice(file) for file in files])
                continue_after(files[0].organisation_id, max(map(_rank, files)))

    def _notice(self, file):
        return NoticeDelivery(
            organisation_id=file.organisation_id,
            beneficiary=file,
            channel=_channel(file),
            delivered_at=file.created_at + timedelta(minutes=10),
            by=file.created_by,
        )


def make_findable(world):
    """The tokens of all but Clermont's persons, whom nobody looks for until the world is whole."""
    for slug, files in world.people.items():
        if slug != CLERMONT:
            with world.inside(slug):
                _write_tokens(files)


def _write_tokens(files):
    write_tokens(
        files[0].organisation_id,
        [
            (file.pk, token)
            for file in files
            for token in sorted(tokens_of(file.first_name, file.last_name))
        ],
    )


def _rank(file):
    return int(file.file_number.removeprefix("A-"))


# Welcomed in an emergency: the notice is still to be given (Clermont only).
PROMISED = {"A-0450", "A-0446"}


def _channel(file):
    if file.organisation.slug == CLERMONT and file.file_number in PROMISED:
        return NoticeChannel.LATER
    return NoticeChannel.ORAL if _rank(file) % 7 == 0 else NoticeChannel.ORAL_AND_PAPER


def _clermont(world, draw):
    """The persons of the pictures among families and fifty students, numbers without a gap."""
    last = max(CLERMONT_PEOPLE)
    ranks = sorted({*CLERMONT_PEOPLE, *range(last - 149, last + 1)})
    free = [rank for rank in ranks if rank not in CLERMONT_PEOPLE]
    students = set(free[:STUDENTS])
    used = {(first, name) for first, name, *_ in CLERMONT_PEOPLE.values()}
    for rank in ranks:
        opened = world.at(-_days_since(rank), 9 + rank % 8, rank % 4 * 15)
        if rank in CLERMONT_PEOPLE:
            first_name, last_name, gender, birth_year, _ = CLERMONT_PEOPLE[rank]
            person = _person(draw, CLERMONT_PLACES[:2], birth_year=birth_year, gender=gender)
            person |= {"first_name": first_name, "last_name": last_name}
            if first_name == "Aminata":
                person |= {"postcode": "63800", "city": "Cournon-d’Auvergne"}
                person |= neighbourhood(False)
        elif rank in students:
            person = _person(draw, CLERMONT_PLACES, years=(2000, 2007), used=used)
            person |= {"situation": Situation.AT_SCHOOL}
        else:
            person = _person(draw, CLERMONT_PLACES, years=(1945, 1999), used=used)
        if rank in (305, 311, 318):
            person |= {"status": BeneficiaryStatus.CLOSED, "closed_at": world.at(-40, 17)}
        yield person | {"rank": rank, "created_at": opened}


def _days_since(rank):
    """The day a Clermont file was opened: between those of the pictures around it."""
    known = sorted((number, facts[4]) for number, facts in CLERMONT_PEOPLE.items())
    for (low, older), (high, newer) in pairwise(known):
        if low <= rank <= high:
            return older - (older - newer) * (rank - low) // (high - low)
    raise ValueError(rank)


def _series(world, draw, count, places, years, *, days, seeking=False, at_school=False):
    """`count` persons opened evenly over the last `days` days."""
    used = set()
    for rank in range(1, count + 1):
        person = _person(draw, places, years=years, used=used)
        if seeking:
            person["situation"] = Situation.JOB_SEEKER
        if at_school:
            person["situation"] = Situation.AT_SCHOOL
        back = days - (days - 2) * (rank - 1) // max(1, count - 1)
        opened = world.at(world.working_day(-back), 9 + rank % 8, rank % 4 * 15)
        yield person | {"rank": rank, "created_at": opened}


def _young_people_of_2021(draw):
    """The Mission locale's 691 young people, all registered in 2021, whatever today is."""
    used = set()
    for rank in range(1, 692):
        person = _person(draw, LIMOGES_PLACES, years=(1995, 2005), used=used)
        person["situation"] = Situation.JOB_SEEKER
        person["origin"] = Origin.SPONTANEOUS if rank % 3 else Origin.OUTREACH
        opened = datetime(2021, 1, 4, 9 + rank % 8, rank % 4 * 15) + timedelta(
            days=rank * 340 // 691
        )
        opened -= timedelta(days=max(0, opened.weekday() - 4))
        yield person | {"rank": rank, "created_at": timezone.make_aware(opened)}


def _person(draw, places, *, years=None, birth_year=None, gender=None, used=None):
    """One invented person; within `used`, nobody bears the same two names twice."""
    gender = gender or draw.choice([Gender.FEMALE, Gender.FEMALE, Gender.MALE])
    first_name, last_name = draw.choice(FIRST_NAMES[gender]), draw.choice(LAST_NAMES)
    while used is not None and (first_name, last_name) in used:
        first_name, last_name = draw.choice(FIRST_NAMES[gender]), draw.choice(LAST_NAMES)
    if used is not None:
        used.add((first_name, last_name))
    birth_year = birth_year or draw.randint(*years)
    postcode, city, in_neighbourhood = draw.choice(places)
    return {
        "first_name": first_name,
        "last_name": last_name,
        "gender": gender,
        "birth_year": birth_year,
        "postcode": postcode,
        "city": city,
        **neighbourhood(in_neighbourhood),
        "situation": Situation.RETIRED
        if birth_year < 1962
        else draw.choice([Situation.JOB_SEEKER, Situation.JOB_SEEKER, Situation.EMPLOYED]),
        "origin": draw.choice(
            [Origin.SPONTANEOUS, Origin.SPONTANEOUS, Origin.ASSOCIATION, Origin.DEPARTMENT]
        ),
    }


def _recent_acts(world):
    """What happened today at Clermont, through the acts themselves: the journal knows of it."""
    people = world.people[CLERMONT]
    with world.inside(CLERMONT):
        mediator, manager = world.members["mediateur"], world.members["responsable"]
        people.append(
            create_beneficiary(
                by=mediator,
                first_name="Mariam",
                last_name="Sow",
                notice_channel=NoticeChannel.ORAL_AND_PAPER,
                birth_year=1990,
                gender=Gender.FEMALE,
                postcode="63100",
                city="Clermont-Ferrand",
                is_priority_neighbourhood=True,
                situation=Situation.JOB_SEEKER,
                origin=Origin.DEPARTMENT,
                referent=mediator,
            )
        )
        by_number = {file.file_number: file for file in people}
        deliver_notice(
            beneficiary=by_number["A-0446"], by=manager, channel=NoticeChannel.ORAL_AND_PAPER
        )
        update_beneficiary(
            beneficiary=by_number["A-0427"], by=mediator, situation=Situation.EMPLOYED
        )
