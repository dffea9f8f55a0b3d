"""What comes back and what leaves for good: an open case, an exchange, a departure of waste."""

from decimal import Decimal
from random import Random

from equipment.demo.pool import PastPool, on_the_day
from equipment.models import Allocation, Device, DeviceStatus, StockItem, WasteLine
from equipment.services import (
    add_bulk_waste,
    close_service_case,
    correct_waste_line,
    give_item,
    mark_waste,
    note_service_work,
    open_service_case,
    set_service_status,
    ship_waste,
    swap_device,
)

CLERMONT, BORDEAUX = "secours-populaire-63", "emmaus-connect-bordeaux"
COLLECTOR = {
    "destination_name": "Recyclage des Volcans (démonstration)",
    "destination_siret": "91899912900011",
    "destination_address": "14 rue de la Plaine",
    "destination_postcode": "63100",
    "destination_city": "Clermont-Ferrand",
    "treatment": "R 12",
    "carrier_name": "Transports de la Limagne (démonstration)",
    "carrier_siret": "91899945900012",
    "carrier_address": "3 avenue de l’Agriculture",
    "carrier_postcode": "63100",
    "carrier_city": "Clermont-Ferrand",
    "carrier_receipt": "63-2025-118",
    "slip_number": "BSD-DEMO-0041",
}


def build(world):
    _cases_of_clermont(world)
    _exchange_of_bordeaux(world)
    _waste_of_clermont(world)


def _handed_over(slug, world, type, older_than):
    """Allocations of the past, the oldest first, each person having one device."""
    return (
        Allocation.objects.handed_over()
        .filter(
            organisation=world.organisations[slug],
            device__type=type,
            device__status=DeviceStatus.HANDED_OVER,
            beneficiary__status="active",
            offer__shares__payer_kind="family",
            handed_over_at__lt=world.at(-older_than),
        )
        .select_related("device", "beneficiary")
        .order_by("handed_over_at", "pk")
    )


def _cases_of_clermont(world):
    """A battery that waits for its part, and a keyboard repaired last month."""
    by, mediator = world.members["technicien"], world.members["mediateur"]
    with world.inside(CLERMONT):
        first, second = _handed_over(CLERMONT, world, "laptop", 60)[:2]
        with on_the_day(world.at(-24, 10, 20)):
            case = open_service_case(
                device=first.device,
                symptom="keyboard",
                words="Trois touches ne répondent plus.",
                by=mediator,
            )
        with on_the_day(world.at(-21, 15)):
            note_service_work(
                case=case,
                diagnosis="Nappe du clavier débranchée.",
                work="Nappe remise en place, clavier essayé.",
                outcome="repaired",
                minutes=25,
                by=by,
            )
        with on_the_day(world.at(-20, 11)):
            close_service_case(
                case=case, outcome="solved", words="Nappe du clavier remise en place.", by=by
            )
        with on_the_day(world.at(-6, 14, 10)):
            case = open_service_case(
                device=second.device,
                symptom="battery",
                words="S’éteint dès qu’il n’est plus branché.",
                by=mediator,
            )
        with on_the_day(world.at(-5, 9, 40)):
            note_service_work(
                case=case,
                diagnosis="Batterie à 9 % de sa capacité d’origine.",
                work="",
                outcome="not_repaired",
                minutes=15,
                by=by,
            )
            set_service_status(case=case, status="waiting_part", words="Batterie commandée", by=by)


def _exchange_of_bordeaux(world):
    """A sold laptop that does not start any more, exchanged at the counter; a recharge along."""
    by = world.members["mediateur-bordeaux"]
    with world.inside(BORDEAUX):
        sold = _handed_over(BORDEAUX, world, "laptop", 10).first()
        ready = (
            Device.objects.visible_to(by)
            .ready()
            .filter(type="laptop", status_since__lt=world.at(-4))
            .order_by("status_since", "pk")
            .first()
        )
        if sold is None or ready is None:
            return
        with on_the_day(world.at(-4, 10)):
            case = open_service_case(device=sold.device, symptom="no_start", by=by)
        with on_the_day(world.at(-3, 16, 30)):
            swap_device(
                case=case,
                device=ready,
                words="La carte mère est hors d’usage.",
                missing=["souris"],
                by=by,
            )
        recharge = StockItem.objects.visible_to(by).filter(kind="recharge", quantity__gt=0).first()
        if recharge is not None:
            with on_the_day(world.at(-3, 16, 40)):
                give_item(item=recharge, beneficiary=sold.beneficiary, by=by)


def _waste_of_clermont(world):
    """Six lines that left three days ago, one of them hazardous; one more waits."""
    by = world.members["technicien"]
    pool = PastPool(world, CLERMONT, by="technicien")
    pool.draw = Random("after")  # noqa: S311 — invented numbers, not secrets
    place = {"venue": world.venues[CLERMONT][0], "shelf": "Quai"}
    devices = [
        pool.device(type, DeviceStatus.ERASED, 12, donor_name="Mairie de Riom", **place)
        for type in ("desktop", "desktop", "desktop", "laptop", "desktop")
    ]
    pool.write()
    with world.inside(CLERMONT):
        with on_the_day(world.at(-8, 15)):
            for device in devices[:4]:
                mark_waste(device=device, cause="broken", words="Carte mère morte.", by=by)
            add_bulk_waste(
                description="Bac de câbles et de chargeurs",
                code="16 02 14",
                weight_kg=Decimal("18.4"),
                by=by,
            )
            add_bulk_waste(
                description="Claviers et souris hors d’usage",
                quantity=23,
                code="16 02 14",
                weight_kg=Decimal("11.2"),
                by=by,
            )
            weighed = WasteLine.objects.get(device=devices[0])
            correct_waste_line(
                line=weighed, code="16 02 14", weight_kg=Decimal("8.3"), is_weighed=True, by=by
            )
        with on_the_day(world.at(-3, 9, 30)):
            ship_waste(
                lines=list(WasteLine.objects.visible_to(by).waiting()),
                shipped_on=world.on(-3),
                by=by,
                **COLLECTOR,
            )
        with on_the_day(world.at(-2, 16)):
            mark_waste(device=devices[4], cause="too_old", by=by)
