"""The programme, its sessions, registrations and attendances.

Sessions, participations and distinct people are three numbers.
"""

from .attendances import Attendance, AttendanceQuerySet, AttendanceStatus
from .programme import TAXONOMY_VERSION, Level, Topic, Workshop, WorkshopQuerySet
from .registrations import Registration, RegistrationQuerySet, RegistrationStatus
from .sessions import (
    VOLUNTEER_DAYS,
    Facilitator,
    SessionQuerySet,
    SessionStatus,
    WorkshopSession,
    start_of,
)

__all__ = [
    "TAXONOMY_VERSION",
    "VOLUNTEER_DAYS",
    "Attendance",
    "AttendanceQuerySet",
    "AttendanceStatus",
    "Facilitator",
    "Level",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationStatus",
    "SessionQuerySet",
    "SessionStatus",
    "Topic",
    "Workshop",
    "WorkshopQuerySet",
    "WorkshopSession",
    "start_of",
]
