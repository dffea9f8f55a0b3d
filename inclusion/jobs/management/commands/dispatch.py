"""`manage.py dispatch`: hands due jobs to Celery, woken by NOTIFY, sweeping every few seconds."""

import logging
import signal
import time

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from inclusion.jobs import outbox
from inclusion.jobs.models import Heartbeat
from inclusion.jobs.tasks import run_job

SWEEP_SECONDS = 2
log = logging.getLogger("inclusion.dispatch")


class Command(BaseCommand):
    help = "Transmet à Celery les tâches dues ; en lancer deux ne nuit pas."

    def handle(self, *args, **options):
        self.stopping = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        while not self.stopping:
            try:
                self.sweep()
                self.wait()
            except (OperationalError, InterfaceError) as error:
                log.warning("database away: %s", type(error).__name__)
                connection.close()
                time.sleep(SWEEP_SECONDS)

    def stop(self, *args):
        self.stopping = True

    def sweep(self):
        """One round: sign of life, bury the dead, send the due."""
        Heartbeat.objects.update_or_create(name="dispatch", defaults={"at": timezone.now()})
        # Housekeeping in a transaction of its own: if it fails, dispatching goes on.
        try:
            with transaction.atomic():
                outbox.bury()
        except OperationalError:
            raise
        except Exception:
            log.exception("burying dead jobs failed")
        ids = outbox.take_due()
        for position, job_id in enumerate(ids):
            try:
                run_job.apply_async(args=[str(job_id)], retry=False)
            except (BrokerError, OSError) as error:
                log.warning("broker away: %s", type(error).__name__)
                outbox.not_sent(ids[position:])
                time.sleep(SWEEP_SECONDS)
                return

    def wait(self):
        """Until a NOTIFY, or the next sweep."""
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {outbox.CHANNEL}")
        for _ in connection.connection.notifies(timeout=SWEEP_SECONDS, stop_after=1):
            return
