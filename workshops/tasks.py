"""Thin Celery doors."""

from celery import shared_task


@shared_task(name="workshops.remind")
def remind():
    """Beat's morning bell: record each organisation's reminders, once a day whatever rings."""
    from workshops.services.reminders import ask_for_reminders

    ask_for_reminders()


@shared_task(name="workshops.nudge")
def nudge():
    """Beat's morning bell: record each organisation's reminders, once a day."""
    from workshops.services.nudges import ask_for_nudges

    ask_for_nudges()
