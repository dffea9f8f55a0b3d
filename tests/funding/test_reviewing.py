"""The funder's review: one path, once, and no decision over an open question."""

import json
import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from funding.models import ReportMessage, ReportSubmission, SubmissionState
from funding.selectors.reports import thread_of
from funding.services import (
    answer_question,
    approve_submission,
    ask_question,
    close_question,
    mark_ready,
    open_report,
    open_review,
    reject_submission,
    submit_report,
)
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import END, START, a_submission


@pytest.fixture
def submission(association, manager, metropole):
    with organisation(association):
        return a_submission(manager, metropole)


@pytest.fixture
def in_review(submission, metropole, officer):
    with organisation(metropole):
        return open_review(submission=submission, by=officer)


@pytest.fixture
def question(in_review, metropole, officer):
    with organisation(metropole):
        return ask_question(
            submission=in_review,
            body="Pourquoi huit de moins ?",
            line_code="charges.60.1",
            line_label="60 Achats",
            by=officer,
        )


def actions(org):
    with organisation(org):
        chain_pending_entries(org.pk)
        return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def test_opening_the_review_names_who_did_and_is_recorded(in_review, metropole, officer):
    assert in_review.state == SubmissionState.IN_REVIEW
    assert in_review.opened_by_label == "Claire Dumas, agente instructrice"
    assert actions(metropole) == ["submission.opened"]


def test_a_review_is_opened_once(in_review, metropole, officer):
    with organisation(metropole), pytest.raises(Refused, match="déjà ouvert"):
        open_review(submission=in_review, by=officer)


def test_only_an_officer_reviews(submission, metropole, member_of):
    with organisation(metropole), pytest.raises(Refused, match="agents du financeur"):
        open_review(submission=submission, by=member_of(metropole, "MANAGER"))


def test_another_funder_does_not_see_it(submission, member_of):
    stranger = member_of(OrganisationFactory(kind="metropole"), "OFFICER")
    with organisation(stranger.organisation):
        assert not ReportSubmission.objects.filter(pk=submission.pk).exists()
        with pytest.raises(ReportSubmission.DoesNotExist):
            open_review(submission=submission, by=stranger)


def test_nothing_is_asked_nor_decided_before_the_review(submission, metropole, officer):
    with organisation(metropole):
        for refused in (
            lambda: ask_question(submission=submission, body="?", by=officer),
            lambda: approve_submission(submission=submission, by=officer),
            lambda: reject_submission(submission=submission, reason="Non", by=officer),
        ):
            with pytest.raises(Refused, match="Ouvrez d’abord l’examen"):
                refused()


def test_a_question_is_bound_to_its_line_and_read_by_both_sides(question, association, metropole):
    for side in (association, metropole):
        with organisation(side):
            [asked] = thread_of(question.submission)
            assert asked.message.line_code == "charges.60.1"
            assert asked.badge_code == "question_open"


def test_the_same_question_is_not_asked_twice(question, metropole, officer):
    with organisation(metropole), pytest.raises(Refused, match="déjà posée"):
        ask_question(
            submission=question.submission,
            body="Pourquoi huit de moins ?",
            line_code="charges.60.1",
            by=officer,
        )


def test_an_answer_comes_from_the_association(question, association, treasurer):
    with organisation(association):
        answer_question(question=question, body="Elles viendront.", by=treasurer)
        [asked] = thread_of(question.submission)
        assert [reply.body for reply in asked.replies] == ["Elles viendront."]
        assert asked.badge_code == "question_answered"
        with pytest.raises(Refused, match="déjà envoyée"):
            answer_question(question=question, body="Elles viendront.", by=treasurer)
        with pytest.raises(Refused, match="vide"):
            answer_question(question=question, body=" ", by=treasurer)


def test_the_funder_does_not_answer_for_the_association(question, metropole, officer):
    with organisation(metropole):
        with pytest.raises(Refused):
            answer_question(question=question, body="Oui.", by=officer)
        with pytest.raises(IntegrityError, match="from one side"), transaction.atomic():
            ReportMessage.objects.create(
                organisation=metropole, to_organisation_id=question.to_organisation_id,
                submission=question.submission, question=question, kind="answer", body="Oui.",
                author_label="X",
            )  # fmt: skip


