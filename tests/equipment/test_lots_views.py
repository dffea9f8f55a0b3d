"""The pages of lots: what each side may do, what is said of a refusal, and what is never shown."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from equipment.models import Lot, LotDelivery, LotPartner
from equipment.services.lot_arrivals import bring_up_to_date
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.core.papers import draw
from tests.equipment import lots
from tests.equipment.factories import DeviceFactory


@pytest.fixture
def client(client_for, technician):
    return client_for(technician)


def page(client, route, *args, query=""):
    return client.get(reverse(f"equipment:{route}", args=args) + query)


def post(client, route, /, *args, **data):
    return client.post(reverse(f"equipment:{route}", args=args), data)


def text(response):
    return response.content.decode()


def test_a_partner_then_its_lot_are_written_from_two_forms(client, technician, inside):
    answer = post(client, "lot_partner_create", name="Maison du lac", territory="rural")
    partner = LotPartner.objects.get()
    assert answer.url == f"{reverse('equipment:lot_create')}?partenaire={partner.pk}"
    form = page(client, "lot_create", query=f"?partenaire={partner.pk}").context["form"]
    assert (form["partner"].value(), form["territory"].value()) == (partner.pk, "rural")
    answer = post(
        client,
        "lot_create",
        partner=partner.pk,
        title="Salle jeunes",
        use="collective",
        territory="rural",
        n_tablet="4",
    )
    lot = Lot.objects.get()
    assert answer.url == reverse("equipment:lot_detail", args=[lot.pk])
    assert lot.planned == [{"type": "tablet", "quantity": 4}]
    assert "4\u00a0tablettes" in text(client.get(answer.url))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"territory": "qpv"}, "Choisissez une structure"),
        ({"name": "X", "territory": "qpv", "siret": "123"}, "14\u00a0chiffres"),
        ({"name": "X", "territory": "qpv", "postcode": "1"}, "5\u00a0chiffres"),
        ({"name": "X"}, "obligatoire"),
    ],
)
def test_a_partner_half_written_is_shown_again(client, data, said):
    answer = post(client, "lot_partner_create", **data)
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_batch_goes_in_and_what_does_not_is_left_in_the_field(client, technician):
    lot = lots.a_lot(technician)
    good = lots.ready(technician)[0]
    raw = DeviceFactory(organisation=technician.organisation, unproven=1)
    answer = post(client, "lot_fill", lot.pk, codes=f"{good.asset_tag}\n{raw.asset_tag}\nbonjour")
    assert answer.status_code == 200
    assert lot.lines.count() == 1
    assert "En quarantaine" in text(answer)
    assert "n’est pas une étiquette" in text(answer)
    nothing = post(client, "lot_fill", lot.pk, codes=raw.asset_tag)
    assert nothing.status_code == 422
    assert raw.asset_tag in text(nothing)
    assert post(client, "lot_fill", lot.pk, codes="").status_code == 422


def test_the_batch_of_scans_fills_a_lot(client, technician):
    lot, (device,) = lots.a_lot(technician), lots.ready(technician)
    address = reverse("equipment:scan_batch")
    data = {"codes": device.asset_tag, "acte": "confier"}
    assert client.post(address, data).status_code == 422
    answer = client.post(address, data | {"lot": lot.pk})
    assert answer.url == reverse("equipment:lot_detail", args=[lot.pk])
    again = client.post(address, data | {"lot": lot.pk})
    assert again.status_code == 422
    assert "déjà dans le lot" in text(again)


def test_a_lot_goes_all_the_way_by_its_buttons(client, technician):
    lot = lots.filled(technician)
    for act, status in (
        ("prepare", "prepared"),
        ("reopen", "draft"),
        ("prepare", "prepared"),
        ("send", "sent"),
        ("remind", "sent"),
    ):
        answer = post(client, "lot_act", lot.pk, act=act)
        lot.refresh_from_db()
        assert (answer.status_code, lot.status) == (302, status)
    bring_up_to_date(lots.arrived(lot))
    post(client, "lot_act", lot.pk, act="close")
    lot.refresh_from_db()
    assert lot.status == "closed"
    refused = client.post(reverse("equipment:lot_act", args=[lot.pk]), {"act": "x"}, follow=True)
    assert "n’existe pas" in text(refused)


def test_a_difference_is_explained_on_the_page(client, technician):
    lot = lots.one_short(technician)
    line = lot.lines.get(outcome="missing")
    assert "À expliquer" in text(page(client, "lot_detail", lot.pk))
    answer = post(client, "lot_act", lot.pk, act="settle", line=line.pk, outcome="lost")
    assert answer.status_code == 422
    answer = post(
        client, "lot_act", lot.pk, act="settle", line=line.pk, outcome="arrived", words="Là."
    )
    assert answer.status_code == 302
    line.refresh_from_db()
    assert (line.outcome, line.words) == ("arrived", "Là.")


def test_each_figure_opens_onto_its_devices(client, technician):
    devices = [*lots.ready(technician, 2), *lots.ready(technician, type="tablet")]
    lot = lots.filled(technician, devices=devices)
    whole = page(client, "lot_detail", lot.pk)
    assert [(f[0], f[2]) for f in whole.context["counts"].families] == [("pc", 2), ("tablet", 1)]
    for query, count in (
        ("?type=pc", 2),
        ("?type=tablet&usage=people", 1),
        ("?usage=home", 0),
        ("?type=lune&usage=lune&arrivee=lune", 3),
    ):
        assert len(page(client, "lot_detail", lot.pk, query=query).context["page"]) == count


def test_the_page_of_a_partner_says_what_is_there(client, technician):
    lot = lots.sent(technician)
    bring_up_to_date(lots.arrived(lot))
    lots.sent(technician, lot.partner, title="Second")
    answer = page(client, "lot_partner_detail", lot.partner.pk)
    assert answer.context["figures"].there.total == 2
    assert answer.context["figures"].on_the_way == 2
    assert len(answer.context["lots"]) == 2
    assert len(page(client, "lot_partner_list").context["page"]) == 1


def test_the_page_of_a_device_names_its_lot(client, technician):
    lot = lots.filled(technician)
    answer = page(client, "device_detail", lot.lines.first().device_id)
    assert reverse("equipment:lot_detail", args=[lot.pk]) in text(answer)


def test_the_list_costs_the_same_for_two_and_twelve(client, technician):
    partner = lots.a_partner(technician)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert page(client, "lot_list").status_code == 200
        return len(captured)

    for _ in range(2):
        lots.filled(technician, partner)
    queries()
    few = queries()
    for _ in range(10):
        lots.filled(technician, partner)
    assert queries() == few


def test_roles_and_neighbours(client_for, technician, member_of, other_association):
    lot = lots.sent(technician)
    org = technician.organisation
    for role, sees, runs in (
        ("TREASURER", 200, 403),
        ("MEDIATOR", 403, 403),
        ("VOLUNTEER", 403, 403),
        ("MANAGER", 200, 302),
    ):
        theirs = client_for(member_of(org, role))
        assert page(theirs, "lot_detail", lot.pk).status_code == sees
        assert post(theirs, "lot_act", lot.pk, act="remind").status_code == runs
    neighbour = client_for(member_of(other_association, "MANAGER"))
    delivery = lots.copy_of(lot)
    for name, pk in (
        ("lot_detail", lot.pk),
        ("lot_update", lot.pk),
        ("lot_partner_detail", lot.partner_id),
        ("delivery_detail", delivery.pk),
        ("delivery_paper", delivery.pk),
    ):
        assert page(neighbour, name, pk).status_code == 404
    assert post(neighbour, "lot_act", lot.pk, act="remind").status_code == 404
    assert post(neighbour, "delivery_act", delivery.pk, act="confirm").status_code == 404


# ---- The partner's side ----


@pytest.fixture
def received(technician, other_association, member_of, client_for):
    """(client of the receiver, its copy, the sender's lot)."""
    partner = lots.a_partner(technician, organisation=other_association)
    lot = lots.sent(technician, partner)
    client = client_for(member_of(other_association, "MEDIATOR"))
    return client, lots.copy_of(lot), lot


def test_a_partner_scans_then_confirms_in_its_space(received, technician, monkeypatch):
    monkeypatch.setattr("inclusion.documents.drawing.render", draw)
    client, delivery, lot = received
    assert delivery.title in text(page(client, "delivery_list"))
    tags = lots.tags_of(delivery)
    answer = text(page(client, "delivery_detail", delivery.pk))
    assert all(tag in answer for tag in tags)
    # The numbers, the donor and the place of the neighbour's devices stay there.
    device = lot.lines.first().device
    assert str(device.pk) not in answer
    line = reverse("equipment:delivery_line", args=[delivery.pk])
    assert "Dans ce lot" in text(client.get(line, {"etiquette": tags[0]}))
    assert "is-danger" in text(client.get(line, {"etiquette": "bonjour"}))
    post(client, "delivery_act", delivery.pk, act="scan", codes=tags[0])
    refused = post(client, "delivery_act", delivery.pk, act="confirm")
    assert refused.status_code == 422
    assert "expliquez-le" in text(refused)
    twice = post(client, "delivery_act", delivery.pk, act="scan", codes=tags[0])
    assert "Déjà scanné" in text(twice)
    post(client, "delivery_act", delivery.pk, act="undo", tag=tags[0])
    post(client, "delivery_act", delivery.pk, act="scan", codes="\n".join(tags))
    assert post(client, "delivery_act", delivery.pk, act="confirm").status_code == 302
    run_pending_jobs()
    with organisation(technician.organisation):
        lot.refresh_from_db()
        assert lot.status == "received"
    paper = page(client, "delivery_paper", delivery.pk)
    assert paper["Content-Type"] == "application/pdf"
    assert "Réception confirmée" in text(page(client, "delivery_detail", delivery.pk))


def test_a_paper_not_drawn_yet_leads_to_the_page_of_the_lot(received):
    client, delivery, _ = received
    answer = page(client, "delivery_paper", delivery.pk)
    assert answer.url == reverse("equipment:delivery_detail", args=[delivery.pk])


def test_a_structure_without_an_account_confirms_by_its_address(technician):
    lot = lots.sent(technician)
    token, delivery = lots.last_token(), lots.copy_of(lot)
    visitor = Client(raise_request_exception=False)
    address, act = reverse("lot_arrival", args=[token]), reverse("lot_arrival_act", args=[token])
    answer = visitor.get(address)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert all(tag in text(answer) for tag in lots.tags_of(delivery))
    codes = "\n".join(lots.tags_of(delivery))
    assert visitor.post(act, {"act": "scan", "codes": codes}).url == address
    assert visitor.post(act, {"act": "confirm"}).status_code == 422
    assert visitor.post(act, {"act": "confirm", "name": "Aline Besset"}).url == address
    assert LotDelivery.objects.get(pk=delivery.pk).confirmed_by_name == "Aline Besset"
    assert "Réception confirmée" in text(visitor.get(address))
    assert visitor.get(reverse("lot_arrival", args=["inconnu"])).status_code == 404
    line = reverse("lot_arrival_line", args=[token])
    assert "Déjà scanné" in text(visitor.get(line, {"etiquette": codes.split()[0]}))
    assert visitor.get(reverse("lot_arrival_paper", args=[token])).url == address


def test_a_partner_sees_only_its_own_lots(technician, received, other_association):
    client, delivery, _ = received
    lots.sent(technician, title="Pour un autre")
    answer = page(client, "delivery_list")
    assert delivery.title in text(answer)
    assert "Pour un autre" not in text(answer)


def test_home_pages_say_what_waits(client_for, technician, received):
    client, _, _ = received
    assert "lot confié à confirmer" in text(client.get("/"))
    lots.one_short(technician, lots.a_partner(technician, name="Autre"))
    assert "lot reçu avec des écarts" in text(client_for(technician).get("/"))
