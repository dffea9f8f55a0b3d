"""A whole course certified in one job; a session's summary; one bad document holds no other."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inclusion.documents.issuing import draw_again
from inclusion.documents.models import Document
from inclusion.documents.rendering import MissingFact
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.workshops.factories import RegistrationFactory, SessionFactory, WorkshopFactory
from tests.workshops.test_attendance import registered_people
from workshops.services import close_session, issue_certificates
from workshops.services.courses import issue_course_certificates, issue_session_summary


def a_course(org, by, *, sessions=3, people=2):
    """Sessions of one workshop, a week apart, followed by the same people; returns all three."""
    workshop = WorkshopFactory(organisation=org)
    first = SessionFactory(
        organisation=org,
        workshop=workshop,
        starts_at=timezone.now() - timedelta(days=7 * sessions),
        registered=people,
        led_by=by,
    )
    held, everyone = [first], registered_people(first)
    for rank in range(1, sessions):
        session = SessionFactory(
            organisation=org,
            workshop=workshop,
            venue=first.venue,
            starts_at=first.starts_at + timedelta(days=7 * rank),
        )
        for person in everyone:
            RegistrationFactory(organisation=org, session=session, beneficiary=person)
        held.append(session)
    return workshop, held, everyone


def days_of(held):
    return {
        "first": timezone.localdate(held[0].starts_at),
        "last": timezone.localdate(held[-1].starts_at),
    }


def test_each_person_gets_one_certificate_of_all_she_followed(inside, member_of):
    by = member_of(inside)
    workshop, held, (one, other) = a_course(inside, by)
    for rank, session in enumerate(held):
        close_session(session=session, by=by, absent={other: "noshow"} if rank else {})
    documents = issue_course_certificates(workshop=workshop, by=by, **days_of(held))
    assert {document.job_id for document in documents} == {documents[0].job_id}
    facts = {json.loads(each.facts)["person"]["name"]: json.loads(each.facts) for each in documents}
    assert facts[str(one)]["workshop"]["attended_sessions"] == 3
    assert facts[str(one)]["workshop"]["attended_minutes"] == 360
    assert facts[str(other)]["workshop"]["attended_sessions"] == 1
    assert facts[str(other)]["workshop"]["held_sessions"] == 3
    with pytest.raises(Refused, match="déjà émises"):
        issue_course_certificates(workshop=workshop, by=by, **days_of(held))


def test_a_course_nobody_followed_or_backwards_is_refused(inside, member_of):
    by = member_of(inside)
    workshop, held, _ = a_course(inside, by)
    days = days_of(held)
    with pytest.raises(Refused, match="Personne n’est venu"):
        issue_course_certificates(workshop=workshop, by=by, **days)
    with pytest.raises(Refused, match="avant de commencer"):
        issue_course_certificates(workshop=workshop, by=by, first=days["last"], last=days["first"])


def test_a_summary_names_nobody_and_hides_small_classes(inside, member_of):
    by = member_of(inside)
    session = SessionFactory(organisation=inside, held=True, registered=4)
    with pytest.raises(Refused):
        issue_session_summary(session=session, by=by)
    close_session(
        session=session,
        by=by,
        walk_ins=[("Paul", "moins_de_douze")],
        anonymous_count=3,
        anonymous_known={"gender": {"masculin": 1}},
    )
    document = issue_session_summary(session=session, by=by)
    assert "Benali" not in document.facts
    assert "Paul" not in document.facts
    facts = json.loads(document.facts)
    assert (facts["participation_count"], facts["person_count"]) == (8, 4)
    for class_ in facts["classes"]:
        assert sum(row["count"] for row in class_["rows"]) == 8
        assert all(row["count"] >= 3 for row in class_["rows"])
    assert issue_session_summary(session=session, by=by).replaces == document


def test_the_pages_certify_a_course_and_sum_up_a_session(association, member_of, client_for):
    by = member_of(association, "MEDIATOR")
    client = client_for(by)
    with organisation(association):
        workshop, held, _ = a_course(association, by)
        for session in held:
            close_session(session=session, by=by)
    page = reverse("workshops:course_certify")
    assert client.get(page, {"atelier": workshop.pk}).status_code == 200
    typed = {"workshop": workshop.pk} | {k: d.isoformat() for k, d in days_of(held).items()}
    assert client.post(page, typed | {"first": "0001-01-01"}).status_code == 422
    assert client.post(page, typed).status_code == 302
    assert client.post(page, typed).status_code == 422
    summary = reverse("workshops:session_summary", args=[held[0].pk])
    assert client.post(summary).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_document_that_cannot_be_drawn_holds_none_of_the_others(
    association, member_of, client_for, monkeypatch
):
    from inclusion.documents import drawing

    by, bad = member_of(association, "MEDIATOR"), []

    def drawn(template, facts):
        if facts["document"]["number"] in bad:
            raise MissingFact("facts.person.name")
        return b"%PDF-" + facts["document"]["number"].encode()

    monkeypatch.setattr(drawing, "render", drawn)
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=4, led_by=by)
        close_session(session=session, by=by)
        documents = issue_certificates(session=session, by=by)
    bad.append(documents[1].number)
    run_pending_jobs()
    with organisation(association):
        assert Document.objects.stored().count() == 3
        waiting = Document.objects.get(sha256="")
    assert Job.objects.get(pk=waiting.job_id).last_error == "NotDrawn"
    Job.objects.filter(pk=waiting.job_id).update(state="dead")
    bad.clear()
    client = client_for(by)
    answer = client.post(reverse("documents:document_retry", args=[waiting.pk]))
    assert answer.status_code == 302
    with organisation(association):
        job = draw_again(waiting, by=by)
        waiting.refresh_from_db()
        assert waiting.job == job
    run_pending_jobs()
    with organisation(association):
        waiting.refresh_from_db()
    assert waiting.is_stored
