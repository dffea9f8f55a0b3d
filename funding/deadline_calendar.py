"""Deadlines as a calendar (RFC 5545): whole days, an alarm a month before."""

import datetime

from django.conf import settings
from django.http import HttpResponse

from workshops.calendars.ics import escaped, folded


def deadline_calendar(deadlines, name):
    """The text of the feed."""
    host = settings.PUBLIC_URL.split("//", 1)[-1].split("/")[0].split(":")[0]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Inclusion//Echeances//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    for deadline in deadlines:
        lines += _event(deadline, host)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)


def _event(deadline, host):
    after = deadline.on + datetime.timedelta(days=1)
    by = f" (par {deadline.owner})" if deadline.owner else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{deadline.subject.replace(':', '-')}@{host}",
        f"DTSTAMP:{deadline.on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{deadline.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{escaped(deadline.title + by)}",
        f"DESCRIPTION:{escaped(deadline.detail)}",
        f"URL:{settings.PUBLIC_URL}{deadline.url}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(deadline.title)}",
        "TRIGGER:-P30D",
        "END:VALARM",
        "END:VEVENT",
    ]


def calendar_response(text):
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="echeances.ics"'
    return response
