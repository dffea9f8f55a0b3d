"""The entry register of a period, issued as a numbered document."""

from equipment.papers.donations import REGISTER, register_facts
from equipment.selectors.donations import TooLong, register_entries
from equipment.services.acting import act
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.ui.formats import short_day

PRINTED_ROWS = 2_000


@act
def issue_register(*, by, start, end):
    """Freeze what came in between two days, both included, and print it."""
    try:
        entries = register_entries(by, start, end)
    except TooLong:
        entries = None
    if entries is None or len(entries) > PRINTED_ROWS:
        raise Refused(
            "Cette période compte trop d’objets pour un document\u00a0: choisissez-la plus courte."
        )
    return issue_document(
        REGISTER,
        register_facts(start, end, entries, by.organisation),
        subject=by,
        by=by,
        subtitle=f"du {short_day(start)} au {short_day(end)}",
    )
