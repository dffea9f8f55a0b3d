"""The pages of receipts and attestations, what a donor reads of her gift, the models' page."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from equipment.models import TaxEligibility, TaxReceipt
from inclusion.organisations.database import organisation
from tests.equipment import gifts

LIST = "/materiel/dons/recus/"
EMAIL = "accueil@atelier-gresset.example"


@pytest.fixture
def manager(inside, member_of):
    return member_of(inside, "MANAGER")


def read(response):
    return response.content.decode()


def eligibility(**changes):
    today = timezone.localdate().isoformat()
    values = {
        "quality": "general_interest",
        "purpose": "Donner du matériel.",
        "basis": "rescrit",
        "reference": "2024-117",
        "words": "",
        "decided_on": today,
        "serves_individuals": "on",
        "valid_from": today,
        "evidence": SimpleUploadedFile("rescrit.pdf", b"%PDF-1.7 rescrit"),
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def test_an_eligibility_is_typed_then_its_paper_downloaded(manager, client_for):
    gifts.entitled(manager, valid_from=timezone.localdate())
    client = client_for(manager)
    response = client.post(f"{LIST}habilitation/", eligibility())
    assert response["Location"] == LIST
    found = TaxEligibility.objects.get(basis="rescrit")
    response = client.get(f"{LIST}habilitation/{found.pk}/piece/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 rescrit"
    assert response["Content-Disposition"].startswith("attachment")
    page = read(client.get(LIST))
    assert "2024-117" in page
    response = client.post(
        f"{LIST}habilitation/{found.pk}/fin/",
        {"valid_to": timezone.localdate().isoformat(), "reason": "Statuts modifiés"},
    )
    assert response.status_code == 302
    assert "Statuts modifiés" in read(client.get(LIST))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"evidence": None}, "Joignez la réponse"),
        ({"reference": ""}, "référence"),
        ({"basis": "self"}, "comment chaque condition"),
        ({"serves_individuals": None}, "au moins un type de donateur"),
        ({"valid_to": "2001-01-01"}, "précède"),
        ({"decided_on": "2099-01-01"}, "à venir"),
        ({"evidence": SimpleUploadedFile("x.exe", b"MZ")}, "Joignez un PDF"),
        ({"valid_from": "0001-01-01"}, "pas possible"),
    ],
)
def test_a_wrong_entry_is_said_and_nothing_is_lost(manager, client_for, changes, why):
    response = client_for(manager).post(f"{LIST}habilitation/", eligibility(**changes))
    assert response.status_code == 422
    assert why in read(response)
    assert "Donner du matériel." in read(response)


def test_a_receipt_from_the_page_of_its_gift(manager, client_for):
    client = client_for(manager)
    donation = gifts.given_by_a_person(manager)
    address = f"/materiel/dons/{donation.pk}/recu/"
    assert "Rien ne dit que votre association" in read(client.get(address))
    gifts.entitled(manager)
    assert "Émettre le reçu fiscal" in read(client.get(f"/materiel/dons/{donation.pk}/"))
    wrong = client.post(address, {"v_laptop": "beaucoup", "value_basis": "Sites de vente"})
    assert wrong.status_code == 422
    assert "Sites de vente" in read(wrong)
    right = {"v_laptop": "150,00", "value_basis": "Sites de vente", "strokes": gifts.STROKES}
    assert "/documents/taches/" in client.post(address, right)["Location"]
    assert client.post(address, right).status_code == 422
    receipt = TaxReceipt.objects.get()
    page = read(client.get(LIST))
    assert receipt.document.number in page
    assert "150,00\u00a0€" in page
    sheet = client.get(f"{LIST}csv/", {"annee": str(timezone.localdate().year)})
    assert receipt.document.number in sheet.content.decode("utf-8-sig")
    for year in ("²²²²", "0000", "9999"):
        assert client.get(f"{LIST}csv/", {"annee": year}).status_code == 200
    cancel = f"{LIST}{receipt.pk}/annuler/"
    assert client.post(cancel, {"reason": ""}).status_code == 422
    assert client.post(cancel, {"reason": "Erreur"})["Location"] == address
    assert "Annulé" in read(client.get(LIST))


def test_who_may_and_whose(manager, client_for, member_of, inside, other_association):
    gifts.entitled(manager)
    receipt = gifts.with_receipt(manager, gifts.given_by_a_person(manager))
    for role, expected in (("TREASURER", 200), ("TECHNICIAN", 403), ("VOLUNTEER", 403)):
        client = client_for(member_of(inside, role))
        assert client.get(LIST).status_code == expected
    with organisation(other_association):
        stranger = member_of(other_association, "MANAGER")
    client = client_for(stranger)
    assert client.get(f"{LIST}{receipt.pk}/annuler/").status_code == 404
    assert client.get(f"/materiel/dons/{receipt.donation_id}/recu/").status_code == 404
    assert client.get(f"{LIST}habilitation/{receipt.eligibility_id}/piece/").status_code == 404


def test_the_list_asks_as_much_for_two_receipts_as_for_eight(manager, client_for):
    gifts.entitled(manager)
    client = client_for(manager)
    client.get(LIST)

    def asked(number):
        for rank in range(number):
            donation = gifts.given_by_a_person(manager, name=f"Donatrice {rank}")
            gifts.with_receipt(manager, donation, values={"laptop": Decimal(50 + rank)})
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    assert asked(2) == asked(6)


def test_the_attestation_from_the_page_of_its_gift(manager, client_for):
    client = client_for(manager)
    donation, devices = gifts.given_by_a_town(manager)
    address = f"/materiel/dons/{donation.pk}/reemploi/"
    page = read(client.get(address))
    assert "marqué provisoire" in page
    assert devices[0].asset_tag in page
    assert client.post(address, {"older": "inconnu"}).status_code == 422
    assert "/documents/taches/" in client.post(address, {"older": str(devices[0].pk)})["Location"]
    assert client.post(address, {"older": str(devices[0].pk)}).status_code == 422
    company = gifts.given_by_a_company(manager)
    assert client.get(f"/materiel/dons/{company.pk}/reemploi/").status_code == 302


def test_a_donor_reads_what_became_of_each_device_and_nobody_s_name(manager, client):
    gifts.entitled(manager)
    donation = gifts.given_by_a_company(manager)
    collection = donation.collections.get()
    devices = gifts.received(manager, collection)
    gifts.with_receipt(
        manager, donation, values={"laptop": Decimal("100.00"), "mouse": Decimal("0.00")}
    )
    gifts.follow_jobs()
    address = f"/don/{gifts.last_token(EMAIL)}/"
    page = read(client.get(address))
    for device in devices:
        assert device.asset_tag in page
    assert "Son chemin" in page
    assert "Reçu fiscal" in page
    paper = client.get(f"{address}document/", {"papier": "recu"})
    assert paper["Content-Type"] == "application/pdf"
    assert client.get(f"{address}document/", {"appareil": "inconnu"}).status_code == 302


def test_a_cancelled_or_hand_signed_receipt_is_not_on_the_donor_s_page(manager, client):
    gifts.entitled(manager)
    donation = gifts.given_by_a_company(manager)
    gifts.with_receipt(
        manager,
        donation,
        values={"laptop": Decimal("100.00"), "mouse": Decimal("0.00")},
        strokes="",
    )
    gifts.follow_jobs()
    assert "Reçu fiscal" not in read(client.get(f"/don/{gifts.last_token(EMAIL)}/"))


def test_the_manager_reads_what_each_model_must_say(manager, client_for, member_of, inside):
    page = read(client_for(manager).get("/documents/modeles/"))
    assert "Reçu fiscal, don d’une entreprise" in page
    assert "À faire relire" in page
    assert client_for(member_of(inside, "MEDIATOR")).get("/documents/modeles/").status_code == 403
