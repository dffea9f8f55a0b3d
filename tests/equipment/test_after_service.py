"""After-sales: what the law promises, cases, work, exchanges, returns, and lost loans."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from beneficiaries.relations import move_rows
from equipment import person, services
from equipment.models import (
    Allocation,
    AllocationStatus,
    Device,
    DeviceStatus,
    GivenItem,
    Intervention,
    Loan,
    Payment,
    ServiceCase,
    ServiceStatus,
    StockMove,
    Warranty,
)
from equipment.person import RELATIONS
from equipment.selectors import (
    delivery_figures,
    devices_received,
    offers_with_progress,
)
from equipment.services.service import months_later, warranty_of
from equipment.timeline import pool_events
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory, on_the_shelf

pytestmark = pytest.mark.django_db
FIFTY = Decimal("50.00")


@pytest.fixture
def someone(inside):
    return BeneficiaryFactory(organisation=inside)


@pytest.fixture
def offer(inside):
    return OfferFactory(organisation=inside)


def handed_over(org, by, someone, offer, **device):
    allocation = services.allocate(
        device=DeviceFactory(
            organisation=org, ready=True, accessories="chargeur, souris", **device
        ),
        beneficiary=someone,
        offer=offer,
        by=by,
    )
    services.hand_over_bundle(
        allocations=[allocation],
        payment_method="cash",
        by=by,
    )
    allocation.refresh_from_db()
    return allocation


def lent(org, by, someone, **terms):
    allocation = services.allocate(
        device=DeviceFactory(organisation=org, ready=True),
        beneficiary=someone,
        purpose="loan",
        by=by,
    )
    terms = {"due_on": timezone.localdate() + timedelta(days=60)} | terms
    loan, _ = services.lend(allocation=allocation, by=by, **terms)
    return loan


@pytest.fixture
def allocation(inside, mediator, someone, offer):
    return handed_over(inside, mediator, someone, offer)


def opened(allocation, by, **values):
    device = Device.objects.get(pk=allocation.device_id)
    return services.open_service_case(
        device=device, by=by, **({"symptom": "battery", "words": "Ne charge plus."} | values)
    )


# ---- The legal warranty ----


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_a_delay_in_months_ends_on_a_day_that_exists(day, months, expected):
    assert months_later(day, months) == expected


def test_a_sale_is_presumed_faulty_for_twelve_months_and_covered_for_two_years(allocation):
    start = timezone.localdate(allocation.handed_over_at)
    until = months_later(start, 24)
    presumed = months_later(start, 12)
    assert warranty_of(allocation, start) == (Warranty.PRESUMED, until, presumed)
    assert warranty_of(allocation, presumed + timedelta(days=1))[0] == Warranty.COVERED
    assert warranty_of(allocation, until)[0] == Warranty.COVERED
    assert warranty_of(allocation, until + timedelta(days=1))[0] == Warranty.ENDED


def test_a_gift_and_a_loan_carry_no_legal_warranty(inside, mediator, someone):
    free = OfferFactory(organisation=inside, free=True)
    given = handed_over(inside, mediator, someone, free)
    assert warranty_of(given)[0] == Warranty.NONE
    loan = lent(inside, mediator, someone)
    assert warranty_of(loan.allocation)[0] == Warranty.NONE
    assert warranty_of(None)[0] == Warranty.NONE


def test_a_repair_under_warranty_adds_six_months(allocation, mediator):
    start = timezone.localdate(allocation.handed_over_at)
    case = opened(allocation, mediator)
    services.close_service_case(case=case, outcome="solved", words="Batterie.", by=mediator)
    assert warranty_of(allocation)[1] == months_later(start, 30)


# ---- A case ----


def test_a_case_is_opened_with_its_warranty_and_its_thirty_days(allocation, technician, journal):
    case = opened(allocation, technician)
    device = Device.objects.get(pk=allocation.device_id)
    assert device.status == DeviceStatus.IN_SERVICE
    assert case.warranty == Warranty.PRESUMED
    assert case.due_on == timezone.localdate() + timedelta(days=30)
    assert case.came_from == "handed_over"
    facts = journal("service.opened")
    assert (facts["symptom"], facts["warranty"]) == ("battery", "presumed")


def test_a_case_wants_a_symptom_and_a_device_that_is_with_someone(allocation, technician, inside):
    device = Device.objects.get(pk=allocation.device_id)
    with pytest.raises(Refused, match="raison"):
        services.open_service_case(device=device, symptom="", by=technician)
    ready = DeviceFactory(organisation=inside, ready=True)
    with pytest.raises(Refused, match="Passage impossible"):
        services.open_service_case(device=ready, symptom="screen", by=technician)
    opened(allocation, technician)
    with pytest.raises(Refused, match="déjà un dossier"):
        services.open_service_case(device=device, symptom="screen", by=technician)


def test_a_case_says_what_it_waits_for(allocation, technician):
    case = opened(allocation, technician)
    with pytest.raises(Refused, match="Dites ce qu’on attend"):
        services.set_service_status(case=case, status="waiting_part", by=technician)
    with pytest.raises(Refused, match="ce que le dossier attend"):
        services.set_service_status(case=case, status="solved", words="x", by=technician)
    services.set_service_status(
        case=case, status="waiting_part", words="Batterie commandée", by=technician
    )
    case.refresh_from_db()
    assert (case.status, case.waiting_words) == ("waiting_part", "Batterie commandée")
    with pytest.raises(Refused, match="déjà dans cet état"):
        services.set_service_status(
            case=case, status="waiting_part", words="Batterie commandée", by=technician
        )
    services.set_service_status(case=case, status="open", by=technician)
    case.refresh_from_db()
    assert (case.status, case.waiting_words) == ("open", "")


def test_work_is_written_with_its_parts_and_leaves_the_device_in_service(allocation, technician):
    case = opened(allocation, technician)
    part = on_the_shelf("Batterie", 2, Decimal("30.00"), technician)
    services.note_service_work(
        case=case,
        diagnosis="Batterie à 12 %",
        work="Remplacée",
        outcome="repaired",
        minutes=25,
        parts=[(part, "", 1, 0)],
        by=technician,
    )
    work = Intervention.objects.get(service_case=case)
    assert (work.outcome, work.minutes) == ("repaired", 25)
    part.refresh_from_db()
    assert part.quantity == 1
    assert Device.objects.get(pk=case.device_id).status == DeviceStatus.IN_SERVICE
    for wrong, match in (
        ({"diagnosis": " "}, "ce qui ne va pas"),
        ({"outcome": "interrupted"}, "est réparé"),
        ({"minutes": 900}, "dix heures"),
    ):
        values = {"diagnosis": "x", "work": "", "outcome": "repaired", "minutes": 1} | wrong
        with pytest.raises(Refused, match=match):
            services.note_service_work(case=case, by=technician, **values)


@pytest.mark.parametrize("outcome", ["solved", "refused"])
def test_closed_the_device_goes_back_to_its_person(allocation, technician, outcome, journal):
    case = opened(allocation, technician)
    with pytest.raises(Refused, match="Dites"):
        services.close_service_case(case=case, outcome=outcome, by=technician)
    services.close_service_case(case=case, outcome=outcome, words="Fait.", by=technician)
    case.refresh_from_db()
    assert case.status == outcome
    assert Device.objects.get(pk=case.device_id).status == DeviceStatus.HANDED_OVER
    allocation.refresh_from_db()
    assert allocation.ended_at is None
    assert journal("service.closed")["outcome"] == outcome
    with pytest.raises(Refused, match="déjà clos"):
        services.close_service_case(case=case, outcome=outcome, words="x", by=technician)


def test_a_case_ends_in_known_words_only(allocation, technician):
    case = opened(allocation, technician)
    with pytest.raises(Refused, match="issue"):
        services.close_service_case(case=case, outcome="swapped", words="x", by=technician)


def test_a_lent_device_goes_back_to_its_loan(inside, mediator, someone):
    loan = lent(inside, mediator, someone)
    case = opened(loan.allocation, mediator)
    assert case.came_from == "on_loan"
    services.close_service_case(case=case, outcome="solved", words="Redémarré.", by=mediator)
    assert Device.objects.get(pk=loan.device_id).status == DeviceStatus.ON_LOAN


def test_a_closed_case_never_changes(allocation, technician):
    case = opened(allocation, technician)
    services.close_service_case(case=case, outcome="solved", words="Fait.", by=technician)
    for change in ({"status": "refused"}, {"outcome_words": "Autre"}, {"due_on": date(2030, 1, 1)}):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            ServiceCase.objects.filter(pk=case.pk).update(**change)


def test_the_sheet_names_nobody(allocation, technician, someone):
    case = opened(allocation, technician)
    document = services.issue_service_sheet(case=case, by=technician)
    assert someone.last_name not in document.facts
    assert someone.file_number in document.facts
    assert document.number.startswith("SAV-")


# ---- The exchange ----


def swapped(case, device, by, **values):
    return services.swap_device(case=case, device=device, by=by, words="Irréparable.", **values)


def test_an_exchange_takes_back_and_hands_over_in_one_act(
    inside, allocation, mediator, someone, offer, journal
):
    case = opened(allocation, mediator)
    new = DeviceFactory(organisation=inside, ready=True, accessories="chargeur")
    case, given, documents = swapped(case, new, mediator, missing=["souris"])
    faulty = Device.objects.get(pk=allocation.device_id)
    new.refresh_from_db()
    allocation.refresh_from_db()
    assert (faulty.status, new.status) == (DeviceStatus.QUARANTINE, DeviceStatus.HANDED_OVER)
    assert faulty.erased_at is None
    assert case.status == ServiceStatus.SWAPPED
    assert case.replacement_id == given.pk
    assert given.beneficiary_id == someone.pk
    assert given.offer_id == offer.pk
    assert given.replaces_id == allocation.pk
    assert allocation.ended_at is not None
    assert [each.kind for each in documents] == ["return_report", "exchange_certificate"]
    assert '"missing":["souris"]' in documents[0].facts
    assert journal("service.swapped")["person"] == someone.pseudonym


def test_nothing_is_paid_twice_and_one_unit_is_counted(
    inside, allocation, mediator, offer, someone
):
    today = timezone.localdate()
    before = delivery_figures(offer, today, today)
    case = opened(allocation, mediator)
    _, given, _ = swapped(case, DeviceFactory(organisation=inside, ready=True), mediator)
    assert Payment.objects.count() == 1
    assert given.family_paid_amount == 0
    assert delivery_figures(offer, today, today) == before
    assert offers_with_progress(mediator).get(pk=offer.pk).delivered_count == 1
    assert devices_received([someone.pk]) == {someone.pk: 1}


def test_a_lent_device_is_exchanged_under_the_same_loan(inside, mediator, someone):
    loan = lent(
        inside, mediator, someone, deposit_amount=Decimal("30"), accessories=["chargeur", "housse"]
    )
    case = opened(loan.allocation, mediator)
    _, given, documents = swapped(
        case, DeviceFactory(organisation=inside, ready=True), mediator, missing=["housse"]
    )
    loan.refresh_from_db()
    assert loan.returned_on == timezone.localdate()
    assert [each["is_back"] for each in loan.accessories] == [True, False]
    following = Loan.objects.get(allocation=given)
    assert (following.due_on, following.deposit_amount) == (loan.due_on, Decimal("30.00"))
    assert given.status == AllocationStatus.ON_LOAN
    assert [each.kind for each in documents] == [
        "return_report",
        "exchange_certificate",
        "loan_agreement",
    ]


def test_an_exchange_is_refused_when_it_is_not_one(inside, allocation, mediator, someone):
    case = opened(allocation, mediator)
    tablet = DeviceFactory(organisation=inside, ready=True, type="tablet")
    with pytest.raises(Refused, match="même type"):
        swapped(case, tablet, mediator)
    cleared = DeviceFactory(organisation=inside, erased=True)
    with pytest.raises(Refused, match="plus prêt"):
        swapped(case, cleared, mediator)
    with pytest.raises(Refused, match="autre appareil"):
        swapped(case, allocation.device, mediator)
    assert Device.objects.get(pk=allocation.device_id).status == DeviceStatus.IN_SERVICE
    type(someone).objects.filter(pk=someone.pk).update(status="closed", closed_at=timezone.now())
    with pytest.raises(Refused, match="clos"):
        swapped(case, DeviceFactory(organisation=inside, ready=True), mediator)


def test_a_loan_at_its_term_is_prolonged_before_the_exchange(inside, mediator, someone):
    loan = lent(inside, mediator, someone)
    case = opened(loan.allocation, mediator)
    Loan.objects.filter(pk=loan.pk).update(
        lent_on=timezone.localdate() - timedelta(days=9), due_on=timezone.localdate()
    )
    with pytest.raises(Refused, match="prolongez"):
        swapped(case, DeviceFactory(organisation=inside, ready=True), mediator)


def test_nobody_s_device_is_not_exchanged(inside, allocation, mediator):
    case = opened(allocation, mediator)
    Allocation.objects.filter(pk=allocation.pk).update(beneficiary=None)
    with pytest.raises(Refused, match="sans échange"):
        swapped(case, DeviceFactory(organisation=inside, ready=True), mediator)


def test_a_neighbour_s_device_is_no_exchange(inside, allocation, mediator, other_association):
    case = opened(allocation, mediator)
    with organisation(other_association):
        device = DeviceFactory(organisation=other_association, ready=True)
    with organisation(inside), pytest.raises(Device.DoesNotExist):
        swapped(case, device, mediator)


def at_the_same_time(org, *acts):
    start, results = threading.Barrier(len(acts)), []

    def one(act):
        try:
            start.wait(10)
            with organisation(org):
                results.append(act())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_exchanges_at_once_give_one_device_once(association, member_of):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        offer = OfferFactory(organisation=association)
        cases = []
        for _ in range(2):
            someone = BeneficiaryFactory(organisation=association)
            allocation = handed_over(association, by, someone, offer)
            cases.append(opened(allocation, by))
        new = DeviceFactory(organisation=association, ready=True)
    results = at_the_same_time(
        association,
        lambda: swapped(cases[0], new, by),
        lambda: swapped(cases[1], new, by),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert Allocation.objects.filter(device=new).count() == 1
        assert ServiceCase.objects.filter(status="swapped").count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_and_exchanging_at_once_ends_the_case_once(association, member_of):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        offer = OfferFactory(organisation=association)
        allocation = handed_over(
            association, by, BeneficiaryFactory(organisation=association), offer
        )
        case = opened(allocation, by)
        new = DeviceFactory(organisation=association, ready=True)
    results = at_the_same_time(
        association,
        lambda: swapped(case, new, by),
        lambda: services.close_service_case(case=case, outcome="solved", words="Fait.", by=by),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        held = Allocation.objects.filter(ended_at__isnull=True)
        assert held.count() == 1


# ---- Returns ----


def test_a_return_has_its_report(allocation, technician):
    device = Device.objects.get(pk=allocation.device_id)
    services.return_device(
        device=device, back=["chargeur"], words="Rayé", person_erased=True, by=technician
    )
    report = Document.objects.get(kind="return_report")
    assert '"missing":["souris"]' in report.facts
    assert '"person_erased":true' in report.facts


def test_a_device_in_service_is_taken_back_and_its_case_closed(allocation, technician):
    case = opened(allocation, technician)
    services.return_device(device=case.device, by=technician)
    case.refresh_from_db()
    assert case.status == ServiceStatus.RETURNED
    assert Device.objects.get(pk=case.device_id).status == DeviceStatus.QUARANTINE


def test_a_lent_device_in_service_is_given_back_by_its_loan(inside, mediator, someone):
    loan = lent(inside, mediator, someone)
    case = opened(loan.allocation, mediator)
    with pytest.raises(Refused, match="retour du prêt"):
        services.return_device(device=case.device, by=mediator)
    services.return_loan(loan=loan, by=mediator)
    case.refresh_from_db()
    assert case.status == ServiceStatus.RETURNED
    assert Document.objects.filter(kind="return_report").count() == 1


# ---- A loan that never comes back ----


def lost(device, by):
    return services.declare_lost(
        device=device, cause="not_returned", words="Sans nouvelles.", known_at=timezone.now(), by=by
    )


def test_a_lost_loan_is_over(inside, mediator, someone):
    loan = lent(inside, mediator, someone, deposit_amount=Decimal("30"))
    lost(loan.device, mediator)
    loan.refresh_from_db()
    assert (loan.is_lost, loan.is_out, loan.returned_amount) == (True, False, Decimal("0.00"))
    loan.allocation.refresh_from_db()
    assert loan.allocation.status == AllocationStatus.LOST
    assert loan.allocation.ended_at is not None
    assert not Loan.objects.open().exists()
    with pytest.raises(Refused, match="déjà été rendu"):
        services.return_loan(loan=loan, by=mediator)


def test_found_again_it_is_lent_again(inside, mediator, technician, someone):
    loan = lent(inside, mediator, someone)
    lost(loan.device, mediator)
    device = services.find_again(device=loan.device, by=technician)
    assert device.status == DeviceStatus.QUARANTINE
    assert not Allocation.objects.filter(device=device, ended_at__isnull=True).exists()


def test_a_device_lost_in_service_opens_a_breach_and_closes_its_case(allocation, technician):
    case = opened(allocation, technician)
    _, breach = lost(case.device, technician)
    case.refresh_from_db()
    assert case.status == ServiceStatus.LOST
    assert breach is not None


# ---- What was waived is not received ----


def waived(inside, mediator, someone, offer):
    allocation = services.allocate(
        device=DeviceFactory(organisation=inside, ready=True),
        beneficiary=someone,
        offer=offer,
        by=mediator,
    )
    services.hand_over_bundle(
        allocations=[allocation],
        payment_method="waived",
        waiver_reason="Sans revenu",
        by=mediator,
    )


def test_a_waived_share_is_not_received(inside, mediator, someone, offer, allocation):
    waived(inside, mediator, someone, offer)
    today = timezone.localdate()
    figures = delivery_figures(offer, today, today)
    assert figures.units == 2
    family = next(each for each in figures.by_payer if each.payer_kind == "family")
    assert (family.amount, family.waived_amount) == (FIFTY, FIFTY)
    assert figures.amount_of("grant") == Decimal("300.00")
    assert figures.waived_amount == FIFTY
    # The units cost what they cost, whoever bears it.
    assert figures.total_amount == Decimal("500.00")


# ---- The person's path ----


def test_her_path_tells_the_failure_and_the_exchange(inside, allocation, mediator, someone):
    case = opened(allocation, mediator)
    failure = "Panne signalée\u00a0: batterie ou charge"
    assert [each.title for each in pool_events(someone, mediator)][1:] == [failure]
    swapped(case, DeviceFactory(organisation=inside, ready=True), mediator)
    titles = [each.title for each in pool_events(someone, mediator)]
    assert titles[2:] == [failure, "Appareil échangé"]
    assert len(titles) == 4


@pytest.fixture
def recharge(inside, technician):
    item = services.create_stock_item(
        kind="recharge", name="Recharge 20 Go", threshold=0, by=technician
    )
    services.add_to_stock(item=item, quantity=3, by=technician, reason="donation")
    return item


def test_a_recharge_given_leaves_the_stock_and_joins_her_path(recharge, mediator, someone, journal):
    services.give_item(item=recharge, beneficiary=someone, quantity=2, by=mediator)
    recharge.refresh_from_db()
    assert recharge.quantity == 1
    assert StockMove.objects.get(reason="person").delta == -2
    (event,) = pool_events(someone, mediator)
    assert event.title == "Connexion remise"
    assert journal("stock.given")["person"] == someone.pseudonym


def test_what_is_not_there_is_not_given(recharge, mediator, someone, other_association):
    with pytest.raises(Refused, match="reste que 3"):
        services.give_item(item=recharge, beneficiary=someone, quantity=4, by=mediator)
    with pytest.raises(Refused, match="1 à 20"):
        services.give_item(item=recharge, beneficiary=someone, quantity=0, by=mediator)
    type(someone).objects.filter(pk=someone.pk).update(status="closed", closed_at=timezone.now())
    with pytest.raises(Refused, match="clos"):
        services.give_item(item=recharge, beneficiary=someone, by=mediator)
    assert not GivenItem.objects.exists()


def test_forgotten_nothing_names_her_any_more(inside, allocation, recharge, mediator, someone):
    case = opened(allocation, mediator)
    services.issue_service_sheet(case=case, by=mediator)
    services.close_service_case(case=case, outcome="refused", words="Choc avoué.", by=mediator)
    services.give_item(item=recharge, beneficiary=someone, by=mediator)
    person._forget_items(someone)
    person.forget_the_person(someone)
    case.refresh_from_db()
    assert (case.words, case.outcome_words) == ("", "")
    assert case.status == "refused"
    assert not Document.objects.filter(kind="service_sheet", facts__contains="Choc").exists()
    assert GivenItem.objects.get().beneficiary is None


def test_what_she_was_given_follows_a_merge_and_is_told_to_her(inside, recharge, mediator, someone):
    services.give_item(item=recharge, beneficiary=someone, by=mediator)
    other = BeneficiaryFactory(organisation=inside)
    move_rows(GivenItem, "beneficiary", someone, other)
    told = next(each for each in RELATIONS if each.relation == "equipment.GivenItem.beneficiary")
    ((label, words),) = told.export(other, mediator)
    assert label == "Recharge 20 Go"
    assert words.startswith("1, le ")
