"""The outbox: three statements that survive every fault (claim with a lease, finish, dispatch).

The job row is the truth, written in the act's own transaction; the broker is only a bell. All
times come from the database's clock.
"""

import uuid
from contextlib import contextmanager

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from inclusion.jobs.models import Job, JobState
from inclusion.organisations.database import organisation

CHANNEL = "inclusion_jobs"
# A job sent to the broker and not claimed by then is sent again: claiming decides, not sending.
RESEND_SECONDS = 60
# How many jobs may wait in the broker at once, all organisations together.
IN_FLIGHT = 200


class LeaseLost(Exception):
    """Someone else holds the job now: whatever this worker did must not be written."""


def enqueue(kind, *, idem_key, organisation_id=None, owner=None, payload=None, total=1):
    """Record a job in the current transaction; the same key again returns the first job."""
    values = {
        "kind": kind,
        "organisation_id": organisation_id,
        "owner": owner,
        "payload": payload or {},
        "progress_total": total,
    }
    try:
        with transaction.atomic():
            job = Job.objects.create(idem_key=idem_key, **values)
    except IntegrityError:
        return Job.objects.get(idem_key=idem_key)
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
    return job


def claim(job_id):
    """Take the lease of a due job in a transaction of its own; None when it is not mine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET state = 'running', attempts = attempts + 1, lease_token = %s,"
            " lease_until = clock_timestamp() + make_interval(secs => %s)"
            " WHERE id = %s AND attempts < max_attempts AND not_before <= clock_timestamp()"
            " AND (state = 'pending' OR (state = 'running' AND lease_until < clock_timestamp()))",
            [uuid.uuid4(), settings.JOB_LEASE_SECONDS, job_id],
        )
        if cursor.rowcount != 1:
            return None
    return Job.objects.get(pk=job_id)


@contextmanager
def holding(job):
    """One transaction in the job's context that commits only if its lease is still mine.

    The job row stays locked until the commit, so a late worker cannot write what a newer one did.
    """
    with organisation(job.organisation_id):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET lease_until = clock_timestamp() + make_interval(secs => %s)"
                " WHERE id = %s AND state = 'running' AND lease_token = %s",
                [settings.JOB_LEASE_SECONDS, job.pk, job.lease_token],
            )
            if cursor.rowcount != 1:
                raise LeaseLost(str(job.pk))
        yield


def advance(job, done):
    """Say how far the work is; inside `holding`."""
    Job.objects.filter(pk=job.pk).update(progress_done=done)


def finish(job):
    """Mark the job done; inside `holding`, in the transaction that writes its last effect."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET state = 'done', lease_token = NULL, lease_until = NULL,"
            " progress_done = progress_total, last_error = '', done_at = clock_timestamp()"
            " WHERE id = %s AND state = 'running' AND lease_token = %s",
            [job.pk, job.lease_token],
        )
        if cursor.rowcount != 1:
            raise LeaseLost(str(job.pk))


def pause(job):
    """Give the job back, unfinished but well: the rest is for another run, and no try is lost."""
    _release(job, "attempts = attempts - 1, not_before = clock_timestamp(), last_error = ''", [])


def fail(job, error):
    """Give the job back after an error: later each time, dead after the last try."""
    _release(
        job,
        "not_before = clock_timestamp() + make_interval(secs => least(300, power(2, attempts))),"
        " last_error = %s",
        [str(error)[:500]],
    )
    bury()


def _release(job, changes, params):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET state = 'pending', sent_at = NULL, lease_token = NULL,"  # noqa: S608
            f" lease_until = NULL, {changes}"
            " WHERE id = %s AND state = 'running' AND lease_token = %s",
            [*params, job.pk, job.lease_token],
        )


def bury():
    """Jobs out of tries are dead, with their reason kept; in a statement of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET state = 'dead', lease_token = NULL, lease_until = NULL,"
            " done_at = clock_timestamp(),"
            " last_error = CASE WHEN last_error = '' THEN 'délai dépassé' ELSE last_error END"
            " WHERE attempts >= max_attempts AND (state = 'pending'"
            " OR (state = 'running' AND lease_until < clock_timestamp()))"
        )
        return cursor.rowcount


def retry(job):
    """A person asks for a dead job again: its tries start anew."""
    Job.objects.filter(pk=job.pk, state=JobState.DEAD).update(
        state=JobState.PENDING, attempts=0, sent_at=None, done_at=None, last_error=""
    )
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def take_due(limit=IN_FLIGHT):
    """Ids of the jobs to send now, one organisation after the other; marks them sent.

    Only so many wait in the broker at once: what a neighbour asks for during a big batch goes out
    at the next round, in its turn, instead of behind the whole batch.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "WITH due AS (SELECT id, row_number() OVER"
            "  (PARTITION BY organisation_id ORDER BY not_before, id) AS turn"
            "  FROM jobs_job WHERE state IN ('pending', 'running')"
            "  AND not_before <= clock_timestamp() AND attempts < max_attempts"
            "  AND (state = 'pending' OR lease_until < clock_timestamp())"
            "  AND (sent_at IS NULL OR sent_at < lease_until"
            "   OR sent_at < clock_timestamp() - make_interval(secs => %(resend)s)))"
            " SELECT job.id FROM jobs_job job JOIN due USING (id)"
            " ORDER BY due.turn, job.not_before, job.id"
            " LIMIT greatest(0, %(limit)s - (SELECT count(*) FROM jobs_job"
            "  WHERE state = 'pending' AND not_before <= clock_timestamp()"
            "  AND sent_at >= clock_timestamp() - make_interval(secs => %(resend)s)))"
            " FOR UPDATE OF job SKIP LOCKED",
            {"resend": RESEND_SECONDS, "limit": limit},
        )
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return []
        # Another dispatcher may have sent and let go of a job between our look and our lock.
        cursor.execute(
            "UPDATE jobs_job SET sent_at = clock_timestamp() WHERE id = ANY(%(ids)s)"
            " AND (sent_at IS NULL OR sent_at < lease_until"
            "  OR sent_at < clock_timestamp() - make_interval(secs => %(resend)s))"
            " RETURNING id",
            {"ids": ids, "resend": RESEND_SECONDS},
        )
        sent = {row[0] for row in cursor.fetchall()}
    return [pk for pk in ids if pk in sent]


def not_sent(ids):
    """The broker did not take them: due again at the next sweep."""
    Job.objects.filter(pk__in=ids, state__in=[JobState.PENDING, JobState.RUNNING]).update(
        sent_at=None
    )
