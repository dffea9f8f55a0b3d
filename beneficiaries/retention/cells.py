"""What remains of forgotten people: counts by month, so that past figures do not move by one.

Distinct people over several months are counted without linking anything: each month in which a
person came is one in a cell that says which month she had come before, if any. Over a period, the
people are the cells of its months whose « before » lies before it.
"""

from collections import Counter
from datetime import date

from django.db import connection

from beneficiaries.models import StatisticCell
from inclusion.ids import uuid7
from inclusion.journal.recording import canonical

PEOPLE_SEEN = "people_seen"
PARTICIPATIONS = "participations"
ABSENCES = "absences"
FILES_OPENED = "files_opened"


def month_of(day):
    return date(day.year, day.month, 1)


def add_cells(organisation_id, cells):
    """Add these counts: {(month, measure, dimensions as a tuple of pairs): number}."""
    with connection.cursor() as cursor:
        for (month, measure, pairs), number in sorted(cells.items(), key=repr):
            dimensions = canonical(dict(pairs))
            cursor.execute(
                "INSERT INTO beneficiaries_statisticcell"
                " (id, organisation_id, month, measure, dimensions, dimensions_key, count)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (organisation_id, month, measure, dimensions_key)"
                " DO UPDATE SET count = beneficiaries_statisticcell.count + excluded.count",
                [uuid7(), organisation_id, month, measure, dimensions, dimensions, number],
            )


def cells_of_months(months):
    """The cells of one person's months of presence."""
    cells, before = Counter(), ""
    for month in sorted(set(months)):
        cells[month, PEOPLE_SEEN, (("before", before),)] += 1
        before = f"{month:%Y-%m}"
    return cells


def forgotten_people_seen(organisation, start, end):
    """How many people since forgotten came between these days; months count whole."""
    first = f"{start:%Y-%m}"
    cells = StatisticCell.objects.filter(
        organisation=organisation,
        measure=PEOPLE_SEEN,
        month__gte=month_of(start),
        month__lte=end,
    )
    return sum(
        count
        for dimensions, count in cells.values_list("dimensions", "count")
        if dimensions["before"] < first
    )
