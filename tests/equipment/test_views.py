"""The pages of the pool: who opens them, what they show, and what a neighbour's address gives."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries.selectors.page import timeline
from equipment import home, services
from equipment.labels import with_check
from equipment.models import Allocation, AllocationStatus, Device, DeviceStatus, Offer
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from inclusion.places.models import Venue
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import (
    DeviceFactory,
    ErasureFactory,
    MediumFactory,
    OfferFactory,
    answers,
    proof,
)

LIST = "/materiel/"


def url(name, thing):
    return reverse(f"equipment:{name}", args=[thing.pk])


@pytest.fixture
def technician(association, member_of):
    return member_of(association, "TECHNICIAN")


@pytest.fixture
def mediator(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def technician_client(technician, client_for):
    return client_for(technician)


@pytest.fixture
def mediator_client(mediator, client_for):
    return client_for(mediator)


@pytest.fixture
def make(association):
    """make(Factory, …) → a row of the association."""

    def create(factory, **fields):
        with organisation(association):
            return factory(organisation=association, **fields)

    return create


@pytest.fixture
def reserved(association, mediator, make):
    family = make(BeneficiaryFactory, first_name="Fatima", last_name="Bouzid")
    device, offer = make(DeviceFactory, ready=True), make(OfferFactory)
    with organisation(association):
        return services.allocate(device=device, beneficiary=family, offer=offer, by=mediator)


def bench_form(**changes):
    """What the one page of the bench posts for a laptop that works."""
    lines = {f"controle-{key}": value for key, value in answers().items()}
    notes = {"condition_grade": "B", "function": "A", "battery_percent": "81", "minutes": "20"}
    return lines | notes | changes


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# ---- Who opens what ----

POOL = {"TECHNICIAN", "MANAGER", "MEDIATOR", "TREASURER"}
EVERYONE = POOL | {"VOLUNTEER", "OFFICER"}


@pytest.mark.parametrize(
    ("route", "roles"),
    [
        ("device_list", POOL),
        ("device_receive", {"TECHNICIAN", "MANAGER"}),
        ("allocation_list", {"MEDIATOR", "MANAGER"}),
        ("offer_list", {"MEDIATOR", "MANAGER", "TREASURER"}),
        ("offer_create", {"MANAGER"}),
    ],
)
def test_each_page_opens_for_its_roles(association, member_of, client_for, route, roles):
    for role in EVERYONE:
        response = client_for(member_of(association, role)).get(reverse(f"equipment:{route}"))
        assert response.status_code == (200 if role in roles else 403), role


DEVICE_PAGES = [
    "device_detail",
    "device_update",
    "device_ready",
    "device_return",
    "device_waste",
    "device_allocate",
    "medium_add",
]


def test_a_neighbour_s_device_does_not_exist(
    association, other_association, member_of, client_for, make
):
    client = client_for(member_of(association, "MANAGER"))
    with organisation(other_association):
        device = DeviceFactory(organisation=other_association, proven=1)
        medium = device.media.get()
        erasure = medium.erasures.get()
        offer = OfferFactory(organisation=other_association)
    for name in DEVICE_PAGES:
        assert client.get(url(name, device)).status_code == 404, name
    assert client.get(url("medium_correct", medium)).status_code == 404
    assert client.get(url("proof_add", medium)).status_code == 404
    assert client.get(url("proof_file", erasure)).status_code == 404
    assert client.get(url("offer_detail", offer)).status_code == 404
    assert client.post(url("offer_close", offer)).status_code == 404
    assert client.get(f"/e/{device.asset_tag}").status_code == 404


def test_a_neighbour_s_allocation_does_not_exist(
    reserved, other_association, member_of, client_for
):
    client = client_for(member_of(other_association, "MANAGER"))
    for name in ("allocation_detail", "hand_over"):
        assert client.get(url(name, reserved)).status_code == 404
    assert client.post(url("allocation_cancel", reserved)).status_code == 404


# ---- The list ----


def queries(client, address):
    """What a page asks of the database, besides its session and its transaction."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    spared = ("SAVEPOINT", "RELEASE", "SELECT set_config")
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(spared) and "django_session" not in query["sql"]
    ]


