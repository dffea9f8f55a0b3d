"""A roll printed ahead, a printer that prints beside, a shelf counted, and the stock."""

from uuid import UUID

from equipment.demo.pool import on_the_day
from equipment.models import Device, PrintedLabel
from equipment.selectors.scanning import expected_on
from equipment.services import (
    add_to_stock,
    close_audit,
    create_printer,
    create_stock_item,
    reserve_labels,
    take_from_stock,
    void_label,
)

CLERMONT = "secours-populaire-63"
BORDEAUX = "emmaus-connect-bordeaux"
SHELF = "Étagère A2"
AUDIT = UUID("01990000-0000-7000-8000-000000000063")
# (kind, name, threshold, received, [(taken, reason, days ago)]).
CLERMONT_STOCK = [
    (
        "accessory",
        "Chargeur portable 65\u00a0W USB-C",
        6,
        24,
        [(11, "device", 9), (9, "device", 2)],
    ),
    ("accessory", "Clavier AZERTY USB", 10, 40, [(12, "device", 15), (3, "broken", 4)]),
    ("accessory", "Souris USB", 10, 60, [(21, "device", 12), (4, "person", 3)]),
]
BORDEAUX_STOCK = [
    (
        "recharge",
        "Recharge 10\u00a0Go, 30\u00a0jours",
        25,
        200,
        [(96, "person", 14), (88, "person", 1)],
    ),
    ("sim", "Carte SIM prépayée", 20, 80, [(26, "person", 10)]),
]


def build_scanning(world):
    """Clermont counts its shelf and prints ahead; Bordeaux gives recharges at its counter."""
    technician = world.members["technicien"]
    with world.inside(CLERMONT):
        with on_the_day(world.at(-8, 9, 30)):
            create_printer(
                name="Brother de l’atelier",
                sheet_format="L7160",
                offset_x="1.5",
                offset_y="-0.5",
                by=technician,
            )
            roll = reserve_labels(name="Collecte de la mairie de Riom", count=63, by=technician)
            void_label(label=PrintedLabel.objects.get(roll=roll, rank=1), by=technician)
        _count_a_shelf(world, technician)
        _stock(world, CLERMONT_STOCK, technician)
    with world.inside(BORDEAUX):
        _stock(world, BORDEAUX_STOCK, world.members["responsable-bordeaux"])


def _count_a_shelf(world, technician):
    """Two of the shelf's devices are missing, and one that belongs elsewhere is found there."""
    venue = world.venues[CLERMONT][2]
    expected = list(expected_on(technician, venue, SHELF).order_by("asset_tag"))
    stray = (
        Device.objects.visible_to(technician)
        .on_premises()
        .filter(venue=venue, shelf="Étagère C3")
        .order_by("asset_tag")
        .first()
    )
    seen = [device.asset_tag for device in expected[2:]]
    with on_the_day(world.at(-3, 16, 40)):
        close_audit(
            token=AUDIT,
            venue=venue,
            shelf=SHELF,
            tags=seen + ([stray.asset_tag] if stray else []),
            moves_misplaced=False,
            by=technician,
        )


def _stock(world, lines, by):
    for kind, name, threshold, received, exits in lines:
        with on_the_day(world.at(-30, 10)):
            item = create_stock_item(kind=kind, name=name, threshold=threshold, by=by)
            add_to_stock(item=item, quantity=received, by=by, reason="donation")
        for quantity, reason, days in exits:
            with on_the_day(world.at(-days, 15)):
                take_from_stock(item=item, quantity=quantity, by=by, reason=reason)
