"""The days a page counts over: a month, a quarter, a year, or any two days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from inclusion.ui.formats import MONTHS, day

FIRST_YEAR, LAST_YEAR = 2000, 2100
QUARTERS = ("1er", "2e", "3e", "4e")


def month_number(day):
    """Months counted from year 0: the next month is one more."""
    return day.year * 12 + day.month - 1


def month_of_number(number):
    return date(number // 12, number % 12 + 1, 1)


def end_of_month(day):
    return month_of_number(month_number(day) + 1) - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From one day to another, both included; `code` names it when it has a name."""

    first: date
    last: date
    code: str = ""

    @classmethod
    def year(cls, year):
        return cls(date(year, 1, 1), date(year, 12, 31), f"{year}")

    @classmethod
    def quarter(cls, year, rank):
        first = date(year, 3 * rank - 2, 1)
        return cls(first, end_of_month(date(year, 3 * rank, 1)), f"{year}-T{rank}")

    @classmethod
    def month(cls, year, month):
        first = date(year, month, 1)
        return cls(first, end_of_month(first), f"{year}-{month:02d}")

    @classmethod
    def between(cls, first, last):
        """These days, under their name when they are a month, a quarter or a year."""
        whole = first.day == 1 and last == end_of_month(last)
        months = month_number(last) - month_number(first) + 1
        if whole and months == 1:
            return cls.month(first.year, first.month)
        if whole and months == 3 and first.month % 3 == 1:
            return cls.quarter(first.year, first.month // 3 + 1)
        if whole and months == 12 and first.month == 1:
            return cls.year(first.year)
        return cls(first, last)

    @property
    def label(self):
        """« 2021 », « 1er trimestre 2021 », « mars 2021 », « du 3 mars 2021 au 9 avril 2021 »."""
        if re.fullmatch(r"\d{4}", self.code):
            return f"année {self.code}"
        if "T" in self.code:
            return f"{QUARTERS[int(self.code[-1]) - 1]} trimestre {self.first.year}"
        if self.code:
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        if self.first == self.last:
            return f"le {day(self.first)}"
        return f"du {day(self.first)} au {day(self.last)}"

    @property
    def months(self):
        """(first, last) month numbers of the months held whole; None when there is none."""
        low = month_number(self.first) + (self.first.day != 1)
        high = month_number(self.last) - (self.last != end_of_month(self.last))
        return (low, high) if low <= high else None

    @property
    def edges(self):
        """[(first, last)] days of the months held in part: two at most."""
        if self.months is None:
            return [(self.first, self.last)]
        low, high = (month_of_number(number) for number in self.months)
        found = []
        if self.first < low:
            found.append((self.first, low - timedelta(days=1)))
        if self.last > end_of_month(high):
            found.append((end_of_month(high) + timedelta(days=1), self.last))
        return found

    def shifted(self, step):
        """The period of the same kind before (−1) or after (1); None for free days."""
        if not self.code:
            return None
        length = month_number(self.last) - month_number(self.first) + 1
        first = month_of_number(month_number(self.first) + step * length)
        if not FIRST_YEAR <= first.year <= LAST_YEAR:
            return None
        last = end_of_month(month_of_number(month_number(first) + length - 1))
        return Period.between(first, last)

    @property
    def query(self):
        """What an address says of it."""
        if self.code:
            return {"periode": self.code}
        return {"du": self.first.isoformat(), "au": self.last.isoformat()}


def named_period(code):
    """The Period of « 2021 », « 2021-T1 » or « 2021-03 »; None when it is none of them."""
    found = re.fullmatch(r"([0-9]{4})(?:-T([1-4])|-(0[1-9]|1[0-2]))?", code)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    if found[2]:
        return Period.quarter(int(found[1]), int(found[2]))
    if found[3]:
        return Period.month(int(found[1]), int(found[3]))
    return Period.year(int(found[1]))


def month_label(month):
    return f"{MONTHS[month.month - 1]} {month.year}"
