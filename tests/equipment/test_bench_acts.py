"""The acts of the bench: their effect, their entry in the journal, each refusal, and races."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from equipment import services
from equipment.documents import handover_facts
from equipment.models import (
    Allocation,
    BreachRecord,
    Destruction,
    Device,
    DeviceStatus,
    Intervention,
    Medium,
    Retirement,
    TestRun,
)
from equipment.selectors import is_refurbished, last_run
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import (
    DeviceFactory,
    OfferFactory,
    TestRunFactory,
    answers,
    claimed,
    on_the_shelf,
    proof,
    tried,
)

S = DeviceStatus


def status(device):
    return Device.objects.get(pk=device.pk).status


@pytest.fixture
def make(inside):
    return lambda **traits: DeviceFactory(organisation=inside, **traits)


@pytest.fixture
def lost(technician):
    def declare(device, **changes):
        values = {"cause": "stolen", "words": "Volé dans la voiture.", "known_at": timezone.now()}
        return services.declare_lost(device=device, by=technician, **values | changes)

    return declare


# ---- Tests ----


def test_a_run_that_passes_takes_the_device_to_tested(make, technician, journal):
    device = make(erased=True)
    run = services.record_test(device=device, by=technician, **tried())
    device.refresh_from_db()
    assert (device.status, device.condition_grade, device.battery_percent) == (S.TESTED, "B", 81)
    assert (run.is_passed, run.battery, run.version) == (True, "A", "2026-1")
    assert journal("device.tested")["is_passed"] is True


def test_a_fault_is_kept_and_the_device_waits(make, technician):
    device = make(erased=True)
    run = services.try_and_mark_ready(device=device, by=technician, **tried(faults=["keyboard"]))
    assert (run.is_passed, status(device)) == (False, S.ERASED)
    with pytest.raises(Refused, match="contrôles réussis"):
        services.mark_ready(device=device, by=technician)
    services.try_and_mark_ready(device=device, by=technician, **tried(faults=["camera"]))
    assert status(device) == S.READY


def test_a_later_failure_takes_the_success_back(make, technician):
    device = make(tested=True)
    services.record_test(device=device, by=technician, **tried(faults=["wifi"]))
    assert status(device) == S.ERASED
    assert not is_refurbished(device)


def test_good_for_parts_is_never_a_success(make, technician):
    device = make(erased=True)
    run = services.record_test(device=device, by=technician, **tried(appearance="P"))
    assert (run.is_passed, status(device)) == (False, S.ERASED)


@pytest.mark.parametrize(
    "given",
    [
        {},
        answers("laptop", keyboard=""),
        answers("laptop", keyboard="na"),
        answers("laptop", keyboard="parfait"),
        answers("laptop", wings="ok"),
    ],
)
def test_a_checklist_is_answered_whole_and_in_its_words(make, technician, given):
    device = make(erased=True)
    with pytest.raises(Refused, match="contrôle obligatoire"):
        services.record_test(device=device, by=technician, **tried(answers=given))
    assert not TestRun.objects.exists()


def test_nobody_tries_a_device_that_holds_data(make, technician):
    device = make(unproven=1)
    with pytest.raises(Refused, match="effacement prouvé"):
        services.record_test(device=device, by=technician, **tried())
    with pytest.raises(Refused, match="ne se teste pas"):
        services.record_test(device=make(ready=True), by=technician, **tried())


def test_reconditionne_needs_the_whole_list_and_a_life_before(make, technician):
    assert is_refurbished(make(tested=True))
    assert not is_refurbished(make(erased=True))
    assert not is_refurbished(make(tested=True, origin="purchase"))


def test_the_certificate_says_reconditionne_only_when_it_is(inside, make, mediator):
    device = make(ready=True)
    allocation = services.allocate(
        device=device,
        beneficiary=BeneficiaryFactory(organisation=inside),
        offer=OfferFactory(organisation=inside, free=True),
        by=mediator,
    )
    allocation, _ = services.hand_over(
        allocation=allocation, family_paid_amount=Decimal(0), by=mediator
    )
    facts = handover_facts(allocation)
    assert facts["device"]["state_line"].startswith("Produit reconditionné · aspect B")
    TestRunFactory(device=device, is_passed=False)
    facts = handover_facts(allocation)
    assert facts["device"]["state_line"].startswith("Appareil d’occasion")
    assert "neuf" not in json.dumps(facts, ensure_ascii=False)


def test_a_run_never_changes(make):
    device = make(tested=True)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE equipment_testrun SET is_passed = false WHERE device_id = %s", [device.pk]
        )


# ---- Repairs ----


def test_a_repair_takes_parts_from_the_shelf_and_asks_for_new_tests(make, technician, journal):
    device = make(ready=True)
    stock = on_the_shelf("Batterie", 2, Decimal("34.90"), technician)
    services.start_repair(device=device, diagnosis="Ne tient plus la charge.", by=technician)
    assert status(device) == S.UNDER_REPAIR
    repair = services.end_repair(
        device=device,
        outcome="repaired",
        work="Batterie changée.",
        minutes=35,
        parts=[(stock, "", 2, Decimal(0)), (None, "Vis M2", 4, Decimal("0.10"))],
        by=technician,
    )
    assert status(device) == S.ERASED
    assert sorted((part.name, part.amount) for part in repair.parts.all()) == [
        ("Batterie", Decimal("69.80")),
        ("Vis M2", Decimal("0.40")),
    ]
    move = stock.moves.get(reason="repair")
    assert (move.quantity_after, move.subject_id) == (0, str(repair.pk))
    assert journal("device.repair_ended")["parts"] == 2
    assert last_run(device) is None
    with pytest.raises(Refused, match="contrôles réussis"):
        services.mark_ready(device=device, by=technician)


def test_what_is_not_on_the_shelf_is_not_taken(make, technician):
    device = make(under_repair=True)
    stock = on_the_shelf("Écran", 1, Decimal(50), technician)
    with pytest.raises(Refused, match="Il n’en reste que 1"):
        services.end_repair(
            device=device,
            outcome="repaired",
            work="",
            minutes=5,
            parts=[(stock, "", 2, 0)],
            by=technician,
        )
    assert status(device) == S.UNDER_REPAIR


def test_a_repair_says_what_is_wrong_and_how_it_ended(make, technician):
    with pytest.raises(Refused, match="diagnostic"):
        services.start_repair(device=make(erased=True), diagnosis=" ", by=technician)
    device = make(under_repair=True)
    with pytest.raises(Refused, match="issue de la réparation"):
        services.end_repair(device=device, outcome="", work="", minutes=1, by=technician)
    with pytest.raises(Refused, match="Passage impossible"):
        services.start_repair(device=device, diagnosis="Encore.", by=technician)


def test_a_medium_added_during_repair_reopens_the_quarantine(make, technician):
    device = make(under_repair=True)
    services.add_medium(device=device, kind="nvme", serial="NEUF1", capacity_gb=256, by=technician)
    assert status(device) == S.QUARANTINE
    assert Intervention.objects.get().outcome == "interrupted"


def test_the_sheets_wait_for_what_they_say(make, technician):
    device = make(erased=True)
    with pytest.raises(Refused, match="contrôles réussis"):
        services.issue_product_sheet(device=device, by=technician)
    services.record_test(device=device, by=technician, **tried(faults=["camera"], note="Rayée."))
    assert (
        "Produit reconditionné" in services.issue_product_sheet(device=device, by=technician).facts
    )
    repair = services.start_repair(device=device, diagnosis="Caméra.", by=technician)
    with pytest.raises(Refused, match="pas finie"):
        services.issue_repair_sheet(intervention=repair, by=technician)
    services.end_repair(
        device=device, outcome="not_repaired", work="", minutes=5, barrier="no_part", by=technician
    )
    assert (
        "Pièce introuvable" in services.issue_repair_sheet(intervention=repair, by=technician).facts
    )
    assert set(Document.objects.values_list("kind", flat=True)) == {"product_sheet", "repair_sheet"}


# ---- Out of the pool ----


@pytest.mark.parametrize("trait", ["erased", "under_repair", "tested", "ready"])
@pytest.mark.parametrize(
    ("act", "target"), [("take_for_parts", S.FOR_PARTS), ("mark_waste", S.WASTE)]
)
def test_a_device_is_retired_with_its_reason(make, technician, trait, act, target):
    device = make(**{trait: True})
    with pytest.raises(Refused, match="Il manque\u00a0: raison"):
        getattr(services, act)(device=device, by=technician)
    getattr(services, act)(device=device, cause="broken", words="Carte mère.", by=technician)
    assert status(device) == target
    assert Retirement.objects.get().cause == "broken"
    assert not Intervention.objects.filter(ended_at__isnull=True).exists()


def test_more_than_five_devices_take_two_people(inside, make, technician, member_of):
    devices = [make(erased=True) for _ in range(6)]
    given = {"devices": devices, "target": "waste", "cause": "too_old"}
    with pytest.raises(Refused, match="seconde personne"):
        services.retire_devices(**given, by=technician)
    proposal = services.propose_retirement(**given, by=technician)
    assert {status(device) for device in devices} == {S.ERASED}
    with pytest.raises(Refused, match="autre personne"):
        services.confirm_retirement(proposal=proposal, by=technician)
    manager = member_of(inside, "MANAGER")
    services.confirm_retirement(proposal=proposal, by=manager)
    assert {status(device) for device in devices} == {S.WASTE}
    assert set(Retirement.objects.values_list("proposal", flat=True)) == {proposal.pk}
    with pytest.raises(Refused, match="déjà sa réponse"):
        services.decline_retirement(proposal=proposal, by=manager)


def test_one_device_that_cannot_leave_keeps_the_others(inside, make, technician, member_of):
    devices = [make(erased=True) for _ in range(6)]
    proposal = services.propose_retirement(
        devices=devices, target="for_parts", cause="too_old", by=technician
    )
    services.add_medium(
        device=devices[0], kind="hdd", serial="OUBLIE", capacity_gb=1, by=technician
    )
    with pytest.raises(Refused, match=devices[0].asset_tag):
        services.confirm_retirement(proposal=proposal, by=member_of(inside, "MANAGER"))
    assert {status(device) for device in devices[1:]} == {S.ERASED}
    services.decline_retirement(proposal=proposal, by=technician)


def test_sql_cannot_confirm_alone(make, technician):
    proposal = services.propose_retirement(
        devices=[make(erased=True)], target="waste", cause="broken", by=technician
    )
    with (
        pytest.raises(IntegrityError, match="retirementproposal_two_people"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE equipment_retirementproposal SET confirmed_by_id = proposed_by_id,"
            " confirmed_at = now() WHERE id = %s",
            [proposal.pk],
        )


# ---- Losses ----


def test_an_unerased_device_that_is_lost_opens_a_breach_and_its_clock(make, lost, journal):
    device = make(unproven=1)
    known_at = timezone.now() - timedelta(hours=10)
    _, breach = lost(device, known_at=known_at)
    assert status(device) == S.LOST
    assert breach.due_at == known_at + timedelta(hours=72)
    assert (breach.hours_left, breach.is_late) == (61, False)
    assert journal("device.lost")["breach"] == str(breach.pk)


def test_an_erased_device_that_is_lost_opens_none_and_frees_its_person(
    inside, make, lost, mediator
):
    device = make(ready=True)
    services.allocate(
        device=device,
        beneficiary=BeneficiaryFactory(organisation=inside),
        offer=OfferFactory(organisation=inside, free=True),
        by=mediator,
    )
    _, breach = lost(device)
    assert (breach, BreachRecord.objects.count()) == (None, 0)
    allocation = Allocation.objects.get()
    assert allocation.status == "cancelled"
    assert allocation.ended_at is not None


def test_a_loss_is_told_and_not_foretold(make, lost):
    with pytest.raises(Refused, match="circonstances"):
        lost(make(), words=" ")
    with pytest.raises(Refused, match="avant d’avoir eu lieu"):
        lost(make(), known_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="Passage impossible"):
        device = make()
        lost(device)
        lost(device)


def test_a_device_found_again_has_nothing_proven(make, lost, technician):
    device = make(ready=True)
    lost(device)
    services.find_again(device=device, by=technician)
    device.refresh_from_db()
    assert (device.status, device.erased_at) == (S.QUARANTINE, None)
    with pytest.raises(Refused):
        services.find_again(device=device, by=technician)
    screen = make(screen=True)
    lost(screen)
    services.find_again(device=screen, by=technician)
    assert status(screen) == S.ERASED


def test_a_breach_is_closed_with_what_was_done_and_when_it_was_told(
    make, lost, inside, member_of, journal
):
    manager = member_of(inside, "MANAGER")
    _, breach = lost(make(unproven=1), known_at=timezone.now() - timedelta(hours=90))

    def close(**changes):
        given = {"measures": "Plainte déposée.", "breach": breach, "by": manager}
        return services.close_breach(**given | changes)

    with pytest.raises(Refused, match="ce qui a été fait"):
        close(measures=" ", reason="x")
    with pytest.raises(Refused, match="aucun risque"):
        close()
    with pytest.raises(Refused, match="72\u00a0heures"):
        close(notified_at=timezone.now())
    with pytest.raises(Refused, match="à venir"):
        close(notified_at=timezone.now() + timedelta(days=1), reason="x")
    with pytest.raises(Refused, match="suit le moment"):
        close(notified_at=breach.known_at - timedelta(days=1))
    close(notified_at=timezone.now(), reason="Appris pendant les congés.")
    assert journal("breach.closed")["is_late"] is True
    with pytest.raises(Refused, match="déjà clos"):
        close(reason="x")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        BreachRecord.objects.filter(pk=breach.pk).update(measures="Rien.")


# ---- Media ----


def test_the_last_unproven_medium_taken_out_clears_what_is_left(make, technician):
    device = make(proven=1, unproven=1)
    medium = device.media.exclude(erasures__isnull=False).get()
    services.remove_medium(medium=medium, fate="to_destroy", by=technician)
    assert status(device) == S.ERASED
    medium.refresh_from_db()
    assert (medium.device_id, medium.taken_from_id) == (None, device.pk)


def test_an_emptied_device_needs_the_photo_of_its_empty_bay(make, technician):
    device = make(unproven=1)
    medium = device.media.get()
    services.remove_medium(medium=medium, fate="spare", by=technician)
    assert status(device) == S.QUARANTINE
    cleared = make(erased=True)
    medium = cleared.media.get()
    with pytest.raises(Refused, match="photo de l’emplacement vide"):
        services.remove_medium(medium=medium, fate="spare", by=technician)
    photo = proof(b"jpeg", "baie.jpg")
    services.remove_medium(medium=medium, fate="spare", photo=photo, by=technician)
    services.mark_waste(device=cleared, cause="stripped", by=technician)
    assert status(cleared) == S.WASTE


def test_a_tested_device_is_not_opened_without_a_repair(make, technician):
    device = make(ready=True)
    with pytest.raises(Refused, match="ouvrez d’abord une réparation"):
        services.remove_medium(medium=device.media.get(), fate="spare", by=technician)


def test_an_unproven_spare_reopens_the_quarantine_and_a_proven_one_does_not(make, technician):
    source, proven = make(unproven=1), make(proven=1, unproven=1)
    bad = source.media.get()
    services.remove_medium(medium=bad, fate="spare", by=technician)
    good = proven.media.filter(erasures__isnull=False).get()
    services.remove_medium(medium=good, fate="spare", by=technician)
    device = make(under_repair=True)
    services.put_medium(medium=good, device=device, by=technician)
    assert status(device) == S.UNDER_REPAIR
    services.put_medium(medium=bad, device=device, by=technician)
    assert status(device) == S.QUARANTINE
    with pytest.raises(Refused, match="ne se pose pas"):
        services.put_medium(medium=bad, device=device, by=technician)


def test_a_spare_is_erased_on_the_bench_alone(make, technician):
    device = make(unproven=1)
    medium = device.media.get()
    services.remove_medium(medium=medium, fate="spare", by=technician)
    medium.refresh_from_db()
    given = claimed()
    assert services.record_erasure(medium=medium, by=technician, **given).result == "accepted"
    assert status(device) == S.QUARANTINE
    services.put_medium(medium=medium, device=device, by=technician)
    assert status(device) == S.ERASED


def test_a_destroyed_medium_has_its_certificate_and_goes_nowhere(make, technician):
    device = make(unproven=1)
    medium = device.media.get()
    given = {
        "medium": medium,
        "certificate_reference": "DST-12",
        "destroyed_by_whom": "Recycleurs du Puy",
        "destroyed_on": timezone.localdate(),
        "by": technician,
    }
    with pytest.raises(Refused, match="Retirez d’abord"):
        services.destroy_medium(**given)
    services.remove_medium(medium=medium, fate="to_destroy", by=technician)
    with pytest.raises(Refused, match="à venir"):
        services.destroy_medium(
            **given | {"destroyed_on": timezone.localdate() + timedelta(days=1)}
        )
    with pytest.raises(Refused, match="certificat"):
        services.destroy_medium(**given | {"certificate_reference": " "})
    services.destroy_medium(**given)
    assert Destruction.objects.get().certificate_reference == "DST-12"
    with pytest.raises(Refused, match="déjà détruit"):
        services.destroy_medium(**given)
    with pytest.raises(IntegrityError, match="stays destroyed"), transaction.atomic():
        Medium.objects.filter(pk=medium.pk).update(fate="spare")


# ---- Races ----


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("traits", "act"),
    [
        ({"erased": True}, lambda d, by: services.start_repair(device=d, diagnosis="X", by=by)),
        (
            {"under_repair": True},
            lambda d, by: services.end_repair(
                device=d, outcome="repaired", work="", minutes=1, by=by
            ),
        ),
        ({"tested": True}, lambda d, by: services.mark_ready(device=d, by=by)),
        ({"ready": True}, lambda d, by: services.take_for_parts(device=d, cause="broken", by=by)),
        (
            {"unproven": 1},
            lambda d, by: services.declare_lost(
                device=d, cause="lost", words="X", known_at=timezone.now(), by=by
            ),
        ),
        (
            {"unproven": 1},
            lambda d, by: services.remove_medium(
                medium=Medium.objects.select_related("device").get(), fate="spare", by=by
            ),
        ),
    ],
    ids=["start_repair", "end_repair", "mark_ready", "take_for_parts", "declare_lost", "remove"],
)
def test_two_people_at_once_act_once(association, member_of, at_once, traits, act):
    by = member_of(association, "TECHNICIAN")
    with organisation(association):
        device = DeviceFactory(organisation=association, **traits)
    results = at_once(association, lambda: act(device, by))
    refusals = [result for result in results if isinstance(result, Refused)]
    assert len(refusals) == 1, results
    assert refusals[0].message.endswith(".")


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_retire_once(association, member_of, at_once):
    by, second = member_of(association, "TECHNICIAN"), member_of(association, "MANAGER")
    with organisation(association):
        devices = [DeviceFactory(organisation=association, erased=True) for _ in range(6)]
        proposal = services.propose_retirement(
            devices=devices, target="waste", cause="broken", by=by
        )
    results = at_once(
        association, lambda: services.confirm_retirement(proposal=proposal, by=second)
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert Retirement.objects.count() == 6
