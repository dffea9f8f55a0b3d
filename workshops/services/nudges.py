"""Presences that nobody has said: the day after to who led, every Monday to the manager."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.mail import queue_mail
from inclusion.jobs.rounds import ask_everywhere
from inclusion.organisations.database import active_organisation_id
from inclusion.organisations.models import Membership, Role
from inclusion.text import counted
from inclusion.ui.formats import weekday_day
from workshops.models import Facilitator, WorkshopSession

NUDGE_JOB = "workshops.nudge"
MONDAY = 0
LISTED = 20


def ask_for_nudges(now=None):
    """Record today's job of every organisation; asked twice in a day, recorded once."""
    ask_everywhere(NUDGE_JOB, timezone.localdate(now))


@organisation_task(NUDGE_JOB, label="Rappels de présences")
def run_nudges(job, in_organisation):
    """The mails and the end of the job are one transaction: none is written twice."""
    with outbox.holding(job):
        nudge(timezone.now())
        outbox.finish(job)


def nudge(now):
    """Queue today's mails of the active organisation; returns how many.

    Yesterday's sessions to those who led them; on Mondays, whatever waits to the managers. A mail
    names workshops and days, never persons.
    """
    today = timezone.localdate(now)
    late = (
        WorkshopSession.objects.filter(organisation=active_organisation_id())
        .to_fill(now)
        .select_related("workshop")
        .order_by("starts_at", "pk")
    )
    yesterday = today - timedelta(days=1)
    sent = _tell_leaders(list(late.on_days(yesterday, yesterday)))
    if today.weekday() == MONDAY:
        sent += _tell_managers(list(late.filter(starts_at__lt=now - timedelta(days=1))))
    return sent


def _tell_leaders(sessions):
    led = {}
    rows = Facilitator.objects.filter(session__in=sessions).select_related("member__user")
    for row in rows.order_by("member_id", "session_id"):
        led.setdefault(row.member, set()).add(row.session_id)
    sent = 0
    for member, keys in led.items():
        if not _may_be_written_to(member):
            continue
        mine = [session for session in sessions if session.pk in keys]
        what = _title(mine[0]) if len(mine) == 1 else "vos ateliers d’hier"
        queue_mail(
            to=member.user.email,
            subject=f"Qui est venu à {what}\u00a0?",
            text=(
                "Bonjour,\n\nLes présences d’hier ne sont pas encore notées\u00a0:\n"
                + "".join(
                    f"\n- {_title(each)}, {weekday_day(each.starts_at)}\n"
                    f"  {_address('workshops:attendance', each.pk)}\n"
                    for each in mine
                )
                + "\nTout le monde est coché d’avance\u00a0: décochez les absents, confirmez, c’est"
                " fini.\n"
            ),
        )
        sent += 1
    return sent


def _tell_managers(sessions):
    if not sessions:
        return 0
    managers = (
        Membership.objects.filter(organisation=active_organisation_id(), role=Role.MANAGER)
        .active()
        .select_related("user")
        .order_by("pk")
    )
    number = counted(len(sessions), "atelier sans présence", "ateliers sans présence")
    lines = "".join(
        f"\n- {_title(each)}, {weekday_day(each.starts_at)}" for each in sessions[:LISTED]
    )
    more = f"\n- et {len(sessions) - LISTED} autres" if len(sessions) > LISTED else ""
    sent = 0
    for member in managers:
        if not _may_be_written_to(member):
            continue
        queue_mail(
            to=member.user.email,
            subject=number[:1].upper() + number[1:],
            text=(
                f"Bonjour,\n\n{number}, à ce jour\u00a0:\n{lines}{more}\n\nUne pression par séance"
                f" suffit quand tout le monde est venu\u00a0:\n{_address('workshops:unfilled')}\n"
            ),
        )
        sent += 1
    return sent


def _title(session):
    return f"«\u00a0{session.workshop.title}\u00a0»"


def _address(name, *keys):
    return settings.PUBLIC_URL + reverse(name, args=keys)


def _may_be_written_to(member):
    return not member.ended_at and member.user.is_active and bool(member.user.email)
