"""A « compte rendu financier », from the draft to the funder's desk."""

from decimal import Decimal

from django.utils import timezone

from funding.documents import evidence_facts, preview_of, report_facts
from funding.evidence import write_evidence
from funding.figures import report_figures
from funding.grant_acts import refuse_unless_open
from funding.kinds import FINANCIAL_REPORT
from funding.models import (
    FinancialReport,
    Grant,
    GrantState,
    ReportAttachment,
    ReportState,
    ReportSubmission,
    SubmissionFile,
)
from funding.permissions import can_do_funding, can_submit
from funding.refusals import act
from funding.report_findings import readiness, report_findings
from funding.report_templates import template, template_for
from funding.rules import rules_of
from funding.selectors.reports import reports_with_their_grant
from funding.services.after_submission import after_submission
from funding.services.allocations import release_charges, seal_charges
from funding.services.versions import is_open_to_a_version, replace_former
from funding.snapshot import freeze, live_snapshot
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

TEXTS = ("realisation", "narrative", "difficulties")


@act
def open_report(*, grant, kind, period_start, period_end, by):
    """Open a report on a period of the grant; after a rejection, its next version."""
    grant = Grant.objects.visible_to(by).locked().get(pk=grant.pk)
    refuse_unless_open(by, grant, "report")
    if not grant.eligible_from <= period_start <= period_end <= grant.eligible_to:
        raise Refused(
            "La période du compte rendu doit tenir dans celle de la subvention\u00a0:"
            " ce qui a été fait avant ou après ne se justifie pas ici."
        )
    last = grant.reports.filter(kind=kind).order_by("-version").first()
    _refuse_a_second_one(last)
    report = FinancialReport.objects.create(
        organisation_id=by.organisation_id,
        grant=grant,
        kind=kind,
        template=last.template if last else template_for(grant, rules_of(grant.funder)),
        version=last.version + 1 if last else 1,
        period_start=period_start,
        period_end=period_end,
        narrative=last.narrative if last else "",
        difficulties=last.difficulties if last else "",
        sections=last.sections if last else {},
        variance_reasons=last.variance_reasons if last else {},
        created_at=timezone.now(),
        created_by=by,
    )
    if last:
        _join_again(last, report)
        # What the former version printed may be corrected; the next one prints it again.
        release_charges(report=report, by=by)
    record("report.opened", report, by=by, grant=grant.pk, kind=kind, version=report.version)
    return report


def _join_again(last, report):
    """The papers of the former version are joined to the next one; retained values are not."""
    ReportAttachment.objects.bulk_create(
        ReportAttachment(
            organisation_id=row.organisation_id,
            report=report,
            kind=row.kind,
            label=row.label,
            file_sha256=row.file_sha256,
            file_name=row.file_name,
            file_size=row.file_size,
            added_by_id=row.added_by_id,
        )
        for row in last.attachments.all()
    )


def _refuse_a_second_one(last):
    if last is None:
        return
    if last.state != ReportState.SUBMITTED:
        raise Refused("Un compte rendu de ce type est déjà en cours pour cette subvention.")
    if not any(is_open_to_a_version(each) for each in last.submissions.all()):
        raise Refused("Un compte rendu de ce type est déjà déposé\u00a0: le financeur en décide.")


@act
def write_report(*, report, by, reasons=None, sections=None, **texts):
    """Write words of a draft, all or some; its figures come from the records, never from here."""
    report = locked_report(report, by)
    if report.state != ReportState.DRAFT:
        raise Refused("Ce compte rendu n’est plus un brouillon\u00a0: reprenez-le d’abord.")
    for name in TEXTS:
        if name in texts:
            setattr(report, name, texts[name] if name == "realisation" else clean(texts[name]))
    if reasons is not None:
        written = {code: clean(text) for code, text in reasons.items()}
        report.variance_reasons = {code: text for code, text in written.items() if text}
    if sections is not None:
        report.sections = _written_sections(report, sections)
    report.save(update_fields=[*TEXTS, "variance_reasons", "sections"])
    record("report.written", report, by=by, reasons=sorted(report.variance_reasons))
    return report


def _written_sections(report, sections):
    """The sections as they are now written; those of another form are left out."""
    known = {section.code for section in template(report.template).sections}
    written = {**report.sections, **{code: clean(text) for code, text in sections.items()}}
    return {code: text for code, text in written.items() if text and code in known}


@act
def mark_ready(*, report, by):
    """Say that a report may be submitted; refused while anything it needs is missing."""
    report = locked_report(report, by)
    if report.state != ReportState.DRAFT:
        raise Refused("Ce compte rendu est déjà prêt ou déposé.")
    _refuse_what_is_missing(report)
    report.state, report.unexplained_count = ReportState.READY, 0
    report.ready_at, report.ready_by = timezone.now(), by
    report.save(update_fields=["state", "unexplained_count", "ready_at", "ready_by"])
    record("report.ready", report, by=by)
    return report


