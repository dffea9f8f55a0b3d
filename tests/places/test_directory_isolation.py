"""Published places are everyone's to read and their owner's alone to write."""

import pytest
from django.db import DatabaseError, connection, transaction

from inclusion.organisations.database import organisation
from inclusion.places.models import Place, PlaceOpening, PlaceToken
from inclusion.places.selectors import place_facts, places_near
from inclusion.places.services import unpublish_place
from tests.places.factories import a_place


@pytest.fixture
def place(association, member_of):
    with organisation(association):
        return a_place(member_of(association, "MEDIATOR"))


def test_a_published_place_is_read_without_any_organisation(place):
    assert Place.objects.get() == place
    assert PlaceToken.objects.exists() and PlaceOpening.objects.exists()


def test_a_published_place_is_read_in_another_organisation(place, other_association):
    with organisation(other_association):
        assert Place.objects.get() == place


def test_only_the_owner_sees_what_is_not_published(
    place, association, other_association, member_of
):
    with organisation(association):
        unpublish_place(place=place, by=member_of(association))
        assert Place.objects.count() == 1
        assert PlaceToken.objects.exists()
    with organisation(other_association):
        assert Place.objects.count() == 0
        assert PlaceToken.objects.count() == 0
        assert PlaceOpening.objects.count() == 0
    assert Place.objects.count() == 0


def test_a_neighbour_changes_nothing_of_a_published_place(place, other_association):
    with organisation(other_association):
        assert Place.objects.update(name="Prise") == 0
        assert PlaceToken.objects.update(token="w:pris") == 0
        assert PlaceToken.objects.all()._raw_delete("default") == 0
        assert Place.objects.filter(pk=place.pk)._raw_delete("default") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Place.objects.create(
                organisation_id=place.organisation_id,
                name="Intrus",
                address="1 rue",
                postcode="44000",
                city="Nantes",
            )
    place.refresh_from_db()
    assert place.name == "Espace numérique Doulon"


def test_a_place_cannot_be_given_to_a_neighbour(place, association, other_association):
    with organisation(association):
        with pytest.raises(DatabaseError), transaction.atomic():
            Place.objects.filter(pk=place.pk).update(organisation=other_association)


def test_a_token_never_points_at_a_neighbours_place(place, other_association):
    with organisation(other_association):
        with pytest.raises(DatabaseError), transaction.atomic():
            PlaceToken.objects.create(
                organisation=other_association, place=place, token="w:piege", is_published=True
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_places_near_a_commune_come_by_distance(association, member_of):
    by = member_of(association)
    with organisation(association):
        far = a_place(by, name="Loin", latitude=47.2486, longitude=-1.4861)
        near = a_place(by, name="Près", latitude=47.2181, longitude=-1.5530)
        a_place(by, name="Ailleurs", latitude=44.84, longitude=-0.58)
        a_place(by, name="Wifi", layer="wifi", latitude=47.2182, longitude=-1.5531)
        found = places_near(commune="Nantes", limit=5)
        assert [place.name for place, _ in found] == ["Près", "Loin"]
        assert found[0][1] == pytest.approx(0.08, abs=0.03)
        assert [place for place, _ in places_near(insee_code="44109", limit=5)] == [near, far]
        assert places_near(commune="Nantes", services=["Loisirs et créations numériques"]) == []
        assert places_near(latitude=44.84, longitude=-0.58)[0][0].name == "Ailleurs"


def test_the_facts_of_a_sheet_are_plain_words(place):
    facts = place_facts(place)
    assert facts["address_lines"] == ["12 place Doulon", "44300 Nantes"]
    assert facts["phone"] == "02\u00a061\u00a091\u00a012\u00a004"
    assert facts["hours"] == [
        "Du lundi au vendredi\u00a0: de 9\u00a0h à 12\u00a0h et de 14\u00a0h à 17\u00a0h",
        "Fermé les jours fériés",
    ]
