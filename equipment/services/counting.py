"""The lines that count the pool, added up each night into one a day."""

from django.db import connection
from django.utils import timezone

from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.rounds import ask_everywhere
from inclusion.organisations.database import active_organisation_id

MERGE_JOB = "equipment.add_up_counts"
# Lines added meanwhile are not seen here: they stay for the next night, nothing counts twice.
MERGE = """
WITH merged AS (DELETE FROM equipment_poolday WHERE organisation_id = %s RETURNING *)
INSERT INTO equipment_poolday
    (id, organisation_id, venue_key, status, day, present, arrived, received)
SELECT gen_random_uuid(), organisation_id, venue_key, status, day,
    sum(present), sum(arrived), sum(received)
FROM merged GROUP BY organisation_id, venue_key, status, day
HAVING sum(present) <> 0 OR sum(arrived) <> 0 OR sum(received) <> 0
"""


def ask_to_add_up(today=None):
    """Record this night's job of every organisation; asked twice in a day, recorded once."""
    ask_everywhere(MERGE_JOB, today or timezone.localdate())


@organisation_task(MERGE_JOB, label="Comptes du parc")
def run_adding_up(job, in_organisation):
    with outbox.holding(job):
        add_up()
        outbox.finish(job)


def add_up():
    """One line a day, place and status in the active organisation; the counts stay the same."""
    with connection.cursor() as cursor:
        cursor.execute(MERGE, [active_organisation_id()])
