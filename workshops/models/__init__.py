"""The programme, its sessions, registrations and attendances.

Sessions, participations and distinct people are three numbers.
"""

from .amendments import SessionAmendment
from .anonymous import ANONYMOUS_COUNTERS, ANONYMOUS_QUESTIONS
from .attendances import Attendance, AttendanceQuerySet, AttendanceStatus
from .feedback import Face, FeedbackCount, FeedbackQuestion, FeedbackSlip
from .figures import PERSONAL_AXES, Axis, CountedPerson, CountedSession, FigureLine
from .hours import HourlyRate, VolunteerHours
from .imports import ImportedSession
from .kits import KitItem, KitReturn
from .online import OnlineRegistration, OnlineStatus
from .programme import Workshop, WorkshopQuerySet
from .registrations import Registration, RegistrationQuerySet, RegistrationStatus
from .series import (
    ProgrammeSettings,
    SchoolZone,
    SeriesOrigin,
    VenueClosure,
    WorkshopSeries,
)
from .sessions import (
    LATE_ENTRY_DAYS,
    VOLUNTEER_DAYS,
    Facilitator,
    LedAs,
    SessionQuerySet,
    SessionStatus,
    WorkshopSession,
    start_of,
)
from .sheets import SessionSignature, SheetReading, SignedSheet
from .vocabulary import TAXONOMY_VERSION, Level, Procedure, Topic
from .whereabouts import Modality, SessionKind, Whereabouts

__all__ = [
    "ANONYMOUS_COUNTERS",
    "ANONYMOUS_QUESTIONS",
    "LATE_ENTRY_DAYS",
    "PERSONAL_AXES",
    "TAXONOMY_VERSION",
    "VOLUNTEER_DAYS",
    "Attendance",
    "AttendanceQuerySet",
    "AttendanceStatus",
    "Axis",
    "CountedPerson",
    "CountedSession",
    "Face",
    "Facilitator",
    "FeedbackCount",
    "FeedbackQuestion",
    "FeedbackSlip",
    "FigureLine",
    "HourlyRate",
    "ImportedSession",
    "KitItem",
    "KitReturn",
    "LedAs",
    "Level",
    "Modality",
    "OnlineRegistration",
    "OnlineStatus",
    "Procedure",
    "ProgrammeSettings",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationStatus",
    "SchoolZone",
    "SeriesOrigin",
    "SessionAmendment",
    "SessionKind",
    "SessionQuerySet",
    "SessionSignature",
    "SessionStatus",
    "SheetReading",
    "SignedSheet",
    "Topic",
    "VenueClosure",
    "VolunteerHours",
    "Whereabouts",
    "Workshop",
    "WorkshopQuerySet",
    "WorkshopSeries",
    "WorkshopSession",
    "start_of",
]
