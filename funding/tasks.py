"""Thin Celery doors."""

from celery import shared_task


@shared_task(name="funding.remind_of_complements")
def remind_of_complements():
    """Beat's morning bell: record each organisation's reminders, once a day whatever rings."""
    from funding.services.complement_reminders import ask_for_reminders

    ask_for_reminders()


@shared_task(name="funding.reconcile")
def reconcile():
    """Beat's nightly bell: each organisation's expenses are recounted, once a night."""
    from funding.services.reconciliation import ask_to_reconcile

    ask_to_reconcile()


@shared_task(name="funding.deadlines")
def deadlines():
    """Beat's morning bell: record each organisation's deadlines, once a day whatever rings."""
    from funding.services.reminders import ask_for_reminders

    ask_for_reminders()
