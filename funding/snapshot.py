"""The frozen snapshot of a report: what crosses to the funder, and what its PDF is drawn from.

Canonical JSON: sorted keys, amounts as strings with two decimals, ISO dates. No person is in it.
"""

import hashlib

from funding.cerfa import FORM_VERSION
from funding.deadlines import report_due_on
from funding.figures import report_figures, total
from funding.models import SourceKind
from funding.records import digest, hand_over_records, session_records
from funding.report_findings import report_findings
from inclusion.journal.recording import canonical
from inclusion.money import share_of

SCHEMA = 1


def live_snapshot(report):
    """The snapshot as it would be frozen now."""
    figures = report_figures(report)
    findings = report_findings(report, figures)
    hand_overs = hand_over_records(report)
    return {
        "schema": SCHEMA,
        "form": FORM_VERSION,
        "report": _report(report),
        "sender": _party(report.organisation),
        "funder": _party(report.grant.funder),
        "project": {
            "title": report.grant.title,
            "name": report.grant.project.title,
            "unit_label": report.grant.project.unit_label,
            "promised_units": report.grant.project.promised_units,
        },
        "grant": _grant(report.grant),
        "charges": [_line(line, report) for line in figures.charges],
        "produits": [_line(line, report) for line in figures.produits],
        "totals": {
            "charges": _total(figures.charges),
            "produits": _total(figures.produits),
        },
        "entitled": _amount(figures.entitled),
        "to_repay": _amount(figures.to_repay),
        "delivered": figures.delivered,
        "indicators": [_indicator(indicator, hand_overs) for indicator in figures.indicators],
        "publics": [{"label": label, "count": count} for label, count in figures.publics],
        "cofunding": _cofunding(report.grant, figures),
        "findings": [_finding(finding) for finding in findings],
        "records": {"hand_overs": hand_overs, "sessions": session_records(report)},
    }


def freeze(snapshot):
    """(canonical text, its SHA-256)."""
    text = canonical(snapshot)
    return text, hashlib.sha256(text.encode()).hexdigest()


def _report(report):
    return {
        "kind": report.kind,
        "kind_label": report.get_kind_display(),
        "version": report.version,
        "period_start": report.period_start.isoformat(),
        "period_end": report.period_end.isoformat(),
        "realisation": report.get_realisation_display(),
        "narrative": report.narrative,
        "difficulties": report.difficulties,
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
        "eligible_from": grant.eligible_from.isoformat(),
        "eligible_to": grant.eligible_to.isoformat(),
        "report_due_on": report_due_on(grant.eligible_to).isoformat(),
    }


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


def _indicator(indicator, hand_overs):
    return {
        "code": indicator.code,
        "label": indicator.label,
        "definition": indicator.definition,
        "value": indicator.value,
        "target": indicator.target,
        "is_masked": indicator.is_masked,
        "query": indicator.query,
        "records": indicator.records,
        "records_digest": digest(hand_overs) if indicator.code == "devices_handed_over" else "",
    }


def _cofunding(grant, figures):
    """Each payer of the plan, planned and realised, with the share of the units it pays."""
    if grant.plan is None:
        return []
    delivered = figures.delivered if grant.offer_id else None
    return [
        {
            "name": line.payer_name,
            "planned": _amount(_planned(line)),
            "realised": _amount(_realised(line, grant, delivered, figures)),
            "unit_amount": _amount(line.unit_amount),
            "is_in_kind": line.source_kind == SourceKind.IN_KIND,
        }
        for line in grant.plan.lines.all()
    ]


def _planned(line):
    if line.stated_amount is None and line.unit_amount is not None and line.plan.planned_units:
        return line.unit_amount * line.plan.planned_units
    return line.stated_amount


def _realised(line, grant, delivered, figures):
    if line.payer_id == grant.funder_id:
        return figures.entitled if figures.is_per_unit else (grant.paid_amount or None)
    if delivered is None or line.unit_amount is None:
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
