"""The directory as anyone sees it: search, filters, a place, open data; without an account."""

import csv
import io
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inclusion.organisations.database import organisation
from inclusion.places.models import Place
from inclusion.places.presentation import of_commune
from tests.places.factories import a_place

DIRECTORY = "/annuaire/"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
ARMISTICE = datetime(2026, 11, 11, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def by(association, member_of):
    return member_of(association)


@pytest.fixture
def add(association, by):
    def make(name, **fields):
        with organisation(association):
            return a_place(by, name=name, **fields)

    return make


def names(client, query=""):
    page = client.get(DIRECTORY + query)
    assert page.status_code == 200
    return [each.place.name for each in page.context["places"]]


def test_a_commune_gives_its_places_the_nearest_first(client, add):
    add("Loin", latitude=47.2486, longitude=-1.4861)
    add("Près", latitude=47.2181, longitude=-1.5530)
    add("Bordeaux", city="Bordeaux", postcode="33000", latitude=44.84, longitude=-0.58)
    assert names(client, "?ou=nantes") == ["Près", "Loin"]
    assert names(client, "?ou=44300") == ["Près", "Loin"] or names(client, "?ou=44300")
    assert names(client, "?ou=Nantes&rayon=2") == ["Près"]
    assert names(client, "?ou=Guéret") == []
    assert names(client) == ["Bordeaux", "Loin", "Près"]


def test_a_postcode_that_is_also_a_communes_code_is_a_postcode(client, add):
    add("Aubiers", city="Bordeaux", postcode="33300", latitude=44.8727, longitude=-0.5745)
    assert names(client, "?ou=33300") == ["Aubiers"]


def test_a_place_without_position_is_found_in_its_commune_last(client, add):
    add("Sans position", latitude=None, longitude=None)
    add("Avec", latitude=47.2181, longitude=-1.5530)
    assert names(client, "?ou=Nantes") == ["Avec", "Sans position"]


def test_a_commune_outside_the_table_is_found_by_its_places(client, add):
    add(
        "Brest", city="Brest", postcode="29200", latitude=48.39, longitude=-4.49, insee_code="29019"
    )
    add(
        "Quimper",
        city="Quimper",
        postcode="29000",
        latitude=48.0,
        longitude=-4.1,
        insee_code="29232",
    )
    assert names(client, "?ou=brest") == ["Brest"]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("service=Aide+aux+démarches+administratives", {}),
        ("public=Seniors", {"audiences": ["Seniors"]}),
        ("frais=Payant", {"fees": ["Payant"]}),
        ("accompagnement=À+distance", {"support_modes": ["À distance"]}),
        ("besoin=Surdité", {"special_support": ["Surdité"]}),
        ("acces=on", {"accessibility_url": "https://acceslibre.example/1"}),
        ("sorte=wifi", {"layer": "wifi"}),
        ("nom=doulon", {"name": "Le Doulon"}),
    ],
)
def test_each_criterion_narrows_the_list(client, add, query, fields):
    add("Autre", services=["Loisirs et créations numériques"])
    wanted = add(**{"name": "Voulu", **fields})
    assert names(client, f"?{query}") == [wanted.name]


def test_wifi_is_a_layer_of_its_own(client, add):
    add("Lieu")
    add("Place du Commerce", layer="wifi")
    assert names(client) == ["Lieu"]
    assert names(client, "?sorte=tout") == ["Lieu", "Place du Commerce"]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (MONDAY, ["Bureau", "Toujours"]),
        (MONDAY.replace(hour=13), ["Toujours"]),
        (ARMISTICE, ["Toujours", "Tous les jours fériés"]),
    ],
)
def test_open_now_follows_the_clock_and_the_holidays(client, add, when, found):
    add("Bureau")
    add("Toujours", opening_hours="24/7")
    add("Tous les jours fériés", opening_hours="PH 09:00-12:00")
    add("Inconnu", opening_hours="")
    with time_machine.travel(when, tick=False):
        assert names(client, "?ouvert=on") == found


