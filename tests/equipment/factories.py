"""Devices as tests need them, at each step of their life; created inside `with organisation(…)`."""

from datetime import timedelta
from decimal import Decimal

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from equipment.checklists import checklist_for
from equipment.labels import new_asset_tag
from equipment.models import (
    Device,
    DeviceStatus,
    Erasure,
    Intervention,
    Medium,
    Offer,
    OfferShare,
    TestRun,
)
from equipment.services import add_to_stock, create_stock_item
from tests.days import today_ago
from tests.factories import MembershipFactory


class DeviceFactory(factory.django.DjangoModelFactory):
    """A laptop in quarantine, its storage never seen; `step` takes it further."""

    class Meta:
        model = Device
        skip_postgeneration_save = True

    class Params:
        screen = factory.Trait(type="screen", status=DeviceStatus.ERASED, battery_percent=None)

    asset_tag = factory.LazyAttribute(lambda device: new_asset_tag(device.organisation.prefix))
    type = "laptop"
    manufacturer = "Dell"
    model = "Latitude 5490"
    origin = "private_gift"
    battery_percent = 81
    received_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    came_in_at = factory.SelfAttribute("received_at")
    status_since = factory.SelfAttribute("received_at")

    @factory.post_generation
    def unproven(device, create, count, **kwargs):
        """`unproven=2`: so many media without a proof."""
        for _ in range(count or 0):
            MediumFactory(device=device)

    @factory.post_generation
    def proven(device, create, count, **kwargs):
        """`proven=1`: so many media with an accepted proof."""
        for _ in range(count or 0):
            ErasureFactory(medium=MediumFactory(device=device))

    @factory.post_generation
    def erased(device, create, wanted, **kwargs):
        if wanted:
            _cleared(device, DeviceStatus.ERASED)

    @factory.post_generation
    def ready(device, create, wanted, **kwargs):
        if wanted:
            device.condition_grade = "B"
            device.ready_at = timezone.now()
            _cleared(device, DeviceStatus.READY)
            TestRunFactory(device=device)

    @factory.post_generation
    def tested(device, create, wanted, **kwargs):
        if wanted:
            device.condition_grade = "B"
            _cleared(device, DeviceStatus.TESTED)
            TestRunFactory(device=device)

    @factory.post_generation
    def under_repair(device, create, wanted, **kwargs):
        if wanted:
            _cleared(device, DeviceStatus.UNDER_REPAIR)
            Intervention.objects.create(
                organisation=device.organisation,
                device=device,
                diagnosis="Charnière cassée",
                started_by=MembershipFactory(organisation=device.organisation),
            )


def _cleared(device, status):
    if device.holds_data and not device.media.exists():
        ErasureFactory(medium=MediumFactory(device=device))
    device.erased_at = timezone.now() if device.holds_data else None
    device.status = status
    device.save()


class MediumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Medium

    organisation = factory.SelfAttribute("device.organisation")
    kind = "nvme"
    serial = factory.Sequence(lambda n: f"S3ZHNF0K{n:04d}")
    capacity_gb = 256
    exposed_at = factory.SelfAttribute("device.came_in_at")


class ErasureFactory(factory.django.DjangoModelFactory):
    """An accepted proof, of the day after the device came in."""

    class Meta:
        model = Erasure

    organisation = factory.SelfAttribute("medium.organisation")
    method = "nvme_format"
    tool = "nvme-cli 2.8"
    started_at = factory.LazyAttribute(lambda e: e.medium.exposed_at + timedelta(hours=20))
    ended_at = factory.LazyAttribute(lambda e: e.started_at + timedelta(hours=1))
    is_verified = True
    level = "PURGE"
    required_level = "PURGE"
    result = "accepted"
    evidence_sha256 = factory.Sequence(lambda n: f"{n:064x}")
    evidence_name = "releve.txt"
    recorded_at = factory.SelfAttribute("ended_at")
    by = factory.LazyAttribute(lambda e: MembershipFactory(organisation=e.medium.organisation))


def answers(device_type="laptop", **changes):
    """Everything works, but for what is said: `keyboard="ko"`."""
    lines = checklist_for(device_type).lines
    return {line.key: "ok" for line in lines} | changes


class TestRunFactory(factory.django.DjangoModelFactory):
    __test__ = False

    """A run passed just now."""

    class Meta:
        model = TestRun

    organisation = factory.SelfAttribute("device.organisation")
    checklist = factory.LazyAttribute(lambda run: checklist_for(run.device.type).code)
    version = factory.LazyAttribute(lambda run: checklist_for(run.device.type).version)
    answers = factory.LazyAttribute(lambda run: answers(run.device.type))
    is_passed = True
    appearance = "B"
    function = "A"
    battery_percent = factory.SelfAttribute("device.battery_percent")
    minutes = 20
    tested_at = factory.LazyFunction(timezone.now)
    by = factory.LazyAttribute(lambda run: MembershipFactory(organisation=run.device.organisation))


class OfferFactory(factory.django.DjangoModelFactory):
    """The article's offer: 250 = 50 + 50 + 150; `free=True` for one that nobody pays."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    class Params:
        free = factory.Trait(unit_amount=Decimal("0.00"), shares=())

    name = factory.Sequence(lambda n: f"100 familles équipées à 250 € ({n})")
    target_units = 100
    unit_amount = Decimal("250.00")

    @factory.post_generation
    def shares(offer, create, lines, **kwargs):
        if lines is None:
            lines = [
                ("family", "Famille", "Participation", "50.00"),
                ("own", "Secours populaire 63", "Fonds propres", "50.00"),
                ("grant", "Clermont Auvergne Métropole", "Subvention", "150.00"),
            ]
        for rank, (kind, payer, title, amount) in enumerate(lines, 1):
            OfferShare.objects.create(
                organisation=offer.organisation,
                offer=offer,
                rank=rank,
                payer_kind=kind,
                payer_name=payer,
                title=title,
                amount=Decimal(amount),
            )


def tried(device_type="laptop", *, faults=(), **changes):
    """What the bench types of a device that works, but for the lines named in `faults`."""
    found = {
        "answers": answers(device_type, **dict.fromkeys(faults, "ko")),
        "appearance": "B",
        "function": "A",
        "battery_percent": 81,
        "minutes": 20,
    }
    return found | changes


def proof(content=b"nwipe 0.37 : 0 erreur", name="nwipe.log"):
    """An evidence file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def claimed(**changes):
    """What a good proof says, made two hours ago."""
    values = {
        "method": "nvme_format",
        "tool": "nvme-cli 2.8",
        "started_at": today_ago(2),
        "ended_at": today_ago(1),
        "is_verified": True,
        "error_count": 0,
        "evidence_file": proof(),
    }
    return values | changes


def on_the_shelf(name, quantity, price, by):
    """Parts in stock, as many as said."""
    item = create_stock_item(kind="part", name=name, threshold=0, unit_amount=price, by=by)
    add_to_stock(item=item, quantity=quantity, by=by, reason="purchase")
    return item
