"""`manage.py retention [--dry-run]`: what would go, and why; exit 0 only when all is well."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from beneficiaries.retention.jobs import run_retention
from inclusion.organisations.models import Organisation
from inclusion.ui.formats import day

WORDS = {
    "erase": "à effacer",
    "archive": "à mettre en archive",
    "keep": "gardé",
    "announce": "à annoncer d’abord",
}


class Command(BaseCommand):
    help = (
        "Durées de conservation\u00a0: liste les dossiers arrivés à leur terme, ou les efface"
        " (--erase, ou RETENTION_ERASES)."
    )

    def add_arguments(self, parser):
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--dry-run", action="store_true", help="n’écrit rien (prévaut toujours)")
        mode.add_argument("--erase", action="store_true", help="efface vraiment")
        parser.add_argument("--organisation", metavar="SLUG", help="une seule structure")
        parser.add_argument("--json", action="store_true", help="résultat en JSON")

    def handle(self, *args, dry_run, erase, organisation, json: bool, **options):
        erases = not dry_run and (erase or settings.RETENTION_ERASES)
        organisations = Organisation.objects.order_by("pk")
        if organisation:
            organisations = organisations.filter(slug=organisation)
            if not organisations:
                raise CommandError(f"Structure inconnue\u00a0: {organisation}.")
        reports = [
            (org, run_retention(org.pk, erases=erases, writes=erases)) for org in organisations
        ]
        self._json(reports) if json else self._lines(reports)
        failed = [org.slug for org, report in reports if report.problem]
        if failed:
            raise CommandError("Échec pour\u00a0: " + ", ".join(failed) + ".")

    def _json(self, reports):
        self.stdout.write(
            json.dumps([_as_data(org, report) for org, report in reports], ensure_ascii=False)
        )

    def _lines(self, reports):
        for org, report in reports:
            if report.problem:
                self.stderr.write(f"{org.slug}\u00a0: {report.problem}")
            if not report.at_term:
                continue
            self.stdout.write(f"{org.slug}")
            for each in report.at_term:
                self.stdout.write(f"  {each.file.file_number}  {WORDS[each.verdict]}  {_why(each)}")
        total = sum(len(report.at_term) for _, report in reports)
        erased = sum(report.counts["erased"] for _, report in reports)
        self.stdout.write(
            f"{total} dossier(s) au terme, {erased} effacé(s),"
            f" {sum(report.counts['considered'] for _, report in reports)} examinés."
        )


def _why(each):
    reasons = " ".join(block.words for block in each.blocks)
    return f"{each.rule.what.lower()}, jusqu’au {day(each.until)}. {reasons}".strip()


def _as_data(org, report):
    return {
        "organisation": org.slug,
        "dry_run": report.is_dry_run,
        "problem": report.problem,
        "counts": {name: count for name, count in sorted(report.counts.items()) if count},
        "files": [
            {
                "file_number": each.file.file_number,
                "rule": each.rule.code,
                "kept_until": each.until.isoformat(),
                "verdict": each.verdict,
                "reasons": [{"code": block.code, "words": block.words} for block in each.blocks],
            }
            for each in report.at_term
        ],
    }
