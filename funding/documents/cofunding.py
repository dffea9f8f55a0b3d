"""The co-funding page: every payer, the findings, the instalments."""

from decimal import Decimal

from funding.documents.statement import percent_of
from inclusion.text import NARROW, counted
from inclusion.ui.formats import NBSP, number


def cofunding_facts(snapshot):
    """Who pays what, what contradicts itself, and what was received."""
    cash = [source for source in snapshot["cofunding"] if not source["is_in_kind"]]
    planned = sum((Decimal(s["planned"]) for s in cash if s["planned"]), Decimal(0))
    realised = sum((Decimal(s["realised"]) for s in cash if s["realised"]), Decimal(0))
    units = [Decimal(s["unit_amount"]) for s in cash if s["unit_amount"]]
    paid = snapshot["grant"]["paid_amount"]
    return {
        "sources": [_source(source, planned, realised) for source in snapshot["cofunding"]],
        "total": {
            "planned": f"{planned:.2f}",
            "planned_percent": "100.00" if planned else None,
            "realised": f"{realised:.2f}" if realised else None,
            "realised_percent": "100.00" if realised else None,
            "unit_amount": f"{sum(units):.2f}" if units else None,
        },
        "stated_rates": _stated_rates(snapshot),
        "findings": [*_coherent(snapshot), *(_finding(f) for f in _to_print(snapshot))],
        "instalments": snapshot["payments"] or _single_payment(snapshot),
        "instalments_total": paid,
    }


def _single_payment(snapshot):
    """What is known of a grant whose payments were never listed."""
    grant = snapshot["grant"]
    if not grant["paid_on"]:
        return []
    return [
        {
            "rank": 1,
            "condition": "versement enregistré",
            "paid_on": grant["paid_on"],
            "amount": grant["paid_amount"],
        }
    ]


def _source(source, planned, realised):
    def share(name, whole):
        if source[name] is None or source["is_in_kind"]:
            return None
        return percent_of(Decimal(source[name]), whole)

    return {
        "name": source["name"],
        "label": source["name"],
        "planned": source["planned"],
        "planned_percent": share("planned", planned),
        "realised": source["realised"],
        "realised_percent": share("realised", realised),
        "unit_amount": source["unit_amount"],
    }


def _stated_rates(snapshot):
    finding = next((f for f in snapshot["findings"] if _is_rates_gap(f)), None)
    if finding is None:
        return None
    figures, rows = finding["figures"], finding["figures"]["rows"]
    stated = " / ".join(f"{_short(row['stated'])}{NBSP}%" for row in rows)
    computed = " / ".join(f"{_short(row['computed'])}{NBSP}%" for row in rows)
    simple = figures.get("simple_split")
    explanation = finding["explanation"]
    return {
        "title": f"Incohérence{NBSP}: {stated} annoncés, {computed} calculés",
        "rows": [
            {
                "funder": row["payer"],
                "stated_percent": row["stated"],
                "written_amount": row["amount"],
                "computed_percent": row["computed"],
                "amount_at_stated_rate": row["at_rate"],
            }
            for row in rows
        ],
        "total": {
            "stated_percent": _added(rows, "stated"),
            "written_amount": _added(rows, "amount"),
            "computed_percent": _added(rows, "computed"),
            "amount_at_stated_rate": _added(rows, "at_rate"),
        },
        "gap_amount": figures["gap_amount"],
        "gap_points": figures["gap_points"],
        "simple_split": " – ".join(simple["fractions"]) if simple else "",
        "choice": explanation
        and {
            "label": explanation["choice"].lower(),
            "explanation": explanation["text"],
            "author": explanation["author"],
            "on": explanation["on"],
        },
    }


def _is_rates_gap(finding):
    return finding["code"] == "plan.stated_rates" and finding["severity"] == "block"


def _to_print(snapshot):
    """The rates have their own section, the variances of lines are in the annex."""
    for finding in snapshot["findings"]:
        is_line = finding["code"].startswith(("charges.", "produits."))
        if finding["severity"] != "ok" and not is_line and not _is_rates_gap(finding):
            yield finding


def _coherent(snapshot):
    """What was checked and holds, in one box."""
    titles = [finding["title"] for finding in snapshot["findings"] if finding["severity"] == "ok"]
    if titles:
        yield {
            "severity": "coherent",
            "title": counted(len(titles), "vérification"),
            "detail": f"{NARROW}; ".join(titles) + ".",
            "explanation": None,
        }


def _added(rows, name):
    return f"{sum(Decimal(row[name]) for row in rows):.2f}"


def _short(percent):
    return number(Decimal(percent))


def _finding(finding):
    explanation = finding["explanation"]
    return {
        "severity": "to_explain" if finding["needs_explanation"] else "to_know",
        "title": finding["title"],
        "detail": finding["sentence"],
        "explanation": explanation and {k: explanation[k] for k in ("text", "author", "on")},
    }
