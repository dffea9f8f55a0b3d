"""`manage.py load_demo`: the demo world, once."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inclusion.demo.world import load


class Command(BaseCommand):
    help = "Charge le monde de démonstration (sans effet s’il est déjà là)."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Le monde de démonstration ne se charge que dans la démonstration.")
        started = time.monotonic()
        world = load()
        if world is None:
            self.stdout.write("Le monde de démonstration est déjà là.")
        else:
            self.stdout.write(
                f"Monde de démonstration chargé en {time.monotonic() - started:.1f} s."
            )
