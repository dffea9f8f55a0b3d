"""HTTP in, HTTP out."""

from workshops.views.amendments import all_present, session_amend, unfilled
from workshops.views.attendance import attendance
from workshops.views.courses import course_certify, session_summary
from workshops.views.feedback import feedback, feedback_open, feedback_type
from workshops.views.planning import session_cancel, session_plan, session_update, workshop_create
from workshops.views.programme import my_sessions, session_list, week
from workshops.views.sessions import (
    certificates_issue,
    participant_register,
    participant_search,
    participant_unregister,
    session_detail,
)
from workshops.views.sheets import (
    session_sign,
    sheet_add,
    sheet_attach,
    sheet_discard,
    sheet_download,
    sheet_list,
    sheet_print,
    signature_download,
)

__all__ = [
    "all_present",
    "attendance",
    "certificates_issue",
    "course_certify",
    "feedback",
    "feedback_open",
    "feedback_type",
    "my_sessions",
    "participant_register",
    "participant_search",
    "participant_unregister",
    "session_amend",
    "session_cancel",
    "session_detail",
    "session_list",
    "session_plan",
    "session_sign",
    "session_summary",
    "session_update",
    "sheet_add",
    "sheet_attach",
    "sheet_discard",
    "sheet_download",
    "sheet_list",
    "sheet_print",
    "signature_download",
    "unfilled",
    "week",
    "workshop_create",
]
