"""The day before: one reminder a person, sent once however often the bell rings."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.rounds import ask_everywhere
from inclusion.organisations.database import active_organisation_id
from workshops.models import OnlineRegistration, Registration, SessionStatus, WorkshopSession
from workshops.services.feedback import forget_slips
from workshops.services.online import forget_online
from workshops.services.waiting import promote
from workshops.telling import tell_person

REMINDERS_JOB = "workshops.reminders"
BATCH = 100


def ask_for_reminders(now=None):
    """Record today's job of every organisation; asked twice in a day, recorded once."""
    ask_everywhere(REMINDERS_JOB, timezone.localdate(now))


@organisation_task(REMINDERS_JOB, label="Rappels des ateliers")
def run_reminders(job, in_organisation):
    """In batches of one short transaction."""
    now = timezone.now()
    for model in (Registration, OnlineRegistration):
        while True:
            with outbox.holding(job):
                done = remind(model, now)
            if done < BATCH:
                break
    with outbox.holding(job):
        fill_free_seats(now)
        forget_online(now)
        forget_slips(now)
        outbox.finish(job)


def remind(model, now):
    """Remind those of tomorrow who were not yet; returns how many rows were dealt with."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    sessions = WorkshopSession.objects.filter(
        organisation=active_organisation_id(), status=SessionStatus.PLANNED
    ).on_days(tomorrow, tomorrow)
    related = ["session__workshop", "session__venue", "session__organisation"]
    if model is Registration:
        related.append("beneficiary")
    rows = list(
        model.objects.registered()
        .filter(session__in=sessions.values("pk"), reminded_at__isnull=True)
        .select_related(*related)
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("pk")[:BATCH]
    )
    for row in rows:
        tell_person(
            row,
            row.session,
            "C’est demain",
            "Nous vous attendons demain. Si vous ne pouvez pas venir, annulez\u00a0: quelqu’un"
            " d’autre aura la place.",
        )
    model.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    return len(rows)


def fill_free_seats(now):
    """A seat freed by the joining of two files goes to who waits, at the latest today."""
    waited_for = (
        WorkshopSession.objects.filter(organisation=active_organisation_id())
        .planned()
        .filter(starts_at__gt=now, seats_taken__lt=F("capacity"))
        .filter(
            Q(registrations__status="waitlisted") | Q(online_registrations__status="waitlisted")
        )
        .values_list("pk", flat=True)
        .distinct()
    )
    for key in sorted(waited_for):
        session = (
            WorkshopSession.objects.locked()
            .select_related("workshop", "venue", "organisation")
            .get(pk=key)
        )
        promote(session)
