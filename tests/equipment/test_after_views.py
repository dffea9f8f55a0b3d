"""The pages of after-sales and of waste: who, what, and nothing of the neighbour's."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from equipment import services
from equipment.models import (
    Device,
    DeviceStatus,
    GivenItem,
    ServiceCase,
    WasteLine,
    WasteShipment,
    WasteWeight,
)
from equipment.waste_export import HEADERS
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory
from tests.equipment.test_after_service import handed_over, opened
from tests.equipment.test_after_waste import slip, thrown
from tests.equipment.waste import SIRET, parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(association, member_of):
    return {role: member_of(association, role) for role in ("TECHNICIAN", "MEDIATOR", "MANAGER")}


@pytest.fixture
def case(association, by):
    with organisation(association):
        someone = BeneficiaryFactory(organisation=association, last_name="Confidentielle")
        allocation = handed_over(
            association, by["MEDIATOR"], someone, OfferFactory(organisation=association)
        )
        return opened(allocation, by["MEDIATOR"])


def read(response):
    return response.content.decode()


def test_the_workshop_reads_no_name_and_the_mediator_does(case, by, client_for):
    for path in ("/materiel/sav/", f"/materiel/sav/{case.pk}/"):
        assert "Confidentielle" not in read(client_for(by["TECHNICIAN"]).get(path))
        assert "Confidentielle" in read(client_for(by["MEDIATOR"]).get(path))


def test_the_list_asks_as_many_questions_for_two_as_for_six(association, by, client_for):
    client = client_for(by["MEDIATOR"])

    def open_one():
        with organisation(association):
            someone = BeneficiaryFactory(organisation=association)
            offer = OfferFactory(organisation=association)
            opened(handed_over(association, by["MEDIATOR"], someone, offer), by["MEDIATOR"])

    def questions():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/materiel/sav/")
        return len(captured)

    open_one(), open_one()
    questions()
    few = questions()
    for _ in range(4):
        open_one()
    assert questions() == few


def test_a_scan_opens_a_case_that_says_the_warranty(association, by, client_for):
    with organisation(association):
        allocation = handed_over(
            association,
            by["MEDIATOR"],
            BeneficiaryFactory(organisation=association),
            OfferFactory(organisation=association),
        )
    client, path = client_for(by["TECHNICIAN"]), f"/materiel/{allocation.device_id}/sav/"
    assert "L217-3" in read(client.get(path))
    assert client.post(path, {"symptom": ""}).status_code == 422
    response = client.post(path, {"symptom": "screen", "words": "Rayures"})
    assert response.status_code == 302
    with organisation(association):
        assert ServiceCase.objects.get().symptom == "screen"
    # Opened, the same address leads to the case.
    assert "/materiel/sav/" in client.get(path)["Location"]


def test_the_acts_of_a_case_by_their_pages(case, by, client_for, association):
    client, path = client_for(by["TECHNICIAN"]), f"/materiel/sav/{case.pk}/"
    response = client.post(f"{path}attente/", {"status": "waiting_part"})
    assert response.status_code == 422
    assert "Dites ce qu’on attend" in read(response)
    client.post(f"{path}attente/", {"status": "waiting_part", "words": "Batterie"})
    client.post(
        f"{path}travail/",
        {"diagnosis": "Batterie vide", "outcome": "repaired", "minutes": "15"},
    )
    assert client.post(f"{path}fiche/").status_code == 302
    page = read(client.get(path))
    assert "Batterie vide" in page
    assert client.post(f"{path}clore/", {"outcome": "solved"}).status_code == 422
    client.post(f"{path}clore/", {"outcome": "solved", "words": "Batterie changée"})
    with organisation(association):
        assert ServiceCase.objects.get().status == "solved"
    assert client.get(f"{path}clore/").status_code == 302
    assert client.get(f"{path}echange/").status_code == 403


def test_an_exchange_at_the_counter(case, by, client_for, association):
    client, path = client_for(by["MEDIATOR"]), f"/materiel/sav/{case.pk}/echange/"
    assert "Aucun appareil de ce type" in read(client.get(path))
    with organisation(association):
        new = DeviceFactory(organisation=association, ready=True)
    assert new.asset_tag in read(client.get(path))
    assert client.post(path, {"device": str(new.pk)}).status_code == 422
    response = client.post(
        path, {"device": str(new.pk), "words": "Irréparable", "back": ["chargeur"]}
    )
    assert response.status_code == 302
    with organisation(association):
        assert Device.objects.get(pk=new.pk).status == DeviceStatus.HANDED_OVER
    assert client.get(response["Location"]).status_code == 200
    page = read(client.get(f"/materiel/sav/{case.pk}/"))
    assert new.asset_tag in page
    assert "PVR-" in page


def test_what_is_given_apart_joins_the_path(association, by, client_for):
    with organisation(association):
        someone = BeneficiaryFactory(organisation=association)
        item = services.create_stock_item(
            kind="sim", name="Carte SIM 20 Go", threshold=0, by=by["MANAGER"]
        )
        services.add_to_stock(item=item, quantity=2, by=by["MANAGER"], reason="donation")
    client = client_for(by["MEDIATOR"])
    path = f"/materiel/personnes/{someone.pk}/article/"
    assert "Carte SIM 20 Go" in read(client.get(path))
    assert client.post(path, {"item": item.pk, "quantity": "5"}).status_code == 422
    assert client.post(path, {"item": item.pk, "quantity": "1"}).status_code == 302
    with organisation(association):
        assert GivenItem.objects.get().beneficiary_id == someone.pk
    assert client_for(by["TECHNICIAN"]).get(path).status_code == 403


# ---- Waste ----


def posted_parties(**changes):
    values = {name: value for name, value in parties(**changes).items() if value is not None}
    return values | {"shipped_on": timezone.localdate().isoformat()}


def test_ticked_lines_leave_under_a_slip(association, by, client_for):
    with organisation(association):
        thrown(association, by["TECHNICIAN"])
        line = WasteLine.objects.get()
    client = client_for(by["TECHNICIAN"])
    assert line.description in read(client.get("/materiel/dechets/"))
    first = client.post("/materiel/dechets/partir/", {"ligne": [str(line.pk)]})
    assert first.status_code == 200
    assert "sous 7\u00a0jours" in read(first)
    wrong = client.post(
        "/materiel/dechets/partir/",
        {"ligne": [str(line.pk)], **posted_parties(destination_siret="123")},
    )
    assert wrong.status_code == 422
    assert "Transports du Sancy" in read(wrong)
    done = client.post(
        "/materiel/dechets/partir/",
        {"ligne": [str(line.pk)], "slip_file": slip(), **posted_parties()},
    )
    page = read(client.get(done["Location"]))
    assert "À inscrire au registre national" in page
    with organisation(association):
        shipment = WasteShipment.objects.get()
    path = f"/materiel/dechets/enlevements/{shipment.pk}/"
    assert client.get(f"{path}bordereau/")["Content-Type"] == "image/jpeg"
    client.post(f"{path}inscrit/")
    assert "Inscrit le" in read(client.get(path))
    assert client.post("/materiel/dechets/partir/", {"ligne": ["rien"]}).status_code == 302


def test_a_line_and_the_weights_are_corrected_on_their_pages(association, by, client_for):
    client = client_for(by["TECHNICIAN"])
    client.post(
        "/materiel/dechets/ajouter/",
        {
            "description": "Câbles",
            "quantity": "1",
            "code": "16 02 14",
            "weight_kg": "12,5",
            "basis": "weighed",
        },
    )
    with organisation(association):
        line = WasteLine.objects.get()
    path = f"/materiel/dechets/lignes/{line.pk}/"
    assert "12,5" in read(client.get(path))
    bad = client.post(path, {"code": "16 02 14", "weight_kg": "lourd", "basis": "weighed"})
    assert bad.status_code == 422
    client.post(path, {"code": "20 01 36", "weight_kg": "13", "basis": "estimated"})
    with organisation(association):
        line.refresh_from_db()
    assert (line.code, line.weight_basis) == ("20 01 36", "estimated")
    client.post(f"{path}retirer/")
    client.post("/materiel/dechets/poids/", {"laptop": "1,9"})
    with organisation(association):
        assert not WasteLine.objects.exists()
        assert WasteWeight.objects.get().type == "laptop"


def test_the_register_page_gives_the_national_file(association, by, client_for):
    type(association).objects.filter(pk=association.pk).update(siret=SIRET)
    with organisation(association):
        thrown(association, by["TECHNICIAN"])
        services.ship_waste(lines=list(WasteLine.objects.all()), by=by["TECHNICIAN"], **parties())
    client = client_for(by["TECHNICIAN"])
    assert "BSD-20261122-AB12" in read(client.get("/materiel/dechets/registre/"))
    response = client.get("/materiel/dechets/registre/tableur/?format=csv")
    text = response.content.decode("utf-8-sig")
    headers, row = csv.reader(io.StringIO(text), delimiter=";")
    assert tuple(headers) == HEADERS
    assert row[10] == "16 02 13*"
    assert client.get("/materiel/dechets/registre/tableur/?format=exe").status_code == 404
    assert client.get("/materiel/dechets/registre/?du=2026-05-01&au=2026-01-01").status_code == 422
    today = timezone.localdate().isoformat()
    issued = client.post("/materiel/dechets/registre/document/", {"du": today, "au": today})
    assert issued.status_code == 302


def test_the_neighbour_s_things_do_not_exist(case, by, client_for, other_association, member_of):
    other = client_for(member_of(other_association, "MANAGER"))
    with organisation(case.organisation):
        line = services.add_bulk_waste(
            description="Câbles", code="16 02 14", weight_kg=1, by=by["TECHNICIAN"]
        )
    for path in (
        f"/materiel/sav/{case.pk}/",
        f"/materiel/sav/{case.pk}/echange/",
        f"/materiel/dechets/lignes/{line.pk}/",
    ):
        assert other.get(path).status_code == 404
