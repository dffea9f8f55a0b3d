"""What anyone sees and does without an account; calendars; the programme on paper."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inclusion.calendars.ics import folded
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Mail
from inclusion.organisations.database import organisation
from tests.workshops.factories import PersonFactory, SessionFactory, WorkshopFactory
from workshops.models import OnlineRegistration, ProgrammeSettings
from workshops.services import register_participant
from workshops.services.online import ask_for_a_seat, confirm_online
from workshops.services.papers import issue_programme


@pytest.fixture
def open_page(association):
    with organisation(association):
        ProgrammeSettings.objects.create(
            organisation=association, is_published=True, welcome="Bienvenue à tous."
        )
    return reverse("workshops:public_programme", args=[association.slug])


def test_the_programme_is_closed_until_it_is_opened(association, open_page, other_association):
    visitor = Client()
    assert visitor.get(open_page).status_code == 200
    closed = reverse("workshops:public_programme", args=[other_association.slug])
    assert visitor.get(closed).status_code == 404
    assert visitor.get("/ateliers/nulle-part/").status_code == 404
    assert visitor.get(f"{open_page}?lieu=x").status_code == 404


def test_the_programme_shows_what_is_open_to_all_and_nobody(association, open_page, member_of):
    with organisation(association):
        shown = SessionFactory(organisation=association)
        register_participant(
            session=shown,
            beneficiary=PersonFactory(organisation=association, last_name="Invisible"),
            by=member_of(association),
        )
        SessionFactory(
            organisation=association,
            kind="individuel",
            capacity=1,
            workshop=WorkshopFactory(organisation=association, title="Rendez-vous secret"),
        )
        SessionFactory(
            organisation=association,
            modality="domicile",
            venue=None,
            place_city="Aubière",
            workshop=WorkshopFactory(organisation=association, title="Chez quelqu’un"),
        )
        drop_in = SessionFactory(organisation=association, kind="permanence")
    text = Client().get(open_page).content.decode()
    assert shown.workshop.title in text
    assert drop_in.workshop.title in text
    assert "Venez sans vous inscrire" in text
    assert "Bienvenue à tous." in text
    assert not re.search("Invisible|secret|Chez quelqu’un", text)
    only = Client().get(f"{open_page}?lieu={shown.venue_id}").content.decode()
    assert drop_in.workshop.title not in only


def test_the_programme_costs_the_same_for_two_sessions_and_twelve(association, open_page):
    def queries(count):
        with organisation(association):
            for _ in range(count):
                SessionFactory(organisation=association)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().get(open_page)
        return len(asked)

    assert queries(2) == queries(10)


def test_a_person_registers_confirms_and_cancels(association, open_page):
    with organisation(association):
        session = SessionFactory(organisation=association, capacity=1)
    visitor = Client()
    address = reverse("workshops:public_register", args=[association.slug])
    address = f"{address}?seance={session.pk}"
    assert visitor.get(address).status_code == 200
    assert visitor.post(address, {"name": "Nadia"}).status_code == 422
    assert visitor.post(address, {"name": "Nadia", "phone": "12"}).status_code == 422
    trapped = {"name": "Robot", "email": "r@exemple.example", "website": "x"}
    assert visitor.post(address, trapped).status_code == 200
    answer = visitor.post(address, {"name": "Nadia", "email": "nadia@exemple.example"})
    assert "Regardez vos courriels" in answer.content.decode()
    mail = Mail.objects.get()
    page = re.search(r"https?://[^/]+(/ateliers/inscription/\S+)", mail.text).group(1)
    first = visitor.get(page)
    assert "pas encore réservée" in first.content.decode()
    assert first["Cache-Control"] == "no-store"
    with organisation(association):
        assert OnlineRegistration.objects.get().status == "asked"
    assert "Votre place est réservée" in visitor.post(page, {"act": "confirm"}).content.decode()
    assert visitor.post(page, {"act": "confirm"}).status_code == 422
    assert "complète" in visitor.get(address).content.decode()
    assert "est annulée" in visitor.post(page, {"act": "cancel"}).content.decode()
    with organisation(association):
        session.refresh_from_db()
        assert session.seats_taken == 0
    assert visitor.get("/ateliers/inscription/inconnu/").status_code == 404


def test_without_a_mailbox_staff_confirm_on_the_telephone(
    association, open_page, member_of, client_for
):
    with organisation(association):
        session = SessionFactory(organisation=association)
    address = reverse("workshops:public_register", args=[association.slug])
    sent = {"name": "Nadia Kaci", "phone": "06 12 34 56 78"}
    answer = Client().post(f"{address}?seance={session.pk}", sent)
    assert "Nous vous appelons" in answer.content.decode()
    client = client_for(member_of(association, "MEDIATOR"))
    detail = reverse("workshops:session_detail", args=[session.pk])
    assert "Nadia Kaci" in client.get(detail).content.decode()
    with organisation(association):
        row = OnlineRegistration.objects.get()
    client.post(reverse("workshops:online_act", args=[row.pk]), {"act": "confirm"})
    texts = client.get(reverse("workshops:texts", args=[session.pk])).content.decode()
    assert "06 12 34 56 78" in texts.replace("\u00a0", " ")
    assert "sms:+33612345678?body=Rappel" in texts
    client.post(reverse("workshops:online_act", args=[row.pk]), {"act": "cancel"})
    with organisation(association):
        assert OnlineRegistration.objects.get().status == "cancelled"


def test_feeds_hold_no_name_and_the_private_one_is_revoked(
    association, open_page, member_of, client_for
):
    member = member_of(association, "VOLUNTEER")
    with organisation(association):
        session = SessionFactory(organisation=association, led_by=member, registered=1)
    public = Client().get(f"{open_page}calendrier.ics")
    assert public["Content-Type"].startswith("text/calendar")
    text = public.content.decode()
    assert f"UID:{session.pk}@" in text
    assert session.starts_at.astimezone(timezone.get_fixed_timezone(0)).strftime("%H%M%SZ") in text
    assert "inscrit" not in text
    client = client_for(member)
    mine = reverse("workshops:my_calendar")
    shown = client.post(mine, {"act": "make"}).content.decode()
    address = re.search(r"https?://[^/]+(/ateliers/calendrier/[^<\s]+\.ics)", shown).group(1)
    private = Client().get(address)
    assert "1\u00a0inscrit sur 12" in private.content.decode().replace("\r\n ", "")
    assert not re.search("Fatima|Benali", private.content.decode())
    client.post(mine, {"act": "revoke"})
    assert Client().get(address).status_code == 404


def test_a_leaver_reads_her_calendar_no_more(association, member_of, client_for):
    member = member_of(association, "VOLUNTEER")
    shown = client_for(member).post(reverse("workshops:my_calendar"), {"act": "make"})
    address = re.search(
        r"https?://[^/]+(/ateliers/calendrier/[^<\s]+\.ics)", shown.content.decode()
    )
    member.ended_at = timezone.now()
    member.save()
    assert Client().get(address.group(1)).status_code == 404


def test_long_lines_are_folded_by_bytes():
    lines = folded("SUMMARY:" + "é" * 100).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "".join(line.removeprefix(" ") for line in lines) == "SUMMARY:" + "é" * 100


def test_the_month_shows_its_sessions(association, member_of, client_for):
    with organisation(association):
        session = SessionFactory(organisation=association)
    client = client_for(member_of(association, "MEDIATOR"))
    address = reverse("workshops:month")
    when = f"{timezone.localtime(session.starts_at):%Y-%m}"
    assert session.workshop.title in client.get(address, {"mois": when}).content.decode()
    for wild in ("", "2026-13", "x", "0001-01", "9999-12"):
        assert client.get(address, {"mois": wild}).status_code == 200
    reader = client_for(member_of(association, "TREASURER"))
    assert str(session.pk) not in reader.get(address, {"mois": when}).content.decode()


def test_the_programme_is_printed_and_a_poster_holds_eight(inside, member_of):
    by, today = member_of(inside), timezone.localdate()
    days = {"first_day": today, "last_day": today + timedelta(days=20)}
    with pytest.raises(Refused, match="Aucune séance"):
        issue_programme(by=by, kind="programme_sheet", **days)
    for _ in range(13):
        SessionFactory(organisation=inside)
    document = issue_programme(by=by, kind="programme_sheet", **days)
    assert document.number.startswith("PRG-")
    assert '"title":"Mes premiers e-mails' in Document.objects.get().facts
    with pytest.raises(Refused, match="8\u00a0séances au plus"):
        issue_programme(by=by, kind="programme_poster", **days)


def test_who_registered_online_is_on_the_roll_by_her_first_name(
    association, open_page, member_of, client_for
):
    leader = member_of(association, "VOLUNTEER")
    with organisation(association):
        session = SessionFactory(organisation=association, led_by=leader)
        row = ask_for_a_seat(session=session, name="Nadia Kaci", phone="+33612345678")
        confirm_online(online=row)
    roll = reverse("workshops:attendance", args=[session.pk])
    shown = client_for(leader).get(roll).content.decode()
    assert 'value="Nadia"' in shown
    assert "Kaci" not in shown


def test_nobodys_mailbox_is_filled_by_the_form(association, open_page):
    with organisation(association):
        session = SessionFactory(organisation=association)
    address = reverse("workshops:public_register", args=[association.slug])
    sent = {"name": "Nadia", "email": "nadia@exemple.example"}
    answers = [Client().post(f"{address}?seance={session.pk}", sent).status_code for _ in range(8)]
    assert answers == [200] * 6 + [429] * 2
    assert Mail.objects.count() == 6
