"""The lines that count the workshops: added up each night, or counted again from what is noted."""

from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.rounds import ask_everywhere
from inclusion.organisations.database import active_organisation_id
from workshops.models import Attendance, SessionStatus, WorkshopSession

ADD_UP_JOB = "workshops.add_up_figures"
CHUNK = 500
# Lines added meanwhile are not seen here: they stay for the next night, nothing counts twice.
ADD_UP = """
WITH added AS (DELETE FROM workshops_figureline WHERE organisation_id = %s RETURNING *)
INSERT INTO workshops_figureline (id, organisation_id, month, axis, value, before, is_kept,
    sessions, named, walk_ins, anonymous, people)
SELECT gen_random_uuid(), organisation_id, month, axis, value, before, is_kept,
    sum(sessions), sum(named), sum(walk_ins), sum(anonymous), sum(people)
FROM added GROUP BY organisation_id, month, axis, value, before, is_kept
HAVING sum(sessions) <> 0 OR sum(named) <> 0 OR sum(walk_ins) <> 0 OR sum(anonymous) <> 0
    OR sum(people) <> 0
"""


def ask_to_add_up(today=None):
    """Record this night's job of every organisation; asked twice in a day, recorded once."""
    ask_everywhere(ADD_UP_JOB, today or timezone.localdate())


@organisation_task(ADD_UP_JOB, label="Comptes des ateliers")
def run_adding_up(job, in_organisation):
    with outbox.holding(job):
        add_up()
        outbox.finish(job)


def add_up():
    """One line a month, value and month before, in the active organisation; sums stay the same."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP, [active_organisation_id()])


@contextmanager
def counted_once():
    """Write a great many sessions and presences; they are counted at the end, all together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.figures_wait', 'on', true)")
        yield
        cursor.execute("SELECT set_config('app.figures_wait', '', true)")
    count_again()


def count_again():
    """Count every closed session and every person of the active organisation from the rows."""
    sessions = WorkshopSession.objects.filter(
        organisation=active_organisation_id(), status=SessionStatus.CLOSED
    )
    people = Attendance.objects.filter(
        organisation=active_organisation_id(), beneficiary__isnull=False
    )
    _count("sessions", list(sessions.order_by("pk").values_list("pk", flat=True)))
    _count(
        "people",
        list(people.order_by("beneficiary").distinct().values_list("beneficiary", flat=True)),
    )


def _count(what, keys):
    with connection.cursor() as cursor:
        for start in range(0, len(keys), CHUNK):
            few = keys[start : start + CHUNK]
            arguments = [few, None] if what == "sessions" else [None, few]
            cursor.execute("SELECT workshops_count(%s::uuid[], %s::uuid[])", arguments)
