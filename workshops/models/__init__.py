"""The programme, its sessions, registrations and attendances.

Sessions, participations and distinct people are three numbers.
"""

from .attendances import Attendance, AttendanceQuerySet, AttendanceStatus
from .kits import KitItem, KitReturn
from .programme import Workshop, WorkshopQuerySet
from .registrations import Registration, RegistrationQuerySet, RegistrationStatus
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
    "KitItem",
    "KitReturn",
    "Level",
    "Modality",
    "Procedure",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationStatus",
    "SessionKind",
    "SessionQuerySet",
    "SessionStatus",
    "Topic",
    "Whereabouts",
    "Workshop",
    "WorkshopQuerySet",
    "WorkshopSession",
    "start_of",
]
