"""The acts on the pool: their effect, their entry in the journal, each refusal, and races."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from beneficiaries.models import neighbourhood
from equipment import services
from equipment.evidence_files import MAX_BYTES, cleaned_name, path_of
from equipment.models import Allocation, AllocationStatus, Device, DeviceStatus, Medium
from equipment.selectors import delivery_figures, handed_over_in
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job
from inclusion.organisations.database import organisation
from inclusion.places.models import Venue
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import (
    DeviceFactory,
    MediumFactory,
    OfferFactory,
    claimed,
    proof,
    tried,
)

LAPTOP = {"type": "laptop", "manufacturer": "HP", "model": "250 G9", "origin": "purchase"}


# ---- Intake ----


def test_a_laptop_comes_in_under_a_label_and_in_quarantine(technician, journal):
    device = services.receive_device(by=technician, **LAPTOP)
    assert device.asset_tag.startswith(technician.organisation.prefix + "-")
    assert device.status == DeviceStatus.QUARANTINE
    assert journal("device.received") == {
        "type": "laptop",
        "origin": "purchase",
        "actor": technician.pk,
    }


def test_a_screen_has_nothing_to_erase(technician):
    device = services.receive_device(by=technician, **LAPTOP | {"type": "screen"})
    assert device.status == DeviceStatus.ERASED
    assert device.status_word == "Sans données"


def test_a_device_cannot_come_in_tomorrow(technician):
    with pytest.raises(Refused, match="à venir"):
        services.receive_device(
            by=technician, received_on=timezone.localdate() + timedelta(days=1), **LAPTOP
        )


def test_a_device_does_not_go_to_a_neighbour_s_venue(technician, other_association):
    with organisation(other_association):
        venue = Venue.objects.create(organisation=other_association, name="Ailleurs")
    with pytest.raises(Refused, match="lieu"):
        services.receive_device(by=technician, venue=venue, **LAPTOP)


def test_a_record_is_corrected_and_the_journal_says_which_fields(inside, technician, journal):
    device = DeviceFactory(organisation=inside)
    services.update_device(device=device, by=technician, model="Latitude 5500", serial="7QK4M13")
    device.refresh_from_db()
    assert device.model == "Latitude 5500"
    assert journal("device.updated")["fields"] == ["model", "serial"]


def test_a_mouse_that_proves_to_be_a_laptop_goes_to_quarantine(inside, technician):
    device = DeviceFactory(organisation=inside, type="mouse", status="erased")
    services.update_device(device=device, by=technician, type="laptop")
    device.refresh_from_db()
    assert device.status == DeviceStatus.QUARANTINE


def test_a_laptop_with_a_medium_cannot_turn_into_a_mouse(inside, technician):
    device = DeviceFactory(organisation=inside, unproven=1)
    with pytest.raises(Refused, match="sans données"):
        services.update_device(device=device, by=technician, type="mouse")


def test_devices_move_together(inside, technician, journal):
    venue = Venue.objects.create(organisation=inside, name="Atelier")
    device = DeviceFactory(organisation=inside)
    there = DeviceFactory(organisation=inside, venue=venue, shelf="B2")
    moved = services.move_devices(devices=[device, there], venue=venue, shelf="B2", by=technician)
    assert moved == 1
    device.refresh_from_db()
    assert (device.venue, device.shelf) == (venue, "B2")
    assert journal("device.moved")["actor"] == technician.pk
    with pytest.raises(Refused, match="déjà"):
        services.move_devices(devices=[device, there], venue=venue, shelf="B2", by=technician)


# ---- Media and proofs ----


def add(device, by, **changes):
    values = {"kind": "nvme", "serial": "s3zh nf0k412", "capacity_gb": 256}
    return services.add_medium(device=device, by=by, **values | changes)


def test_a_medium_is_written_down_with_its_serial_as_tools_print_it(inside, technician, journal):
    device = DeviceFactory(organisation=inside)
    medium = add(device, technician)
    assert medium.serial == "S3ZHNF0K412"
    assert journal("medium.added")["reopens_quarantine"] is False


@pytest.mark.parametrize("state", ["erased", "ready"])
def test_a_medium_found_later_reopens_the_quarantine(inside, technician, state):
    device = DeviceFactory(organisation=inside, **{state: True})
    add(device, technician)
    device.refresh_from_db()
    assert device.status == DeviceStatus.QUARANTINE
    assert (device.erased_at, device.ready_at) == (None, None)


def test_the_same_medium_is_refused_twice(inside, technician):
    device = DeviceFactory(organisation=inside)
    add(device, technician)
    with pytest.raises(Refused, match="déjà inscrit"):
        add(device, technician)


def test_a_screen_has_no_medium(inside, technician):
    with pytest.raises(Refused, match="ne contient pas"):
        add(DeviceFactory(organisation=inside, screen=True), technician)


def test_a_medium_is_corrected_until_a_proof_is_judged(inside, technician, journal):
    medium = MediumFactory(device=DeviceFactory(organisation=inside), kind="unknown")
    values = {"serial": medium.serial, "capacity_gb": 512}
    services.correct_medium(medium=medium, kind="nvme", by=technician, **values)
    assert Medium.objects.get(pk=medium.pk).capacity_gb == 512
    assert journal("medium.corrected")["kind"] == "nvme"
    services.record_erasure(medium=medium, by=technician, **claimed(method="overwrite"))
    with pytest.raises(Refused, match="déjà une preuve"):
        services.correct_medium(medium=medium, kind="hdd", by=technician, **values)


def test_the_last_accepted_proof_clears_the_device(inside, technician, journal):
    device = DeviceFactory(organisation=inside, unproven=2)
    first, second = device.media.all()
    services.record_erasure(medium=first, by=technician, **claimed())
    device.refresh_from_db()
    assert device.status == DeviceStatus.QUARANTINE
    services.record_erasure(
        medium=second, by=technician, **claimed(evidence_file=proof(b"autre support"))
    )
    device.refresh_from_db()
    assert device.status == DeviceStatus.ERASED
    assert device.erased_at is not None
    assert journal("device.erased")["actor"] == technician.pk


def test_a_rejected_proof_is_kept_with_its_reason(inside, technician, journal):
    device = DeviceFactory(organisation=inside, unproven=1)
    erasure = services.record_erasure(
        medium=device.media.get(), by=technician, **claimed(method="overwrite")
    )
    device.refresh_from_db()
    assert (erasure.result, erasure.level, erasure.required_level) == ("rejected", "CLEAR", "PURGE")
    assert erasure.reasons == ["Réécrire un support flash n’efface pas tout."]
    assert device.status == DeviceStatus.QUARANTINE
    facts = journal("erasure.recorded")
    assert (facts["result"], facts["evidence_sha256"]) == ("rejected", erasure.evidence_sha256)


def test_the_evidence_is_kept_byte_for_byte(inside, technician):
    medium = MediumFactory(device=DeviceFactory(organisation=inside))
    erasure = services.record_erasure(
        medium=medium, by=technician, **claimed(evidence_file=proof(b"octets", "../../x<y>.log"))
    )
    with default_storage.open(path_of(inside.pk, erasure.evidence_sha256)) as file:
        assert file.read() == b"octets"
    assert erasure.evidence_name == "x_y_.log"


def test_a_corrected_entry_of_a_refused_proof_is_judged_anew(inside, technician):
    medium = MediumFactory(device=DeviceFactory(organisation=inside))
    services.record_erasure(medium=medium, by=technician, **claimed(is_verified=False))
    erasure = services.record_erasure(medium=medium, by=technician, **claimed())
    assert erasure.result == "accepted"


def refuse(sentence, medium, by, **changes):
    with pytest.raises(Refused, match=sentence):
        services.record_erasure(medium=medium, by=by, **claimed(**changes))


def test_what_cannot_be_a_proof_is_refused(inside, technician):
    device = DeviceFactory(organisation=inside, unproven=2)
    medium, other = device.media.all()
    now = timezone.now()
    refuse("suivre son début", medium, technician, ended_at=now - timedelta(days=3))
    refuse("à venir", medium, technician, ended_at=now + timedelta(hours=1))
    refuse("vide", medium, technician, evidence_file=proof(b""))
    refuse("5.Mo", medium, technician, evidence_file=proof(b"x" * (MAX_BYTES + 1)))
    given = claimed(method="overwrite")
    services.record_erasure(medium=medium, by=technician, **given)
    refuse("d’un autre support", other, technician)
    again = {name: given[name] for name in ("started_at", "ended_at")}
    refuse("déjà enregistrée", medium, technician, method="overwrite", **again)


def test_a_device_already_cleared_takes_no_more_proof(inside, technician):
    device = DeviceFactory(organisation=inside, erased=True)
    refuse("déjà prouvées", device.media.get(), technician)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("nwipe.log", "nwipe.log"),
        ("C:\\preuves\\rapport n° 2.pdf", "rapport n_ 2.pdf"),
        ("../../etc/passwd", "passwd"),
        ("...", "preuve"),
        ("a" * 300 + ".pdf", "a" * 156 + ".pdf"),
    ],
)
def test_the_evidence_s_name_is_made_harmless(given, kept):
    assert cleaned_name(given) == kept


# ---- Ready, waste ----


def test_an_erased_device_with_its_grade_is_ready(inside, technician, journal):
    device = DeviceFactory(organisation=inside, erased=True)
    services.try_and_mark_ready(
        device=device, accessories="chargeur, souris", by=technician, **tried()
    )
    device.refresh_from_db()
    assert device.status == DeviceStatus.READY
    assert device.ready_at is not None
    assert journal("device.ready") == {"grade": "B", "battery": 81, "actor": technician.pk}
    with pytest.raises(Refused, match="déjà prêt"):
        services.mark_ready(device=device, by=technician)


def test_what_is_missing_is_named(inside, technician):
    device = DeviceFactory(organisation=inside, unproven=1, battery_percent=None)
    with pytest.raises(Refused) as refusal:
        services.mark_ready(device=device, by=technician)
    assert refusal.value.message == (
        "Il manque\u00a0: effacement prouvé de chaque support, contrôles réussis, note d’aspect,"
        " batterie."
    )


def test_an_unproven_device_never_leaves_as_waste(inside, technician):
    device = DeviceFactory(organisation=inside, unproven=1)
    with pytest.raises(Refused) as refusal:
        services.mark_waste(device=device, cause="broken", by=technician)
    assert refusal.value.message == ("Il manque\u00a0: effacement prouvé de chaque support.")


def test_an_erased_device_may_be_waste_for_good(inside, technician, journal):
    device = DeviceFactory(organisation=inside, erased=True)
    services.mark_waste(device=device, cause="broken", by=technician)
    device.refresh_from_db()
    assert device.status == DeviceStatus.WASTE
    assert journal("device.waste")["actor"] == technician.pk
    with pytest.raises(Refused, match="Passage impossible"):
        services.mark_waste(device=device, cause="broken", by=technician)


# ---- Allocation and hand-over ----


@pytest.fixture
def family(inside):
    return BeneficiaryFactory(organisation=inside, **neighbourhood(True))


@pytest.fixture
def reserved(inside, mediator, family):
    return services.allocate(
        device=DeviceFactory(organisation=inside, ready=True),
        beneficiary=family,
        offer=OfferFactory(organisation=inside),
        by=mediator,
    )


def test_a_ready_device_is_reserved_for_a_person(reserved, mediator, family, journal):
    assert reserved.device.status == DeviceStatus.RESERVED
    facts = journal("device.reserved")
    assert facts["person"] == family.pseudonym
    assert family.last_name not in json.dumps(facts, default=str)


def test_only_a_ready_device_is_allocated(inside, mediator, family):
    device = DeviceFactory(organisation=inside, erased=True)
    with pytest.raises(Refused, match="Passage impossible"):
        services.allocate(
            device=device,
            beneficiary=family,
            offer=OfferFactory(organisation=inside),
            by=mediator,
        )


def test_a_neighbour_s_person_or_offer_receives_nothing(
    inside, mediator, family, other_association
):
    device = DeviceFactory(organisation=inside, ready=True)
    with organisation(other_association):
        stranger = BeneficiaryFactory(organisation=other_association)
        elsewhere = OfferFactory(organisation=other_association)
    offer = OfferFactory(organisation=inside)
    with pytest.raises(Refused, match="autre structure"):
        services.allocate(device=device, beneficiary=stranger, offer=offer, by=mediator)
    with pytest.raises(Refused, match="autre structure"):
        services.allocate(device=device, beneficiary=family, offer=elsewhere, by=mediator)


def test_a_closed_file_or_offer_receives_nothing(inside, mediator, family):
    device = DeviceFactory(organisation=inside, ready=True)
    offer = OfferFactory(organisation=inside)
    gone = BeneficiaryFactory(organisation=inside, closed=True)
    with pytest.raises(Refused, match="clos"):
        services.allocate(device=device, beneficiary=gone, offer=offer, by=mediator)
    services.close_offer(offer=offer, by=mediator)
    with pytest.raises(Refused, match="close"):
        services.allocate(device=device, beneficiary=family, offer=offer, by=mediator)


def test_shares_that_do_not_make_the_cost_are_refused(inside, mediator, family):
    offer = OfferFactory(organisation=inside, unit_amount=Decimal("260.00"))
    with pytest.raises(Refused, match="parts de cette offre"):
        services.allocate(
            device=DeviceFactory(organisation=inside, ready=True),
            beneficiary=family,
            offer=offer,
            by=mediator,
        )


def test_a_cancelled_reservation_gives_the_device_back(reserved, mediator, journal):
    services.cancel_allocation(allocation=reserved, by=mediator)
    reserved.refresh_from_db()
    assert reserved.status == AllocationStatus.CANCELLED
    assert reserved.ended_at == reserved.cancelled_at
    assert Device.objects.get(pk=reserved.device_id).status == DeviceStatus.READY
    assert journal("allocation.cancelled")["allocation"] == str(reserved.pk)
    with pytest.raises(Refused, match="annulée"):
        services.cancel_allocation(allocation=reserved, by=mediator)
    with pytest.raises(Refused, match="annulée"):
        services.hand_over(allocation=reserved, family_paid_amount=Decimal(50), by=mediator)


def test_a_hand_over_is_complete(reserved, mediator, family, journal):
    allocation, document = services.hand_over(
        allocation=reserved, family_paid_amount=Decimal("50"), by=mediator
    )
    allocation.refresh_from_db()
    assert allocation.status == AllocationStatus.HANDED_OVER
    assert allocation.family_paid_amount == Decimal("50.00")
    assert allocation.handed_over_by == mediator
    assert allocation.was_priority_neighbourhood is True
    assert Device.objects.get(pk=allocation.device_id).status == DeviceStatus.HANDED_OVER
    facts = journal("device.handed_over")
    assert (facts["person"], facts["family_paid"]) == (family.pseudonym, "50.00")
    assert document.number.startswith("ATR-")
    assert Job.objects.filter(pk=document.job_id).exists()


def test_the_certificate_says_who_paid_what(reserved, mediator, family):
    _, document = services.hand_over(
        allocation=reserved, family_paid_amount=Decimal("50"), by=mediator
    )
    facts = json.loads(document.facts)
    assert [(p["name"], p["amount"], p["percent"]) for p in facts["payers"]] == [
        ("Famille", "50.00", "20.00"),
        ("Secours populaire 63", "50.00", "20.00"),
        ("Clermont Auvergne Métropole", "150.00", "60.00"),
    ]
    assert facts["total_amount"] == "250.00"
    assert facts["beneficiary"]["name"] == str(family)
    assert [erasure["level"] for erasure in facts["erasures"]] == ["renforcé (Purge)"]
    assert facts["warranty"]["until"] > facts["handover"]["on"]


def test_the_certificate_s_facts_have_the_shape_of_the_printed_sample(reserved, mediator):
    from inclusion.documents.rendering import render

    _, document = services.hand_over(
        allocation=reserved, family_paid_amount=Decimal("50"), by=mediator
    )
    assert render("handover_certificate", json.loads(document.facts)).startswith(b"%PDF")


def test_a_free_device_is_handed_over_without_any_payer(inside, mediator, family):
    allocation = services.allocate(
        device=DeviceFactory(organisation=inside, ready=True),
        beneficiary=family,
        offer=OfferFactory(organisation=inside, free=True),
        by=mediator,
    )
    _, document = services.hand_over(
        allocation=allocation, family_paid_amount=Decimal(0), by=mediator
    )
    facts = json.loads(document.facts)
    assert (facts["payers"], facts["warranty"]["until"]) == ([], "")


def test_the_family_s_share_is_received_whole(reserved, mediator):
    with pytest.raises(Refused) as refusal:
        services.hand_over(allocation=reserved, family_paid_amount=Decimal(30), by=mediator)
    assert "50,00\u00a0€" in refusal.value.message
    assert Document.objects.count() == 0


def test_a_second_click_hands_nothing_over(reserved, mediator):
    services.hand_over(allocation=reserved, family_paid_amount=Decimal(50), by=mediator)
    with pytest.raises(Refused, match="déjà été remis"):
        services.hand_over(allocation=reserved, family_paid_amount=Decimal(50), by=mediator)
    assert Document.objects.count() == 1


def test_a_returned_device_has_nothing_proven_any_more(reserved, mediator, technician, journal):
    services.hand_over(allocation=reserved, family_paid_amount=Decimal(50), by=mediator)
    device = services.return_device(device=reserved.device, by=technician)
    assert device.status == DeviceStatus.QUARANTINE
    assert device.erased_at is None
    reserved.refresh_from_db()
    assert reserved.ended_at is not None
    assert reserved.status == AllocationStatus.HANDED_OVER
    assert journal("device.returned")["actor"] == technician.pk
    with pytest.raises(Refused, match="effacement prouvé"):
        services.mark_ready(device=device, by=technician)
    with pytest.raises(Refused, match="chez une personne"):
        services.return_device(device=device, by=technician)


def test_a_neighbour_s_device_does_not_exist(technician, other_association):
    with organisation(other_association):
        device = DeviceFactory(organisation=other_association, unproven=1)
    with pytest.raises(Device.DoesNotExist):
        services.mark_waste(device=device, cause="broken", by=technician)


# ---- Offers and figures ----


def test_an_offer_costs_the_sum_of_its_shares(mediator, journal):
    offer = services.create_offer(
        name="Familles",
        target_units=100,
        shares=[
            ("family", "Famille", "Participation", Decimal(50)),
            ("grant", "Métropole", "Subvention", Decimal(150)),
        ],
        by=mediator,
    )
    assert offer.unit_amount == Decimal("200.00")
    assert journal("offer.created")["target"] == 100
    with pytest.raises(Refused, match="porte déjà ce nom"):
        services.create_offer(name="Familles", target_units=None, shares=[], by=mediator)


def test_the_family_has_one_share(mediator):
    share = ("family", "Famille", "Participation", Decimal(50))
    with pytest.raises(Refused, match="une seule part"):
        services.create_offer(name="Double", target_units=None, shares=[share, share], by=mediator)


def test_an_offer_is_closed_once(inside, mediator, journal):
    offer = OfferFactory(organisation=inside)
    services.close_offer(offer=offer, by=mediator)
    assert journal("offer.closed")["actor"] == mediator.pk
    with pytest.raises(Refused, match="déjà close"):
        services.close_offer(offer=offer, by=mediator)


def test_figures_count_what_was_handed_over_in_the_period(reserved, mediator):
    offer, today = reserved.offer, timezone.localdate()
    assert delivery_figures(offer, today, today).units == 0
    services.hand_over(allocation=reserved, family_paid_amount=Decimal(50), by=mediator)
    figures = delivery_figures(offer, today, today)
    assert (figures.units, figures.total_amount) == (1, Decimal("250.00"))
    assert figures.amount_of("grant") == Decimal("150.00")
    assert (figures.in_priority_neighbourhood, figures.unknown_neighbourhood) == (1, 0)
    yesterday = today - timedelta(days=1)
    assert not handed_over_in(offer, yesterday, yesterday).exists()


# ---- Races ----


@pytest.mark.django_db(transaction=True)
def test_two_people_reserving_one_device_at_once_reserve_it_once(association, member_of, at_once):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        device = DeviceFactory(organisation=association, ready=True)
        offer = OfferFactory(organisation=association)
        person = BeneficiaryFactory(organisation=association)
    results = at_once(
        association,
        lambda: services.allocate(device=device, beneficiary=person, offer=offer, by=by),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert Allocation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_hand_over_once(association, member_of, at_once):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        allocation = services.allocate(
            device=DeviceFactory(organisation=association, ready=True),
            beneficiary=BeneficiaryFactory(organisation=association),
            offer=OfferFactory(organisation=association),
            by=by,
        )
    results = at_once(
        association,
        lambda: services.hand_over(allocation=allocation, family_paid_amount=Decimal(50), by=by),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_medium_and_a_last_proof_at_once_never_let_the_device_out(
    association, member_of, at_once
):
    by = member_of(association, "TECHNICIAN")
    with organisation(association):
        device = DeviceFactory(organisation=association, unproven=1)
        medium = device.media.get()
    acts = iter(
        [
            lambda: services.record_erasure(medium=medium, by=by, **claimed()),
            lambda: add(device, by, serial="OUBLIE"),
        ]
    )
    at_once(association, lambda: next(acts)())
    with organisation(association):
        device.refresh_from_db()
        assert device.media.count() == 2
        assert device.status == DeviceStatus.QUARANTINE
