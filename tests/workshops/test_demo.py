"""The demo's figures are those of the articles, to the unit."""

from datetime import date
from random import Random

import pytest
from django.utils import timezone

from inclusion.demo.world import World, _organisations, _people, _venues
from inclusion.organisations.database import organisation
from tests.standing import standing
from workshops import demo
from workshops.demo.programme import share_out
from workshops.models import Workshop, WorkshopSession
from workshops.periods import Period
from workshops.selectors import figures
from workshops.selectors.activity import activity, total_of


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    from beneficiaries.demo import build

    world = World(today=timezone.localdate())
    with standing(django_db_blocker):
        _organisations(world)
        _people(world)
        _venues(world)
        build(world)
        demo.build(world)
        yield world


def test_the_figures_of_the_articles(world):
    limoges = world.organisations["mission-locale-limoges"]
    with organisation(limoges):
        found = figures(limoges, date(2021, 1, 1), date(2021, 12, 31))
        assert (found.sessions, found.participations, found.people) == (148, 1359, 691)
        assert Workshop.objects.count() == 8
        this_week = figures(limoges, world.on(-13), world.on(-1))
        assert this_week.people >= 60
    cite = world.organisations["cite-emploi-beaubreuil"]
    with organisation(cite):
        assert figures(cite, world.on(-183), world.today).people == 189


def test_the_page_of_the_mission_locale_reads_691_and_1_359(world, client_for):
    limoges = world.organisations["mission-locale-limoges"]
    with organisation(limoges):
        whole = total_of(activity(limoges, Period.year(2021)))
    assert (whole.sessions, whole.participations, whole.people) == (148, 1359, 691)
    assert (whole.newcomers, whole.unnamed) == (691, 0)
    page = client_for(world.members["mission-locale"]).get("/ateliers/chiffres/?periode=2021")
    sentence = page.context["whole"].not_workshops
    assert (
        sentence.replace("\u202f", " ")
        .replace("\u00a0", " ")
        .startswith(
            "1 359 participations, pas 1 359 ateliers : 148 séances ont été tenues, 691 personnes"
        )
    )


def test_today_has_its_session_of_twelve(world):
    clermont = world.organisations["secours-populaire-63"]
    with organisation(clermont):
        session = WorkshopSession.objects.on_days(world.today, world.today).get(
            workshop__title="Mes premiers e-mails"
        )
        assert (session.seats_taken, session.status) == (12, "planned")
        waiting = WorkshopSession.objects.planned().filter(starts_at__lt=world.at(0, 0))
        assert sorted(row.seats_taken for row in waiting) == [9, 12]


def test_sharing_out_meets_every_size_and_repeats_nobody_in_a_group():
    people, sizes = list(range(61)), [11, 9, 12, 4, 10, 8, 12, 7, 12, 5]
    groups = share_out(people, sizes, Random(1))
    assert [len(group) for group in groups] == sizes
    assert all(len(set(group)) == len(group) for group in groups)
    assert {person for group in groups for person in group} == set(people)
