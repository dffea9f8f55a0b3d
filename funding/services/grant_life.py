"""The life of a grant once it is asked for: each step, by whom and from which state."""

from funding.grant_acts import refuse_unless_open
from funding.models import GrantState
from funding.refusals import act
from funding.services.granting import follow_up, locked_grant, reason_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record


@act
def review_grant(*, grant, by):
    """The funder acknowledged the request: it is being examined."""
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "review")
    return _move(grant, GrantState.UNDER_REVIEW, "grant.under_review", by)


@act
def award_request(*, grant, granted_amount, decided_on, by, decision_reference=""):
    """The funder said yes, for an amount that may differ from what was asked."""
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "award")
    if granted_amount <= 0:
        raise Refused("Une subvention accordée est supérieure à zéro.")
    if grant.requested_on and decided_on < grant.requested_on:
        raise Refused("La décision suit la demande\u00a0: vérifiez sa date.")
    grant.granted_amount, grant.decided_on = granted_amount, decided_on
    grant.decision_reference = decision_reference
    return _move(
        grant, GrantState.GRANTED, "grant.awarded", by,
        "granted_amount", "decided_on", "decision_reference",
        funder=grant.funder_id, granted_amount=granted_amount, funded_units=grant.funded_units,
    )  # fmt: skip


@act
def refuse_grant(*, grant, reason, by):
    """The funder said no, and why."""
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "refuse")
    grant.state_reason = reason_of(reason)
    return _move(grant, GrantState.REFUSED, "grant.refused", by, "state_reason")


@act
def withdraw_grant(*, grant, reason, by):
    """The organisation gives its request up."""
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "withdraw")
    grant.state_reason = reason_of(reason)
    return _move(grant, GrantState.WITHDRAWN, "grant.withdrawn", by, "state_reason")


@act
def start_grant(*, grant, by):
    """The action begins."""
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "start")
    return _move(grant, GrantState.RUNNING, "grant.started", by)


@act
def terminate_grant(*, grant, reason, by):
    """The grant stops before its end; what was paid too much is given back afterwards."""
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "terminate")
    grant.state_reason = reason_of(reason)
    return _move(grant, GrantState.TERMINATED, "grant.terminated", by, "state_reason")


def _move(grant, state, entry, by, *fields, **facts):
    grant.state = state
    grant.save(update_fields=["state", *fields])
    record(entry, grant, by=by, **facts)
    follow_up(grant)
    return grant
