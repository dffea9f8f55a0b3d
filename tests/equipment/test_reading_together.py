"""Files of one upload are read with few queries, and say the same as when they come one by one."""

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from equipment.models import Device, DeviceIdentifier, Erasure, Evidence, IdentityCase, Medium
from equipment.services import evidence as reading
from equipment.services import import_evidence
from equipment.services.counting import add_up
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.equipment.evidence_samples import lshw, nwipe, smartctl
from tests.equipment.factories import DeviceFactory, MediumFactory


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": settings.STORAGES["default"]["BACKEND"],
            "OPTIONS": {"location": str(tmp_path / "kept")},
        }
    }


def machine(number, **more):
    uuid = f"4c4c4544-0036-3510-8052-{number:012x}"
    return lshw(f"5CG{number:07d}", uuid=uuid, disks=(f"S3ZHNF{number:07d}",), **more)


def disk(number):
    return smartctl(f"S3ZHNF{number:07d}")


def varied():
    """Everything that files of one upload may do to each other."""
    return [
        ("proof-before.log", nwipe("S3ZHNF0000003")),
        ("one.json", machine(1)),
        ("one-disk.json", disk(1)),
        ("broken.json", b"{not json"),
        ("two.json", machine(2)),
        ("one-again.json", machine(1, memory=16)),
        ("one-twice.json", machine(1)),
        ("two-proof.log", nwipe("S3ZHNF0000002")),
        ("three.json", machine(3)),
        ("listed.json", machine(4)),
        ("listed-disk.json", disk(4)),
        ("elsewhere.json", disk(9)),
        ("spare-owner.json", machine(5)),
        ("hides.json", machine(6, hides_nvme=True)),
        ("shared-uuid.json", lshw("5CG7777777", uuid="4c4c4544-0036-3510-8052-000000000001")),
        ("nameless.json", lshw("To Be Filled By O.E.M.", uuid="", disks=())),
        ("after-the-proof.json", machine(2, memory=4)),
        ("empty.json", b""),
    ]


def furnish(org):
    """What the pool has before: a machine by its serial, a look-alike without one, a spare disk."""
    known = DeviceFactory(
        organisation=org, serial="5cg0000004", manufacturer="HP", model="EliteBook 840 G3"
    )
    MediumFactory(device=known, serial="WD-OTHER001")
    DeviceFactory(organisation=org, manufacturer="Acer", model="Aspire 5")
    source = DeviceFactory(organisation=org)
    Medium.objects.create(
        organisation=org,
        taken_from=source,
        fate="spare",
        kind="nvme",
        serial="S3ZHNF0000005",
        capacity_gb=256,
    )


def kept():
    """All that the reading wrote, without what differs from one organisation to the next."""
    devices = Device.objects.values_list(
        "serial", "manufacturer", "model", "memory_gb", "storage_known", "status"
    )
    media = Medium.objects.values_list("serial", "device__serial", "fate", "kind", "size_bytes")
    files = Evidence.objects.values_list("sha256", "status", "device__serial", "error")
    cases = IdentityCase.objects.values_list("evidence__name", "kind", "status", "why")
    shown = DeviceIdentifier.objects.values_list("uuid", "device__serial")
    proofs = Erasure.objects.values_list("medium__serial", "result", "level")
    acts = Entry.objects.values_list("action")
    return [sorted(map(str, rows)) for rows in (devices, media, files, cases, shown, proofs, acts)]


def said(outcomes):
    return [
        {**outcome.as_json(), "case": outcome.case and outcome.case.kind} for outcome in outcomes
    ]


def in_an_organisation(org, member, read):
    with organisation(org):
        furnish(org)
        found = said(read(member))
        chain_pending_entries(org.pk)
        return found, kept()


def test_together_and_one_by_one_say_and_write_the_same(
    association, other_association, member_of, monkeypatch
):
    files, asked = varied(), []
    monkeypatch.setattr(
        reading._Batch,
        "read_one_by_one",
        lambda batch, files, inner=reading._Batch.read_one_by_one: (
            asked.append(len(files)) or inner(batch, files)
        ),
    )
    together = in_an_organisation(
        association,
        member_of(association, "TECHNICIAN"),
        lambda by: import_evidence(files=files, by=by),
    )
    assert asked == []
    monkeypatch.setattr(reading._Batch, "read_together", lambda batch, files: None)
    alone = in_an_organisation(
        other_association,
        member_of(other_association, "TECHNICIAN"),
        lambda by: import_evidence(files=files, by=by),
    )
    assert asked == [len(files)]
    assert together[0] == alone[0]
    assert together[1] == alone[1]


def test_many_files_cost_few_queries(inside, technician):
    def queries(first, machines):
        files = [
            file
            for number in range(first, first + machines)
            for file in ((f"{number}.json", machine(number)), (f"{number}.smart", disk(number)))
        ]
        with CaptureQueriesContext(connection) as captured:
            outcomes = import_evidence(files=files, by=technician)
        assert {outcome.status for outcome in outcomes} == {"accepted"}
        return len(captured)

    few = queries(100, 2)
    assert queries(200, 10) == few
    assert few <= 20


def test_the_same_files_again_cost_few_queries_and_write_nothing(inside, technician):
    files = [(f"{number}.json", machine(number)) for number in range(10)]
    import_evidence(files=files, by=technician)
    with CaptureQueriesContext(connection) as captured:
        outcomes = import_evidence(files=files, by=technician)
    assert {outcome.status for outcome in outcomes} == {"duplicate"}
    assert len(captured) <= 10
    assert Device.objects.count() == Evidence.objects.count() == 10


@pytest.mark.parametrize("problem", [Refused("Impossible."), DataError("too long")])
def test_one_that_is_refused_among_many_is_refused_alone(inside, technician, monkeypatch, problem):
    attach = reading.attach

    def attaching(outcome, *arguments, **more):
        attach(outcome, *arguments, **more)
        if outcome.name == "2.json":
            raise problem

    monkeypatch.setattr(reading, "attach", attaching)
    files = [(f"{number}.json", machine(number)) for number in range(5)]
    outcomes = import_evidence(files=files, by=technician)
    assert [outcome.status for outcome in outcomes].count("rejected") == 1
    assert outcomes[2].error
    assert Device.objects.count() == Medium.objects.count() == 4
    assert Evidence.objects.filter(status="accepted").count() == 4
    add_up()


def test_a_crash_half_way_leaves_nothing(association, member_of, monkeypatch):
    by = member_of(association, "TECHNICIAN")
    attach = reading.attach

    def attaching(outcome, *arguments, **more):
        attach(outcome, *arguments, **more)
        if outcome.name == "3.json":
            raise KeyboardInterrupt

    monkeypatch.setattr(reading, "attach", attaching)
    files = [(f"{number}.json", machine(number)) for number in range(5)]
    with pytest.raises(KeyboardInterrupt), organisation(association):
        import_evidence(files=files, by=by)
    with organisation(association):
        assert not Device.objects.exists()
        assert not Evidence.objects.exists()
        assert not Entry.objects.exists()
