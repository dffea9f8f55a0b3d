"""Days and hours for the tests, told when a test runs: a suite may begin before midnight."""

from datetime import timedelta

from django.utils import timezone


def today_ago(hours):
    """So many hours ago, or less while the day is younger than three: still today, in order."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return now - timedelta(hours=hours) * min(1, (now - midnight) / timedelta(hours=3))


def dated(fields):
    """The fields with each number of days from today made a day, for a table of cases."""
    return {
        name: timezone.localdate() + value if isinstance(value, timedelta) else value
        for name, value in fields.items()
    }