def test_the_list_asks_as_much_for_two_devices_as_for_twelve(technician_client, reserved, make):
    make(DeviceFactory, unproven=1)
    few = queries(technician_client, LIST)
    for _ in range(5):
        make(DeviceFactory, unproven=2)
        make(DeviceFactory, proven=1, unproven=1)
    many = queries(technician_client, LIST)
    assert len(few) == len(many) <= 8, "\n".join(many)


def test_the_allocation_list_asks_as_much_for_two_as_for_twelve(
    association, mediator, mediator_client, make
):
    def grow(count):
        for _ in range(count):
            device, offer = make(DeviceFactory, ready=True), make(OfferFactory)
            person = make(BeneficiaryFactory)
            with organisation(association):
                services.allocate(device=device, beneficiary=person, offer=offer, by=mediator)
        return len(queries(mediator_client, "/materiel/remises/"))

    assert grow(2) == grow(10) <= 8


def test_the_offer_list_asks_as_much_for_two_as_for_twelve(mediator_client, make):
    def grow(count):
        for _ in range(count):
            make(OfferFactory)
        return len(queries(mediator_client, "/materiel/offres/"))

    assert grow(2) == grow(10) <= 8


def test_the_list_says_what_each_device_lacks(technician_client, make, reserved):
    make(DeviceFactory)
    make(DeviceFactory, unproven=1)
    make(DeviceFactory, proven=1, unproven=1)
    make(DeviceFactory, erased=True)
    make(DeviceFactory, screen=True)
    make(DeviceFactory, ready=True)
    page = technician_client.get(LIST).content.decode()
    for sentence in (
        "Stockage jamais vu",
        "Preuve d’effacement du SSD",
        "Deux disques, une seule preuve",
        "Contrôles et note d’aspect",
        "Sans données",
        "Rien\u00a0: peut sortir",
        "Participation de 50\u00a0€ à recevoir",
        "7 appareils dans nos locaux".replace(" ", " "),
    ):
        assert sentence in page, sentence


def test_a_fragment_is_the_results_alone(technician_client, make):
    make(DeviceFactory)
    page = technician_client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="resultats"')


def test_filters_narrow_the_list(technician_client, make):
    old = make(DeviceFactory, status_since=timezone.now() - timedelta(days=40))
    new = make(DeviceFactory, type="tablet")
    for query, shown in (
        ("?type=tablet", {new}),
        ("?depuis=30", {old}),
        ("?etat=ready", set()),
        ("?etat=all", {old, new}),
        ("?type=canon", set()),
    ):
        page = technician_client.get(LIST + query).content.decode()
        assert {d for d in (old, new) if d.asset_tag in page} == shown, query


def test_handed_over_devices_are_out_of_the_list_until_asked_for(
    association, mediator, technician_client, reserved
):
    with organisation(association):
        services.hand_over(allocation=reserved, family_paid_amount=Decimal(50), by=mediator)
    tag = reserved.device.asset_tag
    assert tag not in technician_client.get(LIST).content.decode()
    assert tag in technician_client.get(LIST + "?etat=handed_over").content.decode()


def test_an_empty_pool_says_how_things_get_in(technician_client):
    assert "Réceptionner un appareil" in technician_client.get(LIST).content.decode()


@pytest.mark.parametrize("query", ["?apres=xyz", "?apres=WyIxIl0", "?avant=" + "A" * 300])
def test_a_broken_position_is_a_bad_request(technician_client, query):
    assert technician_client.get(LIST + query).status_code == 400


# ---- Scanner ----


def test_a_scan_opens_the_device(technician_client, make):
    device = make(DeviceFactory)
    for typed in (device.asset_tag.lower(), f"https://x.example/E/{device.asset_tag}"):
        response = technician_client.get(reverse("equipment:scan"), {"etiquette": typed})
        assert response.url == url("device_detail", device)


@pytest.mark.parametrize("address", ["/e/{}", "/E/{}"])
def test_the_address_of_a_label_opens_the_device(technician_client, make, address):
    device = make(DeviceFactory)
    response = technician_client.get(address.format(device.asset_tag))
    assert response.url == url("device_detail", device)
    assert technician_client.get(address.format("X" * 300)).status_code == 404


def test_a_scan_that_fails_says_why(technician_client, association):
    prefix = association.prefix
    unknown = with_check(prefix, "7K2M9QX")
    swapped = unknown.replace("7K2M", "K72M")
    for typed, sentence in (
        ("bonjour", "Ceci n’est pas une étiquette de votre parc"),
        (swapped, "mal lue"),
        (unknown, "Aucun appareil"),
    ):
        response = technician_client.get(reverse("equipment:scan"), {"etiquette": typed})
        assert sentence in said(response)[-1]


