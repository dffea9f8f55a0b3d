"""People counted without a name: counters that always add up, never rows."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.workshops.factories import SessionFactory
from workshops.models import ANONYMOUS_COUNTERS, Attendance, WorkshopSession
from workshops.services import close_session


def known(**classes):
    return {"anonymous_known": classes}


def test_each_question_adds_up_to_the_total_and_the_rest_is_not_said(inside, member_of):
    session = SessionFactory(organisation=inside, held=True)
    close_session(
        session=session,
        by=member_of(inside),
        anonymous_count=12,
        **known(
            age_band={"soixante_dix_plus": 7, "soixante_soixante_neuf": 5},
            gender={"feminin": 4},
        ),
    )
    session.refresh_from_db()
    for question in ANONYMOUS_COUNTERS:
        assert sum(count for _, _, count in session.anonymous_classes(question)) == 12
    assert session.anonymous_classes("gender")[-1] == ("non_communique", "Non communiqué", 8)
    assert session.anonymous_classes("situation")[-1][2] == 12
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("question", list(ANONYMOUS_COUNTERS))
def test_counters_that_do_not_add_up_are_refused(inside, member_of, question):
    session = SessionFactory(organisation=inside, held=True)
    code, name = next(iter(ANONYMOUS_COUNTERS[question].items()))
    with pytest.raises(Refused, match="13\u00a0personnes pour 12\u00a0participants anonymes"):
        close_session(
            session=session,
            by=member_of(inside),
            anonymous_count=12,
            **known(**{question: {code: 13}}),
        )
    constraint = f"workshopsession_anonymous_{question}"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WorkshopSession.objects.filter(pk=session.pk).update(**{name: 1})


@pytest.mark.parametrize(
    "wrong", [{"gender": {"autre": 1}}, {"gender": {"feminin": -1}}, {"age_band": {"feminin": 1}}]
)
def test_what_is_no_class_is_refused(inside, member_of, wrong):
    session = SessionFactory(organisation=inside, held=True)
    with pytest.raises(Refused):
        close_session(session=session, by=member_of(inside), anonymous_count=3, **known(**wrong))


@pytest.mark.parametrize("typed", [{"anonymous_count": "10000"}, {"anonymous_women": "10000"}])
def test_ten_thousand_people_are_refused_kindly_and_stay_typed(
    association, member_of, client_for, typed
):
    client = client_for(member_of(association, "MEDIATOR"))
    with organisation(association):
        session = SessionFactory(organisation=association, held=True)
    answer = client.post(reverse("workshops:attendance", args=[session.pk]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "10\u202f000\u00a0personnes à une seule séance" in page
    assert 'value="10000"' in page


def test_the_classes_alone_give_the_total(association, member_of, client_for):
    client = client_for(member_of(association, "MEDIATOR"))
    with organisation(association):
        session = SessionFactory(organisation=association, held=True)
    typed = {"anonymous_from_60": "5", "anonymous_from_70": "7", "anonymous_women": "6"}
    assert client.post(reverse("workshops:attendance", args=[session.pk]), typed).status_code == 302
    with organisation(association):
        session.refresh_from_db()
    assert (session.anonymous_count, session.anonymous_from_70, session.anonymous_men) == (12, 7, 0)
    page = client.get(reverse("workshops:session_detail", args=[session.pk])).content.decode()
    assert "70 ans et plus\u00a0: 7" in page
    assert "non communiqué\u00a0: 6" in page


@pytest.mark.parametrize("typed", ["-1", "douze", "1e3", "9" * 5000])
def test_what_is_no_number_comes_back_with_the_form(association, member_of, client_for, typed):
    client = client_for(member_of(association, "MEDIATOR"))
    with organisation(association):
        session = SessionFactory(organisation=association, held=True)
    address = reverse("workshops:attendance", args=[session.pk])
    assert client.post(address, {"anonymous_men": typed}).status_code == 422
    assert client.get(address).status_code == 200