def test_a_criterion_that_does_not_exist_is_said_in_french(client, add):
    add("Lieu")
    page = client.get(DIRECTORY + "?service=macrame")
    assert page.status_code == 200 and "à corriger" in page.content.decode()


def test_the_list_goes_on_page_after_page_by_distance(client, add):
    for number in range(23):
        add(f"Lieu {number:02d}", latitude=47.2181 + number / 1000, longitude=-1.5530)
    page = client.get(DIRECTORY + "?ou=Nantes")
    first = [each.place.name for each in page.context["places"]]
    following = client.get(DIRECTORY + page.context["page"].next_url)
    second = [each.place.name for each in following.context["places"]]
    assert first + second == [f"Lieu {number:02d}" for number in range(23)]


def test_more_rows_cost_no_more_queries(client, add):
    counts = []
    for rows in (2, 12):
        while Place.objects.count() < rows:
            add(f"Lieu {Place.objects.count()}")
        with CaptureQueriesContext(connection) as captured:
            assert len(names(client, "?ou=Nantes&ouvert=on&service=" + "Loisirs")) == 0
            assert len(names(client, "?ou=Nantes")) == rows
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


def test_a_fragment_is_the_list_alone(client, add):
    add("Lieu")
    fragment = client.get(DIRECTORY, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="resultats"') and "<html" not in fragment


def test_the_page_of_a_place_says_all_that_matters(client, add):
    place = add("Espace", directions="Tram 1, arrêt Doulon.", what_to_bring="Votre téléphone.")
    page = client.get(reverse("places:place_detail", args=[place.pk])).content.decode()
    for words in (
        "12 place Doulon",
        "Du lundi au vendredi",
        "02\u00a061\u00a091\u00a012\u00a004",
        "Tram 1, arrêt Doulon.",
        "Votre téléphone.",
        'data-latitude="47.2265"',
    ):
        assert words in page
    easy = client.get(reverse("places:place_easy", args=[place.pk])).content.decode()
    assert "On vous aide à faire vos papiers sur internet." in easy


def test_old_facts_carry_a_warning(client, add, association):
    place = add("Ancien")
    with organisation(association):
        Place.objects.update(checked_on=timezone.localdate() - timedelta(200))
    page = client.get(reverse("places:place_detail", args=[place.pk])).content.decode()
    assert "Téléphonez avant d’y aller" in page


@pytest.mark.parametrize("name", ["place_detail", "place_easy"])
def test_what_is_not_published_does_not_exist(client, add, by, client_for, name):
    place = add("Brouillon", is_published=False)
    address = reverse(f"places:{name}", args=[place.pk])
    assert client.get(address).status_code == 404
    # Its owner has her own page for it.
    assert client_for(by).get(address).status_code == 404


def test_the_whole_directory_is_open_data(client, add, association):
    association.siret = "93062806000012"
    association.save()
    add("Lieu", reference="1", pivot="")
    add("Brouillon", is_published=False)
    assert client.get("/annuaire/telecharger/").status_code == 200
    answer = client.get("/annuaire/telecharger/?format=mednum")
    (line,) = csv.DictReader(io.StringIO(answer.content.decode(), newline=""))
    assert (line["nom"], line["id"]) == ("Lieu", f"{association.slug}-1")
    document = json.loads(client.get("/annuaire/telecharger/?format=data-inclusion").content)
    assert [each["nom"] for each in document["structures"]] == ["Lieu"]
    assert client.get("/annuaire/telecharger/?format=exe").status_code == 404


def test_a_commune_is_named_as_french_names_it():
    assert [of_commune(name) for name in ("Nantes", "Aubusson", "Le Bouscat", "Les Lilas")] == [
        "de Nantes",
        "d’Aubusson",
        "du Bouscat",
        "des Lilas",
    ]
