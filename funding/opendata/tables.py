"""What open data imports and exports as tables, as `import_table` and `export_table` know it."""

from funding.models import PublicationLine
from funding.opendata import schema
from funding.opendata.checking import check_rows
from funding.opendata.files import sheet_of
from funding.opendata.findings import errors_of
from funding.opendata.importing import NEEDED, apply_lines, check_headers, plan_lines, undo_lines
from funding.opendata.lines import cells_of_line
from funding.opendata.published import grants_of, rows_of
from funding.permissions import speaks_for_a_funder
from inclusion.tables.kinds import (
    Column,
    Issue,
    Produced,
    TableExport,
    TableKind,
    register_export,
    register_table,
)
from inclusion.tables.writing import FORMATS, Sheet

COLUMNS = tuple(
    Column(
        field.name,
        field.about,
        type=field.type,
        is_required=field.name in NEEDED,
        synonyms=field.synonyms,
        example=field.example,
    )
    for field in schema.FIELDS
)


def grants_sheet(organisation):
    """Every line of the organisation, other funders' included, objects whole."""
    lines = PublicationLine.objects.filter(organisation=organisation).order_by("agreed_on", "id")
    cells = [cells_of_line(line) for line in lines.iterator(2000)]
    rows = [[row[name] for name in schema.NAMES] for row in cells]
    return Produced([Sheet("subventions", schema.NAMES, rows)], cells, len(rows))


def scdl_sheet(organisation):
    """All that the organisation awarded, as it is published; a grant with an error is left out."""
    grants = grants_of(organisation)
    rows, groups = rows_of(grants)
    refused = errors_of(check_rows(rows, publishing=True, groups=groups))
    faulty = {groups[finding.line - 2] for finding in refused}
    kept = [row for row, group in zip(rows, groups, strict=True) if group not in faulty]
    issues = [Issue(f.line, f.column, f.value, f.sentence, True) for f in refused]
    return Produced([sheet_of(kept, schema.SCDL)], kept, len(kept), issues)


def register():
    register_table(
        TableKind(
            code="grants",
            label="Subventions à publier",
            noun="subvention",
            nouns="subventions",
            namespace="officer",
            rule=speaks_for_a_funder,
            columns=COLUMNS,
            plan=plan_lines,
            apply=apply_lines,
            undo=undo_lines,
            list_route="officer:open_data",
            check_headers=check_headers,
            shows_authors=False,
        )
    )
    register_export(
        TableExport(
            code="grants",
            label="Toutes les subventions entrées, dans les colonnes de l’import",
            formats=FORMATS,
            rule=speaks_for_a_funder,
            produce=grants_sheet,
        )
    )
    register_export(
        TableExport(
            code="scdl",
            label=f"Subventions attribuées, SCDL {schema.VERSION}",
            formats=FORMATS,
            rule=speaks_for_a_funder,
            produce=scdl_sheet,
            separator=",",
        )
    )
