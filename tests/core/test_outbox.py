"""The outbox: work recorded with its act, claimed by one, written once, given back on failure."""

from uuid import uuid4

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from redis import Redis

from inclusion.exceptions import Refused
from inclusion.jobs import handlers, outbox
from inclusion.jobs.handlers import organisation_task, platform_task
from inclusion.jobs.housekeeping import ask_for_housekeeping
from inclusion.jobs.management.commands import dispatch
from inclusion.jobs.models import Heartbeat, Job
from inclusion.jobs.running import run_job, run_pending_jobs
from inclusion.organisations.database import NoOrganisation, organisation
from inclusion.places.models import Venue
from tests.core.together import together
from tests.factories import OrganisationFactory


@pytest.fixture
def kinds(monkeypatch):
    """Kinds of jobs made for the test, forgotten after it."""
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))


@pytest.fixture
def counted(kinds):
    """A platform job that counts its runs and finishes."""
    runs = []

    @platform_task("test.counted", label="Tâche comptée")
    def run(job):
        with outbox.holding(job):
            runs.append(job.pk)
            outbox.finish(job)

    return runs


def ask(kind="test.counted", key=None, **values):
    return outbox.enqueue(kind, idem_key=key or f"{kind}:{uuid4()}", **values)


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def expire_lease(job):
    sql(
        "UPDATE jobs_job SET lease_until = clock_timestamp() - interval '1 second',"
        " sent_at = sent_at - interval '3 minutes' WHERE id = %s",
        job.pk,
    )


def fresh(job):
    return Job.objects.get(pk=job.pk)


def test_a_rolled_back_act_records_no_job(association):
    with pytest.raises(Refused), organisation(association):
        ask(organisation_id=association.pk)
        raise Refused("Rien à faire.")
    assert not Job.objects.exists()


def test_asking_twice_with_the_same_key_is_one_job(db):
    first = ask(key="attestation:12")
    assert ask(key="attestation:12") == first
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_asking_at_once_get_the_same_job():
    jobs = together(4, lambda _: ask(key="attestation:12").pk)
    assert len(set(jobs)) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_is_claimed_by_one_worker_only():
    for _ in range(5):
        job = ask()
        claims = together(4, lambda _, job=job: outbox.claim(job.pk) is not None)
        assert sorted(claims) == [False, False, False, True]


def test_a_job_waits_for_its_hour(db):
    job = ask()
    sql("UPDATE jobs_job SET not_before = clock_timestamp() + interval '1 hour'")
    assert outbox.claim(job.pk) is None
    assert outbox.take_due() == []


def test_running_twice_is_one_effect(db, counted):
    job = ask()
    assert run_job(job.pk)
    assert not run_job(job.pk)
    assert counted == [job.pk]
    assert (fresh(job).state, fresh(job).attempts) == ("done", 1)
    assert fresh(job).done_at is not None


def test_a_worker_that_lost_its_lease_writes_nothing(association):
    job = ask(organisation_id=association.pk)
    late = outbox.claim(job.pk)
    expire_lease(job)
    newer = outbox.claim(job.pk)
    assert newer is not None
    with pytest.raises(outbox.LeaseLost), outbox.holding(late):
        Venue.objects.create(organisation=association, name="Trop tard")
    with pytest.raises(outbox.LeaseLost):
        outbox.finish(late)
    outbox.fail(late, "trop tard")
    with outbox.holding(newer):
        assert not Venue.objects.exists()
        outbox.finish(newer)
    assert (fresh(job).state, fresh(job).last_error) == ("done", "")


def test_a_handler_that_lost_its_lease_is_no_failure(db, kinds):
    @platform_task("test.slow", label="Tâche lente")
    def run(job):
        expire_lease(job)
        outbox.claim(job.pk)
        with outbox.holding(job):
            raise AssertionError("never reached")

    job = ask("test.slow")
    assert not run_job(job.pk)
    assert (fresh(job).state, fresh(job).attempts) == ("running", 2)


def test_a_lease_that_runs_is_nobody_elses(db):
    job = ask()
    assert outbox.claim(job.pk)
    assert outbox.claim(job.pk) is None
    assert outbox.take_due() == []


def test_a_worker_that_died_leaves_its_job_to_the_next(db, counted):
    job = ask()
    outbox.take_due()
    outbox.claim(job.pk)
    expire_lease(job)
    assert outbox.take_due() == [job.pk]
    assert run_job(job.pk)
    assert fresh(job).state == "done"


def test_a_dead_workers_job_is_sent_again_until_it_is_claimed(db):
    """The broker may lose the second message too: sending never counts as doing."""
    job = ask()
    outbox.claim(job.pk)
    expire_lease(job)
    assert outbox.take_due() == [job.pk]
    outbox.not_sent([job.pk])
    assert outbox.take_due() == [job.pk]
    assert outbox.take_due() == []
    sql("UPDATE jobs_job SET sent_at = clock_timestamp() - interval '2 minutes'")
    assert outbox.take_due() == [job.pk]


def test_failures_back_off_then_the_job_dies_with_its_reason(db, kinds):
    @platform_task("test.poison", label="Tâche impossible")
    def run(job):
        raise ValueError("Jeanne Dupont, née le 3 mars")

    job = ask("test.poison")
    waits = []
    for _ in range(5):
        assert not run_job(job.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM not_before - clock_timestamp()) FROM jobs_job"
            )
            waits.append(round(cursor.fetchone()[0]))
        sql("UPDATE jobs_job SET not_before = clock_timestamp()")
    assert waits == [2, 4, 8, 16, 32]
    assert (fresh(job).state, fresh(job).attempts) == ("dead", 5)
    assert fresh(job).last_error == "ValueError", "the reason carries no one's data"
    assert not run_job(job.pk)


