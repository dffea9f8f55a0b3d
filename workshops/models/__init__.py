"""The programme, its sessions, registrations and attendances.

Sessions, participations and distinct people are three numbers.
"""

from .amendments import SessionAmendment
from .anonymous import ANONYMOUS_COUNTERS, ANONYMOUS_QUESTIONS
from .attendances import Attendance, AttendanceQuerySet, AttendanceStatus
from .feedback import Face, FeedbackCount, FeedbackQuestion
from .programme import TAXONOMY_VERSION, Level, Topic, Workshop, WorkshopQuerySet
from .registrations import Registration, RegistrationQuerySet, RegistrationStatus
from .sessions import (
    LATE_ENTRY_DAYS,
    VOLUNTEER_DAYS,
    Facilitator,
    SessionQuerySet,
    SessionStatus,
    WorkshopSession,
    start_of,
)
from .sheets import SessionSignature, SheetReading, SignedSheet

__all__ = [
    "ANONYMOUS_COUNTERS",
    "ANONYMOUS_QUESTIONS",
    "LATE_ENTRY_DAYS",
    "TAXONOMY_VERSION",
    "VOLUNTEER_DAYS",
    "Attendance",
    "AttendanceQuerySet",
    "AttendanceStatus",
    "Face",
    "Facilitator",
    "FeedbackCount",
    "FeedbackQuestion",
    "Level",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationStatus",
    "SessionAmendment",
    "SessionQuerySet",
    "SessionSignature",
    "SessionStatus",
    "SheetReading",
    "SignedSheet",
    "Topic",
    "Workshop",
    "WorkshopQuerySet",
    "WorkshopSession",
    "start_of",
]
