"""Interim reports without any finding, approved in one gesture: each by its own act."""

from funding.models import SubmissionState
from funding.permissions import can_review
from funding.selectors.reviews import approvable_at_once
from funding.services.reviewing import approve_submission, open_review
from inclusion.exceptions import Refused

AT_ONCE = 100


def approve_at_once(*, keys, by):
    """Approve those of `keys` that still may be; returns the submissions approved."""
    if not can_review(by):
        raise Refused("L’examen revient aux agents du financeur.")
    if not keys:
        raise Refused("Cochez au moins un compte rendu.")
    approved = []
    for submission in approvable_at_once(by).filter(pk__in=keys).order_by("pk")[:AT_ONCE]:
        try:
            if submission.state == SubmissionState.SUBMITTED:
                open_review(submission=submission, by=by)
            approved.append(approve_submission(submission=submission, by=by))
        except Refused:
            # Someone else decided, or asked, in the meantime: that one is left to be read.
            continue
    return approved
