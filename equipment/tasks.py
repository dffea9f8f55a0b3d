"""Thin Celery doors."""

from celery import shared_task


@shared_task(name="equipment.free_reservations")
def free_reservations():
    """Beat's hourly bell: record each organisation's ended reservations, once an hour."""
    from equipment.services.expiry import ask_for_expiry

    ask_for_expiry()
