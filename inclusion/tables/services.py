"""Acts on an import: prepare it, look, apply it whole or not at all, take it back."""

from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.tables.kinds import (
    CREATE,
    DUPLICATE,
    REFUSED,
    UNCHANGED,
    UPDATE,
    Issue,
    kind_of,
)
from inclusion.tables.matching import match
from inclusion.tables.models import ImportState, TableImport
from inclusion.tables.reading import Row, Unreadable
from inclusion.text import counted

FORGET_DAYS = 7
COUNTED = {CREATE: "created", UPDATE: "updated", UNCHANGED: "unchanged", DUPLICATE: "duplicates"}


@dataclass(frozen=True)
class Preview:
    """What an import would do, line by line, and what stands in its way."""

    plans: list
    notes: list
    # What the reading put right or could not place, for the kinds that tell it.
    readings: list = field(default_factory=list)

    @property
    def report(self):
        """The counts and the lines to correct, as `import_table --json` gives them."""
        counts = dict.fromkeys(COUNTED.values(), 0)
        for plan in self.plans:
            if plan.action in COUNTED:
                counts[COUNTED[plan.action]] += 1
        issues = [
            *self.notes,
            *self.readings,
            *(issue for plan in self.plans for issue in plan.issues),
        ]
        out_of_shape = {issue.row for issue in self.readings if issue.is_error}
        return {
            "rows": len(self.plans) + len(out_of_shape),
            **counts,
            "errors": [issue.as_dict() for issue in issues if issue.is_error],
            "warnings": [issue.as_dict() for issue in issues if not issue.is_error],
        }


def preview_table(table, kind, *, organisation_id, mapping=None):
    """What this table would do, nothing written. Raises Unreadable without its needed columns."""
    matched = match(table, kind, mapping)
    if kind.check_headers is not None:
        kind.check_headers(table.headers, matched.ignored)
    missing = [c.name for c in kind.columns if c.is_required and c.name not in matched.columns]
    if missing:
        names = ", ".join(f"«\u00a0{name}\u00a0»" for name in missing)
        raise Unreadable(
            f"Il manque {'la colonne' if len(missing) == 1 else 'les colonnes'} {names}."
        )
    readings = _told(table, kind, matched)
    out_of_shape = {issue.row for issue in readings if issue.is_error}
    rows = tuple(row for row in matched.rows if row.number not in out_of_shape)
    matched = replace(matched, rows=rows)
    return matched, preview_rows(rows, matched.columns, kind, organisation_id, readings)


def _told(table, kind, matched):
    """What the reading did, for a kind that wants every repair said."""
    if kind.check_headers is None:
        return []
    columns = {name: name for name in matched.columns} | dict(matched.renamed)
    renamed = [
        Issue(1, column, header, f"En-tête lu\u00a0: {column}.")
        for header, column in matched.renamed
    ]
    cells = [
        Issue(each.number, columns.get(each.header, each.header), each.before, each.message)
        if not each.is_error
        else Issue(each.number, "", each.before, each.message, True)
        for each in table.readings
    ]
    return [*renamed, *cells]


def preview_rows(rows, columns, kind, organisation_id, readings=()):
    plans, notes = kind.plan(rows, columns, organisation_id)
    return Preview(plans, notes, list(readings))


def _kept(preview):
    """The report to keep, with what the reading said: the file itself is not read again."""
    if not preview.readings:
        return preview.report
    return preview.report | {"readings": [asdict(issue) for issue in preview.readings]}


@transaction.atomic
def prepare_import(*, table, kind, file_name, organisation_id, by, mapping=None):
    """Keep a file's lines until they are confirmed, a week at most."""
    forgotten = timezone.now() - timedelta(days=FORGET_DAYS)
    TableImport.objects.filter(
        organisation=organisation_id, state=ImportState.PREPARED, created_at__lt=forgotten
    ).delete()
    matched, preview = preview_table(table, kind, organisation_id=organisation_id, mapping=mapping)
    return TableImport.objects.create(
        organisation_id=organisation_id,
        kind=kind.code,
        file_name=file_name[:120],
        columns=list(matched.columns),
        ignored=list(matched.ignored),
        rows=[[row.number, row.cells] for row in matched.rows],
        report=_kept(preview),
        created_by=by,
    )


