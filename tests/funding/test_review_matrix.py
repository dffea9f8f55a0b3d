"""Every (role, state, action) of a submission: what is not in the table is refused."""

import pytest

from funding.models import ReportSubmission, SubmissionState
from funding.review_path import ACTIONS, may
from inclusion.organisations.models import Membership, Role

STATES = tuple(SubmissionState.values)
SIDES = ("funder", "association", "stranger")
# Written by hand, apart from the code: (side, role) → action → states.
OFFICER = {
    "open": {"submitted"},
    "ask": {"in_review"},
    "close_question": {"in_review"},
    "complement": {"in_review"},
    "end_complement": {"in_review"},
    "set_aside": {"in_review"},
    "accept_again": {"in_review"},
    "approve": {"in_review"},
    "reject": {"in_review"},
    "reopen": {"approved"},
    "close": {"approved"},
    "receive": {"closed"},
}
TREASURER = {"answer": {"in_review"}, "repay": {"closed"}}
ALLOWED = {
    ("funder", "OFFICER"): OFFICER,
    ("association", "TREASURER"): TREASURER,
    ("association", "MANAGER"): {**TREASURER, "withdraw": {"submitted"}},
}
ORGANISATIONS = {"funder": 1, "association": 2, "stranger": 3}


def test_the_table_names_every_action_and_state():
    assert set(ACTIONS) == set(OFFICER) | {"answer", "withdraw", "repay"}
    assert set(STATES) == {
        "submitted", "in_review", "approved", "rejected", "withdrawn", "replaced", "closed",
    }  # fmt: skip


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("role", Role.values)
def test_what_is_not_in_the_table_is_refused(side, role):
    member = Membership(organisation_id=ORGANISATIONS[side], role=role)
    allowed = ALLOWED.get((side, role), {})
    for state in STATES:
        submission = ReportSubmission(organisation_id=2, to_organisation_id=1, state=state)
        for action in ACTIONS:
            wanted = state in allowed.get(action, set())
            assert may(action, submission, member) is wanted, (side, role, state, action)


def test_a_delegate_withdraws_what_she_may_submit():
    delegate = Membership(organisation_id=2, role="TREASURER", may_submit_reports=True)
    submission = ReportSubmission(organisation_id=2, to_organisation_id=1, state="submitted")
    assert may("withdraw", submission, delegate)
    delegate.role = "MEDIATOR"
    assert not may("withdraw", submission, delegate)
