"""The month on one page: whole weeks, each day with its sessions."""

from calendar import Calendar
from dataclasses import dataclass, field

from django.utils import timezone

from inclusion.text import counted
from inclusion.ui.formats import MONTHS
from workshops.calendars.public_holidays import public_holidays


@dataclass
class MonthDay:
    date: object
    is_outside: bool
    is_today: bool
    holiday: str = ""
    sessions: list = field(default_factory=list)


@dataclass
class Month:
    year: int
    month: int
    weeks: list
    session_count: int

    @property
    def title(self):
        return f"{MONTHS[self.month - 1]} {self.year}".capitalize()

    @property
    def counts_line(self):
        return counted(self.session_count, "séance")

    @property
    def previous(self):
        return f"{self.year - (self.month == 1)}-{(self.month - 2) % 12 + 1:02d}"

    @property
    def next(self):
        return f"{self.year + (self.month == 12)}-{self.month % 12 + 1:02d}"

    @property
    def days_held(self):
        """The days of the month that have a session: the list of a phone, and of paper."""
        return [day for week in self.weeks for day in week if day.sessions and not day.is_outside]


def month_of(year, month, sessions):
    """The month out of `sessions` (already restricted), one query."""
    today = timezone.localdate()
    dates = Calendar().monthdatescalendar(year, month)
    by_day = {}
    rows = sessions.on_days(dates[0][0], dates[-1][-1]).select_related("workshop", "venue")
    for session in rows.order_by("starts_at", "pk"):
        by_day.setdefault(timezone.localtime(session.starts_at).date(), []).append(session)
    weeks = [
        [
            MonthDay(
                date=day,
                is_outside=day.month != month,
                is_today=day == today,
                holiday=public_holidays(day.year).get(day, ""),
                sessions=by_day.get(day, []),
            )
            for day in week
        ]
        for week in dates
    ]
    count = sum(len(rows) for day, rows in by_day.items() if day.month == month)
    return Month(year=year, month=month, weeks=weeks, session_count=count)
