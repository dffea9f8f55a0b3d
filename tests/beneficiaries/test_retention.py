"""Two years, to the day; announced, cancelled by a visit, and loud when it would see nothing."""

import json
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    Merge,
    Note,
    PurgeRun,
    RetentionSetting,
    RightsRequest,
)
from beneficiaries.retention import jobs as retention_jobs
from beneficiaries.retention.jobs import (
    NIGHT,
    ask_for_retention,
    files_at_term,
    run_retention,
)
from beneficiaries.retention.rules import (
    BENEFICIARY_FILE,
    GRACE_DAYS,
    RULES,
    add_months,
    announced_from,
    kept_until,
    last_day,
    since_of,
)
from beneficiaries.services import reset_delay, resume_contact, set_delay
from beneficiaries.services.retention import announce_erasures, recompute_last_contact
from inclusion.exceptions import Refused
from inclusion.jobs.models import Heartbeat, Job
from inclusion.jobs.running import run_job
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.factories import MembershipFactory, OrganisationFactory
from tests.workshops.factories import RegistrationFactory, SessionFactory
from workshops.services import close_session

FILE = RULES[BENEFICIARY_FILE]


def silent(org, since, **fields):
    """A file whose person was last heard of that day."""
    values = {"first_contact_on": since, "created_at": _noon(since)} | fields
    return BeneficiaryFactory(organisation=org, **values)


def _noon(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()) + timedelta(hours=12))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 11, 22), 24, date(2026, 11, 22)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_go_from_date_to_date(day, months, later):
    assert add_months(day, months) == later


def test_every_delay_is_said_and_justified():
    for code, rule in RULES.items():
        assert rule.code == code
        assert rule.what and rule.since and rule.final and rule.ground
        assert not rule.is_adjustable or rule.has_delay


@pytest.mark.parametrize(
    ("since", "last"),
    [(date(2024, 11, 22), date(2026, 11, 22)), (date(2024, 2, 29), date(2026, 2, 28))],
)
def test_the_last_day_is_a_day_of_keeping(inside, since, last):
    person = silent(inside, since, erasure_announced_on=last - timedelta(days=40))
    assert last_day(FILE, since, {}) == last
    assert files_at_term(last) == []
    (found,) = files_at_term(last + timedelta(days=1))
    assert (found.file, found.verdict) == (person, "erase")


def test_an_announcement_gives_thirty_days_however_late(inside):
    person = silent(inside, date(2023, 1, 1), erasure_announced_on=date(2026, 3, 1))
    assert kept_until(person, {}) == date(2026, 3, 31)
    assert files_at_term(date(2026, 3, 31)) == []
    assert [each.verdict for each in files_at_term(date(2026, 4, 1))] == ["erase"]


def test_without_announcement_nothing_goes(inside):
    silent(inside, date(2020, 1, 1))
    assert [each.verdict for each in files_at_term(date(2026, 4, 1))] == ["announce"]


def test_it_is_announced_at_twenty_three_months(inside):
    since = date(2024, 11, 22)
    person = silent(inside, since)
    assert announced_from(FILE, since, {}) == date(2026, 10, 22)
    assert announce_erasures([person.pk], date(2026, 10, 21)) == 0
    assert announce_erasures([person.pk], date(2026, 10, 22)) == 1
    person.refresh_from_db()
    assert (person.status, person.erasure_announced_on) == ("dormant", date(2026, 10, 22))
    assert announce_erasures([person.pk], date(2026, 10, 23)) == 0


def test_a_closed_file_is_announced_and_stays_closed(inside):
    person = silent(inside, date(2024, 1, 1), closed=True)
    announce_erasures([person.pk], date(2026, 1, 1))
    person.refresh_from_db()
    assert (person.status, person.erasure_announced_on) == ("closed", date(2026, 1, 1))


