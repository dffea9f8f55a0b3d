"""A complement never expires in silence: three days before, that day, then every week."""

from datetime import timedelta

from django.utils import timezone

from funding.models import ComplementRequest
from funding.services.review_letters import write_to_association
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.rounds import ask_everywhere
from inclusion.organisations.database import active_organisation_id

REMIND_JOB = "funding.complement_reminders"
DAYS_BEFORE, EVERY_DAYS = 3, 7


def ask_for_reminders(now=None):
    """Record today's job of every organisation; asked twice in a day, recorded once."""
    ask_everywhere(REMIND_JOB, timezone.localdate(now))


@organisation_task(REMIND_JOB, label="Rappels de compléments")
def run_reminders(job, in_organisation):
    """The mails and the end of the job are one transaction."""
    with outbox.holding(job):
        remind(timezone.localdate())
        outbox.finish(job)


def remind(today):
    """Queue today's mails of the active organisation; returns how many requests were told."""
    awaited = (
        ComplementRequest.objects.filter(
            to_organisation=active_organisation_id(),
            submission__state="in_review",
            due_on__lte=today + timedelta(days=DAYS_BEFORE),
        )
        .open()
        .select_related("submission")
        .order_by("due_on", "pk")
    )
    told = [each for each in awaited if is_day_to_remind(each.due_on, today)]
    for complement in told:
        write_to_association(complement.submission, "complement_due", complement.pk)
    return len(told)


def is_day_to_remind(due_on, today):
    left = (due_on - today).days
    return left == DAYS_BEFORE or (left <= 0 and -left % EVERY_DAYS == 0)
