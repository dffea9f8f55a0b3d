"""Limoges confides its 121 devices to seven structures; Clermont's workshop sends a lot on its way.

The articles say how many of each type and to whom; what each structure does with them is theirs too
where they say it: four computers for workshops, the others taken outside the walls.
"""

from datetime import timedelta
from random import Random

from equipment.demo.elsewhere import LIMOGES_DONOR, LIMOGES_LOT
from equipment.demo.pool import PastPool, on_the_day
from equipment.models import (
    DeliveryStatus,
    DeviceStatus,
    LineOutcome,
    Lot,
    LotDelivery,
    LotDeliveryLine,
    LotLine,
    LotPartner,
    LotStatus,
)
from equipment.papers.lots import LOT_AGREEMENT, agreement_facts
from equipment.services.lot_arrivals import bring_up_to_date, confirm_delivery, scan_arrivals
from equipment.services.lots import (
    add_to_lot,
    deliver,
    open_lot,
    prepare_lot,
    save_partner,
    send_lot,
)
from inclusion.documents.issuing import issue_documents

LIMOGES = "limoges-metropole"
CLERMONT = "secours-populaire-63"
SENT_DAYS, RECEIVED_DAYS = 37, 30
# What each type is for; a computer of the Cité de l'Emploi is fixed or portable.
USES = {
    "mission-locale-limoges": {
        "computer": "people",
        "tablet": "collective",
        "smartphone": "home",
    },
    "cite-emploi-beaubreuil": {"desktop": "collective", "laptop": "outreach"},
}
USES_OF_OTHERS = {"computer": "public_access", "tablet": "outreach", "smartphone": "home"}
NEIGHBOUR = "Maison de quartier de la Gauthière"


def build(world):
    with world.inside(LIMOGES):
        _limoges(world)
        _limoges_goes_on(world)
    pool = PastPool(world, CLERMONT, "technicien")
    # Other labels than those already drawn for this workshop.
    pool.draw = Random("lots")  # noqa: S311 — invented numbers, not secrets
    place = {"venue": world.venues[CLERMONT][2], "shelf": "Étagère des lots"}
    to_ccas = [
        pool.device(type, DeviceStatus.READY, 5, **place)
        for type in ("laptop", "laptop", "laptop", "laptop", "tablet", "tablet")
    ]
    to_neighbour = [pool.device("tablet", DeviceStatus.READY, 14, **place) for _ in range(3)]
    pool.write()
    with world.inside(CLERMONT):
        _clermont(world, to_ccas, to_neighbour)


def _limoges(world):
    """Seven lots of the past, written whole: the figures of the articles, to the unit."""
    org, by = world.organisations[LIMOGES], world.members["tresorier-limoges"]
    sent_at, received_at = world.at(-SENT_DAYS, 9, 30), world.at(-RECEIVED_DAYS, 14)
    pool = PastPool(world, LIMOGES, "tresorier-limoges")
    lots, lines = [], []
    for slug, _, counts in LIMOGES_LOT:
        partner = LotPartner(
            organisation=org,
            name=world.organisations[slug].name,
            partner=world.organisations[slug],
            territory="qpv",
            created_at=world.at(-SENT_DAYS - 20),
        )
        lot = Lot(
            organisation=org,
            partner=partner,
            title="Matériel reconditionné de la plateforme ANCT",
            use=_use(slug, "computer"),
            territory="qpv",
            planned=[
                {"type": type, "quantity": number}
                for type, number in zip(("computer", "tablet", "smartphone"), counts, strict=True)
                if number
            ],
            status=LotStatus.PREPARED,
            created_at=world.at(-SENT_DAYS - 6),
            created_by=by,
        )
        lots.append(lot)
        for type in _types(slug, counts):
            device = pool.device(
                type,
                DeviceStatus.HANDED_OVER,
                SENT_DAYS,
                origin="made_available",
                donor_name=LIMOGES_DONOR,
            )
            device.status_since = sent_at
            line = LotLine(
                organisation=org,
                lot=lot,
                device=device,
                use=_use(slug, type),
                added_at=world.at(-SENT_DAYS - 5),
            )
            lines.append(line)
    pool.write()
    LotPartner.objects.bulk_create([lot.partner for lot in lots])
    Lot.objects.bulk_create(lots)
    LotLine.objects.bulk_create(lines)
    with on_the_day(world.at(-SENT_DAYS - 1, 16)):
        papers = issue_documents(
            LOT_AGREEMENT,
            [(agreement_facts(lot, by), lot, f"{lot.partner.name}"[:200]) for lot in lots],
            by=by,
        )
    for lot, paper in zip(lots, papers, strict=True):
        lot.agreement, lot.status = paper, LotStatus.SENT
        lot.sent_at, lot.sent_by = sent_at, by
    Lot.objects.bulk_update(lots, ["agreement", "status", "sent_at", "sent_by"])
    for lot, (_, received_by, _) in zip(lots, LIMOGES_LOT, strict=True):
        _confirmed(deliver(lot), received_at, world.members[received_by].label)
        lot.status, lot.received_at = LotStatus.RECEIVED, received_at
        lot.received_by_name = world.members[received_by].label
    LotLine.objects.filter(lot__in=lots).update(outcome=LineOutcome.ARRIVED, arrived_at=received_at)
    Lot.objects.bulk_update(lots, ["status", "received_at", "received_by_name"])


