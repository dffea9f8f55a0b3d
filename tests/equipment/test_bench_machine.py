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
    Loan,
    LotLine,
    Medium,
    ServiceCase,
    WasteLine,
    landing,
)
from inclusion.exceptions import Refused
from inclusion.journal.recording import PendingEntry
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory, claimed, proof, tried
from tests.equipment.lots import a_lot
from tests.equipment.waste import parties

# Two laptops and a screen, at every step of their life.
TYPES = ("laptop", "laptop", "screen")
WHICH = st.integers(0, len(TYPES) - 1)
HELD = ["reserved", "allocated", "handed_over", "on_loan", "in_service"]
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
        self.lot = a_lot(self.technician)
        self.serials = self.files = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.outside.__exit__(None, None, None)

    def statuses(self):
        return dict(Device.objects.values_list("pk", "status"))

    def attempt(self, act, *, entries_of_success=1, through=()):
        """`through` are the pairs of an act that takes several steps of the table at once."""
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
                assert (before[pk], status) in through or (before[pk], status, holds) in ALLOWED

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
    def all_the_way_to_ready(self, which):
        """What a technician does of an ordinary day: without it few devices would ever leave."""
        medium = self.medium_of(which)
        if medium is None and self.devices[which].holds_data:
            self.add_medium(which, "nvme")
        if self.devices[which].holds_data:
            self.erase(which, "nvme_format")
        self.test(which, True)
        self.ready(which)

    def held(self, which):
        return self.devices[which].allocations.filter(ended_at__isnull=True).first()

    @rule(which=WHICH)
    def hand_over(self, which):
        held = self.held(which)
        if held is not None:
            self.attempt(
                lambda: services.hand_over_bundle(
                    allocations=[held], payment_method="cash", by=self.mediator
                ),
                entries_of_success=None,
                through=[("reserved", "handed_over")],
            )

    @rule(which=WHICH)
    def lend(self, which):
        device = Device.objects.get(pk=self.devices[which].pk)
        held = self.held(which)
        if held is None:
            self.attempt(
                lambda: services.allocate(
                    device=device, beneficiary=self.person, purpose="loan", by=self.mediator
                )
            )
            return
        self.attempt(
            lambda: services.lend(
                allocation=held,
                due_on=timezone.localdate() + timedelta(days=30),
                by=self.mediator,
            ),
            entries_of_success=None,
            through=[("reserved", "on_loan")],
        )

    @rule(which=WHICH)
    def return_loan(self, which):
        loan = Loan.objects.open().filter(device=self.devices[which]).first()
        if loan is not None:
            self.attempt(
                lambda: services.return_loan(loan=loan, by=self.mediator), entries_of_success=None
            )

    @rule(which=WHICH)
    def open_case(self, which):
        self.attempt(
            lambda: services.open_service_case(
                device=self.devices[which], symptom="battery", by=self.technician
            )
        )

    def case_of(self, which):
        return ServiceCase.objects.filter(
            device=self.devices[which], closed_at__isnull=True
        ).first()

    @rule(which=WHICH)
    def close_case(self, which):
        case = self.case_of(which)
        if case is not None:
            self.attempt(
                lambda: services.close_service_case(
                    case=case, outcome="solved", words="Réparé.", by=self.technician
                )
            )

    @rule(which=WHICH, other=WHICH)
    def swap(self, which, other):
        case = self.case_of(which)
        if case is not None:
            self.attempt(
                lambda: services.swap_device(
                    case=case, device=self.devices[other], words="Échangé.", by=self.mediator
                ),
                entries_of_success=None,
                through=[("ready", "handed_over"), ("ready", "on_loan")],
            )

    @rule(which=WHICH)
    def put_in_lot(self, which):
        self.attempt(
            lambda: services.add_to_lot(
                lot=self.lot, devices=[self.devices[which]], by=self.technician
            ),
            entries_of_success=None,
        )

    @rule(which=WHICH)
    def take_from_lot(self, which):
        line = self.lot.lines.filter(device=self.devices[which], ended_at__isnull=True).first()
        if line is not None:
            self.attempt(
                lambda: services.take_from_lot(lot=self.lot, line=line, by=self.technician),
                entries_of_success=None,
            )

    @rule(act=st.sampled_from(["prepare_lot", "reopen_lot", "send_lot", "cancel_lot"]))
    def move_the_lot(self, act):
        self.attempt(
            lambda: getattr(services, act)(lot=self.lot, by=self.technician),
            entries_of_success=None,
        )
        self.lot.refresh_from_db()
        if self.lot.status in {"sent", "cancelled"}:
            self.lot = a_lot(self.technician, self.lot.partner)

    @rule()
    def ship_waste(self):
        lines = list(WasteLine.objects.waiting())
        if lines:
            self.attempt(
                lambda: services.ship_waste(lines=lines, by=self.technician, **parties()),
                entries_of_success=None,
            )

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
        held = [
            *Allocation.objects.filter(ended_at__isnull=True).values_list("device_id", flat=True),
            *LotLine.objects.filter(ended_at__isnull=True).values_list("device_id", flat=True),
        ]
        assert len(held) == len(set(held))
        found = Device.objects.filter(status__in=HELD).values_list("pk", flat=True)
        assert set(held) == set(found)

    @invariant()
    def a_loan_and_a_case_are_open_exactly_while_the_device_is_away_for_them(self):
        lent = set(Loan.objects.open().values_list("device_id", flat=True))
        cases = ServiceCase.objects.filter(closed_at__isnull=True)
        in_service = set(cases.values_list("device_id", flat=True))
        for device in Device.objects.all():
            assert (device.pk in in_service) == (device.status == DeviceStatus.IN_SERVICE)
            if device.status == DeviceStatus.ON_LOAN:
                assert device.pk in lent
            if device.pk in lent:
                assert device.status in {DeviceStatus.ON_LOAN, DeviceStatus.IN_SERVICE}

    @invariant()
    def what_is_removed_left_under_a_slip(self):
        for device in Device.objects.filter(status=DeviceStatus.REMOVED):
            assert device.waste_lines.filter(shipment__isnull=False).exists()

    @invariant()
    def a_repair_is_open_exactly_while_the_device_is_under_repair(self):
        for device in Device.objects.all():
            is_open = device.interventions.filter(ended_at__isnull=True).exists()
            assert is_open == (device.status == DeviceStatus.UNDER_REPAIR)

    @invariant()
    def a_ready_device_was_tested(self):
        for device in Device.objects.filter(status__in=["tested", "ready", *HELD]):
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
            max_examples=8,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
