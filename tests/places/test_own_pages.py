"""The owners' pages: their places, the form, the alert, the export."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inclusion.organisations.database import organisation
from inclusion.organisations.models import Role
from inclusion.places.forms import PlaceForm, initial_of
from inclusion.places.home import places_to_confirm
from inclusion.places.models import Place
from tests.places.factories import CENTRE, a_place

OWN = "/annuaire/mes-lieux/"
TYPED = {
    "name": "Médiathèque",
    "layer": "place",
    "address": "24 quai de la Fosse",
    "postcode": "44 000",
    "city": "nantes",
    "phone": "02 61 91 12 04",
    "opening_hours": "mardi 14h-19h, samedi 10h à 18h, fermé les jours fériés",
    "latitude": "47,2109",
    "longitude": "-1,5633",
    "emails": "a@media.example\nb@media.example",
    "services": ["Accès internet et matériel informatique", "Utilisation sécurisée du numérique"],
    "kinds": ["BIB"],
}


@pytest.fixture
def by(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def place(association, by):
    with organisation(association):
        return a_place(by)


def grow_old(association, days=200):
    with organisation(association):
        Place.objects.update(checked_on=timezone.localdate() - timedelta(days))


@pytest.mark.parametrize("role", Role.values)
def test_managers_and_mediators_look_after_places(role, association, member_of, client_for):
    client = client_for(member_of(association, role))
    expected = 200 if role in {"MANAGER", "MEDIATOR"} else 403
    for address in (OWN, f"{OWN}nouveau/", f"{OWN}exporter/", "/annuaire/importer/"):
        assert client.get(address).status_code == expected


def test_a_neighbours_place_does_not_exist_here(place, other_association, member_of, client_for):
    client = client_for(member_of(other_association))
    for name in ("own_detail", "place_update"):
        assert client.get(reverse(f"places:{name}", args=[place.pk])).status_code == 404
    for name in ("place_confirm", "place_publish", "place_unpublish"):
        assert client.post(reverse(f"places:{name}", args=[place.pk])).status_code == 404


def test_a_place_is_written_as_people_write(by, client_for, association):
    answer = client_for(by).post(f"{OWN}nouveau/", TYPED)
    assert answer.status_code == 302
    with organisation(association):
        place = Place.objects.get()
    assert place.opening_hours == "Tu 14:00-19:00; Sa 10:00-18:00; PH off"
    assert (place.postcode, place.insee_code) == ("44000", "44109")
    assert (place.latitude, place.longitude) == (47.2109, -1.5633)
    assert place.emails == ["a@media.example", "b@media.example"]
    # In the order of the national list, whatever the order of the ticks.
    assert place.services == [
        "Utilisation sécurisée du numérique",
        "Accès internet et matériel informatique",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opening_hours", "lundi matin"),
        ("phone", "3949"),
        ("postcode", "4400"),
        ("latitude", "quarante"),
        ("longitude", ""),
        ("emails", "pas une adresse"),
        ("websites", "media"),
        ("booking_url", "javascript:alert(1)"),
        ("services", "Macramé"),
        ("pivot", "12"),
        ("insee_code", "20004"),
        ("name", ""),
        ("name", "x" * 300),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(by, client_for, field, value):
    answer = client_for(by).post(f"{OWN}nouveau/", {**TYPED, field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "à corriger" in page and "24 quai de la Fosse" in page
    assert Place.objects.count() == 0


def test_saving_the_form_as_it_opened_changes_nothing(place, by, client_for, association):
    initial = initial_of(place)
    form = PlaceForm(place=place)
    data = {}
    for name, field in form.fields.items():
        value = field.prepare_value(initial.get(name)) if name in initial else ""
        data[name] = "" if value is None else value
    answer = client_for(by).post(reverse("places:place_update", args=[place.pk]), data)
    assert answer.status_code == 302
    with organisation(association):
        again = Place.objects.get()
    for name, value in CENTRE.items():
        assert getattr(again, name) == value, name


def test_two_people_at_once_the_second_is_told(place, by, client_for):
    client = client_for(by)
    address = reverse("places:place_update", args=[place.pk])
    state = client.get(address).context["form"].initial["state"]
    client.post(address, {**TYPED, "state": state})
    answer = client.post(address, {**TYPED, "name": "Second", "state": state})
    assert answer.status_code == 422 and "Quelqu’un a modifié" in answer.content.decode()


def test_old_places_are_a_line_to_do_until_confirmed(place, by, client_for, association):
    grow_old(association)
    with organisation(association):
        (line,) = places_to_confirm(by)
    assert "Espace numérique Doulon" in line.title
    client = client_for(by)
    assert "Confirmer" in client.get("/").content.decode()
    assert "1\u00a0lieu à vérifier" in client.get(OWN).content.decode()
    client.post(reverse("places:place_confirm", args=[place.pk]))
    with organisation(association):
        assert places_to_confirm(by) == []


def test_nobody_else_is_asked_to_confirm(place, association, member_of):
    grow_old(association)
    with organisation(association):
        assert places_to_confirm(member_of(association, "VOLUNTEER")) == []


def test_six_months_is_the_limit(place, by, association):
    grow_old(association, 183)
    with organisation(association):
        assert places_to_confirm(by) == []
    grow_old(association, 184)
    with organisation(association):
        assert len(places_to_confirm(by)) == 1


def test_the_filters_of_ones_own_list(place, by, client_for, association):
    with organisation(association):
        a_place(by, name="Brouillon", city="Rezé", postcode="44400", is_published=False)

    def listed(query):
        page = client_for(by).get(OWN + query)
        return [each.name for each in page.context["page"]]

    assert listed("?etat=brouillon") == ["Brouillon"]
    assert listed("?commune=reze") == ["Brouillon"]
    assert listed("?nom=espace") == ["Espace numérique Doulon"]
    assert listed("?etat=a-verifier") == []


def test_more_places_cost_no_more_queries(by, client_for, association):
    client = client_for(by)
    counts = []
    for rows in (2, 12):
        with organisation(association):
            while Place.objects.count() < rows:
                a_place(by, name=f"Lieu {Place.objects.count()}")
        client.get(OWN)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(OWN).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_the_national_file_would_refuse_is_said_to_the_owner(by, client_for, association):
    with organisation(association):
        place = a_place(by, pivot="")
    client = client_for(by)
    assert "Ni SIRET ni RNA" in client.get(f"{OWN}exporter/").content.decode()
    detail = client.get(reverse("places:own_detail", args=[place.pk])).content.decode()
    assert "ne peut pas entrer dans le fichier national" in detail


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("tableau=places-mednum&format=csv", "text/csv"),
        ("tableau=places-mednum&format=xlsx", "spreadsheetml"),
        ("tableau=places-data-inclusion&format=json", "application/json"),
        ("tableau=places&format=ods", "opendocument"),
    ],
)
def test_each_export_is_a_file(place, by, client_for, query, kind):
    answer = client_for(by).get(f"{OWN}exporter/?{query}")
    assert answer.status_code == 200 and kind in answer["Content-Type"]
    assert "attachment" in answer["Content-Disposition"]


def test_an_export_that_does_not_exist_is_said(place, by, client_for):
    answer = client_for(by).get(f"{OWN}exporter/?tableau=places-data-inclusion&format=csv")
    assert answer.status_code == 302
