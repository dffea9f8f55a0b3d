"""HTTP in, HTTP out."""

from workshops.views.amendments import all_present, session_amend, unfilled
from workshops.views.attendance import attendance
from workshops.views.calendars import month, my_calendar, private_feed, programme_paper
from workshops.views.courses import course_certify, session_summary
from workshops.views.feedback import feedback, feedback_open, feedback_type
from workshops.views.hours import my_hours, volunteers, volunteers_export, welcome
from workshops.views.kits import kit
from workshops.views.offline import offline
from workshops.views.online import my_registration, online_act, public_register, texts
from workshops.views.online_files import online_file
from workshops.views.planning import session_cancel, session_plan, session_update, workshop_create
from workshops.views.programme import my_sessions, session_list, week
from workshops.views.public import public_feed, public_programme
from workshops.views.series import series_copy, series_plan
from workshops.views.sessions import (
    certificates_issue,
    participant_register,
    participant_search,
    participant_unregister,
    session_detail,
)
from workshops.views.settings import closure_remove, programme_settings
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
from workshops.views.workshops import workshop_detail, workshop_list, workshop_update

__all__ = [
    "all_present",
    "attendance",
    "certificates_issue",
    "closure_remove",
    "course_certify",
    "feedback",
    "feedback_open",
    "feedback_type",
    "kit",
    "month",
    "my_calendar",
    "my_hours",
    "my_registration",
    "my_sessions",
    "offline",
    "online_act",
    "online_file",
    "participant_register",
    "participant_search",
    "participant_unregister",
    "private_feed",
    "programme_paper",
    "programme_settings",
    "public_feed",
    "public_programme",
    "public_register",
    "series_copy",
    "series_plan",
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
    "texts",
    "unfilled",
    "volunteers",
    "volunteers_export",
    "week",
    "welcome",
    "workshop_create",
    "workshop_detail",
    "workshop_list",
    "workshop_update",
]
