"""Thin Celery doors."""

from celery import shared_task


@shared_task(name="equipment.free_reservations")
def free_reservations():
    """Beat's hourly bell: record each organisation's ended reservations, once an hour."""
    from equipment.services.expiry import ask_for_expiry

    ask_for_expiry()


@shared_task(name="equipment.add_up_counts")
def add_up_counts():
    """Beat's nightly bell: the lines that count each pool become one a day."""
    from equipment.services.counting import ask_to_add_up

    ask_to_add_up()
