"""Every act on workshops: one function, one transaction."""

from workshops.services.amendments import amend_session
from workshops.services.attendance import close_session
from workshops.services.certificates import issue_certificates
from workshops.services.kits import check_in_kit, take_kit
from workshops.services.planning import (
    cancel_session,
    create_workshop,
    plan_session,
    update_session,
    update_workshop,
)
from workshops.services.registration import register_participant, unregister_participant

__all__ = [
    "amend_session",
    "cancel_session",
    "check_in_kit",
    "close_session",
    "create_workshop",
    "issue_certificates",
    "plan_session",
    "register_participant",
    "take_kit",
    "unregister_participant",
    "update_session",
    "update_workshop",
]