def preview_of(table_import):
    """What a prepared import would do today."""
    rows = tuple(Row(number, cells) for number, cells in table_import.rows)
    kind = kind_of(table_import.kind)
    readings = [Issue(**each) for each in table_import.report.get("readings", [])]
    columns = tuple(table_import.columns)
    return preview_rows(rows, columns, kind, table_import.organisation_id, readings)


def _locked(table_import):
    return TableImport.objects.select_for_update(of=("self",), no_key=True).get(pk=table_import.pk)


@transaction.atomic
def apply_import(*, table_import, by):
    """Write the good lines, in one transaction; the others stay in the report."""
    table_import = _locked(table_import)
    if table_import.state != ImportState.PREPARED:
        raise Refused("Cet import a déjà été confirmé.")
    kind = kind_of(table_import.kind)
    preview = preview_of(table_import)
    refuse_in_part(kind, preview.report)
    todo = [plan for plan in preview.plans if plan.action in {CREATE, UPDATE}]
    if not todo:
        raise Refused("Rien à importer\u00a0: aucune ligne nouvelle ou modifiée.")
    try:
        with transaction.atomic():
            table_import.changes = kind.apply(todo, table_import.organisation_id, by)
    except IntegrityError:
        raise Refused(
            "Quelqu’un vient d’écrire les mêmes lignes\u00a0: recommencez, rien n’est perdu."
        ) from None
    table_import.report = _kept(preview)
    table_import.rows = _left_out(table_import.rows, preview)
    table_import.state = ImportState.APPLIED
    table_import.applied_at = timezone.now()
    table_import.save()
    record(
        "table.imported",
        table_import,
        by=by,
        kind=kind.code,
        created=preview.report["created"],
        updated=preview.report["updated"],
    )
    return table_import


def refuse_in_part(kind, report):
    """Raise Refused when a kind that comes in whole has a line to correct."""
    lines = len({issue["row"] for issue in report["errors"]})
    if kind.is_whole and lines:
        words = counted(lines, "ligne est à corriger", "lignes sont à corriger")
        raise Refused(f"{words}\u00a0: rien n’a été écrit. Ce tableau entre entier, ou pas.")


def _left_out(rows, preview):
    """Only the lines to correct are kept, for the sheet that lists them."""
    kept = {plan.number for plan in preview.plans if plan.action in {REFUSED, DUPLICATE}}
    return [row for row in rows if row[0] in kept]


def left_out(table_import):
    """(lines, report): the lines that will not be, or were not, imported, and the reasons."""
    if table_import.state != ImportState.PREPARED:
        return table_import.rows, table_import.report
    preview = preview_of(table_import)
    return _left_out(table_import.rows, preview), preview.report


@transaction.atomic
def undo_import(*, table_import, by):
    """Take back what the import wrote, but for what was changed since; returns (count, kept)."""
    table_import = _locked(table_import)
    if table_import.state == ImportState.UNDONE:
        raise Refused("Cet import est déjà annulé.")
    if not table_import.can_be_undone:
        raise Refused("Un import s’annule dans les trente jours.")
    kind = kind_of(table_import.kind)
    count, kept = kind.undo(table_import.changes, table_import.organisation_id)
    table_import.state = ImportState.UNDONE
    table_import.undone_at = timezone.now()
    table_import.changes = []
    table_import.rows = []
    table_import.save()
    record("table.undone", table_import, by=by, kind=kind.code, count=count, kept=len(kept))
    return count, kept


@transaction.atomic
def drop_import(*, table_import, by):
    """Forget a file that will not be imported."""
    table_import = _locked(table_import)
    if table_import.state != ImportState.PREPARED:
        raise Refused("Cet import a déjà été confirmé.")
    table_import.delete()
