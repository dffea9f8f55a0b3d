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
from funding.services.bulk_approval import approve_at_once
from funding.services.closing import close_grant, receive_repayment, record_repayment, reopen_review
from funding.services.complements import cancel_complement, request_complement, resolve_complement
from funding.services.expenses import (
    cancel_expense,
    check_expense,
    correct_expense,
    record_credit_note,
    record_expense,
)
from funding.services.granting import amend_grant, award_grant
from funding.services.planning import create_project, explain_finding, update_project, write_plan
from funding.services.publishing import change_line, enter_line, publish_year, remove_line
from funding.services.rejections import accept_again, set_aside
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
from funding.services.shared_review import consent_to_shared_review, vote_for_shared_review
from funding.services.sharing import share_grant
from funding.services.versions import withdraw_submission

__all__ = [
    "accept_again",
    "amend_grant",
    "answer_question",
    "approve_at_once",
    "approve_submission",
    "ask_question",
    "award_grant",
    "cancel_complement",
    "cancel_expense",
    "change_line",
    "charge_expense",
    "check_expense",
    "close_grant",
    "close_question",
    "close_restricted_funds",
    "consent_to_shared_review",
    "correct_contribution",
    "correct_expense",
    "create_project",
    "enter_line",
    "explain_finding",
    "mark_ready",
    "move_charge",
    "open_report",
    "open_review",
    "publish_year",
    "receive_repayment",
    "record_contribution",
    "record_credit_note",
    "record_expense",
    "record_repayment",
    "reject_submission",
    "release_charges",
    "remove_charge",
    "remove_contribution",
    "remove_line",
    "reopen_restricted_funds",
    "reopen_review",
    "request_complement",
    "resolve_complement",
    "seal_charges",
    "set_aside",
    "share_grant",
    "spread_expense",
    "submit_report",
    "take_back_report",
    "update_project",
    "value_hours",
    "vote_for_shared_review",
    "withdraw_submission",
    "write_budget",
    "write_plan",
    "write_report",
]
