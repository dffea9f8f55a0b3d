"""What an act of the funder changes at the association's: a job in the association's own context.

The officer's page only records the job; the application does the rest, as the association.
"""

from funding.models import (
    Grant,
    GrantState,
    Instalment,
    InstalmentState,
    ReportSubmission,
)
from funding.services.review_letters import write_to_association
from funding.services.shared_review import refresh_copies
from funding.services.sharing import share_grant
from inclusion.ids import uuid7
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.journal.recording import record

AFTER_JOB = "funding.after_decision"
DISCHARGE_JOB = "funding.discharge"


def tell_association(submission, event, about=None):
    """Record what follows an act of the funder; `about` is the row the act wrote, if any."""
    outbox.enqueue(
        AFTER_JOB,
        idem_key=f"after:{submission.pk}:{event}:{uuid7()}",
        organisation_id=submission.organisation_id,
        payload={
            "submission": str(submission.pk),
            "event": event,
            "about": str(about.pk) if about else None,
        },
    )


@organisation_task(AFTER_JOB, label="Suites d’une décision")
def run_after_decision(job, in_organisation):
    """One transaction in the association's context: what changes there, then its letter."""
    with outbox.holding(job):
        submission = ReportSubmission.objects.get(pk=job.payload["submission"])
        follow(submission, job.payload["event"], job.payload["about"])
        outbox.finish(job)


def follow(submission, event, about=None):
    """The consequences of a funder's act for the grant, then the letter that says it."""
    grant = Grant.objects.filter(pk=submission.grant_key).select_related("project").first()
    if grant is not None:
        if event == "approved":
            free_instalments(grant, submission)
        if event in ("closed", "received"):
            _close(grant, submission)
        share_grant(grant)
        refresh_copies(grant.project)
    write_to_association(submission, event, about)


def free_instalments(grant, submission):
    """The next instalment that waited for this approval may be called."""
    waiting = (
        Instalment.objects.filter(
            grant=grant, state=InstalmentState.PLANNED, condition=submission.kind
        )
        .select_for_update(no_key=True)
        .order_by("rank")
        .first()
    )
    if waiting is None:
        return
    waiting.state = InstalmentState.CALLABLE
    waiting.save(update_fields=["state"])
    record(
        "instalment.callable",
        waiting,
        grant=grant.pk,
        rank=waiting.rank,
        submission=submission.pk,
    )


def _close(grant, submission):
    """The grant is settled here as well, once nothing is owed."""
    discharge = submission.discharge
    if discharge.is_repayment_awaited or grant.state == GrantState.CLOSED:
        return
    grant.state = GrantState.CLOSED
    grant.save(update_fields=["state"])
    record("grant.closed", grant, submission=submission.pk, accepted=discharge.accepted_amount)
