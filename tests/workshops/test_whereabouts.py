"""Where a session is held, by whom at one time, and with which devices."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from equipment.models import BreachRecord, Device
from equipment.selectors import unproven_media
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.equipment.factories import DeviceFactory, MediumFactory
from tests.workshops.factories import PersonFactory, SessionFactory, VenueFactory, WorkshopFactory
from tests.workshops.test_planning import actions, plan
from workshops.models import Facilitator, KitItem, Workshop, WorkshopSession
from workshops.services import (
    cancel_session,
    check_in_kit,
    create_workshop,
    plan_session,
    register_participant,
    take_kit,
    update_session,
)


def paris(year, month, day, hour=9, minute=30):
    return timezone.make_aware(datetime(year, month, day, hour, minute))


def test_nobody_leads_two_sessions_at_once(inside, member_of):
    by = member_of(inside)
    first = plan(inside, by)
    with pytest.raises(Refused, match="deux salles à la fois"):
        plan(inside, by, starts_at=first.starts_at, ends_at=first.ends_at)
    # One after the other is fine; a cancelled one holds nobody.
    plan(inside, by, starts_at=first.ends_at, ends_at=first.ends_at + timedelta(minutes=30))
    cancel_session(session=first, by=by, reason="Salle fermée")
    plan(inside, by, starts_at=first.starts_at, ends_at=first.ends_at)


def test_moving_a_session_onto_another_of_hers_is_refused(inside, member_of):
    by = member_of(inside)
    first = plan(inside, by)
    later = first.ends_at + timedelta(minutes=15)
    second = plan(inside, by, starts_at=later, ends_at=later + timedelta(hours=1))
    with pytest.raises(Refused, match="deux salles"):
        update_session(
            session=second,
            by=by,
            venue=second.venue,
            starts_at=first.starts_at,
            ends_at=first.ends_at,
            capacity=8,
            facilitators=[by],
        )


def test_the_database_refuses_two_rooms_by_itself(inside, member_of):
    by = member_of(inside)
    one, other = SessionFactory(organisation=inside), SessionFactory(organisation=inside)
    Facilitator.objects.create(organisation=inside, session=one, member=by)
    with pytest.raises(IntegrityError, match="facilitator_in_one_room"), transaction.atomic():
        Facilitator.objects.create(organisation=inside, session=other, member=by)
    moved = other.starts_at + timedelta(days=1)
    WorkshopSession.objects.filter(pk=other.pk).update(
        starts_at=moved, ends_at=moved + timedelta(hours=2)
    )
    Facilitator.objects.create(organisation=inside, session=other, member=by)
    with pytest.raises(IntegrityError, match="facilitator_in_one_room"), transaction.atomic():
        WorkshopSession.objects.filter(pk=other.pk).update(
            starts_at=one.starts_at, ends_at=one.ends_at
        )


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_do_not_split_a_facilitator(association, member_of):
    by, leader = member_of(association), member_of(association, "MEDIATOR")
    with organisation(association):
        values = {
            "workshop": WorkshopFactory(organisation=association),
            "venue": VenueFactory(organisation=association),
            "starts_at": paris(2027, 3, 2),
            "ends_at": paris(2027, 3, 2, 11),
            "capacity": 8,
            "facilitators": [leader],
        }
    outcomes, gate = [], Barrier(2)

    def click():
        try:
            gate.wait()
            with organisation(association):
                plan_session(by=by, **values)
            outcomes.append("planned")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["planned", "refused"]
    with organisation(association):
        assert WorkshopSession.objects.count() == 1


def test_a_session_does_not_pass_midnight(inside, member_of):
    with pytest.raises(Refused, match="passer minuit"):
        plan(
            inside,
            member_of(inside),
            starts_at=paris(2027, 3, 2, 22),
            ends_at=paris(2027, 3, 3, 0, 30),
        )


def test_the_night_of_the_clock_change_lasts_what_it_lasts(inside, member_of):
    # 25 October 2026: between 1 h 30 and 3 h 30 on the clock, three hours go by.
    session = plan(
        inside,
        member_of(inside),
        starts_at=paris(2026, 10, 25, 1),
        ends_at=paris(2026, 10, 25, 3),
    )
    assert session.minutes == 180


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"venue": None}, "workshopsession_venue_if_ours"),
        ({"modality": "a_distance"}, "workshopsession_venue_if_ours"),
        ({"modality": "autre", "venue": None}, "workshopsession_town_if_outside"),
        (
            {"modality": "domicile", "venue": None, "place_city": "Lyon", "place_name": "chez X"},
            "workshopsession_home_unnamed",
        ),
        ({"kind": "permanence", "seats_taken": 1}, "workshopsession_drop_in_unregistered"),
        ({"kind": "individuel"}, "workshopsession_individual_one_seat"),
        ({"kind": "danse"}, "workshopsession_kind_known"),
    ],
)
def test_the_database_keeps_whereabouts_coherent(inside, changes, name):
    session = SessionFactory(organisation=inside)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        WorkshopSession.objects.filter(pk=session.pk).update(**changes)


def test_nobody_registers_to_a_drop_in(inside, member_of):
    session = SessionFactory(organisation=inside, kind="permanence")
    with pytest.raises(Refused, match="sans s’inscrire"):
        register_participant(
            session=session, beneficiary=PersonFactory(organisation=inside), by=member_of(inside)
        )


def test_procedures_go_with_their_topic_only(inside, member_of):
    by = member_of(inside)
    create_workshop(
        by=by,
        title="CAF",
        topic="aide_aux_demarches_administratives",
        level="debutant",
        procedures=["logement", "social_sante"],
    )
    with pytest.raises(Refused, match="sous la thématique"):
        create_workshop(
            by=by, title="E-mail", topic="email", level="debutant", procedures=["logement"]
        )
    assert Workshop.objects.get().procedure_labels == ["Logement", "Social, santé"]


def outing(inside, **fields):
    return SessionFactory(
        organisation=inside, modality="autre", venue=None, place_city="Limoges", **fields
    )


def test_a_kit_leaves_and_comes_back(inside, member_of):
    by, session = member_of(inside), outing(inside)
    devices = [DeviceFactory(organisation=inside, ready=True) for _ in range(3)]
    take_kit(session=session, by=by, tags=[device.asset_tag.lower() for device in devices])
    assert session.kit.out().count() == 3
    said = {device.asset_tag: ("back", "") for device in devices[:2]}
    with pytest.raises(Refused, match=devices[2].asset_tag):
        check_in_kit(session=session, by=by, outcomes=said)
    said[devices[2].asset_tag] = ("missing", "resté sur le stand")
    check_in_kit(session=session, by=by, outcomes=said)
    assert not session.kit.out().exists()
    assert set(actions(inside)) == {
        "kit.taken",
        "kit.checked",
        "device.used_outside",
        "device.lost",
    }
    with pytest.raises(Refused, match="déjà contrôlé"):
        check_in_kit(session=session, by=by, outcomes=said)


def back_from_an_outing(inside, by, outcome="back", **fields):
    device = DeviceFactory(organisation=inside, ready=True, **fields)
    session = outing(inside)
    take_kit(session=session, by=by, tags=[device.asset_tag])
    check_in_kit(session=session, by=by, outcomes={device.asset_tag: (outcome, "")})
    device.refresh_from_db()
    return device


def test_what_the_public_used_is_proven_erased_no_more_and_goes_out_again(inside, member_of):
    by = member_of(inside)
    device = back_from_an_outing(inside, by)
    assert (device.status, device.erased_at, device.ready_at) == ("quarantine", None, None)
    assert not device.media.filter(exposed_at__lt=device.came_in_at).exists()
    assert unproven_media(device).exists()
    # Given to nobody, but it may leave with another session: its own public used it, nobody else.
    again = outing(inside)
    take_kit(session=again, by=by, tags=[device.asset_tag])
    check_in_kit(session=again, by=by, outcomes={device.asset_tag: ("back", "")})
    # A disk put in meanwhile is somebody else's data: it stays here.
    MediumFactory(device=device, organisation=inside)
    with pytest.raises(Refused, match="seul un appareil effacé"):
        take_kit(session=outing(inside), by=by, tags=[device.asset_tag])


def test_what_holds_no_data_comes_back_as_it_left_unless_damaged(inside, member_of):
    by = member_of(inside)
    assert back_from_an_outing(inside, by, type="mouse").status == "ready"
    assert back_from_an_outing(inside, by, "damaged", type="mouse").status == "erased"


def test_what_does_not_come_back_is_lost_with_what_the_public_left_on_it(inside, member_of):
    device = back_from_an_outing(inside, member_of(inside), "missing")
    assert device.status == "lost"
    assert "Pas revenu de" in device.losses.get().words
    assert BreachRecord.objects.get(device=device).data_words.startswith("Ce que le public")


def test_a_device_is_in_one_kit_at_a_time_and_given_to_nobody(inside, member_of):
    by, device = member_of(inside), DeviceFactory(organisation=inside, ready=True)
    take_kit(session=outing(inside), by=by, tags=[device.asset_tag])
    with pytest.raises(Refused, match="déjà sorti"):
        take_kit(session=outing(inside), by=by, tags=[device.asset_tag])
    with pytest.raises(IntegrityError, match="device_in_a_kit"), transaction.atomic():
        Device.objects.filter(pk=device.pk).update(status="reserved")


def test_what_is_unproven_promised_or_unknown_is_not_taken(inside, member_of):
    by, session = member_of(inside), outing(inside)
    waiting = DeviceFactory(organisation=inside, unproven=1)
    with pytest.raises(Refused, match="seul un appareil effacé"):
        take_kit(session=session, by=by, tags=[waiting.asset_tag])
    with pytest.raises(Refused, match="Aucun appareil"):
        take_kit(session=session, by=by, tags=["ZZZ-0000"])
    assert not KitItem.objects.exists()


def test_the_pages_of_a_kit(association, member_of, client_for):
    with organisation(association):
        session = outing(association)
        device = DeviceFactory(organisation=association, ready=True, type="laptop")
    client = client_for(member_of(association, "TECHNICIAN"))
    address = reverse("workshops:kit", args=[session.pk])
    assert device.asset_tag in client.get(address).content.decode()
    assert client.post(address, {"act": "take"}).status_code == 422
    answer = client.post(address, {"act": "take", "devices": [device.asset_tag]})
    assert answer.status_code == 302
    shown = client.get(address).content.decode()
    assert "Au retour" in shown
    sent = {"act": "check", f"outcome-{device.asset_tag}": "damaged"}
    assert client.post(address, sent).status_code == 302
    assert "Revenu abîmé" in client.get(address).content.decode()
    assert client_for(member_of(association, "VOLUNTEER")).get(address).status_code == 403


def test_the_form_asks_for_what_the_whereabouts_need(association, member_of, client_for):
    with organisation(association):
        workshop = WorkshopFactory(organisation=association)
    client = client_for(member_of(association, "MEDIATOR"))
    day = timezone.localdate() + timedelta(days=9)
    sent = {
        "workshop": workshop.pk,
        "kind": "individuel",
        "modality": "domicile",
        "day": day.isoformat(),
        "starts": "14:00",
        "ends": "15:00",
        "capacity": 12,
        "place_name": "12 rue des Lilas",
    }
    address = reverse("workshops:session_plan")
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Écrivez la commune" in refused.content.decode()
    assert client.post(address, sent | {"place_city": "Aubière"}).status_code == 302
    with organisation(association):
        session = WorkshopSession.objects.get()
    assert (session.place, session.capacity, session.place_name) == ("à domicile, Aubière", 1, "")
    shown = client.get(reverse("workshops:session_detail", args=[session.pk])).content.decode()
    assert "Matériel emporté" in shown
    assert "rue des Lilas" not in shown


def test_the_sheet_of_a_workshop_is_written_shown_and_corrected(association, member_of, client_for):
    client = client_for(member_of(association, "MEDIATOR"))
    sent = {
        "title": "Mes droits",
        "topic": "aide_aux_demarches_administratives",
        "procedures": ["logement"],
        "level": "debutant",
        "audience": "Familles",
        "objectives": "Créer son compte\nEnvoyer une pièce",
        "links": "Fiche pas à pas https://exemple.example/fiche\njavascript:alert(1)",
    }
    refused = client.post(reverse("workshops:workshop_create"), sent)
    assert refused.status_code == 422
    sent["links"] = "Fiche pas à pas https://exemple.example/fiche"
    assert client.post(reverse("workshops:workshop_create"), sent).status_code == 302
    with organisation(association):
        workshop = Workshop.objects.get()
    address = reverse("workshops:workshop_detail", args=[workshop.pk])
    shown = client.get(address).content.decode()
    assert all(word in shown for word in ("Envoyer une pièce", "Fiche pas à pas", "Logement"))
    update = reverse("workshops:workshop_update", args=[workshop.pk])
    assert "https://exemple.example/fiche" in client.get(update).content.decode()
    assert client.post(update, sent | {"title": "Mes droits en ligne"}).status_code == 302
    assert "Mes droits en ligne" in client.get(reverse("workshops:workshop_list")).content.decode()
