"""What is due when, by the law. Pure: dates in, dates out."""

import calendar
import datetime
from dataclasses import dataclass

REPORT_MONTHS = 6
ESSENTIAL_DATA_MONTHS = 3
SOON_DAYS = 60
# Days left at which a deadline is recalled; 0 once it is late.
REMINDER_STEPS = (60, 30, 7)
LATE = 0
YEARS_WITH_ACCOUNTS, YEARS_WITHOUT, YEARS_EUROPE = 10, 5, 10


@dataclass(frozen=True)
class DueDay:
    """A delay that two readings end on two days: recalled on the first, late after the last."""

    remind_on: datetime.date
    late_after: datetime.date

    def days_left(self, today):
        return (self.remind_on - today).days

    def is_late(self, today):
        return today > self.late_after


def months_later(day, months):
    """The same day of a later month, its last one when it has no such day (strict reading)."""
    month = day.month + months
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, _last(year, month)))


def _last(year, month):
    return calendar.monthrange(year, month)[1]


def end_of_month_later(day, months):
    """Months later, from an end of month to an end of month (30/06 → 31/12)."""
    later = months_later(day, months)
    if day.day == _last(day.year, day.month):
        return later.replace(day=_last(later.year, later.month))
    return later


def report_due(period_end):
    """Six months after the exercise (loi 2000-321, art. 10), by both readings."""
    readings = (
        months_later(period_end, REPORT_MONTHS),
        end_of_month_later(period_end, REPORT_MONTHS),
    )
    return DueDay(min(readings), max(readings))


def report_due_on(period_end):
    """The last day on which a report is on time: end of month to end of month."""
    return report_due(period_end).late_after


def essential_data_due_on(signed_on):
    """Three months after the signature (décret 2017-779), when the agreement asks for it."""
    return months_later(signed_on, ESSENTIAL_DATA_MONTHS)


def kept_until(exercise_ends_on, *, needs_accounts, is_european=False, last_paid_on=None):
    """The last day its papers are kept.

    Ten years when annual accounts are due, else five; European money ten years at least, and five
    after the end of the year of its last payment.
    """
    years = YEARS_WITH_ACCOUNTS if needs_accounts else YEARS_WITHOUT
    if not is_european:
        return months_later(exercise_ends_on, 12 * years)
    day = months_later(exercise_ends_on, 12 * YEARS_EUROPE)
    if last_paid_on is not None:
        day = max(day, datetime.date(last_paid_on.year + YEARS_WITHOUT, 12, 31))
    return day


def step_reached(due, today):
    """The reminder that is due today, or None: the nearest step passed, 0 once it is late."""
    if due.is_late(today):
        return LATE
    left = due.days_left(today)
    return min((step for step in REMINDER_STEPS if left <= step), default=None)
