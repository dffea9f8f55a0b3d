"""Every act of funding: one function, one transaction."""

from funding.services.granting import amend_grant, award_grant
from funding.services.planning import (
    create_project,
    explain_finding,
    update_project,
    write_plan,
)
from funding.services.report_parts import (
    attach_paper,
    detach_paper,
    retain_value,
    set_targets,
    withdraw_value,
)
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
    "attach_paper",
    "award_grant",
    "close_question",
    "create_project",
    "detach_paper",
    "explain_finding",
    "mark_ready",
    "open_report",
    "open_review",
    "reject_submission",
    "retain_value",
    "set_targets",
    "submit_report",
    "take_back_report",
    "update_project",
    "withdraw_value",
    "write_plan",
    "write_report",
]
