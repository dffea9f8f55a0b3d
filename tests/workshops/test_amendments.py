"""A closed session changes by a correction with its reason, or not at all."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from beneficiaries.search import keep_tokens
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.workshops.factories import PersonFactory, SessionFactory
from tests.workshops.test_attendance import registered_people
from tests.workshops.test_planning import actions
from workshops.models import Attendance, SessionAmendment, WorkshopSession
from workshops.selectors import amendments_of
from workshops.services import amend_session, close_session


@pytest.fixture
def closed(inside, member_of):
    """A closed session of three, one of them noted absent, four without a name."""
    by = member_of(inside, "MANAGER")
    session = SessionFactory(organisation=inside, held=True, registered=3)
    late = registered_people(session)[0]
    close_session(session=session, by=by, absent={late: "noshow"}, anonymous_count=4)
    session.refresh_from_db()
    return session


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_a_correction_says_who_when_why_before_and_after(closed, inside, member_of):
    by = member_of(inside, "MEDIATOR")
    row = closed.attendances.get(status="noshow")
    amendment = amend_session(
        session=closed,
        by=by,
        reason="  Arrivée après   l’appel ",
        statuses={row.pk: "seen"},
        anonymous={"total": 5, "gender": {"feminin": 2}},
        walk_ins=[("Paul", "soixante_dix_plus")],
    )
    assert amendment.reason == "Arrivée après l’appel"
    assert amendment.before["statuses"] == {str(row.pk): "noshow"}
    assert amendment.after["statuses"] == {str(row.pk): "seen"}
    assert amendment.before["counters"] == {"anonymous_count": 4, "anonymous_women": 0}
    assert amendment.after["counters"] == {"anonymous_count": 5, "anonymous_women": 2}
    row.refresh_from_db()
    closed.refresh_from_db()
    assert (row.status, closed.anonymous_count, closed.anonymous_women) == ("seen", 5, 2)
    assert closed.attendances.get(walk_in_name="Paul").status == "seen"
    assert actions(inside)[-1] == "session.amended"


def test_nothing_changed_is_no_correction_and_a_reason_is_needed(closed, inside, member_of):
    by, row = member_of(inside), closed.attendances.get(status="noshow")
    with pytest.raises(Refused, match="Rien n’a changé"):
        amend_session(session=closed, by=by, reason="?", statuses={row.pk: "noshow"})
    with pytest.raises(Refused, match="pourquoi"):
        amend_session(session=closed, by=by, reason="  ", statuses={row.pk: "seen"})
    assert SessionAmendment.objects.count() == 0


def test_only_this_sessions_presences_and_only_closed_ones_are_corrected(closed, inside, member_of):
    by = member_of(inside)
    other = SessionFactory(organisation=inside, held=True, registered=1)
    with pytest.raises(Refused, match="pas close"):
        amend_session(session=other, by=by, reason="erreur", statuses={})
    close_session(session=other, by=by)
    stranger = other.attendances.get()
    with pytest.raises(Refused, match="pas de cette séance"):
        amend_session(session=closed, by=by, reason="erreur", statuses={stranger.pk: "noshow"})
    row = closed.attendances.first()
    with pytest.raises(Refused, match="pas de cette séance"):
        amend_session(session=closed, by=by, reason="erreur", statuses={row.pk: "unknown"})


def test_the_database_refuses_any_other_change(closed, inside, member_of):
    rows = closed.attendances
    sessions = WorkshopSession.objects.filter(pk=closed.pk)
    common = {"organisation": inside, "session": closed, "recorded_by": closed.closed_by}
    with refuses("a closed session does not change"), transaction.atomic():
        sessions.update(anonymous_count=40)
    with refuses("a closed session does not change"), transaction.atomic():
        sessions.update(starts_at=closed.starts_at - timedelta(days=1))
    with refuses("a closed session does not change"), transaction.atomic():
        rows.filter(status="noshow").update(status="seen")
    with refuses("a closed session does not change"), transaction.atomic():
        Attendance.objects.create(**common, walk_in_name="Paul", status="seen")
    with refuses("a closed session does not change"), transaction.atomic():
        rows.all().delete()


def test_a_correction_is_never_rewritten_and_has_a_reason(closed, inside, member_of):
    by = member_of(inside)
    amend_session(session=closed, by=by, reason="Compté deux fois", anonymous={"total": 2})
    with refuses("never rewritten"), transaction.atomic():
        SessionAmendment.objects.update(reason="Autre chose")
    with refuses("never rewritten"), transaction.atomic():
        SessionAmendment.objects.all().delete()
    with refuses("sessionamendment_has_a_reason"), transaction.atomic():
        SessionAmendment.objects.create(organisation=inside, session=closed, reason="", by=by)


@pytest.mark.django_db(transaction=True)
def test_two_people_correcting_at_once_are_one_correction_and_one_refusal(association, member_of):
    by = member_of(association)
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=1)
        close_session(session=session, by=by)
        row = session.attendances.get()
    outcomes, gate = [], Barrier(2)

    def correct():
        try:
            gate.wait()
            with organisation(association):
                amend_session(
                    session=session, by=by, reason="Pas venue", statuses={row.pk: "noshow"}
                )
            outcomes.append("corrected")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=correct) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["corrected", "refused"]
    # What the correction allowed has ended with it.
    with refuses("a closed session does not change"), organisation(association):
        Attendance.objects.filter(pk=row.pk).update(status="seen")


def test_the_page_corrects_and_keeps_what_was_typed(association, member_of, client_for):
    member = member_of(association, "MEDIATOR")
    client = client_for(member)
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=2)
        planned = SessionFactory(organisation=association)
        close_session(session=session, by=member)
        rows = list(session.attendances.order_by("pk"))
    address = reverse("workshops:session_amend", args=[session.pk])
    assert client.get(address).status_code == 200
    assert client.get(reverse("workshops:session_amend", args=[planned.pk])).status_code == 302
    typed = {f"status-{row.pk}": "seen" for row in rows} | {"anonymous_count": "0"}
    answer = client.post(address, typed | {f"status-{rows[0].pk}": "excused", "reason": ""})
    assert answer.status_code == 422
    assert "Dites pourquoi" in answer.content.decode()
    assert '<option value="excused" selected>' in answer.content.decode()
    answer = client.post(
        address, typed | {f"status-{rows[0].pk}": "excused", "reason": "Elle avait prévenu"}
    )
    assert answer.status_code == 302
    page = client.get(reverse("workshops:session_detail", args=[session.pk])).content.decode()
    assert "Elle avait prévenu" in page
    assert "1\u00a0présence corrigée" in page


def test_volunteers_do_not_correct(association, member_of, client_for):
    client = client_for(member_of(association, "VOLUNTEER"))
    with organisation(association):
        session = SessionFactory(organisation=association, held=True)
    assert client.get(reverse("workshops:session_amend", args=[session.pk])).status_code == 403
    assert client.get(reverse("workshops:unfilled")).status_code == 403


def test_one_press_fills_in_a_session_where_everyone_came(association, member_of, client_for):
    client = client_for(member_of(association, "MANAGER"))
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, registered=3)
        people = [str(person.pk) for person in registered_people(session)]
    page = client.get(reverse("workshops:unfilled")).content.decode()
    assert str(session.workshop) in page
    address = reverse("workshops:all_present", args=[session.pk])
    client.post(address, {"listed": people[:2]})
    with organisation(association):
        session.refresh_from_db()
    assert session.is_planned
    client.post(address, {"listed": people})
    with organisation(association):
        session.refresh_from_db()
        assert session.is_closed
        assert session.attendances.seen().count() == 3
    assert timezone.now() > session.closed_at


def test_somebody_with_a_file_who_was_forgotten_is_added_as_she_was_that_day(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, held=True, registered=1)
    close_session(session=session, by=by)
    forgotten = PersonFactory(organisation=inside, birth_year=1950, gender="feminin")
    amendment = amend_session(session=session, by=by, reason="Oubliée", people=[forgotten])
    row = session.attendances.get(beneficiary=forgotten)
    assert (row.status, row.gender, row.age_band) == ("seen", "feminin", "soixante_dix_plus")
    assert amendment.after == {"people": [str(row.pk)]}
    ((_, words),) = amendments_of(session)
    assert words == "1\u00a0personne ajoutée"
    with pytest.raises(Refused, match="déjà notée"):
        amend_session(session=session, by=by, reason="Encore", people=[forgotten])


def test_a_file_of_elsewhere_is_not_added(inside, member_of):
    by, session = member_of(inside), SessionFactory(organisation=inside, held=True)
    close_session(session=session, by=by, anonymous_count=1)
    stranger = PersonFactory.build(organisation=inside)
    with pytest.raises(Refused, match="n’existe plus"):
        amend_session(session=session, by=by, reason="Oubliée", people=[stranger])


def test_the_page_looks_for_a_file_and_keeps_what_was_typed(association, member_of, client_for):
    by = member_of(association, "MEDIATOR")
    with organisation(association):
        session = SessionFactory(organisation=association, held=True)
        close_session(session=session, by=by, anonymous_count=2)
        person = PersonFactory(organisation=association, first_name="Odette", last_name="Marchal")
        keep_tokens(person)
    client = client_for(by)
    address = reverse("workshops:session_amend", args=[session.pk])
    typed = {"anonymous_count": "2", "reason": "Oubliée à l’appel", "who": "Odette Marchal"}
    page = client.post(address, typed | {"search": "1"})
    assert page.status_code == 200
    text = page.content.decode()
    assert f'value="{person.pk}"' in text
    assert "Oubliée à l’appel" in text
    page = client.post(address, typed | {"added": [str(person.pk)], "search": "1"})
    assert "checked" in page.content.decode()
    sent = client.post(address, typed | {"added": [str(person.pk), "pas-un-id"]})
    assert sent.status_code == 302
    with organisation(association):
        assert session.attendances.get().beneficiary == person
