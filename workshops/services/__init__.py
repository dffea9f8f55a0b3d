"""Every act on workshops: one function, one transaction."""

from workshops.services.amendments import amend_session
from workshops.services.attendance import close_session
from workshops.services.certificates import issue_certificates
from workshops.services.planning import (
    cancel_session,
    create_workshop,
    plan_session,
    update_session,
)
from workshops.services.registration import register_participant, unregister_participant

__all__ = [
    "amend_session",
    "cancel_session",
    "close_session",
    "create_workshop",
    "issue_certificates",
    "plan_session",
    "register_participant",
    "unregister_participant",
    "update_session",
]
