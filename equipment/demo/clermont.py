"""Secours populaire 63: 119 devices on the premises, 92 families of 100 equipped, 50 students.

Ten devices are those of the pictures; the last hand-overs and two proofs go through the real acts.
"""

from datetime import timedelta
from decimal import Decimal

from beneficiaries.models import Beneficiary, Situation, neighbourhood
from equipment.demo.pool import TOOLS, PastPool, evidence_file, on_the_day
from equipment.models import DeviceStatus, ErasureMethod
from equipment.services import allocate, hand_over, record_erasure

SLUG = "secours-populaire-63"
OFFER = "100 familles équipées à 250\u00a0€"
FAMILIES, IN_PRIORITY_NEIGHBOURHOOD, STUDENTS = 92, 61, 50
BY_THE_ACTS = 12
# Handed over on this day before today, in the pictures.
NAMED_HAND_OVERS = {"A-0427": 30}
HP_LAPTOP = ("HP", "250 G9", "Core i5-1235U", 8, "15.6", "nvme", "SK hynix BC901", 256)
DONORS = [
    ("public_gift", "Mairie de Riom"),
    ("private_gift", "Imprimerie des Volcans"),
    ("private_gift", "Cabinet Sancy Conseil"),
    ("public_gift", "Collège des Dômes"),
    ("private_gift", "Un particulier"),
]
# (status, how many, longest wait in days) of the devices that the pictures do not name.
CROWD = [
    (DeviceStatus.QUARANTINE, 52, 45),
    (DeviceStatus.ERASED, 27, 18),
    (DeviceStatus.READY, 28, 25),
]
CROWD_TYPES = ["laptop"] * 9 + ["desktop"] * 4 + ["tablet"] * 3 + ["smartphone"] * 2
SHELVES = [f"Étagère {letter}{number}" for letter in "ABC" for number in (1, 2, 3)]


def build_clermont(world):
    """The whole pool, then the acts of the last days."""
    pool = PastPool(world, SLUG, by="technicien")
    _named(pool)
    _crowd(pool)
    families, students, expected = _people(world)
    offer = pool.offer(
        OFFER,
        ("family", "Famille", "Participation", Decimal("50.00")),
        ("own", "Secours populaire 63", "Fonds propres", Decimal("50.00")),
        ("grant", "Clermont Auvergne Métropole", "Subvention", Decimal("150.00")),
        target=100,
        days=170,
    )
    prior = pool.offer("Étudiants confinés", target=STUDENTS, days=420, is_open=False)
    _student_hand_overs(pool, students, prior)
    by_the_acts = _family_hand_overs(pool, families, offer)
    waiting = [
        pool.device("laptop", DeviceStatus.READY, days, **_place(pool, 1)) for days in (2, 1)
    ]
    pool.write()
    with world.inside(SLUG):
        _proofs_of_the_picture(world, pool)
        _acts(world, by_the_acts, offer)
        reserved = [_tagged(pool, "S63-2T6Y0GM-M"), *waiting]
        for position, (device, person) in enumerate(zip(reserved, expected, strict=True)):
            with on_the_day(world.at(-1, 14, 10 * position)):
                allocate(
                    device=device, beneficiary=person, offer=offer, by=world.members["mediateur"]
                )


def _tagged(pool, tag):
    return next(device for device in pool.devices if device.asset_tag == tag)


def _place(pool, venue=2, shelf=None):
    return {
        "venue": pool.world.venues[SLUG][venue],
        "shelf": shelf or SHELVES[pool.draw.randrange(len(SHELVES))],
    }


