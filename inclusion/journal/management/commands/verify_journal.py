"""`manage.py verify_journal`: exit 0 only when every chain of every organisation is whole."""

from django.core.management.base import BaseCommand, CommandError

from inclusion.journal.verification import verify_active_organisation
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation


class Command(BaseCommand):
    help = "Vérifie les chaînes du journal (actes et lectures) de chaque structure."

    def handle(self, *args, **options):
        broken = total = 0
        for org in Organisation.objects.order_by("pk"):
            with organisation(org):
                for report in verify_active_organisation():
                    total += report.entries
                    if report.problem:
                        broken += 1
                        self.stderr.write(f"{org.slug} {report.chain} : {report.problem}")
        if broken:
            raise CommandError(f"{broken} chaîne(s) rompue(s).")
        self.stdout.write(f"Journal intact : {total} écritures vérifiées.")
