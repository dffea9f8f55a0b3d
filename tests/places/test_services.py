"""Acts on the directory: what they change, what they record, what they refuse."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from inclusion.places.models import Place, PlaceOpening, PlaceToken
from inclusion.places.services import (
    confirm_place,
    create_place,
    publish_place,
    state_of,
    unpublish_place,
    update_place,
)
from tests.core.together import together
from tests.places.factories import CENTRE, a_place


@pytest.fixture
def by(inside, member_of):
    return member_of(inside, "MEDIATOR")


def actions():
    from inclusion.journal.recording import chain_pending_entries
    from inclusion.organisations.database import active_organisation_id

    chain_pending_entries(active_organisation_id())
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def test_a_new_place_is_published_and_found(by):
    place = a_place(by)
    assert place.is_published and place.checked_on == timezone.localdate()
    assert place.reference == str(place.pk)
    assert list(Place.objects.with_token("w:doulon", "p:44300", "i:44109")) == [place]
    assert PlaceOpening.objects.count() == 10
    assert actions() == ["place.created"]


def test_correcting_a_place_moves_what_it_is_found_by_and_its_date(by):
    place = a_place(by)
    Place.objects.update(checked_on=timezone.localdate() - timedelta(200))
    update_place(place=place, by=by, name="Espace Malakoff", opening_hours="Sa 10:00-12:00")
    assert not Place.objects.with_token("w:doulon").exists()
    assert Place.objects.with_token("w:malakoff").get().checked_on == timezone.localdate()
    assert PlaceOpening.objects.get().weekday == 5
    assert actions()[-1] == "place.updated"


def test_the_second_of_two_people_who_write_at_once_is_told(by):
    place = a_place(by)
    seen = state_of(place)
    update_place(place=place, by=by, expected=seen, name="Premier")
    with pytest.raises(Refused, match="Quelqu’un a modifié"):
        update_place(place=place, by=by, expected=seen, name="Second")
    place.refresh_from_db()
    assert place.name == "Premier"


def test_confirming_says_today_once(by):
    place = a_place(by)
    Place.objects.update(checked_on=timezone.localdate() - timedelta(200))
    confirm_place(place=place, by=by)
    place.refresh_from_db()
    assert place.checked_on == timezone.localdate()
    with pytest.raises(Refused, match="déjà confirmé"):
        confirm_place(place=place, by=by)
    assert actions()[-1] == "place.confirmed"


def test_a_place_leaves_the_directory_and_comes_back(by):
    place = a_place(by)
    unpublish_place(place=place, by=by)
    assert not PlaceToken.objects.filter(is_published=True).exists()
    with pytest.raises(Refused):
        unpublish_place(place=place, by=by)
    publish_place(place=place, by=by)
    with pytest.raises(Refused):
        publish_place(place=place, by=by)
    assert not PlaceToken.objects.filter(is_published=False).exists()
    assert actions()[-2:] == ["place.unpublished", "place.published"]


def test_two_places_never_share_an_identifier(by):
    a_place(by, reference="doulon")
    with pytest.raises(Refused, match="déjà cet identifiant"):
        a_place(by, reference="doulon", name="Autre")
    assert Place.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_create_the_same_place_at_once_make_one(association, member_of):
    by = member_of(association)

    def act(_):
        with organisation(association):
            return create_place(by=by, reference="doulon", **CENTRE)

    outcomes = together(2, act)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Place", "Refused"]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("place_has_an_address", {"address": ""}),
        ("place_position_whole", {"longitude": None}),
        ("place_layer_known", {"layer": "bar"}),
        ("place_postcode_shape", {"postcode": "4430"}),
        ("place_insee_code_shape", {"insee_code": "20004"}),
        ("place_pivot_shape", {"pivot": "123 456 789"}),
        ("place_phone_shape", {"phone": "0261911204"}),
        ("place_services_known", {"services": ["Comprehension du monde numérique"]}),
        ("place_programmes_known", {"programmes": ["Point d’accès numérique CAF"]}),
        ("place_labels_known", {"labels": ["Étapes numériques (La Poste)"]}),
        ("place_kinds_known", {"kinds": ["BISTROT"]}),
        ("place_fees_known", {"fees": ["Cher"]}),
    ],
)
def test_each_rule_of_a_place_bites(by, constraint, values):
    place = a_place(by)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Place.objects.filter(pk=place.pk).update(**values)


def test_an_opening_span_holds_within_a_day(by):
    a_place(by)
    with pytest.raises(IntegrityError, match="placeopening_within_a_day"), transaction.atomic():
        PlaceOpening.objects.update(closes=1500)
