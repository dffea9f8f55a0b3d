"""What proves a report crosses with it, never after; the frozen copy never moves."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from funding.drift import drift_of
from funding.models import (
    Expense,
    ExpenseAllocation,
    ReportAttachment,
    ReportSubmission,
    SubmissionEvidence,
    SubmissionRead,
)
from funding.selectors.reports import reports_with_their_grant
from funding.services import (
    attach_paper,
    detach_paper,
    mark_ready,
    open_report,
    open_review,
    reject_submission,
    submit_report,
)
from funding.services.reporting import preview_facts
from funding.snapshot import freeze, live_snapshot
from inclusion.documents.drawing import read_stored
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.factories import OrganisationFactory
from tests.funding.factories import END, START, a_report, a_submission, clermont_grant, hand_overs
from tests.funding.spending import an_expense
from tests.funding.test_indicators import held_sessions

PDF = b"%PDF-1.7 comptes"


def loaded(report):
    return reports_with_their_grant().get(pk=report.pk)


def a_file(name="comptes.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def sent(inside, manager, metropole):
    """Twelve hand-overs, two sessions of twelve and one of four, one expense half charged."""
    held_sessions(inside, manager, sessions=2, people=12)
    held_sessions(inside, manager, sessions=1, people=4, first=START + timedelta(days=40))
    grant = clermont_grant(manager, metropole, handed_over=12)
    an_expense(grant.project, "200.00", number="F1", shares=[(grant, "100.00")])
    report = a_report(manager, grant)
    mark_ready(report=report, by=manager)
    return submit_report(report=report, by=manager)


def test_every_record_crosses_as_a_line_and_the_snapshot_keeps_counts(sent):
    records = json.loads(sent.snapshot)["records"]
    counts = {kind: each["count"] for kind, each in records.items()}
    assert counts == {"hand_overs": 12, "sessions": 3, "expenses": 1}
    for kind in ("hand_over", "session", "expense"):
        lines = list(sent.evidence.filter(kind=kind).order_by("rank"))
        assert len(lines) == counts[f"{kind}s"]
        digest = hashlib.sha256("\n".join(line.content for line in lines).encode()).hexdigest()
        assert digest == records[f"{kind}s"]["digest"]
    expense = sent.evidence.get(kind="expense")
    assert (expense.amount, expense.elsewhere_amount, expense.free_amount) == (
        Decimal("100.00"),
        Decimal("0.00"),
        Decimal("100.00"),
    )


def test_a_small_attendance_and_the_day_of_a_hand_over_do_not_cross(sent):
    sessions = sent.evidence.filter(kind="session").order_by("rank")
    assert [line.quantity for line in sessions] == [12, 12, None]
    assert {line.on.day for line in sent.evidence.filter(kind="hand_over")} == {1}


def test_the_application_never_rewrites_nor_adds_evidence(sent, inside):
    mine = SubmissionEvidence.objects.filter(submission=sent)
    for change in (lambda: mine.update(label="X"), lambda: mine._raw_delete("default")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()
    values = {
        "organisation": inside, "submission": sent, "kind": "hand_over", "rank": 13,
        "number": "R-0013", "on": START, "label": "X", "fingerprint": "0" * 8, "content": "0" * 16,
    }  # fmt: skip
    for receiver in (sent.to_organisation, OrganisationFactory()):
        with pytest.raises(IntegrityError, match="as its snapshot counts it"), transaction.atomic():
            SubmissionEvidence.objects.create(to_organisation=receiver, **values)


def test_the_funder_reads_the_lines_and_another_does_not(sent, metropole):
    with organisation(metropole):
        assert SubmissionEvidence.objects.filter(submission=sent).count() == 16
    with organisation(OrganisationFactory()):
        assert SubmissionEvidence.objects.count() == 0


def test_allocations_are_sealed_with_the_report_that_printed_them(sent):
    assert [a.report_id for a in ExpenseAllocation.objects.all()] == [sent.report_id]


def test_the_next_version_frees_what_the_rejected_one_sealed(sent, manager, officer, metropole):
    attached = ReportAttachment.objects.count()
    with organisation(metropole):
        open_review(submission=sent, by=officer)
        reject_submission(submission=sent, reason="Il manque une pièce.", by=officer)
    with organisation(manager.organisation):
        second = open_report(
            grant=sent.report.grant, kind="final", period_start=START, period_end=END, by=manager
        )
        assert (second.version, second.template) == (2, "action")
        assert [a.report_id for a in ExpenseAllocation.objects.all()] == [None]
        assert ReportAttachment.objects.count() == 2 * attached


def test_the_chain_names_the_former_snapshot(sent, manager, officer, metropole):
    with organisation(metropole):
        open_review(submission=sent, by=officer)
        reject_submission(submission=sent, reason="À corriger.", by=officer)
    with organisation(manager.organisation):
        second = open_report(
            grant=sent.report.grant, kind="final", period_start=START, period_end=END, by=manager
        )
        mark_ready(report=second, by=manager)
        again = submit_report(report=second, by=manager)
        assert again.previous_sha256 == sent.snapshot_sha256
        assert Document.objects.get(number=again.number).facts.count(sent.number) == 1


# The snapshot


def test_one_cent_or_one_record_changes_the_hash(inside, manager, metropole):
    grant = clermont_grant(manager, metropole, handed_over=12)
    expense = an_expense(grant.project, "200.00", number="F1", shares=[(grant, "100.00")])
    report = a_report(manager, grant)
    first = freeze(live_snapshot(loaded(report)))[1]
    assert freeze(live_snapshot(loaded(report)))[1] == first
    Expense.objects.filter(pk=expense.pk).update(gross_amount="200.01", eligible_amount="200.01")
    second = freeze(live_snapshot(loaded(report)))[1]
    hand_overs(manager, grant.offer, 1, first=START)
    third = freeze(live_snapshot(loaded(report)))[1]
    assert len({first, second, third}) == 3


def test_the_same_data_have_the_same_hash_in_any_process_and_locale(sent):
    script = (
        "import json, sys, hashlib; sys.path.insert(0, '.');"
        "from inclusion.documents.rendering.facts import canonical_json;"
        "text = canonical_json(json.loads(sys.stdin.buffer.read()));"
        "print(hashlib.sha256(text).hexdigest())"
    )
    shuffled = json.dumps(dict(reversed(json.loads(sent.snapshot).items())), ensure_ascii=True)
    for number, locale in enumerate(("C", "fr_FR.UTF-8", "tr_TR.UTF-8")):
        env = {**os.environ, "LC_ALL": locale, "PYTHONHASHSEED": str(number)}
        run = subprocess.run(
            [sys.executable, "-c", script], input=shuffled.encode(), capture_output=True,
            check=True, env=env,
        )  # fmt: skip
        assert run.stdout.decode().strip() == sent.snapshot_sha256


def test_the_snapshot_says_its_template_its_queries_and_its_files(inside, manager, metropole):
    grant = clermont_grant(manager, metropole, handed_over=12)
    report = a_report(manager, grant)
    attach_paper(report=report, kind="accounts", file=a_file(), by=manager)
    snapshot = live_snapshot(loaded(report))
    assert snapshot["template"]["name"] == "action/1"
    assert all(i["query"] and i["records_digest"] for i in snapshot["indicators"])
    [file] = snapshot["manifest"]
    assert (file["size"], file["sha256"]) == (len(PDF), hashlib.sha256(PDF).hexdigest())


# Drift


def test_live_changes_are_told_and_the_frozen_pdf_stays_byte_for_byte(sent, manager, client_for):
    run_pending_jobs()
    document = Document.objects.get()
    before = read_stored(document.organisation_id, document.sha256)
    assert not drift_of(loaded(sent.report), sent)
    grant = sent.report.grant
    hand_overs(manager, grant.offer, 2, first=START + timedelta(days=60))
    grant.offer.allocations.order_by("handed_over_at").first().delete()
    other = grant.offer.allocations.order_by("handed_over_at").last()
    type(other).objects.filter(pk=other.pk).update(
        was_priority_neighbourhood=not other.was_priority_neighbourhood
    )
    with pytest.raises(IntegrityError, match="printed in a report"), transaction.atomic():
        Expense.objects.filter(document_number="F1").update(eligible_amount="190.00")
    drift = drift_of(loaded(sent.report), sent)
    records = {each.kind: (each.added, each.removed, each.changed) for each in drift.records}
    assert records == {"hand_over": (2, 1, 0)}
    figures = {each.code: (each.frozen, each.live) for each in drift.figures}
    assert figures["devices_handed_over"] == ("12", "13")
    assert figures["entitled"] == ("1\u202f800,00\u00a0€", "1\u202f950,00\u00a0€")
    run_pending_jobs()
    document.refresh_from_db()
    assert read_stored(document.organisation_id, document.sha256) == before
    page = client_for(manager).get(reverse("funding:report_drift", args=[sent.report_id]))
    assert "Figé au dépôt" in page.content.decode()
    assert "R-0001" in page.content.decode()


# The preview


def test_the_preview_prints_the_very_facts_of_the_final_document(inside, manager, metropole):
    grant = clermont_grant(manager, metropole, handed_over=12)
    an_expense(grant.project, "200.00", number="F1", shares=[(grant, "100.00")])
    report = a_report(manager, grant)
    mark_ready(report=report, by=manager)
    preview = preview_facts(loaded(report), manager)
    assert Document.objects.count() == ReportSubmission.objects.count() == 0
    submit_report(report=report, by=manager)
    final = json.loads(Document.objects.get().facts)
    assert preview.pop("document")["number"] == "Projet"
    final.pop("document")
    assert preview["report"].pop("is_draft") is True
    assert final["report"].pop("is_draft") is False
    assert json.loads(json.dumps(preview)) == final


# Papers joined


def test_a_paper_is_kept_under_its_fingerprint_and_taken_back_from_a_draft(
    inside, treasurer, metropole
):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))
    paper = attach_paper(report=report, kind="accounts", file=a_file(), by=treasurer)
    with pytest.raises(Refused, match="déjà joint"):
        attach_paper(report=report, kind="other", file=a_file(), by=treasurer)
    with pytest.raises(Refused, match="PDF, une image"):
        attach_paper(report=report, kind="other", file=a_file("x.pdf", b"<html>"), by=treasurer)
    with pytest.raises(Refused, match="ne demande pas"):
        attach_paper(report=report, kind="selfie", file=a_file(), by=treasurer)
    detach_paper(attachment=paper, by=treasurer)
    with pytest.raises(Refused, match="déjà retirée"):
        detach_paper(attachment=paper, by=treasurer)


def test_the_papers_of_a_ready_report_stay(inside, treasurer, metropole):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))
    paper = attach_paper(report=report, kind="accounts", file=a_file(), by=treasurer)
    mark_ready(report=report, by=treasurer)
    with pytest.raises(Refused, match="plus un brouillon"):
        detach_paper(attachment=paper, by=treasurer)
    mine = ReportAttachment.objects.filter(pk=paper.pk)
    for change in (lambda: mine.update(label="X"), lambda: mine._raw_delete("default")):
        with pytest.raises(IntegrityError, match="keeps its papers"), transaction.atomic():
            change()


def test_the_funder_opens_a_joined_paper_and_no_other_file(
    inside, manager, metropole, officer, client_for
):
    grant = clermont_grant(manager, metropole, handed_over=12)
    report = a_report(manager, grant)
    attach_paper(report=report, kind="accounts", file=a_file(), by=manager)
    mark_ready(report=report, by=manager)
    sent = submit_report(report=report, by=manager)
    desk = client_for(officer)
    url = reverse("officer:attachment", args=[sent.pk])
    digest = hashlib.sha256(PDF).hexdigest()
    assert desk.get(url, {"empreinte": digest}).content == PDF
    assert digest in desk.get(reverse("officer:review", args=[sent.pk])).content.decode()
    assert desk.get(url, {"empreinte": "0" * 64}).status_code == 302
    run_pending_jobs()
    with organisation(sent.organisation):
        assert SubmissionRead.objects.filter(submission=sent, what="paper").count() == 1


def test_the_records_are_paged_from_the_frozen_lines(inside, manager, metropole, client_for):
    sent = a_submission(manager, metropole, handed_over=12)
    client = client_for(manager)
    url = reverse("funding:report_records", args=[sent.report_id])
    page = client.get(url, {"nature": "hand_over"}).content.decode()
    assert page.count("R-00") == 12
    assert "Aucune séance" in client.get(url, {"nature": "session"}).content.decode()
