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


@shared_task(name="workshops.add_up_figures")
def add_up_figures():
    """Beat's nightly bell: the lines that count each organisation's workshops are added up."""
    from workshops.services.counting import ask_to_add_up

    ask_to_add_up()
