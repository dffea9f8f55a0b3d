"""Every act of funding: one function, one transaction."""

from funding.services.granting import amend_grant, award_grant
from funding.services.planning import (
    create_project,
    explain_finding,
    update_project,
    write_plan,
)
from funding.services.publishing import change_line, enter_line, publish_year, remove_line
from funding.services.reporting import (
    mark_ready,
    open_report,
    submit_report,
    take_back_report,
    write_report,
)
from funding.services.reviewing import (
    answer_question,
    approve_submission,
    ask_question,
    close_question,
    open_review,
    reject_submission,
)

__all__ = [
    "amend_grant",
    "answer_question",
    "approve_submission",
    "ask_question",
    "award_grant",
    "change_line",
    "close_question",
    "create_project",
    "enter_line",
    "explain_finding",
    "mark_ready",
    "open_report",
    "open_review",
    "publish_year",
    "reject_submission",
    "remove_line",
    "submit_report",
    "take_back_report",
    "update_project",
    "write_plan",
    "write_report",
]
