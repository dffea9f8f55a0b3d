"""What the pages of open data show: the years there are, the lines with what is said of them."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone

from funding.models import PublicationLine
from funding.opendata.published import shared_with
from inclusion.lists import PAGE_SIZE, KeysetPage
from inclusion.tables.writing import Sheet, write_xlsx


@dataclass(frozen=True)
class ShownRow:
    """One line of the file to come, and what is said of it."""

    number: int
    cells: dict
    amount: object
    line_id: object
    findings: tuple

    @property
    def worst(self):
        if any(finding.is_error for finding in self.findings):
            return "error"
        return "warning" if self.findings else ""


def years_of(member, chosen):
    """The years with a grant, this one and the chosen one, the latest first."""
    lines = PublicationLine.objects.visible_to(member).of_funder(member.organisation.siret)
    shared = shared_with(member.organisation)
    years = {
        day.year for rows in (lines, shared) for day in rows.dates("agreed_on", "year").distinct()
    }
    return sorted(years | {chosen, timezone.localdate().year}, reverse=True)


def row_page(request, grants, rows, findings):
    """The lines of the page asked for, in the order of the file."""
    said = defaultdict(list)
    for finding in findings:
        said[finding.line].append(finding)
    sources = [
        (grant, grant.line_ids[rank] if grant.line_ids else None)
        for grant in grants
        for rank, _ in enumerate(grant.shares)
    ]
    text = request.GET.get("page", "")
    page = int(text) if text.isdecimal() and len(text) < 6 else 1
    first = max(page - 1, 0) * PAGE_SIZE
    shown = [
        ShownRow(rank + 2, rows[rank], sources[rank][0].amount, sources[rank][1],
                 tuple(said[rank + 2]))
        for rank in range(first, min(first + PAGE_SIZE, len(rows)))
    ]  # fmt: skip
    result = KeysetPage(rows=shown, count=len(rows))
    if first:
        result.previous_url = _address(request, page - 1)
    if first + PAGE_SIZE < len(rows):
        result.next_url = _address(request, page + 1)
    return result


def _address(request, page):
    query = {"page": page}
    if request.GET.get("annee"):
        query["annee"] = request.GET["annee"]
    return f"?{urlencode(query)}"


def findings_file(findings):
    """The findings as a sheet: line, column, value, the fact, what to do."""
    rows = [
        [
            finding.line,
            finding.column,
            finding.value,
            "Erreur" if finding.is_error else "À examiner",
            finding.message,
            finding.remedy,
        ]
        for finding in findings
    ]
    headers = ("Ligne", "Colonne", "Valeur", "Gravité", "Constat", "Que faire")
    return write_xlsx([Sheet("constats", headers, rows)])
