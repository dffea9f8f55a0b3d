"""Grants and reports: figures from the records, words from people, and nothing leaves too early."""

import hashlib
import json
import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from beneficiaries.models import Beneficiary
from equipment.models import Device
from funding.deadlines import report_due_on
from funding.figures import entitlement, report_figures, shown_cells
from funding.models import (
    FinancialReport,
    Grant,
    ReportMessage,
    ReportState,
    ReportSubmission,
    SubmissionFile,
)
from funding.report_findings import readiness, report_findings
from funding.selectors.positions import positions
from funding.selectors.reports import reports_with_their_grant
from funding.services import (
    amend_grant,
    explain_finding,
    mark_ready,
    open_report,
    submit_report,
    take_back_report,
    write_report,
)
from funding.snapshot import live_snapshot
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job
from inclusion.jobs.running import run_pending_jobs
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import (
    END,
    a_grant,
    a_project,
    a_report,
    a_submission,
    clermont_grant,
    limoges_plan,
)


def loaded(report):
    return reports_with_their_grant().get(pk=report.pk)


def recorded(association, action):
    chain_pending_entries(association.pk)
    return json.loads(Entry.objects.get(action=action).facts)


# Money rules


def test_s1_a5_ninety_two_hand_overs_give_a_right_to_13_800():
    assert entitlement(Decimal(15000), 92, Decimal(150), 100) == Decimal("13800.00")


def test_units_beyond_those_funded_give_no_right():
    assert entitlement(Decimal(20000), 105, Decimal(150), 100) == Decimal("15000.00")
    assert entitlement(Decimal(14000), 100, Decimal(150), 100) == Decimal("14000.00")


@pytest.mark.parametrize(
    ("end", "due"),
    [
        (date(2025, 12, 31), date(2026, 6, 30)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 31)),
        (date(2026, 1, 15), date(2026, 7, 15)),
    ],
)
def test_a_report_is_due_six_months_later_month_end_to_month_end(end, due):
    assert report_due_on(end) == due


def test_a_small_count_is_masked_and_so_is_what_would_tell_it():
    assert shown_cells([61, 31, 0]) == {0, 1}
    assert shown_cells([61, 5, 26]) == {0}
    assert shown_cells([61, 5, 4]) == {0}
    assert shown_cells([20, 20, 5]) == {1}


# Figures


def test_s1_a5_the_figures_of_a_report_come_from_the_hand_overs(inside, treasurer, metropole):
    report = loaded(a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=92)))
    figures = report_figures(report)
    assert (figures.delivered, figures.entitled) == (92, Decimal("13800.00"))
    assert figures.to_repay == Decimal("1200.00")
    [cost] = figures.charges
    assert (cost.planned, cost.realised) == (Decimal("25000.00"), Decimal("23000.00"))
    assert [(p.group, p.planned, p.realised) for p in figures.produits] == [
        ("70", Decimal("5000.00"), Decimal("4600.00")),
        ("74", Decimal("15000.00"), Decimal("13800.00")),
        ("OWN", Decimal("5000.00"), Decimal("4600.00")),
    ]


def test_s1_a4_prior_output_is_not_claimable(inside, treasurer, metropole):
    grant = clermont_grant(treasurer, metropole, handed_over=12, before=50)
    assert report_figures(loaded(a_report(treasurer, grant))).delivered == 12
    with pytest.raises(Refused, match="doit tenir dans celle de la subvention"):
        open_report(
            grant=grant, kind="interim", period_start=date(2025, 9, 1), period_end=END, by=treasurer
        )


def test_s1_a3_promised_funded_and_delivered_are_three_numbers(inside, treasurer, metropole):
    grant = clermont_grant(treasurer, metropole, handed_over=12, before=5)
    where = positions([grant.project])[grant.project_id]
    assert (where.promised, where.funded, where.delivered) == (350, 100, 12)
    assert (where.without_funding, where.coverage) == (250, Decimal("28.57"))


def test_a_grant_without_units_claims_nothing_that_is_not_recorded(inside, treasurer, metropole):
    grant = a_grant(treasurer, a_project(treasurer), metropole, granted="10000.00")
    figures = report_figures(loaded(a_report(treasurer, grant)))
    assert figures.entitled is None
    assert [(line.planned, line.realised) for line in figures.lines][-1] == (Decimal(10000), None)


# Grants


