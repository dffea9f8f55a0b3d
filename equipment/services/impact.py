"""Issuing the impact statement of a period."""

from equipment.impact import statement_of
from equipment.papers.impact import IMPACT_STATEMENT, impact_facts
from equipment.selectors.impact import second_lives
from equipment.services.acting import act
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.ui.formats import day


@act
def issue_impact_statement(*, start, end, by):
    """The statement of what was handed over from `start` to `end`, both days included."""
    statement = statement_of(second_lives(by, start, end))
    if not statement.count:
        raise Refused("Aucun appareil réemployé n’a été remis pendant cette période.")
    document = issue_document(
        IMPACT_STATEMENT,
        impact_facts(statement, start, end, by),
        subject=by,
        by=by,
        subtitle=f"du {day(start)} au {day(end)}",
    )
    record("impact.stated", by, by=by, document=document.pk, devices=statement.count)
    return document
