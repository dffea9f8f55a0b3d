"""The pools of Limoges, Nantes and Bordeaux."""

from decimal import Decimal

from equipment.demo.pool import PastPool
from equipment.models import DeviceStatus

LIMOGES_DONOR = "Limoges Métropole, plateforme ANCT"
# Slug, who received, (computers, tablets, smartphones): 62 + 39 + 20 = 121 = 34 + 10 + 77.
LIMOGES_LOT = [
    ("mission-locale-limoges", "mission-locale", (16, 12, 6)),
    ("cite-emploi-beaubreuil", "cite-emploi", (10, 0, 0)),
    ("secours-populaire-87", "secours-populaire-87", (8, 6, 3)),
    ("recreasciences", "recreasciences", (8, 6, 3)),
    ("centre-social-vital", "centre-social-vital", (8, 5, 3)),
    ("culture-alpha", "culture-alpha", (6, 5, 3)),
    ("asc-bellevue-sainte-claire", "asc-bellevue", (6, 5, 2)),
]
# Slug, who runs the workshop, then how many devices of each type and status.
NANTES_WORKSHOPS = [
    ("ping", "ping", {"laptop": (6, 3, 4), "desktop": (3, 1, 2), "keyboard": (0, 2, 6)}),
    ("alis-44", "alis-44", {"desktop": (4, 2, 3), "screen": (0, 2, 3), "mouse": (0, 1, 5)}),
    ("naga", "naga", {"laptop": (3, 2, 3), "smartphone": (4, 1, 2)}),
    (
        "oasis-environnement",
        "oasis-environnement",
        {"tablet": (3, 1, 2), "desktop": (2, 1, 2), "keyboard": (0, 0, 4)},
    ),
    ("cemea-pays-de-la-loire", "cemea", {"laptop": (2, 1, 4), "tablet": (1, 0, 3)}),
]
NANTES_STATUSES = (DeviceStatus.QUARANTINE, DeviceStatus.ERASED, DeviceStatus.READY)


def build_limoges(world):
    """The lot of 121 devices in the seven associations, beside what two of them already had."""
    for slug, by, (computers, tablets, smartphones) in LIMOGES_LOT:
        pool = PastPool(world, slug, by)
        place = {"venue": world.venues[slug][0]}
        lot = {"origin": "made_available", "donor_name": LIMOGES_DONOR, **place}
        types = ["computer"] * computers + ["tablet"] * tablets + ["smartphone"] * smartphones
        if slug == "mission-locale-limoges":
            for days, count in ((900, 12), (700, 4), (500, 6)):
                for _ in range(count):
                    own = {"origin": "purchase", "donor_name": "Fonds propres", **place}
                    pool.device("computer", DeviceStatus.READY, days, **own)
        if slug == "cite-emploi-beaubreuil":
            # Four stay in the room for group workshops, nine laptops go outside the walls.
            outside = {**lot, "venue": world.venues[slug][1]}
            types = ["desktop"] * 4
            for _ in range(6):
                pool.device("laptop", DeviceStatus.READY, 30, **outside)
            for _ in range(3):
                other = {"origin": "private_gift", "donor_name": "Une entreprise voisine"}
                pool.device("laptop", DeviceStatus.READY, 80, **(outside | other))
        for type in types:
            pool.device(type, DeviceStatus.READY, 30, **lot)
        pool.write()


def build_nantes(world):
    """Donated devices in the five workshops that refurbish for « Tous aux ordis ! »."""
    for slug, by, stock in NANTES_WORKSHOPS:
        pool = PastPool(world, slug, by)
        place = {"venue": world.venues[slug][0], "donor_name": "Tous aux ordis\u202f!"}
        for type, counts in stock.items():
            for status, count in zip(NANTES_STATUSES, counts, strict=True):
                for _ in range(count):
                    pool.device(type, status, pool.draw.randrange(25), **place)
        if slug == "ping":
            _student_hand_overs(pool, place)
        pool.write()


def _student_hand_overs(pool, place):
    offer = pool.offer("Étudiants nantais", days=90)
    for position, student in enumerate(pool.world.people["ping"][:18]):
        opened = (pool.world.today - student.created_at.date()).days
        days = max(1, min(60 - 3 * position, opened - 1))
        device = pool.device("laptop", DeviceStatus.HANDED_OVER, days, **place)
        pool.handed_over(device, student, offer, pool.by)


def build_bordeaux(world):
    """A counter of solidarity: devices and connection at a price people can pay."""
    pool = PastPool(world, "emmaus-connect-bordeaux", "responsable-bordeaux")
    place = {"venue": world.venues["emmaus-connect-bordeaux"][0], "donor_name": "Une entreprise"}

    def sold(name, amount):
        return pool.offer(
            name, ("family", "La personne", "Prix solidaire", Decimal(amount)), days=280
        )

    offers = {
        "laptop": sold("Ordinateur portable à prix solidaire", "90.00"),
        "smartphone": sold("Smartphone à prix solidaire", "40.00"),
        "sim": sold("Carte SIM et recharge de 10\u00a0Go", "10.00"),
    }
    people = iter(world.people["emmaus-connect-bordeaux"])
    for type, handed_over, ready, quarantined in (
        ("laptop", 14, 5, 4),
        ("smartphone", 11, 6, 3),
        ("sim", 26, 20, 0),
    ):
        for _ in range(ready):
            pool.device(type, DeviceStatus.READY, pool.draw.randrange(20), **place)
        for _ in range(quarantined):
            pool.device(type, DeviceStatus.QUARANTINE, pool.draw.randrange(12), **place)
        for _ in range(handed_over):
            person = next(people)
            opened = (world.today - person.created_at.date()).days
            days = max(1, opened - 1 - pool.draw.randrange(20))
            device = pool.device(type, DeviceStatus.HANDED_OVER, days, **place)
            pool.handed_over(device, person, offers[type], world.members["mediateur-bordeaux"])
    pool.write()
