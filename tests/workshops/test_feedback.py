"""Ten seconds: faces are counted, nobody is known; progress is two moments, not a cause."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Assessment, AssessmentGrid
from inclusion.exceptions import Refused
from inclusion.ids import uuid7
from inclusion.organisations.database import organisation
from tests.workshops.factories import SessionFactory
from tests.workshops.test_attendance import registered_people
from workshops.models import FeedbackCount
from workshops.selectors.outcomes import feedback_of, progress_of
from workshops.services import close_session
from workshops.services.feedback import (
    feedback_token,
    forget_slips,
    give_feedback,
    open_feedback,
    type_feedback,
)

HAPPY = {"progress": "good", "stress": "good", "again": "middle"}


def counts_of(session):
    return {(row.question, row.face): row.count for row in session.feedback.all()}


def test_faces_from_the_tablet_and_from_paper_add_up(inside, member_of):
    session = SessionFactory(organisation=inside, held=True)
    give_feedback(session=session, faces=HAPPY, slip=uuid7())
    odd = {"progress": "bad", "stress": "", "again": None}
    give_feedback(session=session, faces=odd, slip=uuid7())
    paper = {("progress", "good"): 6}
    type_feedback(session=session, by=member_of(inside), counts=paper, slip=uuid7())
    assert counts_of(session) == {
        ("progress", "good"): 7,
        ("progress", "bad"): 1,
        ("stress", "good"): 1,
        ("again", "middle"): 1,
    }
    (learnt, *_) = feedback_of(session)
    assert learnt[2] == 8


@pytest.mark.parametrize("faces", [{}, {"progress": ""}, {"progress": "x"}, {"name": "good"}])
def test_what_is_no_face_is_refused(inside, faces):
    session = SessionFactory(organisation=inside, held=True)
    with pytest.raises(Refused):
        give_feedback(session=session, faces=faces, slip=uuid7())
    assert FeedbackCount.objects.count() == 0


def test_a_crowd_on_paper_is_refused(inside, member_of):
    session = SessionFactory(organisation=inside, held=True)
    for number in (0, 501):
        with pytest.raises(Refused):
            crowd = {("again", "bad"): number}
            type_feedback(session=session, by=member_of(inside), counts=crowd, slip=uuid7())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("people", [1, 2])
def test_two_forms_at_once_are_counted_once_each(association, people):
    with organisation(association):
        session = SessionFactory(organisation=association, held=True)
    gate = Barrier(2)
    slips = [uuid7()] * 2 if people == 1 else [uuid7(), uuid7()]

    def give(slip):
        try:
            gate.wait()
            with organisation(association):
                give_feedback(session=session, faces=HAPPY, slip=slip)
        finally:
            connection.close()

    threads = [Thread(target=give, args=[slip]) for slip in slips]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with organisation(association):
        assert counts_of(session)["progress", "good"] == people


def test_a_counted_slip_is_forgotten_a_week_later(inside):
    session = SessionFactory(organisation=inside, held=True)
    give_feedback(session=session, faces=HAPPY, slip=uuid7())
    assert forget_slips(timezone.now()) == 0
    assert forget_slips(timezone.now() + timedelta(days=8)) == 1
    assert counts_of(session)["progress", "good"] == 1


def test_the_page_opens_with_its_address_alone_and_closes(
    association, member_of, client_for, client
):
    leader = member_of(association, "VOLUNTEER")
    with organisation(association):
        session = SessionFactory(organisation=association, under_way=True, led_by=leader)
        old = SessionFactory(
            organisation=association, starts_at=timezone.now() - timedelta(days=4), led_by=leader
        )
    page = client_for(leader).post(reverse("workshops:feedback_open", args=[session.pk]))
    address = reverse("feedback", args=[feedback_token(session)])
    assert address in page.content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"progress": "nine"}).status_code == 422
    assert client.post(address, HAPPY).status_code == 422, "without its slip"
    slip = re.search(r'name="slip" value="([^"]+)"', client.get(address).content.decode()).group(1)
    thanks = client.post(address, HAPPY | {"slip": slip})
    assert "Personne suivante" in thanks.content.decode()
    assert thanks["Referrer-Policy"] == "no-referrer"
    # The finger taps again: the same thanks, and nothing more is counted.
    again = client.post(address, HAPPY | {"slip": slip})
    assert "Personne suivante" in again.content.decode()
    with organisation(association):
        assert counts_of(session)["progress", "good"] == 1
    assert client.get(reverse("feedback", args=[feedback_token(old)])).status_code == 404
    with organisation(association), pytest.raises(Refused, match="deux jours"):
        open_feedback(session=old, by=leader)


def test_paper_is_typed_by_staff(association, member_of, client_for):
    client = client_for(member_of(association, "MEDIATOR"))
    with organisation(association):
        session = SessionFactory(organisation=association, held=True)
    address = reverse("workshops:feedback_type", args=[session.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"again-good": "douze", "slip": uuid7()}).status_code == 422
    typed = {"again-good": "9", "slip": uuid7()}
    assert client.post(address, typed).status_code == 302
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "viennent d’être comptés" in answer.content.decode()
    page = client.get(reverse("workshops:session_detail", args=[session.pk])).content.decode()
    assert "oui 9" in page


def test_progress_compares_the_last_before_with_the_first_after(inside, member_of):
    by = member_of(inside)
    session = SessionFactory(organisation=inside, held=True, registered=3)
    up, down, _ = registered_people(session)
    grid = AssessmentGrid.objects.create(
        organisation=inside, code="essai", version="1", title="Essai", content={}, sha256="0" * 64
    )

    def assessed(person, days, score):
        Assessment.objects.create(
            organisation=inside,
            beneficiary=person,
            grid=grid,
            kind="initial",
            channel="face_to_face",
            by=by,
            completed_at=session.ends_at + timedelta(days=days),
            scores={"everyday": score},
        )

    for person, scores in ((up, (1, 3)), (down, (2, 2))):
        assessed(person, -5, scores[0])
        assessed(person, 5, scores[1])
    close_session(session=session, by=by)
    found = progress_of(session)
    assert (found.axis, found.came, found.assessed, found.went_up) == ("Usages courants", 3, 2, 1)
    session.workshop.topic = "culture_numerique"
    assert progress_of(session) is None
