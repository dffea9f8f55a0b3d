"""Random acts on one pool: whatever the order, what must never be false stays true."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from equipment import services
from equipment.models import (
    DATA_BEARING_TYPES,
    LIFE_CYCLE,
    UNPROVEN,
    Allocation,
    Device,
    DeviceStatus,
    Medium,
    landing,
)
from inclusion.exceptions import Refused
from inclusion.journal.recording import PendingEntry
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory, claimed, proof, tried

# Two laptops and a screen, at every step of their life.
TYPES = ("laptop", "laptop", "screen")
WHICH = st.integers(0, len(TYPES) - 1)
# Status pairs that the table allows, as they land for what holds data and what does not.
ALLOWED = {
    (str(step.source), str(landing(step.target, holds_data=holds)), holds)
    for step in LIFE_CYCLE
    for holds in (True, False)
}
UNPROVEN_DEVICES = """
SELECT count(*) FROM equipment_device d
WHERE d.status <> ALL (%s) AND d.type = ANY (%s) AND (
    d.erased_at IS NULL
    OR EXISTS (
        SELECT 1 FROM equipment_medium m
        WHERE m.device_id = d.id AND NOT EXISTS (
            SELECT 1 FROM equipment_erasure e
            WHERE e.medium_id = m.id AND e.result = 'accepted' AND e.recorded_at >= m.exposed_at
        )
    )
    OR NOT EXISTS (SELECT 1 FROM equipment_medium m WHERE m.device_id = d.id) AND NOT EXISTS (
        SELECT 1 FROM equipment_storageattestation a
        WHERE a.device_id = d.id AND a.attested_at >= d.came_in_at
    )
)
"""


def entries():
    """How many entries the transaction will write to the journal of acts."""
    return sum(isinstance(hook, PendingEntry) for _, hook, *_ in connection.run_on_commit)


class Pool(RuleBasedStateMachine):
    """Each rule tries one act on one device; a refusal must leave everything as it was."""

    organisation = technician = mediator = None

    def __init__(self):
        super().__init__()
        self.outside = transaction.atomic()
        self.outside.__enter__()
        self.devices = [DeviceFactory(organisation=self.organisation, type=t) for t in TYPES]
        Device.objects.filter(type="screen").update(status="erased", battery_percent=None)
        self.offer = OfferFactory(organisation=self.organisation, free=True)
        self.person = BeneficiaryFactory(organisation=self.organisation)
        self.serials = self.files = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.outside.__exit__(None, None, None)

    def statuses(self):
        return dict(Device.objects.values_list("pk", "status"))

    def attempt(self, act, *, entries_of_success=1):
        before, written = self.statuses(), entries()
        try:
            act()
        except Refused as refusal:
            assert refusal.message.endswith("."), refusal.message
            assert self.statuses() == before
            assert entries() == written
            return
        if entries_of_success is not None:
            assert entries() - written == entries_of_success
        for pk, status in self.statuses().items():
            if before[pk] != status:
                holds = Device.objects.get(pk=pk).holds_data
                assert (before[pk], status, holds) in ALLOWED

    def medium_of(self, which):
        return Medium.objects.filter(device=self.devices[which]).order_by("pk").last()

    @rule(which=WHICH, kind=st.sampled_from(["nvme", "hdd"]))
    def add_medium(self, which, kind):
        self.serials += 1
        self.attempt(
            lambda: services.add_medium(
                device=self.devices[which],
                kind=kind,
                serial=f"S{self.serials}",
                capacity_gb=1,
                by=self.technician,
            )
        )

    @rule(which=WHICH, method=st.sampled_from(["nvme_format", "ata_sanitize", "overwrite"]))
    def erase(self, which, method):
        medium = self.medium_of(which)
        if medium is None:
            return
        self.files += 1
        file = proof(f"relevé {self.files}".encode())
        given = claimed(method=method, evidence_file=file)
        given["started_at"] = timezone.now() - timedelta(microseconds=200)
        given["ended_at"] = timezone.now() - timedelta(microseconds=100)
        # A proof writes its line, and the device's own when it clears it.
        self.attempt(
            lambda: services.record_erasure(medium=medium, by=self.technician, **given),
            entries_of_success=None,
        )

    @rule(which=WHICH, passes=st.booleans())
    def test(self, which, passes):
        device = self.devices[which]
        faults = [] if passes else ["clean"]
        self.attempt(
            lambda: services.record_test(
                device=device, by=self.technician, **tried(device.type, faults=faults)
            )
        )

    @rule(which=WHICH)
    def ready(self, which):
        self.attempt(lambda: services.mark_ready(device=self.devices[which], by=self.technician))

    @rule(which=WHICH)
    def repair(self, which):
        self.attempt(
            lambda: services.start_repair(
                device=self.devices[which], diagnosis="Bruit.", by=self.technician
            )
        )

    @rule(which=WHICH)
    def repaired(self, which):
        self.attempt(
            lambda: services.end_repair(
                device=self.devices[which],
                outcome="repaired",
                work="",
                minutes=1,
                by=self.technician,
            )
        )

    @rule(which=WHICH, with_photo=st.booleans())
    def remove(self, which, with_photo):
        medium = self.medium_of(which)
        if medium is None:
            return
        photo = proof(b"photo", "baie.jpg") if with_photo else None
        self.attempt(
            lambda: services.remove_medium(
                medium=medium, fate="spare", photo=photo, by=self.technician
            ),
            # The last unproven one taken out clears the device: a second entry.
            entries_of_success=None,
        )

    @rule(which=WHICH)
    def put(self, which):
        medium = Medium.objects.filter(device__isnull=True).order_by("pk").first()
        if medium is None:
            return
        self.attempt(
            lambda: services.put_medium(
                medium=medium, device=self.devices[which], by=self.technician
            )
        )

    @rule(which=WHICH)
    def allocate(self, which):
        self.attempt(
            lambda: services.allocate(
                device=self.devices[which],
                beneficiary=self.person,
                offer=self.offer,
                by=self.mediator,
            )
        )

    @rule(which=WHICH)
    def cancel(self, which):
        held = self.devices[which].allocations.filter(ended_at__isnull=True).first()
        if held is not None:
            self.attempt(lambda: services.cancel_allocation(allocation=held, by=self.mediator))

    @rule(which=WHICH)
    def come_back(self, which):
        self.attempt(
            lambda: services.return_device(device=self.devices[which], by=self.technician),
            # The report of the return writes its own.
            entries_of_success=None,
        )

    @rule(which=WHICH)
    def lose(self, which):
        self.attempt(
            lambda: services.declare_lost(
                device=self.devices[which],
                cause="lost",
                words="Introuvable.",
                known_at=timezone.now(),
                by=self.technician,
            )
        )

    @rule(which=WHICH)
    def find(self, which):
        self.attempt(lambda: services.find_again(device=self.devices[which], by=self.technician))

    @rule(which=WHICH, parts=st.booleans())
    def retire(self, which, parts):
        act = services.take_for_parts if parts else services.mark_waste
        self.attempt(lambda: act(device=self.devices[which], cause="broken", by=self.technician))

    @invariant()
    def nothing_leaves_without_proof(self):
        with connection.cursor() as cursor:
            cursor.execute(UNPROVEN_DEVICES, [UNPROVEN, DATA_BEARING_TYPES])
            assert cursor.fetchone() == (0,)

    @invariant()
    def a_device_is_held_once_and_only_when_its_status_says_so(self):
        held = list(
            Allocation.objects.filter(ended_at__isnull=True).values_list("device_id", flat=True)
        )
        assert len(held) == len(set(held))
        away = {DeviceStatus.RESERVED, DeviceStatus.ALLOCATED, DeviceStatus.HANDED_OVER}
        found = Device.objects.filter(status__in=away).values_list("pk", flat=True)
        assert set(held) == set(found)

    @invariant()
    def a_repair_is_open_exactly_while_the_device_is_under_repair(self):
        for device in Device.objects.all():
            is_open = device.interventions.filter(ended_at__isnull=True).exists()
            assert is_open == (device.status == DeviceStatus.UNDER_REPAIR)

    @invariant()
    def a_ready_device_was_tested(self):
        for device in Device.objects.filter(status__in=["tested", "ready", "reserved"]):
            assert device.test_runs.filter(
                is_passed=True, tested_at__gte=device.came_in_at
            ).exists()


@pytest.mark.django_db
def test_random_acts_keep_what_must_hold(inside, technician, mediator):
    class Here(Pool):
        pass

    Here.organisation, Here.technician, Here.mediator = inside, technician, mediator
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
