"""`manage.py replay_erasures`: after a restored backup, forget again those who were forgotten.

The ledger inside the backup is as old as the backup: keep a copy outside it (`--export`, every
night, a file without any name) and give it back here (`--ledger`).
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from beneficiaries.models import ErasureLedger
from beneficiaries.retention.erasure import replay
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation


class Command(BaseCommand):
    help = "Rejoue les effacements après la restauration d’une sauvegarde."

    def add_arguments(self, parser):
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--export", type=Path, metavar="FICHIER", help="écrit le registre")
        way.add_argument("--ledger", type=Path, metavar="FICHIER", help="registre gardé à part")

    def handle(self, *args, export, ledger, **options):
        if export:
            self._export(export)
            return
        outside = _read(ledger) if ledger else {}
        unknown = set(outside) - set(Organisation.objects.values_list("slug", flat=True))
        if unknown:
            raise CommandError("Structures inconnues\u00a0: " + ", ".join(sorted(unknown)) + ".")
        total = 0
        for org in Organisation.objects.order_by("pk"):
            with organisation(org):
                total += replay(outside.get(org.slug, ()))
        self.stdout.write(f"{total} effacement(s) rejoué(s).")

    def _export(self, path):
        lines = []
        for org in Organisation.objects.order_by("pk"):
            with organisation(org):
                rows = ErasureLedger.objects.order_by("erased_at", "pk")
                lines += [f"{org.slug} {bytes(row.fingerprint).hex()}" for row in rows]
        path.write_text("".join(f"{line}\n" for line in lines))
        self.stdout.write(f"{len(lines)} effacement(s) inscrit(s) dans {path}.")


def _read(path):
    """{slug: fingerprints} of an exported ledger."""
    found = {}
    try:
        for line in path.read_text().split("\n"):
            if line:
                slug, fingerprint = line.split(" ")
                found.setdefault(slug, set()).add(bytes.fromhex(fingerprint))
    except (OSError, ValueError) as error:
        raise CommandError(f"Registre illisible\u00a0: {path}.") from error
    return found
