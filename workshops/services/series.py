"""Planning many sessions at once: drafts first, shown to the person, then all or nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import counted
from inclusion.ui.formats import weekday_day
from workshops.calendars.skipping import calendar_of
from workshops.models import (
    Facilitator,
    SeriesOrigin,
    SessionStatus,
    Workshop,
    WorkshopSeries,
    WorkshopSession,
)
from workshops.services.planning import plan_session

SESSIONS_MAX = 200
COPIED = ("kind", "modality", "venue", "place_name", "place_city", "remote_link")


@dataclass
class Draft:
    """A session not created yet, and why it would be left out."""

    workshop: Workshop
    starts_at: datetime
    ends_at: datetime
    capacity: int
    where: dict
    facilitators: list = field(default_factory=list)
    why_not: str = ""

    @property
    def key(self):
        """What the page sends back for those that stay ticked."""
        return f"{self.workshop.pk}|{self.starts_at.isoformat()}|{self._spot}"

    @property
    def _spot(self):
        venue = self.where.get("venue")
        return str(venue.pk) if venue else self.where.get("place_name") or self.where["modality"]

    @property
    def place(self):
        return WorkshopSession(**self.where).place

    @property
    def leaders(self):
        return ", ".join(str(member) for member in self.facilitators)


def at(day, clock):
    """That hour on that day, as people read the clock: 9 h 30 stays 9 h 30 across the change."""
    return timezone.make_aware(datetime.combine(day, clock))


def draft_weekly(*, by, first_day, until, every, starts, ends, with_school, **session):
    """The dates of one workshop, every week or every other week, until a day."""
    calendar = calendar_of(by.organisation, first_day, until, with_school=with_school)
    where = {name: session[name] for name in COPIED}
    venue_id = where["venue"].pk if where["venue"] else None
    drafts, day = [], first_day
    while day <= until and len(drafts) <= SESSIONS_MAX:
        drafts.append(
            Draft(
                workshop=session["workshop"],
                starts_at=at(day, starts),
                ends_at=at(day, ends),
                capacity=session["capacity"],
                where=where,
                facilitators=list(session["facilitators"]),
                why_not=calendar.why_not(day, venue_id),
            )
        )
        day += timedelta(weeks=every)
    _mark_existing(by, drafts)
    return drafts, calendar.warning(until)


def draft_copy(*, by, first_day, last_day, to_day, with_school):
    """The sessions of a period, moved by whole weeks so that a Tuesday stays a Tuesday."""
    monday, target = (each - timedelta(days=each.weekday()) for each in (first_day, to_day))
    weeks = (target - monday).days // 7
    if weeks <= 0:
        raise Refused("La copie commence après la période copiée.")
    shift = timedelta(weeks=weeks)
    calendar = calendar_of(
        by.organisation, first_day + shift, last_day + shift, with_school=with_school
    )
    sessions = list(
        WorkshopSession.objects.visible_to(by)
        .exclude(status=SessionStatus.CANCELLED)
        .on_days(first_day, last_day)
        .select_related("workshop", "venue")
        .order_by("starts_at", "pk")[: SESSIONS_MAX + 1]
    )
    leaders = _leaders_still_here(by, sessions)
    drafts = []
    for session in sessions:
        starts, ends = (timezone.localtime(each) for each in (session.starts_at, session.ends_at))
        day = starts.date() + shift
        drafts.append(
            Draft(
                workshop=session.workshop,
                starts_at=at(day, starts.time()),
                ends_at=at(day, ends.time()),
                capacity=session.capacity,
                where={name: getattr(session, name) for name in COPIED},
                facilitators=leaders.get(session.pk, []),
                why_not=calendar.why_not(day, session.venue_id),
            )
        )
    _mark_existing(by, drafts)
    return drafts, calendar.warning(last_day + shift)


def _leaders_still_here(by, sessions):
    found = {}
    rows = (
        Facilitator.objects.filter(
            organisation=by.organisation_id,
            session__in=[session.pk for session in sessions],
            member__ended_at__isnull=True,
            member__user__is_active=True,
        )
        .select_related("member__user")
        .order_by("pk")
    )
    for row in rows:
        found.setdefault(row.session_id, []).append(row.member)
    return found


def _mark_existing(by, drafts):
    """A session of the same workshop at the same hour and place is there already."""
    if not drafts:
        return
    if len(drafts) > SESSIONS_MAX:
        raise Refused(f"{SESSIONS_MAX}\u00a0séances au plus à la fois.")
    taken = {
        (row.workshop_id, row.starts_at, row.venue_id)
        for row in WorkshopSession.objects.visible_to(by)
        .exclude(status=SessionStatus.CANCELLED)
        .filter(starts_at__in=[draft.starts_at for draft in drafts])
    }
    for draft in drafts:
        venue = draft.where.get("venue")
        spot = (draft.workshop.pk, draft.starts_at, venue.pk if venue else None)
        if not draft.why_not and spot in taken:
            draft.why_not = "déjà planifiée"


@transaction.atomic
def create_series(*, by, origin, drafts, keys):
    """Create the drafts that were kept; one refusal and none of them exists."""
    kept = [draft for draft in drafts if draft.key in keys]
    if not kept:
        raise Refused("Gardez au moins une date.")
    # Two clicks at once: the second waits here, then finds the sessions of the first.
    workshops = sorted({draft.workshop.pk for draft in kept})
    list(
        Workshop.objects.visible_to(by)
        .filter(pk__in=workshops)
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    _mark_existing(by, kept)
    again = [draft for draft in kept if draft.why_not == "déjà planifiée"]
    if again:
        raise Refused(
            f"{counted(len(again), 'séance est déjà planifiée', 'séances sont déjà planifiées')}"
            " à ces heures-là\u00a0: rien n’a été créé."
        )
    series = WorkshopSeries.objects.create(
        organisation_id=by.organisation_id,
        origin=origin,
        workshop=kept[0].workshop if origin == SeriesOrigin.WEEKLY else None,
        created_by=by,
    )
    for draft in kept:
        try:
            plan_session(
                by=by,
                workshop=draft.workshop,
                starts_at=draft.starts_at,
                ends_at=draft.ends_at,
                capacity=draft.capacity,
                facilitators=draft.facilitators,
                series=series,
                **draft.where,
            )
        except Refused as refusal:
            raise Refused(
                f"{weekday_day(draft.starts_at).capitalize()}\u00a0: {refusal.message}"
                " Rien n’a été créé."
            ) from refusal
    record("series.created", series, by=by, origin=str(origin), sessions=len(kept))
    return series
