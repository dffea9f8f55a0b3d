"""From a referral to a session: one act takes the seat, and what happens there answers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from beneficiaries.models import Referral
from beneficiaries.services.referrals import choose_door, propose_referral
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.workshops.factories import PersonFactory, SessionFactory
from workshops.models import Registration
from workshops.referral_targets import _target
from workshops.services import (
    amend_session,
    cancel_session,
    close_session,
    register_participant,
    unregister_participant,
    update_session,
)


def sent_to(session, by, person=None, mode="appointment"):
    """A person shown this session, who chose it."""
    person = person or PersonFactory(organisation=session.organisation)
    referral = propose_referral(
        beneficiary=person,
        by=by,
        need="maitriser-les-fondamentaux-du-numerique",
        targets=[_target(session, by)],
    )
    return choose_door(referral=referral, by=by, offer=referral.offers.get(), mode=mode)


def now_of(referral):
    referral = Referral.objects.get(pk=referral.pk)
    return referral.status, referral.appointment_at


def moved(session, by, **changes):
    values = {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "capacity": session.capacity,
        "facilitators": [],
        "venue": session.venue,
    }
    return update_session(session=session, by=by, **values | changes)


def test_who_waits_reads_her_place_in_the_line(inside, member_of, client_for):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=1)
    first, second, third = (sent_to(session, by) for _ in range(3))
    client = client_for(by)

    def said_of(referral):
        page = client.get(reverse("beneficiaries:referral_detail", args=[referral.pk]))
        text = page.content.decode()
        return [word for word in ("première de la liste", "2e de la liste") if word in text]

    assert [said_of(each) for each in (first, second, third)] == [
        [],
        ["première de la liste"],
        ["2e de la liste"],
    ]
    unregister_participant(session=session, beneficiary=first.beneficiary, by=by)
    assert [said_of(each) for each in (second, third)] == [[], ["première de la liste"]]


def test_choosing_a_session_takes_the_seat_and_its_hour(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=3)
    referral = sent_to(session, by)
    assert Registration.objects.get().beneficiary == referral.beneficiary
    session.refresh_from_db()
    assert session.seats_taken == 1
    assert now_of(referral) == ("appointment", session.starts_at)
    assert referral.sheet.title == "Votre rendez-vous"


def test_an_address_given_takes_no_seat(inside, member_of):
    session = SessionFactory(organisation=inside)
    assert sent_to(session, member_of(inside), mode="address").status == "sent"
    assert not Registration.objects.exists()


def test_who_has_a_seat_already_keeps_the_one_she_has(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    person = PersonFactory(organisation=inside)
    register_participant(session=session, beneficiary=person, by=by)
    assert now_of(sent_to(session, by, person))[0] == "appointment"
    assert Registration.objects.count() == 1


def test_a_full_session_gives_a_place_in_the_line_then_the_seat(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, capacity=1)
    first = PersonFactory(organisation=inside)
    register_participant(session=session, beneficiary=first, by=by)
    session.refresh_from_db()
    referral = sent_to(session, by)
    assert now_of(referral) == ("sent", None)
    assert referral.sheet.title == "Où aller"
    assert Registration.objects.waitlisted().get().beneficiary == referral.beneficiary
    unregister_participant(session=session, beneficiary=first, by=by)
    assert now_of(referral) == ("appointment", session.starts_at)


def test_a_past_session_is_no_door(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, held=True)
    with pytest.raises(Refused, match="est passée"):
        sent_to(session, by)
    assert not Registration.objects.exists()


def test_a_session_that_moves_moves_the_appointment_and_the_sheet(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    referral = sent_to(session, by)
    moved(
        session,
        by,
        starts_at=session.starts_at + timedelta(days=1),
        ends_at=session.ends_at + timedelta(days=1),
    )
    assert now_of(referral) == ("appointment", session.starts_at + timedelta(days=1))
    sheet = Referral.objects.get(pk=referral.pk).sheet
    assert sheet != referral.sheet
    assert sheet.replaces == referral.sheet


@pytest.mark.parametrize("how", ["cancelled", "unregistered"])
def test_a_seat_that_goes_brings_the_referral_back(inside, member_of, how):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    referral = sent_to(session, by)
    if how == "cancelled":
        cancel_session(session=session, by=by, reason="Salle fermée")
    else:
        unregister_participant(session=session, beneficiary=referral.beneficiary, by=by)
    assert now_of(referral) == ("sent", None)
    assert Referral.objects.get(pk=referral.pk).returned_at


def test_closing_the_session_says_who_came_and_a_correction_says_it_again(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    came, absent = sent_to(session, by), sent_to(session, by)
    type(session).objects.filter(pk=session.pk).update(
        starts_at=session.starts_at - timedelta(days=30),
        ends_at=session.ends_at - timedelta(days=30),
    )
    close_session(session=session, by=by, absent={absent.beneficiary: "excused"})
    assert now_of(came)[0] == "attended"
    assert now_of(absent)[0] == "absent"
    late = session.attendances.get(beneficiary=absent.beneficiary)
    amend_session(session=session, by=by, reason="Arrivée en retard", statuses={late.pk: "seen"})
    assert now_of(absent)[0] == "attended"


def test_the_page_asks_no_hour_for_our_own_session(association, member_of, client_for):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association)
        person = PersonFactory(organisation=association)
        referral = propose_referral(
            beneficiary=person,
            by=by,
            need="maitriser-les-fondamentaux-du-numerique",
            targets=[_target(session, by)],
        )
        offer = referral.offers.get()
    client = client_for(by)
    page = client.get(reverse("beneficiaries:referral_detail", args=[referral.pk]))
    assert "sa place est prise tout de suite" in page.content.decode()
    address = reverse("beneficiaries:referral_choose", args=[referral.pk])
    sent = client.post(address, {"offer": str(offer.pk), "mode": "appointment"})
    assert sent.status_code == 302
    assert "Sa place est prise." in client.get(sent.url).content.decode()
    with organisation(association):
        assert now_of(referral) == ("appointment", session.starts_at)
