"""The pools of the demo world: who was given what, in the numbers of the articles."""

from equipment.demo import donations
from equipment.demo.clermont import build_clermont
from equipment.demo.elsewhere import build_bordeaux, build_limoges, build_nantes


def build(world):
    """Clermont's pool and hand-overs, Limoges's lot, Nantes's workshops, Bordeaux's counter."""
    build_clermont(world)
    build_limoges(world)
    build_nantes(world)
    build_bordeaux(world)
    donations.build(world)
