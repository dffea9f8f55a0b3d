"""The facts printed on a « compte rendu financier », from its frozen snapshot."""

from dataclasses import asdict
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from funding.documents.cofunding import cofunding_facts
from funding.documents.statement import statement_facts
from funding.evidence import as_fact, sources
from funding.kinds import FINANCIAL_REPORT
from funding.models import EvidenceKind
from funding.pictures.timeline import timeline_of
from funding.selectors.payments import instalments_of
from inclusion.documents.issuing import issuer_facts
from inclusion.documents.kinds import kind_of
from inclusion.money import ZERO
from inclusion.text import counted
from inclusion.ui.formats import NBSP, number, percent

# Lines that travel with the PDF; the rest is told by its count and its digest.
LINES_KEPT = {EvidenceKind.EXPENSE: 500, EvidenceKind.HAND_OVER: 200, EvidenceKind.SESSION: 200}


def report_facts(
    report, snapshot, *, by, on, evidence, previous_number=None, snapshot_sha256="", is_draft=False
):
    """Everything the template prints; « document » and « issuer » are added at issuing.

    A preview and the final document come from this very function.
    """
    grant, frozen = report.grant, snapshot["grant"]
    form = snapshot["template"]
    return {
        "report": {
            "version": report.version,
            "kind_label": snapshot["report"]["kind_label"],
            "is_draft": is_draft,
            "submitted_on": on.isoformat(),
            "replaces": previous_number,
            "snapshot_sha256": snapshot_sha256,
            "template": form["name"],
            "form": form["form"],
        },
        "action": {
            "title": snapshot["project"]["title"],
            "outcome": snapshot["report"]["realisation"].lower(),
            "outcome_reason": _outcome_reason(snapshot),
        },
        "key_figures": _key_figures(snapshot),
        "grant": {
            "funder": grant.funder.name,
            "funder_kind": snapshot["funder"]["line"],
            "agreement_number": grant.convention_number,
            "signed_on": frozen["decided_on"],
            "starts_on": snapshot["report"]["period_start"],
            "ends_on": snapshot["report"]["period_end"],
            "granted_amount": frozen["granted_amount"],
            "paid_amount": frozen["paid_amount"],
            "payment_count": len([row for row in snapshot["payments"] if row["paid_on"]])
            or (1 if frozen["paid_on"] else 0),
            "report_due_on": frozen["report_due_on"],
            "report_due_note": "six mois après l’exercice",
        },
        "recipient": _recipient(report.organisation, by),
        "activity": _activity(snapshot, evidence),
        "statement": statement_facts(snapshot) if form["has_statement"] else None,
        "cofunding": cofunding_facts(snapshot),
        "timeline": _timeline(grant, on),
        "evidence": evidence,
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


def _timeline(grant, on):
    """The instalments and reports of the grant as they stood that day, drawn as on its page."""
    instalments = list(instalments_of(grant).prefetch_related("matches__payment"))
    drawn = timeline_of(grant, instalments, grant.reports.all(), on) if instalments else None
    if drawn is None:
        return None
    return {**asdict(drawn), "ticks": [list(tick) for tick in drawn.ticks]}


def preview_of(facts, organisation):
    """The facts of a preview, whole: no number, nothing to verify, nothing kept."""
    now = timezone.localtime()
    return {
        **facts,
        "document": {
            "kind": FINANCIAL_REPORT,
            "title": kind_of(FINANCIAL_REPORT).label,
            "number": "Projet",
            "issued_at": now.isoformat(timespec="seconds"),
            "verification_code": "",
            "verification_url": settings.PUBLIC_URL,
            "verification_short": settings.PUBLIC_URL.split("//", 1)[-1],
        },
        "issuer": issuer_facts(organisation),
    }


def evidence_facts(report, snapshot):
    """The evidence index: the first lines of each kind, and what the others come to."""
    facts = {}
    for source in sources(report):
        kept = LINES_KEPT[source.kind]
        summary = snapshot["records"][f"{source.kind}s"]
        facts[f"{source.kind}s"] = {
            "lines": [as_fact(line) for line in source.lines(0, kept)] if summary["count"] else [],
            "count": summary["count"],
            "left_out": max(summary["count"] - kept, 0),
            "digest": summary["digest"],
        }
    spending = snapshot["spending"]
    facts["expenses_total"] = {
        **{name: spending[name] for name in ("eligible", "here", "elsewhere", "free")},
        "charged_percent": "100" if Decimal(spending["eligible"]) else None,
    }
    # The database refuses anything else.
    facts["is_within_full_cost"] = (
        Decimal(spending["free"]) >= ZERO or Decimal(spending["eligible"]) < ZERO
    )
    return facts


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


def _activity(snapshot, evidence):
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
    cells = [i for i in snapshot["indicators"] if i["code"].startswith("devices_") and _is_cell(i)]
    return {
        "implementation": report["narrative"],
        "sections": _texts(report, "words"),
        "indicators": [
            _indicator(i) for i in snapshot["indicators"] if i not in cells and _is_printed(i)
        ],
        "overrides": [_override(i) for i in snapshot["indicators"] if i["override"]],
        "publics": publics,
        "publics_note": "Un effectif de moins de 11 personnes n’est pas affiché.",
        "dates": _dates(evidence["hand_overs"]),
        "difficulties": report["difficulties"],
    }


def _dates(hand_overs):
    """« Remises de 10/2025 à 08/2026. »: the months, when all of them are here."""
    months = [line["month"] for line in hand_overs["lines"]]
    if not months or hand_overs["left_out"]:
        return ""
    first, last = (f"{month[5:]}/{month[:4]}" for month in (months[0], months[-1]))
    return f"Remises en {first}." if first == last else f"Remises de {first} à {last}."


CELLS = ("in_priority_neighbourhood", "elsewhere", "unknown")


def _is_cell(indicator):
    return indicator["code"].removeprefix("devices_") in CELLS


def _is_printed(indicator):
    return indicator["override"] or not (indicator["is_masked"] or indicator["value"] is None)


def _texts(report, part):
    return [
        {"label": section["label"], "text": section["text"]}
        for section in report["sections"]
        if section["part"] == part and section["text"]
    ]


def _indicator(indicator):
    """One row: the retained value, when there is one, with the computed one beside its source."""
    override = indicator["override"]
    shown = override["value"] if override else indicator["value"]
    records = counted(indicator["record_count"] or 0, "enregistrement")
    source = f"{records}, {indicator['query']}"
    if indicator["kind"] == "ratio" and indicator["denominator"]:
        parts = f"{number(indicator['numerator'])} sur {number(indicator['denominator'])}"
        source = f"{parts}, {indicator['query']}"
    if override:
        source = f"valeur retenue\u202f; calculée{NBSP}: {_computed(indicator)}"
    return {
        "label": indicator["label"][:1].upper() + indicator["label"][1:],
        "source": f"{source}, {indicator['note']}" if indicator["note"] else source,
        "target": _said(indicator["target"], indicator),
        "result": _said(shown, indicator),
        "percent": None if indicator["percent"] is None else indicator["percent"][:-1],
    }


def _said(value, indicator):
    """« 92 », « 66,67 % », « 1 250 kg CO2e »."""
    if value is None:
        return ""
    if indicator["kind"] == "ratio":
        return percent(value, 2)
    if indicator["kind"] == "sum":
        return f"{number(value)}{NBSP}{indicator['unit']}"
    return number(value)


def _computed(indicator):
    if indicator["is_masked"] or indicator["value"] is None:
        return "non affichée"
    return _said(indicator["value"], indicator)


def _override(indicator):
    return {
        "label": indicator["label"][:1].upper() + indicator["label"][1:],
        "value": _said(indicator["override"]["value"], indicator),
        "computed": _computed(indicator),
        "reason": indicator["override"]["reason"],
        "by": indicator["override"]["by"],
    }


def _annex(snapshot):
    lines = [*snapshot["charges"], *snapshot["produits"]]
    limits = snapshot["thresholds"]
    unvalued = snapshot["in_kind"]["unvalued"] or [
        s["name"] for s in snapshot["cofunding"] if s["is_in_kind"] and not s["planned"]
    ]
    texts = {section["code"]: section["text"] for section in snapshot["report"]["sections"]}
    return {
        "threshold": f"plus de {percent(limits['percent'])} ou de"
        f" {number(limits['amount'], 0)}{NBSP}€",
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
        "indirect_costs": texts.get("indirect_costs", ""),
        "in_kind": " ".join(
            part
            for part in (
                texts.get("in_kind", ""),
                f"Non valorisé{NBSP}: {', '.join(unvalued)}." if unvalued else "",
            )
            if part
        ),
        "observations": texts.get("observations", ""),
        "attachments": [
            _attachment(file) for file in snapshot["manifest"] if file["kind"] == "attachment"
        ],
        "proof_count": sum(file["kind"] != "attachment" for file in snapshot["manifest"]),
    }


def _attachment(file):
    size = max(round((file["size"] or 0) / 1000), 1)
    return f"{file['label']} ({file['name']}, {number(size)}{NBSP}ko, {file['sha256'][:8]})"
