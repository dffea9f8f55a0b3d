"""Thin Celery doors."""

from celery import shared_task


@shared_task(name="beneficiaries.nightly_retention")
def nightly_retention():
    """Beat's nightly bell: record each organisation's retention work, once a night."""
    from beneficiaries.retention.jobs import ask_for_retention

    ask_for_retention()


@shared_task(name="beneficiaries.watch_readings")
def watch_readings():
    """Beat's hourly bell: record each organisation's watch, once an hour whatever rings."""
    from beneficiaries.services.readings import ask_for_watch

    ask_for_watch()


@shared_task(name="beneficiaries.referral_delays")
def referral_delays():
    """Beat's morning bell: record each organisation's delays, once a day whatever rings."""
    from beneficiaries.referral.jobs import ask_for_referral_delays

    ask_for_referral_delays()
