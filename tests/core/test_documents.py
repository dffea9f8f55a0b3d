"""Issued documents: numbers without gap, facts for ever, one file, nothing for the neighbours."""

import json
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from inclusion.documents.drawing import HELPED_FROM, HELPERS, storage_path
from inclusion.documents.models import Document
from inclusion.documents.rendering import MissingFact
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job
from inclusion.jobs.running import run_job, run_pending_jobs
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from tests.core import papers
from tests.core.together import together
from tests.factories import MembershipFactory, OrganisationFactory


@pytest.fixture(autouse=True)
def receipts(monkeypatch):
    papers.know_the_kind(monkeypatch)


@pytest.fixture
def issued(association, member_of):
    """A document of `association`, drawn and stored."""
    with organisation(association):
        document = papers.issue(
            association, member_of(association), facts={"person": "Jeanne Canari"}
        )
    run_pending_jobs()
    with organisation(association):
        document.refresh_from_db()
    return document


def test_a_document_is_issued_with_its_number_its_facts_and_its_job(association, member_of):
    member = member_of(association)
    with organisation(association):
        document = papers.issue(association, member, facts={"amount": "150.00"})
    facts = json.loads(document.facts)
    assert document.number == f"RE-{document.year}-0001"
    assert facts["amount"] == "150.00"
    assert facts["document"]["number"] == document.number
    assert facts["issuer"]["name"] == association.name
    assert document.verification_code in facts["document"]["verification_url"]
    job = Job.objects.get()
    assert (job.organisation_id, job.owner_id) == (association.pk, member.user_id)
    with organisation(association):
        entry = Entry.objects.get()
    assert (entry.action, entry.subject_id) == ("document.issued", str(document.pk))


def test_drawn_twice_it_is_stored_once(issued, association):
    content = papers.draw(None, json.loads(issued.facts))
    assert issued.is_stored
    assert issued.size == len(content)
    with default_storage.open(storage_path(association.pk, issued.sha256)) as file:
        assert file.read() == content
    Job.objects.update(state="pending")
    run_pending_jobs()
    before = (issued.sha256, issued.stored_at)
    with organisation(association):
        issued.refresh_from_db()
        assert (issued.sha256, issued.stored_at) == before
        assert Entry.objects.filter(action="document.stored").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_people_issuing_at_once_leave_no_gap_in_the_numbers():
    org, other = OrganisationFactory(), OrganisationFactory()
    members = [MembershipFactory(organisation=org) for _ in range(10)]
    stranger = MembershipFactory(organisation=other)

    def several_documents(position):
        for turn in range(4):
            try:
                with organisation(org):
                    papers.issue(org, members[position])
                    if (position + turn) % 4 == 0:
                        raise Refused("Finalement, non.")
            except Refused:
                pass
        return "done"

    assert together(10, several_documents) == ["done"] * 10
    with organisation(other):
        assert papers.issue(other, stranger).number.endswith("-0001")
    with organisation(org):
        numbers = sorted(Document.objects.values_list("number", flat=True))
        year = Document.objects.first().year
    assert numbers == [f"RE-{year}-{rank:04d}" for rank in range(1, 31)]
    assert Job.objects.filter(organisation=org).count() == 30


@pytest.mark.parametrize(
    "change",
    [
        {"facts": "{}"},
        {"number": "RE-2026-9999"},
        {"title": "Autre chose"},
        {"verification_code": "AAAA-AAAA-AAAA"},
        {"subject_id": uuid4()},
        {"sha256": "0" * 64},
        {"sha256": "", "stored_at": None},
    ],
)
def test_the_database_refuses_to_change_what_was_issued(change, issued, association):
    with organisation(association):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Document.objects.filter(pk=issued.pk).update(**change)


@pytest.mark.parametrize("table", ["documents_document", "documents_counter"])
def test_the_application_removes_neither_document_nor_counter(table, issued, association):
    with organisation(association), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(f"DELETE FROM {table}")


def test_a_stored_document_has_its_digest_and_its_date(association, member_of):
    with organisation(association):
        document = papers.issue(association, member_of(association))
        with pytest.raises(IntegrityError, match="document_stored_with_digest"):
            with transaction.atomic():
                Document.objects.filter(pk=document.pk).update(sha256="0" * 64)


@pytest.mark.parametrize(
    ("constraint", "same"),
    [("document_number_once", "number"), ("document_code_once", "verification_code")],
)
def test_a_number_and_a_code_are_given_once(constraint, same, issued, association):
    values = {
        name: getattr(issued, name)
        for name in ("organisation", "kind", "year", "title", "facts", "facts_sha256", "issued_at")
    }
    values |= {"number": "RE-1", "verification_code": "BBBB", "subject_type": "places.venue"}
    values[same] = getattr(issued, same)
    with organisation(association):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Document.objects.create(subject_id=uuid4(), **values)


def test_a_correction_names_the_document_it_replaces(issued, association, member_of):
    with organisation(association):
        newer = papers.issue(association, member_of(association), replaces=issued)
    assert json.loads(newer.facts)["document"]["replaces"] == issued.number
    assert newer.number != issued.number


def test_a_download_is_the_stored_bytes_and_is_recorded_as_a_read(
    issued, association, member_of, client_for
):
    member = member_of(association, "MEDIATOR")
    response = client_for(member).get(reverse("documents:download", args=[issued.pk]))
    assert response.status_code == 200
    assert response.content == papers.draw(None, json.loads(issued.facts))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{issued.number}.pdf"'
    assert "no-store" in response["Cache-Control"]
    with organisation(association):
        read = Entry.objects.get(chain="reads")
    assert (read.action, read.subject_id, read.actor_id) == (
        "document.read",
        str(issued.pk),
        member.pk,
    )


