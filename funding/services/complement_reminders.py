"""A complement never expires in silence, on either side.

The association is told three days before, that day, then every week until it answers; the officer
the day after, then every week until the request is ended.
"""

from datetime import timedelta

from django.utils import timezone

from funding.models import ComplementRequest
from funding.services.review_letters import write_to_association, write_to_officers
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
        .defer("submission__snapshot")
        .prefetch_related("replies")
        .order_by("due_on", "pk")
    )
    return sum(_remind_of(complement, today) for complement in awaited)


def _remind_of(complement, today):
    """Write to whoever it waits for: the association before its answer, the officers when late."""
    is_told = False
    if not complement.is_answered and is_day_to_remind(complement.due_on, today):
        write_to_association(complement.submission, "complement_due", complement.pk)
        is_told = True
    if is_day_to_tell_officers(complement.due_on, today):
        event = "complement_to_read" if complement.is_answered else "complement_late"
        write_to_officers(complement.submission, event)
        is_told = True
    return is_told


def is_day_to_remind(due_on, today):
    left = (due_on - today).days
    return left == DAYS_BEFORE or (left <= 0 and -left % EVERY_DAYS == 0)


def is_day_to_tell_officers(due_on, today):
    late = (today - due_on).days
    return late > 0 and late % EVERY_DAYS == 1
