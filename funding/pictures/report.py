"""The pictures of a report, drawn from its snapshot: those of its PDF, on its page."""

from funding.documents.cofunding import cofunding_facts
from funding.documents.statement import statement_facts
from inclusion.documents.rendering import charts


def pictures_of(snapshot):
    """{payers, total, funding, budget}: each chart as the template of the bars draws it, or None.

    A picture with nothing to compare is not drawn.
    """
    money = cofunding_facts(snapshot)
    drawn = [row for row in money["sources"] if row["planned"] or row["realised"]]
    charges = None
    if snapshot["template"]["has_statement"]:
        table = statement_facts(snapshot)
        charges = table["charges"]["groups"] if table["is_charted"] else None
    return {
        "payers": money["sources"],
        "total": money["total"],
        "funding": charts.funding(money["sources"]) | {"prefix": "payeurs-"} if drawn else None,
        "budget": charts.budget(charges) | {"prefix": "charges-"} if charges else None,
    }
