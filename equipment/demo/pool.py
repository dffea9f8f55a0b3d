"""Rows of a believable past, gathered then written in few statements."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from random import Random
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from equipment import evidence_files
from equipment.checklists import Answer, checklist_for
from equipment.labels import with_check
from equipment.models import (
    Allocation,
    AllocationStatus,
    Device,
    DeviceStatus,
    Erasure,
    ErasureMethod,
    Medium,
    MediumKind,
    Offer,
    OfferShare,
    TestRun,
)
from equipment.verdict import Claim, judge
from inclusion.ids import ALPHABET
from inclusion.money import ZERO

TOOLS = {
    ErasureMethod.OVERWRITE_ONCE: "nwipe 0.37",
    ErasureMethod.ATA_SECURE_ERASE: "hdparm 9.65",
    ErasureMethod.NVME_FORMAT: "nvme-cli 2.8",
    ErasureMethod.FACTORY_RESET: "Liste de contrôle 2026-1",
}
# The method that suits each medium.
METHODS = {
    MediumKind.HDD: ErasureMethod.OVERWRITE_ONCE,
    MediumKind.SSD_SATA: ErasureMethod.ATA_SECURE_ERASE,
    MediumKind.NVME: ErasureMethod.NVME_FORMAT,
    MediumKind.EMMC: ErasureMethod.FACTORY_RESET,
}
# type → (manufacturer, model, processor, memory, inches, medium kind, its model, its gigabytes)
CATALOGUE = {
    "laptop": [
        ("Dell", "Latitude 5490", "Core i5-8350U", 8, "14", "nvme", "Samsung PM981", 256),
        ("HP", "ProBook 450 G6", "Core i5-8265U", 8, "15.6", "ssd_sata", "Kingston A400", 240),
        ("Lenovo", "ThinkPad L480", "Core i5-8250U", 8, "14", "ssd_sata", "Crucial MX500", 250),
        ("HP", "EliteBook 840 G5", "Core i5-8350U", 16, "14", "nvme", "Toshiba XG5", 256),
        ("Acer", "TravelMate P214", "Core i3-10110U", 8, "14", "nvme", "WD SN530", 256),
    ],
    "desktop": [
        ("Lenovo", "ThinkCentre M720", "Core i5-8400", 8, None, "hdd", "Seagate ST1000", 1000),
        ("Dell", "OptiPlex 3060", "Core i3-8100", 8, None, "hdd", "WD Blue WD5000", 500),
        ("HP", "ProDesk 400 G5", "Core i5-8500", 8, None, "ssd_sata", "Kingston A400", 240),
    ],
    "computer": [
        ("HP", "ProDesk 400 G5", "Core i5-8500", 8, None, "ssd_sata", "Kingston A400", 240),
        ("Dell", "Latitude 5490", "Core i5-8350U", 8, "14", "nvme", "Samsung PM981", 256),
    ],
    "tablet": [
        ("Samsung", "Galaxy Tab A8", "", 4, "10.5", "emmc", "", 64),
        ("Lenovo", "Tab M10", "", 4, "10.1", "emmc", "", 64),
    ],
    "smartphone": [
        ("Fairphone", "3", "", 4, "5.7", "emmc", "", 64),
        ("Samsung", "Galaxy A12", "", 4, "6.5", "emmc", "", 64),
    ],
    "screen": [
        ("Iiyama", "22 pouces", "", None, "22", None, "", None),
        ("Dell", "P2217H", "", None, "21.5", None, "", None),
    ],
    "keyboard": [("Logitech", "K120", "", None, None, None, "", None)],
    "mouse": [("Logitech", "B100", "", None, None, None, "", None)],
    "sim": [("Emmaüs Connect", "Carte 10 Go", "", None, None, None, "", None)],
}
ACCESSORIES = {
    "laptop": "chargeur, souris",
    "desktop": "clavier, souris, câble d’alimentation",
    "tablet": "chargeur, housse",
    "smartphone": "chargeur",
}
PROOF_TRIGGERS = "device_erasure_proven, medium_erasure_proven"
HOW_FAR = [
    DeviceStatus.QUARANTINE,
    DeviceStatus.ERASED,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.HANDED_OVER,
]


class PastPool:
    """The pool of one organisation; `write()` stores everything in the organisation's context."""

    def __init__(self, world, slug, by):
        self.world, self.slug = world, slug
        self.organisation = world.organisations[slug]
        self.by = world.members[by]
        self.draw = Random(slug)  # noqa: S311 — invented numbers, not secrets
        self.devices, self.media, self.erasures, self.allocations = [], [], [], []
        self.offers, self.shares, self.files, self.runs = [], [], [], []

    def code(self, length):
        return "".join(self.draw.choice(ALPHABET) for _ in range(length))

    def device(self, type, status, days, *, item=None, tag=None, media=None, **fields):
        """One device in `status` for `days` days, with everything that status implies.

        `media` is a list of (kind, model, serial, gigabytes, is_proven); by default the one of the
        catalogue, proven as far as the status says.
        """
        item = item or CATALOGUE[type][self.draw.randrange(len(CATALOGUE[type]))]
        manufacturer, model, processor, memory, inches, kind, medium_model, capacity = item
        since = self.world.at(-days, 8 + self.draw.randrange(9), self.draw.randrange(60))
        since = min(since, timezone.now() - timedelta(hours=1))
        step = HOW_FAR.index(status)
        received_at = since - timedelta(days=4 * step)
        values = {
            "manufacturer": manufacturer,
            "model": model,
            "processor": processor,
            "memory_gb": memory,
            "screen_inches": inches,
            "serial": self.code(9),
            "origin": "private_gift",
            "received_by": self.by,
        }
        device = Device(
            organisation=self.organisation,
            asset_tag=tag or with_check(self.organisation.prefix, self.code(7)),
            type=type,
            status=status,
            status_since=since,
            received_at=received_at,
            came_in_at=received_at,
            **(values | fields),
        )
        if device.holds_data:
            if media is None:
                media = [(kind, medium_model, self.code(10), capacity, step > 0)]
            for each in media:
                self._medium(device, *each)
            if step > 0:
                device.erased_at = since if step == 1 else received_at + timedelta(days=2)
        if step > 1:
            self._ready(device, since if step == 2 else received_at + timedelta(days=8))
        self.devices.append(device)
        return device

    def _ready(self, device, at):
        device.ready_at = at
        device.condition_grade = device.condition_grade or "AABBBC"[self.draw.randrange(6)]
        device.accessories = device.accessories or ACCESSORIES.get(device.type, "")
        if device.has_battery and device.battery_percent is None:
            device.battery_percent = 62 + self.draw.randrange(36)
        self.runs.append(passed_run(device, at - timedelta(minutes=5), self.by))

    def _medium(self, device, kind, model, serial, capacity, is_proven):
        medium = Medium(
            organisation=self.organisation,
            device=device,
            kind=kind,
            model=model,
            serial=serial,
            capacity_gb=capacity,
            added_at=device.received_at + timedelta(hours=1),
            exposed_at=device.came_in_at,
        )
        self.media.append(medium)
        if is_proven:
            self._erasure(device, medium)

    def _erasure(self, device, medium):
        method = METHODS[MediumKind(medium.kind)]
        started_at = device.received_at + timedelta(days=1)
        ended_at = started_at + timedelta(minutes=6 + self.draw.randrange(150))
        claimed = {
            "method": method,
            "started_at": started_at,
            "ended_at": ended_at,
            "is_verified": True,
            "error_count": 0,
        }
        verdict = judge(
            Claim(
                device_type=device.type,
                medium_kind=medium.kind,
                came_in_at=device.came_in_at,
                **claimed,
            )
        )
        file = evidence_file(medium.serial, TOOLS[method], **claimed)
        digest = evidence_files.digest_of(file)
        self.files.append((digest, file))
        self.erasures.append(
            Erasure(
                organisation=self.organisation,
                medium=medium,
                tool=TOOLS[method],
                level=verdict.level,
                required_level=verdict.required_level,
                result=verdict.result,
                reasons=list(verdict.reasons),
                evidence_sha256=digest,
                evidence_name=evidence_files.cleaned_name(file.name),
                recorded_at=ended_at,
                by=self.by,
                **claimed,
            )
        )

    def offer(self, name, *shares, target=None, days=200, is_open=True):
        """An offer of `shares` (kind, payer, title, amount), open since `days` days."""
        offer = Offer(
            organisation=self.organisation,
            name=name,
            target_units=target,
            unit_amount=sum((amount for *_, amount in shares), ZERO),
            is_open=is_open,
            created_at=self.world.at(-days),
        )
        self.offers.append(offer)
        self.shares += [
            OfferShare(
                organisation=self.organisation,
                offer=offer,
                rank=rank,
                payer_kind=kind,
                payer_name=payer,
                title=title,
                amount=amount,
            )
            for rank, (kind, payer, title, amount) in enumerate(shares, 1)
        ]
        return offer

    def handed_over(self, device, beneficiary, offer, by):
        """The hand-over of a device whose status says so, on the day it has that status."""
        family = sum(
            (s.amount for s in self.shares if s.offer is offer and s.payer_kind == "family"), ZERO
        )
        self.allocations.append(
            Allocation(
                organisation=self.organisation,
                device=device,
                beneficiary=beneficiary,
                offer=offer,
                status=AllocationStatus.HANDED_OVER,
                reserved_at=device.status_since - timedelta(days=3),
                reserved_by=by,
                family_paid_amount=family,
                handed_over_at=device.status_since,
                handed_over_by=by,
                was_priority_neighbourhood=beneficiary.is_priority_neighbourhood,
            )
        )

    def write(self):
        """Everything at once; the proofs are checked when all of it is there."""
        with self.world.inside(self.slug):
            with connection.cursor() as cursor:
                cursor.execute(f"SET CONSTRAINTS {PROOF_TRIGGERS} DEFERRED")
            for model, rows in (
                (Device, self.devices),
                (Medium, self.media),
                (Erasure, self.erasures),
                (TestRun, self.runs),
                (Offer, self.offers),
                (OfferShare, self.shares),
                (Allocation, self.allocations),
            ):
                model.objects.bulk_create(rows, batch_size=500)
            with connection.cursor() as cursor:
                cursor.execute(f"SET CONSTRAINTS {PROOF_TRIGGERS} IMMEDIATE")
            # Each waits for the disk: several wait together.
            with ThreadPoolExecutor(8) as disk:
                list(disk.map(self._keep, self.files))

    def _keep(self, evidence):
        evidence_files.store(self.organisation.pk, *evidence)


