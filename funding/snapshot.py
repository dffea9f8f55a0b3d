"""The frozen snapshot of a report: what crosses to the funder, and what its PDF is drawn from.

Canonical JSON: sorted keys, NFC text, amounts as strings with two decimals, ISO dates; the same
data are the same characters in any process. No person is in it.
"""

import hashlib

from funding import evidence
from funding.cerfa import FORM_VERSION, FUNDER_KINDS
from funding.deadlines import report_due_on
from funding.figures import report_figures, total
from funding.manifest import manifest_of
from funding.models import SourceKind
from funding.report_findings import report_findings
from funding.report_templates import template
from funding.statement import planned_of
from inclusion.documents.rendering import canonical_json
from inclusion.money import share_of

SCHEMA = 2


def live_snapshot(report, figures=None):
    """The snapshot as it would be frozen now."""
    figures = figures or report_figures(report)
    findings = report_findings(report, figures)
    records = evidence.summaries(report)
    form = template(report.template)
    return {
        "schema": SCHEMA,
        "form": FORM_VERSION,
        "template": _template(form),
        "report": _report(report, form),
        "sender": _party(report.organisation),
        "funder": _party(report.grant.funder) | {"line": FUNDER_KINDS[figures.rules.report_line]},
        "project": {
            "title": report.grant.title,
            "name": report.grant.project.title,
            "unit_label": report.grant.project.unit_label,
            "promised_units": report.grant.project.promised_units,
        },
        "grant": _grant(report.grant),
        "payments": _payments(report.grant),
        "thresholds": {
            "percent": _amount(figures.rules.variance_percent),
            "amount": _amount(figures.rules.variance_amount),
        },
        "charges": [_line(line, report) for line in figures.charges],
        "produits": [_line(line, report) for line in figures.produits],
        "totals": {
            "charges": _total(figures.charges),
            "produits": _total(figures.produits),
        },
        "in_kind": {
            "86": [_in_kind(line) for line in figures.emplois],
            "87": [_in_kind(line) for line in figures.contributions],
            "unvalued": figures.unvalued,
        },
        "spending": {
            name: _amount(getattr(figures.spending, name))
            for name in ("eligible", "here", "elsewhere", "free")
        }
        | {"count": figures.spending.count},
        "entitled": _amount(figures.entitled),
        "to_repay": _amount(figures.to_repay),
        "delivered": figures.delivered,
        "indicators": [
            *(_indicator(result, report, records) for result in figures.indicators.results),
            *(_cell(cell, records) for cell in figures.indicators.cells),
        ],
        "publics": _publics(figures),
        "cofunding": _cofunding(report.grant, figures),
        "findings": [_finding(finding) for finding in findings],
        "records": records,
        "manifest": manifest_of(report),
    }


def freeze(snapshot):
    """(canonical text, its SHA-256)."""
    text = canonical_json(snapshot)
    return text.decode(), hashlib.sha256(text).hexdigest()


def _template(form):
    return {
        "name": form.name,
        "label": form.label,
        "form": form.form,
        "has_statement": form.has_statement,
        "has_neighbourhoods": form.has_neighbourhoods,
    }


def _report(report, form):
    return {
        "kind": report.kind,
        "kind_label": report.get_kind_display(),
        "version": report.version,
        "period_start": report.period_start.isoformat(),
        "period_end": report.period_end.isoformat(),
        "realisation": report.get_realisation_display(),
        "narrative": report.narrative,
        "difficulties": report.difficulties,
        "sections": [
            {
                "code": section.code,
                "label": section.label,
                "part": section.part,
                "text": (report.sections.get(section.code) or "").strip(),
            }
            for section in form.sections
        ],
    }


def _party(organisation):
    return {
        "name": organisation.name,
        "kind": organisation.get_kind_display(),
        "siret": organisation.siret,
        "rna": organisation.rna,
    }


def _grant(grant):
    return {
        "convention_number": grant.convention_number,
        "decided_on": grant.decided_on.isoformat(),
        "granted_amount": _amount(grant.granted_amount),
        "paid_amount": _amount(grant.paid_amount),
        "paid_on": grant.paid_on.isoformat() if grant.paid_on else None,
        "unit_amount": _amount(grant.unit_amount),
        "funded_units": grant.funded_units,
        "rate_cap": None if grant.rate_cap is None else f"{grant.rate_cap:.4f}",
        "eligible_from": grant.eligible_from.isoformat(),
        "eligible_to": grant.eligible_to.isoformat(),
        "report_due_on": report_due_on(grant.ends_exercise_on).isoformat(),
    }


def _payments(grant):
    """Instalments and what was received for them; payments alone when none was planned."""
    rows = [
        {
            "rank": instalment.rank,
            "condition": instalment.get_condition_display(),
            "amount": _amount(instalment.planned_amount),
            "paid_on": max(
                (match.payment.value_on for match in instalment.matches.all()), default=None
            ),
        }
        for instalment in grant.instalments.prefetch_related("matches__payment")
        if instalment.state != "cancelled"
    ]
    if not rows:
        rows = [
            {
                "rank": rank,
                "condition": "versement reçu" if payment.amount > 0 else "reversement",
                "amount": _amount(payment.amount),
                "paid_on": payment.value_on,
            }
            for rank, payment in enumerate(grant.payments.all(), 1)
        ]
    for row in rows:
        row["paid_on"] = row["paid_on"].isoformat() if row["paid_on"] else None
    return rows


