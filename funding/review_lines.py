"""The lines of a frozen report that a funder may set aside: charges, and records it pays for."""

from dataclasses import dataclass
from decimal import Decimal

from django.template.defaultfilters import date

from funding.evidence import frozen_lines
from funding.models import EvidenceKind
from funding.presentation import line_label


@dataclass(frozen=True)
class Line:
    """A line of the frozen copy: its code, what it is called, what it justifies at most."""

    code: str
    label: str
    amount: Decimal | None


def find_line(submission, snapshot, code):
    """The line of that code, or None: « charges.60.1 », or the number of a record."""
    for line in snapshot["charges"]:
        if line["code"] == code:
            return Line(code, line_label(line, {}), _amount(line["realised"]))
    for kind in (EvidenceKind.HAND_OVER, EvidenceKind.EXPENSE):
        record = frozen_lines(submission, kind).filter(number=code).first()
        if record is not None:
            return Line(code, f"{code}, {record.label}, {date(record.on, 'F Y')}", record.amount)
    return None


def charge_lines(snapshot):
    """(code, label) of the charges that were realised."""
    return [
        (line["code"], line_label(line, {}))
        for line in snapshot["charges"]
        if _amount(line["realised"])
    ]


def _amount(text):
    return None if text is None else Decimal(text)
