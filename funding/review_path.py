"""Who may do what to a submission, and in which state: whatever is not here is refused."""

from dataclasses import dataclass

from funding.models import ReportKind, SubmissionState
from funding.permissions import can_do_funding, can_review, can_submit
from inclusion.exceptions import Refused

S = SubmissionState
NOT_AN_OFFICER = "L’examen revient aux agents du financeur."
NOT_YOURS = "Votre rôle ne permet pas cet acte."


@dataclass(frozen=True)
class Action:
    """An act on a submission: the side it is done from, the rule of its role, the states."""

    is_of_the_funder: bool
    rule: object
    states: frozenset
    refusal: str


def _funder(*states):
    return Action(True, can_review, frozenset(states), NOT_AN_OFFICER)


def _association(*states, rule=can_do_funding):
    return Action(False, rule, frozenset(states), NOT_YOURS)


ACTIONS = {
    "open": _funder(S.SUBMITTED),
    "ask": _funder(S.IN_REVIEW),
    "close_question": _funder(S.IN_REVIEW),
    "complement": _funder(S.IN_REVIEW),
    "end_complement": _funder(S.IN_REVIEW),
    "set_aside": _funder(S.IN_REVIEW),
    "accept_again": _funder(S.IN_REVIEW),
    "approve": _funder(S.IN_REVIEW),
    "reject": _funder(S.IN_REVIEW),
    "reopen": _funder(S.APPROVED),
    "close": _funder(S.APPROVED),
    "receive": _funder(S.CLOSED),
    "answer": _association(S.IN_REVIEW),
    "withdraw": _association(S.SUBMITTED, rule=can_submit),
    "repay": _association(S.CLOSED),
}


def refuse_unless(action, submission, by):
    """Raise Refused when this member may not, or when the submission is not there (yet)."""
    wanted = ACTIONS[action]
    side = submission.to_organisation_id if wanted.is_of_the_funder else submission.organisation_id
    if by.organisation_id != side or not wanted.rule(by):
        raise Refused(wanted.refusal)
    if submission.state not in wanted.states:
        raise Refused(_why_not(action, submission))
    if action == "close" and submission.kind != ReportKind.FINAL:
        raise Refused("Une subvention se solde sur son compte rendu final.")


def may(action, submission, by):
    """Whether the act would be allowed now: what a page offers."""
    try:
        refuse_unless(action, submission, by)
    except Refused:
        return False
    return True


def _why_not(action, submission):
    if submission.state == S.WITHDRAWN:
        return "L’association a retiré ce compte rendu."
    if submission.state == S.REPLACED:
        return "Une version plus récente remplace ce compte rendu."
    if action == "open":
        return "L’examen de ce compte rendu est déjà ouvert."
    if action == "withdraw":
        return "L’examen est ouvert\u00a0: le compte rendu ne se retire plus."
    if submission.state == S.SUBMITTED:
        return "Ouvrez d’abord l’examen de ce compte rendu."
    if action in ("reopen", "close") and submission.state == S.IN_REVIEW:
        return "Ce compte rendu n’est pas encore approuvé."
    if submission.state == S.CLOSED:
        return "Cette subvention est déjà soldée."
    if action in ("receive", "repay"):
        return "Cette subvention n’est pas soldée."
    return "Ce compte rendu est déjà décidé."
