"""Tax receipts, attestations of reuse, what donors demand, and what is forgotten of them."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from equipment import services
from equipment.models import Collection, Device, Donation, TaxEligibility, TaxReceipt
from equipment.models.donations import Donor
from equipment.selectors import what_is_missing
from equipment.selectors.giving import receipt_years
from equipment.services.forgetting import FORGOTTEN_DONOR, forget_donors
from inclusion.documents.models import Document
from inclusion.documents.verification import find_document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Mail
from inclusion.organisations.database import organisation
from tests.days import dated
from tests.documents.pdf_text import text_of
from tests.equipment import gifts
from tests.equipment.factories import DeviceFactory, ErasureFactory, MediumFactory, TestRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(inside, member_of):
    return member_of(inside, "MANAGER")


def drawn(document):
    from inclusion.documents.drawing import read_stored

    gifts.follow_jobs()
    document.refresh_from_db()
    return read_stored(document.organisation_id, document.sha256)


def closed_up(text):
    return "".join(text.split())


# ---- What entitles the association ----


def test_an_eligibility_is_recorded_with_its_paper(manager, journal):
    paper = SimpleUploadedFile("rescrit.pdf", b"%PDF-1.7 rescrit")
    found = gifts.entitled(manager, basis="rescrit", reference="2024-117", words="", evidence=paper)
    assert (found.evidence_name, found.reference) == ("rescrit.pdf", "2024-117")
    assert journal("eligibility.recorded")["basis"] == "rescrit"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"basis": "rescrit", "reference": "2024-117"}, "Joignez la réponse"),
        ({"words": ""}, "comment chaque condition"),
        ({"purpose": " "}, "objet de l’association"),
        ({"serves_individuals": False, "serves_companies": False}, "pour qui"),
        ({"valid_to": timedelta(days=-9)}, "suit son début"),
    ],
)
def test_an_eligibility_that_says_nothing_is_refused(manager, changes, why):
    with pytest.raises(Refused, match=why):
        gifts.entitled(manager, **dated(changes))
    assert not TaxEligibility.objects.exists()


def test_a_technician_records_and_issues_nothing(manager, technician):
    with pytest.raises(Refused, match="responsable et du trésorier"):
        gifts.entitled(technician)
    gifts.entitled(manager)
    with pytest.raises(Refused, match="responsable et du trésorier"):
        gifts.with_receipt(technician, gifts.given_by_a_person(manager))


def test_an_ended_eligibility_keeps_its_history(manager):
    found = gifts.entitled(manager)
    today = timezone.localdate()
    with pytest.raises(Refused, match="pourquoi"):
        services.end_eligibility(eligibility=found, by=manager, reason="", valid_to=today)
    services.end_eligibility(
        eligibility=found, by=manager, reason="Statuts modifiés", valid_to=today
    )
    with pytest.raises(Refused, match="déjà terminée"):
        services.end_eligibility(eligibility=found, by=manager, reason="Encore", valid_to=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxEligibility.objects.filter(pk=found.pk).update(quality="endowment")


# ---- The receipts ----


def test_no_receipt_without_an_eligibility_on_the_day_of_the_gift(manager):
    donation = gifts.given_by_a_person(manager)
    with pytest.raises(Refused, match="enregistrez d’abord son habilitation"):
        gifts.with_receipt(manager, donation)
    gifts.entitled(manager, valid_from=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="enregistrez d’abord"):
        gifts.with_receipt(manager, donation)
    gifts.entitled(manager, serves_individuals=False)
    with pytest.raises(Refused, match="enregistrez d’abord"):
        gifts.with_receipt(manager, donation)


def test_the_database_holds_it_too(manager):
    eligibility = gifts.entitled(manager)
    receipt = gifts.with_receipt(manager, gifts.given_by_a_person(manager))
    receipt.pk = receipt.id = None
    another = TaxReceipt(
        organisation=manager.organisation,
        donation=receipt.donation,
        donor=receipt.donor,
        form="individual",
        eligibility=eligibility,
        given_on=timezone.localdate() - timedelta(days=400),
        amount=Decimal("10.00"),
        document=receipt.document,
        issued_by=manager,
    )
    with (
        pytest.raises(IntegrityError, match=r"receipt_is_allowed|no eligibility"),
        transaction.atomic(),
    ):
        another.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxReceipt.objects.filter(donation=receipt.donation).update(amount=Decimal("9999.00"))


def test_the_receipt_of_a_company_says_everything(manager, journal):
    gifts.entitled(manager)
    donation = gifts.given_by_a_company(manager)
    receipt = gifts.with_receipt(
        manager,
        donation,
        values={"laptop": Decimal("120.50"), "mouse": Decimal("0.00")},
        value_basis="État du matériel du 3 mars.",
    )
    assert receipt.amount == Decimal("361.50")
    facts = json.loads(receipt.document.facts)
    assert facts["cerfa"] == "16216*02"
    assert facts["donor"]["legal_form"] == "SARL"
    assert facts["donor"]["siren"] == "911 123 453"
    assert [(line["type"], line["quantity"]) for line in facts["lines"]] == [
        ("Ordinateur portable", 3),
        ("Souris", 2),
    ]
    assert facts["amount"]["figures"] == "***361,50***"
    assert facts["amount"]["letters"] == "trois cent soixante et un euros et cinquante centimes"
    assert sum(quality["is_ticked"] for quality in facts["qualities"]) == 1
    assert journal("receipt.issued")["number"] == receipt.document.number
    text = closed_up(text_of(drawn(receipt.document)))
    for words in (
        "16216*02",
        "sous sa seule responsabilité",
        "238 bis",
        "SARL",
        "***361,50***euros",
        "sans contrepartie",
    ):
        assert closed_up(words) in text


def test_the_receipt_of_a_person_says_everything(manager):
    gifts.entitled(manager)
    receipt = gifts.with_receipt(manager, gifts.given_by_a_person(manager))
    text = closed_up(text_of(drawn(receipt.document)))
    for words in (
        "11580*05",
        "Mathilde Perrigault",
        "autres : don en nature",
        "prix du marché",
        f"RNA {manager.organisation.rna}",
        "cent cinquante euros",
    ):
        assert closed_up(words) in text
    assert Mail.objects.filter(subject="Votre reçu fiscal est prêt").exists()


def test_a_second_receipt_is_refused(manager):
    gifts.entitled(manager)
    donation = gifts.given_by_a_person(manager)
    receipt = gifts.with_receipt(manager, donation)
    with pytest.raises(Refused, match=f"déjà son reçu fiscal \\({receipt.document.number}"):
        gifts.with_receipt(manager, donation)
    assert Document.objects.filter(kind="individual_tax_receipt").count() == 1


def test_one_receipt_for_a_donor_a_day_and_an_amount(manager):
    gifts.entitled(manager)
    one, other = gifts.given_by_a_company(manager), gifts.given_by_a_company(manager)
    assert one.donor_id == other.donor_id
    gifts.with_receipt(manager, one)
    with pytest.raises(Refused, match="ce donateur, ce jour et ce montant"):
        gifts.with_receipt(manager, other)


def test_a_cancelled_receipt_is_replaced_and_checked_as_such(manager, journal):
    gifts.entitled(manager)
    donation = gifts.given_by_a_person(manager)
    first = gifts.with_receipt(manager, donation)
    with pytest.raises(Refused, match="pourquoi"):
        services.cancel_tax_receipt(receipt=first, by=manager, reason=" ")
    services.cancel_tax_receipt(receipt=first, by=manager, reason="Montant mal lu")
    with pytest.raises(Refused, match="déjà annulé"):
        services.cancel_tax_receipt(receipt=first, by=manager, reason="Encore")
    assert journal("receipt.cancelled")["receipt"] == str(first.pk)
    second = gifts.with_receipt(manager, donation, values={"laptop": Decimal("90.00")})
    assert second.replaces == first
    assert second.document.number != first.document.number
    said = find_document(first.document.verification_code)
    assert said.revoked_at
    assert said.replaced_by == second.document.number
    text = closed_up(text_of(drawn(second.document)))
    assert closed_up(f"annule et remplace le reçu n° {first.document.number}") in text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"values": {}}, "chaque type"),
        ({"values": {"laptop": Decimal("0.00")}}, "zéro euro"),
        ({"values": {"laptop": Decimal("-1.00")}}, "négative"),
        ({"value_basis": ""}, "vérifié la valeur"),
        ({"strokes": "M 1 1 <script>"}, "signature"),
    ],
)
def test_a_receipt_that_lacks_something_is_refused(manager, changes, why):
    gifts.entitled(manager)
    with pytest.raises(Refused, match=why):
        gifts.with_receipt(manager, gifts.given_by_a_person(manager), **changes)


def test_a_company_without_a_legal_form_has_no_receipt(manager):
    gifts.entitled(manager)
    with pytest.raises(Refused, match="forme juridique"):
        gifts.with_receipt(manager, gifts.given_by_a_company(manager), legal_form="")


def test_public_donors_associations_and_gifts_not_handed_over_have_none(manager):
    gifts.entitled(manager)
    town, _ = gifts.given_by_a_town(manager)
    with pytest.raises(Refused, match="Un organisme public n’a pas de reçu"):
        gifts.with_receipt(manager, town)
    club = gifts.direct(manager, kind="association", name="Club", siret="")
    with pytest.raises(Refused, match="à une entreprise ou à un particulier"):
        gifts.with_receipt(manager, club)
    with pytest.raises(Refused, match="après la signature du bordereau"):
        gifts.with_receipt(manager, gifts.agreed(manager))


def test_the_year_counts_what_stands(manager):
    gifts.entitled(manager)
    gifts.with_receipt(
        manager,
        gifts.given_by_a_company(manager),
        values={"laptop": Decimal("100.00"), "mouse": Decimal("0.00")},
    )
    donation = gifts.given_by_a_person(manager)
    services.cancel_tax_receipt(
        receipt=gifts.with_receipt(manager, donation), by=manager, reason="Erreur"
    )
    gifts.with_receipt(manager, donation)
    (year,) = receipt_years(manager)
    assert (year.number, year.amount, year.cancelled) == (2, Decimal("450.00"), 1)
    assert (year.to_companies, year.to_individuals) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_receipts_at_once_make_one(association, member_of, at_once):
    by = member_of(association, "MANAGER")
    with organisation(association):
        gifts.entitled(by)
        donation = gifts.given_by_a_person(by)
    results = at_once(association, lambda: gifts.with_receipt(by, donation))
    assert sorted(type(result).__name__ for result in results) == ["Refused", "TaxReceipt"]
    with organisation(association):
        assert TaxReceipt.objects.filter(donation=donation).count() == 1


# ---- The attestation of reuse ----


def test_a_provisional_statement_then_the_attestation(manager, journal):
    donation, devices = gifts.given_by_a_town(manager)
    first = services.issue_reuse_attestation(donation=donation, by=manager)
    facts = json.loads(first.facts)
    assert facts["is_provisional"] is True
    assert first.title == "État provisoire du réemploi"
    with pytest.raises(Refused, match="Rien n’a changé"):
        services.issue_reuse_attestation(donation=donation, by=manager)
    for device in devices:
        Device.objects.filter(pk=device.pk).update(status="lost")
    second = services.issue_reuse_attestation(donation=donation, by=manager, older=[devices[0].pk])
    facts = json.loads(second.facts)
    assert (facts["is_provisional"], second.replaces) == (False, first)
    assert facts["quota"] | {"sentence": ""} == {
        "given": 3,
        "older": 1,
        "counted": 2,
        "reused": 0,
        "percent": "0.00",
        "sentence": "",
    }
    assert facts["commitment"]["agreement_number"] == donation.agreement.number
    text = text_of(drawn(second))
    assert "Provisoire" not in text
    assert closed_up("décret n° 2023-266") in closed_up(text)


def test_only_public_donors_have_an_attestation(manager):
    with pytest.raises(Refused, match="donateurs publics"):
        services.issue_reuse_attestation(donation=gifts.given_by_a_company(manager), by=manager)
    town = gifts.direct(manager, kind="local_authority", name="Commune", siret="")
    with pytest.raises(Refused, match="pas encore réceptionné"):
        services.issue_reuse_attestation(donation=town, by=manager)


# ---- What the donor demands ----


def a_given_disk(manager, level, demanded="PURGE"):
    """A laptop given on the condition of a level, its one disk proven at another."""
    devices = gifts.received(
        manager,
        gifts.collected(
            manager, gifts.planned(manager, gifts.agreed(manager, required_level=demanded))
        ),
    )
    medium = MediumFactory(device=devices[0], kind="hdd")
    ErasureFactory(medium=medium, method="overwrite", level=level, required_level="CLEAR")
    return devices[0], medium


def test_a_device_proven_less_than_its_donor_demands_is_not_ready(manager, technician):
    device, _ = a_given_disk(manager, "CLEAR")
    device.status, device.erased_at, device.condition_grade = "tested", timezone.now(), "B"
    device.battery_percent = 80
    device.save()
    TestRunFactory(device=device)
    with pytest.raises(Refused, match=r"Atelier Gresset.*exige un effacement de niveau PURGE"):
        services.mark_ready(device=device, by=technician)
    titles = [check.title for check in what_is_missing(device).missing]
    assert "Effacement au niveau exigé par le donateur" in titles


def test_it_stays_in_quarantine_until_the_demand_is_met(manager, technician):
    from equipment.services.clearing import clear_when_proven

    device, medium = a_given_disk(manager, "CLEAR")
    assert not clear_when_proven(device, technician)
    ErasureFactory(medium=medium, method="ata_sanitize", level="PURGE", required_level="CLEAR")
    assert clear_when_proven(device, technician)


def test_the_demand_follows_the_disk_into_another_device(manager, inside):
    from equipment.selectors.demands import media_below_demand

    device, medium = a_given_disk(manager, "CLEAR")
    other = DeviceFactory(organisation=inside)
    type(medium).objects.filter(pk=medium.pk).update(device=other, taken_from=device)
    assert [each.pk for each in media_below_demand([other])] == [medium.pk]
    assert not media_below_demand([device]).exists()


def test_a_simple_demand_adds_nothing(manager):
    from equipment.selectors.demands import media_below_demand

    device, _ = a_given_disk(manager, "CLEAR", demanded="CLEAR")
    assert not media_below_demand([device]).exists()


# ---- What is forgotten ----


def years_ago(donation, years):
    moment = timezone.now() - timedelta(days=366 * years)
    Donation.objects.filter(pk=donation.pk).update(
        received_at=moment, created_at=moment, status="received"
    )
    Donor.objects.filter(pk=donation.donor_id).update(created_at=moment)


def test_how_to_reach_a_donor_goes_after_three_years_her_name_stays(manager, journal):
    donation = gifts.given_by_a_person(manager)
    years_ago(donation, 2)
    assert forget_donors(today=timezone.localdate()) == 0
    years_ago(donation, 4)
    assert forget_donors(today=timezone.localdate()) == 1
    donor = Donor.objects.get(pk=donation.donor_id)
    assert (donor.email, donor.phone, donor.contact_name) == ("", "", "")
    assert donor.name == "Mathilde Perrigault"
    slip = Collection.objects.get(donation=donation)
    assert (slip.donor_signer, slip.donor_strokes) == ("", "")
    assert journal("donor.contact_erased")
    assert forget_donors(today=timezone.localdate()) == 0


def test_who_she_was_goes_after_ten_years_with_her_papers(manager, journal):
    gifts.entitled(manager)
    donation = gifts.given_by_a_person(manager)
    receipt = gifts.with_receipt(manager, donation)
    years_ago(donation, 11)
    forget_donors(today=timezone.localdate())
    donor = Donor.objects.get(pk=donation.donor_id)
    assert (donor.name, donor.address) == (FORGOTTEN_DONOR, "")
    receipt.document.refresh_from_db()
    assert receipt.document.facts == "{}"
    assert journal("donor.identity_erased")["papers"] == 3


def test_a_donor_whose_gift_is_under_way_is_kept(manager):
    donation = gifts.agreed(manager)
    Donation.objects.filter(pk=donation.pk).update(created_at=timezone.now() - timedelta(days=4000))
    Donor.objects.update(created_at=timezone.now() - timedelta(days=4000))
    assert forget_donors(today=timezone.localdate()) == 0


def test_a_neighbour_s_donors_are_not_touched(manager, other_association, member_of):
    with organisation(other_association):
        theirs = gifts.given_by_a_person(member_of(other_association, "MANAGER"))
        years_ago(theirs, 4)
    assert forget_donors(today=timezone.localdate()) == 0
