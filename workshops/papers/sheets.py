"""The sheet people sign: one page or more, whose code says which session it is."""

from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role
from inclusion.registry import registry
from workshops.papers.common import leader_facts, leaders_of, session_facts

ATTENDANCE_SHEET = "attendance_sheet"
# Lines for those who come without a seat, at least.
BLANKS_MIN = 4
BLANKS_MAX = 30


def register_kinds():
    """It names people: only those who open files read it."""
    register_kind(
        DocumentKind(
            code=ATTENDANCE_SHEET,
            label="Feuille d’émargement",
            prefix="EMG",
            template=ATTENDANCE_SHEET,
            roles=frozenset({Role.MANAGER, Role.MEDIATOR}),
        )
    )


def sheet_facts(session, people, *, is_large):
    """Names of those expected, then blank lines up to the seats."""
    return {
        "session": session_facts(session),
        "leaders": leader_facts(leaders_of([session])),
        "people": [str(person) for person in people],
        "blank_count": min(BLANKS_MAX, max(BLANKS_MIN, session.capacity - len(people))),
        "funders": [funder for source in registry.session_funders for funder in source(session)],
        "is_large": is_large,
    }
