"""Calendar feeds (RFC 5545): sessions as events, nobody's name inside."""

from datetime import UTC

from inclusion.calendars.ics import calendar, escaped, unique_id
from inclusion.text import counted


def _stamp(instant):
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _event(session, with_seats):
    status = "CANCELLED" if session.is_cancelled else "CONFIRMED"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{unique_id(session.pk)}",
        f"DTSTAMP:{_stamp(session.created_at)}",
        f"DTSTART:{_stamp(session.starts_at)}",
        f"DTEND:{_stamp(session.ends_at)}",
        f"SUMMARY:{escaped(session.workshop.title)}",
        f"LOCATION:{escaped(session.place_line)}",
        f"STATUS:{status}",
    ]
    about = [session.workshop.content]
    if with_seats and session.takes_registrations:
        about.append(f"{counted(session.seats_taken, 'inscrit')} sur {session.capacity}")
    about = "\n".join(part for part in about if part)
    if about:
        lines.append(f"DESCRIPTION:{escaped(about)}")
    return [*lines, "END:VEVENT"]


def feed(sessions, name, *, with_seats=False):
    """The text of a feed."""
    events = [_event(session, with_seats) for session in sessions]
    return calendar(events, name, product="Ateliers", every=4)
