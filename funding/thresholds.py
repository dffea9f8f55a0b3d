"""The amounts the law counts from, each in force from a day: nothing is hard-wired elsewhere."""

import datetime
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Threshold:
    """One figure of the law, from the day it is in force."""

    code: str
    value: Decimal
    in_force_from: datetime.date
    source: str


AGREEMENT, CERTIFIED, ACCOUNTS, PUBLIC_SHARE = "agreement", "certified", "accounts", "public_share"

# A change of the law is a new row, never an edit: figures of former years keep their threshold.
THRESHOLDS = (
    Threshold(AGREEMENT, Decimal("23000.00"), datetime.date(2001, 6, 6), "décret 2001-495"),
    Threshold(CERTIFIED, Decimal("75000.00"), datetime.date(1996, 2, 24), "CGCT, L2313-1-1"),
    Threshold(ACCOUNTS, Decimal("153000.00"), datetime.date(2001, 5, 1), "C. com., L612-4"),
    # Not a law of every grant: what most public funders ask, unless their programme says more.
    Threshold(PUBLIC_SHARE, Decimal("80.00"), datetime.date(2000, 4, 12), "usage des financeurs"),
)


def threshold(code, on):
    """The threshold of that code in force that day."""
    known = [row for row in THRESHOLDS if row.code == code]
    in_force = [row for row in known if row.in_force_from <= on]
    return max(in_force, key=lambda row: row.in_force_from) if in_force else known[0]