def test_a_grant_is_recorded_in_the_journal(inside, treasurer, metropole):
    a_grant(treasurer, a_project(treasurer), metropole)
    facts = recorded(inside, "grant.awarded")
    assert facts == {"funder": metropole.pk, "granted_amount": "15000.00", "funded_units": None}


def test_an_organisation_grants_nothing_to_itself(inside, treasurer):
    with pytest.raises(Refused, match="fonds propres"):
        a_grant(treasurer, a_project(treasurer), inside)


def test_a_grant_per_unit_names_its_units_and_its_offer(inside, treasurer, metropole):
    project = a_project(treasurer)
    with pytest.raises(Refused, match="un nombre d’unités"):
        a_grant(treasurer, project, metropole, unit_amount=Decimal(150))
    with pytest.raises(Refused, match="Choisissez l’offre"):
        a_grant(treasurer, project, metropole, unit_amount=Decimal(150), funded_units=100)


def test_a_plan_of_another_project_is_not_the_grants(inside, treasurer, metropole):
    with pytest.raises(Refused, match="autre projet"):
        a_grant(treasurer, a_project(treasurer), metropole, plan=limoges_plan(treasurer))


def test_a_grant_does_not_change_under_a_ready_report(inside, treasurer, metropole):
    grant = clermont_grant(treasurer, metropole, handed_over=12)
    report = a_report(treasurer, grant)
    values = {"funder": metropole, "decision_reference": "DEL-1"}
    amend_grant(grant=grant, by=treasurer, **values)
    mark_ready(report=report, by=treasurer)
    with pytest.raises(Refused, match="elle ne change plus"):
        amend_grant(grant=grant, by=treasurer, **values)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("grant_amounts", {"granted_amount": 0}),
        ("grant_period", {"eligible_to": date(2025, 1, 1)}),
    ],
)
def test_the_named_rules_of_a_grant_bite(inside, treasurer, metropole, constraint, fields):
    grant = a_grant(treasurer, a_project(treasurer), metropole)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(**fields)


# From the draft to ready


def test_a_second_report_of_the_same_kind_is_refused(inside, treasurer, metropole):
    grant = clermont_grant(treasurer, metropole)
    a_report(treasurer, grant)
    with pytest.raises(Refused, match="déjà en cours"):
        a_report(treasurer, grant)
    assert a_report(treasurer, grant, kind="interim").version == 1


def test_an_empty_report_says_all_that_is_missing(inside, treasurer, metropole):
    report = a_report(
        treasurer, clermont_grant(treasurer, metropole, handed_over=12), written=False
    )
    with pytest.raises(Refused, match="mise en œuvre racontée, écarts expliqués"):
        mark_ready(report=report, by=treasurer)


def test_s2_b3_without_an_objective_the_report_waits_for_one(inside, treasurer, metropole):
    project = a_project(treasurer, title="Cournon", promised_units=None)
    report = a_report(treasurer, a_grant(treasurer, project, metropole, granted="10000.00"))
    checks = {
        check.title: check
        for check in readiness(loaded(report), report_findings(*_figures(report)))
    }
    assert not checks["Objectif chiffré"].is_met
    with pytest.raises(Refused, match="objectif chiffré"):
        mark_ready(report=report, by=treasurer)


def _figures(report):
    report = loaded(report)
    return report, report_figures(report)


def test_s3_c2_a_report_waits_for_the_contradiction_to_be_explained(inside, treasurer, metropole):
    plan = limoges_plan(treasurer, planned_units=121)
    grant = a_grant(treasurer, plan.project, metropole, plan=plan, granted="28921.00")
    report = a_report(treasurer, grant, written=False)
    codes = ["charges.60.1", "produits.OWN.1", "produits.74.EPCI.clermont-auvergne-metropole"]
    codes.append("produits.74.EP.etat")
    write_report(
        report=report, realisation="done", narrative="Remis.", difficulties="", by=treasurer,
        reasons=dict.fromkeys(codes, "Pièces à venir."),
    )  # fmt: skip
    with pytest.raises(Refused, match="constats bloquants du plan expliqués"):
        mark_ready(report=report, by=treasurer)
    explain_finding(
        plan=plan, code="stated_rates", resolution="keep_amounts",
        justification="Deux tiers.", by=treasurer,
    )  # fmt: skip
    assert mark_ready(report=report, by=treasurer).state == ReportState.READY


