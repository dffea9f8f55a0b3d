"""Every act of funding: one function, one transaction."""

from funding.services.agreements import sign_agreement, sign_amendment
from funding.services.deadline_feeds import make_deadline_feed, revoke_deadline_feed
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
from funding.services.treasury import add_commitment, note_balance, remove_commitment

__all__ = [
    "add_commitment",
    "amend_grant",
    "answer_question",
    "approve_submission",
    "ask_question",
    "award_grant",
    "award_request",
    "call_instalment",
    "cancel_instalment",
    "close_question",
    "create_project",
    "explain_finding",
    "make_deadline_feed",
    "mark_ready",
    "match_payment",
    "note_balance",
    "open_report",
    "open_review",
    "plan_instalments",
    "record_payment",
    "refuse_grant",
    "reject_submission",
    "remove_commitment",
    "request_grant",
    "reverse_payment",
    "review_grant",
    "revoke_deadline_feed",
    "set_instalment",
    "share_between_grantees",
    "sign_agreement",
    "sign_amendment",
    "start_grant",
    "submit_report",
    "take_back_report",
    "terminate_grant",
    "unmatch_payment",
    "update_project",
    "withdraw_grant",
    "write_plan",
    "write_profile",
    "write_program",
    "write_report",
]
