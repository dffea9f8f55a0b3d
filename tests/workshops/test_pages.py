"""The pages: who enters, what they show, what they post."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.workshops.factories import (
    PersonFactory,
    SessionFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.workshops.test_attendance import registered_people
from workshops.models import Attendance, Facilitator, Workshop, WorkshopSession
from workshops.services import cancel_session, close_session

ROLES = ["MANAGER", "MEDIATOR", "TECHNICIAN", "VOLUNTEER", "TREASURER", "OFFICER"]


@pytest.fixture
def signed_in(association, member_of, client_for):
    """signed_in("MEDIATOR") → (member, signed-in client)."""

    def open_as(role):
        member = member_of(association, role)
        return member, client_for(member)

    return open_as


def address(name, session=None):
    return reverse(f"workshops:{name}", args=[session.pk] if session else [])


@pytest.mark.parametrize(
    ("name", "admitted"),
    [
        ("week", {"MANAGER", "MEDIATOR", "TECHNICIAN", "TREASURER"}),
        ("session_list", {"MANAGER", "MEDIATOR"}),
        ("my_sessions", {"VOLUNTEER"}),
        ("workshop_create", {"MANAGER", "MEDIATOR"}),
        ("session_plan", {"MANAGER", "MEDIATOR"}),
    ],
)
def test_each_page_admits_its_roles(signed_in, name, admitted):
    for role in ROLES:
        _, client = signed_in(role)
        expected = 200 if role in admitted else 403
        assert client.get(address(name)).status_code == expected, role


@pytest.mark.parametrize(
    "name", ["session_detail", "session_update", "session_cancel", "attendance"]
)
def test_a_neighbours_session_does_not_exist(signed_in, other_association, name):
    with organisation(other_association):
        session = SessionFactory(organisation=other_association)
    _, client = signed_in("MANAGER")
    assert client.get(address(name, session)).status_code == 404
    assert client.post(address(name, session)).status_code in {404, 405}


@pytest.mark.parametrize(
    "name", ["participant_register", "participant_unregister", "certificates_issue"]
)
def test_a_neighbours_session_cannot_be_acted_on(signed_in, other_association, name):
    with organisation(other_association):
        session = SessionFactory(organisation=other_association)
    _, client = signed_in("MANAGER")
    assert client.post(address(name, session)).status_code == 404


def test_a_neighbours_beneficiary_cannot_be_registered(signed_in, association, other_association):
    with organisation(association):
        session = SessionFactory(organisation=association)
    with organisation(other_association):
        stranger = PersonFactory(organisation=other_association)
    _, client = signed_in("MEDIATOR")
    answer = client.post(address("participant_register", session), {"beneficiary": stranger.pk})
    assert answer.status_code == 404
    answer = client.post(address("participant_register", session), {"beneficiary": "nobody"})
    assert answer.status_code == 400


def test_the_week_shows_seats_and_what_is_to_fill_in(signed_in, association):
    with organisation(association):
        SessionFactory(organisation=association, registered=2, held=True)
        SessionFactory(organisation=association, registered=1, capacity=1)
    _, client = signed_in("MEDIATOR")
    this_week = client.get(address("week")).content.decode()
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    other = client.get(address("week"), {"semaine": tomorrow.isoformat()}).content.decode()
    assert (
        "présences à saisir</span>"
        in this_week
        + client.get(
            address("week"), {"semaine": (tomorrow - timezone.timedelta(days=2)).isoformat()}
        ).content.decode()
    )
    assert "complet</span>" in other


def test_the_week_opens_no_session_to_those_who_only_read_the_programme(signed_in, association):
    with organisation(association):
        session = SessionFactory(organisation=association, under_way=True, registered=1)
        (person,) = registered_people(session)
    _, client = signed_in("TECHNICIAN")
    shown = client.get(address("week")).content.decode()
    assert str(session.workshop) in shown
    assert str(session.pk) not in shown
    assert str(person) not in shown


def test_the_week_copes_with_overlaps_and_odd_hours(signed_in, association):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with organisation(association):
        for hours in [(-5, -3), (0, 2), (1, 3), (1, 9)]:
            SessionFactory(
                organisation=association,
                starts_at=noon + timezone.timedelta(hours=hours[0]),
                ends_at=noon + timezone.timedelta(hours=hours[1], minutes=20),
            )
    _, client = signed_in("MEDIATOR")
    shown = client.get(address("week")).content.decode()
    assert "lanes-3" in shown
    assert "hours-15" in shown


@pytest.mark.parametrize("day", ["", "hier", "0001-01-01", "9999-12-31", "2026-13-45"])
def test_a_wild_week_is_this_week(signed_in, day):
    _, client = signed_in("MEDIATOR")
    assert client.get(address("week"), {"semaine": day}).status_code == 200


def test_a_workshop_then_its_first_session_are_planned(signed_in, association):
    member, client = signed_in("MEDIATOR")
    with organisation(association):
        venue = VenueFactory(organisation=association)
    answer = client.post(
        address("workshop_create"),
        {"title": "E-réputation", "topic": "culture_numerique", "level": "debutant"},
    )
    with organisation(association):
        workshop = Workshop.objects.get()
    assert answer.url == f"{address('session_plan')}?atelier={workshop.pk}"
    day = timezone.localdate() + timezone.timedelta(days=7)
    answer = client.post(
        address("session_plan"),
        {
            "workshop": workshop.pk,
            "venue": venue.pk,
            "day": day.isoformat(),
            "starts": "09:30",
            "ends": "11:30",
            "capacity": "12",
            "facilitators": [member.pk],
        },
    )
    with organisation(association):
        session = WorkshopSession.objects.get()
    assert answer.url == address("session_detail", session)
    assert timezone.localtime(session.starts_at).hour == 9


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "08:00"}, "finir après son début"),
        ({"starts": "05:00"}, "entre 7\u00a0h et 22\u00a0h"),
        ({"day": "1999-01-01"}, "Choisissez un jour"),
        ({"capacity": "0"}, "au moins une place"),
        ({"venue": "01a200d2-87c3-7140-b8ee-ec36155d55ac"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_session_form_comes_back_with_what_was_typed(
    signed_in, association, changes, sentence
):
    _, client = signed_in("MEDIATOR")
    with organisation(association):
        values = {
            "workshop": WorkshopFactory(organisation=association).pk,
            "venue": VenueFactory(organisation=association).pk,
            "day": timezone.localdate().isoformat(),
            "starts": "09:30",
            "ends": "11:30",
            "capacity": "7",
        }
    answer = client.post(address("session_plan"), values | changes)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_session_is_moved_then_cancelled_from_its_page(signed_in, association):
    with organisation(association):
        session = SessionFactory(organisation=association, registered=1)
        (person,) = registered_people(session)
    _, client = signed_in("MANAGER")
    form = client.get(address("session_update", session)).context["form"]
    values = {name: form.initial[name] for name in ("venue", "capacity")} | {
        "day": form.initial["day"].isoformat(),
        "starts": "14:00",
        "ends": "15:00",
    }
    assert client.post(address("session_update", session), values).status_code == 302
    assert client.post(address("session_cancel", session), {"reason": ""}).status_code == 422
    answer = client.post(
        address("session_cancel", session), {"reason": "Salle fermée"}, follow=True
    )
    shown = answer.content.decode()
    assert "Personnes à prévenir" in shown
    assert str(person) in shown


def test_a_person_is_found_registered_and_unregistered(signed_in, association):
    from beneficiaries.services import create_beneficiary

    member, client = signed_in("MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association)
        person = create_beneficiary(
            by=member, first_name="Aïcha", last_name="Konaté", notice_channel="oral_paper"
        )
    found = client.post(address("participant_search", session), {"q": "konate aicha"})
    assert "Aïcha Konaté" in found.content.decode()
    fragment = client.post(
        address("participant_search", session), {"q": "konate"}, headers={"HX-Request": "true"}
    )
    assert fragment.content.decode().lstrip().startswith("<section")
    values = {"beneficiary": person.pk}
    client.post(address("participant_register", session), values)
    shown = client.get(address("session_detail", session)).content.decode()
    assert "Désinscrire" in shown
    client.post(address("participant_register", session), values)
    client.post(address("participant_unregister", session), values)
    with organisation(association):
        session.refresh_from_db()
        assert session.seats_taken == 0
    assert client.get(address("participant_search", session)).status_code == 302


def roll(session, *, absent=(), excused=(), **more):
    """What the browser posts: everyone is listed, those who came are ticked."""
    people = [str(person.pk) for person in registered_people(session)]
    away = {str(person.pk) for person in (*absent, *excused)}
    values = {f"absence-{key}": "noshow" for key in people}
    values |= {f"absence-{person.pk}": "excused" for person in excused}
    return values | {
        "listed": people,
        "present": [key for key in people if key not in away],
        "anonymous_count": "0",
        **more,
    }


def test_a_twelve_person_session_is_logged_in_two_gestures(signed_in, association):
    """Open the roll, untick nobody, confirm."""
    volunteer, client = signed_in("VOLUNTEER")
    with organisation(association):
        session = SessionFactory(
            organisation=association, held=True, registered=12, led_by=volunteer
        )
        values = roll(session)
    shown = client.get(address("attendance", session)).content.decode()
    assert shown.count('name="present"') == 12
    assert "Benali" not in shown
    answer = client.post(address("attendance", session), values, follow=True)
    assert "Les présences de 12\u00a0personnes sont enregistrées." in answer.content.decode()
    assert "Benali" not in answer.content.decode()
    with organisation(association):
        assert Attendance.objects.seen().count() == 12


def test_absent_excused_walk_in_and_anonymous_people_are_posted_at_once(signed_in, association):
    _, client = signed_in("MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=4)
        one, other, *_ = registered_people(session)
        values = roll(
            session,
            absent=[one],
            excused=[other],
            anonymous_count="3",
            walk_in_name=["Paul", "", ""],
            walk_in_age=["soixante_dix_plus", "non_communique", "non_communique"],
        )
    answer = client.post(address("attendance", session), values)
    assert answer.url == address("session_detail", session)
    with organisation(association):
        session.refresh_from_db()
        assert session.anonymous_count == 3
        assert Attendance.objects.get(beneficiary=one).status == "noshow"
        assert Attendance.objects.get(beneficiary=other).status == "excused"
        assert Attendance.objects.get(beneficiary=None).walk_in_name == "Paul"


def test_a_roll_that_comes_back_keeps_what_was_ticked_and_typed(signed_in, association):
    _, client = signed_in("MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=2)
        one, _ = registered_people(session)
        values = roll(
            session,
            excused=[one],
            walk_in_name=["", "Paul"],
            walk_in_age=["soixante_dix_plus", "soixante_dix_plus"],
        )
    answer = client.post(address("attendance", session), values)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Écrivez le prénom" in shown
    assert 'value="Paul"' in shown
    assert [line.is_present for line in answer.context["lines"]].count(False) == 1
    assert any(line.is_excused for line in answer.context["lines"])


def test_someone_registered_meanwhile_is_shown_before_anything_is_written(signed_in, association):
    _, client = signed_in("MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=2)
        values = roll(session) | {"listed": [str(registered_people(session)[0].pk)]}
    answer = client.post(address("attendance", session), values)
    assert answer.status_code == 422
    assert "a changé entre-temps" in answer.content.decode()
    assert answer.content.decode().count('name="listed"') == 2


@pytest.mark.parametrize(
    "junk",
    [
        {"listed": ["x", "'"], "present": "\u0001"},
        {"anonymous_count": "1e9"},
        {"anonymous_count": "-1"},
        {"walk_in_name": "Paul", "walk_in_age": "vieux"},
        {"walk_in_name": ["P"] * 51, "walk_in_age": ["non_communique"] * 51},
    ],
)
def test_junk_writes_nothing(signed_in, association, junk):
    _, client = signed_in("MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=1)
        values = roll(session) | junk
    assert client.post(address("attendance", session), values).status_code in {400, 422}
    with organisation(association):
        assert not Attendance.objects.exists()


def test_a_volunteer_opens_only_the_rolls_of_her_sessions_of_these_days(signed_in, association):
    volunteer, client = signed_in("VOLUNTEER")
    later = timezone.now() + timezone.timedelta(days=3)
    with organisation(association):
        mine = SessionFactory(organisation=association, led_by=volunteer)
        another = SessionFactory(organisation=association)
        too_far = SessionFactory(organisation=association, led_by=volunteer, starts_at=later)
    assert client.get(address("attendance", mine)).status_code == 200
    assert client.get(address("attendance", another)).status_code == 404
    assert client.get(address("attendance", too_far)).status_code == 404
    shown = client.get(address("my_sessions")).content.decode()
    assert address("attendance", mine) in shown
    assert str(too_far.pk) not in shown
    assert str(too_far.workshop) in shown
    assert client.get(address("session_detail", mine)).status_code == 403


def test_a_cancelled_session_has_no_roll(signed_in, association, member_of):
    volunteer, client = signed_in("VOLUNTEER")
    with organisation(association):
        session = SessionFactory(organisation=association, led_by=volunteer)
        cancel_session(session=session, by=member_of(association), reason="Salle fermée")
    assert "Salle fermée" in client.get(address("attendance", session)).content.decode()
    _, client = signed_in("MEDIATOR")
    assert client.get(address("attendance", session)).url == address("session_detail", session)


def test_certificates_of_the_session_then_their_files(signed_in, association):
    member, client = signed_in("MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=2)
        close_session(session=session, by=member)
    shown = client.get(address("session_detail", session)).content.decode()
    assert "Faire 2\u00a0attestations" in shown
    answer = client.post(address("certificates_issue", session))
    assert answer.url.startswith("/documents/taches/")
    again = client.post(address("certificates_issue", session), follow=True)
    assert "déjà émises" in again.content.decode()


def filled(association, count):
    for _ in range(count):
        session = SessionFactory(organisation=association, held=True, registered=2)
        by = Facilitator.objects.create(
            organisation=association, session=session, member=session_leader(association)
        ).member
        close_session(session=session, by=by)


def session_leader(association):
    from tests.factories import MembershipFactory

    return MembershipFactory(organisation=association, role="VOLUNTEER")


@pytest.mark.parametrize("name", ["session_list", "week"])
def test_a_list_asks_as_many_queries_for_twelve_sessions_as_for_two(signed_in, association, name):
    _, client = signed_in("MEDIATOR")
    counts = []
    for more in (2, 10):
        with organisation(association):
            filled(association, more)
        yesterday = timezone.localdate() - timezone.timedelta(days=1)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(address(name), {"semaine": yesterday.isoformat()})
        assert answer.status_code == 200
        counts.append(len(asked(captured)))
    assert counts[0] == counts[1]
    assert counts[0] <= 8, "\n".join(asked(captured))


def asked(captured):
    """The page's own queries: neither the session, nor the transaction's control."""
    control = ("SAVEPOINT", "RELEASE", "SELECT set_config", "BEGIN", "COMMIT")
    return [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(control) and "django_session" not in query["sql"]
    ]


def test_the_page_of_a_session_asks_as_many_queries_for_twelve_people_as_for_two(
    signed_in, association
):
    member, client = signed_in("MEDIATOR")
    counts = []
    for people in (2, 12):
        with organisation(association):
            session = SessionFactory(organisation=association, held=True, registered=people)
            close_session(session=session, by=member)
        with CaptureQueriesContext(connection) as captured:
            client.get(address("session_detail", session))
        counts.append(len(asked(captured)))
    assert counts[0] == counts[1]


def test_the_page_of_a_session_holds_in_ten_queries(signed_in, association):
    _, client = signed_in("MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=12)
    client.get(address("session_detail", session))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address("session_detail", session)).status_code == 200
    found = asked(captured)
    assert len(found) <= 10, "\n".join(found)


@pytest.mark.parametrize("role", ["MEDIATOR", "VOLUNTEER"])
def test_the_roll_asks_ten_queries_at_most(signed_in, association, role):
    """As the issue counts them: everything but the transaction's control, the session included."""
    member, client = signed_in(role)
    # Her first page of the day reads once what the next ones know.
    client.get("/")
    counts = []
    for people, when in ((2, "under_way"), (12, "held")):
        with organisation(association):
            session = SessionFactory(
                organisation=association, registered=people, led_by=member, **{when: True}
            )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address("attendance", session)).status_code == 200
        control = ("SAVEPOINT", "RELEASE", "SELECT set_config", "BEGIN", "COMMIT")
        counts.append([q["sql"] for q in captured if not q["sql"].startswith(control)])
    assert len(counts[0]) == len(counts[1])
    assert len(counts[1]) <= 10, "\n".join(counts[0])