def test_s3_c2_the_database_refuses_it_too(inside, treasurer, metropole):
    plan = limoges_plan(treasurer)
    report = a_report(treasurer, a_grant(treasurer, plan.project, metropole, plan=plan))
    mine = FinancialReport.objects.filter(pk=report.pk)
    with pytest.raises(IntegrityError, match="blocking finding"), transaction.atomic():
        mine.update(state="ready", unexplained_count=0)
    # Whatever the count says, the contradiction is in the figures themselves.
    type(plan).objects.filter(pk=plan.pk).update(unexplained_count=0)
    with pytest.raises(IntegrityError, match="blocking finding"), transaction.atomic():
        mine.update(state="ready", unexplained_count=0)


def test_a_report_leaves_with_no_finding_unexplained_by_a_named_rule(inside, treasurer, metropole):
    report = a_report(treasurer, clermont_grant(treasurer, metropole))
    for count in (None, 2):
        with pytest.raises(IntegrityError, match="explained_before_it_leaves"):
            with transaction.atomic():
                FinancialReport.objects.filter(pk=report.pk).update(
                    state="ready", unexplained_count=count
                )


def test_a_ready_report_is_recorded_and_not_said_twice(inside, treasurer, metropole):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))
    ready = mark_ready(report=report, by=treasurer)
    assert (ready.state, ready.ready_by) == (ReportState.READY, treasurer)
    with pytest.raises(Refused, match="déjà prêt"):
        mark_ready(report=report, by=treasurer)
    with pytest.raises(Refused, match="n’est plus un brouillon"):
        write_report(
            report=report, realisation="done", narrative="", difficulties="", reasons={},
            by=treasurer,
        )  # fmt: skip
    assert recorded(inside, "report.ready") == {}


def test_a_ready_report_is_taken_back_as_a_draft(inside, treasurer, metropole):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))
    with pytest.raises(Refused, match="se reprend"):
        take_back_report(report=report, by=treasurer)
    mark_ready(report=report, by=treasurer)
    assert take_back_report(report=report, by=treasurer).state == ReportState.DRAFT


# Submitting


def test_the_treasurer_submits_only_by_delegation(inside, treasurer, manager, metropole, member_of):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))
    mark_ready(report=report, by=treasurer)
    with pytest.raises(Refused, match="délégation"):
        submit_report(report=report, by=treasurer)
    delegate = member_of(inside, "TREASURER", may_submit_reports=True)
    assert submit_report(report=report, by=delegate).number.startswith("CRF-")


def test_a_draft_is_not_submitted(inside, manager, metropole):
    report = a_report(manager, clermont_grant(manager, metropole, handed_over=12))
    with pytest.raises(Refused, match="pas encore prêt"):
        submit_report(report=report, by=manager)


