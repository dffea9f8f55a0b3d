"""Running one job: the same function whether Celery, a test or a command calls it."""

import logging

from django.db import InterfaceError, OperationalError, connection

from inclusion.jobs import outbox
from inclusion.jobs.handlers import handler_for
from inclusion.jobs.models import Job, JobState

log = logging.getLogger("inclusion.jobs")


def run_job(job_id):
    """Claim, work, and let the handler finish; True when the job was mine and went well."""
    job = outbox.claim(job_id)
    if job is None:
        return False
    try:
        handler_for(job.kind).run(job)
    except outbox.LeaseLost:
        log.warning("job %s: lease lost, nothing written", job_id)
        return False
    except (OperationalError, InterfaceError):
        # The database is away or refused: the lease gives the job back by itself.
        connection.close()
        log.exception("job %s: database error", job_id)
        return False
    except Exception as error:
        log.error("job %s (%s) failed: %s", job_id, job.kind, type(error).__name__)
        outbox.fail(job, _reason(error))
        return False
    return True


def _reason(error):
    """The kind of error and its first line, without any of the data it carried."""
    return f"{type(error).__name__}"


def run_pending_jobs(limit=100):
    """Run everything due, here and now, without a broker: for tests and the loading of the demo."""
    done = 0
    while done < limit:
        job_id = (
            Job.objects.filter(state=JobState.PENDING)
            .order_by("created_at", "pk")
            .values_list("pk", flat=True)
            .first()
        )
        if job_id is None or not run_job(job_id):
            break
        done += 1
    return done
