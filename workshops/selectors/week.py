"""The week on one page: days, half-hours, and sessions side by side when they overlap."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Sum, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from inclusion.text import counted
from inclusion.ui.formats import MONTHS, NBSP, day, ordinal
from workshops.models import Facilitator, Registration, SessionStatus, WorkshopSession

FIRST_HOUR, LAST_HOUR = 9, 17
QUARTERS = 4
SATURDAY, SUNDAY = 5, 6
LOOKS = {
    "planned": "planned",
    "to_fill": "todo",
    "closed": "proven",
    "cancelled": "cancelled",
}


@dataclass
class Block:
    """One session in its day's column: rows are quarters of an hour from the first hour shown."""

    session: WorkshopSession
    row: int
    span: int
    lane: int = 1
    is_alone: bool = True

    @property
    def look(self):
        """The class of the block, by state."""
        return LOOKS[self.state]

    @property
    def state(self):
        if self.session.is_cancelled:
            return "cancelled"
        if self.session.is_closed:
            return "closed"
        return "to_fill" if self.session.is_to_fill else "planned"


@dataclass
class Day:
    date: object
    blocks: list = field(default_factory=list)
    lanes: int = 1
    is_today: bool = False

    @property
    def is_narrow(self):
        """An empty weekend day takes little room."""
        return not self.blocks and self.date.weekday() >= SATURDAY and not self.is_today


@dataclass
class Week:
    monday: object
    days: list
    hours: list
    session_count: int
    registration_count: int
    people_count: int

    @property
    def title(self):
        """« 16 – 21 novembre 2026 », « 30 novembre – 5 décembre 2026 »."""
        last = self.days[-1].date
        if last.month == self.monday.month:
            return f"{ordinal(self.monday)} – {day(last)}"
        start = f"{ordinal(self.monday)}{NBSP}{MONTHS[self.monday.month - 1]}"
        if last.year != self.monday.year:
            start += f" {self.monday.year}"
        return f"{start} – {day(last)}"

    @property
    def counts_line(self):
        """« 10 séances · 90 inscriptions · 61 personnes différentes »."""
        return " · ".join(
            [
                counted(self.session_count, "séance"),
                counted(self.registration_count, "inscription"),
                counted(self.people_count, "personne différente", "personnes différentes"),
            ]
        )

    @property
    def hour_count(self):
        return len(self.hours) - 1

    @property
    def layout(self):
        """Which weekend days take a full column."""
        words = []
        if not self.days[SATURDAY].is_narrow:
            words.append("sat")
        if len(self.days) > SUNDAY:
            words.append("sun")
        return " ".join(words)

    @property
    def previous(self):
        return self.monday - timedelta(days=7)

    @property
    def next(self):
        return self.monday + timedelta(days=7)

    @property
    def is_current(self):
        return self.monday <= timezone.localdate() < self.next


def with_leaders(sessions):
    """The sessions with `leaders`, the names of those who lead them, in the same query."""
    names = (
        Facilitator.objects.filter(organisation=OuterRef("organisation"), session=OuterRef("pk"))
        .order_by("member__user__first_name", "pk")
        .values(
            name=Concat(F("member__user__first_name"), Value(" "), F("member__user__last_name"))
        )
    )
    return sessions.annotate(leaders=ArraySubquery(names))


def week_of(monday, sessions):
    """The week that starts on `monday`, out of `sessions` (already restricted to a member)."""
    sunday = monday + timedelta(days=6)
    found = sessions.on_days(monday, sunday)
    rows = list(with_leaders(found).select_related("workshop", "venue").order_by("starts_at", "pk"))
    first, last = _hours_shown(rows)
    days = _days(monday, rows)
    for each in days:
        _place(each, rows, first)
    kept = found.exclude(status=SessionStatus.CANCELLED)
    people = Registration.objects.registered().filter(session__in=kept.order_by().values("pk"))
    counts = kept.order_by().aggregate(
        sessions=Count("pk"), registrations=Coalesce(Sum("seats_taken"), 0)
    )
    return Week(
        monday=monday,
        days=days,
        hours=[(hour, (hour - first) * QUARTERS) for hour in range(first, last + 1)],
        session_count=counts["sessions"],
        registration_count=counts["registrations"],
        people_count=people.aggregate(n=Count("beneficiary_id", distinct=True))["n"],
    )


def _hours_shown(rows):
    """From 9 h to 17 h, and further when a session needs it."""
    first, last = FIRST_HOUR, LAST_HOUR
    for session in rows:
        starts_at, ends_at = _local(session)
        first = min(first, starts_at.hour)
        last = max(last, ends_at.hour + (1 if ends_at.minute else 0))
        if ends_at.date() > starts_at.date():
            last = 24
    return first, last


def _days(monday, rows):
    """Monday to Saturday; Sunday when something happens on it, or when it is today."""
    today = timezone.localdate()
    busy = {timezone.localtime(session.starts_at).weekday() for session in rows}
    dates = [monday + timedelta(days=n) for n in range(7)]
    return [
        Day(date=date, is_today=date == today)
        for date in dates
        if date.weekday() != SUNDAY or SUNDAY in busy or date == today
    ]


def _place(column, rows, first_hour):
    """Put the day's sessions in rows, and in lanes when they overlap."""
    cluster, cluster_end = [], None
    for session in rows:
        starts_at = timezone.localtime(session.starts_at)
        if starts_at.date() != column.date:
            continue
        row = (starts_at.hour - first_hour) * QUARTERS + starts_at.minute // 15
        end = row + max(1, -(-session.minutes // 15))
        block = Block(session=session, row=row, span=end - row)
        if cluster and row >= cluster_end:
            cluster, cluster_end = [], None
        taken = {other.lane for other in cluster if other.row + other.span > row}
        block.lane = next(lane for lane in range(1, len(taken) + 2) if lane not in taken)
        cluster.append(block)
        cluster_end = max(cluster_end or 0, end)
        if len(cluster) > 1:
            for other in cluster:
                other.is_alone = False
        column.lanes = max(column.lanes, block.lane)
        column.blocks.append(block)


def _local(session):
    return timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
