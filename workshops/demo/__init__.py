"""The demo's workshops: the figures of the articles to the unit, and a lively « aujourd’hui »."""

from workshops.demo import clermont, elsewhere, limoges, outside


def build(world):
    """Build every association's programme, past, present and to come."""
    clermont.build(world)
    limoges.build(world)
    elsewhere.build(world)
    outside.build(world)


def take_kits_along(world):
    """What needs the pools: laptops that went to a session outside the walls."""
    outside.take_kits_along(world)
