"""Export a table from the command line, what would not pass left out and said."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_codes, export_of
from inclusion.tables.management.commands.import_table import organisation_of
from inclusion.tables.writing import FORMATS


class Command(BaseCommand):
    help = "Exporte un tableau des données d’une structure."

    def add_arguments(self, parser):
        parser.add_argument(
            "kind", metavar="SORTE", help=f"parmi\u00a0: {', '.join(export_codes())}"
        )
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--format", choices=FORMATS, help="d’après le nom du fichier sinon")
        parser.add_argument("--output", required=True, type=Path, metavar="FICHIER")
        parser.add_argument("--json", action="store_true", help="compte rendu en JSON")

    def handle(self, *args, **options):
        try:
            export = export_of(options["kind"])
        except KeyError:
            known = ", ".join(export_codes())
            raise CommandError(
                f"Export inconnu\u00a0: {options['kind']}. Connus\u00a0: {known}."
            ) from None
        org = organisation_of(options["organisation"])
        output = options["output"]
        file_format = options["format"] or output.suffix.lstrip(".") or export.formats[0]
        try:
            with organisation(org):
                produced = export.produce(org)
            content = file_of(export, produced, file_format)
        except Refused as error:
            raise CommandError(error.message) from error
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Fichier impossible à écrire\u00a0: {error}") from error
        self._say(produced, options)

    def _say(self, produced, options):
        refused = [issue.as_dict() for issue in produced.refused]
        if options["json"]:
            report = {"exported": produced.count, "errors": refused}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{produced.count} lignes exportées.")
        for issue in refused:
            self.stdout.write(f"Refusée\u00a0: {issue['column']}\u00a0: {issue['message']}")
