"""One laptop, from the door to a family, with its papers: with and without JavaScript."""

import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from inclusion.documents.verification import PRINTED_CODE

WAIT_MS = 30_000


@pytest.fixture
def technician(open_as, javascript):
    return open_as("technicien", javascript=javascript)


@pytest.fixture
def mediator(open_as, javascript):
    return open_as("mediateur", javascript=javascript)


@pytest.mark.parametrize(
    ("javascript", "search", "person"),
    [(True, "diarra aminata", "Aminata Diarra"), (False, "GAUTRON ludmila", "Ludmila Gautron")],
    ids=["with JavaScript", "without JavaScript"],
)
def test_a_laptop_goes_from_intake_to_hand_over(technician, mediator, open_as, search, person):
    device = receive_a_laptop(technician)
    add_its_disk(technician)
    be_refused_before_the_proof(technician, device)
    prove_the_erasure(technician, device)
    mark_it_ready(technician, device)

    allocate_it(mediator, device, search, person)
    certificate = hand_it_over(mediator, person)
    check_it_as_anyone(open_as(), certificate)


def receive_a_laptop(page):
    now = datetime.now(ZoneInfo("Europe/Paris"))
    page.goto("/materiel/")
    page.get_by_role("link", name="Réceptionner").click()
    page.get_by_label("Type", exact=True).select_option("Ordinateur portable")
    page.get_by_label("Reçu le").fill((now - timedelta(days=2)).date().isoformat())
    page.get_by_label("Marque").fill("Dell")
    page.get_by_label("Modèle").fill("Latitude 7420")
    page.get_by_label("N° de série").fill(uuid4().hex[:8].upper())
    page.get_by_label("Mémoire (Go)").fill("16")
    page.get_by_label("Écran (pouces)").fill("14,0")
    page.get_by_label("Origine").select_option("Don privé")
    page.get_by_role("button", name="Réceptionner et étiqueter").click()
    expect(page.get_by_text("Collez l’étiquette")).to_be_visible()
    return re.search(r"/materiel/([0-9a-f-]{36})/", page.url).group(0)


def add_its_disk(page):
    page.get_by_label("Type de support").select_option("SSD SATA")
    page.get_by_label("Capacité (Go)").fill("256")
    page.get_by_label("N° de série").fill(uuid4().hex[:10].upper())
    page.get_by_role("button", name="Inscrire le support", exact=True).click()
    expect(page.get_by_text("Ne peut pas sortir")).to_be_visible()
    expect(page.locator(".subtitle .st")).to_have_text("En quarantaine")


def be_refused_before_the_proof(page, device):
    assert page.get_by_role("link", name="Déclarer prêt").count() == 0
    page.goto(f"{device}pret/")
    fill_the_last_look(page)
    expect(page.get_by_role("alert")).to_contain_text("Il manque : effacement prouvé")
    page.goto(device)
    expect(page.locator(".subtitle .st")).to_have_text("En quarantaine")


def fill_the_last_look(page):
    page.get_by_role("button", name="Tout le reste est conforme").click()
    page.get_by_label("B · tout fonctionne").check()
    page.get_by_label("B · bon état").check()
    page.get_by_label("Batterie").fill("82")
    page.get_by_label("Accessoires remis avec").fill("chargeur, housse")
    page.get_by_role("button", name="Déclarer prêt").click()


def prove_the_erasure(page, device):
    now = datetime.now(ZoneInfo("Europe/Paris"))
    page.goto(device)
    page.get_by_role("link", name="Ajouter une preuve").first.click()
    page.get_by_label("Méthode").select_option("ATA Secure Erase")
    page.get_by_label("Outil et version").fill("nwipe 0.37")
    page.get_by_label("Début").fill(f"{now - timedelta(hours=3):%Y-%m-%dT%H:%M}")
    page.get_by_label("Fin").fill(f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("La relecture de contrôle a été faite").check()
    page.get_by_label("Nombre d’erreurs").fill("0")
    page.get_by_label("Fichier de preuve").set_input_files(
        {
            "name": "nwipe.log",
            "mimeType": "text/plain",
            "buffer": f"erase {uuid4()} : pass 1/1 verified, 0 errors".encode(),
        }
    )
    page.get_by_role("button", name="Enregistrer la preuve").click()
    expect(page.locator("main")).to_contain_text("Acceptée")
    expect(page.locator(".subtitle .st")).to_have_text("Données effacées")


def mark_it_ready(page, device):
    page.goto(device)
    page.get_by_role("link", name="Déclarer prêt").click()
    fill_the_last_look(page)
    expect(page.locator(".subtitle .st")).to_have_text("Prêt à remettre")


def allocate_it(page, device, search, person):
    page.goto(device)
    page.get_by_role("link", name="Attribuer").click()
    page.get_by_role("searchbox").fill(search)
    page.keyboard.press("Enter")
    page.get_by_label(person).check()
    page.get_by_label("100 familles équipées à 250 €").check()
    page.get_by_role("button", name="Réserver l’appareil").click()
    expect(page.locator(".subtitle .st")).to_have_text("Réservé")


def hand_it_over(page, person):
    """Returns the certificate's bytes, once the worker has drawn it."""
    page.get_by_role("link", name="Préparer la remise").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Remettre à {person}")
    for share in ("50,00 €", "150,00 €", "250,00 €"):
        expect(page.locator("main")).to_contain_text(share)
    page.get_by_label("La participation de 50,00 € est reçue").check()
    page.get_by_role("button", name="Remettre l’appareil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Remis à {person}")
    link = page.locator("main a[href^='/documents/']:not([href*='taches'])").first
    if page.evaluate("document.documentElement.classList.contains('js')"):
        link.wait_for(timeout=WAIT_MS)  # the page asks by itself
    else:
        until = datetime.now() + timedelta(milliseconds=WAIT_MS)
        while not link.count() and datetime.now() < until:
            page.wait_for_timeout(300)
            page.reload()
    answer = page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def check_it_as_anyone(page, certificate):
    code = PRINTED_CODE.search(certificate).group(1).decode()
    assert page.goto(f"/v/{code}").status == 200
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce document est authentique")
    expect(page.locator("main")).to_contain_text("Secours populaire 63")
    assert "Diarra" not in page.content() and "Gautron" not in page.content()

    give(page, certificate)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce fichier est authentique")

    altered = bytearray(certificate)
    altered[len(altered) // 2] ^= 1
    page.goto("/v/")
    give(page, bytes(altered))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce fichier n’est pas l’original")


def give(page, content):
    page.get_by_label("Fichier PDF reçu").set_input_files(
        {"name": "attestation.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Vérifier le fichier").click()
