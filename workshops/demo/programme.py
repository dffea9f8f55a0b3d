"""Building an association's sessions in bulk, people shared out among them."""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from workshops.models import (
    Attendance,
    AttendanceStatus,
    Facilitator,
    Modality,
    Registration,
    SessionKind,
    SessionStatus,
    Workshop,
    WorkshopSession,
)
from workshops.services.counting import counted_once

FORGOTTEN_MINUTES = 10


class Programme:
    """The workshops of one association; `save()` writes it in four statements, and counts it."""

    def __init__(self, world, slug, *, seed):
        self.world = world
        self.organisation = world.organisations[slug]
        self.people = world.people[slug]
        self.venues = world.venues[slug]
        self.draw = Random(seed)  # noqa: S311 — a fixed draw, not a secret
        self.rows = {WorkshopSession: [], Facilitator: [], Registration: [], Attendance: []}

    def workshop(self, title, topic, content, level="debutant"):
        return Workshop.objects.create(
            organisation=self.organisation, title=title, topic=topic, content=content, level=level
        )

    def session(self, workshop, day, hours, *, venue, seats, leaders, people=(), **said):
        """One session; it is closed when its end is past, unless `left_open`.

        `said` may hold absent_people (or absent: how many, drawn), anonymous, left_open, outside
        and kind.
        """
        starts_at, ends_at = (_instant(day, hour) for hour in hours)
        session = WorkshopSession(
            organisation=self.organisation,
            workshop=workshop,
            **_where(venue, said),
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=seats,
            seats_taken=len(people),
            created_by=leaders[0],
            created_at=starts_at - timedelta(days=14),
        )
        self.rows[WorkshopSession].append(session)
        self.rows[Facilitator] += [
            Facilitator(organisation=self.organisation, session=session, member=leader)
            for leader in leaders
        ]
        self.rows[Registration] += [
            Registration(
                organisation=self.organisation,
                session=session,
                beneficiary=person,
                registered_by=leaders[0],
                registered_at=starts_at - timedelta(days=7),
            )
            for person in people
        ]
        if ends_at < timezone.now() and not said.get("left_open"):
            self._close(session, people, leaders[0], said)
        return session

    def _close(self, session, people, by, said):
        session.status = SessionStatus.CLOSED
        session.closed_at = session.ends_at + timedelta(minutes=FORGOTTEN_MINUTES)
        session.closed_by = by
        session.anonymous_count = said.get("anonymous", 0)
        # Whoever led counted women and men, and nothing else.
        session.anonymous_women = (session.anonymous_count + 1) // 2
        session.anonymous_men = session.anonymous_count // 3
        away = said.get("absent_people") or self.draw.sample(people, said.get("absent", 0))
        away = {person.pk for person in away}
        absences = [AttendanceStatus.NOSHOW, AttendanceStatus.EXCUSED]
        for place, person in enumerate(people):
            self.rows[Attendance].append(
                Attendance(
                    organisation=self.organisation,
                    session=session,
                    beneficiary=person,
                    status=absences[place % 2] if person.pk in away else AttendanceStatus.SEEN,
                    age_band=person.age_band(session.starts_at.year),
                    gender=person.gender,
                    situation=person.situation,
                    is_priority_neighbourhood=person.is_priority_neighbourhood,
                    recorded_by=by,
                    recorded_at=session.closed_at,
                )
            )

    def some(self, count):
        """So many people, drawn without repetition."""
        return self.draw.sample(self.people, min(count, len(self.people)))

    def save(self):
        with counted_once():
            for model, rows in self.rows.items():
                model.objects.bulk_create(rows, batch_size=1000)


def _where(venue, said):
    """Our venue; or, `outside` the walls, that place by its name and town."""
    kind = said.get("kind", SessionKind.GROUP)
    if not said.get("outside"):
        return {"venue": venue, "kind": kind}
    return {
        "modality": Modality.ELSEWHERE,
        "place_name": venue.name,
        "place_city": venue.city,
        "kind": kind,
    }


def share_out(people, sizes, draw):
    """Fill groups of these sizes with everyone at least once and nobody twice in a group.

    The places beyond one each go to people at random; the largest groups are filled first, so the
    sizes are met exactly.
    """
    times = dict.fromkeys(range(len(people)), 1)
    for _ in range(sum(sizes) - len(people)):
        times[draw.choice([n for n in draw.sample(range(len(people)), 5) if times[n] < 5])] += 1
    left = list(sizes)
    groups = [[] for _ in sizes]
    for n in sorted(times, key=lambda n: -times[n]):
        ranked = sorted(range(len(sizes)), key=lambda g: (-left[g], draw.random()))
        for g in ranked[: times[n]]:
            groups[g].append(people[n])
            left[g] -= 1
    return groups


def working_days(first, last):
    """The weekdays from `first` to `last`, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def _instant(day, hour):
    """9.5 is half past nine, in Paris."""
    return timezone.make_aware(datetime.combine(day, time(int(hour), round(hour % 1 * 60))))
