"""A request made online finds its file: the seat stays one seat, the name is in one place."""

import pytest
from django.urls import reverse

from beneficiaries.models import Beneficiary
from beneficiaries.search import keep_tokens
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.organisations.models import PublicLink
from tests.workshops.factories import PersonFactory, SessionFactory
from workshops.models import OnlineRegistration, Registration
from workshops.services import register_participant
from workshops.services.online import ask_for_a_seat, cancel_online, confirm_online
from workshops.services.online_files import attach_online, open_file_of_online

SAMIA = {"name": "Samia Brahimi", "email": "samia@exemple.example"}


def seated(session, **asked):
    return confirm_online(online=ask_for_a_seat(session=session, **SAMIA | asked))


def seats(session):
    session.refresh_from_db()
    return session.seats_taken


def test_the_seat_becomes_hers_and_her_link_still_opens(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=2)
    online, person = seated(session), PersonFactory(organisation=inside)
    seat = attach_online(online=online, beneficiary=person, by=by)
    assert (seat.status, seats(session)) == ("registered", 1)
    assert not OnlineRegistration.objects.exists()
    links = PublicLink.objects.filter(organisation=inside, object_id=seat.pk)
    assert {link.kind for link in links} == {"registration"}
    with pytest.raises(Refused, match="n’est plus là"):
        attach_online(online=online, beneficiary=person, by=by)


def test_a_second_seat_goes_to_who_waits(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=2)
    person = PersonFactory(organisation=inside)
    register_participant(session=session, beneficiary=person, by=by)
    online = seated(session)
    session.refresh_from_db()
    waiting = PersonFactory(organisation=inside)
    register_participant(session=session, beneficiary=waiting, by=by, or_wait=True)
    attach_online(online=online, beneficiary=person, by=by)
    assert seats(session) == 2
    assert Registration.objects.registered().filter(beneficiary=waiting).exists()


def test_a_place_in_the_line_stays_the_place_it_was(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=1)
    register_participant(session=session, beneficiary=PersonFactory(organisation=inside), by=by)
    online, person = seated(session), PersonFactory(organisation=inside)
    seat = attach_online(online=online, beneficiary=person, by=by)
    assert (seat.status, seat.waitlisted_at) == ("waitlisted", online.waitlisted_at)
    assert seats(session) == 1


def test_who_waits_with_a_file_takes_the_seat_she_asked_for_online(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=1)
    online, person = seated(session), PersonFactory(organisation=inside)
    session.refresh_from_db()
    register_participant(session=session, beneficiary=person, by=by, or_wait=True)
    attach_online(online=online, beneficiary=person, by=by)
    assert Registration.objects.get().status == "registered"
    assert seats(session) == 1


def test_a_request_that_holds_no_seat_is_confirmed_first(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    person = PersonFactory(organisation=inside)
    asked = ask_for_a_seat(session=session, **SAMIA)
    with pytest.raises(Refused, match="Confirmez d’abord"):
        attach_online(online=asked, beneficiary=person, by=by)
    cancel_online(online=asked, by=by)
    with pytest.raises(Refused, match="Confirmez d’abord"):
        attach_online(online=asked, beneficiary=person, by=by)


def test_a_file_is_opened_with_how_to_answer_her(inside, member_of):
    session = SessionFactory(organisation=inside)
    person = open_file_of_online(
        online=seated(session, phone="+33639980112"),
        by=member_of(inside),
        first_name="Samia",
        last_name="Brahimi",
        notice_channel="urgent",
    )
    assert (person.email, person.phone) == ("samia@exemple.example", "+33639980112")
    assert Registration.objects.registered().get().beneficiary == person


def test_the_page_shows_who_looks_like_her_and_staff_decide(association, member_of, client_for):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association)
        online = seated(session)
        twin = PersonFactory(organisation=association, first_name="Samia", last_name="Brahimi")
        keep_tokens(twin)
    client = client_for(by)
    address = reverse("workshops:online_file", args=[online.pk])
    page = client.get(address).content.decode()
    assert twin.file_number in page
    assert "nom qui sonne pareil" in page.lower()
    assert (
        twin.file_number in client.post(address, {"act": "search", "q": "Samia"}).content.decode()
    )
    assert client.post(address, {"act": "open", "first_name": ""}).status_code == 422
    assert client.post(address, {"act": "attach", "beneficiary": "rien"}).status_code == 404
    sent = client.post(address, {"act": "attach", "beneficiary": str(twin.pk)})
    assert sent.status_code == 302
    assert client.get(address).status_code == 404


def test_the_page_opens_a_file_once(association, member_of, client_for):
    by = member_of(association, "MANAGER")
    with organisation(association):
        online = seated(SessionFactory(organisation=association))
    client = client_for(by)
    address = reverse("workshops:online_file", args=[online.pk])
    typed = {
        "act": "open",
        "first_name": "Samia",
        "last_name": "Brahimi",
        "notice_channel": "urgent",
    }
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 404
    with organisation(association):
        assert Beneficiary.objects.count() == 1
    for role in ("VOLUNTEER", "TECHNICIAN", "TREASURER"):
        assert client_for(member_of(association, role)).get(address).status_code == 403
