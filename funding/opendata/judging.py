"""A year as it would go out: its grants, its rows, and all that is said of them."""

from funding.opendata.checking import check_rows
from funding.opendata.published import cut_findings, published_grants, rows_of


def judged_year(member, year):
    """(grants, rows, findings) of what the member's organisation would publish of that year."""
    grants = published_grants(member, year)
    rows, groups = rows_of(grants)
    findings = [*check_rows(rows, publishing=True, groups=groups), *cut_findings(grants)]
    return grants, rows, sorted(findings, key=lambda finding: finding.line)
