"""Every act of funding: one function, one transaction."""

from funding.services.allocations import (
    charge_expense,
    move_charge,
    release_charges,
    remove_charge,
    seal_charges,
    spread_expense,
)
from funding.services.budgeting import (
    close_restricted_funds,
    correct_contribution,
    record_contribution,
    remove_contribution,
    reopen_restricted_funds,
    value_hours,
    write_budget,
)
from funding.services.expenses import (
    cancel_expense,
    check_expense,
    correct_expense,
    record_credit_note,
    record_expense,
)
from funding.services.granting import amend_grant, award_grant
from funding.services.planning import (
    create_project,
    explain_finding,
    update_project,
    write_plan,
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
    "award_grant",
    "cancel_expense",
    "charge_expense",
    "check_expense",
    "close_question",
    "close_restricted_funds",
    "correct_contribution",
    "correct_expense",
    "create_project",
    "explain_finding",
    "mark_ready",
    "move_charge",
    "open_report",
    "open_review",
    "record_contribution",
    "record_credit_note",
    "record_expense",
    "reject_submission",
    "release_charges",
    "remove_charge",
    "remove_contribution",
    "reopen_restricted_funds",
    "seal_charges",
    "spread_expense",
    "submit_report",
    "take_back_report",
    "update_project",
    "value_hours",
    "write_budget",
    "write_plan",
    "write_report",
]
