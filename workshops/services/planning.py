"""Planning: workshops, the dates of their sessions, changes, cancellation."""

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import hour, weekday_day
from workshops.models import (
    TAXONOMY_VERSION,
    Facilitator,
    Registration,
    SessionStatus,
    Workshop,
    WorkshopSession,
)
from workshops.refusals import refusing
from workshops.services.referred import answer_no_seat, answer_seat
from workshops.services.waiting import everyone_of, promote, release_all
from workshops.telling import tell_member, tell_partner, tell_person


@transaction.atomic
def create_workshop(*, by, title, topic, level, **about):
    """Add a workshop to the programme; `about` is the rest of its sheet."""
    with refusing(Workshop):
        workshop = Workshop.objects.create(
            organisation_id=by.organisation_id, title=title, topic=topic, level=level, **about
        )
    record("workshop.created", workshop, by=by, topic=topic, level=level)
    return workshop


@transaction.atomic
def update_workshop(*, workshop, by, **about):
    """Correct what a workshop says of itself; its sessions follow, its certificates stay."""
    workshop = Workshop.objects.visible_to(by).select_for_update(no_key=True).get(pk=workshop.pk)
    for name, value in about.items():
        setattr(workshop, name, value)
    workshop.taxonomy_version = TAXONOMY_VERSION
    with refusing(Workshop):
        workshop.save()
    record("workshop.updated", workshop, by=by, topic=workshop.topic, level=workshop.level)
    return workshop


@transaction.atomic
def plan_session(
    *, by, workshop, starts_at, ends_at, capacity, venue=None, facilitators=(), **where
):
    """Plan one date of a workshop: `where` is its kind and whereabouts, our venue by default."""
    check_same_organisation(by, workshop, *([venue] if venue else []), *facilitators)
    check_hours(starts_at, ends_at)
    check_one_room(by, facilitators, starts_at, ends_at)
    with refusing(WorkshopSession):
        session = WorkshopSession.objects.create(
            organisation_id=by.organisation_id,
            workshop=workshop,
            venue=venue,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=capacity,
            created_by=by,
            **where,
        )
    set_facilitators(session, facilitators)
    record("session.planned", session, by=by, workshop=workshop.pk, capacity=capacity)
    return session


@transaction.atomic
def update_session(*, session, by, starts_at, ends_at, capacity, facilitators, venue=None, **where):
    """Move a session that has not begun: place, time, seats, facilitators."""
    check_same_organisation(by, *([venue] if venue else []), *facilitators)
    session = locked_session(session, by)
    refuse_unless_planned(session)
    if session.has_started:
        raise Refused("La séance a commencé : elle ne se déplace plus.")
    if capacity < session.seats_taken:
        inscribed = counted(
            session.seats_taken, "personne est inscrite", "personnes sont inscrites"
        )
        raise Refused(f"{inscribed} : il faut au moins autant de places.")
    check_hours(starts_at, ends_at)
    check_one_room(by, facilitators, starts_at, ends_at, but=session)
    # Who leads no more is let go first: her hours do not hold the new ones back.
    session.facilitators.exclude(member__in=facilitators).delete()
    former = (session.starts_at, session.ends_at, session.place_line)
    former_words = f"{weekday_day(session.starts_at)} à {hour(session.starts_at)}"
    session.venue, session.capacity = venue, capacity
    session.starts_at, session.ends_at = starts_at, ends_at
    for name, value in where.items():
        setattr(session, name, value)
    with refusing(WorkshopSession, Facilitator):
        session.save(update_fields=["venue", "capacity", "starts_at", "ends_at", *where])
    set_facilitators(session, facilitators)
    if former != (session.starts_at, session.ends_at, session.place_line):
        _tell_change(session, former_words, by)
        answer_seat(session, _with_a_seat(session), by)
    promote(session)
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
    concerned, released = release_all(session, now)
    session.status, session.seats_taken = SessionStatus.CANCELLED, 0
    session.cancelled_at, session.cancelled_by, session.cancel_reason = now, by, reason.strip()
    session.save(
        update_fields=["status", "seats_taken", "cancelled_at", "cancelled_by", "cancel_reason"]
    )
    record("session.cancelled", session, by=by, released_count=released)
    people = [row.beneficiary_id for row in concerned if isinstance(row, Registration)]
    answer_no_seat(session, people, by)
    _tell_cancellation(session, concerned, by)
    return session


