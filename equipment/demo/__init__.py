"""The pools of the demo world: who was given what, in the numbers of the articles."""

from equipment.demo import after, donations, giving, handing, lots
from equipment.demo.bench import build_bench
from equipment.demo.clermont import build_clermont, settle_neighbourhoods
from equipment.demo.elsewhere import build_bordeaux, build_limoges, build_nantes
from equipment.demo.evidence import build_evidence
from equipment.demo.scanning import build_scanning

__all__ = ["build", "settle_neighbourhoods"]


def build(world):
    """Clermont's pool and hand-overs, Limoges's lot, Nantes's workshops, Bordeaux's counter."""
    build_clermont(world)
    build_evidence(world)
    build_limoges(world)
    build_nantes(world)
    build_bordeaux(world)
    handing.build(world)
    donations.build(world)
    giving.build(world)
    build_bench(world)
    build_scanning(world)
    lots.build(world)
    after.build(world)
