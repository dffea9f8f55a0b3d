"""Retention in the demo: a person not seen for long, a file kept for a dispute, look-alikes.

The two old files bear old numbers; the four newcomers of this month follow the last one.
"""

from datetime import timedelta

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    NoticeDelivery,
    PurgeRun,
    sort_name_of,
)
from beneficiaries.retention.rules import add_months
from beneficiaries.search import keep_tokens
from beneficiaries.services import (
    create_beneficiary,
    open_hold,
    propose_merge,
    update_beneficiary,
)
from beneficiaries.services.retention import in_batches, recompute_last_contact

CLERMONT = "secours-populaire-63"


def build(world):
    manager, mediator = world.members["responsable"], world.members["mediateur"]
    with world.inside(CLERMONT):
        _silent(world, mediator)
        _disputed(world, manager)
        _look_alikes(world, mediator)
        _last_nights(world)
    for slug in world.people:
        with world.inside(slug):
            for keys in in_batches(Beneficiary.objects.all()):
                recompute_last_contact(keys)


def _old_file(world, number, since, by, **fields):
    """A file opened that day; nothing has happened since."""
    organisation = world.organisations[CLERMONT]
    opened_at = world.at((since - world.today).days, 10)
    file = Beneficiary.objects.create(
        organisation=organisation,
        file_number=number,
        sort_name=sort_name_of(fields["last_name"], fields["first_name"]),
        first_contact_on=since,
        created_at=opened_at,
        created_by=by,
        referent=by,
        postcode="63000",
        city="Clermont-Ferrand",
        **fields,
    )
    keep_tokens(file)
    NoticeDelivery.objects.create(
        organisation=organisation,
        beneficiary=file,
        channel="oral",
        delivered_at=opened_at + timedelta(minutes=10),
        by=by,
    )
    world.people[CLERMONT].append(file)
    return file


def _silent(world, mediator):
    """Not seen for nearly two years: announced, nineteen days left."""
    since = add_months(world.on(19), -24)
    file = _old_file(
        world,
        "A-0187",
        since,
        mediator,
        first_name="Odette",
        last_name="Chassaing",
        gender="feminin",
        birth_year=1943,
    )
    update_beneficiary(beneficiary=file, by=mediator, phone="04 73 98 20 17")
    Beneficiary.objects.filter(pk=file.pk).update(
        status=BeneficiaryStatus.DORMANT, erasure_announced_on=world.on(-11)
    )


def _disputed(world, manager):
    """Closed long ago, kept for a dispute whose review is three days late."""
    file = _old_file(
        world,
        "A-0142",
        world.on(-830),
        manager,
        first_name="Bruno",
        last_name="Mazuel",
        gender="masculin",
        birth_year=1966,
        status=BeneficiaryStatus.CLOSED,
        closed_at=world.at(-600, 16),
    )
    hold = open_hold(
        beneficiary=file,
        reason="litigation",
        words="Contestation d’une facture d’opérateur, médiation en cours.",
        review_on=world.on(30),
        by=manager,
    )
    type(hold).objects.filter(pk=hold.pk).update(
        opened_at=world.at(-180, 11), review_on=world.on(-3)
    )


NEWCOMERS = [
    # Two women of one name, born a year apart: to look at, not to merge blindly.
    {"first_name": "Nadia", "last_name": "Benamar", "birth_year": 1968, "gender": "feminin"},
    {"first_name": "Nadia", "last_name": "Benamar", "birth_year": 1969, "gender": "feminin"},
    # One man welcomed twice, spelt in two ways.
    {
        "first_name": "Jean-Marc",
        "last_name": "Thévenet",
        "birth_year": 1957,
        "gender": "masculin",
        "phone": "04 73 98 20 41",
        "situation": "retraite",
    },
    {
        "first_name": "Jean Marc",
        "last_name": "Tevenet",
        "birth_year": 1957,
        "gender": "masculin",
        "phone": "04 73 98 20 41",
        "email": "jm.thevenet@courriel.example",
        "address": "14 rue Blatin",
    },
]


def _look_alikes(world, mediator):
    files = [
        create_beneficiary(
            by=mediator,
            notice_channel="oral_paper",
            postcode="63000",
            city="Clermont-Ferrand",
            **person,
        )
        for person in NEWCOMERS
    ]
    for file, days in zip(files, (62, 9, 48, 6), strict=True):
        Beneficiary.objects.filter(pk=file.pk).update(
            created_at=world.at(-days, 10), first_contact_on=world.on(-days)
        )
    world.people[CLERMONT] += files
    propose_merge(survivor=files[2], absorbed=files[3], by=mediator)


def _last_nights(world):
    """The night's work lists and erases nothing until it is switched on."""
    files = Beneficiary.objects.filter(organisation=world.organisations[CLERMONT]).count()
    for night in (2, 1):
        PurgeRun.objects.create(
            organisation=world.organisations[CLERMONT],
            started_at=world.at(-night, 2, 10) + timedelta(seconds=4),
            counts={"considered": files - 1},
        )
