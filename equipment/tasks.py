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


@shared_task(name="equipment.forget_donors")
def forget_donors():
    """Beat's nightly bell: record each organisation's donors to forget, once a night."""
    from equipment.services.forgetting import ask_for_forgetting

    ask_for_forgetting()
