"""The plan on the sheet: true to scale, readable, absent when the place is nowhere known."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiaries.referral.plan import HEIGHT, WIDTH, drawn, plan_of
from beneficiaries.services.referrals import choose_door
from inclusion.documents.models import Document
from inclusion.documents.rendering.press import render
from inclusion.places.models import Place
from tests.beneficiaries.referrals import a_target, proposed
from tests.documents.pdf_text import pages_text

THERE = (44.86912, -0.57430)
HERE = (44.86350, -0.56610)
LIBRARY = SimpleNamespace(name="Médiathèque du Grand-Parc", latitude=44.8671, longitude=-0.5793)


@pytest.fixture
def mediator(inside, association, member_of):
    return member_of(association, "MEDIATOR")


def a_place(organisation, position, name="Chez nous", **fields):
    return Place.objects.create(
        organisation=organisation,
        reference=name,
        name=name,
        latitude=position[0],
        longitude=position[1],
        is_published=True,
        **{
            "postcode": "33300",
            "city": "Bordeaux",
            "checked_on": "2026-11-01",
            "address": "1 rue Neuve",
        }
        | fields,
    )


def test_the_way_is_told_in_metres_minutes_and_a_wind():
    plan = drawn(THERE, HERE, [], sender="Emmaüs Connect")
    assert plan["sentence"] == (
        "Depuis Emmaüs Connect\u00a0: environ\u00a01\u202f200\u00a0m, 17\u00a0minutes à pied,"
        " vers le nord-ouest."
    )
    place, start = plan["line"]
    assert (place["role"], start["role"]) == ("place", "start")
    # North is up: the place is above, and on the left.
    assert place["y"] < start["y"]
    assert place["x"] < start["x"]


def test_the_scale_bar_measures_the_drawing():
    plan = drawn(THERE, HERE, [], sender="Emmaüs Connect")
    place, start = plan["line"]
    paper = ((place["x"] - start["x"]) ** 2 + (place["y"] - start["y"]) ** 2) ** 0.5
    assert plan["scale"]["label"] == "500\u00a0m"
    assert paper * 500 / plan["scale"]["length"] == pytest.approx(899, rel=0.03)


def test_a_far_place_shows_its_surroundings_only():
    plan = drawn(THERE, (44.80, -0.60), [LIBRARY], sender="Emmaüs Connect")
    assert [point["role"] for point in plan["points"]] == ["place", "landmark"]
    assert plan["line"] == []
    assert "8\u00a0km, vers le nord" in plan["sentence"]


def test_a_place_alone_has_no_drawing():
    assert drawn(THERE, None, [], sender="Emmaüs Connect")["points"] == []


@given(st.lists(st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)), max_size=12))
def test_whatever_is_around_stays_on_the_paper_and_readable(offsets):
    around = [
        SimpleNamespace(name="x" * 40, latitude=THERE[0] + north, longitude=THERE[1] + east)
        for north, east in offsets
    ]
    points = drawn(THERE, HERE, around, sender="Emmaüs Connect")["points"]
    assert sum(point["role"] == "landmark" for point in points) <= 3
    for rank, point in enumerate(points):
        assert 0 <= point["x"] <= WIDTH
        assert 0 <= point["y"] <= HEIGHT
        for other in points[:rank]:
            if "landmark" in (point["role"], other["role"]):
                assert abs(point["x"] - other["x"]) >= 330 or abs(point["y"] - other["y"]) >= 75


def test_the_sheet_of_a_known_place_has_its_plan_and_holds_on_one_page(mediator):
    a_place(mediator.organisation, HERE)
    a_place(mediator.organisation, (44.8671, -0.5793), "Médiathèque du Grand-Parc")
    door = a_target(latitude=str(THERE[0]), longitude=str(THERE[1]))
    referral = proposed(mediator, targets=[door])
    choose_door(referral=referral, by=mediator, offer=referral.offers.get(), mode="address")
    referral.refresh_from_db()
    document = Document.objects.get(pk=referral.sheet_id)
    plan = json.loads(document.facts)["plan"]
    assert [point["role"] for point in plan["points"]] == ["place", "start", "landmark"]
    assert plan["link"].startswith("https://www.openstreetmap.org/?mlat=44.86912")
    assert len(pages_text(render("referral_sheet", json.loads(document.facts)))) == 1


def test_an_address_nobody_placed_has_a_code_and_no_drawing(mediator):
    referral = proposed(mediator, targets=[a_target()])
    plan = plan_of(referral, referral.offers.get())
    assert plan["points"] == []
    assert plan["link"].endswith("12%20rue%20de%20la%20Fabrique%2C%2033000%20Bordeaux")


def test_a_place_without_an_address_has_no_plan(mediator):
    referral = proposed(mediator, targets=[a_target(address_lines=[])])
    assert plan_of(referral, referral.offers.get()) == {}


def test_a_full_sheet_keeps_the_code_and_leaves_the_drawing_out(mediator):
    a_place(mediator.organisation, HERE)
    door = a_target(
        latitude=str(THERE[0]),
        longitude=str(THERE[1]),
        hours=[f"Jour {n} : de 9 h à 12 h 30 et de 14 h à 17 h 30" for n in range(6)],
        hours_note="Fermé une semaine en août. " * 10,
        directions="Prenez le tram C. Descendez à Grand-Parc. Marchez 3 minutes. Sonnez. Entrez.",
        what_to_bring="une pièce; un courrier; vos lunettes; votre téléphone; un chargeur; un pull",
    )
    referral = proposed(mediator, targets=[door])
    choose_door(
        referral=referral,
        by=mediator,
        offer=referral.offers.get(),
        mode="address",
        ask_for="Mme Lopez",
    )
    referral.refresh_from_db()
    facts = json.loads(Document.objects.get(pk=referral.sheet_id).facts)
    assert facts["plan"]["points"] == []
    assert facts["plan"]["sentence"]
    assert len(pages_text(render("referral_sheet", facts))) == 1