def test_only_what_she_did_counts_as_a_contact(inside, member_of):
    by = member_of(inside)
    person = silent(inside, date(2024, 1, 1))
    row = {"organisation": inside, "beneficiary": person, "level": "team", "author": by}
    for kind, on in (("observation", date(2026, 5, 5)), ("meeting", date(2025, 3, 3))):
        Note.objects.create(**row, kind=kind, body="Notée.", written_at=_noon(on))
    recompute_last_contact([person.pk])
    person.refresh_from_db()
    assert person.last_contact_on == date(2025, 3, 3)


def test_a_visit_to_a_workshop_is_a_contact_of_its_day_in_paris(inside, member_of):
    by = member_of(inside)
    person = silent(inside, date(2024, 1, 1))
    session = SessionFactory(organisation=inside, held=True)
    RegistrationFactory(organisation=inside, session=session, beneficiary=person)
    # The night clocks go back: 23:30 UTC on the 24th is the 25th, 1:30 in Paris.
    late = datetime(2026, 10, 24, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
    type(session).objects.filter(pk=session.pk).update(
        starts_at=late, ends_at=late + timedelta(hours=3)
    )
    session.refresh_from_db()
    close_session(session=session, by=by)
    recompute_last_contact([person.pk])
    person.refresh_from_db()
    assert person.last_contact_on == date(2026, 10, 25)


def test_coming_back_during_the_grace_cancels_the_erasure(inside, member_of):
    today = timezone.localdate()
    person = silent(
        inside,
        add_months(today, -24),
        status=BeneficiaryStatus.DORMANT,
        erasure_announced_on=today - timedelta(days=10),
    )
    Note.objects.create(
        organisation=inside,
        beneficiary=person,
        level="desk",
        kind="contact",
        body="Elle a appelé.",
        author=member_of(inside),
    )
    recompute_last_contact([person.pk])
    person.refresh_from_db()
    assert (person.status, person.erasure_announced_on) == ("active", None)
    assert since_of(person) == today


def test_a_mediator_says_that_she_came_back(inside, member_of):
    today = timezone.localdate()
    by = member_of(inside, "MEDIATOR")
    person = silent(
        inside,
        add_months(today, -24),
        status=BeneficiaryStatus.DORMANT,
        erasure_announced_on=today,
    )
    resume_contact(beneficiary=person, by=by)
    recompute_last_contact([person.pk])
    person.refresh_from_db()
    assert (person.status, person.last_contact_on) == ("active", today)
    with pytest.raises(Refused, match="n’est pas annoncé"):
        resume_contact(beneficiary=person, by=by)


def test_a_light_file_without_a_visit_goes_after_six_months(inside):
    opened = date(2026, 1, 15)
    light = silent(inside, opened, is_light=True)
    assert files_at_term(date(2026, 7, 15)) == []
    (found,) = files_at_term(date(2026, 7, 16))
    assert (found.file, found.rule.code, found.verdict) == (light, "light_file", "erase")


def test_an_own_shorter_delay_is_followed(inside, member_of):
    by = member_of(inside)
    set_delay(rule=BENEFICIARY_FILE, days=365, by=by)
    person = silent(inside, date(2025, 1, 1))
    announce_erasures([person.pk], date(2025, 12, 2))
    person.refresh_from_db()
    assert person.erasure_announced_on == date(2025, 12, 2)
    assert files_at_term(date(2026, 1, 1)) == []
    assert len(files_at_term(date(2026, 1, 2))) == 1


def test_longer_than_the_rule_needs_a_justification(inside, member_of):
    by = member_of(inside)
    with pytest.raises(Refused, match="se justifie par écrit"):
        set_delay(rule=BENEFICIARY_FILE, days=1000, by=by)
    set_delay(rule=BENEFICIARY_FILE, days=1000, by=by, justification="Demande du département.")
    assert RetentionSetting.objects.get().set_by == by
    reset_delay(rule=BENEFICIARY_FILE, by=by)
    with pytest.raises(Refused, match="déjà celui de la règle"):
        reset_delay(rule=BENEFICIARY_FILE, by=by)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (BENEFICIARY_FILE, 0),
        (BENEFICIARY_FILE, 9999),
        (BENEFICIARY_FILE, GRACE_DAYS),
        ("journal", 90),
        ("?", 9),
    ],
)
def test_impossible_delays_are_refused(inside, member_of, rule, days):
    with pytest.raises(Refused):
        set_delay(rule=rule, days=days, by=member_of(inside), justification="Parce que.")


