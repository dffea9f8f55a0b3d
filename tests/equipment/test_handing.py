"""The counter: reservations that end, papers, bundles, payments, signatures, loans."""

import base64
import threading
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from equipment import home, person, services, signatures
from equipment.models import (
    Allocation,
    AllocationStatus,
    Device,
    DeviceStatus,
    GivenItem,
    Loan,
    Payment,
    PaymentMethod,
    SignatureManner,
)
from equipment.services.expiry import free_expired
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Mail
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory

pytestmark = pytest.mark.django_db
FIFTY = Decimal("50.00")


def drawn(strokes=True, size=(720, 240)):
    """What the page sends: strokes on a transparent ground."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    if strokes:
        ImageDraw.Draw(image).line([(40, 200), (200, 40), (380, 190)], fill="#1d2a2b", width=6)
    output = BytesIO()
    image.save(output, "PNG")
    return signatures.PREFIX + base64.b64encode(output.getvalue()).decode()


def photo():
    output = BytesIO()
    Image.new("RGB", (60, 80), "white").save(output, "JPEG")
    return SimpleUploadedFile("attestation.jpg", output.getvalue())


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


@pytest.fixture
def someone(inside):
    return BeneficiaryFactory(organisation=inside)


@pytest.fixture
def reserve(inside, mediator, someone):
    """Reserve a ready device for someone; a loan when there is no offer."""

    def reserving(offer=None, **device):
        terms = {"offer": offer} if offer else {"purpose": "loan"}
        return services.allocate(
            device=DeviceFactory(organisation=inside, ready=True, **device),
            beneficiary=someone,
            by=mediator,
            **terms,
        )

    return reserving


@pytest.fixture
def offer(inside):
    return OfferFactory(organisation=inside)


@pytest.fixture
def lent(reserve, mediator):
    loan, _ = services.lend(
        allocation=reserve(),
        due_on=timezone.localdate() + timedelta(days=30),
        deposit_amount=Decimal("30.00"),
        accessories=["chargeur", "housse"],
        by=mediator,
    )
    return loan


# ---- Reservations ----


def test_a_reservation_lasts_fourteen_days_and_is_prolonged_from_today(reserve, offer, mediator):
    allocation = reserve(offer)
    assert (allocation.expires_at - allocation.reserved_at).days == 14
    with pytest.raises(Refused, match="court déjà"):
        services.prolong_reservation(allocation=allocation, by=mediator)
    Allocation.objects.update(expires_at=timezone.now() + timedelta(days=2))
    prolonged = services.prolong_reservation(allocation=allocation, by=mediator)
    assert (prolonged.expires_at - timezone.now()).days >= 13


def test_the_clock_frees_what_nobody_came_for_and_tells_the_mediator(reserve, offer, mediator):
    kept, gone = reserve(offer), reserve(offer)
    services.prepare_papers(allocation=gone, by=mediator)
    Allocation.objects.filter(pk=gone.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    assert free_expired(now=timezone.now()) == 1
    assert free_expired(now=timezone.now()) == 0
    gone.refresh_from_db()
    assert gone.status == AllocationStatus.CANCELLED
    assert gone.expired_at and gone.ended_at
    assert Device.objects.get(pk=gone.device_id).status == DeviceStatus.READY
    assert Device.objects.get(pk=kept.device_id).status == DeviceStatus.RESERVED
    mail = Mail.objects.get(to=mediator.user.email)
    assert gone.device.asset_tag in mail.text
    assert gone.beneficiary.last_name not in mail.text
    with pytest.raises(Refused, match="expiré"):
        services.hand_over(allocation=gone, family_paid_amount=FIFTY, by=mediator)


def test_papers_make_a_reserved_device_allocated_once(reserve, offer, mediator):
    allocation, document = services.prepare_papers(allocation=reserve(offer), by=mediator)
    assert allocation.device.status == DeviceStatus.ALLOCATED
    assert document.number.startswith("BAT-")
    with pytest.raises(Refused, match="déjà prêt"):
        services.prepare_papers(allocation=allocation, by=mediator)
    services.cancel_allocation(allocation=allocation, by=mediator)
    assert Device.objects.get(pk=allocation.device_id).status == DeviceStatus.READY


def test_a_public_gift_is_not_sold_above_the_decree(inside, reserve, mediator):
    dear = OfferFactory(
        organisation=inside,
        unit_amount=Decimal("200.00"),
        shares=[("family", "Famille", "Prix", "200.00")],
    )
    with pytest.raises(Refused, match="décret du 7"):
        reserve(dear, origin="public_gift")
    assert reserve(dear, origin="private_gift").pk
    fair = OfferFactory(organisation=inside)
    assert reserve(fair, origin="public_gift").pk


# ---- The bundle ----


def test_a_bundle_leaves_under_one_signature_with_one_certificate(reserve, offer, mediator):
    first, second = reserve(offer), reserve(offer, type="smartphone")
    moment, certificate, receipt = services.hand_over_bundle(
        allocations=[first, second],
        payment_method=PaymentMethod.CARD,
        manner=SignatureManner.FINGER,
        signature=drawn(),
        accessories=["chargeur", " souris "],
        by=mediator,
    )
    assert moment.is_signed
    assert len(moment.signature_sha256) == 64
    assert moment.accessories == ["chargeur", "souris"]
    assert signatures.PREFIX in certificate.facts
    assert all(each.device.asset_tag in certificate.facts for each in (first, second))
    assert receipt.number.startswith("RVS-")
    assert '"total_amount":"100.00"' in receipt.facts
    assert set(Allocation.objects.values_list("status", flat=True)) == {"handed_over"}
    assert {payment.method for payment in Payment.objects.all()} == {"card"}
    with pytest.raises(Refused, match="déjà été remis"):
        services.hand_over_bundle(
            allocations=[first], payment_method=PaymentMethod.CARD, by=mediator
        )


def test_a_recharge_leaves_with_the_device_under_the_same_signature(reserve, offer, mediator):
    held = reserve(offer)
    recharge = services.create_stock_item(kind="recharge", name="10 Go", threshold=0, by=mediator)
    services.add_to_stock(item=recharge, quantity=1, by=mediator, reason="donation")
    moment, certificate, _ = services.hand_over_bundle(
        allocations=[held],
        payment_method=PaymentMethod.CASH,
        accessories=["chargeur"],
        items=[recharge],
        by=mediator,
    )
    assert moment.accessories == ["chargeur", "10 Go"]
    assert "10 Go" in certificate.facts
    recharge.refresh_from_db()
    assert recharge.quantity == 0
    given = GivenItem.objects.get()
    assert (given.hand_over, given.beneficiary) == (moment, held.beneficiary)
    # The next person finds none left: nothing leaves, nothing is paid.
    other = reserve(offer)
    with pytest.raises(Refused, match="Il n’en reste que 0"):
        services.hand_over_bundle(
            allocations=[other], payment_method=PaymentMethod.CASH, items=[recharge], by=mediator
        )
    other.device.refresh_from_db()
    assert other.device.status == "reserved"
    assert GivenItem.objects.count() == 1


def test_a_bundle_is_for_one_person(inside, reserve, offer, mediator):
    other = services.allocate(
        device=DeviceFactory(organisation=inside, ready=True),
        beneficiary=BeneficiaryFactory(organisation=inside),
        offer=offer,
        by=mediator,
    )
    with pytest.raises(Refused, match="une seule personne"):
        services.hand_over_bundle(
            allocations=[reserve(offer), other], payment_method=PaymentMethod.CASH, by=mediator
        )


def test_a_waiver_says_why_and_leaves_no_receipt(reserve, offer, mediator):
    allocation = reserve(offer)
    waived = {"allocations": [allocation], "payment_method": PaymentMethod.WAIVED, "by": mediator}
    with pytest.raises(Refused, match="dispensée"):
        services.hand_over_bundle(**waived)
    _, _, receipt = services.hand_over_bundle(**waived, waiver_reason="Aucun revenu ce mois-ci")
    assert receipt is None
    payment = Payment.objects.get()
    assert (payment.amount, payment.due_amount) == (Decimal("0.00"), FIFTY)


@pytest.mark.parametrize(
    "text",
    ["", "data:text/html,x", signatures.PREFIX + "####", signatures.PREFIX + "QUJD", "x" * 400_000],
)
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(Refused):
        signatures.drawn_signature(text)


def test_an_empty_or_giant_frame_is_refused():
    with pytest.raises(Refused, match="vide"):
        signatures.drawn_signature(drawn(strokes=False))
    with pytest.raises(Refused, match="illisible"):
        signatures.drawn_signature(drawn(size=(2500, 10)))


def test_the_paper_is_photographed_afterwards_once(reserve, offer, mediator):
    moment, _, _ = services.hand_over_bundle(
        allocations=[reserve(offer)], payment_method=PaymentMethod.CASH, by=mediator
    )
    assert not moment.is_signed
    (line,) = home.signatures_to_keep(mediator)
    assert line.title == "1\u00a0remise signée sur papier, sans sa photo"
    signed = services.attach_signed_paper(moment=moment, file=photo(), by=mediator)
    assert home.signatures_to_keep(mediator) == []
    assert signatures.open_kept(signed).read()
    with pytest.raises(Refused, match="déjà gardée"):
        services.attach_signed_paper(moment=moment, file=photo(), by=mediator)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE equipment_payment SET amount = 10, due_amount = 10", "payment_is_final"),
        ("DELETE FROM equipment_payment", "payment_is_final"),
        ("UPDATE equipment_handover SET signature_sha256 = repeat('0', 64)", "signature_is_final"),
        ("DELETE FROM equipment_handover", "signature_is_final"),
    ],
)
def test_what_was_paid_and_signed_is_never_rewritten(reserve, offer, mediator, statement, name):
    services.hand_over_bundle(
        allocations=[reserve(offer)],
        payment_method=PaymentMethod.CASH,
        manner=SignatureManner.FINGER,
        signature=drawn(),
        by=mediator,
    )
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        connection.cursor().execute(statement)
    assert caught.value.__cause__.diag.constraint_name == name


def test_forgetting_the_person_destroys_her_signature(
    reserve, offer, mediator, someone, django_capture_on_commit_callbacks
):
    moment, _, _ = services.hand_over_bundle(
        allocations=[reserve(offer)],
        payment_method=PaymentMethod.WAIVED,
        waiver_reason="Sans revenu",
        manner=SignatureManner.FINGER,
        signature=drawn(),
        by=mediator,
    )
    with django_capture_on_commit_callbacks(execute=True):
        person.forget_the_person(someone)
    moment.refresh_from_db()
    assert moment.signature_sha256 == ""
    assert moment.signed_at
    assert Payment.objects.get().waiver_reason == ""
    with pytest.raises(FileNotFoundError):
        signatures.open_kept(moment)


# ---- Loans ----


def test_a_loan_goes_out_and_comes_back_in_quarantine(lent, mediator):
    device = Device.objects.get(pk=lent.device_id)
    assert device.status == DeviceStatus.ON_LOAN
    assert Document.objects.filter(kind="loan_agreement").count() == 1
    with pytest.raises(Refused, match="pourquoi la caution"):
        services.return_loan(loan=lent, back=["chargeur"], by=mediator)
    back = services.return_loan(
        loan=lent,
        back=["chargeur"],
        returned_amount=Decimal("20"),
        words="Housse perdue",
        by=mediator,
    )
    assert [each["is_back"] for each in back.accessories] == [True, False]
    device.refresh_from_db()
    assert device.status == DeviceStatus.QUARANTINE
    assert device.erased_at is None
    lent.allocation.refresh_from_db()
    assert lent.allocation.status == AllocationStatus.RETURNED
    with pytest.raises(Refused, match="déjà été rendu"):
        services.return_loan(loan=lent, by=mediator)


def test_a_loan_is_prolonged_by_a_new_agreement(lent, mediator):
    later = lent.due_on + timedelta(days=30)
    _, document = services.prolong_loan(loan=lent, due_on=later, by=mediator)
    assert document.replaces is not None
    with pytest.raises(Refused, match="après le"):
        services.prolong_loan(loan=lent, due_on=later, by=mediator)


def test_what_is_kept_is_not_lent_nor_the_contrary(reserve, offer, mediator):
    with pytest.raises(Refused, match="pour être gardé"):
        services.lend(
            allocation=reserve(offer),
            due_on=timezone.localdate() + timedelta(days=9),
            by=mediator,
        )
    with pytest.raises(Refused, match="en prêt"):
        services.hand_over_bundle(
            allocations=[reserve()], payment_method=PaymentMethod.CASH, by=mediator
        )


def test_the_database_refuses_two_loans_of_one_device_at_once(lent, reserve):
    other = reserve()
    with pytest.raises(IntegrityError, match="loan_no_overlap"), transaction.atomic():
        Loan.objects.create(
            organisation_id=lent.organisation_id,
            allocation=other,
            device_id=lent.device_id,
            lent_on=lent.lent_on + timedelta(days=400),
            due_on=lent.lent_on + timedelta(days=500),
        )


def test_a_loan_counts_in_no_offer(lent, offer):
    assert lent.allocation.offer is None
    assert not Allocation.objects.handed_over().exists()


# ---- Races ----


@pytest.mark.django_db(transaction=True)
def test_twenty_people_reserving_one_device_at_once_reserve_it_once(association, member_of):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        device = DeviceFactory(organisation=association, ready=True)
        offer = OfferFactory(organisation=association)
        people = [BeneficiaryFactory(organisation=association) for _ in range(20)]
    results, start = [], threading.Barrier(20)

    def reserve(beneficiary):
        try:
            start.wait()
            with organisation(association):
                results.append(
                    services.allocate(device=device, beneficiary=beneficiary, offer=offer, by=by)
                )
        except Refused as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=reserve, args=[each]) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 20
    assert sum(isinstance(result, Allocation) for result in results) == 1
    with organisation(association):
        assert Allocation.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_clock_and_the_counter_never_both_take_a_device(association, member_of, at_once):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        allocation = services.allocate(
            device=DeviceFactory(organisation=association, ready=True),
            beneficiary=BeneficiaryFactory(organisation=association),
            offer=OfferFactory(organisation=association),
            by=by,
        )
        Allocation.objects.update(expires_at=timezone.now())
    acts = iter(
        [
            lambda: free_expired(now=timezone.now()),
            lambda: services.hand_over(allocation=allocation, family_paid_amount=FIFTY, by=by),
        ]
    )
    at_once(association, lambda: next(acts)())
    with organisation(association):
        allocation.refresh_from_db()
        status = Device.objects.get(pk=allocation.device_id).status
    assert (allocation.status, status) in {("cancelled", "ready"), ("handed_over", "handed_over")}