# ---- From intake to hand-over, as people do it ----

RECORD = {
    "type": "laptop",
    "manufacturer": "HP",
    "model": "ProBook 450 G6",
    "origin": "private_gift",
    "screen_inches": "15,6",
    "shelf": "Étagère B2",
}


def test_a_device_goes_from_intake_to_ready_through_the_pages(association, technician_client):
    today = timezone.localdate().isoformat()
    response = technician_client.post(
        reverse("equipment:device_receive"), RECORD | {"received_on": today}
    )
    with organisation(association):
        device = Device.objects.get()
    assert response.url == url("medium_add", device)
    technician_client.post(
        url("medium_add", device), {"kind": "hdd", "serial": "WX71A48P2", "capacity_gb": "500"}
    )
    with organisation(association):
        medium = device.media.get()
    now = timezone.localtime()
    given = {
        "method": "overwrite",
        "tool": "nwipe 0.37",
        "started_at": (now - timedelta(seconds=120)).strftime("%Y-%m-%dT%H:%M:%S"),
        "ended_at": (now - timedelta(seconds=60)).strftime("%Y-%m-%dT%H:%M:%S"),
        "is_verified": "on",
        "error_count": "0",
    }
    response = technician_client.post(
        url("proof_add", medium), given | {"evidence_file": proof(b"journal")}
    )
    assert said(response)[-1].startswith("Preuve acceptée, niveau CLEAR.")
    response = technician_client.post(url("device_ready", device), bench_form())
    assert response.status_code == 302
    page = technician_client.get(url("device_detail", device)).content.decode()
    assert "Prêt à remettre" in page
    assert "Preuve d’effacement acceptée" in page
    with organisation(association):
        erasure = medium.erasures.get()
    download = technician_client.get(url("proof_file", erasure))
    assert b"".join(download.streaming_content) == b"journal"
    assert download["Content-Disposition"].startswith("attachment")


def test_a_ready_device_goes_to_a_family_through_the_pages(association, mediator_client, make):
    device, offer = make(DeviceFactory, ready=True), make(OfferFactory)
    family = make(BeneficiaryFactory, first_name="Aïcha", last_name="Traoré")
    page = mediator_client.post(
        url("device_allocate", device) + "?chercher=1", {"personne": "traore"}
    )
    assert "Aïcha Traoré" in page.content.decode()
    response = mediator_client.post(
        url("device_allocate", device), {"beneficiary": family.pk, "offer": offer.pk}
    )
    assert response.url == url("device_detail", device)
    with organisation(association):
        allocation = Allocation.objects.get()
    page = mediator_client.get(url("hand_over", allocation)).content.decode()
    assert "La participation de <strong>50,00\u00a0€</strong> est reçue" in page
    assert mediator_client.post(url("hand_over", allocation)).status_code == 422
    response = mediator_client.post(
        url("hand_over", allocation), {"is_family_share_received": "on"}
    )
    assert response.url == url("allocation_detail", allocation)
    page = mediator_client.get(response.url).content.decode()
    assert "/documents/taches/" in page


def test_a_refusal_keeps_what_was_typed(association, technician_client, make):
    device = make(DeviceFactory, unproven=1)
    response = technician_client.post(
        url("device_ready", device),
        bench_form(condition_grade="C", battery_percent="44", accessories="housse"),
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Il manque\u00a0: effacement prouvé de chaque support." in page
    assert 'value="44"' in page
    assert "housse" in page


@pytest.mark.parametrize(
    ("route", "data"),
    [
        ("device_update", {}),
        ("device_update", RECORD | {"memory_gb": "beaucoup", "screen_inches": "9" * 30}),
        ("device_ready", {"condition_grade": "Z", "battery_percent": "101"}),
        ("medium_add", {"kind": "hdd", "serial": "", "capacity_gb": "-1"}),
        ("device_allocate", {"beneficiary": "x", "offer": "y"}),
    ],
)
def test_a_wrong_form_is_shown_again(association, member_of, client_for, make, route, data):
    device = make(DeviceFactory, erased=True)
    client = client_for(member_of(association, "MANAGER"))
    assert client.post(url(route, device), data).status_code == 422


def test_a_proof_needs_its_file_and_plausible_times(technician_client, make):
    device = make(DeviceFactory, unproven=1)
    with organisation(device.organisation):
        medium = device.media.get()
    response = technician_client.post(
        url("proof_add", medium),
        {
            "method": "overwrite",
            "tool": "nwipe",
            "started_at": "0001-01-01T00:00",
            "ended_at": "2999-01-01T00:00",
            "error_count": "0",
        },
    )
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"started_at", "ended_at", "evidence_file"}


