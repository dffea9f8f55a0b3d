"""The Celery application: a pool of workers, and beat's daily bell."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings.dev")

app = Celery("inclusion")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "daily-housekeeping": {
        "task": "inclusion.daily_housekeeping",
        "schedule": crontab(hour=3, minute=20),
    },
    "watch-readings": {
        "task": "beneficiaries.watch_readings",
        "schedule": crontab(minute=10),
    },
    "nightly-retention": {
        "task": "beneficiaries.nightly_retention",
        "schedule": crontab(hour=2, minute=10),
    },
    "referral-delays": {
        "task": "beneficiaries.referral_delays",
        "schedule": crontab(hour=6, minute=40),
    },
    "grant-deadlines": {
        "task": "funding.deadlines",
        "schedule": crontab(hour=7, minute=5),
    },
    "workshop-reminders": {
        "task": "workshops.remind",
        "schedule": crontab(hour=9, minute=5),
    },
    "free-reservations": {
        "task": "equipment.free_reservations",
        "schedule": crontab(minute=25),
    },
    "add-up-counts": {
        "task": "equipment.add_up_counts",
        "schedule": crontab(hour=3, minute=50),
    },
    "add-up-figures": {
        "task": "workshops.add_up_figures",
        "schedule": crontab(hour=4, minute=5),
    },
    "forget-donors": {
        "task": "equipment.forget_donors",
        "schedule": crontab(hour=2, minute=40),
    },
    "complement-reminders": {
        "task": "funding.remind_of_complements",
        "schedule": crontab(hour=7, minute=45),
    },
    "reconcile-expenses": {
        "task": "funding.reconcile",
        "schedule": crontab(hour=4, minute=25),
    },
    "missing-presences": {
        "task": "workshops.nudge",
        "schedule": crontab(hour=7, minute=30),
    },
}


@worker_init.connect
def load_the_press(**kwargs):
    """Import WeasyPrint once in the parent: its children share it."""
    import inclusion.documents.rendering.press  # noqa: F401


@worker_process_init.connect
def warm_up(**kwargs):
    """Load fonts and style sheets before the first document is asked for."""
    from inclusion.documents.rendering import warm_up as warm_rendering

    warm_rendering()
