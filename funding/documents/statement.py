"""The table of charges and produits in whole euros that add up to their printed totals."""

from decimal import Decimal

from funding.cerfa import CHARGE_GROUPS, PRODUIT_GROUPS
from funding.models import ReportKind
from inclusion.money import share_of, whole_euros

EMPTY = {
    "planned": None,
    "planned_exact": None,
    "realised": None,
    "realised_exact": None,
    "variance": None,
    "variance_percent": None,
}


def statement_facts(snapshot):
    """Both halves, their balance, and the sentence the form demands."""
    charges = _half(snapshot, "charges", CHARGE_GROUPS, "TOTAL DES CHARGES", "Excédent", "86")
    produits = _half(
        snapshot, "produits", PRODUIT_GROUPS, "TOTAL DES PRODUITS", "Insuffisance", "87"
    )
    _balance(charges, produits)
    granted = Decimal(snapshot["grant"]["granted_amount"])
    entitled, income = snapshot["entitled"], _income(snapshot)
    in_kind = charges["in_kind"]["total"]["realised_exact"]
    return {
        "charges": charges,
        "produits": produits,
        # Once the balance is written on the lesser side.
        "is_balanced": snapshot["totals"]["charges"]["realised"] is not None
        and snapshot["totals"]["produits"]["realised"] is not None,
        "balance_label": _balance_label(charges, produits),
        "in_kind_is_balanced": in_kind == produits["in_kind"]["total"]["realised_exact"],
        # One group alone has nothing to be compared with.
        "is_charted": sum(group["is_used"] for group in charges["groups"]) > 1,
        "granted_amount": int(granted.to_integral_value()),
        "granted_percent": percent_of(granted, income),
        "granted_percent_with_in_kind": percent_of(granted, income + Decimal(in_kind))
        if in_kind
        else None,
        "justified_percent": percent_of(Decimal(entitled), income) if entitled else None,
    }


def _income(snapshot):
    """The produits a grant is a share of: those realised, or planned while the action runs."""
    totals = snapshot["totals"]["produits"]
    known = [totals["realised"], totals["planned"]]
    if snapshot["report"]["kind"] == ReportKind.INTERIM:
        known.reverse()
    return Decimal(known[0] or known[1] or 0)


def _balance(charges, produits):
    """« Excédent » under the charges or « insuffisance » under the produits: both sides equal."""
    for name in ("planned", "realised"):
        exact = f"{name}_exact"
        cost, income = charges["total"][exact], produits["total"][exact]
        if cost is None or income is None or cost == income:
            continue
        half = charges if Decimal(income) > Decimal(cost) else produits
        half["balance"][name] = abs(produits["total"][name] - charges["total"][name])
        half["balance"][exact] = f"{abs(Decimal(income) - Decimal(cost)):.2f}"


def _balance_label(charges, produits):
    if charges["balance"]["realised_exact"]:
        return "excédent compris"
    return "insuffisance comprise" if produits["balance"]["realised_exact"] else ""


def percent_of(amount, whole):
    share = share_of(amount, whole)
    return None if share is None else f"{share:.2f}"


def _half(snapshot, side, groups, total_label, balance_label, in_kind_code):
    rows = _rounded(snapshot[side])
    in_kind = {
        "86": "86 – Emplois des contributions volontaires en nature",
        "87": "87 – Contributions volontaires en nature",
    }[in_kind_code]
    whole = _sum(rows) if rows else dict(EMPTY)
    given = _in_kind(snapshot["in_kind"][in_kind_code])
    return {
        "groups": [_group(code, label, rows) for code, label in groups],
        "total": {"label": total_label, **whole},
        "balance": {"label": balance_label, **EMPTY},
        "in_kind": {
            "code": in_kind_code,
            "label": in_kind,
            "lines": given,
            "total": {
                "label": f"Total {in_kind_code}",
                **(_sum(given) if given else EMPTY),
            },
        },
    }


def _rounded(lines):
    """The lines in whole euros, so that the printed column adds up to its printed total."""
    columns = {}
    for name in ("planned", "realised"):
        known = [(i, Decimal(line[name])) for i, line in enumerate(lines) if line[name] is not None]
        rounded, _ = whole_euros([amount for _, amount in known])
        columns[name] = dict(zip([i for i, _ in known], rounded, strict=True))
    return [
        _row(line, columns["planned"].get(i), columns["realised"].get(i))
        for i, line in enumerate(lines)
    ]


def _in_kind(lines):
    rows = _rounded([{**line, "group": "", "variance_percent": None} for line in lines])
    return [
        {
            **{name: value for name, value in row.items() if name != "group"},
            "code": line["code"],
            "variance_percent": _percent_of_planned(row),
        }
        for line, row in zip(lines, rows, strict=True)
    ]


def _percent_of_planned(row):
    share = share_of(row["variance"], row["planned"]) if row["variance"] is not None else None
    return None if share is None else f"{share:.1f}"


def _row(line, planned, realised):
    percent = line["variance_percent"]
    return {
        "group": line["group"],
        "code": line["code"].split(".", 1)[1],
        "label": line["label"],
        "planned": planned,
        "planned_exact": line["planned"],
        "realised": realised,
        "realised_exact": line["realised"],
        "variance": None if planned is None or realised is None else realised - planned,
        "variance_percent": None if percent is None else f"{Decimal(percent):.1f}",
    }


def _group(code, label, rows):
    mine = [row for row in rows if row["group"] == code]
    if not mine:
        return {"code": code, "label": label, **EMPTY, "is_used": False, "lines": []}
    lines = [{k: v for k, v in row.items() if k != "group"} for row in mine]
    return {"code": code, "label": label, **_sum(mine), "is_used": True, "lines": lines}


def _sum(rows):
    summed = {}
    for name in ("planned", "realised"):
        known = [row for row in rows if row[name] is not None]
        summed[name] = sum(row[name] for row in known) if known else None
        exact = sum((Decimal(row[f"{name}_exact"]) for row in known), Decimal(0))
        summed[f"{name}_exact"] = f"{exact:.2f}" if known else None
    planned, realised = summed["planned"], summed["realised"]
    gap = None if planned is None or realised is None else realised - planned
    share = share_of(gap, planned) if gap is not None else None
    return {
        **summed,
        "variance": gap,
        "variance_percent": None if share is None else f"{share:.1f}",
    }
