"""The door of a phone's queue: what it refuses whole, what it answers to each item."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.offline import kinds
from inclusion.offline.models import SyncOperation
from inclusion.offline.services import receive
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Role
from inclusion.permissions import everyone
from inclusion.places.models import Venue
from tests.core.together import together
from tests.workshops.factories import VenueFactory

SYNC, CSRF, ROSTER = "/api/v1/sync", "/api/v1/csrf", "/api/v1/roster"


def opening_a_venue(item, *, by):
    """A kind for these tests: each item opens a place."""
    if item.get("name") == "refused":
        Venue.objects.create(organisation=by.organisation, name="À moitié")
        raise Refused("Non.")
    if item.get("name") == "broken":
        raise TypeError("nobody foresaw this")
    venue = Venue.objects.create(organisation=by.organisation, name=item["name"])
    return kinds.Outcome(subject=venue)


@pytest.fixture(autouse=True)
def a_kind(monkeypatch):
    kind = kinds.OfflineKind(code="venue", rule=everyone, apply=opening_a_venue)
    monkeypatch.setitem(kinds.KINDS, "venue", kind)


@pytest.fixture
def by(association, member_of):
    return member_of(association, "VOLUNTEER")


@pytest.fixture
def phone(by, client_for):
    return client_for(by)


def item(name="Salle A", **more):
    recorded = timezone.now().isoformat()
    return {"id": str(uuid.uuid4()), "kind": "venue", "recorded_at": recorded, "name": name, **more}


def send(client, *items, **more):
    return client.post(SYNC, json.dumps({"items": items, **more}), content_type="application/json")


def answers(response):
    assert response.status_code == 200, response.content
    return [each["status"] for each in response.json()["items"]]


def venues(org):
    with organisation(org):
        return sorted(Venue.objects.values_list("name", flat=True))


def operations(org):
    with organisation(org):
        return list(SyncOperation.objects.order_by("received_at"))


# ---- Who, and how the answer looks --------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_volunteers_and_staff_send_and_the_others_do_not(role, association, member_of, client_for):
    client = client_for(member_of(association, role))
    expected = 403 if role in {"OFFICER", "TREASURER"} else 200
    for response in (client.get(CSRF), client.get(ROSTER), send(client, item())):
        assert response.status_code == expected
        assert response["Content-Type"] == "application/json"
        assert response["Cache-Control"] == "no-store"
    assert (association.name in client.get(ROSTER).content.decode()) is (expected == 200)


@pytest.mark.parametrize("address", [CSRF, ROSTER, SYNC])
def test_a_lost_session_is_told_in_json_and_never_led_elsewhere(address, client, db):
    response = client.get(address) if address != SYNC else send(client, item())
    assert response.status_code == 401
    assert response.json()["error"] == "signed_out"
    assert response.json()["sign_in"] == "/connexion/login/"
    assert "Location" not in response


def test_a_stale_token_is_told_in_json_and_a_fresh_one_opens(by, client_for):
    client = client_for(by)
    client.handler.enforce_csrf_checks = True
    refused = send(client, item())
    assert (refused.status_code, refused.json()["error"]) == (403, "csrf")
    token = client.get(CSRF).json()["token"]
    body = json.dumps({"items": [item()]})
    sent = client.post(SYNC, body, content_type="application/json", headers={"X-CSRFToken": token})
    assert answers(sent) == ["created"]


def test_who_lacks_a_second_factor_is_told_in_json(association, member_of, client_for, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    response = client_for(member_of(association, "MEDIATOR")).get(CSRF)
    assert (response.status_code, response.json()["error"]) == (403, "second_factor")


def test_an_address_that_is_none_and_an_error_are_json_too(phone, monkeypatch):
    assert phone.get("/api/v1/rien").json()["error"] == "missing"

    def fail(**_):
        raise RuntimeError("boom")

    monkeypatch.setattr("inclusion.offline.views.receive", fail)
    response = send(phone, item())
    assert (response.status_code, response.json()["error"]) == (500, "failed")
    assert response.json()["reference"]


# ---- What is refused whole ------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"items": {}}',
        b'{"items": [1e999]}',
        b'{"items": [NaN]}',
        b'{"items": [1' + b"0" * 5000 + b"]}",
        b'{"items": [], "items": []}',
        b'{"items": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        '{"items": []}'.encode("utf-16"),
        b'{"items": ["\xff"]}',
    ],
)
def test_a_body_that_is_no_json_of_ours_is_400(body, phone):
    response = phone.post(SYNC, body, content_type="application/json")
    assert (response.status_code, response.json()["error"]) == (400, "unreadable")


def test_five_megabytes_are_refused_early_and_nothing_is_kept(phone, association):
    response = send(phone, item(), item(padding="x" * 5_000_000))
    assert (response.status_code, response.json()["error"]) == (413, "too_large")
    assert venues(association) == [] and operations(association) == []


def test_more_than_a_thousand_items_are_413(phone, association):
    response = send(phone, *([item()] * 1001))
    assert (response.status_code, response.json()["error"]) == (413, "too_large")
    assert operations(association) == []


# ---- One answer an item -----------------------------------------------------------------------


def test_an_item_is_created_once_then_a_duplicate(phone, association, by):
    one = item()
    assert answers(send(phone, one)) == ["created"]
    assert answers(send(phone, one)) == ["duplicate"]
    assert venues(association) == ["Salle A"]
    (operation,) = operations(association)
    assert (operation.kind, operation.answer, operation.by_id) == ("venue", "created", by.pk)
    assert len(operation.sha256) == 64 and operation.subject_id


def test_a_thousand_replays_make_one_record(phone, association, django_assert_max_num_queries):
    one = item()
    with django_assert_max_num_queries(40):
        said = answers(send(phone, *([one] * 1000)))
    assert said == ["created"] + ["duplicate"] * 999
    assert venues(association) == ["Salle A"] and len(operations(association)) == 1


def test_the_same_id_with_other_words_is_a_conflict(phone, association):
    one = item()
    response = send(phone, one, {**one, "name": "Salle B"})
    assert answers(response) == ["created", "conflict"]
    assert "même identifiant" in response.json()["items"][1]["reason"]
    assert venues(association) == ["Salle A"]


def test_a_refused_item_leaves_nothing_and_the_others_stay(phone, association):
    response = send(phone, item("Salle A"), item("refused"), item("broken"), item("Salle B"))
    assert answers(response) == ["created", "rejected", "rejected", "created"]
    assert [each["reason"] for each in response.json()["items"]][1] == "Non."
    assert "reste sur votre téléphone" in response.json()["items"][2]["reason"]
    assert venues(association) == ["Salle A", "Salle B"]


def test_what_was_refused_may_succeed_later_under_the_same_id(phone, association):
    with organisation(association):
        VenueFactory(organisation=association, name="Salle A")
    one = item()
    assert answers(send(phone, one)) == ["rejected"]
    with organisation(association):
        Venue.objects.all().delete()
    assert answers(send(phone, one)) == ["created"]
    assert answers(send(phone, one)) == ["duplicate"]
    assert venues(association) == ["Salle A"]


@pytest.mark.parametrize(
    "broken",
    [
        None,
        3,
        "texte",
        [],
        {},
        {"id": "1"},
        {"id": "0" * 5000},
        {"id": {"a": 1}},
        {"kind": "inconnue"},
        {"kind": ["venue"]},
        {"recorded_at": None},
        {"recorded_at": "hier"},
        {"recorded_at": "2026-11-22T10:00:00"},
        {"recorded_at": "0001-01-01T00:00:00+00:00"},
        {"name": "nul\0"},
        {"name": "\ud800"},
        {"na\0me": "x"},
    ],
)
def test_malformed_items_are_rejected_one_by_one(broken, phone, association):
    whole = {**item("Mauvaise"), **broken} if isinstance(broken, dict) and broken else broken
    response = send(phone, item("Salle A"), whole, item("Salle B"))
    assert answers(response) == ["created", "rejected", "created"]
    assert response.json()["items"][1]["reason"].endswith((".", "réessayez."))
    assert venues(association) == ["Salle A", "Salle B"]


def test_a_clock_wrong_by_days_is_kept_and_flagged(phone, association):
    days_off = (timezone.now() + timedelta(days=9)).isoformat()
    old = (timezone.now() - timedelta(days=3)).isoformat()
    send(phone, item("Demain", recorded_at=days_off), item("Juste"))
    send(phone, item("Ancienne", recorded_at=old), sent_at=timezone.now().isoformat())
    future, right, late = operations(association)
    assert [each.is_skewed for each in (future, right, late)] == [True, False, False]
    assert (
        future.recorded_at.isoformat()
        == timezone.datetime.fromisoformat(days_off)
        .astimezone(future.recorded_at.tzinfo)
        .isoformat()
    )
    assert abs(future.received_at - timezone.now()) < timedelta(minutes=1)


def test_another_organisation_may_bear_the_same_id(
    phone, association, other_association, member_of, client_for
):
    one = item()
    neighbour = client_for(member_of(other_association, "VOLUNTEER"))
    assert answers(send(phone, one)) == ["created"]
    assert answers(send(neighbour, {**one, "name": "Ailleurs"})) == ["created"]
    assert (venues(association), venues(other_association)) == (["Salle A"], ["Ailleurs"])


@pytest.mark.django_db(transaction=True)
def test_the_same_item_from_ten_tabs_at_once_is_recorded_once(association, member_of, client_for):
    member, one = member_of(association, "VOLUNTEER"), item()
    clients = [client_for(member) for _ in range(10)]
    said = together(10, lambda position: answers(send(clients[position], one)))
    assert sorted(said) == [["created"]] + [["duplicate"]] * 9
    assert venues(association) == ["Salle A"]


def test_what_arrived_is_never_forgotten_by_the_application(inside, member_of):
    from inclusion.offline.reading import read_items

    items, _ = read_items(json.dumps({"items": [item()]}).encode())
    receive(items=items, by=member_of(inside))
    operation = SyncOperation.objects.get()
    for change in (lambda: operation.delete(), lambda: SyncOperation.objects.update(kind="autre")):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("syncoperation_answer_known", {"answer": "autre", "reason": "?"}),
        ("syncoperation_says_why", {"answer": "rejected", "reason": ""}),
        ("syncoperation_says_why", {"answer": "conflict", "reason": ""}),
    ],
)
def test_the_database_holds_its_own(constraint, fields, inside, member_of):
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        SyncOperation.objects.create(
            organisation=inside,
            client_id=uuid.uuid4(),
            kind="venue",
            sha256="0" * 64,
            recorded_at=timezone.now(),
            by=member_of(inside),
            **fields,
        )


# ---- What makes the page stay -----------------------------------------------------------------


def test_the_service_worker_keeps_one_page_and_its_files(db):
    response = Client().get("/sw.js")
    assert response["Cache-Control"] == "no-cache"
    assert response["Service-Worker-Allowed"] == "/"
    assert response["Content-Type"].startswith("text/javascript")
    script = response.content.decode()
    kept = json.loads(script.split("SETTINGS = ")[1].split(";\n")[0])
    assert kept["page"] == "/ateliers/hors-ligne/"
    assert not [address for address in kept["files"] if not address.startswith("/static/")]


def test_the_manifest_names_the_page_and_its_icons(client, db):
    response = client.get(reverse("offline:manifest"))
    assert response["Content-Type"] == "application/manifest+json"
    assert response.json()["start_url"] == "/ateliers/hors-ligne/"
    assert {icon["sizes"] for icon in response.json()["icons"]} == {"192x192", "512x512"}


# ---- Signing out -----------------------------------------------------------------------------


def test_signing_out_empties_the_device(phone):
    response = phone.post("/connexion/logout/")
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert phone.get(CSRF).status_code == 401


def test_signing_out_says_first_what_would_be_lost(phone):
    phone.cookies["hors_ligne"] = "3"
    response = phone.post("/connexion/logout/")
    assert response["Location"] == "/connexion/logout/"
    assert "Clear-Site-Data" not in response
    page = phone.get("/connexion/logout/").content.decode()
    assert "3 saisies de cet appareil n’ont pas encore été envoyées." in page
    assert phone.get(CSRF).status_code == 200
    response = phone.post("/connexion/logout/", {"tout-de-meme": "1"})
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies["hors_ligne"].value == ""


@pytest.mark.parametrize("said", ["0", "-1", "x", "²", "9" * 50, ""])
def test_a_cookie_that_is_no_count_holds_nobody_back(said, phone):
    phone.cookies["hors_ligne"] = said
    assert phone.post("/connexion/logout/")["Clear-Site-Data"]


def test_who_is_not_signed_in_loses_nothing(client, db):
    client.cookies["hors_ligne"] = "3"
    response = client.post("/connexion/logout/")
    assert "Clear-Site-Data" not in response and not response.cookies.get("hors_ligne")
