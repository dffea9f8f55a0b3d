"""Reads of workshops: figures, the week, the roll."""

from workshops.selectors.figures import Figures, figures, session_counts
from workshops.selectors.roll import (
    RollLine,
    amendable_lines,
    amendments_of,
    attendance_roll,
    roll_of,
    sessions_to_fill,
)
from workshops.selectors.session import (
    Participant,
    certificates_of,
    people_to_warn,
    session_people,
)
from workshops.selectors.week import Week, week_of, with_leaders

__all__ = [
    "Figures",
    "Participant",
    "RollLine",
    "Week",
    "amendable_lines",
    "amendments_of",
    "attendance_roll",
    "certificates_of",
    "figures",
    "people_to_warn",
    "roll_of",
    "session_counts",
    "session_people",
    "sessions_to_fill",
    "week_of",
    "with_leaders",
]
