"""The public form, the private page, and the pages of those who run gifts."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from equipment import donation_photos, services
from equipment.models import Device, Donation, DonationIntent, IntentRouting
from inclusion.documents.models import Document
from inclusion.jobs.models import Mail
from inclusion.organisations.database import organisation
from tests.equipment import gifts
from tests.equipment.factories import DeviceFactory

EMAIL = "accueil@atelier-gresset.example"


@pytest.fixture
def manager(association, member_of):
    return member_of(association, "MANAGER")


@pytest.fixture
def workshop(other_association):
    return gifts.workshop_member(other_association)


@pytest.fixture
def address(association, manager, workshop):
    with organisation(association):
        gifts.a_portal(manager, workshop.organisation)
    return f"/don/vers/{association.slug}/"


def filled(**changes):
    values = {
        "who": "company",
        "name": "Atelier Gresset",
        "siret": "911 123 453 00019",
        "contact_name": "Lise Gresset",
        "email": EMAIL,
        "eraser": "association",
        "handling": "pick_up",
        "address": "4 rue des Essais",
        "postcode": "44400",
        "city": "Rezé",
        "available_from": timezone.localdate().isoformat(),
        "n_laptop": "12",
        "n_screen": "3",
    }
    return values | changes


def read(response):
    return response.content.decode()


# ---- The public form ----


def test_one_territory_leads_straight_to_its_form(address, client):
    response = client.get("/don/")
    assert (response.status_code, response["Location"]) == (302, address)


def test_several_territories_are_chosen_from(address, client, workshop):
    with organisation(workshop.organisation):
        gifts.a_portal(workshop)
    page = read(client.get("/don/"))
    assert address in page
    assert f"/don/vers/{workshop.organisation.slug}/" in page


def test_an_announcement_needs_no_account(address, association, client):
    response = client.post(
        address, filled(photos=[gifts.a_photo(), gifts.a_photo("b.jpg", (9, 9))])
    )
    assert (response.status_code, response["Location"]) == (302, "/don/merci/")
    with organisation(association):
        intent = DonationIntent.objects.get()
        assert (intent.siret, intent.email, intent.total) == ("91112345300019", EMAIL, 15)
        assert intent.photos.count() == 2
    assert Mail.objects.get(to=EMAIL).subject == "Confirmez votre annonce de don"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"siret": "911 123 453 0001"}, "vous en avez écrit 13"),
        ({"siret": "91112345300018"}, "n’est pas valable"),
        ({"siret": ""}, "Écrivez le SIRET"),
        ({"n_laptop": "", "n_screen": "0"}, "Indiquez au moins un appareil"),
        ({"n_laptop": "-2"}, "pas négatif"),
        ({"n_laptop": "douze"}, "nombre entier"),
        ({"n_laptop": "501"}, "Au plus 500"),
        ({"who": "public"}, "de quel organisme public"),
        ({"who": "pirate"}, "pirate"),
        ({"address": ""}, "où venir chercher"),
        ({"postcode": "4440"}, "5\u00a0chiffres"),
        ({"available_from": "2099-01-01"}, "dans l’année"),
        ({"email": "accueil"}, "adresse"),
        ({"name": "A" * 121}, "120"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(address, association, client, changes, sentence):
    response = client.post(address, filled(message="Deuxième étage") | changes)
    page = read(response)
    assert response.status_code == 422
    assert sentence in page
    assert "Deuxième étage" in page
    with organisation(association):
        assert DonationIntent.objects.count() == 0


def test_photos_already_sent_are_not_chosen_again(address, association, client):
    response = client.post(address, filled(city="", photos=[gifts.a_photo()]))
    assert "1 photo déjà reçue" in read(response)
    held = response.context["form"].data["held"]
    client.post(address, filled(held=held))
    with organisation(association):
        assert DonationIntent.objects.get().photos.count() == 1


def test_a_file_that_is_no_photo_is_refused(address, client):
    text = gifts.SimpleUploadedFile("don.jpg", b"du texte")
    assert "n’est pas une photo lisible" in read(client.post(address, filled(photos=[text])))
    heavy = gifts.SimpleUploadedFile("don.jpg", b"x" * (donation_photos.MAX_BYTES + 1))
    assert "dépasse 5\u00a0Mo" in read(client.post(address, filled(photos=[heavy])))
    six = [gifts.a_photo(f"{n}.jpg", (20 + n, 20)) for n in range(6)]
    assert "Cinq photos au plus" in read(client.post(address, filled(photos=six)))


def test_a_forged_ticket_holds_nothing(address, association, client):
    client.post(address, filled(held="nimporte:quoi"))
    with organisation(association):
        assert DonationIntent.objects.get().photos.count() == 0


def test_a_machine_is_thanked_and_forgotten(address, association, client):
    assert client.post(address, filled(website="https://spam.example")).status_code == 302
    with organisation(association):
        assert DonationIntent.objects.count() == 0


def test_one_address_does_not_flood_a_portal(address, client, monkeypatch):
    monkeypatch.setattr("equipment.views.gifts.SENT", 1)
    assert client.post(address, filled()).status_code == 302
    assert client.post(address, filled()).status_code == 429


def test_the_form_posts_without_a_cookie(address):
    assert Client(enforce_csrf_checks=True).post(address, filled()).status_code == 302


def test_an_unpublished_portal_is_unknown(address, association, manager, client):
    with organisation(association):
        services.save_portal(
            by=manager, territory="Nantes", welcome="", is_published=False, partners=[]
        )
    assert client.get(address).status_code == 404


# ---- The private page ----


def test_a_gift_is_followed_to_the_end_from_one_link(
    address, association, manager, workshop, client
):
    client.post(address, filled(n_laptop="3", n_screen=""))
    page = f"/don/{gifts.last_token(EMAIL)}/"
    assert "Confirmez votre annonce" in read(client.get(page))
    with organisation(association):
        assert DonationIntent.objects.get().status == "unconfirmed"
    client.post(f"{page}suite/", {"act": "confirm"})
    assert "Nous cherchons une association" in read(client.get(page))
    with organisation(association):
        intent = DonationIntent.objects.get()
        services.route_intent(intent=intent, to_organisation=workshop.organisation, by=manager)
    assert "étudie votre annonce" in read(client.get(page))
    with organisation(workshop.organisation):
        routing = IntentRouting.objects.get()
        donation = services.accept_routing(routing=routing, by=workshop)
    gifts.follow_jobs()
    assert "prépare la convention" in read(client.get(page))
    with organisation(workshop.organisation):
        gifts.proposed(workshop, donation)
    shown = read(client.get(page))
    assert "Article 2" in shown
    assert client.get(f"{page}suite/").status_code == 405
    refused = client.post(f"{page}suite/", {"act": "accept", "agreed_name": "Lise"})
    assert refused.status_code == 422
    assert "Cochez la case" in read(refused)
    client.post(f"{page}suite/", {"act": "accept", "agreed_name": "Lise", "is_read": "on"})
    assert "Vous avez accepté" in read(client.get(page))
    again = client.post(f"{page}suite/", {"act": "accept", "agreed_name": "L", "is_read": "on"})
    assert again.status_code == 422
    with organisation(workshop.organisation):
        donation.refresh_from_db()
        gifts.received(workshop, gifts.collected(workshop, gifts.planned(workshop, donation)))
    shown = read(client.get(page))
    assert "3 appareils de votre don sont entrés" in shown
    assert "en attente d’effacement" in shown
    assert "Retirer mon don" not in shown
    assert EMAIL not in shown
    assert "Lise" not in shown


def test_the_private_page_is_shown_to_nobody_else(address, client):
    client.post(address, filled())
    response = client.get(f"/don/{gifts.last_token(EMAIL)}/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert client.get("/don/inconnu-inconnu/").status_code == 404


def test_a_donor_withdraws_from_the_portal_and_from_the_workshop(
    address, association, manager, workshop, client
):
    with organisation(association):
        routing = gifts.routed(manager, workshop.organisation)
    page = f"/don/{gifts.last_token()}/"
    with organisation(workshop.organisation):
        donation = services.accept_routing(routing=routing, by=workshop)
    gifts.follow_jobs()
    client.post(f"{page}suite/", {"act": "withdraw"})
    assert "Vous avez retiré" in read(client.get(page))
    with organisation(workshop.organisation):
        donation.refresh_from_db()
        assert donation.status == "withdrawn"
        assert IntentRouting.objects.get().status == "recalled"
    assert client.post(f"{page}suite/", {"act": "withdraw"}).status_code == 422
    assert client.post(f"{page}suite/", {"act": "autre"}).status_code == 422


def test_the_papers_of_a_gift_are_read_from_its_page(association, manager, client, monkeypatch):
    monkeypatch.setattr("inclusion.documents.drawing.render", lambda *_: b"%PDF-1.7 convention")
    with organisation(association):
        gifts.agreed(manager)
    token = gifts.last_token()
    page = f"/don/{token}/document/"
    # Not drawn yet: the page of the gift says where it stands.
    assert client.get(page)["Location"] == f"/don/{token}/"
    gifts.follow_jobs()
    assert client.get(page).content == b"%PDF-1.7 convention"
    assert client.get(page, {"papier": "bordereau"})["Location"] == f"/don/{token}/"
    assert client.get("/don/inconnu/document/").status_code == 404


# ---- Those who run gifts ----


def test_the_workshop_answers_from_its_inbox(association, manager, workshop, client_for):
    with organisation(association):
        routing = gifts.routed(manager, workshop.organisation)
    client = client_for(workshop)
    assert "Atelier Gresset" in read(client.get("/materiel/dons/propositions/"))
    page = f"/materiel/dons/propositions/{routing.pk}/"
    assert "Lise Gresset" in read(client.get(page))
    assert client.post(f"{page}reponse/", {"act": "decline"}).status_code == 422
    response = client.post(f"{page}reponse/", {"act": "accept"})
    with organisation(workshop.organisation):
        donation = Donation.objects.get()
    assert response["Location"] == f"/materiel/dons/{donation.pk}/"
    assert client_for(manager).get(page).status_code == 404
    assert client_for(manager).get(f"/materiel/dons/{donation.pk}/").status_code == 404


def test_the_portal_routes_keeps_and_declines_from_its_page(
    address, association, manager, workshop, client_for
):
    with organisation(association):
        portal = services.save_portal(
            by=manager,
            territory="Nantes",
            welcome="",
            is_published=True,
            partners=[workshop.organisation],
        )
        intent = gifts.confirmed(portal)
    client, page = client_for(manager), f"/materiel/dons/annonces/{intent.pk}/"
    assert "Proposer à une association" in read(client.get(page))
    assert client.post(f"{page}suite/", {"act": "route"}).status_code == 422
    client.post(f"{page}suite/", {"act": "route", "to_organisation": workshop.organisation.pk})
    assert "n’a pas encore répondu" in read(client.get(page))
    client.post(f"{page}suite/", {"act": "recall"})
    client.post(f"{page}suite/", {"act": "decline", "reason": "full"})
    assert gifts.in_portal(manager, intent.pk).status == "declined"


def test_a_gift_goes_from_the_counter_to_its_labels_on_the_pages(association, manager, client_for):
    client = client_for(manager)
    values = filled(n_laptop="2", n_screen="", n_mouse="1")
    assert client.post("/materiel/dons/nouveau/", values | {"siret": "1"}).status_code == 422
    client.post("/materiel/dons/nouveau/", values)
    with organisation(association):
        donation = Donation.objects.get()
    page = f"/materiel/dons/{donation.pk}/"
    lines = {
        "ligne-TOTAL_FORMS": "4",
        "ligne-INITIAL_FORMS": "2",
        "ligne-0-type": "laptop",
        "ligne-0-quantity": "2",
        "ligne-0-condition": "working",
        "ligne-0-unit_value": "90,00",
        "ligne-1-type": "mouse",
        "ligne-1-quantity": "1",
        "ligne-1-condition": "working",
        "ligne-2-condition": "to_check",
        "ligne-3-condition": "to_check",
        "name": "Atelier Gresset",
        "siret": "91112345300019",
        "signatory_name": "Lise Gresset",
        "eraser": "association",
        "required_level": "PURGE",
        "erasure_days": "30",
    }
    assert client.get(f"{page}convention/").status_code == 200
    twice = lines | {"ligne-1-type": "laptop"}
    assert "deux fois" in read(client.post(f"{page}convention/", twice))
    assert client.post(f"{page}convention/", lines).status_code == 302
    with organisation(association):
        donation.refresh_from_db()
        services.accept_agreement(donation=donation, name="Lise Gresset")
    plan = {"day": timezone.localdate().isoformat(), "driver": manager.pk, "expected_at": "09:30"}
    assert client.post(f"{page}collecte/", plan | {"day": "2001-01-01"}).status_code == 422
    assert client.post(f"{page}collecte/", plan).status_code == 302
    with organisation(association):
        collection = donation.collections.get()
    slip = f"/materiel/collectes/{collection.pk}/"
    assert "2 annoncés" in read(client.get(slip))
    count = {"n_laptop": "2", "n_mouse": "0", "donor_signer": "Lise Gresset"}
    refused = client.post(slip, count | {"paper": gifts.a_photo()})
    assert refused.status_code == 422
    assert "dites pourquoi" in read(refused)
    count |= {"why_mouse": "perdue", "paper": gifts.a_photo()}
    assert client.post(slip, count).status_code == 302
    assert "Signé sur papier" in read(client.get(slip))
    assert client.post(slip, count | {"paper": gifts.a_photo()}).status_code == 422
    groups = {
        "groupe-TOTAL_FORMS": "4",
        "groupe-INITIAL_FORMS": "1",
        "groupe-0-type": "laptop",
        "groupe-0-count": "1",
    }
    refused = client.post(f"{page}reception/", groups)
    assert refused.status_code == 422
    assert "expliquez l’écart" in read(refused)
    assert client.post(f"{page}reception/", groups | {"groupe-0-count": "2"}).status_code == 302
    with organisation(association):
        assert Device.objects.filter(donation=donation).count() == 2
    assert "étiquetés" in read(client.get(page))


def test_the_register_says_where_everything_comes_from(association, manager, client_for):
    with organisation(association):
        devices = gifts.received(manager)
    client = client_for(manager)
    page = read(client.get("/materiel/registre/"))
    assert devices[0].asset_tag in page
    assert "SIRET 91112345300019" in page
    assert "2 × souris" in page
    table = client.get("/materiel/registre/csv/").content.decode("utf-8-sig")
    assert table.splitlines()[0].startswith("Jour;Étiquette;Description")
    assert len(table.splitlines()) == 5
    assert client.get("/materiel/registre/", {"du": "2026-02-30"}).status_code == 422
    day = timezone.localdate().isoformat()
    response = client.post("/materiel/registre/document/", {"du": day, "au": day})
    with organisation(association):
        document = Document.objects.get(kind="entry_register")
    assert response["Location"].endswith(f"{document.job_id}/")


@pytest.mark.parametrize("role", ["VOLUNTEER", "MEDIATOR", "OFFICER"])
def test_gifts_are_not_everyone_s(association, member_of, client_for, role):
    assert client_for(member_of(association, role)).get("/materiel/dons/").status_code == 403


def test_the_treasurer_reads_and_does_not_run(association, manager, member_of, client_for):
    with organisation(association):
        donation = gifts.direct(manager)
    client = client_for(member_of(association, "TREASURER"))
    assert client.get(f"/materiel/dons/{donation.pk}/").status_code == 200
    assert client.post(f"/materiel/dons/{donation.pk}/abandon/", {}).status_code == 403


def test_lists_ask_the_same_whatever_their_length(association, manager, client_for):
    client, counts = client_for(manager), []
    client.get("/materiel/dons/")
    for more in (2, 10):
        with organisation(association):
            for _ in range(more):
                gifts.planned(manager)
                DeviceFactory(organisation=association)
        for address in ("/materiel/dons/", "/materiel/tournees/", "/materiel/registre/"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
