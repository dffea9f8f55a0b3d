"""Watching over the readings: found by a job, looked at by the manager."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from beneficiaries.models import ReadingAlert
from beneficiaries.selectors.readings import unusual_readings
from inclusion.encryption.blind import blind_index
from inclusion.exceptions import Refused
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.models import Job, JobState
from inclusion.jobs.rounds import ask_everywhere
from inclusion.journal.recording import record
from inclusion.organisations.models import Role

WATCH = "beneficiaries.watch_readings"
KEEP_JOB_DAYS = 7
# Alerts that a run may find again: those of the days it looks at, and a margin.
AGAIN_DAYS = 5


def ask_for_watch():
    """Record this hour's watch for each organisation; asked twice, recorded once."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    ask_everywhere(WATCH, hour)


@organisation_task(WATCH, label="Veille des lectures de dossiers")
def watch(job, in_organisation):
    """Look at the last days' readings; run twice, it warns once."""
    with outbox.holding(job):
        watch_readings(job.organisation_id)
        Job.objects.filter(
            kind=WATCH,
            organisation_id=job.organisation_id,
            state=JobState.DONE,
            done_at__lt=timezone.now() - timedelta(days=KEEP_JOB_DAYS),
        ).delete()
        outbox.finish(job)


@transaction.atomic
def watch_readings(organisation_id, now=None):
    """Write the alerts of the active organisation that are not there yet; returns the new ones.

    An alert nobody has looked at follows what it tells of; it never loses a file.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{WATCH}:{organisation_id}"]
        )
    known = {
        alert.facts.get("key"): alert
        for alert in ReadingAlert.objects.filter(
            at__gte=(now or timezone.now()) - timedelta(days=AGAIN_DAYS)
        )
    }
    new = []
    for unusual in unusual_readings(now):
        alert = known.get(unusual.key)
        if alert is None:
            new.append(
                ReadingAlert(
                    organisation_id=organisation_id,
                    kind=unusual.kind,
                    member_id=unusual.member_id,
                    at=unusual.at,
                    facts=unusual.facts,
                )
            )
        elif alert.seen_at is None and unusual.count > alert.facts["count"]:
            alert.at, alert.facts = unusual.at, unusual.facts
            alert.save(update_fields=["at", "facts"])
    return ReadingAlert.objects.bulk_create(new)


@transaction.atomic
def see_alerts(*, alerts, by):
    """The manager has looked at these; each is seen once, by one person."""
    if by.role != Role.MANAGER:
        raise Refused("Seul·e un·e responsable regarde les lectures inhabituelles.")
    rows = list(
        ReadingAlert.objects.select_for_update(of=("self",), no_key=True)
        .filter(organisation=by.organisation_id, pk__in=alerts, seen_at__isnull=True)
        .order_by("pk")
    )
    if not rows:
        raise Refused("Ces lectures ont déjà été regardées.")
    now = timezone.now()
    for alert in rows:
        alert.seen_at, alert.seen_by = now, by
        alert.save(update_fields=["seen_at", "seen_by"])
        record("reading_alert.seen", alert, by=by, kind=alert.kind)
    return len(rows)


def record_search(member, digest, count):
    """One event for a page of results: what was typed stays a keyed fingerprint."""
    record("search.people", member, by=member, chain="reads", digest=digest, count=count)


def record_list(member, keys):
    """One event for a page of a list: how many files, and a fingerprint of which."""
    names = ",".join(sorted(str(key) for key in keys))
    digest = blind_index("list", names).hex()
    record("list.people", member, by=member, chain="reads", digest=digest, count=len(keys))
