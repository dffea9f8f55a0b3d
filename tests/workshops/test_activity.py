"""The page of figures: a small world counted by hand, who sees what, the records behind."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.workshops.factories import PersonFactory, VenueFactory, WorkshopFactory
from tests.workshops.test_counting import at, held
from workshops.masking import hidden_values
from workshops.models import Axis
from workshops.periods import Period, named_period
from workshops.selectors.activity import Count

PAGE = reverse("workshops:activity")


@pytest.fixture
def world(inside, member_of):
    """2025: two sessions, Fatima twice, Paul once, a child walking in, three anonymous people."""
    by = member_of(inside)
    fatima = PersonFactory(
        organisation=inside,
        last_name="Benali",
        is_priority_neighbourhood=True,
        qpv_method="declared",
        birth_year=1950,
    )
    paul = PersonFactory(organisation=inside, last_name="Martin", gender="masculin")
    mails = WorkshopFactory(organisation=inside, title="Mes e-mails")
    papers = WorkshopFactory(
        organisation=inside,
        title="Mes papiers",
        topic="aide_aux_demarches_administratives",
        procedures=["logement", "justice"],
    )
    room = VenueFactory(organisation=inside, name="Salle des fêtes")
    held(inside, at(2024, 6, 3, 9), [paul], by=by, workshop=mails, venue=room)
    held(
        inside,
        at(2025, 1, 10, 9),
        [fatima, paul],
        by=by,
        workshop=mails,
        venue=room,
        closing={"anonymous_count": 3, "anonymous_known": {"gender": {"feminin": 2}}},
    )
    held(
        inside,
        at(2025, 3, 12, 14),
        [fatima],
        by=by,
        workshop=papers,
        venue=room,
        closing={"walk_ins": [("Léo", "moins_de_douze")]},
    )
    return {"fatima": fatima, "paul": paul, "by": by, "mails": mails, "room": room}


def text_of(response):
    return response.content.decode()


def test_the_three_numbers_and_what_they_are_not(world, client_for):
    page = client_for(world["by"]).get(PAGE, {"periode": "2025"})
    assert page.status_code == 200
    whole = page.context["whole"]
    assert (whole.sessions.number, whole.participations.number, whole.people.number) == (2, 7, 2)
    assert (whole.newcomers.number, whole.known.number) == (1, 1)
    assert whole.not_workshops.startswith("7\u00a0participations, pas 7\u00a0ateliers\u00a0: 2")
    assert whole.not_workshops in text_of(page)
    assert "entre 2 et 6\u00a0personnes" in whole.interval
    assert "comptées une seule fois" in text_of(page)


def rows_of(page, axis):
    panel = next(panel for panel in page.context["panels"] if panel.axis == axis)
    return {
        row.label: (row.sessions.number, row.participations.number, row.people.number)
        for row in panel.rows
    }


def test_each_breakdown_by_hand(world, client_for):
    page = client_for(world["by"]).get(PAGE, {"periode": "2025"})
    assert rows_of(page, Axis.TOPIC) == {
        "E-mail": (1, 5, 2),
        "Démarches administratives": (1, 2, 1),
    }
    assert rows_of(page, Axis.PROCEDURE) == {"Logement": (1, 2, 1), "Justice": (1, 2, 1)}
    assert rows_of(page, Axis.WORKSHOP) == {"Mes e-mails": (1, 5, 2), "Mes papiers": (1, 2, 1)}
    assert rows_of(page, Axis.AGE) == {
        "Moins de 12 ans": (0, 1, 0),
        "40 à 59 ans": (0, 1, 1),
        "70 ans et plus": (0, 2, 1),
        "Non communiqué": (0, 3, 0),
    }
    assert rows_of(page, Axis.GENDER) == {
        "Femme": (0, 4, 1),
        "Homme": (0, 1, 1),
        "Non communiqué": (0, 2, 0),
    }
    assert rows_of(page, Axis.NEIGHBOURHOOD) == {
        "En quartier prioritaire": (0, 2, 1),
        "Non communiqué": (0, 5, 1),
    }


def test_every_figure_opens_onto_its_records(world, client_for):
    client = client_for(world["by"])
    page = client.get(PAGE, {"periode": "2025"})
    whole = page.context["whole"]
    assert client.get(whole.sessions.url).context["page"].count == 2
    assert client.get(whole.participations.url).context["page"].count == 4
    people = client.get(whole.people.url)
    assert {str(person) for person in people.context["page"]} == {
        str(world["fatima"]),
        str(world["paul"]),
    }
    new = client.get(whole.newcomers.url)
    assert [person.pk for person in new.context["page"]] == [world["fatima"].pk]
    for panel in page.context["panels"]:
        for row in panel.rows:
            for figure in (row.sessions, row.participations, row.people):
                if not figure.url:
                    continue
                opened = client.get(figure.url)
                assert opened.status_code == 200
                if figure is row.people:
                    assert opened.context["page"].count == figure.number
                if figure is row.sessions:
                    assert opened.context["page"].count == figure.number
                if figure is row.participations:
                    unlisted = opened.context["asked"].count.anonymous
                    assert opened.context["page"].count + unlisted == figure.number


def test_the_treasurer_reads_numbers_and_no_name(world, inside, member_of, client_for):
    client = client_for(member_of(inside, "TREASURER"))
    page = client.get(PAGE, {"periode": "2025"})
    assert page.status_code == 200
    whole = page.context["whole"]
    assert (whole.participations.number, whole.people.number) == (7, 0)
    assert whole.people.small == "<\u00a05"
    for panel in page.context["panels"]:
        if panel.axis in {Axis.AGE, Axis.GENDER, Axis.NEIGHBOURHOOD}:
            assert all(row.people.small for row in panel.rows)
    listed = client.get(reverse("workshops:figure_presences"), {"periode": "2025"})
    assert "Benali" not in text_of(listed)
    assert "Léo" not in text_of(listed)
    assert world["fatima"].pseudonym in text_of(listed)
    for axis, value in (("age", "soixante_dix_plus"), ("gender", "feminin"), ("qpv", "yes")):
        for route in ("figure_sessions", "figure_presences", "figure_people"):
            asked = {"periode": "2025", "axe": axis, "valeur": value}
            hidden = client.get(reverse(f"workshops:{route}"), asked)
            assert hidden.context["page"] is None
            assert "Petit effectif" in text_of(hidden)
    hidden = client.get(reverse("workshops:figure_people"), {"periode": "2025"})
    assert hidden.context["page"] is None


@pytest.mark.parametrize(
    ("role", "status"),
    [
        *(("MANAGER", 200), ("MEDIATOR", 200), ("TREASURER", 200)),
        *(("VOLUNTEER", 403), ("TECHNICIAN", 403), ("OFFICER", 403)),
    ],
)
def test_who_sees_figures(inside, member_of, client_for, role, status):
    client = client_for(member_of(inside, role))
    for route in ("activity", "figure_sessions", "figure_presences", "figure_people"):
        assert client.get(reverse(f"workshops:{route}")).status_code == status


def test_nothing_held_says_how_things_get_here(inside, member_of, client_for):
    page = client_for(member_of(inside)).get(PAGE)
    assert "Aucune séance tenue" in text_of(page)
    assert page.context["period"] == Period.year(date.today().year)


def test_unreadable_periods_are_said_and_never_break(inside, member_of, client_for):
    client = client_for(member_of(inside))
    page = client.get(PAGE, {"du": "2025-03-01", "au": "2025-02-01"})
    assert page.status_code == 422
    assert "finit après son début" in text_of(page)
    assert client.get(PAGE, {"du": "2025-03-01"}).status_code == 422
    assert client.get(PAGE, {"du": "0001-01-01", "au": "9999-01-01"}).status_code == 422
    assert client.get(PAGE, {"periode": "2025-13"}).status_code == 200
    for query in ({"axe": "x"}, {"axe": "topic", "valeur": "x"}, {"axe": "venue", "valeur": "é"}):
        for route in ("figure_sessions", "figure_presences", "figure_people"):
            assert client.get(reverse(f"workshops:{route}"), query).status_code == 404


def test_a_foreign_workshop_has_no_figure(world, other_association, member_of, client_for):
    client = client_for(member_of(other_association))
    query = {"periode": "2025", "axe": "workshop", "valeur": str(world["mails"].pk)}
    for route in ("figure_sessions", "figure_presences", "figure_people"):
        opened = client.get(reverse(f"workshops:{route}"), query)
        assert not opened.context["page"].rows
        assert "Mes e-mails" not in text_of(opened)


def test_as_many_queries_for_two_sessions_and_for_twelve(world, inside, client_for):
    client = client_for(world["by"])
    urls = [PAGE, *(reverse(f"workshops:figure_{what}") for what in ("sessions", "presences"))]
    urls.append(reverse("workshops:figure_people"))

    def counts():
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                client.get(url, {"periode": "2025"})
            found.append(len(captured))
        return found

    client.get(PAGE)
    before = counts()
    people = [PersonFactory(organisation=inside) for _ in range(10)]
    for day in range(1, 11):
        workshop = WorkshopFactory(organisation=inside)
        held(inside, at(2025, 2, day, 9), people, by=world["by"], workshop=workshop)
    assert counts() == before
    assert max(before) <= 20


def test_periods_have_their_names():
    assert named_period("2025-T2") == Period(date(2025, 4, 1), date(2025, 6, 30), "2025-T2")
    assert named_period("2024-02").last == date(2024, 2, 29)
    assert named_period("1999") is None
    assert Period.between(date(2025, 4, 1), date(2025, 6, 30)).code == "2025-T2"
    assert Period.year(2025).shifted(-1) == Period.year(2024)
    assert Period.quarter(2025, 1).shifted(-1).label == "4e trimestre 2024"
    assert Period(date(2025, 1, 15), date(2025, 3, 20)).edges == [
        (date(2025, 1, 15), date(2025, 1, 31)),
        (date(2025, 3, 1), date(2025, 3, 20)),
    ]


def test_a_small_class_never_hides_alone():
    counts = {
        "feminin": Count(named=40, people=20),
        "masculin": Count(named=30, people=9),
        "non_communique": Count(named=2, people=2),
    }
    assert hidden_values(Axis.GENDER, counts) == {"non_communique", "masculin"}
    assert hidden_values(Axis.TOPIC, {"email": Count(3, 30, people=4), "sante": Count(1, 9)}) == {
        "email"
    }
    assert hidden_values(Axis.GENDER, {"feminin": Count(named=40, people=20)}) == set()
