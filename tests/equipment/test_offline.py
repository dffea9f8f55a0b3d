"""Shelves counted without a network: the page's own act, once."""

import json
import uuid

import pytest
from django.utils import timezone

from equipment.models import AuditRun, Device
from inclusion.organisations.database import organisation
from inclusion.places.models import Venue
from tests.equipment.factories import DeviceFactory


@pytest.fixture
def technician(association, member_of):
    return member_of(association, "TECHNICIAN")


@pytest.fixture
def phone(technician, client_for):
    return client_for(technician)


@pytest.fixture
def shelf(association):
    """Two devices expected on a shelf, one noted elsewhere."""
    with organisation(association):
        expected = [DeviceFactory(organisation=association, shelf="B2") for _ in range(2)]
        return [*expected, DeviceFactory(organisation=association, shelf="C1")]


def count(*codes, **more):
    return {
        "id": str(uuid.uuid4()),
        "kind": "audit_scan",
        "recorded_at": timezone.now().isoformat(),
        "venue": None,
        "shelf": "B2",
        "codes": list(codes),
        "moves_misplaced": False,
        **more,
    }


def send(client, *items):
    body = json.dumps({"items": items})
    response = client.post("/api/v1/sync", body, content_type="application/json")
    assert response.status_code == 200, response.content
    return response.json()["items"]


def runs(org):
    with organisation(org):
        return list(AuditRun.objects.order_by("closed_at"))


def test_a_count_is_closed_once_however_often_it_is_sent(association, phone, shelf, technician):
    here, _, elsewhere = shelf
    said = count(here.asset_tag, elsewhere.asset_tag, here.asset_tag, moves_misplaced=True)
    assert [each["status"] for each in send(phone, said, said)] == ["created", "duplicate"]
    assert send(phone, said)[0]["status"] == "duplicate"
    (run,) = runs(association)
    assert (run.found_count, run.missing_count, run.misplaced_count) == (1, 1, 1)
    assert (run.moved_count, run.by_id) == (1, technician.pk)
    with organisation(association):
        assert Device.objects.get(pk=elsewhere.pk).shelf == "B2"


def test_a_reading_that_is_no_label_is_told(association, phone, shelf):
    (answer,) = send(phone, count(shelf[0].asset_tag, "un vieux cable"))
    assert answer["status"] == "created"
    assert answer["reason"].startswith("1\u00a0lecture laissée de côté")
    assert "un vieux cable" in answer["reason"]


@pytest.mark.parametrize(
    "broken",
    [
        {"codes": "ABC"},
        {"codes": [3]},
        {"codes": ["x" * 201]},
        {"codes": ["x"] * 1001},
        {"shelf": ""},
        {"shelf": ["B2"]},
        {"shelf": "x" * 41},
        {"moves_misplaced": "oui"},
        {"venue": "x"},
        {"venue": 3},
        {"venue": str(uuid.uuid4())},
    ],
)
def test_a_broken_count_is_refused_and_writes_nothing(broken, association, phone, shelf):
    (answer,) = send(phone, {**count(shelf[0].asset_tag), **broken})
    assert answer["status"] == "rejected" and answer["reason"].endswith(".")
    assert runs(association) == []


def test_a_neighbours_place_is_no_place(association, other_association, phone, shelf):
    with organisation(other_association):
        theirs = Venue.objects.create(organisation=other_association, name="Chez eux")
    (answer,) = send(phone, count(shelf[0].asset_tag, venue=str(theirs.pk)))
    assert answer["status"] == "rejected" and "de votre structure" in answer["reason"]


def test_who_does_not_run_the_pool_counts_nothing(association, member_of, client_for, shelf):
    (answer,) = send(client_for(member_of(association, "VOLUNTEER")), count(shelf[0].asset_tag))
    assert answer["status"] == "rejected" and "rôle" in answer["reason"]


def test_a_technician_carries_the_places_and_no_person(association, phone):
    with organisation(association):
        Venue.objects.create(organisation=association, name="Atelier")
    carried = phone.get("/api/v1/roster").json()
    assert [venue["name"] for venue in carried["venues"]] == ["Atelier"]
    assert "sessions" not in carried