def test_a_poison_job_does_not_stop_the_others(db, counted):
    """It kills its worker each time: its lease ends, its tries run out, the rest goes on."""
    poison, other = ask("test.poison"), ask()
    for _ in range(5):
        assert poison.pk in outbox.take_due()
        outbox.claim(poison.pk)
        expire_lease(poison)
        sql("UPDATE jobs_job SET sent_at = NULL")
    assert outbox.bury() == 1
    assert outbox.take_due() == [other.pk]
    assert run_job(other.pk)
    assert fresh(poison).state == "dead"
    assert fresh(poison).last_error == "délai dépassé"


def test_an_unknown_kind_of_job_fails_without_noise(db):
    job = ask("test.never_written")
    assert not run_job(job.pk)
    assert (fresh(job).state, fresh(job).last_error) == ("pending", "KeyError")


def test_a_dead_job_starts_anew_when_a_person_asks(db, counted):
    job = ask()
    sql("UPDATE jobs_job SET state = 'dead', attempts = 5, last_error = 'ValueError'")
    outbox.retry(fresh(job))
    assert outbox.take_due() == [job.pk]
    assert run_job(job.pk)
    assert fresh(job).state == "done"


def test_a_paused_job_goes_on_without_losing_a_try(db):
    job = ask()
    held = outbox.claim(job.pk)
    outbox.pause(held)
    assert (fresh(job).state, fresh(job).attempts) == ("pending", 0)
    assert outbox.take_due() == [job.pk]


def test_an_organisations_work_never_runs_without_organisation(association, kinds):
    seen = []

    @organisation_task("test.inside", label="Tâche d’une structure")
    def run(job, in_organisation):
        with in_organisation():
            seen.append(Venue.objects.create(organisation=association, name="Faite").name)
        with outbox.holding(job):
            outbox.finish(job)

    lost = ask("test.inside")
    assert not run_job(lost.pk)
    assert fresh(lost).last_error == NoOrganisation.__name__
    assert run_job(ask("test.inside", organisation_id=association.pk).pk)
    assert seen == ["Faite"]


def test_progress_is_kept_with_the_work(db):
    job = ask(total=12)
    held = outbox.claim(job.pk)
    with outbox.holding(held):
        outbox.advance(held, 5)
    assert (fresh(job).progress_done, fresh(job).progress_total) == (5, 12)


def test_a_big_batch_does_not_starve_the_neighbours(association, other_association):
    batch = [ask(organisation_id=association.pk) for _ in range(30)]
    outbox.take_due(limit=20)
    neighbour = ask(organisation_id=other_association.pk)
    mine = ask()
    # Twenty wait in the broker: nobody adds to them before some are taken.
    assert outbox.take_due(limit=20) == []
    for job in batch[:10]:
        outbox.claim(job.pk)
    sent = outbox.take_due(limit=20)
    assert len(sent) == 10
    assert {neighbour.pk, mine.pk} <= set(sent[:3])


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_share_the_work():
    org = OrganisationFactory()
    jobs = {ask(organisation_id=org.pk).pk for _ in range(20)}
    first, second = together(2, lambda _: outbox.take_due(limit=10))
    assert not set(first) & set(second)
    assert set(first) | set(second) <= jobs


def waiting_in_broker(job):
    """Take this job's message out of the broker's queue; how many there were."""
    with Redis.from_url(settings.REDIS_URL) as broker:
        messages = [m for m in broker.lrange("celery", 0, -1) if str(job.pk).encode() in m]
        for message in messages:
            broker.lrem("celery", 0, message)
    # The identity is in the headers too when the body is encoded.
    return len(messages)


def test_the_dispatcher_hands_a_due_job_to_the_broker_once(db):
    job = ask()
    command = dispatch.Command()
    command.sweep()
    command.sweep()
    assert waiting_in_broker(job) == 1
    assert fresh(job).sent_at is not None
    assert Heartbeat.objects.filter(name="dispatch").exists()


@pytest.fixture
def broker_away(monkeypatch):
    """Celery as it is when nothing listens at the broker's address."""
    monkeypatch.setattr(dispatch, "SWEEP_SECONDS", 0)
    former = current_app._get_current_object()
    away = Celery("away", broker="redis://127.0.0.1:1/0", set_as_current=False)
    away.conf.broker_transport_options = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "max_retries": 1,
        "interval_start": 0,
    }
    away.set_current()
    yield
    away.close()
    former.set_current()


def test_a_broker_that_is_away_leaves_the_job_due(db, broker_away, caplog):
    jobs = [ask(), ask()]
    dispatch.Command().sweep()
    assert all(fresh(job).sent_at is None for job in jobs)
    assert "broker away" in caplog.text
    assert len(outbox.take_due()) == 2


def test_burying_that_fails_does_not_stop_dispatching(db, monkeypatch):
    job = ask()

    def breaks():
        sql("UPDATE jobs_job SET state = 'inconnu'")

    monkeypatch.setattr(outbox, "bury", breaks)
    dispatch.Command().sweep()
    assert waiting_in_broker(job) == 1


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("job_state_known", "state = 'inconnu'"),
        ("job_running_means_leased", "state = 'running'"),
        ("job_running_means_leased", "lease_token = gen_random_uuid()"),
    ],
)
def test_a_job_is_in_a_known_state_and_leased_only_when_running(constraint, change, db):
    ask()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        sql(f"UPDATE jobs_job SET {change}")


def test_housekeeping_is_recorded_once_a_day_and_runs(db):
    first = ask_for_housekeeping()
    assert ask_for_housekeeping() == first
    assert run_pending_jobs() == 1
    assert fresh(first).state == "done"
