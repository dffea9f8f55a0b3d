"""Planning: workshops, the dates of their sessions, changes, cancellation."""

from django.db import transaction
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import NO_BREAK, counted
from workshops.models import (
    Facilitator,
    RegistrationStatus,
    SessionStatus,
    Workshop,
    WorkshopSession,
)
from workshops.refusals import refusing


@transaction.atomic
def create_workshop(*, by, title, topic, level, content="", is_free=True):
    """Add a workshop to the programme."""
    with refusing(Workshop):
        workshop = Workshop.objects.create(
            organisation_id=by.organisation_id,
            title=title,
            topic=topic,
            level=level,
            content=content,
            is_free=is_free,
        )
    record("workshop.created", workshop, by=by, topic=topic, level=level)
    return workshop


@transaction.atomic
def plan_session(*, by, workshop, venue, starts_at, ends_at, capacity, facilitators=()):
    """Plan one date of a workshop, with its seats and those who lead it."""
    _check_same_organisation(by, workshop, venue, *facilitators)
    with refusing(WorkshopSession):
        session = WorkshopSession.objects.create(
            organisation_id=by.organisation_id,
            workshop=workshop,
            venue=venue,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=capacity,
            created_by=by,
        )
    _set_facilitators(session, facilitators)
    record("session.planned", session, by=by, workshop=workshop.pk, capacity=capacity)
    return session


@transaction.atomic
def update_session(*, session, by, venue, starts_at, ends_at, capacity, facilitators):
    """Move a session that has not begun: place, time, seats, facilitators."""
    _check_same_organisation(by, venue, *facilitators)
    session = locked_session(session, by)
    refuse_unless_planned(session)
    if session.has_started:
        raise Refused("La séance a commencé : elle ne se déplace plus.")
    if capacity < session.seats_taken:
        inscribed = counted(
            session.seats_taken, "personne est inscrite", "personnes sont inscrites"
        )
        raise Refused(f"{inscribed} : il faut au moins autant de places.")
    session.venue, session.capacity = venue, capacity
    session.starts_at, session.ends_at = starts_at, ends_at
    with refusing(WorkshopSession):
        session.save(update_fields=["venue", "capacity", "starts_at", "ends_at"])
    _set_facilitators(session, facilitators)
    record("session.updated", session, by=by, capacity=capacity, starts_at=starts_at.isoformat())
    return session


@transaction.atomic
def cancel_session(*, session, by, reason):
    """Cancel a session: every seat is released, the reason is kept."""
    session = locked_session(session, by)
    refuse_unless_planned(session)
    if not reason.strip():
        raise Refused("Dites pourquoi la séance est annulée.")
    now = timezone.now()
    released = session.registrations.registered().update(
        status=RegistrationStatus.CANCELLED, cancelled_at=now
    )
    session.status, session.seats_taken = SessionStatus.CANCELLED, 0
    session.cancelled_at, session.cancelled_by, session.cancel_reason = now, by, reason.strip()
    session.save(
        update_fields=["status", "seats_taken", "cancelled_at", "cancelled_by", "cancel_reason"]
    )
    record("session.cancelled", session, by=by, released_count=released)
    return session


def locked_session(session, by):
    """The session, locked and read again."""
    return WorkshopSession.objects.visible_to(by).locked().get(pk=session.pk)


def refuse_unless_planned(session):
    """A closed or cancelled session no longer changes."""
    if session.is_closed:
        day = timezone.localtime(session.closed_at)
        hour = f"{day.hour}{NO_BREAK}h{NO_BREAK}{day.minute:02d}"
        raise Refused(
            f"Les présences sont enregistrées depuis le {day:%d/%m/%Y} à {hour}{NO_BREAK}:"
            " la séance est close."
        )
    if session.is_cancelled:
        raise Refused("La séance est annulée.")


def _check_same_organisation(by, *things):
    if any(thing.organisation_id != by.organisation_id for thing in things):
        raise Refused("Cet élément relève d’une autre structure.")


def _set_facilitators(session, members):
    session.facilitators.exclude(member__in=members).delete()
    present = set(session.facilitators.values_list("member_id", flat=True))
    Facilitator.objects.bulk_create(
        Facilitator(organisation_id=session.organisation_id, session=session, member=member)
        for member in dict.fromkeys(members)
        if member.pk not in present
    )