def _named(pool):
    """The ten devices of the pictures, with the labels they show."""
    laptop, quarantine, erased = "laptop", DeviceStatus.QUARANTINE, DeviceStatus.ERASED
    ready = DeviceStatus.READY
    dell = ("Dell", "Latitude 5490", "Core i5-8350U", 8, "14", None, "", None)
    elite = ("HP", "EliteBook 840 G5", "Core i5-8350U", 16, "14", "nvme", "Toshiba XG5", 256)
    pool.device(
        "smartphone",
        quarantine,
        21,
        tag="S63-8QW3R5D-B",
        item=("Fairphone", "3", "", 4, "5.7", "emmc", "", 64),
        battery_percent=74,
        **_place(pool, shelf="Étagère C1"),
    )
    pool.device(
        "desktop",
        quarantine,
        12,
        tag="S63-5D0WX81-9",
        item=("Lenovo", "ThinkCentre M720", "Core i5-8400", 8, None, None, "", None),
        media=[],
        **_place(pool, shelf="Étagère B1"),
    )
    pool.device(
        "tablet",
        erased,
        10,
        tag="S63-3HZ4N7Q-2",
        item=("Samsung", "Galaxy Tab A8", "", 4, "10.5", "emmc", "", 64),
        condition_grade="B",
        **_place(pool, shelf="Atelier 2"),
    )
    pool.device(
        laptop, ready, 5, tag="S63-2T6Y0GJ-7", item=elite, **_place(pool, shelf="Étagère A1")
    )
    pool.device(
        laptop,
        quarantine,
        3,
        tag="S63-7K2M9QX-4",
        item=dell,
        serial="7QK4M13",
        battery_percent=81,
        origin="public_gift",
        donor_name="Mairie de Riom",
        media=[
            ("nvme", "Samsung PM981", "S3ZHNF0K412", 256, False),
            ("hdd", "WD Blue WD5000", "WX71A48P2", 500, False),
        ],
        **_place(pool, shelf="Étagère B2"),
    )
    pool.device(
        laptop,
        quarantine,
        3,
        tag="S63-7K2M9R4-H",
        item=("HP", "ProBook 450 G6", "Core i5-8265U", 8, "15.6", "ssd_sata", "Kingston A400", 240),
        battery_percent=66,
        **_place(pool, shelf="Étagère B2"),
    )
    pool.device(
        laptop,
        quarantine,
        3,
        tag="S63-7K2M9T2-C",
        item=dell,
        battery_percent=70,
        media=[
            ("nvme", "Samsung PM981", "S3ZHNF0K977", 256, True),
            ("hdd", "Toshiba MQ01", "86F3T1XGT", 500, False),
        ],
        **_place(pool, shelf="Étagère B2"),
    )
    pool.device(
        "screen",
        erased,
        2,
        tag="S63-9B8C1E5-K",
        item=("Iiyama", "22 pouces", "", None, "22", None, "", None),
        **_place(pool, shelf="Atelier 1"),
    )
    pool.device(
        laptop,
        erased,
        1,
        tag="S63-3HZ4N6P-V",
        item=(
            "Lenovo",
            "ThinkPad L480",
            "Core i5-8250U",
            8,
            "14",
            "ssd_sata",
            "Crucial MX500",
            250,
        ),
        battery_percent=77,
        **_place(pool, shelf="Atelier 1"),
    )
    pool.device(
        laptop, ready, 2, tag="S63-2T6Y0GM-M", item=elite, **_place(pool, shelf="Étagère A1")
    )


def _crowd(pool):
    for status, count, longest in CROWD:
        for position in range(count):
            type = CROWD_TYPES[pool.draw.randrange(len(CROWD_TYPES))]
            origin, donor = DONORS[pool.draw.randrange(len(DONORS))]
            # Most came lately, a few have waited long.
            days = round(longest * pool.draw.random() ** 2)
            fields = {"origin": origin, "donor_name": donor, **_place(pool)}
            if status == DeviceStatus.ERASED and position % 3:
                fields["battery_percent"] = 45 + pool.draw.randrange(50)
            never_seen = status == DeviceStatus.QUARANTINE and position % 9 == 0
            pool.device(type, status, days, media=[] if never_seen else None, **fields)


def _people(world):
    """The families equipped, the students before them, and the three families told to come."""
    files = world.people[SLUG]
    students = [f for f in files if f.situation == Situation.AT_SCHOOL and f.closed_at is None]
    students = (students + [f for f in files if f not in students])[:STUDENTS]
    known = {person.pk for person in students}
    others = [f for f in files if f.pk not in known and f.closed_at is None]
    others.sort(key=lambda file: (file.created_at, file.file_number))
    families, expected = others[:FAMILIES], others[FAMILIES : FAMILIES + 3]
    expected += students[: 3 - len(expected)]
    return families, students, expected


