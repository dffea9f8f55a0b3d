"""The facts printed on a « compte rendu financier », from its frozen snapshot."""

from decimal import Decimal

from funding.cerfa import CHARGE_GROUPS, FUNDER_KINDS, PRODUIT_GROUPS, grant_line
from inclusion.money import share_of, whole_euros
from inclusion.text import NARROW, counted
from inclusion.ui.formats import NBSP, number

EMPTY = {
    "planned": None,
    "planned_exact": None,
    "realised": None,
    "realised_exact": None,
    "variance": None,
    "variance_percent": None,
}


def report_facts(report, snapshot, *, by, on, previous_number=None, snapshot_sha256=""):
    """Everything the template prints; « document » and « issuer » are added at issuing."""
    grant, frozen = report.grant, snapshot["grant"]
    return {
        "report": {
            "version": report.version,
            "submitted_on": on.isoformat(),
            "replaces": previous_number,
            "snapshot_sha256": snapshot_sha256,
        },
        "action": {
            "title": snapshot["project"]["title"],
            "outcome": snapshot["report"]["realisation"].lower(),
            "outcome_reason": _outcome_reason(snapshot),
        },
        "key_figures": _key_figures(snapshot),
        "grant": {
            "funder": grant.funder.name,
            "funder_kind": FUNDER_KINDS.get(grant_line(grant.funder.kind), ""),
            "agreement_number": grant.convention_number,
            "signed_on": frozen["decided_on"],
            "starts_on": snapshot["report"]["period_start"],
            "ends_on": snapshot["report"]["period_end"],
            "granted_amount": frozen["granted_amount"],
            "paid_amount": frozen["paid_amount"],
            "payment_count": 1 if frozen["paid_on"] else 0,
            "report_due_on": frozen["report_due_on"],
            "report_due_note": "six mois après la période",
        },
        "recipient": _recipient(report.organisation, by),
        "activity": _activity(snapshot),
        "statement": _statement(snapshot),
        "cofunding": _cofunding(snapshot),
        "evidence": {
            "expenses": [],
            "expenses_total": None,
            "is_within_full_cost": True,
            **snapshot["records"],
        },
        "annex": _annex(snapshot),
        "certification": {
            "opening": "Je soussigné·e",
            "signatory": str(by.user),
            "capacity": f"{(by.title or by.get_role_display()).lower()}, pour le compte de",
            "on": on.isoformat(),
            "place": report.organisation.city,
            "signature": {"caption": by.title or by.get_role_display(), "detail": str(by.user)},
        },
    }


def _outcome_reason(snapshot):
    for finding in snapshot["findings"]:
        if finding["code"] == "under_delivery" and finding["explanation"]:
            return finding["explanation"]["text"].strip()
    return ""


def _key_figures(snapshot):
    figures = []
    funded = snapshot["grant"]["funded_units"]
    if snapshot["delivered"] is not None:
        whole = f" sur {number(funded)}" if funded else ""
        figures.append(
            (
                f"{number(snapshot['delivered'])}{whole}",
                f"{snapshot['project']['unit_label']} remis",
            )
        )
    cost = snapshot["totals"]["charges"]["realised"]
    figures.append((_whole(cost), "coût réel de l’action"))
    figures.append((_whole(snapshot["entitled"]), "subvention justifiée"))
    facts = [{"value": v, "label": label, "is_attention": False} for v, label in figures]
    repay = Decimal(snapshot["to_repay"])
    return [
        *facts,
        {"value": _whole(snapshot["to_repay"]), "label": "à reverser", "is_attention": repay > 0},
    ]


def _whole(amount):
    return "non chiffré" if amount is None else f"{number(Decimal(amount), 0)}{NBSP}€"


def _recipient(organisation, by):
    place = " ".join(part for part in (organisation.postcode, organisation.city) if part)
    numbers = []
    if organisation.siret:
        numbers.append(f"SIRET {organisation.siret}")
    if organisation.rna:
        numbers.append(f"RNA {organisation.rna}")
    return {
        "kind": organisation.get_kind_display(),
        "seat": ", ".join(part for part in (organisation.address, place) if part),
        "identifiers": " · ".join(numbers),
        "representative_title": "Déposé par",
        "representative": by.label,
        "contact": organisation.email,
    }


