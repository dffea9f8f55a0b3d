"""Calendars as agendas read them (RFC 5545), whatever their events are."""

from django.conf import settings
from django.http import HttpResponse

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


def unique_id(key):
    """The name of an event in every agenda: the same at each reading."""
    host = settings.PUBLIC_URL.split("//", 1)[-1].split("/")[0].split(":")[0]
    return f"{key}@{host}"


def calendar(events, name, *, product, every):
    """The text of a feed: `events` are lists of lines, read again every so many hours."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Inclusion//{product}//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{every}H",
        f"X-PUBLISHED-TTL:PT{every}H",
    ]
    for event in events:
        lines += event
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)


def calendar_response(text, file_name):
    """The feed as a browser or an agenda receives it."""
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file_name}"'
    return response