def test_a_mediator_sets_no_delay(inside, member_of):
    mediator = member_of(inside, "MEDIATOR")
    for act in (
        lambda: set_delay(rule=BENEFICIARY_FILE, days=90, by=mediator),
        lambda: reset_delay(rule=BENEFICIARY_FILE, by=mediator),
    ):
        with pytest.raises(Refused, match="C’est au responsable"):
            act()


@pytest.fixture
def scene():
    """An organisation with one file at term, one still in time, and nobody else's in sight."""
    org, neighbour = OrganisationFactory(), OrganisationFactory()
    by = MembershipFactory(organisation=org)
    today = timezone.localdate()
    with organisation(org):
        gone = silent(
            org,
            add_months(today, -25),
            last_name="Quatrelivres",
            status=BeneficiaryStatus.DORMANT,
            erasure_announced_on=today - timedelta(days=31),
        )
        kept = silent(org, today - timedelta(days=400))
    with organisation(neighbour):
        silent(neighbour, today - timedelta(days=10))
    return org, by, gone, kept


def people(org):
    with organisation(org):
        return set(Beneficiary.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_by_default_nothing_goes_and_what_would_is_counted(scene):
    org, _, gone, kept = scene
    report = run_retention(org.pk, erases=False)
    assert [each.file for each in report.at_term] == [gone]
    assert people(org) == {gone.pk, kept.pk}
    with organisation(org):
        run = PurgeRun.objects.get()
        assert (run.is_dry_run, run.failed, run.document) == (True, False, None)
        assert run.counts == {"considered": 2, "erase": 1}


@pytest.mark.django_db(transaction=True)
def test_a_real_run_erases_proves_and_certifies(scene):
    org, _, _gone, kept = scene
    report = run_retention(org.pk, erases=True)
    assert report.problem == ""
    assert people(org) == {kept.pk}
    with organisation(org):
        run = PurgeRun.objects.get()
        assert (run.failed, run.counts["erased"]) == (False, 1)
        assert run.document.issued_by is None
        assert json.loads(run.document.facts)["purge"]["count"] == 1
    assert run_retention(org.pk, erases=True).counts["erased"] == 0


@pytest.mark.django_db(transaction=True)
def test_without_a_context_the_night_stops_loudly(scene, monkeypatch):
    org, _, gone, kept = scene

    @contextmanager
    def nobodys(anything):
        with organisation(None):
            yield

    monkeypatch.setattr(retention_jobs, "organisation", nobodys)
    report = run_retention(org.pk, erases=True, writes=False)
    assert "voit 0 dossiers, la base en compte 2" in report.problem
    monkeypatch.undo()
    assert people(org) == {gone.pk, kept.pk}


@pytest.mark.django_db(transaction=True)
def test_without_a_maintenance_role_nothing_is_erased(scene, settings):
    org, _, gone, kept = scene
    settings.DATABASE_MAINTENANCE = None
    report = run_retention(org.pk, erases=True)
    assert "DATABASE_MAINTENANCE_URL" in report.problem
    assert people(org) == {gone.pk, kept.pk}
    with organisation(org):
        assert PurgeRun.objects.get().failed


@pytest.mark.django_db(transaction=True)
def test_someone_back_at_the_last_moment_stays(scene, monkeypatch):
    org, by, gone, _kept = scene
    listed = retention_jobs.files_at_term

    def and_then_she_comes(today):
        found = listed(today)
        Note.objects.create(
            organisation=org,
            beneficiary=gone,
            level="desk",
            kind="contact",
            body="Elle a appelé.",
            author=by,
        )
        return found

    monkeypatch.setattr(retention_jobs, "files_at_term", and_then_she_comes)
    report = run_retention(org.pk, erases=True)
    assert (report.counts["erased"], report.counts["kept_at_last"]) == (0, 1)
    assert gone.pk in people(org)


@pytest.mark.django_db(transaction=True)
def test_the_night_is_one_job_an_organisation(scene, settings):
    org, *_ = scene
    ask_for_retention()
    ask_for_retention()
    jobs = Job.objects.filter(kind=NIGHT)
    assert jobs.count() == 2
    assert all(run_job(job.pk) for job in jobs)
    assert Heartbeat.objects.filter(name="retention").exists()
    with organisation(org):
        assert PurgeRun.objects.get().is_dry_run


@pytest.mark.django_db(transaction=True)
def test_a_failed_night_is_a_failed_job(scene, monkeypatch):
    org, *_ = scene
    monkeypatch.setattr(retention_jobs, "independent_count", lambda *_: 99)
    ask_for_retention()
    job = Job.objects.get(kind=NIGHT, organisation=org)
    assert not run_job(job.pk)
    job.refresh_from_db()
    assert job.last_error == "CountsDiffer"
    with organisation(org):
        assert PurgeRun.objects.get().failed


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_would_go_and_why(scene):
    org, _, gone, _ = scene
    out = StringIO()
    call_command("retention", "--dry-run", "--organisation", org.slug, "--json", stdout=out)
    (report,) = json.loads(out.getvalue())
    assert report["dry_run"] and report["organisation"] == org.slug
    (line,) = report["files"]
    assert (line["file_number"], line["verdict"], line["rule"]) == (
        gone.file_number,
        "erase",
        BENEFICIARY_FILE,
    )
    assert "Quatrelivres" not in out.getvalue()
    with organisation(org):
        assert not PurgeRun.objects.exists()
    out = StringIO()
    call_command("retention", stdout=out)
    assert gone.file_number in out.getvalue()
    assert gone.pk in people(org)


@pytest.mark.django_db(transaction=True)
def test_the_command_erases_when_told_and_fails_when_it_cannot(scene, monkeypatch, tmp_path):
    org, _, gone, kept = scene
    with pytest.raises(CommandError, match="Structure inconnue"):
        call_command("retention", "--organisation", "nulle-part")
    with monkeypatch.context() as patch:
        patch.setattr(retention_jobs, "independent_count", lambda *_: 99)
        with pytest.raises(CommandError, match="Échec"):
            call_command("retention", "--erase", stdout=StringIO(), stderr=StringIO())
    call_command("retention", "--erase", "--organisation", org.slug, stdout=StringIO())
    assert people(org) == {kept.pk}
    ledger = tmp_path / "ledger"
    call_command("replay_erasures", "--export", str(ledger), stdout=StringIO())
    assert ledger.read_text().startswith(f"{org.slug} ")
    with organisation(org):
        back = silent(org, timezone.localdate(), pk=gone.pk)
    call_command("replay_erasures", "--ledger", str(ledger), stdout=StringIO())
    assert back.pk not in people(org)
    ledger.write_text("illisible")
    with pytest.raises(CommandError, match="Registre illisible"):
        call_command("replay_erasures", "--ledger", str(ledger))


@pytest.mark.django_db(transaction=True)
def test_old_requests_and_values_of_before_a_merge_go_too(scene):
    org, by, _gone, kept = scene
    now = timezone.now()
    with organisation(org):
        other = silent(org, timezone.localdate())
        merge = Merge.objects.create(
            organisation=org,
            survivor=kept,
            absorbed=other,
            status="done",
            former="{}",
            decided_at=now - timedelta(days=31),
            decided_by=by,
            proposed_by=by,
        )
        RightsRequest.objects.create(
            organisation=org,
            beneficiary=kept,
            subject_pseudonym=kept.pseudonym,
            kind="access",
            received_on=date(2020, 1, 5),
            due_on=date(2020, 2, 5),
            identity_check="known",
            received_by=by,
            outcome="granted",
            closed_at=now - timedelta(days=366 * 3 + 2),
        )
    run_retention(org.pk, erases=True)
    with organisation(org):
        assert Merge.objects.get(pk=merge.pk).former == ""
        assert not RightsRequest.objects.exists()
