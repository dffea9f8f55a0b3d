"""Thin Celery doors."""

from celery import shared_task


@shared_task(name="funding.reconcile")
def reconcile():
    """Beat's nightly bell: each organisation's expenses are recounted, once a night."""
    from funding.services.reconciliation import ask_to_reconcile

    ask_to_reconcile()
