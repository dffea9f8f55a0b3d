"""The pages of the counter, as a mediator lives them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from beneficiaries import services as people
from equipment import services
from equipment.models import Allocation, Loan, Payment
from equipment.selectors import waiting_people
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory
from tests.equipment.test_handing import drawn

pytestmark = pytest.mark.django_db


def url(name, thing=None):
    return reverse(f"equipment:{name}", args=[thing.pk] if thing else [])


@pytest.fixture
def mediator(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def desk(mediator, client_for):
    return client_for(mediator)


@pytest.fixture
def someone(association, mediator):
    """Someone whose assessment asks for a device."""
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, informed_by=mediator)
        assessment = people.start_assessment(
            beneficiary=person, by=mediator, channel="face_to_face"
        )
        for question, value in (("device", "none"), ("goal", "procedure")):
            people.answer_question(
                assessment=assessment,
                by=mediator,
                question=question,
                state="answered",
                values=[value],
            )
        people.complete_assessment(assessment=assessment, by=mediator)
    return person


@pytest.fixture
def ready(association):
    with organisation(association):
        return [
            DeviceFactory(organisation=association, ready=True, type=type)
            for type in ("laptop", "desktop")
        ]


@pytest.fixture
def offer(association):
    with organisation(association):
        return OfferFactory(organisation=association)


def test_who_waits_is_listed_until_a_device_is_reserved(
    association, desk, mediator, someone, ready, offer
):
    assert someone.last_name in desk.get(url("waiting_list")).content.decode()
    with organisation(association):
        services.allocate(device=ready[0], beneficiary=someone, offer=offer, by=mediator)
        assert not waiting_people(mediator).exists()
    assert someone.last_name not in desk.get(url("waiting_list")).content.decode()


def test_another_device_than_the_first_proposed_needs_a_reason(
    association, desk, someone, ready, offer
):
    shown = desk.get(url("person_choose", someone)).content.decode()
    assert "Aucun appareil à la maison" in shown
    data = {"device": ready[1].pk, "offer": offer.pk}
    refused = desk.post(url("person_choose", someone), data)
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.content.decode()
    done = desk.post(url("person_choose", someone), data | {"reason": "Il restera au bureau"})
    assert done.status_code == 302
    with organisation(association):
        assert Allocation.objects.get().choice_reason == "Il restera au bureau"


def test_a_device_is_signed_for_with_a_finger_and_paid_by_card(
    association, desk, mediator, someone, ready, offer
):
    with organisation(association):
        first, second = (
            services.allocate(device=device, beneficiary=someone, offer=offer, by=mediator)
            for device in ready
        )
    shown = desk.get(url("hand_over", first)).content.decode()
    assert second.device.asset_tag in shown
    assert "data-signature-canvas" in shown
    data = {
        "is_family_share_received": "on",
        "payment_method": "card",
        "together": [str(second.pk)],
        "manner": "finger",
    }
    assert desk.post(url("hand_over", first), data).status_code == 422
    assert desk.post(url("hand_over", first), data | {"signature": drawn()}).status_code == 302
    shown = desk.get(url("allocation_detail", second)).content.decode()
    assert "Reçu de vente solidaire" in shown
    assert first.device.asset_tag in shown
    signature = desk.get(url("allocation_signature", second))
    assert signature["Content-Type"] == "image/png"
    with organisation(association):
        assert Payment.objects.count() == 2


def test_a_loan_is_lived_from_the_reservation_to_the_return(association, desk, someone, ready):
    data = {"beneficiary": someone.pk, "offer": "pret"}
    assert desk.post(url("device_allocate", ready[0]), data).status_code == 302
    with organisation(association):
        allocation = Allocation.objects.get()
    assert desk.get(url("hand_over", allocation)).url == url("allocation_lend", allocation)
    assert desk.post(url("allocation_lend", allocation), {}).status_code == 422
    due_on = timezone.localdate() + timedelta(days=60)
    lend = {"due_on": due_on.isoformat(), "deposit_amount": "30", "accessories": "chargeur"}
    done = desk.post(url("allocation_lend", allocation), lend)
    with organisation(association):
        loan = Loan.objects.get()
    assert done.url == url("loan_detail", loan)
    assert someone.last_name in desk.get(url("loan_list")).content.decode()
    later = {"due_on": (due_on + timedelta(days=9)).isoformat()}
    assert desk.post(url("loan_prolong", loan), later).status_code == 302
    assert desk.get(url("loan_return", loan)).status_code == 200
    back = {"back": ["chargeur"], "returned_amount": "30", "words": ""}
    assert desk.post(url("loan_return", loan), back).status_code == 302
    assert "revenu" in desk.get(url("loan_detail", loan)).content.decode()
    assert desk.get(url("device_detail", ready[0])).status_code == 200


def test_a_technician_sees_neither_the_waiting_list_nor_the_loans(
    client_for, association, member_of
):
    client = client_for(member_of(association, "TECHNICIAN"))
    for name in ("waiting_list", "loan_list"):
        assert client.get(url(name)).status_code == 403


def test_the_waiting_list_asks_as_much_for_one_as_for_many(
    association, desk, mediator, someone, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        desk.get(url("waiting_list"))
