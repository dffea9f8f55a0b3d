"""What was held over a period, by axis: from the lines of whole months, from rows at the edges.

Whole months cost one query of small rows, however many presences there are. The days of a month
held in part are counted from the sessions and presences themselves: two months of them at most.
"""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import timedelta

from django.db import connection
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from workshops.models import Attendance, Axis, FigureLine, WorkshopSession, start_of
from workshops.periods import month_number, month_of_number


@dataclass(frozen=True)
class Count:
    """Sessions, participations, persons: three numbers, never summed with each other.

    `people` have a file and count once; nobody knows who the others are: each of their
    participations may be somebody already counted, or somebody more.
    """

    sessions: int = 0
    named: int = 0
    walk_ins: int = 0
    anonymous: int = 0
    people: int = 0
    # Of the people, those who had never come before.
    newcomers: int = 0

    @property
    def participations(self):
        return self.named + self.walk_ins + self.anonymous

    @property
    def unnamed(self):
        """Participations of people without a file."""
        return self.walk_ins + self.anonymous

    @property
    def most_people(self):
        return self.people + self.unnamed

    @property
    def known(self):
        """Of the people, those who had come before the period."""
        return self.people - self.newcomers

    def __add__(self, other):
        names = [field.name for field in fields(self)]
        return Count(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def __bool__(self):
        return any(getattr(self, field.name) for field in fields(self))


NOTHING = Count()
# Presences read one by one for the months held in part, at most: some seconds.
PRESENCES_READ = 30_000


def activity(organisation, period):
    """{axis: {value: Count}} of an organisation over a period."""
    counts = defaultdict(dict)
    for axis, value, count in _of_lines(organisation, period):
        counts[axis][value] = count
    if period.edges:
        for axis, value, count in _of_edges(organisation, period):
            counts[axis][value] = counts[axis].get(value, NOTHING) + count
    found = {axis: {v: c for v, c in values.items() if c} for axis, values in counts.items()}
    return {axis: values for axis, values in found.items() if values}


def total_of(counts):
    return counts.get(Axis.TOTAL, {}).get("", NOTHING)


def _of_lines(organisation, period):
    """The whole months; of those forgotten since, whose days are not known, every month touched."""
    first, last = period.first.replace(day=1), period.last.replace(day=1)
    low, high = map(month_of_number, period.months or (month_number(last) + 1,) * 2)
    inside = Q(month__gte=low, month__lte=high)
    new, since = Q(before__isnull=True), Q(before__isnull=True) | Q(before__lt=first)
    counted = inside & Q(is_kept=False)
    before_inside = Q(before__isnull=True) | Q(before__lt=low)
    kept = Q(is_kept=True)

    def total(name, condition):
        return Coalesce(Sum(name, filter=condition), 0)

    lines = (
        FigureLine.objects.filter(organisation=organisation, month__gte=first, month__lte=last)
        .values("axis", "value")
        .annotate(
            sessions_sum=total("sessions", inside),
            named_sum=total("named", inside),
            walk_ins_sum=total("walk_ins", inside),
            anonymous_sum=total("anonymous", inside),
            people_sum=total("people", (counted & before_inside) | (kept & since)),
            newcomers_sum=total("people", (counted | kept) & new),
        )
        .order_by()
    )
    for line in lines:
        names = [field.name for field in fields(Count)]
        yield line["axis"], line["value"], Count(**{n: line[f"{n}_sum"] for n in names})


EDGES = """
WITH edge AS MATERIALIZED (
    SELECT s.id, c.counts FROM workshops_workshopsession s
    JOIN workshops_countedsession c
        ON c.organisation_id = s.organisation_id AND c.session_id = s.id
    WHERE s.organisation_id = %(org)s AND s.status = 'closed' AND (
        s.starts_at >= %(a)s AND s.starts_at < %(b)s
        OR s.starts_at >= %(c)s AND s.starts_at < %(d)s)
), came AS MATERIALIZED (
    SELECT DISTINCT a.beneficiary_id, k.key
    FROM edge e JOIN workshops_attendance a
        ON a.organisation_id = %(org)s AND a.session_id = e.id AND a.status = 'seen'
        AND a.beneficiary_id IS NOT NULL
    CROSS JOIN LATERAL (
        SELECT key FROM jsonb_object_keys(e.counts) AS key
        WHERE split_part(key, '|', 1) NOT IN ('age', 'gender', 'situation', 'qpv')
        UNION ALL SELECT * FROM workshops_person_keys(a)
    ) AS k(key)
), people AS (
    SELECT c.key,
        count(*) FILTER (WHERE %(low)s > %(high)s OR NOT EXISTS (
            SELECT 1 FROM jsonb_array_elements_text(p.months->c.key) AS m
            WHERE m::int BETWEEN %(low)s AND %(high)s)) AS people,
        count(*) FILTER (WHERE c.key = 'total|'
            AND (p.months->c.key->>0)::int >= %(first)s
            AND (p.months->c.key->>0)::int NOT BETWEEN %(low)s AND %(high)s
            AND NOT ((p.months->c.key->>0)::int = %(first)s AND EXISTS (
                SELECT 1 FROM workshops_attendance a JOIN workshops_workshopsession s
                    ON s.organisation_id = a.organisation_id AND s.id = a.session_id
                WHERE a.organisation_id = %(org)s AND a.beneficiary_id = p.beneficiary_id
                AND a.status = 'seen' AND s.status = 'closed' AND s.starts_at < %(start)s))
        ) AS newcomers
    FROM came c JOIN workshops_countedperson p
        ON p.organisation_id = %(org)s AND p.beneficiary_id = c.beneficiary_id
    GROUP BY c.key
), held AS (
    SELECT k.key, sum((k.value->>0)::int) AS sessions, sum((k.value->>1)::int) AS named,
        sum((k.value->>2)::int) AS walk_ins, sum((k.value->>3)::int) AS anonymous
    FROM edge e CROSS JOIN LATERAL jsonb_each(e.counts) AS k GROUP BY k.key
)
SELECT held.key, sessions, named, walk_ins, anonymous, coalesce(people, 0), coalesce(newcomers, 0)
FROM held LEFT JOIN people USING (key)
"""


class TooMany(Exception):
    """So many presences in months held in part that counting them would keep everybody waiting."""


def refuse_too_many(organisation, period):
    """Raise TooMany when a free period would have more than PRESENCES_READ presences read."""
    days = Q(pk__in=[])
    for first, last in period.edges:
        days |= Q(starts_at__gte=start_of(first), starts_at__lt=start_of_next(last))
    sessions = WorkshopSession.objects.filter(days, organisation=organisation)
    read = Attendance.objects.filter(
        organisation=organisation, session__in=sessions.order_by().values("pk")
    )
    if read.order_by()[: PRESENCES_READ + 1].count() > PRESENCES_READ:
        raise TooMany


def _of_edges(organisation, period):
    """From the sessions and the presences of the days of months held in part."""
    refuse_too_many(organisation, period)
    ranges = [(start_of(first), start_of_next(last)) for first, last in period.edges]
    (a, b), (c, d) = ranges[0], ranges[-1]
    low, high = period.months or (1, 0)
    parameters = {
        "org": organisation.pk,
        **{"a": a, "b": b, "c": c, "d": d, "low": low, "high": high},
        "first": month_number(period.first),
        "start": start_of(period.first),
    }
    with connection.cursor() as cursor:
        cursor.execute(EDGES, parameters)
        for key, *counts in cursor.fetchall():
            axis, _, value = key.partition("|")
            yield axis, value, Count(*counts)


def start_of_next(day):
    """The first instant after a day, in local time, whatever the clock change."""
    return start_of(day + timedelta(days=1))


def months_of(organisation, period):
    """[(month, Count)] of each month touched by a period, whole months; those of nothing too."""
    first, last = period.first.replace(day=1), period.last.replace(day=1)
    lines = (
        FigureLine.objects.filter(
            organisation=organisation, axis=Axis.TOTAL, month__gte=first, month__lte=last
        )
        .values("month")
        .annotate(
            **{
                f"{name}_sum": Sum(name)
                for name in ("sessions", "named", "walk_ins", "anonymous", "people")
            },
            newcomers_sum=Coalesce(Sum("people", filter=Q(before__isnull=True)), 0),
        )
        .order_by()
    )
    names = [field.name for field in fields(Count)]
    found = {line["month"]: Count(**{n: line[f"{n}_sum"] for n in names}) for line in lines}
    numbers = range(month_number(first), month_number(last) + 1)
    return [(month, found.get(month, NOTHING)) for month in map(month_of_number, numbers)]


def years_with_sessions(organisation):
    """The years in which something was held, latest first."""
    months = FigureLine.objects.filter(organisation=organisation, axis=Axis.TOTAL)
    lines = months.values("month").annotate(held=Sum("sessions")).filter(held__gt=0).order_by()
    return sorted({line["month"].year for line in lines}, reverse=True)
