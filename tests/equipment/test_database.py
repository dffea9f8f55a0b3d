"""Nothing leaves without proof: the database itself refuses, whatever the code does."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from equipment.models import (
    DATA_BEARING_TYPES,
    UNPROVEN,
    Allocation,
    Device,
    DeviceStatus,
    Erasure,
    Medium,
    StorageAttestation,
)
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, ErasureFactory, MediumFactory, OfferFactory
from tests.equipment.waste import gone
from tests.factories import MembershipFactory


def refused(name, sql, *params):
    """The statement is refused by the constraint of that name."""
    with (
        pytest.raises(IntegrityError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, params)
    assert caught.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize("status", sorted(set(DeviceStatus.values) - set(UNPROVEN)))
def test_sql_cannot_clear_a_device_that_was_never_erased(inside, status):
    device = DeviceFactory(organisation=inside, unproven=1)
    if status == DeviceStatus.REMOVED:
        gone(device)
    refused(
        "device_erased_before_it_leaves",
        "UPDATE equipment_device SET status = %s WHERE id = %s",
        status,
        device.pk,
    )


LIE = "UPDATE equipment_device SET status = 'ready', erased_at = now() WHERE id = %s"


def test_sql_cannot_lie_about_an_erasure_nobody_proved(inside):
    device = DeviceFactory(organisation=inside, unproven=1)
    refused("device_erasure_proven", LIE, device.pk)


def test_sql_cannot_clear_a_device_whose_storage_was_never_seen(inside):
    device = DeviceFactory(organisation=inside)
    refused("device_erasure_proven", LIE, device.pk)


def test_one_proven_medium_of_two_is_not_enough(inside):
    device = DeviceFactory(organisation=inside, proven=1, unproven=1)
    refused("device_erasure_proven", LIE, device.pk)


def test_a_rejected_proof_proves_nothing(inside):
    device = DeviceFactory(organisation=inside)
    ErasureFactory(medium=MediumFactory(device=device), result="rejected", level="CLEAR")
    refused("device_erasure_proven", LIE, device.pk)


def test_a_proof_from_before_the_last_arrival_is_void(inside):
    device = DeviceFactory(organisation=inside, proven=1)
    Device.objects.filter(pk=device.pk).update(came_in_at=timezone.now())
    refused("device_erasure_proven", LIE, device.pk)


def test_a_device_proven_erased_may_be_cleared(inside):
    device = DeviceFactory(organisation=inside, proven=2)
    with connection.cursor() as cursor:
        cursor.execute(LIE, [device.pk])
        assert cursor.rowcount == 1


def test_what_holds_no_data_needs_no_proof(inside):
    device = DeviceFactory(organisation=inside, screen=True)
    assert Device.objects.filter(pk=device.pk).update(status="ready") == 1


def test_a_device_cannot_be_born_cleared(inside):
    with pytest.raises(IntegrityError, match="proven erasure"), transaction.atomic():
        DeviceFactory(organisation=inside, status="ready", erased_at=timezone.now())


def test_a_mouse_cannot_turn_into_a_cleared_laptop(inside):
    device = DeviceFactory(organisation=inside, screen=True)
    refused(
        "device_erasure_proven",
        "UPDATE equipment_device SET type = 'laptop', erased_at = now() WHERE id = %s",
        device.pk,
    )


def test_a_medium_cannot_slip_into_a_ready_device(inside):
    device = DeviceFactory(organisation=inside, ready=True)
    with pytest.raises(IntegrityError, match="proven erasure"), transaction.atomic():
        MediumFactory(device=device)


def test_every_type_that_may_hold_data_is_known_to_the_trigger(inside):
    for type in DATA_BEARING_TYPES:
        device = DeviceFactory(organisation=inside, type=type)
        refused("device_erasure_proven", LIE, device.pk)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE equipment_erasure SET result = 'accepted' WHERE id = %s",
        "DELETE FROM equipment_erasure WHERE id = %s",
    ],
)
def test_a_proof_never_changes(inside, sql):
    proof = ErasureFactory(medium=MediumFactory(device=DeviceFactory(organisation=inside)))
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [proof.pk])


def test_a_medium_is_never_taken_off_the_list(inside):
    device = DeviceFactory(organisation=inside, unproven=1)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Medium.objects.filter(device=device)._raw_delete("default")


MOVE = "UPDATE equipment_medium SET device_id = %s WHERE id = %s"


def test_what_a_proof_was_judged_on_never_changes(inside):
    medium = DeviceFactory(organisation=inside, proven=1).media.get()
    refused("medium_stays", "UPDATE equipment_medium SET serial = 'X' WHERE id = %s", medium.pk)
    refused(
        "medium_stays",
        "UPDATE equipment_medium SET exposed_at = exposed_at - interval '1 day' WHERE id = %s",
        medium.pk,
    )


def test_only_a_proven_medium_enters_a_cleared_device(inside):
    cleared = DeviceFactory(organisation=inside, erased=True)
    unproven = DeviceFactory(organisation=inside, unproven=1).media.get()
    refused("device_erasure_proven", MOVE, cleared.pk, unproven.pk)
    proven = DeviceFactory(organisation=inside, proven=1).media.get()
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [cleared.pk, proven.pk])
    assert cleared.media.count() == 2


def test_an_attestation_with_its_photo_stands_for_a_medium(inside):
    device = DeviceFactory(organisation=inside)
    refused("device_erasure_proven", LIE, device.pk)
    by = MembershipFactory(organisation=inside)
    values = {"organisation": inside, "device": device, "kind": "operator", "by": by}
    with pytest.raises(IntegrityError, match="attestation_shown"), transaction.atomic():
        StorageAttestation.objects.create(**values)
    StorageAttestation.objects.create(**values, photo_sha256="b" * 64)
    with connection.cursor() as cursor:
        cursor.execute(LIE, [device.pk])
        assert cursor.rowcount == 1
    # It speaks of the device as it was then: nothing of what comes back.
    refused(
        "device_erasure_proven",
        "UPDATE equipment_device SET came_in_at = now() + interval '1 day' WHERE id = %s",
        device.pk,
    )


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("erasure_accepted_is_sound", {"error_count": 1}),
        ("erasure_accepted_is_sound", {"is_verified": False}),
        ("erasure_accepted_is_sound", {"level": "CLEAR"}),
        ("erasure_accepted_is_sound", {"method": "verify_only"}),
        ("erasure_ends_after_start", {"ended_at": timezone.now() - timedelta(days=30)}),
    ],
)
def test_an_accepted_proof_is_sound(inside, name, changes):
    medium = MediumFactory(device=DeviceFactory(organisation=inside))
    recorded = {"recorded_at": timezone.now()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ErasureFactory(medium=medium, **recorded, **changes)


def test_one_file_proves_one_erasure(inside):
    medium = MediumFactory(device=DeviceFactory(organisation=inside))
    ErasureFactory(medium=medium, evidence_sha256="a" * 64)
    with pytest.raises(IntegrityError, match="erasure_evidence_once"), transaction.atomic():
        ErasureFactory(medium=medium, evidence_sha256="a" * 64)
    assert Erasure.objects.count() == 1


def test_a_label_is_stuck_on_one_device(inside):
    device = DeviceFactory(organisation=inside)
    with pytest.raises(IntegrityError, match="device_asset_tag"), transaction.atomic():
        DeviceFactory(organisation=inside, asset_tag=device.asset_tag)


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("device_status_known", "UPDATE equipment_device SET status = 'sold' WHERE id = %s"),
        (
            "device_battery_percent",
            "UPDATE equipment_device SET battery_percent = 101 WHERE id = %s",
        ),
    ],
)
def test_a_device_holds_possible_values(inside, name, sql):
    refused(name, sql, DeviceFactory(organisation=inside, screen=True).pk)


def test_a_medium_is_written_down_once(inside):
    device = DeviceFactory(organisation=inside)
    MediumFactory(device=device, serial="WX71A48P2")
    with pytest.raises(IntegrityError, match="medium_once"), transaction.atomic():
        MediumFactory(device=device, serial="WX71A48P2")


@pytest.fixture
def reserved(inside, mediator):
    return Allocation.objects.create(
        organisation=inside,
        device=DeviceFactory(organisation=inside, ready=True),
        beneficiary=BeneficiaryFactory(organisation=inside),
        offer=OfferFactory(organisation=inside),
        reserved_by=mediator,
    )


def test_a_device_is_held_by_one_allocation(inside, reserved):
    reserved.pk = None
    with pytest.raises(IntegrityError, match="allocation_one_open_per_device"):
        with transaction.atomic():
            Allocation(
                organisation=inside,
                device=reserved.device,
                beneficiary=reserved.beneficiary,
                offer=reserved.offer,
                reserved_by=reserved.reserved_by,
            ).save()


@pytest.mark.parametrize(
    ("name", "status"),
    [("allocation_handed_over_in_full", "handed_over"), ("allocation_status_known", "lent")],
)
def test_a_hand_over_says_when_who_and_how_much(reserved, name, status):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Allocation.objects.filter(pk=reserved.pk).update(status=status)


def test_an_offer_s_name_and_its_ranks_are_unique(inside):
    offer = OfferFactory(organisation=inside)
    with pytest.raises(IntegrityError, match="offer_name_once"), transaction.atomic():
        OfferFactory(organisation=inside, name=offer.name, shares=())
    share = offer.shares.first()
    share.pk = share.id = None
    refused(
        "offershare_rank",
        "UPDATE equipment_offershare SET rank = 1 WHERE offer_id = %s AND rank = 2",
        offer.pk,
    )
