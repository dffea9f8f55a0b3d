"""HTTP in, HTTP out."""

from workshops.views.attendance import attendance
from workshops.views.kits import kit
from workshops.views.planning import session_cancel, session_plan, session_update, workshop_create
from workshops.views.programme import my_sessions, session_list, week
from workshops.views.series import series_copy, series_plan
from workshops.views.sessions import (
    certificates_issue,
    participant_register,
    participant_search,
    participant_unregister,
    session_detail,
)
from workshops.views.settings import closure_remove, programme_settings
from workshops.views.workshops import workshop_detail, workshop_list, workshop_update

__all__ = [
    "attendance",
    "certificates_issue",
    "closure_remove",
    "kit",
    "my_sessions",
    "participant_register",
    "participant_search",
    "participant_unregister",
    "programme_settings",
    "series_copy",
    "series_plan",
    "session_cancel",
    "session_detail",
    "session_list",
    "session_plan",
    "session_update",
    "week",
    "workshop_create",
    "workshop_detail",
    "workshop_list",
    "workshop_update",
]
