"""Rolls taken without a network: what a phone carries, two phones, refusals in the page's words."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from inclusion.offline.models import SyncOperation
from inclusion.organisations.database import organisation
from tests.core.together import together
from tests.workshops.factories import RegistrationFactory, SessionFactory
from workshops.models import Attendance, Facilitator, SessionAmendment, WorkshopSession
from workshops.services import close_session


@pytest.fixture
def volunteer(association, member_of):
    return member_of(association, "VOLUNTEER")


@pytest.fixture
def phone(volunteer, client_for):
    return client_for(volunteer)


@pytest.fixture
def session(association, volunteer):
    return a_session(association, volunteer, registered=3)


def a_session(org, leader, **fields):
    fields = {"under_way": True, **fields} if not fields.get("starts_at") else fields
    with organisation(org):
        return SessionFactory(organisation=org, led_by=leader, **fields)


def seats(session):
    with organisation(session.organisation_id):
        return list(session.registrations.order_by("pk"))


def roll(session, *, absent=(), excused=(), **more):
    statuses = {str(seat.pk): "seen" for seat in seats(session)}
    statuses |= {str(seat.pk): "noshow" for seat in absent}
    statuses |= {str(seat.pk): "excused" for seat in excused}
    return {
        "id": str(uuid.uuid4()),
        "kind": "attendance",
        "recorded_at": timezone.now().isoformat(),
        "session": str(session.pk),
        "statuses": statuses,
        **more,
    }


def send(client, *items):
    body = json.dumps({"items": items})
    response = client.post("/api/v1/sync", body, content_type="application/json")
    assert response.status_code == 200, response.content
    return response.json()["items"]


def recorded(session):
    """(statuses by file, walk-ins, the session as it is)."""
    with organisation(session.organisation_id):
        rows = Attendance.objects.filter(session=session)
        statuses = dict(rows.exclude(beneficiary=None).values_list("beneficiary_id", "status"))
        names = sorted(rows.filter(beneficiary=None).values_list("walk_in_name", flat=True))
        return statuses, names, WorkshopSession.objects.get(pk=session.pk)


# ---- What is carried ----------------------------------------------------------------------


def test_a_phone_carries_the_masked_roll_of_its_own_sessions_of_these_days(
    association, volunteer, phone, member_of
):
    now = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    other = member_of(association, "VOLUNTEER")
    mine = [
        a_session(association, volunteer, starts_at=now + timedelta(days=days), registered=2)
        for days in (-1, 0, 1)
    ]
    for days in (-2, 2):
        a_session(association, volunteer, starts_at=now + timedelta(days=days))
    a_session(association, other, starts_at=now)
    carried = phone.get("/api/v1/roster").json()
    assert [each["id"] for each in carried["sessions"]] == [str(each.pk) for each in mine]
    person = carried["sessions"][0]["people"][0]
    assert person["name"].endswith(" B.") and person["reference"] == ""
    assert person["key"] in {str(seat.pk) for seat in seats(mine[0])}
    text = json.dumps(carried)
    assert "Benali" not in text and "A-0" not in text and "venues" not in carried


def test_staff_carry_masked_names_too_and_only_sessions_they_lead(
    association, member_of, client_for
):
    mediator = member_of(association, "MEDIATOR")
    mine = a_session(association, mediator, registered=1)
    a_session(association, member_of(association, "VOLUNTEER"), registered=1)
    (carried,) = client_for(mediator).get("/api/v1/roster").json()["sessions"]
    assert carried["id"] == str(mine.pk)
    assert "Benali" not in json.dumps(carried)


def test_two_people_of_one_masked_name_are_told_apart(association, volunteer, phone):
    session = a_session(association, volunteer)
    with organisation(association):
        for _ in range(2):
            seat = RegistrationFactory(organisation=association, session=session)
            seat.beneficiary.first_name = "Nadia"
            seat.beneficiary.save()
    (carried,) = phone.get("/api/v1/roster").json()["sessions"]
    assert len({person["reference"] for person in carried["people"]}) == 2


def test_the_roster_asks_as_many_queries_for_six_sessions_as_for_one(
    association, volunteer, phone, django_assert_max_num_queries
):
    for hour in range(6):
        start = timezone.localtime().replace(hour=8 + hour, minute=0, second=0, microsecond=0)
        a_session(association, volunteer, starts_at=start, ends_at=start + timedelta(minutes=50))
    with django_assert_max_num_queries(20):
        assert len(phone.get("/api/v1/roster").json()["sessions"]) == 6


def test_the_page_that_is_kept_names_nobody(association, session, phone, volunteer):
    page = phone.get("/ateliers/hors-ligne/")
    assert page.status_code == 200 and page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert association.name not in text and str(volunteer.user) not in text
    assert session.workshop.title not in text and "csrfmiddlewaretoken" not in text
    assert 'rel="manifest"' in text


def test_the_page_is_led_to_from_where_one_works(association, phone, member_of, client_for):
    technician = client_for(member_of(association, "TECHNICIAN"))
    for client, address in (
        (phone, "/ateliers/mes-ateliers/"),
        (client_for(member_of(association, "MEDIATOR")), "/ateliers/"),
        (technician, "/materiel/inventaires/nouveau/"),
    ):
        assert "/ateliers/hors-ligne/" in client.get(address).content.decode()


# ---- One phone ------------------------------------------------------------------------------


def test_a_roll_closes_the_session_as_the_page_does(session, phone, volunteer):
    late, sick, here = seats(session)
    known = {"total": 4, "gender": {"feminin": 3}}
    walk_in = {"first_name": "Paul", "age_band": "soixante_dix_plus"}
    said = roll(session, absent=[late], excused=[sick], anonymous=known, walk_ins=[walk_in])
    assert send(phone, said)[0] == {
        "id": said["id"],
        "status": "created",
        "reason": "",
        "differences": [],
    }
    statuses, names, closed = recorded(session)
    assert statuses == {
        late.beneficiary_id: "noshow",
        sick.beneficiary_id: "excused",
        here.beneficiary_id: "seen",
    }
    assert names == ["Paul"] and closed.is_closed and closed.closed_by_id == volunteer.pk
    assert (closed.anonymous_count, closed.anonymous_women) == (4, 3)
    assert [each["status"] for each in send(phone, *([said] * 1000))] == ["duplicate"] * 1000
    assert len(recorded(session)[0]) == 3


def test_the_server_s_clock_decides_whatever_the_phone_s_says(association, volunteer, phone):
    start = timezone.now() - timedelta(days=6)
    session = a_session(association, volunteer, starts_at=start, registered=1)
    early, late = roll(session), roll(session)
    early["recorded_at"] = "1971-01-01T00:00:00Z"
    late["recorded_at"] = start.isoformat()
    with time_machine.travel(start + timedelta(days=8, hours=1), tick=False):
        (refused,) = send(phone, late)
    assert refused["status"] == "rejected" and "7\u00a0jours après la séance" in refused["reason"]
    (done,) = send(phone, early)
    assert done["status"] == "created"
    with organisation(association):
        kept = SyncOperation.objects.get(client_id=early["id"])
        assert kept.recorded_at.year == 1971 and kept.is_skewed


def test_a_session_to_come_is_not_closed_from_a_phone(association, volunteer, phone):
    start = timezone.now() + timedelta(hours=2)
    session = a_session(association, volunteer, starts_at=start)
    (answer,) = send(phone, roll(session))
    assert answer["status"] == "rejected" and "n’a pas commencé" in answer["reason"]


def test_a_list_that_changed_is_to_be_looked_at_again(association, session, phone):
    said = roll(session)
    with organisation(association):
        RegistrationFactory(organisation=association, session=session)
    (answer,) = send(phone, said)
    assert answer["status"] == "rejected" and "a changé" in answer["reason"]
    assert recorded(session)[0] == {}


def test_a_session_closed_on_the_page_sends_back_to_the_manager(session, phone, volunteer):
    said = roll(session, absent=seats(session)[:1])
    with organisation(session.organisation_id):
        close_session(session=session, by=volunteer)
    (answer,) = send(phone, said)
    assert answer["status"] == "rejected"
    assert "clôturée" in answer["reason"] and "demandez une correction" in answer["reason"]
    assert set(recorded(session)[0].values()) == {"seen"}


def test_another_organisation_s_session_and_none_at_all_are_told_alike(
    session, other_association, member_of, client_for
):
    stranger = member_of(other_association, "MANAGER")
    client, said = client_for(stranger), roll(session)
    theirs, none = send(client, said, {**roll(session), "session": str(uuid.uuid4())})
    assert theirs["status"] == none["status"] == "rejected"
    assert theirs["reason"] == none["reason"]
    assert recorded(session)[0] == {}
    # A seat of theirs on a session of ours is no one of ours.
    with organisation(other_association):
        own = SessionFactory(organisation=other_association, under_way=True)
    (mixed,) = send(client, {**said, "id": str(uuid.uuid4()), "session": str(own.pk)})
    assert mixed["status"] == "rejected" and "a changé" in mixed["reason"]


def test_a_session_a_volunteer_does_not_lead_is_not_hers(association, session, phone):
    with organisation(association):
        Facilitator.objects.all().delete()
    (answer,) = send(phone, roll(session))
    assert answer["status"] == "rejected" and "n’est pas la vôtre" in answer["reason"]


def test_a_technician_takes_no_attendance(association, session, member_of, client_for):
    (answer,) = send(client_for(member_of(association, "TECHNICIAN")), roll(session))
    assert answer["status"] == "rejected" and "rôle" in answer["reason"]


@pytest.mark.parametrize(
    "broken",
    [
        {"session": None},
        {"session": 3},
        {"statuses": None},
        {"statuses": ["seen"]},
        {"statuses": {"x": "seen"}},
        {"walk_ins": "Paul"},
        {"walk_ins": ["Paul"]},
        {"walk_ins": [{"first_name": " "}]},
        {"walk_ins": [{"first_name": 3}]},
        {"walk_ins": [{"first_name": "P" * 900}]},
        {"walk_ins": [{"first_name": "Paul", "age_band": "vieux"}]},
        {"walk_ins": [{"first_name": "Paul"}] * 51},
        {"anonymous": 4},
        {"anonymous": {"total": "4"}},
        {"anonymous": {"total": True}},
        {"anonymous": {"total": 1.5}},
        {"anonymous": {"total": -1}},
        {"anonymous": {"total": 10_000}},
        {"anonymous": {"total": 1, "gender": {"feminin": 2}}},
        {"anonymous": {"total": 3, "gender": {"autre": 2}}},
        {"anonymous": {"total": 3, "gender": {"feminin": None}}},
    ],
)
def test_a_broken_roll_is_refused_in_french_and_writes_nothing(broken, session, phone):
    (answer,) = send(phone, {**roll(session), **broken})
    assert answer["status"] == "rejected"
    assert not answer["reason"][0].islower() and answer["reason"].endswith(".")
    statuses, names, still = recorded(session)
    assert (statuses, names, still.is_planned) == ({}, [], True)


@pytest.mark.parametrize("status", ["unknown", "revoked", "", None, 3, ["seen"]])
def test_a_status_that_no_roll_says_is_refused(status, session, phone):
    said = roll(session)
    said["statuses"][next(iter(said["statuses"]))] = status
    (answer,) = send(phone, said)
    assert answer["status"] == "rejected" and recorded(session)[0] == {}


# ---- Two phones on one session ----------------------------------------------------------------


@pytest.fixture
def second_phone(association, session, member_of, client_for):
    colleague = member_of(association, "VOLUNTEER")
    with organisation(association):
        Facilitator.objects.create(organisation=association, session=session, member=colleague)
    return client_for(colleague)


def test_two_phones_that_say_the_same_are_one_roll(session, phone, second_phone):
    send(phone, roll(session))
    (answer,) = send(second_phone, roll(session))
    assert answer["status"] == "duplicate" and "même feuille" in answer["reason"]
    with organisation(session.organisation_id):
        assert not SessionAmendment.objects.exists()


def test_what_only_the_second_phone_saw_is_added(session, phone, second_phone):
    paul = {"first_name": "Paul", "age_band": "non_communique"}
    aya = {"first_name": "Aya", "age_band": "dix_huit_vingt_quatre"}
    send(phone, roll(session, walk_ins=[paul]))
    said = roll(session, walk_ins=[paul, aya], anonymous={"total": 2})
    (answer,) = send(second_phone, said)
    assert answer["status"] == "created" and "Réunie" in answer["reason"]
    statuses, names, closed = recorded(session)
    assert (len(statuses), names, closed.anonymous_count) == (3, ["Aya", "Paul"], 2)
    with organisation(session.organisation_id):
        amendment = SessionAmendment.objects.get()
        assert "Deux téléphones" in amendment.reason
    assert send(second_phone, said)[0]["status"] == "duplicate"
    assert recorded(session)[1] == ["Aya", "Paul"]


def test_what_the_first_phone_said_stays_and_the_difference_is_told(session, phone, second_phone):
    here, late, _ = seats(session)
    send(phone, roll(session, absent=[late], anonymous={"total": 3}))
    aya = {"first_name": "Aya", "age_band": "non_communique"}
    said = roll(session, excused=[here], walk_ins=[aya], anonymous={"total": 5})
    for _ in range(2):
        (answer,) = send(second_phone, said)
        assert answer["status"] == "conflict"
        assert set(answer["differences"]) == {str(here.pk), str(late.pk), "anonymous"}
        assert "2\u00a0personnes et le nombre d’anonymes" in answer["reason"]
    statuses, names, closed = recorded(session)
    assert (statuses[here.beneficiary_id], statuses[late.beneficiary_id]) == ("seen", "noshow")
    # Added once, however often it is sent again.
    assert (names, closed.anonymous_count) == (["Aya"], 3)


def test_a_second_roll_comes_too_late_as_the_first_would(association, volunteer, phone):
    start = timezone.now() - timedelta(days=6)
    session = a_session(association, volunteer, starts_at=start, registered=1)
    send(phone, roll(session))
    second = roll(session, anonymous={"total": 2})
    with time_machine.travel(start + timedelta(days=9), tick=False):
        (answer,) = send(phone, second)
    assert answer["status"] == "rejected" and "jours après" in answer["reason"]


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_make_one_roll(association, member_of, client_for):
    members = [member_of(association, "VOLUNTEER") for _ in range(2)]
    session = a_session(association, members[0], registered=3)
    with organisation(association):
        Facilitator.objects.create(organisation=association, session=session, member=members[1])
    clients, said = [client_for(each) for each in members], [roll(session), roll(session)]
    answers = together(2, lambda position: send(clients[position], said[position])[0]["status"])
    assert sorted(answers) == ["created", "duplicate"]
    assert len(recorded(session)[0]) == 3