def test_the_list_filters_and_counts_what_it_shows(signed_in, association, member_of):
    _, client = signed_in("MANAGER")
    with organisation(association):
        filled(association, 2)
        SessionFactory(organisation=association, held=True)
        session = SessionFactory(organisation=association, held=True)
        cancel_session(session=session, by=member_of(association), reason="Salle fermée")
        leader = Facilitator.objects.first().member
    listing = address("session_list")
    everything = client.get(listing).context
    assert (len(everything["page"]), everything["counts"].sessions) == (4, 2)
    assert everything["counts"].participations == 4
    for query, rows in [
        ({"etat": "a-saisir"}, 1),
        ({"etat": "annulees"}, 1),
        ({"etat": "closes"}, 2),
        ({"animation": str(leader.pk)}, 1),
        ({"theme": "email"}, 4),
        ({"du": timezone.localdate().isoformat()}, 0),
        ({"au": timezone.localdate().isoformat()}, 4),
        ({"du": "0001-01-01"}, 0),
        ({"lieu": "x"}, 0),
    ]:
        answer = client.get(listing, query)
        assert answer.status_code == 200
        assert len(answer.context["page"]) == rows, query
    fragment = client.get(listing, headers={"HX-Request": "true"}).content.decode()
    assert 'id="seances"' in fragment
    assert "<html" not in fragment


@pytest.mark.django_db(transaction=True)
def test_the_certificate_is_drawn_by_the_worker(association, member_of):
    from inclusion.documents.models import Document
    from workshops.services import issue_certificates

    by = member_of(association)
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=1, led_by=by)
        close_session(session=session, by=by)
        issue_certificates(session=session, by=by)
    run_pending_jobs()
    with organisation(association):
        assert Document.objects.get().is_stored