def test_chosen_devices_move_together(association, technician_client, make):
    devices = [make(DeviceFactory), make(DeviceFactory)]
    with organisation(association):
        venue = Venue.objects.create(organisation=association, name="Atelier")
    chosen = {"choisi": [str(device.pk) for device in devices] + ["x"]}
    page = technician_client.get(reverse("equipment:device_move"), chosen)
    assert "Déplacer 2 appareils" in page.content.decode()
    response = technician_client.post(
        reverse("equipment:device_move"), chosen | {"venue": venue.pk, "shelf": "C1"}
    )
    assert said(response) == ["2\u00a0appareils déplacés\u00a0: C1."]
    with organisation(association):
        assert Device.objects.filter(venue=venue, shelf="C1").count() == 2


def test_every_result_of_the_filters_may_be_chosen(technician_client, make):
    for type in ("tablet", "tablet", "laptop"):
        make(DeviceFactory, type=type)
    page = technician_client.get(
        reverse("equipment:device_move"), {"everything": "1", "type": "tablet"}
    )
    assert len(page.context["devices"]) == 2


def test_moving_nothing_says_so(technician_client):
    response = technician_client.get(reverse("equipment:device_move"))
    assert said(response) == ["Cochez au moins un appareil."]


def test_an_offer_is_opened_with_its_payers(association, member_of, client_for):
    client = client_for(member_of(association, "MANAGER"))
    lines = [
        ("family", "Famille", "Participation", "50,00"),
        ("grant", "Métropole", "Subvention", "150"),
    ]
    data = {"name": "Familles", "target_units": "100", "part-TOTAL_FORMS": 4}
    data |= {"part-INITIAL_FORMS": 0}
    for rank, line in enumerate(lines):
        for field, value in zip(("payer_kind", "payer_name", "title", "amount"), line, strict=True):
            data[f"part-{rank}-{field}"] = value
    response = client.post(reverse("equipment:offer_create"), data)
    with organisation(association):
        offer = Offer.objects.get()
    assert response.url == url("offer_detail", offer)
    assert offer.unit_amount == Decimal("200.00")
    page = client.get(response.url).content.decode()
    assert "200,00\u00a0€ par appareil" in page
    client.post(url("offer_close", offer))
    assert "Close" in client.get(url("offer_detail", offer)).content.decode()


def test_a_returned_device_is_asked_for_again_in_quarantine(
    association, mediator, technician_client, reserved
):
    with organisation(association):
        services.hand_over(allocation=reserved, family_paid_amount=Decimal(50), by=mediator)
    address = url("device_return", reserved.device)
    assert "ne valent plus" in technician_client.get(address).content.decode()
    assert technician_client.post(address).status_code == 302
    page = technician_client.get(url("device_detail", reserved.device)).content.decode()
    assert "En quarantaine" in page
    assert "Ne vaut plus" in page
    assert technician_client.post(address).status_code == 422


# ---- What each role reads of a person ----


def test_a_person_is_named_as_far_as_the_role_may_know(
    association, member_of, client_for, reserved
):
    for role, shown, hidden in (
        ("MEDIATOR", "Fatima Bouzid", ""),
        ("TECHNICIAN", "Fatima B.", "Bouzid"),
        ("TREASURER", "Réservé", "Fatima"),
    ):
        client = client_for(member_of(association, role))
        page = client.get(url("device_detail", reserved.device)).content.decode()
        assert shown in page, role
        assert not hidden or hidden not in page, role


def test_the_treasurer_reads_without_acting(association, member_of, client_for, make):
    device = make(DeviceFactory, unproven=1)
    client = client_for(member_of(association, "TREASURER"))
    page = client.get(url("device_detail", device)).content.decode()
    assert "Autres actes" not in page
    assert "Ajouter une preuve" not in page
    assert client.get(url("device_update", device)).status_code == 403


# ---- Home and timeline ----


