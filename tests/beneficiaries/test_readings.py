"""Who read what: told to the manager and the person; what is unusual is seen, once."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries.home_rights import readings_to_look_at
from beneficiaries.models import AlertKind, ReadingAlert
from beneficiaries.selectors.readings import (
    SUBJECT,
    alert_words,
    people_known_as,
    readings_of,
    search_digest,
    unusual_readings,
    what_words,
)
from beneficiaries.services import record_search, see_alerts
from beneficiaries.services.readings import WATCH, ask_for_watch, watch_readings
from equipment.models import Allocation
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job, JobState
from inclusion.jobs.running import run_pending_jobs
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries, record, record_read
from inclusion.organisations.database import organisation
from inclusion.registry import registry
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory
from tests.factories import UserFactory
from tests.workshops.factories import RegistrationFactory, SessionFactory
from workshops.models import Facilitator

PARIS = ZoneInfo("Europe/Paris")
# A Wednesday at noon, in winter time.
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=PARIS)


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR", user=UserFactory(last_name="Dumas"))


@pytest.fixture
def manager(inside, member_of):
    return member_of(inside, "MANAGER", user=UserFactory(last_name="Benali"))


@pytest.fixture
def read(monkeypatch):
    """read(member, person, at): a reading at that instant, as if the journal held it."""
    kept = []

    def add(member, person, at, what="file"):
        kept.append(
            Entry(
                organisation_id=member.organisation_id,
                chain="reads",
                seq=len(kept) + 1,
                at=at.astimezone(UTC),
                action=f"read.{what}",
                actor_id=member.pk,
                subject_type=SUBJECT,
                subject_id=person.pseudonym,
                facts="{}",
            )
        )

    def since(moment):
        return [entry for entry in sorted(kept, key=lambda e: e.at) if entry.at >= moment]

    monkeypatch.setattr("beneficiaries.selectors.readings._since", since)
    return add


def kinds(now=NOON):
    return [unusual.kind for unusual in unusual_readings(now)]


def followed(org, member, **fields):
    return BeneficiaryFactory(organisation=org, referent=member, **fields)


# What is unusual


def test_sixty_files_in_an_hour_are_work_sixty_one_are_told(inside, mediator, read):
    people = [followed(inside, mediator) for _ in range(61)]
    for rank, person in enumerate(people[:60]):
        read(mediator, person, NOON - timedelta(minutes=70) + timedelta(seconds=50 * rank))
    assert kinds() == []
    read(mediator, people[60], NOON - timedelta(minutes=12))
    (unusual,) = unusual_readings(NOON)
    assert (unusual.kind, unusual.count) == (AlertKind.MANY_FILES, 61)


def test_the_same_files_again_and_files_over_a_day_are_not_many(inside, mediator, read):
    people = [followed(inside, mediator) for _ in range(70)]
    for rank, person in enumerate(people):
        read(mediator, person, NOON - timedelta(minutes=4 * rank))
    for rank in range(100):
        read(mediator, people[0], NOON - timedelta(seconds=rank))
    assert kinds() == []


@pytest.mark.parametrize(
    ("moment", "is_night"),
    [
        (datetime(2026, 11, 17, 21, 59, tzinfo=PARIS), False),
        (datetime(2026, 11, 17, 22, 0, tzinfo=PARIS), True),
        (datetime(2026, 11, 18, 5, 59, tzinfo=PARIS), True),
        (datetime(2026, 11, 18, 6, 0, tzinfo=PARIS), False),
    ],
)
def test_night_is_from_ten_to_six_in_paris(inside, mediator, read, moment, is_night):
    read(mediator, followed(inside, mediator), moment)
    assert kinds() == ([AlertKind.NIGHT] if is_night else [])


def test_one_night_is_one_alert_on_both_sides_of_midnight(inside, mediator, read):
    for moment in (NOON - timedelta(hours=13), NOON - timedelta(hours=8)):
        read(mediator, followed(inside, mediator), moment)
    (unusual,) = unusual_readings(NOON)
    assert unusual.count == 2


def test_the_hour_that_comes_twice_in_october_is_one_night(inside, mediator, read):
    person = followed(inside, mediator)
    for fold in (0, 1):
        read(mediator, person, datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=PARIS))
    (unusual,) = unusual_readings(datetime(2026, 10, 25, 12, tzinfo=PARIS))
    assert (unusual.kind, unusual.count) == (AlertKind.NIGHT, 1)


@pytest.mark.parametrize("fields", [{"last_name": "DUMAS"}, {"usual_name": "Dumas"}])
def test_a_file_of_the_readers_own_name_is_told(inside, mediator, read, fields):
    read(mediator, followed(inside, mediator, **fields), NOON - timedelta(hours=1))
    assert kinds() == [AlertKind.SAME_NAME]


def test_a_file_without_link_is_told_two_days_later(inside, mediator, manager, read):
    person = BeneficiaryFactory(organisation=inside, created_by=manager)
    read(mediator, person, NOON - timedelta(hours=1))
    read(manager, person, NOON - timedelta(days=2))
    assert kinds() == []
    read(mediator, person, NOON - timedelta(days=2))
    assert kinds() == [AlertKind.NO_LINK]


def test_following_opening_acting_or_another_apps_reason_is_a_link(inside, mediator, read):
    acted = BeneficiaryFactory(organisation=inside)
    record("note.written", acted, by=mediator)
    chain_pending_entries(inside.pk)
    taught = BeneficiaryFactory(organisation=inside)
    for person in (
        followed(inside, mediator),
        BeneficiaryFactory(organisation=inside, created_by=mediator),
        acted,
        taught,
    ):
        read(mediator, person, NOON - timedelta(days=2))
    assert kinds() == [AlertKind.NO_LINK]

    def leads(member_id, people):
        return {person.pk for person in people if person.pk == taught.pk}

    registry.reading_links.append(leads)
    try:
        assert kinds() == []
    finally:
        registry.reading_links.remove(leads)


def test_leading_her_session_or_handing_her_a_device_is_a_link(inside, mediator, read):
    taught, equipped = (BeneficiaryFactory(organisation=inside) for _ in range(2))
    session = SessionFactory(organisation=inside)
    Facilitator.objects.create(organisation=inside, session=session, member=mediator)
    RegistrationFactory(organisation=inside, session=session, beneficiary=taught)
    device = DeviceFactory(organisation=inside, ready=True)
    Allocation.objects.create(
        organisation=inside,
        device=device,
        beneficiary=equipped,
        offer=OfferFactory(organisation=inside),
        reserved_by=mediator,
    )
    for person in (taught, equipped):
        read(mediator, person, NOON - timedelta(days=2))
    assert kinds() == []
    read(mediator, BeneficiaryFactory(organisation=inside), NOON - timedelta(days=2))
    assert kinds() == [AlertKind.NO_LINK]


def test_nothing_is_unusual_where_nobody_reads(inside):
    assert unusual_readings() == []


# The watch


def test_the_watch_run_twice_warns_once_and_follows_what_it_told(inside, mediator, read):
    night = NOON - timedelta(hours=13)
    read(mediator, followed(inside, mediator), night)
    (alert,) = watch_readings(inside.pk, NOON)
    assert watch_readings(inside.pk, NOON) == []
    read(mediator, followed(inside, mediator), night + timedelta(minutes=5))
    assert watch_readings(inside.pk, NOON) == []
    alert.refresh_from_db()
    assert alert.facts["count"] == 2
    assert "2\u00a0dossiers lus" in alert_words(alert)


def test_an_alert_holds_pseudonyms_and_no_name(inside, mediator, read):
    person = followed(inside, mediator, last_name="Dumas")
    read(mediator, person, NOON)
    (alert,) = watch_readings(inside.pk, NOON)
    assert alert.facts["people"] == [person.pseudonym]
    assert "Dumas" not in json.dumps(alert.facts)
    assert people_known_as(alert.facts["people"]) == {person.pseudonym: person}


def test_the_real_journal_is_watched_by_a_job_an_organisation_an_hour(inside, mediator):
    record_read(
        BeneficiaryFactory(organisation=inside, last_name="Dumas"), by=mediator, what="file"
    )
    chain_pending_entries(inside.pk)
    ask_for_watch()
    ask_for_watch()
    assert Job.objects.filter(kind=WATCH).count() == 1
    old = Job.objects.create(
        kind=WATCH,
        idem_key="old",
        organisation=inside,
        state=JobState.DONE,
        done_at=timezone.now() - timedelta(days=8),
    )
    run_pending_jobs()
    assert ReadingAlert.objects.filter(kind=AlertKind.SAME_NAME).count() == 1
    assert not Job.objects.filter(pk=old.pk).exists()


def test_only_a_manager_looks_at_alerts_and_once(inside, mediator, manager, other_association):
    alert = ReadingAlert.objects.create(
        organisation=inside, kind=AlertKind.NIGHT, member=mediator, facts={"key": "k", "count": 1}
    )
    assert [line.title for line in readings_to_look_at(manager)] == [
        "Regarder 1\u00a0lecture inhabituelle"
    ]
    assert readings_to_look_at(mediator) == []
    with pytest.raises(Refused, match="responsable"):
        see_alerts(alerts=[alert.pk], by=mediator)
    assert see_alerts(alerts=[alert.pk], by=manager) == 1
    with pytest.raises(Refused, match="déjà"):
        see_alerts(alerts=[alert.pk], by=manager)
    assert readings_to_look_at(manager) == []


@pytest.mark.parametrize("field", ["member", "seen_by"])
def test_an_alert_stays_in_its_organisation(inside, mediator, other_association, member_of, field):
    values = {"kind": AlertKind.NIGHT, "member": mediator, field: member_of(other_association)}
    with pytest.raises(IntegrityError, match=f"readingalert_{field}"), transaction.atomic():
        ReadingAlert.objects.create(organisation=inside, **values)


# Searches


def test_a_search_leaves_a_keyed_fingerprint_and_its_count(inside, mediator):
    digest = search_digest("Diarra Aminata")
    assert digest == search_digest("  diarra AMINATA") != search_digest("Sow")
    record_search(mediator, digest, 3)
    chain_pending_entries(inside.pk)
    entry = Entry.objects.get(action="search.people")
    assert (entry.chain, entry.actor) == ("reads", mediator)
    assert json.loads(entry.facts) == {"count": 3, "digest": digest}
    assert "iarra" not in entry.facts


def test_what_was_read_is_said_in_words():
    assert what_words("read.file") == "le dossier"
    assert what_words("read.something_new") == "something new"


# The pages


def page(route, *things):
    return reverse(f"beneficiaries:{route}", args=[thing.pk for thing in things])


def test_the_manager_sees_who_read_a_file_and_her_own_look_is_one_more(
    association, member_of, client_for
):
    mediator, manager = member_of(association, "MEDIATOR"), member_of(association, "MANAGER")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association)
        record_read(person, by=mediator, what="file")
    answer = client_for(manager).get(page("readings", person))
    assert "Médiateur·rice" in answer.text and "Le dossier" in answer.text
    with organisation(association):
        assert readings_of(person).count() == 2
    assert client_for(mediator).get(page("readings", person)).status_code == 403


def test_i_see_my_readings_and_searches_and_nobody_elses(association, member_of, client_for):
    mediator, other = member_of(association, "MEDIATOR"), member_of(association, "MEDIATOR")
    with organisation(association):
        mine = BeneficiaryFactory(organisation=association)
        hers = BeneficiaryFactory(organisation=association)
        record_read(mine, by=mediator, what="file")
        record_read(hers, by=other, what="file")
        record_search(mediator, search_digest("x"), 0)
    answer = client_for(mediator).get(page("my_readings"))
    assert mine.file_number in answer.text and hers.file_number not in answer.text
    assert "Une recherche de personne" in answer.text


def test_a_forgotten_person_is_only_a_gone_file(association, member_of, client_for):
    mediator = member_of(association, "MEDIATOR")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association)
        record_read(person, by=mediator, what="file")
        person.tokens.all().delete()
    with organisation(association):
        person.delete()
    assert "Dossier effacé depuis" in client_for(mediator).get(page("my_readings")).text


def test_the_manager_marks_alerts_as_seen(association, member_of, client_for, other_association):
    manager = member_of(association, "MANAGER")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association)
        alert = ReadingAlert.objects.create(
            organisation=association,
            kind=AlertKind.NIGHT,
            member=member_of(association, "MEDIATOR"),
            facts={"key": "k", "count": 1, "people": [person.pseudonym]},
        )
    client = client_for(manager)
    assert person.file_number in client.get(page("reading_alerts")).text
    see = page("reading_alerts_see")
    assert client.post(see, {"chosen": "nothing"}).status_code == 400
    assert client.post(see, {}).status_code == 302
    neighbour = client_for(member_of(other_association, "MANAGER"))
    neighbour.post(see, {"chosen": str(alert.pk)})
    with organisation(association):
        assert ReadingAlert.objects.get().seen_at is None
    client.post(see, {"chosen": str(alert.pk)})
    with organisation(association):
        assert ReadingAlert.objects.get().seen_by == manager
    assert "Rien d’inhabituel" in client.get(page("reading_alerts")).text


@pytest.mark.parametrize("role", ["MEDIATOR", "TECHNICIAN", "VOLUNTEER", "TREASURER", "OFFICER"])
def test_other_roles_see_no_alert(association, member_of, client_for, role):
    client = client_for(member_of(association, role))
    assert client.get(page("reading_alerts")).status_code == 403
    assert client.post(page("reading_alerts_see")).status_code == 403


def test_my_readings_cost_the_same_for_two_and_for_twelve(association, member_of, client_for):
    mediator = member_of(association, "MEDIATOR")
    client = client_for(mediator)
    client.get(page("my_readings"))
    counts = []
    for more in (2, 10):
        with organisation(association):
            for _ in range(more):
                record_read(BeneficiaryFactory(organisation=association), by=mediator, what="file")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("my_readings")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
