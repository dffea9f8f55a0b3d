"""Import a table from the command line: the same reading, checks and undo as in the browser."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation
from inclusion.tables.kinds import kind_codes, kind_of
from inclusion.tables.matching import read_mapping
from inclusion.tables.reading import Unreadable, read_table
from inclusion.tables.services import apply_import, prepare_import, preview_table


class Command(BaseCommand):
    help = "Importe un tableau (csv, xlsx, ods ou json) dans les données d’une structure."

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="SORTE", help=f"parmi\u00a0: {', '.join(kind_codes())}")
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--mapping", type=Path, help="correspondance des colonnes (json)")
        parser.add_argument("--dry-run", action="store_true", help="dit tout, n’écrit rien")
        parser.add_argument("--json", action="store_true", help="compte rendu en JSON")

    def handle(self, *args, **options):
        kind = _known(options["kind"])
        org = organisation_of(options["organisation"])
        try:
            table = read_table(options["file"].read_bytes())
            mapping = None
            if options["mapping"]:
                document = json.loads(options["mapping"].read_text(encoding="utf-8"))
                mapping = read_mapping(document, kind.names)
            with organisation(org):
                report = self._report(table, kind, org, mapping, options)
        except (OSError, ValueError) as error:
            raise CommandError(f"Fichier illisible\u00a0: {error}") from error
        except (Unreadable, Refused) as error:
            raise CommandError(error.message) from error
        self._say(report, kind, options)

    def _report(self, table, kind, org, mapping, options):
        if options["dry_run"]:
            return preview_table(table, kind, organisation_id=org.pk, mapping=mapping)[1].report
        table_import = prepare_import(
            table=table,
            kind=kind,
            file_name=options["file"].name,
            organisation_id=org.pk,
            by=None,
            mapping=mapping,
        )
        report = {k: v for k, v in table_import.report.items() if k != "readings"}
        if kind.is_whole and report["errors"]:
            table_import.delete()
            return report | {"created": 0, "updated": 0}
        if not report["created"] and not report["updated"]:
            table_import.delete()
            return report
        applied = apply_import(table_import=table_import, by=None).report
        return {key: value for key, value in applied.items() if key != "readings"}

    def _say(self, report, kind, options):
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        done = "seraient" if options["dry_run"] else "sont"
        self.stdout.write(
            f"{report['rows']} lignes\u00a0: {report['created']} {kind.nouns} {done} créés,"
            f" {report['updated']} modifiés, {report['unchanged']} inchangés,"
            f" {report['duplicates']} doublons."
        )
        for title, key in (("À corriger", "errors"), ("À savoir", "warnings")):
            for issue in report[key]:
                self.stdout.write(
                    f"{title}\u00a0: ligne {issue['row']}, {issue['column']},"
                    f" «\u00a0{issue['value']}\u00a0»\u00a0: {issue['message']}"
                )


def _known(code):
    try:
        return kind_of(code)
    except KeyError:
        raise CommandError(
            f"Sorte de tableau inconnue\u00a0: {code}. Connues\u00a0: {', '.join(kind_codes())}."
        ) from None


def organisation_of(slug):
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist:
        raise CommandError(f"Aucune structure ne s’appelle «\u00a0{slug}\u00a0».") from None
