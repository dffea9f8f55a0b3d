"""The demo's pools hold the articles' figures, to the unit."""

import pytest
from django.db.models import Count
from django.utils import timezone

from equipment.models import Allocation, Device, DeviceStatus, Lot, LotDelivery, Offer
from equipment.selectors import delivery_figures, pool_figures
from equipment.selectors.lots import lot_counts
from inclusion.demo.world import load
from inclusion.documents.models import Document
from inclusion.registry import registry
from tests.standing import standing

PC = {"computer", "desktop", "laptop"}
LIMOGES = [
    "mission-locale-limoges",
    "cite-emploi-beaubreuil",
    "secours-populaire-87",
    "recreasciences",
    "centre-social-vital",
    "culture-alpha",
    "asc-bellevue-sainte-claire",
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The demo up to this app's part; what others build at the same time is left out."""
    needed = [
        (rank, build)
        for rank, build in registry.demo
        if rank < 20 or build.__module__ == "equipment.demo"
    ]
    with standing(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "demo", needed)
        yield load()


def test_the_demo_says_what_the_articles_say(world):
    _clermont(world)
    _limoges(world)


def _clermont(world):
    slug = "secours-populaire-63"
    with world.inside(slug):
        figures = pool_figures(world.members["technicien"])
        assert (figures.on_premises, figures.cannot_leave_yet) == (119, 87)
        offer = Offer.objects.get(name__startswith="100")
        delivered = delivery_figures(offer, world.on(-365), timezone.localdate())
        assert (delivered.units, delivered.in_priority_neighbourhood) == (92, 61)
        assert [str(payer.amount) for payer in delivered.by_payer] == [
            "4600.00",
            "4600.00",
            "13800.00",
        ]
        prior = Offer.objects.get(name="Étudiants confinés")
        assert delivery_figures(prior, world.on(-500), world.today).units == 50
        assert Allocation.objects.waiting().count() == 3
        assert Document.objects.filter(kind="handover_certificate").count() >= 12
        assert Device.objects.filter(asset_tag="S63-7K2M9QX-4").exists()


def _limoges(world):
    received, types = [], dict.fromkeys(("computer", "tablet", "smartphone"), 0)
    for slug in LIMOGES:
        with world.inside(slug):
            lot = Device.objects.filter(origin="made_available")
            received.append(lot.count())
            assert set(lot.values_list("status", flat=True)) == {DeviceStatus.READY}
            for type, count in lot.order_by().values_list("type").annotate(Count("pk")):
                types["computer" if type in PC else type] += count
            if slug == "mission-locale-limoges":
                assert Device.objects.count() == 34 + 22
            if slug == "cite-emploi-beaubreuil":
                by_type = Device.objects.order_by().values_list("type").annotate(Count("pk"))
                assert dict(by_type) == {"desktop": 4, "laptop": 9}
    assert (received[0], received[1], sum(received[2:])) == (34, 10, 77)
    assert types == {"computer": 62, "tablet": 39, "smartphone": 20}


def test_limoges_confides_its_devices_to_seven_structures(world):
    with world.inside("limoges-metropole"):
        counts = lot_counts(world.organisations["limoges-metropole"], world.on(-60), world.today)
        assert [(code, number) for code, _, number in counts.families] == [
            ("pc", 62),
            ("tablet", 39),
            ("smartphone", 20),
        ]
        *lots, next_one = Lot.objects.annotate(number=Count("lines")).order_by("created_at", "pk")
        # One more is open, and its devices wait in store: the visitor sends it.
        assert (next_one.status, next_one.number) == ("draft", 0)
        assert Device.objects.filter(status="ready").count() == 4
        assert [lot.number for lot in lots] == [34, 10, 17, 17, 16, 14, 13]
        assert {lot.status for lot in lots} == {"received"}
        city = lots[1]
        by_use = dict(city.lines.order_by().values_list("use").annotate(Count("pk")))
        assert by_use == {"collective": 4, "outreach": 6}
    with world.inside("ccas-cournon"):
        delivery = LotDelivery.objects.get(to_organisation=world.organisations["ccas-cournon"])
        assert (delivery.status, delivery.lines.count()) == ("sent", 6)
    with world.inside("secours-populaire-63"):
        assert set(Lot.objects.values_list("status", flat=True)) == {
            "draft",
            "sent",
            "differences",
        }
