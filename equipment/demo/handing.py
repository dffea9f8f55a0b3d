"""Limoges lends: computers at home until a day, one of them late, so that loans have a story."""

from datetime import timedelta
from decimal import Decimal

from equipment.demo.pool import on_the_day
from equipment.models import Device, DeviceStatus, SaleTerms
from equipment.services import allocate, lend

# Slug, who lends, then (days ago, days of the loan, deposit) of each loan.
LOANS = [
    (
        "mission-locale-limoges",
        "mission-locale",
        [(70, 60, "0.00"), (40, 182, "30.00"), (12, 90, "30.00")],
    ),
]
# Slug, who leads there, and the consumers' mediator its receipts name.
SELLERS = [
    (
        "emmaus-connect-bordeaux",
        "responsable-bordeaux",
        "Médiation des associations de Gironde (démonstration)",
        "12 place des Capucins, 33800 Bordeaux, mediation.example",
    ),
    (
        "secours-populaire-63",
        "responsable",
        "Médiation des associations d’Auvergne (démonstration)",
        "4 rue des Gras, 63000 Clermont-Ferrand, mediation.example",
    ),
]


def build(world):
    """Three loans by the acts themselves, and the mentions of two sellers' receipts."""
    for slug, by, loans in LOANS:
        with world.inside(slug):
            _lend(world, slug, world.members[by], loans)
    for slug, leader, mediator, contact in SELLERS:
        with world.inside(slug):
            SaleTerms.objects.create(
                organisation=world.organisations[slug],
                mediator_name=mediator,
                mediator_contact=contact,
                vat_regime="social",
                updated_by=world.members[leader],
            )


def _lend(world, slug, member, loans):
    ready = Device.objects.filter(
        organisation=world.organisations[slug], status=DeviceStatus.READY, type="computer"
    ).order_by("status_since", "asset_tag")[: len(loans)]
    people = [person for person in world.people[slug] if person.closed_at is None]
    for device, person, (days, length, deposit) in zip(ready, people, loans, strict=False):
        at = world.at(world.working_day(-days), 10, 15)
        with on_the_day(at):
            allocation = allocate(device=device, beneficiary=person, purpose="loan", by=member)
            lend(
                allocation=allocation,
                due_on=at.date() + timedelta(days=length),
                deposit_amount=Decimal(deposit),
                accessories=["chargeur", "souris", "housse"],
                by=member,
            )
