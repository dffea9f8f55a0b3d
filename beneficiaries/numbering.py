"""File numbers: « A-0412 », one series per organisation, without a gap."""

from django.db import connection

from beneficiaries.search import as_file_number
from inclusion.documents.models import Counter
from inclusion.ids import uuid7

COUNTER = "beneficiaries.file"
# The series does not start again each year.
EVERY_YEAR = 0


def next_file_number(organisation_id):
    """The next number; its counter row stays locked until the act commits or gives it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_counter (id, organisation_id, kind, year, last)"
            " VALUES (%s, %s, %s, %s, 1) ON CONFLICT (organisation_id, kind, year)"
            " DO UPDATE SET last = documents_counter.last + 1 RETURNING last",
            [uuid7(), organisation_id, COUNTER, EVERY_YEAR],
        )
        return as_file_number(cursor.fetchone()[0])


def continue_after(organisation_id, last):
    """Let the series go on after numbers given elsewhere."""
    Counter.objects.update_or_create(
        organisation_id=organisation_id,
        kind=COUNTER,
        year=EVERY_YEAR,
        defaults={"last": last},
    )
