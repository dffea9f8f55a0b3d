"""Who read what at the funder's, told to the association by a job in its own context."""

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from funding.models import Discharge, SubmissionRead
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.organisations.models import Membership

READ_JOB = "funding.submission_read"


def tell_of_reading(submission, what, by):
    """Record that `by` reads the report, what goes with it or its « quitus »: once a minute."""
    _tell(submission.organisation_id, submission.pk, what, by)


def tell_of_reading_copy(copy, by):
    """Record that `by` reads what another funder received."""
    _tell(copy.organisation_id, copy.submission_id, "copy", by)


def tell_of_reading_document(document, by):
    """Record that `by` opens the « quitus » from the funder's own documents."""
    discharge = Discharge.objects.select_related("submission").get(pk=document.subject_id)
    tell_of_reading(discharge.submission, "discharge", by)


def _tell(organisation_id, submission_pk, what, by):
    now = timezone.now()
    outbox.enqueue(
        READ_JOB,
        idem_key=f"read:{submission_pk}:{what}:{by.pk}:{now:%Y%m%d%H%M}",
        organisation_id=organisation_id,
        payload={
            "submission": str(submission_pk),
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