def test_a_question_is_closed_once_answered(question, association, metropole, treasurer, officer):
    with organisation(metropole), pytest.raises(Refused, match="attend encore sa réponse"):
        close_question(question=question, by=officer)
    with organisation(association):
        answer_question(question=question, body="Elles viendront.", by=treasurer)
    with organisation(metropole):
        close_question(question=question, by=officer)
        with pytest.raises(Refused, match="déjà close"):
            close_question(question=question, by=officer)
    with organisation(association), pytest.raises(Refused, match="est close"):
        answer_question(question=question, body="Encore.", by=treasurer)


def test_an_open_question_holds_the_approval(question, metropole, officer):
    with organisation(metropole):
        with pytest.raises(Refused, match="Possible dès que la question 1 est close"):
            approve_submission(submission=question.submission, by=officer)
        with pytest.raises(IntegrityError, match="still open"), transaction.atomic():
            ReportSubmission.objects.filter(pk=question.submission_id).update(
                state="approved", decided_at=question.sent_at, decided_by_label="X"
            )


def test_approving_keeps_the_amount_and_who_decided(in_review, association, metropole, officer):
    with organisation(metropole):
        approve_submission(submission=in_review, by=officer)
    with organisation(association):
        seen = ReportSubmission.objects.get(pk=in_review.pk)
    assert (seen.state, seen.accepted_amount) == ("approved", Decimal("1800.00"))
    assert seen.decided_by_label == "Claire Dumas, agente instructrice"
    assert seen.decided_by == officer.pk
    assert actions(metropole) == ["submission.opened", "submission.approved"]


def test_a_decision_is_taken_once(in_review, metropole, officer):
    with organisation(metropole):
        approve_submission(submission=in_review, by=officer)
        for refused in (
            lambda: approve_submission(submission=in_review, by=officer),
            lambda: reject_submission(submission=in_review, reason="Non", by=officer),
            lambda: ask_question(submission=in_review, body="?", by=officer),
        ):
            with pytest.raises(Refused, match="déjà décidé"):
                refused()
        with pytest.raises(IntegrityError, match="decision is taken once"), transaction.atomic():
            ReportSubmission.objects.filter(pk=in_review.pk).update(state="rejected")


def test_a_rejection_says_why_and_opens_the_way_to_a_new_version(
    in_review, association, metropole, officer, manager
):
    with organisation(metropole):
        with pytest.raises(Refused, match="Écrivez pourquoi"):
            reject_submission(submission=in_review, reason="", by=officer)
        reject_submission(submission=in_review, reason="Il manque les séances.", by=officer)
    with organisation(association):
        grant = in_review.report.grant
        again = open_report(
            grant=grant, kind="final", period_start=START, period_end=END, by=manager
        )
        assert (again.version, again.narrative) == (2, in_review.report.narrative)
        mark_ready(report=again, by=manager)
        second = submit_report(report=again, by=manager)
        assert second.previous_sha256 == in_review.snapshot_sha256
        facts = json.loads(_document(second).facts)
        assert facts["report"]["replaces"] == in_review.number


def _document(submission):
    from inclusion.documents.models import Document

    return Document.objects.get(number=submission.number)


def test_the_officer_only_sets_a_decision(in_review, metropole):
    received = ReportSubmission.objects.filter(pk=in_review.pk)
    with organisation(metropole):
        for change in ({"snapshot": "{}"}, {"granted_amount": 1}, {"title": "X"}):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                received.update(**change)
        with pytest.raises(IntegrityError, match="decided_by_someone"), transaction.atomic():
            received.update(state="approved")


def test_messages_are_never_rewritten(question, metropole):
    mine = ReportMessage.objects.filter(pk=question.pk)
    with organisation(metropole):
        for change in (lambda: mine.update(body="Autre"), mine.delete):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                change()


@pytest.mark.django_db(transaction=True)
def test_two_officers_decide_at_once_and_one_succeeds():
    association = OrganisationFactory()
    metropole = OrganisationFactory(name="Clermont Auvergne Métropole", kind="metropole")
    manager = MembershipFactory(organisation=association, role="MANAGER")
    officers = [MembershipFactory(organisation=metropole, role="OFFICER") for _ in range(2)]
    with organisation(association):
        submission = a_submission(manager, metropole)
    with organisation(metropole):
        open_review(submission=submission, by=officers[0])
    said = []

    def decide(officer, act, **values):
        try:
            with organisation(metropole):
                act(submission=submission, by=officer, **values)
            said.append("done")
        except Refused as refusal:
            said.append(refusal.message)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(officers[0], approve_submission)),
        threading.Thread(
            target=decide, args=(officers[1], reject_submission), kwargs={"reason": "Non"}
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["Ce compte rendu est déjà décidé.", "done"]
