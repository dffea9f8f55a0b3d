"""The bench of Clermont: parts on the shelf, repairs, and devices proposed for their parts."""

from decimal import Decimal

from equipment.demo.pool import on_the_day
from equipment.models import Device, DeviceStatus
from equipment.services import (
    add_to_stock,
    create_stock_item,
    end_repair,
    propose_retirement,
    start_repair,
)

SLUG = "secours-populaire-63"
PARTS = [
    ("Batterie Latitude 5490", "GJKNX", 3, "34.90", "Tiroir 2"),
    ("Charnière gauche ProBook 450", "L44557", 2, "9.50", "Tiroir 4"),
    ("Barrette DDR4 8\u00a0Go", "SO-DIMM", 11, "14.00", "Tiroir 1"),
    ("Chargeur 65\u00a0W", "HP bleu", 6, "12.00", "Étagère C1"),
]
HINGE = "Charnière gauche cassée, l’écran ne tient plus ouvert."
BATTERY = "La batterie ne tient que vingt minutes."


def build_bench(world):
    """A shelf, one repair done and one open, and six old desktops that wait for a second person."""
    with world.inside(SLUG):
        by = world.members["technicien"]
        with on_the_day(world.at(-9, 10)):
            shelf = [
                _on_the_shelf(name, reference, quantity, amount, place, by)
                for name, reference, quantity, amount, place in PARTS
            ]
        erased = Device.objects.visible_to(by).filter(
            status=DeviceStatus.ERASED, erased_at__lt=world.at(-5)
        )
        laptops = list(erased.filter(type="laptop").order_by("status_since", "pk")[:2])
        if len(laptops) == 2:
            _repair(world, laptops, shelf, by)
        old = list(erased.exclude(type="laptop").order_by("status_since", "pk")[:6])
        if len(old) == 6:
            with on_the_day(world.at(-1, 16, 20)):
                propose_retirement(
                    devices=old,
                    target="for_parts",
                    cause="too_old",
                    words="Quatre Go de mémoire au plus, disques lents.",
                    by=by,
                )


def _on_the_shelf(name, reference, quantity, amount, place, by):
    item = create_stock_item(
        kind="part",
        name=name,
        threshold=2,
        reference=reference,
        shelf=place,
        unit_amount=Decimal(amount),
        by=by,
    )
    add_to_stock(item=item, quantity=quantity, by=by, reason="purchase")
    return item


def _repair(world, laptops, shelf, by):
    done, under_way = laptops
    with on_the_day(world.at(-4, 14)):
        start_repair(device=done, diagnosis=BATTERY, by=by)
    with on_the_day(world.at(-4, 15, 10)):
        end_repair(
            device=done,
            outcome="repaired",
            work="Batterie remplacée, ventilateur nettoyé.",
            minutes=40,
            parts=[(shelf[0], "", 1, 0)],
            by=by,
        )
    with on_the_day(world.at(-2, 11, 30)):
        start_repair(device=under_way, diagnosis=HINGE, by=by)
