"""Co-funders who read the same evidence: each yes counts, one no ends it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from funding.figures import report_figures
from funding.models import (
    Grant,
    ReportSubmission,
    SharedCopy,
    SharedGrant,
    SharedReviewConsent,
    SubmissionRead,
)
from funding.report_findings import report_findings
from funding.review_lines import find_line
from funding.selectors.reports import frozen
from funding.services import (
    approve_submission,
    consent_to_shared_review,
    mark_ready,
    open_review,
    reject_submission,
    reopen_review,
    set_aside,
    submit_report,
    vote_for_shared_review,
    withdraw_submission,
    write_report,
)
from inclusion.exceptions import Refused
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from inclusion.ui.formats import euros
from tests.core.papers import draw
from tests.factories import OrganisationFactory
from tests.funding.factories import a_grant, a_report, a_submission


@pytest.fixture(autouse=True)
def papers(monkeypatch):
    monkeypatch.setattr("inclusion.documents.drawing.render", draw)


@pytest.fixture
def state(db):
    return OrganisationFactory(name="Préfecture", kind="state")


@pytest.fixture
def state_officer(state, member_of):
    return member_of(state, "OFFICER")


@pytest.fixture
def project(association, manager, metropole, state):
    """One project, two funders; the first has received a report."""
    with organisation(association):
        submission = a_submission(manager, metropole)
        project = submission.report.grant.project
        a_grant(manager, project, state, granted="5000.00")
    return project


def votes(side, member, agrees=True):
    with organisation(side):
        shared = SharedGrant.objects.received_by(member).get()
        vote_for_shared_review(shared_grant=shared, agrees=agrees, by=member)
    run_pending_jobs()


def explain_all(report, by):
    """Say why each line differs from what was planned."""
    asked = report_findings(report, report_figures(report))
    reasons = {each.code: "Le projet commence." for each in asked if each.needs_explanation}
    write_report(report=report, reasons=reasons, by=by)


def copies_of(side):
    with organisation(side):
        return list(SharedCopy.objects.filter(to_organisation=side).open())


def test_nothing_is_shared_before_everyone_said_yes(
    project, association, metropole, state, officer, state_officer, manager
):
    votes(state, state_officer)
    with organisation(association):
        consent_to_shared_review(project=project, agrees=True, by=manager)
    assert copies_of(state) == []
    votes(metropole, officer)
    [copy] = copies_of(state)
    assert copy.funder_name == "Clermont Auvergne Métropole"
    assert copies_of(metropole) == []
    with organisation(state):
        # The submission itself, and its decision, stay with its own funder.
        assert not ReportSubmission.objects.filter(pk=copy.submission_id).exists()


def test_one_no_ends_it_for_all(
    project, association, metropole, state, officer, state_officer, manager, client_for
):
    votes(state, state_officer)
    votes(metropole, officer)
    with organisation(association):
        consent_to_shared_review(project=project, agrees=True, by=manager)
    [copy] = copies_of(state)
    desk = client_for(state_officer)
    page = desk.get(reverse("officer:copy", args=[copy.pk]))
    assert page.status_code == 200
    assert "La décision lui appartient" in page.content.decode()
    assert client_for(officer).get(reverse("officer:copy", args=[copy.pk])).status_code == 404
    run_pending_jobs()
    with organisation(association):
        assert [read.what for read in SubmissionRead.objects.all()] == ["copy"]
    votes(metropole, officer, agrees=False)
    assert copies_of(state) == []
    assert desk.get(reverse("officer:copy", args=[copy.pk])).status_code == 404


@pytest.fixture
def together_now(project, association, metropole, state, officer, state_officer, manager):
    """Everyone said yes: the State reads what the métropole received."""
    votes(state, state_officer)
    votes(metropole, officer)
    with organisation(association):
        consent_to_shared_review(project=project, agrees=True, by=manager)
    with organisation(metropole):
        return ReportSubmission.objects.get()


def test_co_funders_know_what_each_decided_and_never_why(
    together_now, association, metropole, state, officer, state_officer, client_for, manager
):
    submission = together_now
    [copy] = copies_of(state)
    assert (copy.state, copy.decided_at, copy.accepted_amount) == ("submitted", None, None)
    with organisation(metropole):
        open_review(submission=submission, by=officer)
        set_aside(
            submission=submission,
            line=find_line(submission, frozen(submission), "charges.60.1"),
            amount=Decimal(1000),
            reason="Facture illisible",
            by=officer,
        )
        approved = approve_submission(submission=submission, by=officer)
    run_pending_jobs()
    [copy] = copies_of(state)
    assert (copy.state, copy.accepted_amount) == ("approved", approved.accepted_amount)
    desk = client_for(state_officer)
    page = desk.get(reverse("officer:copy", args=[copy.pk])).content.decode()
    assert "Décidé le" in page and euros(approved.accepted_amount) in page
    assert "Facture illisible" not in page and officer.label not in page
    with organisation(state):
        grant = SharedGrant.objects.get()
    assert "Les autres financeurs" in (
        desk.get(reverse("officer:grant", args=[grant.pk])).content.decode()
    )
    # An approval taken back is told as well.
    with organisation(metropole):
        reopen_review(submission=submission, reason="Une pièce manque.", by=officer)
    run_pending_jobs()
    [copy] = copies_of(state)
    assert (copy.state, copy.decided_at, copy.accepted_amount) == ("in_review", None, None)


def test_each_reads_the_other_s_decision_beside_its_own_report(
    together_now, association, metropole, state, officer, state_officer, client_for, manager
):
    with organisation(association):
        grant = Grant.objects.get(funder=state)
        report = a_report(manager, grant)
        explain_all(report, manager)
        mark_ready(report=report, by=manager)
        theirs = submit_report(report=report, by=manager)
    with organisation(metropole):
        open_review(submission=together_now, by=officer)
        reject_submission(submission=together_now, reason="Illisible", by=officer)
    run_pending_jobs()
    page = client_for(state_officer).get(reverse("officer:review", args=[theirs.pk]))
    assert "Les autres financeurs" in page.content.decode()
    assert "Décidé le" in page.content.decode() and "Illisible" not in page.content.decode()
    other = client_for(officer).get(reverse("officer:review", args=[together_now.pk]))
    assert "Préfecture" in other.content.decode() and "Décidé le" not in other.content.decode()


def test_a_report_taken_back_is_not_read_by_co_funders_any_more(
    together_now, association, state, manager
):
    with organisation(association):
        withdraw_submission(submission=together_now, by=manager)
    assert copies_of(state) == []


def test_a_copy_that_is_decided_has_its_day(together_now, association, state):
    with organisation(association):
        with pytest.raises(IntegrityError, match="decided_some_day"), transaction.atomic():
            SharedCopy.objects.update(state="approved")
        with pytest.raises(IntegrityError, match="decided_some_day"), transaction.atomic():
            SharedCopy.objects.update(accepted_amount=1)


def test_a_funder_that_joins_reads_what_was_said_and_is_waited_for(
    together_now, project, association, state, manager, member_of, client_for
):
    assert len(copies_of(state)) == 1
    region = OrganisationFactory(name="Région", kind="state")
    region_officer = member_of(region, "OFFICER")
    with organisation(association):
        a_grant(manager, project, region, granted="2000.00")
    with organisation(region):
        shared = SharedGrant.objects.received_by(region_officer).get()
    page = client_for(region_officer).get(reverse("officer:grant", args=[shared.pk]))
    said = " ".join(page.content.decode().split())
    assert "<dt>Vous</dt><dd>pas encore de réponse</dd>" in said
    assert "<dt>L’association</dt><dd>oui, le " in said
    assert copies_of(state) == []
    votes(region, region_officer)
    assert len(copies_of(state)) == len(copies_of(region)) == 1


def test_a_second_grant_of_one_funder_ends_nothing(
    together_now, project, association, state, manager
):
    with organisation(association):
        said = SharedReviewConsent.objects.count()
        a_grant(manager, project, state, granted="2000.00")
        assert SharedReviewConsent.objects.count() == said
    assert len(copies_of(state)) == 1


def test_who_may_say_yes_and_only_once(
    project, association, metropole, officer, manager, treasurer, member_of
):
    votes(metropole, officer)
    with organisation(metropole):
        shared = SharedGrant.objects.get()
        with pytest.raises(Refused, match="déjà enregistrée"):
            vote_for_shared_review(shared_grant=shared, agrees=True, by=officer)
        with pytest.raises(Refused, match="agents du financeur"):
            vote_for_shared_review(
                shared_grant=shared, agrees=False, by=member_of(metropole, "MANAGER")
            )
    with organisation(association), pytest.raises(Refused, match="responsable"):
        consent_to_shared_review(project=project, agrees=True, by=treasurer)


def test_a_copy_goes_to_a_co_funder_only_and_as_it_was_frozen(project, association, state, manager):
    stranger = OrganisationFactory(kind="state")
    with organisation(association):
        submission = ReportSubmission.objects.get()
        row = {
            "organisation": association, "submission": submission, "project_key": project.pk,
            "funder_name": "X", "sender_name": "X", "number": "X", "title": "X",
            "submitted_at": submission.submitted_at,
            "snapshot_sha256": submission.snapshot_sha256,
        }  # fmt: skip
        for receiver, snapshot in ((stranger, submission.snapshot), (state, "{}")):
            with pytest.raises(IntegrityError, match="as it was frozen"), transaction.atomic():
                SharedCopy.objects.create(to_organisation=receiver, snapshot=snapshot, **row)


def test_one_funder_has_nobody_to_share_with(association, metropole, manager):
    with organisation(association):
        alone = a_submission(manager, metropole).report.grant.project
        with pytest.raises(Refused, match="deux financeurs au moins"):
            consent_to_shared_review(project=alone, agrees=True, by=manager)