def _line(line, report):
    return {
        "code": line.code,
        "group": line.group,
        "label": line.label,
        "planned": _amount(line.planned),
        "realised": _amount(line.realised),
        "variance": _amount(line.variance),
        "variance_percent": _amount(line.variance_percent),
        "needs_reason": line.needs_reason,
        "reason": (report.variance_reasons.get(line.code) or "").strip(),
        "records": line.records,
    }


def _in_kind(line):
    return {
        "code": line.code,
        "label": line.label,
        "planned": _amount(line.planned),
        "realised": _amount(line.realised),
    }


def _total(lines):
    planned = total([line.planned for line in lines])
    realised = total([line.realised for line in lines])
    gap = None if planned is None or realised is None else realised - planned
    return {
        "planned": _amount(planned),
        "realised": _amount(realised),
        "variance": _amount(gap),
        "variance_percent": _amount(share_of(gap, planned)) if gap is not None else None,
    }


def _indicator(result, report, records):
    """What crosses of one figure: nothing that would tell a small count."""
    definition, override = result.definition, result.override
    return {
        "code": definition.code,
        "label": _label(definition, report),
        "definition": definition.sentence,
        "kind": definition.kind.value,
        "unit": definition.unit,
        "value": _figure(result.value, definition.places),
        "numerator": result.numerator,
        "denominator": result.denominator,
        "numerator_label": definition.numerator,
        "denominator_label": definition.denominator,
        "target": _figure(result.target, definition.places),
        "percent": _amount(result.percent),
        "is_masked": result.is_masked,
        "note": result.note,
        "override": override
        and {
            "value": _figure(override.value, definition.places),
            "reason": override.reason,
            "by": override.by,
        },
        "query": definition.query,
        "records": "" if result.is_masked or result.value is None else definition.records,
        "record_count": None if result.is_masked else result.record_count,
        "records_digest": records[f"{definition.records}s"]["digest"],
    }


def _label(definition, report):
    """« ordinateurs remis »: the units of the project, when they are what is counted."""
    if definition.code == "devices_handed_over" and report.grant.offer_id:
        return f"{report.grant.project.unit_label} remis"
    return definition.label


def _cell(cell, records):
    """One class of the hand-overs, as an indicator of its own."""
    is_masked = cell.count is None
    return {
        "code": f"devices_{cell.code}",
        "label": cell.label,
        "definition": "adresse non rapprochée"
        if cell.code == "unknown"
        else "adresse rapprochée au jour de la remise",
        "kind": "count",
        "unit": "remises",
        "value": cell.count,
        "numerator": None,
        "denominator": None,
        "numerator_label": "",
        "denominator_label": "",
        "target": None,
        "percent": None,
        "is_masked": is_masked,
        "note": "",
        "override": None,
        "query": "hand_overs/1",
        "records": "" if is_masked else "hand_over",
        "record_count": cell.count,
        "records_digest": records["hand_overs"]["digest"],
    }


def _figure(value, places):
    """A count as a whole number, anything else as text with two decimals."""
    if value is None:
        return None
    return int(value) if not places and value == int(value) else f"{value:.2f}"


def _publics(figures):
    """The breakdown printed in the report, when no class of it is left out."""
    cells = figures.indicators.cells
    if any(cell.count is None for cell in cells):
        return []
    return [{"label": cell.label, "count": cell.count} for cell in cells]


def _cofunding(grant, figures):
    """Each payer of the plan, planned and realised, with the share of the units it pays."""
    if grant.plan is None:
        return []
    delivered = figures.delivered if grant.offer_id else None
    realised = {line.label: line.realised for line in figures.produits}
    return [
        {
            "name": line.payer_name,
            "planned": _amount(planned_of(line)),
            "realised": _amount(_realised(line, grant, delivered, figures, realised)),
            "unit_amount": _amount(line.unit_amount),
            "is_in_kind": line.source_kind == SourceKind.IN_KIND,
        }
        for line in grant.plan.lines.all()
    ]


def _realised(line, grant, delivered, figures, realised):
    if line.payer_id == grant.funder_id:
        return figures.entitled if figures.is_per_unit else realised.get(grant.funder.name)
    if delivered is None or line.unit_amount is None:
        if line.source_kind == SourceKind.GRANT:
            return realised.get(line.payer_name)
        if line.source_kind == SourceKind.OWN and figures.spending.count:
            return figures.spending.free
        return None
    return line.unit_amount * delivered


def _finding(finding):
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title,
        "sentence": finding.sentence,
        "figures": finding.figures,
        "explanation": finding.explanation,
        "needs_explanation": finding.needs_explanation,
    }


def _amount(value):
    return None if value is None else f"{value:.2f}"
