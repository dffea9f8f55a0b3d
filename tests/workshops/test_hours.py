"""Volunteers' hours: declared, confirmed, counted, certified."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.equipment.factories import DeviceFactory
from tests.workshops.factories import SessionFactory
from tests.workshops.test_planning import actions
from workshops.models import HourlyRate, VolunteerHours
from workshops.planning_home import todo
from workshops.selectors.hours import hours_words, member_hours, totals_of
from workshops.services import take_kit
from workshops.services.hours import (
    confirm_hours,
    declare_hours,
    issue_hours_certificate,
    set_rate,
    withdraw_hours,
)
from workshops.tables import produce_hours

TODAY = timezone.localdate


def given(by, days_ago=1, **minutes):
    minutes = minutes or {"facilitation_minutes": 120, "travel_minutes": 30}
    return declare_hours(by=by, worked_on=TODAY() - timedelta(days=days_ago), **minutes)


def test_hours_are_declared_corrected_confirmed_then_final(inside, member_of):
    volunteer, manager = member_of(inside, "VOLUNTEER"), member_of(inside)
    session = SessionFactory(organisation=inside, held=True, led_by=volunteer)
    declare_hours(by=volunteer, session=session, worked_on=None, facilitation_minutes=90)
    row = declare_hours(by=volunteer, session=session, worked_on=None, facilitation_minutes=120)
    assert VolunteerHours.objects.get().minutes == 120
    confirm_hours(by=manager, keys=[row.pk])
    with pytest.raises(Refused, match="ne changent plus"):
        declare_hours(by=volunteer, session=session, worked_on=None, facilitation_minutes=15)
    with pytest.raises(Refused, match="confirmées"):
        withdraw_hours(by=volunteer, hours=row)
    with pytest.raises(Refused, match="le sont déjà"):
        confirm_hours(by=manager, keys=[row.pk])
    with pytest.raises(IntegrityError, match="confirmed_hours_stay"), transaction.atomic():
        VolunteerHours.objects.update(travel_minutes=600)
    assert sorted(set(actions(inside))) == ["hours.confirmed", "hours.declared"]


def test_what_is_refused(inside, member_of):
    volunteer, manager = member_of(inside, "VOLUNTEER"), member_of(inside)
    with pytest.raises(Refused, match="n’animez pas"):
        declare_hours(
            by=volunteer,
            session=SessionFactory(organisation=inside, held=True),
            worked_on=None,
            facilitation_minutes=60,
        )
    with pytest.raises(Refused, match="une fois données"):
        given(volunteer, days_ago=-2)
    with pytest.raises(Refused, match="trop anciennes"):
        given(volunteer, days_ago=400)
    with pytest.raises(Refused, match="seize heures"):
        given(volunteer, facilitation_minutes=900, travel_minutes=100)
    with pytest.raises(Refused, match="au moins une minute"):
        given(volunteer, facilitation_minutes=0)
    own = given(manager)
    with pytest.raises(Refused, match="ses propres heures"):
        confirm_hours(by=manager, keys=[own.pk])
    with pytest.raises(Refused, match="responsable confirme"):
        confirm_hours(by=volunteer, keys=[own.pk])


def test_each_day_has_its_rate_and_civic_service_has_none(inside, member_of):
    manager, volunteer = member_of(inside), member_of(inside, "VOLUNTEER")
    civic = member_of(inside, "VOLUNTEER", is_civic_service=True)
    today = TODAY()
    set_rate(by=manager, from_day=today - timedelta(days=300), amount=Decimal("12.00"), basis="CA")
    set_rate(by=manager, from_day=today - timedelta(days=5), amount=Decimal("14.50"), basis="CA")
    with pytest.raises(Refused, match="commence déjà"):
        set_rate(by=manager, from_day=today - timedelta(days=5), amount=Decimal("9"), basis="CA")
    rows = [
        given(volunteer, 10, facilitation_minutes=60),
        given(volunteer, 1, facilitation_minutes=30, travel_minutes=10),
        given(civic, 1, facilitation_minutes=600),
    ]
    given(volunteer, 2)
    confirm_hours(by=manager, keys=[row.pk for row in rows])
    lines = member_hours(inside, today - timedelta(days=30), today)
    totals = totals_of(lines)
    # One hour at 12, forty minutes at 14.50.
    assert totals.amount == Decimal("21.67")
    assert (totals.volunteer_minutes, totals.civic_minutes) == (100, 600)
    assert [line.amount for line in lines] == [Decimal("21.67"), None]
    assert hours_words(totals.volunteer_minutes) == "1\u00a0h\u00a040"
    with pytest.raises(IntegrityError, match="hourlyrate_sane"), transaction.atomic():
        HourlyRate.objects.update(amount=0)


def test_the_export_tells_the_two_kinds_apart(inside, member_of):
    manager, volunteer = member_of(inside), member_of(inside, "VOLUNTEER")
    row = given(volunteer, 0, facilitation_minutes=90)
    confirm_hours(by=manager, keys=[row.pk])
    produced = produce_hours(inside)
    assert produced.sheets[0].rows == [
        [TODAY().year, str(volunteer), "Bénévole", "0,00", "1,50", "0,00", "1,50", "0,00"]
    ]


def test_confirmed_hours_are_certified(inside, member_of):
    manager, volunteer = member_of(inside), member_of(inside, "VOLUNTEER")
    days = {"first_day": TODAY() - timedelta(days=30), "last_day": TODAY()}
    row = given(volunteer)
    with pytest.raises(Refused, match="rien à attester"):
        issue_hours_certificate(by=manager, member=volunteer, **days)
    confirm_hours(by=manager, keys=[row.pk])
    document = issue_hours_certificate(by=manager, member=volunteer, **days)
    assert document.number.startswith("ATB-")
    assert '"minutes":150' in document.facts


def test_the_pages_of_hours(association, member_of, client_for, other_association):
    volunteer, manager = member_of(association, "VOLUNTEER"), member_of(association)
    client, mine = client_for(volunteer), reverse("workshops:my_hours")
    assert client.get(reverse("workshops:welcome")).status_code == 200
    assert client.get(mine).status_code == 200
    assert client.post(mine, {"worked_on": TODAY().isoformat()}).status_code == 422
    sent = {"worked_on": TODAY().isoformat(), "facilitation_minutes": 90, "words": "Tri"}
    assert client.post(mine, sent).status_code == 302
    assert "1\u00a0h\u00a030" in client.get(mine).content.decode()
    assert client.post(mine, {"act": "withdraw", "hours": "x"}).status_code == 302
    with organisation(association):
        row = VolunteerHours.objects.get()
    page, boss = reverse("workshops:volunteers"), client_for(manager)
    assert str(volunteer) in boss.get(page).content.decode()
    assert boss.post(page, {"act": "confirm", "hours": [row.pk]}).status_code == 302
    rate = {"act": "rate", "from_day": f"{TODAY().year}-01-01", "amount": "14,50", "basis": "CA"}
    assert boss.post(page, rate | {"amount": "cher"}).status_code == 422
    assert boss.post(page, rate).status_code == 302
    shown = boss.get(page).content.decode()
    assert "21,75\u00a0€" in shown
    days = {"first_day": date(TODAY().year, 1, 1).isoformat(), "last_day": TODAY().isoformat()}
    made = boss.post(page, {"act": "certificate", "member": volunteer.pk, **days})
    assert made.status_code == 302
    export = boss.get(reverse("workshops:volunteers_export"))
    assert "1,50" in export.content.decode("utf-8-sig")
    treasurer = client_for(member_of(association, "TREASURER"))
    read = treasurer.get(page).content.decode()
    assert "21,75\u00a0€" in read
    assert "À confirmer" not in read
    assert treasurer.post(page, {"act": "confirm", "hours": [row.pk]}).status_code == 422
    assert client.get(page).status_code == 403
    neighbour = client_for(member_of(other_association))
    assert str(volunteer.pk) not in neighbour.get(page).content.decode()


def test_the_manager_is_asked_to_confirm_and_the_kit_to_be_checked(inside, member_of):
    manager, volunteer = member_of(inside), member_of(inside, "VOLUNTEER")
    assert todo(manager) == []
    given(volunteer)
    session = SessionFactory(
        organisation=inside, held=True, modality="autre", venue=None, place_city="Limoges"
    )
    device = DeviceFactory(organisation=inside, ready=True)
    take_kit(session=session, by=manager, tags=[device.asset_tag])
    titles = [line.title for line in todo(manager)]
    assert titles == ["Contrôler le retour du matériel", "Confirmer les heures des bénévoles"]
    assert len(todo(member_of(inside, "TECHNICIAN"))) == 1
    assert todo(volunteer) == []
