"""Co-funders who read the same evidence: each yes counts, one no ends it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from funding.models import ReportSubmission, SharedCopy, SharedGrant, SubmissionRead
from funding.services import consent_to_shared_review, vote_for_shared_review
from inclusion.exceptions import Refused
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.core.papers import draw
from tests.factories import OrganisationFactory
from tests.funding.factories import a_grant, a_submission


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
