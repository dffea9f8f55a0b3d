"""Every act of funding: one function, one transaction."""

from funding.services.agreements import sign_agreement, sign_amendment
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
from funding.services.complements import (
    answer_complement,
    cancel_complement,
    request_complement,
    resolve_complement,
)
from funding.services.expenses import (
    cancel_expense,
    check_expense,
    correct_expense,
    record_credit_note,
    record_expense,
)
from funding.services.explaining import explain_finding, explain_grant_finding
from funding.services.funders import write_profile, write_program
from funding.services.grant_life import (
    award_request,
    refuse_grant,
    review_grant,
    start_grant,
    terminate_grant,
    withdraw_grant,
)
from funding.services.grantees import share_between_grantees
from funding.services.granting import amend_grant, award_grant, request_grant
from funding.services.instalments import (
    call_instalment,
    cancel_instalment,
    plan_instalments,
    set_instalment,
)
from funding.services.payments import (
    match_payment,
    record_payment,
    reverse_payment,
    unmatch_payment,
)
from funding.services.planning import create_project, update_project, write_plan
from funding.services.previewing import ask_for_preview
from funding.services.publishing import change_line, enter_line, publish_year, remove_line
from funding.services.rejections import accept_again, set_aside
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
from funding.services.shared_review import consent_to_shared_review, vote_for_shared_review
from funding.services.sharing import share_grant
from funding.services.treasury import add_commitment, note_balance, remove_commitment
from funding.services.versions import withdraw_submission

__all__ = [
    "accept_again",
    "add_commitment",
    "amend_grant",
    "answer_complement",
    "answer_question",
    "approve_at_once",
    "approve_submission",
    "ask_for_preview",
    "ask_question",
    "attach_paper",
    "award_grant",
    "award_request",
    "call_instalment",
    "cancel_complement",
    "cancel_expense",
    "cancel_instalment",
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
    "detach_paper",
    "enter_line",
    "explain_finding",
    "explain_grant_finding",
    "mark_ready",
    "match_payment",
    "move_charge",
    "note_balance",
    "open_report",
    "open_review",
    "plan_instalments",
    "publish_year",
    "receive_repayment",
    "record_contribution",
    "record_credit_note",
    "record_expense",
    "record_payment",
    "record_repayment",
    "refuse_grant",
    "reject_submission",
    "release_charges",
    "remove_charge",
    "remove_commitment",
    "remove_contribution",
    "remove_line",
    "reopen_restricted_funds",
    "reopen_review",
    "request_complement",
    "request_grant",
    "resolve_complement",
    "retain_value",
    "reverse_payment",
    "review_grant",
    "seal_charges",
    "set_aside",
    "set_instalment",
    "set_targets",
    "share_between_grantees",
    "share_grant",
    "sign_agreement",
    "sign_amendment",
    "spread_expense",
    "start_grant",
    "submit_report",
    "take_back_report",
    "terminate_grant",
    "unmatch_payment",
    "update_project",
    "value_hours",
    "vote_for_shared_review",
    "withdraw_grant",
    "withdraw_submission",
    "withdraw_value",
    "write_budget",
    "write_plan",
    "write_profile",
    "write_program",
    "write_report",
]