def passed_run(device, at, by):
    """The run that let the device be ready; its minutes follow its label, not a draw."""
    checklist = checklist_for(device.type)
    return TestRun(
        organisation=device.organisation,
        device=device,
        checklist=checklist.code,
        version=checklist.version,
        answers={line.key: Answer.OK.value for line in checklist.lines if line.is_mandatory},
        is_passed=True,
        appearance=device.condition_grade,
        function="A" if device.condition_grade == "A" else "B",
        battery_percent=device.battery_percent if device.has_battery else None,
        minutes=10 + sum(device.asset_tag.encode()) % 25,
        tested_at=at,
        by=by,
    )


class _NamedBytes(BytesIO):
    """Bytes that behave as an uploaded file."""

    def __init__(self, content, name):
        super().__init__(content)
        self.name, self.size = name, len(content)

    def chunks(self):
        yield self.getvalue()


def evidence_file(serial, tool, *, method, started_at, ended_at, is_verified, error_count):
    """The log that the tool left: short, true to what was recorded, invented like the rest."""
    text = "\n".join(
        [
            "Relevé d’effacement (démonstration)",
            f"Outil : {tool}",
            f"Support : {serial}",
            f"Méthode : {ErasureMethod(method).label}",
            f"Début : {timezone.localtime(started_at).isoformat(timespec='seconds')}",
            f"Fin : {timezone.localtime(ended_at).isoformat(timespec='seconds')}",
            f"Relecture : {'réussie' if is_verified else 'non faite'}",
            f"Erreurs : {error_count}",
            "",
        ]
    )
    return _NamedBytes(text.encode(), f"effacement-{serial}.txt")


@contextmanager
def on_the_day(instant):
    """Acts inside happen at that instant: the demo's recent past goes through the real services."""
    with patch("django.utils.timezone.now", return_value=instant):
        yield
