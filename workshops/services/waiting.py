"""The waiting list: first come, first promoted, by the lock of the session's row.

Files and online requests wait in one line, ordered by the instant they joined it.
"""

from django.utils import timezone

from workshops.models import OnlineStatus, Registration, RegistrationStatus
from workshops.services.referred import answer_seat
from workshops.telling import tell_partner, tell_person


def next_waiting(session):
    """Who waits first: a registration or an online request, None when nobody does."""
    firsts = [
        rows.waitlisted()
        .order_by("waitlisted_at", "pk")
        .select_for_update(of=("self",), no_key=True)
        .first()
        for rows in (
            session.registrations.select_related("beneficiary"),
            session.online_registrations,
        )
    ]
    waiting = [row for row in firsts if row is not None]
    return min(waiting, key=lambda row: (row.waitlisted_at, row.pk), default=None)


def promote(session):
    """Give the free seats of a locked session to those who wait; returns who got one."""
    promoted = []
    if not session.is_planned or session.has_started:
        return promoted
    while session.seats_left > 0:
        row = next_waiting(session)
        if row is None:
            break
        row.status = RegistrationStatus.REGISTERED
        row.waitlisted_at = None
        row.save(update_fields=["status", "waitlisted_at"])
        session.seats_taken += 1
        session.save(update_fields=["seats_taken"])
        promoted.append(row)
        if isinstance(row, Registration):
            answer_seat(session, [row.beneficiary_id])
        tell_person(
            row,
            session,
            "Une place s’est libérée pour vous",
            "Vous étiez en liste d’attente\u00a0: vous avez maintenant une place.",
            "Si vous ne pouvez plus venir, annulez\u00a0: la personne suivante aura la place.",
        )
        if not isinstance(row, Registration):
            tell_partner(
                row,
                session,
                "Une place s’est libérée",
                f"{row.first_name}, que vous aviez inscrit·e, a maintenant une place.",
            )
    return promoted


def everyone_of(session):
    """Those who hold a seat or wait for one, files then online requests."""
    return [
        *session.registrations.filter(
            status__in=[RegistrationStatus.REGISTERED, RegistrationStatus.WAITLISTED]
        )
        .select_related("beneficiary")
        .order_by("pk"),
        *session.online_registrations.live().order_by("pk"),
    ]


def release_all(session, now=None):
    """Nobody holds or waits any more: the session is cancelled. Returns those who did."""
    now = now or timezone.now()
    concerned = everyone_of(session)
    released = session.registrations.filter(
        status__in=[RegistrationStatus.REGISTERED, RegistrationStatus.WAITLISTED]
    ).update(status=RegistrationStatus.CANCELLED, cancelled_at=now)
    released += session.online_registrations.live().update(
        status=OnlineStatus.CANCELLED, cancelled_at=now
    )
    return concerned, released


def take_free_seat(session):
    """Take a seat of a locked session; False when it is full."""
    if session.seats_left <= 0:
        return False
    session.seats_taken += 1
    session.save(update_fields=["seats_taken"])
    return True


def give_back(session):
    """A seat of a locked session is free again: whoever waits first gets it."""
    session.seats_taken -= 1
    session.save(update_fields=["seats_taken"])
    return promote(session)
