"""A report taken back before its review, and a version that replaces the one before."""

from django.utils import timezone

from funding.models import ComplementRequest, ReportSubmission, SubmissionState
from funding.refusals import act
from funding.review_path import refuse_unless
from funding.services.review_letters import write_to_officers
from funding.services.shared_review import refresh_copies
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

# What lets the association open, then submit, the next version.
SENT_BACK = (SubmissionState.REJECTED, SubmissionState.WITHDRAWN)


@act
def withdraw_submission(*, submission, by):
    """Take a report back while nobody has opened its review."""
    submission = _mine(submission, by)
    refuse_unless("withdraw", submission, by)
    submission.state = SubmissionState.WITHDRAWN
    submission.withdrawn_at = timezone.now()
    submission.withdrawn_by_label = by.label[:120]
    submission.save(update_fields=["state", "withdrawn_at", "withdrawn_by_label"])
    record("report.withdrawn", submission, by=by, number=submission.number)
    refresh_copies(submission.report.grant.project)
    write_to_officers(submission, "withdrawn")
    return submission


def is_open_to_a_version(submission):
    """Whether the funder sent it back, asked for a complement, or never opened it."""
    if submission.state in SENT_BACK:
        return True
    return (
        submission.state == SubmissionState.IN_REVIEW
        and ComplementRequest.objects.filter(submission=submission).open().exists()
    )


def replace_former(former, by):
    """Before the next version leaves: the one before is replaced, whatever is asked of it."""
    if former is None:
        return
    former = _mine(former, by)
    if former.state in (SubmissionState.WITHDRAWN, SubmissionState.REPLACED):
        return
    if not is_open_to_a_version(former):
        raise Refused("Le financeur a décidé de la version précédente\u00a0: rien n’est à refaire.")
    former.state = SubmissionState.REPLACED
    former.save(update_fields=["state"])
    record("report.replaced", former, by=by, number=former.number)


def _mine(submission, by):
    return ReportSubmission.objects.sent_by(by).locked().get(pk=submission.pk)