def settle_neighbourhoods(world):
    """Sixty-one of the families live in priority neighbourhoods, on their files as at hand-over."""
    families, _, _ = _people(world)
    families = [f for f in families if f.file_number not in NAMED_HAND_OVERS] + [
        f for f in families if f.file_number in NAMED_HAND_OVERS
    ]
    inside = [file for file in families if file.is_priority_neighbourhood]
    outside = [file for file in families if not file.is_priority_neighbourhood]
    while len(inside) < IN_PRIORITY_NEIGHBOURHOOD:
        inside.append(outside.pop(0))
    outside += inside[IN_PRIORITY_NEIGHBOURHOOD:]
    del inside[IN_PRIORITY_NEIGHBOURHOOD:]
    with world.inside(SLUG):
        for group, is_inside in ((inside, True), (outside, False)):
            for file in group:
                file.is_priority_neighbourhood = is_inside
            Beneficiary.objects.filter(pk__in=[file.pk for file in group]).update(
                **neighbourhood(is_inside)
            )


def _student_hand_overs(pool, students, offer):
    by = pool.world.members["mediateur-2"]
    for position, student in enumerate(students):
        device = pool.device(
            "laptop",
            DeviceStatus.HANDED_OVER,
            400 - position,
            origin="private_gift",
            donor_name="Hewlett-Packard",
            **_place(pool),
        )
        pool.handed_over(device, student, offer, by)


def _family_hand_overs(pool, families, offer):
    """All but the last families got their device in the past; returns what the acts will do."""
    world = pool.world
    by = world.members["mediateur"], world.members["mediateur-2"]
    named = [family for family in families if family.file_number in NAMED_HAND_OVERS]
    rest = [family for family in families if family not in named]
    past, recent = rest[: FAMILIES - BY_THE_ACTS], rest[FAMILIES - BY_THE_ACTS :]
    for position, family in enumerate(past):
        days = world.working_day(-150 + position * 118 // len(past))
        pool.handed_over(
            _hp(pool, DeviceStatus.HANDED_OVER, -days), family, offer, by[position % 2]
        )
    schedule = [(-NAMED_HAND_OVERS[family.file_number], family) for family in named]
    schedule += [
        (world.working_day(-28 + position * 25 // len(recent)), family)
        for position, family in enumerate(recent)
    ]
    return [
        (world.at(days, 14, 5 * position), _hp(pool, DeviceStatus.READY, 6 - days), family)
        for position, (days, family) in enumerate(sorted(schedule, key=lambda pair: pair[0]))
    ]


def _hp(pool, status, days):
    return pool.device(
        "laptop",
        status,
        days,
        item=HP_LAPTOP,
        origin="purchase",
        donor_name="Hewlett-Packard",
        condition_grade="A",
        battery_percent=100,
        accessories="chargeur, souris, housse, guide de prise en main",
        **_place(pool),
    )


def _acts(world, by_the_acts, offer):
    """The last hand-overs, by the acts themselves, so that their certificates are issued."""
    mediator = world.members["mediateur"]
    for at, device, family in by_the_acts:
        with on_the_day(at - timedelta(days=2)):
            allocation = allocate(device=device, beneficiary=family, offer=offer, by=mediator)
        with on_the_day(at):
            hand_over(allocation=allocation, family_paid_amount=Decimal("50.00"), by=mediator)


def _proofs_of_the_picture(world, pool):
    """A flash memory only rewritten, refused; a hard disk rewritten, accepted."""
    device = _tagged(pool, "S63-7K2M9QX-4")
    media = {medium.serial: medium for medium in pool.media if medium.device is device}
    for serial, hour in (("WX71A48P2", 14), ("S3ZHNF0K412", 16)):
        claimed = {
            "method": ErasureMethod.OVERWRITE_ONCE,
            "started_at": world.at(-2, hour - 2, 11),
            "ended_at": world.at(-2, hour, 20),
            "is_verified": True,
            "error_count": 0,
        }
        tool = TOOLS[ErasureMethod.OVERWRITE_ONCE]
        with on_the_day(world.at(-2, hour, 31)):
            record_erasure(
                medium=media[serial],
                tool=tool,
                evidence_file=evidence_file(serial, tool, **claimed),
                by=world.members["technicien"],
                **claimed,
            )
