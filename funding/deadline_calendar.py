"""Deadlines as a calendar (RFC 5545): whole days, an alarm a month before."""

import datetime

from django.conf import settings

from inclusion.calendars.ics import calendar, escaped, unique_id


def deadline_calendar(deadlines, name):
    """The text of the feed."""
    events = [_event(deadline) for deadline in deadlines]
    return calendar(events, name, product="Echeances", every=12)


def _event(deadline):
    after = deadline.on + datetime.timedelta(days=1)
    by = f" (par {deadline.owner})" if deadline.owner else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{unique_id(deadline.subject.replace(':', '-'))}",
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
