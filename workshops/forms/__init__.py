"""What people type about workshops; the rules are the acts' own."""

from .amendments import AmendForm
from .attendance import AttendanceForm
from .programme import CancelForm, PersonForm, SearchForm, SessionForm, WorkshopForm

__all__ = [
    "AmendForm",
    "AttendanceForm",
    "CancelForm",
    "PersonForm",
    "SearchForm",
    "SessionForm",
    "WorkshopForm",
]