def test_home_asks_each_role_for_what_it_does(association, member_of, make, reserved):
    make(DeviceFactory, unproven=1, status_since=timezone.now() - timedelta(days=45))
    make(DeviceFactory, erased=True)
    providers = (home.pool_to_clear, home.hand_overs_to_prepare, home.blocked_devices)
    with organisation(association):
        lines = {
            role: [
                line.title
                for provider in providers
                for line in provider(member_of(association, role))
            ]
            for role in EVERYONE
        }
    assert lines["TECHNICIAN"] == [
        "1\u00a0appareil en quarantaine sans preuve",
        "1\u00a0appareil effacé à déclarer prêt",
    ]
    assert lines["MEDIATOR"] == ["1\u00a0appareil prêt pour des familles prévenues"]
    assert lines["MANAGER"] == [
        "1\u00a0appareil prêt pour des familles prévenues",
        "1\u00a0appareil bloqué depuis plus de 30\u00a0jours",
    ]
    assert not lines["VOLUNTEER"] + lines["TREASURER"] + lines["OFFICER"]


def test_a_home_line_costs_one_query_at_most(association, member_of, make, reserved):
    make(DeviceFactory, unproven=1)
    with organisation(association):
        technician, mediator = (member_of(association, r) for r in ("TECHNICIAN", "MEDIATOR"))
        for provider, member in (
            (home.pool_to_clear, technician),
            (home.hand_overs_to_prepare, mediator),
            (home.pool_panel, technician),
            (home.blocked_devices, mediator),
        ):
            with CaptureQueriesContext(connection) as captured:
                list(provider(member))
            assert len(captured) <= 1


def test_a_person_s_path_shows_her_device_and_its_certificate(association, mediator, reserved):
    with organisation(association):
        titles = [entry.title for entry in timeline(reserved.beneficiary, mediator)]
        assert "Portable Dell Latitude 5490 réservé" in titles
        _, document = services.hand_over(
            allocation=reserved, family_paid_amount=Decimal(50), by=mediator
        )
        entry = next(
            entry
            for entry in timeline(reserved.beneficiary, mediator)
            if entry.title == "Ordinateur portable remis"
        )
    assert entry.link_label == f"attestation {document.number}"


@pytest.mark.django_db(transaction=True)
def test_the_certificate_is_drawn_and_opens_from_the_device(
    association, member_of, client_for, make
):
    mediator = member_of(association, "MEDIATOR")
    device, offer = make(DeviceFactory, ready=True), make(OfferFactory)
    family = make(BeneficiaryFactory)
    with organisation(association):
        allocation = services.allocate(device=device, beneficiary=family, offer=offer, by=mediator)
        services.hand_over(allocation=allocation, family_paid_amount=Decimal(50), by=mediator)
    assert run_pending_jobs() == 1
    client = client_for(mediator)
    page = client.get(url("allocation_detail", allocation)).content.decode()
    assert "Attestation à signer" in page
    with organisation(association):
        allocation.refresh_from_db()
    assert allocation.status == AllocationStatus.HANDED_OVER
    assert "Attestation de remise" in client.get(url("device_detail", device)).content.decode()


def test_a_device_waste_page_refuses_what_is_not_proven(technician_client, make):
    device = make(DeviceFactory, unproven=1)
    response = technician_client.post(url("device_waste", device), {"cause": "broken"})
    assert response.status_code == 422
    assert "effacement prouvé de chaque support" in response.content.decode()


def test_a_cancelled_reservation_brings_the_device_back(mediator_client, association, reserved):
    mediator_client.post(url("allocation_cancel", reserved))
    with organisation(association):
        assert Device.objects.get(pk=reserved.device_id).status == DeviceStatus.READY
    response = mediator_client.post(url("allocation_cancel", reserved))
    assert "déjà" in said(response)[-1] or "annulée" in said(response)[-1]


def test_the_page_of_an_unproven_medium_explains_the_level_it_needs(technician_client, make):
    device = make(DeviceFactory)
    with organisation(device.organisation):
        disk = MediumFactory(device=device, kind="hdd")
        flash = MediumFactory(device=device)
        ErasureFactory(medium=flash, result="rejected", level="CLEAR", method="overwrite")
    assert "CLEAR" in technician_client.get(url("proof_add", disk)).content.decode()
    page = technician_client.get(url("device_detail", device)).content.decode()
    assert "Une remise à une personne exige PURGE." in page
