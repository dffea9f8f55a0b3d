"""Certificates of attendance: one each, one job for all."""

import json
from threading import Barrier, Thread

import pytest
from django.db import connection

from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job
from inclusion.organisations.database import organisation
from tests.workshops.factories import SessionFactory
from tests.workshops.test_attendance import registered_people
from tests.workshops.test_planning import actions
from workshops.services import close_session, issue_certificates


def closed(inside, by, *, count=3, absent=0, **fields):
    session = SessionFactory(organisation=inside, held=True, registered=count, **fields)
    people = registered_people(session)
    close_session(session=session, by=by, absent=dict.fromkeys(people[:absent], "noshow"))
    return session, people


def test_everyone_who_came_gets_hers_in_one_job(inside, member_of):
    by = member_of(inside, "MEDIATOR")
    session, _ = closed(inside, by, count=4, absent=1)
    documents = issue_certificates(session=session, by=by)
    assert [document.number[-4:] for document in documents] == ["0001", "0002", "0003"]
    assert {document.job for document in documents} == {Job.objects.get()}
    assert documents[0].job.progress_total == 3
    assert "session.certificates_issued" in actions(inside)


def test_the_facts_say_who_came_to_what(inside, member_of):
    by = member_of(inside, "MEDIATOR", title="Médiatrice")
    session, (person,) = closed(inside, by, count=1, led_by=by)
    (document,) = issue_certificates(session=session, by=by)
    facts = json.loads(document.facts)
    assert facts["person"] == {"civility": "Mme", "name": str(person)}
    assert facts["workshop"]["attended_minutes"] == 120
    assert facts["workshop"]["cost_line"] == "Atelier gratuit"
    assert facts["leaders"] == [{"name": "Claire Dumas", "role": "médiatrice"}]
    assert facts["sessions"][0]["content"] == "Lire et envoyer un message"


def test_one_person_can_have_hers_alone_and_the_others_theirs_later(inside, member_of):
    by = member_of(inside)
    session, (one, *_) = closed(inside, by)
    assert len(issue_certificates(session=session, by=by, beneficiaries=[one])) == 1
    assert len(issue_certificates(session=session, by=by)) == 2
    with pytest.raises(Refused, match="déjà émises"):
        issue_certificates(session=session, by=by)
    assert Document.objects.count() == 3


def test_an_absent_person_is_certified_nothing(inside, member_of):
    by = member_of(inside)
    session, (absent, _) = closed(inside, by, count=2, absent=1)
    with pytest.raises(Refused, match="rien à attester"):
        issue_certificates(session=session, by=by, beneficiaries=[absent])


def test_nothing_is_certified_before_the_roll(inside, member_of):
    with pytest.raises(Refused, match="quand les présences"):
        issue_certificates(
            session=SessionFactory(organisation=inside, held=True), by=member_of(inside)
        )


def test_a_refused_request_records_no_job(inside, member_of):
    by = member_of(inside)
    session = SessionFactory(organisation=inside, held=True)
    close_session(session=session, by=by, anonymous_count=3)
    with pytest.raises(Refused):
        issue_certificates(session=session, by=by)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_issue_each_certificate_once(association, member_of):
    by = member_of(association)
    with organisation(association):
        session, _ = closed(association, by)
    outcomes, gate = [], Barrier(2)

    def ask():
        try:
            gate.wait()
            with organisation(association):
                outcomes.append(len(issue_certificates(session=session, by=by)))
        except Refused:
            outcomes.append(0)
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, 3]
    with organisation(association):
        assert Document.objects.count() == 3