def _limoges_goes_on(world):
    """A few more computers wait in store, and a lot is open for the Mission locale."""
    by = world.members["parc-limoges"]
    pool = PastPool(world, LIMOGES, "parc-limoges")
    pool.draw = Random("limoges")  # noqa: S311 — invented numbers, not secrets
    for type in ("laptop", "laptop", "laptop", "tablet"):
        pool.device(type, DeviceStatus.READY, 6, origin="made_available", donor_name=LIMOGES_DONOR)
    pool.write()
    with on_the_day(world.at(-2, 11)):
        open_lot(
            by=by,
            partner=LotPartner.objects.get(partner=world.organisations["mission-locale-limoges"]),
            title="Renfort des ateliers hors les murs",
            use="outreach",
            territory="qpv",
            planned=[{"type": "computer", "quantity": 3}, {"type": "tablet", "quantity": 1}],
        )


def _types(slug, counts):
    computers, tablets, smartphones = counts
    if slug == "cite-emploi-beaubreuil":
        return ["desktop"] * 4 + ["laptop"] * (computers - 4)
    return ["computer"] * computers + ["tablet"] * tablets + ["smartphone"] * smartphones


def _use(slug, type):
    return USES.get(slug, USES_OF_OTHERS).get(type, "outreach")


def _confirmed(delivery, at, name):
    """Every label scanned that day, in the partner's name."""
    LotDeliveryLine.objects.filter(delivery=delivery).update(scanned_at=at - timedelta(minutes=20))
    LotDelivery.objects.filter(pk=delivery.pk).update(
        status=DeliveryStatus.CONFIRMED, confirmed_at=at, confirmed_by_name=name
    )


def _clermont(world, to_ccas, to_neighbour):
    """By the acts themselves: a lot that arrived one short, one on its way, one to fill."""
    by = world.members["technicien"]
    with on_the_day(world.at(-12, 10)):
        ccas = save_partner(
            by=by,
            organisation=world.organisations["ccas-cournon"],
            name=world.organisations["ccas-cournon"].name,
            territory="other",
        )
        neighbour = save_partner(
            by=by,
            name=NEIGHBOUR,
            contact_name="Aline Besset",
            email="accueil@maison-gauthiere.example",
            phone="04 73 98 40 12",
            address="5 rue de Tourrette",
            postcode="63100",
            city="Clermont-Ferrand",
            territory="qpv",
        )
        tablets = _sent(
            by, neighbour, "Tablettes de l’aide aux devoirs", "collective", to_neighbour
        )
    with on_the_day(world.at(-8, 15, 20)):
        delivery = LotDelivery.objects.get(lot_id=tablets.pk)
        tags = sorted(device.asset_tag for device in to_neighbour)
        scan_arrivals(delivery=delivery, codes="\n".join(tags[:2]))
        confirm_delivery(
            delivery=delivery,
            name="Aline Besset, animatrice",
            words="Le carton contenait deux tablettes et trois chargeurs.",
        )
        bring_up_to_date(LotDelivery.objects.get(pk=delivery.pk))
    with on_the_day(world.at(-1, 16, 45)):
        _sent(
            by,
            ccas,
            "Postes de l’espace numérique",
            "public_access",
            to_ccas,
            words="Les tablettes sont dans le second carton.",
        )
        open_lot(
            by=by,
            partner=neighbour,
            title="Ordinateurs à prêter aux familles",
            use="home",
            territory="qpv",
            planned=[{"type": "computer", "quantity": 3}],
            planned_on=world.on(10),
        )


def _sent(by, partner, title, use, devices, words=""):
    types = {}
    for device in devices:
        type = "tablet" if device.type == "tablet" else "computer"
        types[type] = types.get(type, 0) + 1
    lot = open_lot(
        by=by,
        partner=partner,
        title=title,
        use=use,
        territory=partner.territory,
        planned=[{"type": type, "quantity": number} for type, number in types.items()],
        words=words,
    )
    add_to_lot(lot=lot, devices=devices, by=by)
    prepare_lot(lot=lot, by=by)
    return send_lot(lot=lot, by=by)
