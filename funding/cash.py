"""Cash from today on: what comes in, what goes out, the day it passes below zero. Pure."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from funding.deadlines import months_later
from inclusion.money import ZERO

HORIZON_MONTHS = 12


@dataclass(frozen=True)
class Movement:
    """Money in (positive) or out (negative) one day; `waits` for an approval when it does."""

    on: datetime.date
    amount: Decimal
    label: str
    waits: bool = False
    url: str = ""


@dataclass(frozen=True)
class Forecast:
    """The cash of a year to come."""

    start: Decimal
    first_day: datetime.date
    last_day: datetime.date
    movements: tuple = field(default=())

    def balances(self):
        """(movement, balance after it) in order: money in before money out on one day."""
        balance, rows = self.start, []
        for movement in self.movements:
            balance += movement.amount
            rows.append((movement, balance))
        return rows

    @property
    def below_zero_on(self):
        """The first evening on which the cash is below zero, or None."""
        if self.start < 0:
            return self.first_day
        evenings = {}
        for movement, balance in self.balances():
            evenings[movement.on] = balance
        return next((day for day, balance in evenings.items() if balance < 0), None)

    @property
    def lowest(self):
        """The lowest balance, and the day it is reached."""
        points = [(self.start, self.first_day)]
        points += [(balance, movement.on) for movement, balance in self.balances()]
        return min(points)

    @property
    def final(self):
        rows = self.balances()
        return rows[-1][1] if rows else self.start


def forecast(*, start, first_day, movements, delay_days=0):
    """The year to come, whatever waits for an approval shifted by `delay_days`."""
    last_day = months_later(first_day, HORIZON_MONTHS)
    shifted = [
        Movement(
            max(row.on, first_day) + datetime.timedelta(days=delay_days if row.waits else 0),
            row.amount,
            row.label,
            row.waits,
            row.url,
        )
        for row in movements
    ]
    kept = [row for row in shifted if row.on <= last_day]
    kept.sort(key=lambda row: (row.on, row.amount < ZERO, row.label))
    return Forecast(start, first_day, last_day, tuple(kept))


def monthly(label, amount, starts_on, ends_on, first_day):
    """A commitment of each month, from today to its end or the forecast's."""
    last = months_later(first_day, HORIZON_MONTHS)
    if ends_on is not None:
        last = min(last, ends_on)
    count, day = 0, starts_on
    while day <= last:
        if day >= first_day:
            yield Movement(day, -amount, label)
        count += 1
        day = months_later(starts_on, count)
