"""Thin Celery doors."""

from celery import shared_task


@shared_task(name="funding.remind_of_complements")
def remind_of_complements():
    """Beat's morning bell: record each organisation's reminders, once a day whatever rings."""
    from funding.services.complement_reminders import ask_for_reminders

    ask_for_reminders()