def _activity(snapshot):
    report = snapshot["report"]
    publics = []
    if snapshot["publics"]:
        publics.append(
            {
                "title": "Remises, par territoire",
                "row_head": "Territoire",
                "count_head": "Remises",
                "rows": snapshot["publics"],
                "total": sum(row["count"] for row in snapshot["publics"]),
            }
        )
    return {
        "implementation": report["narrative"],
        "indicators": [_indicator(i) for i in snapshot["indicators"] if not i["is_masked"]],
        "publics": publics,
        "publics_note": "Un effectif de moins de 11 personnes n’est pas affiché.",
        "dates_and_places": _dates(snapshot),
        "difficulties": report["difficulties"],
    }


def _indicator(indicator):
    target, value = indicator["target"], indicator["value"]
    return {
        "label": indicator["label"][:1].upper() + indicator["label"][1:],
        "source": f"{counted(value, 'enregistrement')}, {indicator['query']}",
        "target": target,
        "result": value,
        "percent": None if not target else f"{Decimal(value) * 100 / target:.1f}",
    }


def _dates(snapshot):
    months = sorted({record["month"] for record in snapshot["records"]["hand_overs"]})
    if not months:
        return ""
    first, last = (f"{month[5:]}/{month[:4]}" for month in (months[0], months[-1]))
    return f"Remises en {first}." if first == last else f"Remises de {first} à {last}."


def _statement(snapshot):
    charges = _half(snapshot, "charges", CHARGE_GROUPS, "TOTAL DES CHARGES", "Excédent", "86")
    produits = _half(
        snapshot, "produits", PRODUIT_GROUPS, "TOTAL DES PRODUITS", "Insuffisance", "87"
    )
    cost, income = (snapshot["totals"][side]["realised"] for side in ("charges", "produits"))
    if cost is not None and income is not None and cost != income:
        gap = Decimal(income) - Decimal(cost)
        half = charges if gap > 0 else produits
        half["balance"] = {
            **half["balance"],
            "realised": int(abs(gap).to_integral_value()),
            "realised_exact": f"{abs(gap):.2f}",
        }
    granted = Decimal(snapshot["grant"]["granted_amount"])
    entitled = snapshot["entitled"]
    income = Decimal(income) if income else Decimal(snapshot["totals"]["produits"]["planned"] or 0)
    return {
        "charges": charges,
        "produits": produits,
        "is_balanced": cost is not None and Decimal(cost) == income,
        "in_kind_is_balanced": True,
        "granted_amount": int(granted.to_integral_value()),
        "granted_percent": _percent(granted, income),
        "justified_percent": _percent(Decimal(entitled), income) if entitled else None,
    }


def _percent(amount, whole):
    share = share_of(amount, whole)
    return None if share is None else f"{share:.2f}"


def _half(snapshot, side, groups, total_label, balance_label, in_kind_code):
    rows = _rounded(snapshot[side])
    in_kind = {
        "86": "86 – Emplois des contributions volontaires en nature",
        "87": "87 – Contributions volontaires en nature",
    }[in_kind_code]
    whole = _sum(rows) if rows else dict(EMPTY)
    return {
        "groups": [_group(code, label, rows) for code, label in groups],
        "total": {"label": total_label, **whole},
        "balance": {"label": balance_label, **EMPTY},
        "in_kind": {
            "code": in_kind_code,
            "label": in_kind,
            "lines": [],
            "total": {"label": f"Total {in_kind_code}", **EMPTY},
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


def _cofunding(snapshot):
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
        "instalments": [
            {
                "rank": 1,
                "condition": "versement enregistré",
                "paid_on": snapshot["grant"]["paid_on"],
                "amount": paid,
            }
        ]
        if snapshot["grant"]["paid_on"]
        else [],
        "instalments_total": paid,
    }


def _source(source, planned, realised):
    def share(name, whole):
        if source[name] is None or source["is_in_kind"]:
            return None
        return _percent(Decimal(source[name]), whole)

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


def _annex(snapshot):
    lines = [*snapshot["charges"], *snapshot["produits"]]
    unvalued = [s["name"] for s in snapshot["cofunding"] if s["is_in_kind"] and not s["planned"]]
    return {
        "threshold": f"plus de 10{NBSP}% ou de 500{NBSP}€",
        "variances": [
            {
                "label": line["label"],
                "reason": line["reason"],
                "variance": None
                if line["variance"] is None
                else int(Decimal(line["variance"]).to_integral_value()),
                "variance_percent": None
                if line["variance_percent"] is None
                else f"{Decimal(line['variance_percent']):.1f}",
            }
            for line in lines
            if line["needs_reason"]
        ],
        "indirect_costs": "",
        "in_kind": f"Non valorisé{NBSP}: {', '.join(unvalued)}." if unvalued else "",
        "observations": "",
        "attachments": [],
    }
