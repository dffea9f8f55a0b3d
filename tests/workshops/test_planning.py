"""Planning, moving, cancelling."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from tests.workshops.factories import PersonFactory, SessionFactory, VenueFactory, WorkshopFactory
from workshops.models import Workshop
from workshops.services import (
    cancel_session,
    close_session,
    create_workshop,
    plan_session,
    register_participant,
    update_session,
)


def actions(organisation):
    chain_pending_entries(organisation.pk)
    return list(Entry.objects.values_list("action", flat=True))


def plan(inside, by, **changes):
    in_two_days = timezone.localtime() + timedelta(days=2)
    starts_at = in_two_days.replace(hour=10, minute=0, second=0, microsecond=0)
    values = {
        "workshop": WorkshopFactory(organisation=inside),
        "venue": VenueFactory(organisation=inside),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "capacity": 8,
        "facilitators": [by],
    }
    return plan_session(by=by, **values | changes)


def test_a_workshop_is_added_to_the_programme_and_recorded(inside, member_of):
    workshop = create_workshop(
        by=member_of(inside), title="E-réputation", topic="culture_numerique", level="debutant"
    )
    assert workshop.taxonomy_version == "2026-06"
    assert actions(inside) == ["workshop.created"]


def test_two_workshops_do_not_share_a_title(inside, member_of):
    WorkshopFactory(organisation=inside, title="E-réputation")
    with pytest.raises(Refused, match="porte déjà ce titre"):
        create_workshop(by=member_of(inside), title="E-réputation", topic="email", level="debutant")
    assert Workshop.objects.count() == 1


def test_a_session_is_planned_with_its_facilitators(inside, member_of):
    by, colleague = member_of(inside, "MEDIATOR"), member_of(inside, "VOLUNTEER")
    session = plan(inside, by, facilitators=[by, colleague, by])
    assert {f.member for f in session.facilitators.all()} == {by, colleague}
    assert session.seats_left == 8
    assert actions(inside) == ["session.planned"]


def test_a_session_ends_after_it_starts(inside, member_of):
    with pytest.raises(Refused, match="finir après son début"):
        plan(inside, member_of(inside), ends_at=timezone.now())


def test_a_facilitator_comes_from_the_same_organisation(inside, member_of, other_association):
    with pytest.raises(Refused, match="autre structure"):
        plan(inside, member_of(inside), facilitators=[member_of(other_association)])


def test_a_session_to_come_can_be_moved(inside, member_of):
    by, volunteer = member_of(inside), member_of(inside, "VOLUNTEER")
    session, venue = plan(inside, by), VenueFactory(organisation=inside)
    starts_at = session.starts_at + timedelta(days=1)
    update_session(
        session=session,
        by=by,
        venue=venue,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        capacity=4,
        facilitators=[volunteer],
    )
    session.refresh_from_db()
    assert (session.venue, session.starts_at, session.capacity) == (venue, starts_at, 4)
    assert [f.member for f in session.facilitators.all()] == [volunteer]


@pytest.mark.parametrize(
    ("traits", "capacity", "sentence"),
    [
        ({"held": True}, 12, "a commencé"),
        ({"registered": 3}, 2, "3\u00a0personnes sont inscrites"),
    ],
)
def test_a_session_is_not_moved_any_more(inside, member_of, traits, capacity, sentence):
    session = SessionFactory(organisation=inside, **traits)
    with pytest.raises(Refused, match=sentence):
        update_session(
            session=session,
            by=member_of(inside),
            venue=session.venue,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            capacity=capacity,
            facilitators=[],
        )


def test_cancelling_releases_every_seat_and_keeps_the_reason(inside, member_of):
    session = SessionFactory(organisation=inside, registered=3)
    cancel_session(session=session, by=member_of(inside), reason="Salle fermée")
    session.refresh_from_db()
    assert (session.status, session.seats_taken) == ("cancelled", 0)
    assert session.cancel_reason == "Salle fermée"
    assert session.registrations.registered().count() == 0
    assert session.registrations.filter(cancelled_at=session.cancelled_at).count() == 3
    assert actions(inside) == ["session.cancelled"]


def test_cancelling_twice_is_refused(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside)
    cancel_session(session=session, by=by, reason="Salle fermée")
    with pytest.raises(Refused, match="annulée"):
        cancel_session(session=session, by=by, reason="Salle fermée")


def test_cancelling_asks_for_a_reason(inside, member_of):
    with pytest.raises(Refused, match="pourquoi"):
        cancel_session(
            session=SessionFactory(organisation=inside), by=member_of(inside), reason="  "
        )


def test_nothing_happens_to_a_cancelled_session(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, held=True)
    cancel_session(session=session, by=by, reason="Salle fermée")
    with pytest.raises(Refused, match="annulée"):
        close_session(session=session, by=by)
    with pytest.raises(Refused, match="annulée"):
        register_participant(session=session, beneficiary=PersonFactory(organisation=inside), by=by)
