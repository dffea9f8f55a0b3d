"""The programme, its sessions, registrations and attendances.

Sessions, participations and distinct people are three numbers.
"""

from .attendances import Attendance, AttendanceQuerySet, AttendanceStatus
from .hours import HourlyRate, VolunteerHours
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
    VOLUNTEER_DAYS,
    Facilitator,
    SessionQuerySet,
    SessionStatus,
    WorkshopSession,
    start_of,
)
from .vocabulary import TAXONOMY_VERSION, Level, Procedure, Topic
from .whereabouts import Modality, SessionKind, Whereabouts

__all__ = [
    "TAXONOMY_VERSION",
    "VOLUNTEER_DAYS",
    "Attendance",
    "AttendanceQuerySet",
    "AttendanceStatus",
    "Facilitator",
    "HourlyRate",
    "KitItem",
    "KitReturn",
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
    "SessionKind",
    "SessionQuerySet",
    "SessionStatus",
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
