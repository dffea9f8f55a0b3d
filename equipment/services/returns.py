"""The report of a return: what came back with the device, and what is still to erase."""

from dataclasses import dataclass
from decimal import Decimal

from equipment.papers.after import RETURN_REPORT, return_facts
from inclusion.documents.issuing import issue_document
from inclusion.money import ZERO


@dataclass(frozen=True)
class Returned:
    """What is counted when a device comes back; `accessories` are (name, is it back)."""

    accessories: tuple = ()
    words: str = ""
    person_erased: bool = False
    was_lent: bool = False
    is_exchanged: bool = False
    deposit: Decimal = ZERO
    deposit_back: Decimal = ZERO


def issue_return_report(allocation, device, by, returned):
    """Issue the report to be signed by both; None when nobody is known to have it."""
    if allocation is None or allocation.beneficiary is None:
        return None
    return issue_document(
        RETURN_REPORT,
        return_facts(allocation, device, by, returned),
        subject=allocation,
        by=by,
        subtitle=f"{allocation.beneficiary}, {device.short_name}"[:200],
    )