@act
def take_back_report(*, report, by):
    """Make a ready report a draft again, to change its words."""
    report = locked_report(report, by)
    if report.state != ReportState.READY:
        raise Refused("Seul un compte rendu prêt, et pas encore déposé, se reprend.")
    report.state, report.unexplained_count = ReportState.DRAFT, None
    report.ready_at, report.ready_by = None, None
    report.save(update_fields=["state", "unexplained_count", "ready_at", "ready_by"])
    record("report.taken_back", report, by=by)
    return report


@act
def submit_report(*, report, by):
    """Freeze a ready report, issue its PDF, and hand the frozen copy to the funder."""
    if not can_submit(by):
        raise Refused("Le dépôt revient à la responsable, ou à qui elle a donné délégation.")
    report = locked_report(report, by)
    if report.state == ReportState.SUBMITTED:
        raise Refused("Ce compte rendu est déjà déposé.")
    if report.state != ReportState.READY:
        raise Refused("Ce compte rendu n’est pas encore prêt à déposer.")
    figures = _refuse_what_is_missing(report)
    now = timezone.now()
    snapshot = live_snapshot(report, figures)
    entitled = None if snapshot["entitled"] is None else Decimal(snapshot["entitled"])
    text, digest = freeze(snapshot)
    former = _former_submission(report)
    if former and former.kind == report.kind:
        replace_former(former, by)
    facts = _facts(report, snapshot, by=by, digest=digest, former=former)
    sealed = seal_charges(report=report, by=by)
    report.state, report.submitted_at, report.submitted_by = ReportState.SUBMITTED, now, by
    report.save(update_fields=["state", "submitted_at", "submitted_by"])
    document = issue_document(
        FINANCIAL_REPORT,
        facts,
        subject=report,
        by=by,
        subtitle=f"{report.grant.title}, {report.grant.funder.name}"[:200],
    )
    severities = [finding["severity"] for finding in snapshot["findings"]]
    submission = ReportSubmission.objects.create(
        organisation_id=report.organisation_id,
        to_organisation_id=report.grant.funder_id,
        report=report,
        number=document.number,
        title=report.grant.title,
        kind=report.kind,
        sender_name=report.organisation.name,
        granted_amount=report.grant.granted_amount,
        claimed_amount=entitled,
        blocking_count=severities.count("block"),
        warning_count=severities.count("warn"),
        submitted_at=now,
        submitted_by_label=by.label[:120],
        snapshot=text,
        snapshot_sha256=digest,
        previous_sha256=former.snapshot_sha256 if former else "",
        verification_code=document.verification_code,
    )
    write_evidence(submission, report)
    # A terminated grant still owes its account, and stays terminated.
    Grant.objects.filter(pk=report.grant_id).exclude(state=GrantState.TERMINATED).update(
        state=GrantState.REPORTING
    )
    record(
        "report.submitted",
        report,
        by=by,
        submission=submission.pk,
        number=document.number,
        snapshot_sha256=digest,
        previous_sha256=submission.previous_sha256,
        sealed=sealed,
    )
    after_submission(submission, report.grant)
    return submission


def _facts(report, snapshot, *, by, digest="", former=None, is_draft=False):
    return report_facts(
        report,
        snapshot,
        by=by,
        on=timezone.localdate(),
        evidence=evidence_facts(report, snapshot),
        previous_number=former.number if former and former.kind == report.kind else None,
        snapshot_sha256=digest,
        is_draft=is_draft,
    )


def preview_facts(report, by):
    """The facts that submitting now would freeze, marked « Projet »: nothing is kept of them."""
    snapshot = live_snapshot(report)
    _, digest = freeze(snapshot)
    facts = _facts(
        report,
        snapshot,
        by=by,
        digest=digest,
        former=_former_submission(report),
        is_draft=True,
    )
    return preview_of(facts, report.organisation)


def hand_over_file(document):
    """Tell the funder the PDF's fingerprint, in the transaction that stores it."""
    submission = ReportSubmission.objects.get(
        organisation_id=document.organisation_id, report_id=document.subject_id
    )
    SubmissionFile.objects.create(
        organisation_id=submission.organisation_id,
        to_organisation_id=submission.to_organisation_id,
        submission=submission,
        sha256=document.sha256,
        size=document.size,
    )


def locked_report(report, by):
    """The report as it is now, locked; its grant and plan are locked against change as well."""
    if not can_do_funding(by):
        raise Refused("Votre rôle ne permet pas cet acte.")
    FinancialReport.objects.visible_to(by).locked().get(pk=report.pk)
    return reports_with_their_grant().get(pk=report.pk)


def _refuse_what_is_missing(report):
    figures = report_figures(report)
    findings = report_findings(report, figures)
    missing = [check.title.lower() for check in readiness(report, findings) if check.is_missing]
    if missing:
        raise Refused(f"Il manque encore\u00a0: {', '.join(missing)}.")
    return figures


def _former_submission(report):
    return (
        ReportSubmission.objects.filter(
            organisation=report.organisation_id, report__grant=report.grant_id
        )
        .order_by("-submitted_at", "-pk")
        .first()
    )
