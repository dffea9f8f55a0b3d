"""Calendar feeds (RFC 5545): sessions as events, nobody's name inside."""

from datetime import UTC

from django.conf import settings
from django.http import HttpResponse

from inclusion.text import counted

LINE_BYTES = 75


def escaped(text):
    """Text as a property's value wants it."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return text.replace("\n", "\\n")


def folded(line):
    """A line cut every 75 bytes at most, never inside a character."""
    pieces, piece, size = [], "", 0
    for character in line:
        weight = len(character.encode())
        if size + weight > LINE_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += weight
    return "\r\n".join([*pieces, piece])


def _stamp(instant):
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _event(session, host, with_seats):
    status = "CANCELLED" if session.is_cancelled else "CONFIRMED"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{session.pk}@{host}",
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
    host = settings.PUBLIC_URL.split("//", 1)[-1].split("/")[0].split(":")[0]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Inclusion//Ateliers//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
    ]
    for session in sessions:
        lines += _event(session, host, with_seats)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)


def feed_response(text):
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="ateliers.ics"'
    return response
