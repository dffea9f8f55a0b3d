"""Who read what at the funder's, told to the association by a job in its own context."""

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from funding.models import SubmissionRead
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.organisations.models import Membership

READ_JOB = "funding.submission_read"


def tell_of_reading(submission, what, by):
    """Record that `by` reads the report, its records, its PDF or its copy: once a minute."""
    now = timezone.now()
    outbox.enqueue(
        READ_JOB,
        idem_key=f"read:{submission.pk}:{what}:{by.pk}:{now:%Y%m%d%H%M}",
        organisation_id=submission.organisation_id,
        payload={
            "submission": str(submission.pk),
            "what": what,
            "reader": str(by.pk),
            "at": now.isoformat(),
        },
    )


@organisation_task(READ_JOB, label="Journal des lectures")
def write_reading(job, in_organisation):
    """Write the line in the association's own log; the officer's page could not."""
    with outbox.holding(job):
        reader = Membership.objects.select_related("user", "organisation").get(
            pk=job.payload["reader"]
        )
        SubmissionRead.objects.create(
            organisation_id=job.organisation_id,
            submission_id=job.payload["submission"],
            what=job.payload["what"],
            reader_label=reader.label[:120],
            reader_organisation=reader.organisation.name,
            read_at=parse_datetime(job.payload["at"]),
        )
        outbox.finish(job)