def locked_session(session, by):
    """The session, locked and read again."""
    return (
        WorkshopSession.objects.visible_to(by)
        .locked()
        .select_related("workshop", "venue", "organisation")
        .get(pk=session.pk)
    )


def _with_a_seat(session):
    return list(session.registrations.registered().values_list("beneficiary_id", flat=True))


def _tell_change(session, former, by):
    """What moved, told to each one alone."""
    sentence = f"La séance prévue {former} change. Voici ce qui vaut maintenant\u00a0:"
    for row in everyone_of(session):
        tell_person(row, session, "Votre atelier change", sentence)
    _tell_leaders(session, by, "Une séance que vous animez change", sentence)


def _tell_cancellation(session, concerned, by):
    """We cancel, and say so; the reason is ours, and stays on our page."""
    for row in concerned:
        tell_person(
            row,
            session,
            "Votre atelier est annulé",
            f"{session.organisation.name} doit annuler cette séance. Vous n’avez rien à faire.",
        )
        if not isinstance(row, Registration):
            tell_partner(
                row,
                session,
                "Une séance est annulée",
                f"{row.first_name}, que vous aviez inscrit·e, était attendu·e à cette séance.",
            )
    _tell_leaders(session, by, "Une séance que vous animez est annulée", session.cancel_reason)


def _tell_leaders(session, by, subject, sentence):
    for each in session.facilitators.exclude(member=by).select_related("member__user"):
        tell_member(each.member, session, subject, sentence)


def refuse_unless_planned(session):
    """A closed or cancelled session no longer changes."""
    if session.is_closed:
        day = timezone.localtime(session.closed_at)
        at = f"{day.hour}{NO_BREAK}h{NO_BREAK}{day.minute:02d}"
        raise Refused(
            f"Les présences sont enregistrées depuis le {day:%d/%m/%Y} à {at}{NO_BREAK}:"
            " la séance est close."
        )
    if session.is_cancelled:
        raise Refused("La séance est annulée.")


def check_same_organisation(by, *things):
    if any(thing.organisation_id != by.organisation_id for thing in things):
        raise Refused("Cet élément relève d’une autre structure.")


def check_hours(starts_at, ends_at):
    """A session ends the day it starts, as people read the clock, whatever the clock change."""
    if ends_at <= starts_at:
        raise Refused("La séance doit finir après son début.")
    if timezone.localtime(starts_at).date() != timezone.localtime(ends_at).date():
        raise Refused(
            "Une séance finit le jour où elle commence\u00a0:"
            " pour passer minuit, planifiez-en deux."
        )


def check_one_room(by, members, starts_at, ends_at, but=None):
    """Say who already leads what at these hours; the database refuses what slips through."""
    taken = (
        Facilitator.objects.filter(
            organisation=by.organisation_id,
            member__in=list(members),
            period__overlap=DateTimeTZRange(starts_at, ends_at),
        )
        .exclude(session=but)
        .select_related("member__user", "session__workshop", "session__venue")
        .order_by("period", "pk")
        .first()
    )
    if taken:
        other = taken.session
        raise Refused(
            f"{taken.member} anime déjà «\u00a0{other.workshop}\u00a0», de {hour(other.starts_at)}"
            f" à {hour(other.ends_at)} ({other.place})\u00a0:"
            " on n’est pas dans deux salles à la fois."
        )


def set_facilitators(session, members):
    """Those who lead, and no one else."""
    session.facilitators.exclude(member__in=members).delete()
    present = set(session.facilitators.values_list("member_id", flat=True))
    with refusing(Facilitator):
        Facilitator.objects.bulk_create(
            Facilitator(organisation_id=session.organisation_id, session=session, member=member)
            for member in dict.fromkeys(members)
            if member.pk not in present
        )
