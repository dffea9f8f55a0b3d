"""When a person's request must be answered.

GDPR, article 12(3): within one month of receipt; two more months when it is complex. Counted as
Regulation (EEC, Euratom) 1182/71, article 3, counts: the day of receipt is not in it; the last
day is the same date of the month, or its last day when it has no such date; a Saturday, a Sunday
or a public holiday leads to the next working day.
"""

from datetime import timedelta

from beneficiaries.retention.rules import add_months
from inclusion.places.hours.holidays import is_holiday

ANSWER_MONTHS = 1
EXTENDED_MONTHS = 3


def due_on(received_on, months=ANSWER_MONTHS):
    """The last day to answer what was received that day."""
    day = add_months(received_on, months)
    while day.weekday() > 4 or is_holiday(day):
        day += timedelta(days=1)
    return day
