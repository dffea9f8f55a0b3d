"""Thin Celery doors."""

from celery import shared_task


@shared_task(name="funding.deadlines")
def deadlines():
    """Beat's morning bell: record each organisation's deadlines, once a day whatever rings."""
    from funding.services.reminders import ask_for_reminders

    ask_for_reminders()
