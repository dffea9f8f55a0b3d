"""Read files that machines wrote, from the command line: the same reading as in the browser."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from equipment.services.evidence import MAX_BYTES, import_evidence
from inclusion.organisations.database import organisation
from inclusion.tables.management.commands.import_table import organisation_of

# So many files a transaction: fast, and what a power cut undoes stays small.
BATCH = 50
STATUSES = {"accepted": "lu", "rejected": "refusé", "duplicate": "déjà lu"}


class Command(BaseCommand):
    help = "Lit des relevés de machines (lshw, smartctl, nwipe, GLPI, eReuse, batterie)."

    def add_arguments(self, parser):
        parser.add_argument("files", metavar="FICHIER", nargs="+", type=Path)
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="dit tout, n’écrit rien")
        parser.add_argument("--json", action="store_true", help="compte rendu en JSON")

    def handle(self, *args, **options):
        org = organisation_of(options["organisation"])
        reports = []
        paths = options["files"]
        for start in range(0, len(paths), BATCH):
            files = [(str(path), _content(path)) for path in paths[start : start + BATCH]]
            with organisation(org):
                outcomes = import_evidence(
                    files=files, by=None, organisation=org, dry_run=options["dry_run"]
                )
                reports += [outcome.as_json() for outcome in outcomes]
        if options["json"]:
            self.stdout.write(json.dumps(reports, ensure_ascii=False, indent=1))
            return
        for report in reports:
            self.stdout.write(_line(report))


def _content(path):
    """The file's bytes; no more of a huge one than what tells that it is too big."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"Fichier illisible\u00a0: {path}\u00a0: {error.strerror}") from error


def _line(report):
    said = [STATUSES[report["status"]], report["error"], report["parser"], *report["warnings"]]
    return f"{report['file']}\u00a0: " + ", ".join(part for part in said if part)
