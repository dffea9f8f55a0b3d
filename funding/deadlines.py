"""When a report is due."""

import calendar

REPORT_MONTHS = 6
SOON_DAYS = 60


def report_due_on(period_end):
    """Six months later, end of month to end of month (loi 2000-321, art. 10)."""
    month = period_end.month + REPORT_MONTHS
    year, month = period_end.year + (month - 1) // 12, (month - 1) % 12 + 1
    last = calendar.monthrange(year, month)[1]
    was_last = period_end.day == calendar.monthrange(period_end.year, period_end.month)[1]
    return period_end.replace(
        year=year, month=month, day=last if was_last else min(period_end.day, last)
    )
