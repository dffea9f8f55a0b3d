"""The pages of labels, scans, counts and stock: who opens them, and what they do without script."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from equipment import services
from equipment.labels import new_asset_tag
from equipment.models import AuditRun, Device, PrintedLabel, StockItem
from inclusion.organisations.database import organisation
from inclusion.places.models import Venue
from tests.equipment.factories import DeviceFactory
from tests.factories import MembershipFactory

BATCH = "/materiel/lot-de-scans/"
AUDIT = "/materiel/inventaires/nouveau/"


def url(name, thing=None):
    return reverse(f"equipment:{name}", args=[thing.pk] if thing else [])


@pytest.fixture
def technician(association, member_of):
    return member_of(association, "TECHNICIAN")


@pytest.fixture
def client(technician, client_for):
    return client_for(technician)


@pytest.fixture
def make(association):
    def create(**fields):
        with organisation(association):
            return DeviceFactory(organisation=association, **fields)

    return create


@pytest.fixture
def roll(association, technician):
    with organisation(association):
        return services.reserve_labels(name="Rouleau", count=30, by=technician)


@pytest.fixture
def item(association, technician):
    with organisation(association):
        item = services.create_stock_item(
            kind="accessory", name="Souris", threshold=0, by=technician
        )
        services.add_to_stock(item=item, quantity=5, by=technician, reason="donation")
        return item


def tag_of(association, roll, rank=1):
    with organisation(association):
        return PrintedLabel.objects.get(roll=roll, rank=rank).asset_tag


def fresh(association, model, **values):
    with organisation(association):
        return model.objects.get(**values)


# ---- One scan ----


@pytest.mark.parametrize("address", ["/materiel/scanner/?etiquette={}", "/e/{}", "/E/{}"])
def test_a_free_label_opens_its_reception(association, client, roll, address):
    tag = tag_of(association, roll)
    answer = client.get(address.format(tag))
    assert answer.url == f"/materiel/nouveau/?etiquette={tag}"
    assert f'value="{tag}"' in client.get(answer.url).text


def test_who_does_not_receive_is_told_of_no_device(association, member_of, client_for, roll):
    mediator = client_for(member_of(association, "MEDIATOR"))
    tag = tag_of(association, roll)
    assert mediator.get(f"/e/{tag}").status_code == 404
    assert mediator.get(f"/materiel/scanner/?etiquette={tag}").url == "/materiel/"


def test_a_device_is_received_under_its_label(association, client, roll):
    tag = tag_of(association, roll)
    record = {
        "asset_tag": tag.lower(),
        "type": "laptop",
        "manufacturer": "HP",
        "model": "250 G9",
        "origin": "purchase",
        "received_on": "2026-01-05",
    }
    assert client.post("/materiel/nouveau/", record).status_code == 302
    assert fresh(association, Device, asset_tag=tag).model == "250 G9"
    again = client.post("/materiel/nouveau/", record)
    assert again.status_code == 422
    assert "déjà collée" in again.text
    misread = client.post("/materiel/nouveau/", record | {"asset_tag": "bonjour"})
    assert "pas une étiquette" in misread.text


def test_a_scan_opens_a_page_in_few_queries(client, make):
    device = make(unproven=1)
    client.get(f"/e/{device.asset_tag}")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/materiel/scanner/?etiquette={device.asset_tag}").status_code == 302
    assert len(queries) <= 10


# ---- Batches ----


def test_a_batch_without_script(client, make, roll, association):
    devices = [make(), make(erased=True)]
    free = tag_of(association, roll)
    codes = "\n".join([*(d.asset_tag for d in devices), devices[0].asset_tag, free, "bonjour"])
    page = client.post(BATCH, {"codes": codes, "acte": "lire"})
    assert page.status_code == 200
    for said in (*(d.asset_tag for d in devices), "1 double ignoré", free, "bonjour", "1 sur 2"):
        assert said in re.sub(r"\s+", " ", page.text).replace("\u00a0", " ")


def test_a_batch_moves(association, client, make):
    devices = [make(), make()]
    codes = ", ".join(device.asset_tag for device in devices)
    sent = {"codes": codes, "acte": "deplacer", "shelf": "B7"}
    assert client.post(BATCH, sent).status_code == 302
    assert {fresh(association, Device, pk=d.pk).shelf for d in devices} == {"B7"}
    again = client.post(BATCH, sent)
    assert again.status_code == 422
    assert "déjà à cet endroit" in again.text
    assert devices[0].asset_tag in again.text


def test_a_batch_prints_its_labels(client, make):
    device = make()
    answer = client.post(
        BATCH, {"codes": device.asset_tag, "acte": "imprimer", "paper": "L7160", "start": "3"}
    )
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    wrong = client.post(
        BATCH, {"codes": device.asset_tag, "acte": "imprimer", "paper": "50x30", "start": "2"}
    )
    assert wrong.status_code == 422
    assert "compte 1 étiquettes" in wrong.text or "compte 1" in wrong.text


def test_a_batch_is_checked_and_listed(client, make):
    device = make(erased=True, manufacturer="=cmd()")
    sent = {"codes": device.asset_tag}
    assert client.post(BATCH, sent | {"acte": "verifier"}).status_code == 302
    refused = client.post(BATCH, sent | {"acte": "verifier"})
    assert refused.status_code == 422
    assert "Déjà vérifié" in refused.text
    listed = client.post(BATCH, sent | {"acte": "exporter"}).content.decode("utf-8-sig")
    assert device.asset_tag in listed
    assert "'=cmd()" in listed


def test_a_batch_costs_the_same_for_two_and_twelve(client, make):
    def queries(count):
        codes = "\n".join(make(erased=True).asset_tag for _ in range(count))
        with CaptureQueriesContext(connection) as seen:
            client.post(BATCH, {"codes": codes, "acte": "lire"})
        return len(seen)

    queries(1)
    assert queries(2) == queries(12)


def test_one_line_of_a_batch(client, make):
    device = make()
    page = client.get("/materiel/lot-de-scans/ligne/", {"etiquette": device.asset_tag})
    assert device.asset_tag in page.text
    assert "is-danger" in client.get("/materiel/lot-de-scans/ligne/", {"etiquette": "x"}).text


# ---- Counts ----


def test_a_shelf_is_compared_then_closed_once(association, client, make):
    here, missing, stray = make(shelf="B2"), make(shelf="B2"), make(shelf="C1")
    sent = {"shelf": "B2", "codes": f"{here.asset_tag}\n{stray.asset_tag}"}
    page = client.post(AUDIT, sent | {"acte": "comparer"})
    assert page.status_code == 200
    assert missing.asset_tag in page.text
    token = re.search(r'name="token" value="([^"]+)"', page.text).group(1)
    closing = sent | {"acte": "clore", "token": token, "moves_misplaced": "on"}
    closed = client.post(AUDIT, closing)
    run = fresh(association, AuditRun)
    assert closed.url == url("audit_detail", run)
    assert fresh(association, Device, pk=stray.pk).shelf == "B2"
    assert "rangé ici" in client.get(closed.url).text
    table = client.get(url("audit_csv", run)).content.decode("utf-8-sig")
    assert f"{missing.asset_tag};Portable Dell Latitude 5490;Manquant" in table
    again = client.post(AUDIT, closing)
    assert again.status_code == 422
    assert "déjà clos" in again.text


def test_a_count_needs_a_place(client):
    page = client.post(AUDIT, {"codes": "", "acte": "comparer"})
    assert page.status_code == 422
    assert "Choisissez un lieu" in page.text


def test_a_neighbour_s_venue_is_no_choice(client, other_association):
    with organisation(other_association):
        venue = Venue.objects.create(organisation=other_association, name="Ailleurs")
    page = client.post(AUDIT, {"venue": str(venue.pk), "codes": "", "acte": "comparer"})
    assert page.status_code == 422


# ---- Labels ----


def test_a_roll_is_made_printed_and_partly_void(association, client):
    made = client.post("/materiel/etiquettes/rouleaux/nouveau/", {"name": "Riom", "count": "24"})
    assert made.status_code == 302
    tag = re.search(r"[A-Z0-9]{1,4}-[0-9A-Z]{7}-[0-9A-Z]", client.get(made.url).text).group()
    prints = {"first": "1", "last": "24", "paper": "L7159", "start": "1"}
    assert client.post(f"{made.url}imprimer/", prints).content.startswith(b"%PDF")
    assert client.post(f"{made.url}imprimer/", prints | {"last": "900"}).status_code == 422
    assert client.post(f"{made.url}annuler/", {"asset_tag": tag}).status_code == 302
    assert client.post(f"{made.url}annuler/", {"asset_tag": tag}).status_code == 422
    stranger = new_asset_tag(association.prefix)
    assert "pas de ce rouleau" in client.post(f"{made.url}annuler/", {"asset_tag": stranger}).text


def test_a_printer_prints_with_its_offset(client, make):
    made = client.post(
        "/materiel/etiquettes/imprimantes/nouvelle/",
        {"name": "Brother", "sheet_format": "L7160", "offset_x": "1,5", "offset_y": "-0,5"},
    )
    page = client.get(made.url)
    assert 'value="1,5"' in page.text or 'value="1.5"' in page.text
    assert client.get(f"{made.url}calibrage/pdf/").content.startswith(b"%PDF")
    key = re.search(r"p-[0-9a-f-]{36}", client.get(BATCH).text).group()
    device = make()
    answer = client.post(
        "/materiel/etiquettes/imprimer/", {"choisi": str(device.pk), "paper": key, "start": "1"}
    )
    assert answer.content.startswith(b"%PDF")
    wrong = client.post(made.url, {"name": "B", "sheet_format": "L7160", "offset_x": "99"})
    assert wrong.status_code == 422
    assert client.post(f"{made.url}retirer/").status_code == 302
    assert client.get(made.url).status_code == 404


# ---- Stock ----


def test_a_mediator_takes_and_does_not_enter(association, member_of, client_for, item):
    mediator = client_for(member_of(association, "MEDIATOR"))
    taken = mediator.post(url("stock_take", item), {"quantity": "2", "reason": "person"})
    assert taken.status_code == 302
    assert fresh(association, StockItem, pk=item.pk).quantity == 3
    entry = {"quantity": "2", "reason": "donation"}
    assert mediator.post(url("stock_enter", item), entry).status_code == 403
    page = mediator.get(url("stock_detail", item))
    assert "−2" in page.text
    assert "Ajouter au stock" not in page.text


def test_taking_too_many_keeps_what_was_typed(client, item):
    page = client.post(
        url("stock_take", item), {"quantity": "6", "reason": "lost", "words": "Inondation"}
    )
    assert page.status_code == 422
    assert "reste que 5" in page.text
    assert "Inondation" in page.text


def test_an_item_is_made_and_renamed(client):
    made = client.post(
        "/materiel/stocks/nouveau/", {"kind": "sim", "name": "Carte SIM", "threshold": "5"}
    )
    assert client.get(made.url).status_code == 200
    assert (
        client.post(f"{made.url}entree/", {"quantity": "3", "reason": "donation"}).url == made.url
    )
    assert "Bientôt épuisé" in client.get("/materiel/stocks/").text
    renamed = client.post(f"{made.url}modifier/", {"name": "SIM", "threshold": "0"})
    assert renamed.url == made.url


def test_lists_cost_the_same_for_two_and_twelve(association, technician, client):
    def grow(count, start):
        with organisation(association):
            for number in range(start, start + count):
                services.reserve_labels(name=f"R{number}", count=1, by=technician)
                services.create_stock_item(
                    kind="sim", name=f"S{number}", threshold=0, by=technician
                )
                DeviceFactory(organisation=association, shelf=f"E{number}")
                services.close_audit(
                    token=uuid4(),
                    venue=None,
                    shelf=f"E{number}",
                    tags=[],
                    moves_misplaced=False,
                    by=technician,
                )

    def queries(name):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url(name)).status_code == 200
        return len(seen)

    names = ["roll_list", "stock_list", "audit_list"]
    grow(2, 0)
    [queries(name) for name in names]
    few = [queries(name) for name in names]
    grow(10, 2)
    assert [queries(name) for name in names] == few


# ---- Who ----


def test_a_neighbour_s_things_do_not_exist(association, client_for, other_association, roll, item):
    with organisation(other_association):
        stranger = MembershipFactory(organisation=other_association, role="TECHNICIAN")
    client = client_for(stranger)
    for name, thing in (("roll_detail", roll), ("stock_detail", item), ("stock_update", item)):
        assert client.get(url(name, thing)).status_code == 404
    for name, thing in (("roll_print", roll), ("roll_void", roll), ("stock_take", item)):
        assert client.post(url(name, thing)).status_code == 404


@pytest.mark.parametrize(
    ("role", "opened", "closed"),
    [
        ("MANAGER", ["scan_batch", "roll_list", "audit_list", "stock_list"], []),
        ("MEDIATOR", ["audit_list", "stock_list"], ["scan_batch", "roll_list", "audit_create"]),
        ("TREASURER", ["audit_list", "stock_list"], ["scan_batch", "roll_list", "stock_create"]),
        ("VOLUNTEER", [], ["scan_batch", "roll_list", "audit_list", "stock_list"]),
    ],
)
def test_who_opens_what(association, member_of, client_for, role, opened, closed):
    client = client_for(member_of(association, role))
    assert {client.get(url(name)).status_code for name in opened} <= {200}
    assert {client.get(url(name)).status_code for name in closed} <= {403}
