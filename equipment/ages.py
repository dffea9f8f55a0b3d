"""How long devices have been where they are, in the four ages of the board and of the list.

Counted in whole days of the calendar, as the list says them: a device of yesterday is one day old.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

# Code → first day of age, first day beyond (None: no end).
AGES = {"7": (0, 7), "30": (7, 30), "90": (30, 90), "plus": (90, None)}
AGE_CHOICES = [
    ("7", "moins de 7\u00a0jours"),
    ("30", "7 à 29\u00a0jours"),
    ("90", "30 à 89\u00a0jours"),
    ("plus", "90\u00a0jours et plus"),
]


def age_of(days):
    """The code of an age in days."""
    return next(code for code, (_, end) in AGES.items() if end is None or days < end)


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


def aged(queryset, code):
    """The devices whose age in their status is this one."""
    start, end = AGES[code]
    today = timezone.localdate()
    if start:
        queryset = queryset.filter(status_since__lt=midnight(today - timedelta(days=start - 1)))
    if end is not None:
        queryset = queryset.filter(status_since__gte=midnight(today - timedelta(days=end - 1)))
    return queryset
