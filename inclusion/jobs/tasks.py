"""Thin Celery doors."""

from celery import shared_task

from inclusion.jobs.running import run_job as run


@shared_task(name="inclusion.run_job")
def run_job(job_id):
    """Run one job of the outbox by its id."""
    run(job_id)


@shared_task(name="inclusion.daily_housekeeping")
def daily_housekeeping():
    """Beat's daily bell: record the housekeeping job, once a day whatever rings."""
    from inclusion.jobs.housekeeping import ask_for_housekeeping

    ask_for_housekeeping()
