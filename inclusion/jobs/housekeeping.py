"""What is thrown away every night: sent mails' texts, old jobs, dead sessions, spent limits."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from inclusion.jobs import outbox
from inclusion.jobs.handlers import platform_task
from inclusion.jobs.models import Job, JobState, Mail, MailState
from inclusion.registry import registry
from inclusion.throttling import forget_old_buckets

KEEP_MAIL_DAYS = 30
KEEP_JOB_DAYS = 90


def ask_for_housekeeping():
    """Record tonight's job; asked twice on one day, it is recorded once."""
    return outbox.enqueue(
        "platform.housekeeping", idem_key=f"housekeeping:{timezone.localdate().isoformat()}"
    )


@platform_task("platform.housekeeping", label="Ménage de la nuit")
def tidy(job):
    """Delete what no one needs any more, in one transaction with the end of the job."""
    now = timezone.now()
    with outbox.holding(job):
        Session.objects.filter(expire_date__lt=now).delete()
        if not settings.DEMO:
            Mail.objects.filter(
                state=MailState.SENT, created_at__lt=now - timedelta(days=KEEP_MAIL_DAYS)
            ).delete()
        Job.objects.filter(
            state=JobState.DONE,
            organisation__isnull=True,
            done_at__lt=now - timedelta(days=KEEP_JOB_DAYS),
        ).delete()
        forget_old_buckets()
        for throw_away in registry.tidying:
            throw_away()
        outbox.finish(job)