def test_a_document_of_another_organisation_does_not_exist(
    issued, association, other_association, member_of, client_for
):
    client = client_for(member_of(other_association))
    for pk in (issued.pk, uuid4()):
        response = client.get(reverse("documents:download", args=[pk]))
        assert response.status_code == 404
    assert issued.number not in client.get(reverse("documents:list")).content.decode()


def test_a_role_that_may_not_read_a_kind_does_not_see_it(
    issued, association, member_of, client_for
):
    client = client_for(member_of(association, "VOLUNTEER"))
    assert client.get(reverse("documents:download", args=[issued.pk])).status_code == 404
    assert issued.number not in client.get(reverse("documents:list")).content.decode()


def test_a_document_still_being_drawn_leads_to_its_progress(association, member_of, client_for):
    member, colleague = member_of(association), member_of(association)
    with organisation(association):
        document = papers.issue(association, member)
    address = reverse("documents:download", args=[document.pk])
    progress = reverse("documents:progress", args=[document.job_id])
    assert client_for(member).get(address)["Location"] == progress
    page = client_for(colleague).get(address, follow=True)
    assert page.redirect_chain == [(reverse("documents:list"), 302)]
    assert "en cours de production" in page.content.decode()


def test_the_progress_page_says_what_is_being_made(association, member_of, client_for):
    member = member_of(association)
    with organisation(association):
        one = papers.issue(association, member)
        many = papers.issue_many(association, member, 11)
    client = client_for(member)
    page = client.get(reverse("documents:progress", args=[one.job_id])).text
    assert f"{one.title}</h1>" in page
    page = client.get(reverse("documents:progress", args=[many[0].job_id])).text
    assert "11\xa0reçus d’essai</h1>" in page


def test_a_document_whose_file_is_lost_says_so(issued, association, member_of, client_for):
    default_storage.delete(storage_path(association.pk, issued.sha256))
    client = client_for(member_of(association))
    assert client.get(reverse("documents:download", args=[issued.pk])).status_code == 404


def test_progress_is_polled_faster_first_then_backs_off(association, member_of, client_for):
    member = member_of(association)
    with organisation(association):
        document = papers.issue(association, member)
    client = client_for(member)
    address = reverse("documents:progress", args=[document.job_id])
    delays = [client.get(address, {"n": n}).context["delay"] for n in ("0", "1", "2", "3", "999")]
    assert delays == [300, 600, 1200, 2000, 2000]
    assert client.get(address, {"n": "²"}).status_code == 200
    run_pending_jobs()
    assert document.number in client.get(address).content.decode()


def test_failed_work_can_be_asked_for_again_by_its_owner_only(association, member_of, client_for):
    member, colleague = member_of(association), member_of(association)
    with organisation(association):
        document = papers.issue(association, member)
    Job.objects.update(state="dead", attempts=5, last_error="ValueError")
    address = reverse("documents:retry", args=[document.job_id])
    assert client_for(colleague).post(address).status_code == 404
    assert client_for(member).post(address).status_code == 302
    assert Job.objects.get().state == "pending"


def test_the_list_costs_the_same_for_2_and_60_documents(
    association, member_of, client_for, django_assert_max_num_queries
):
    member = member_of(association)
    client = client_for(member)
    counts = []
    for number in (2, 58):
        with organisation(association):
            for _ in range(number):
                papers.issue(association, member)
        Job.objects.update(state="done")
        client.get(reverse("documents:list"))
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse("documents:list"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_long_batch_is_drawn_by_several_and_each_document_once(
    association, member_of, monkeypatch
):
    drawn = []

    def draw(template, facts):
        drawn.append(facts["document"]["number"])
        return papers.draw(template, facts)

    monkeypatch.setattr("inclusion.documents.drawing.render", draw)
    with organisation(association):
        batch = papers.issue_many(association, member_of(association), HELPED_FROM)[0].job
    # The batch gives its turn back at once, then its helpers come, then itself again.
    monkeypatch.setattr("inclusion.documents.drawing.BATCH_SECONDS", -1)
    run_job(batch.pk)
    helpers = Job.objects.filter(kind="documents.help")
    assert helpers.count() == HELPERS
    assert not any(helper.owner_id for helper in helpers), "nobody's list shows them"
    for helper in helpers:
        run_job(helper.pk)
    assert {helper.state for helper in helpers.all()} == {"done"}
    assert len(drawn) == len(set(drawn)) == HELPED_FROM
    run_job(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.progress_done) == ("done", HELPED_FROM)
    assert len(drawn) == HELPED_FROM


def test_a_helper_that_tires_comes_back_and_leaves_what_it_cannot_draw(
    association, member_of, monkeypatch
):
    def broken(template, facts):
        raise MissingFact("Missing fact: facts.person")

    with organisation(association):
        batch = papers.issue_many(association, member_of(association), HELPED_FROM)[0].job
    monkeypatch.setattr("inclusion.documents.drawing.render", broken)
    run_job(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.attempts) == ("pending", 1), "the batch says that it failed"
    helper = Job.objects.filter(kind="documents.help").first()
    monkeypatch.setattr("inclusion.documents.drawing.HELPER_SECONDS", -1)
    run_job(helper.pk)
    helper.refresh_from_db()
    assert (helper.state, helper.attempts) == ("pending", 0), "tired, not failed"
    monkeypatch.setattr("inclusion.documents.drawing.HELPER_SECONDS", 10)
    run_job(helper.pk)
    helper.refresh_from_db()
    assert helper.state == "done"