def test_submitting_freezes_a_canonical_snapshot_and_issues_the_document(
    inside, manager, metropole
):
    submission = a_submission(manager, metropole, handed_over=92)
    snapshot = json.loads(submission.snapshot)
    assert submission.snapshot_sha256 == hashlib.sha256(submission.snapshot.encode()).hexdigest()
    assert submission.snapshot == json.dumps(
        snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert (snapshot["delivered"], snapshot["entitled"]) == (92, "13800.00")
    assert snapshot["records"]["hand_overs"]["count"] == 92
    assert submission.evidence.filter(kind="hand_over").count() == 92
    assert (submission.claimed_amount, submission.blocking_count) == (Decimal("13800.00"), 1)
    document = Document.objects.get()
    assert (document.number, document.kind) == (submission.number, "financial_report")
    assert document.verification_code == submission.verification_code
    facts = recorded(inside, "report.submitted")
    assert facts["snapshot_sha256"] == submission.snapshot_sha256


def test_the_document_is_drawn_and_its_fingerprint_crosses(inside, manager, metropole):
    submission = a_submission(manager, metropole)
    assert Job.objects.filter(kind="documents.draw").count() == 1
    run_pending_jobs()
    document = Document.objects.get()
    file = SubmissionFile.objects.get()
    assert (file.sha256, file.size) == (document.sha256, document.size)
    assert (file.submission, file.to_organisation) == (submission, metropole)


def test_what_happens_afterwards_does_not_change_the_frozen_report(inside, manager, metropole):
    submission = a_submission(manager, metropole)
    report = loaded(submission.report)
    report.grant.offer.allocations.all().update(was_priority_neighbourhood=True)
    assert live_snapshot(report) != json.loads(submission.snapshot)
    submission.refresh_from_db()
    assert submission.snapshot_sha256 == hashlib.sha256(submission.snapshot.encode()).hexdigest()


def test_a_submitted_report_is_not_submitted_again_nor_changed(inside, manager, metropole):
    report = a_submission(manager, metropole).report
    with pytest.raises(Refused, match="déjà déposé"):
        submit_report(report=report, by=manager)
    with pytest.raises(Refused, match="déjà déposé"):
        a_report(manager, report.grant)
    mine = FinancialReport.objects.filter(pk=report.pk)
    for change in (lambda: mine.update(narrative="Autre"), mine.delete):
        with pytest.raises(DatabaseError, match=r"does not change|foreign key"):
            with transaction.atomic():
                change()
    assert mine.exists()


def test_the_sender_never_rewrites_what_crossed(inside, manager, metropole):
    submission = a_submission(manager, metropole)
    mine = ReportSubmission.objects.filter(pk=submission.pk)
    with pytest.raises(IntegrityError, match="does not decide of its own"), transaction.atomic():
        mine.update(state="approved")
    for change in (lambda: mine.update(snapshot="{}"), lambda: mine._raw_delete("default")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


def test_a_submission_goes_only_to_the_funder_of_its_grant(inside, manager, metropole):
    report = a_report(manager, clermont_grant(manager, metropole, handed_over=12))
    mark_ready(report=report, by=manager)
    elsewhere = OrganisationFactory()
    for receiver in (metropole, elsewhere):
        with pytest.raises(IntegrityError, match="submitted report sent to the funder"):
            with transaction.atomic():
                ReportSubmission.objects.create(
                    organisation=inside, to_organisation=receiver, report=report, number="X",
                    title="X", sender_name="X", granted_amount=1, submitted_at=report.ready_at
                    or report.created_at, submitted_by_label="X", snapshot="{}",
                    snapshot_sha256="0" * 64, verification_code="X",
                )  # fmt: skip


def test_files_and_messages_keep_the_sides_of_their_submission(inside, manager, metropole):
    submission = a_submission(manager, metropole)
    elsewhere = OrganisationFactory()
    with pytest.raises(IntegrityError, match="from its sender to its receiver"):
        with transaction.atomic():
            SubmissionFile.objects.create(
                organisation=inside, to_organisation=elsewhere, submission=submission,
                sha256="0" * 64, size=1,
            )  # fmt: skip
    for kind, receiver in (("question", metropole), ("question", elsewhere)):
        with pytest.raises(IntegrityError, match="from one side"), transaction.atomic():
            ReportMessage.objects.create(
                organisation=inside, to_organisation=receiver, submission=submission,
                kind=kind, body="?", author_label="X",
            )  # fmt: skip


# The person is protected first


def test_no_person_crosses_to_the_funder(inside, manager, metropole):
    submission = a_submission(manager, metropole, handed_over=30)
    document = Document.objects.get()
    canaries = set()
    for person in Beneficiary.objects.all():
        canaries |= {person.last_name, person.file_number, str(person.pk)}
    for device in Device.objects.all():
        canaries |= {device.asset_tag, str(device.pk)}
    for text in (submission.snapshot, document.facts):
        strings = set(_strings(json.loads(text)))
        assert not {c for c in canaries if any(c in string for string in strings)}


def _strings(value):
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    else:
        yield str(value)


def test_a_small_count_of_people_is_not_in_the_snapshot_at_all(inside, manager, metropole):
    report = loaded(a_report(manager, clermont_grant(manager, metropole, handed_over=12)))
    indicators = {i["code"]: i for i in live_snapshot(report)["indicators"]}
    # Four of twelve live elsewhere: neither that count nor its complement crosses.
    assert indicators["devices_elsewhere"]["is_masked"]
    assert indicators["devices_elsewhere"]["value"] is None
    assert indicators["devices_in_priority_neighbourhood"]["value"] is None


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_people_submit_at_once_and_one_succeeds():
    association = OrganisationFactory()
    metropole = OrganisationFactory(name="Clermont Auvergne Métropole", kind="metropole")
    manager = MembershipFactory(organisation=association, role="MANAGER")
    with organisation(association):
        report = a_report(manager, clermont_grant(manager, metropole, handed_over=12))
        mark_ready(report=report, by=manager)
    said = []

    def submit():
        try:
            with organisation(association):
                submit_report(report=report, by=manager)
            said.append("done")
        except Refused as refusal:
            said.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["Ce compte rendu est déjà déposé.", "done"]
    with organisation(association):
        assert ReportSubmission.objects.count() == Document.objects.count() == 1
