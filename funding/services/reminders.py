"""The clock's morning round: instalments wake up, and deadlines are recalled once a step."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from funding.deadlines import LATE, step_reached
from funding.models import DeadlineReminder, Grant, InstalmentState
from funding.selectors.deadlines import deadlines_of
from funding.services.instalments import wake_instalments
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.mail import queue_mail
from inclusion.jobs.rounds import ask_everywhere
from inclusion.organisations.database import active_organisation_id
from inclusion.organisations.models import Membership, Role
from inclusion.text import counted
from inclusion.ui.formats import day

REMINDERS_JOB = "funding.reminders"
TOLD = (Role.TREASURER, Role.MANAGER)


def ask_for_reminders(now=None):
    """Record today's job of every organisation; asked twice in a day, recorded once."""
    ask_everywhere(REMINDERS_JOB, timezone.localdate(now))


@organisation_task(REMINDERS_JOB, label="Échéances des subventions")
def run_reminders(job, in_organisation):
    """Wake what waits for a day or an approval, then recall what is due."""
    today = timezone.localdate()
    with outbox.holding(job):
        wake(active_organisation_id())
        remind(active_organisation_id(), today)
        outbox.finish(job)


def wake(organisation_id):
    """The instalments whose day has come, or whose report the funder has approved."""
    grants = (
        Grant.objects.filter(
            organisation=organisation_id, instalments__state=InstalmentState.PLANNED
        )
        .awarded()
        .distinct()
        .order_by("pk")
    )
    for grant in grants:
        wake_instalments(grant)


def remind(organisation_id, today):
    """One mail to each person in charge of the money, with what reached a new step."""
    reached = [
        (deadline, step)
        for deadline in deadlines_of(organisation_id)
        if (step := step_reached(deadline.due, today)) is not None
    ]
    known = set(
        DeadlineReminder.objects.filter(organisation=organisation_id).values_list(
            "subject", "due_on", "step"
        )
    )
    new = [
        (deadline, step)
        for deadline, step in reached
        if (deadline.subject, deadline.on, step) not in known
    ]
    if not new:
        return 0
    DeadlineReminder.objects.bulk_create(
        DeadlineReminder(organisation_id=organisation_id, subject=d.subject, due_on=d.on, step=step)
        for d, step in new
    )
    people = (
        Membership.objects.active()
        .filter(organisation=organisation_id, role__in=TOLD)
        .select_related("user")
        .order_by("pk")
    )
    for member in people:
        queue_mail(
            to=member.user.email,
            subject=f"{counted(len(new), 'échéance', 'échéances')} de subvention",
            text=_letter([deadline for deadline, _ in new], dict(new), today),
        )
    return len(new)


def _letter(deadlines, steps, today):
    lines = [
        f"{_when(deadline, steps[deadline])}\u00a0: {deadline.title.lower()}"
        f" ({deadline.detail}){_by(deadline)}.\n{settings.PUBLIC_URL}{deadline.url}"
        for deadline in deadlines
    ]
    page = settings.PUBLIC_URL + reverse("funding:deadlines")
    return "\n\n".join(["Bonjour,", *lines, f"Toutes les échéances\u00a0: {page}"])


def _when(deadline, step):
    if step == LATE:
        return f"En retard depuis le {day(deadline.due.late_after)}"
    return f"Avant le {day(deadline.on)}"


def _by(deadline):
    return f", par {deadline.owner}" if deadline.owner else ""
