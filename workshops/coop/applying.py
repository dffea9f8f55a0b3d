"""Writing the Coop's activities as closed sessions and counters, and taking them back."""

from datetime import timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Membership, Role
from inclusion.places.models import Venue
from inclusion.text import fold
from workshops.coop import columns as coop
from workshops.coop.planning import SOURCE
from workshops.models import (
    ImportedSession,
    Modality,
    SessionKind,
    SessionStatus,
    Topic,
    Workshop,
    WorkshopSession,
)
from workshops.person import changes_closed_sessions
from workshops.services.counting import counted_once


def apply_activities(plans, organisation_id, by):
    """Write these sessions; returns what is needed to take them back."""
    who = by or _who_answers(organisation_id)
    places, programme = Places(organisation_id), Programme(organisation_id, by)
    sessions, marks, now = [], [], timezone.now()
    for plan in plans:
        values = plan.values
        session = WorkshopSession(
            organisation_id=organisation_id,
            workshop=programme.workshop(values),
            kind=values["kind"],
            modality=values["modality"],
            **places.where(values),
            starts_at=timezone.make_aware(values["starts"]),
            ends_at=timezone.make_aware(values["starts"]) + timedelta(minutes=values["minutes"]),
            capacity=max(values["counters"]["anonymous_count"], 1),
            status=SessionStatus.CLOSED,
            closed_at=now,
            closed_by=who,
            created_by=by,
            **values["counters"],
        )
        sessions.append(session)
        marks.append(
            ImportedSession(
                organisation_id=organisation_id,
                session=session,
                source=SOURCE,
                key=values["key"],
                fingerprint=values["fingerprint"],
                raw=values["raw"],
            )
        )
    with counted_once():
        WorkshopSession.objects.bulk_create(sessions, batch_size=1000)
        ImportedSession.objects.bulk_create(marks, batch_size=1000)
    made = [("workshop", each) for each in programme.made] + [
        ("venue", each) for each in places.made
    ]
    return [
        *({"what": "session", "key": str(session.pk)} for session in sessions),
        *({"what": what, "key": str(each.pk)} for what, each in made),
    ]


def _who_answers(organisation_id):
    """At the command line nobody is signed in: a closed session has its author all the same."""
    managers = Membership.objects.filter(organisation=organisation_id, role=Role.MANAGER).active()
    manager = managers.order_by("pk").first()
    if manager is None:
        raise Refused("Aucun responsable dans cette structure\u00a0: personne n’en répondrait.")
    return manager


class Places:
    """The venues by name, those missing made once."""

    def __init__(self, organisation_id):
        self.organisation_id, self.made = organisation_id, []
        venues = Venue.objects.filter(organisation=organisation_id)
        self.venues = {venue.sort_name: venue for venue in venues}

    def where(self, values):
        if values["modality"] == Modality.VENUE:
            return {"venue": self._venue(values)}
        if values["modality"] == Modality.REMOTE:
            return {}
        city = {"place_city": values["city"]}
        return (
            city if values["modality"] == Modality.HOME else city | {"place_name": values["venue"]}
        )

    def _venue(self, values):
        name = fold(values["venue"])[:120]
        if name not in self.venues:
            self.venues[name] = Venue.objects.create(
                organisation_id=self.organisation_id,
                name=values["venue"],
                address=values["address"],
                postcode=values["postcode"],
                city=values["city"],
            )
            self.made.append(self.venues[name])
        return self.venues[name]


class Programme:
    """The workshops by title; a title taken by another topic gets its topic beside it."""

    def __init__(self, organisation_id, by):
        self.organisation_id, self.by, self.made = organisation_id, by, []
        workshops = Workshop.objects.filter(organisation=organisation_id)
        self.workshops = {workshop.title: workshop for workshop in workshops}

    def workshop(self, values):
        topic = Topic(values["topic"])
        title = values["title"] or f"{coop.KIND_WORDS[SessionKind(values['kind'])]}, {topic.label}"
        for name in self._names(title[:110], topic):
            found = self.workshops.get(name)
            if found is None:
                return self._make(name, values)
            if found.topic == topic and sorted(found.procedures) == values["procedures"]:
                return found
        raise AssertionError("names never end")

    def _names(self, title, topic):
        yield title
        rank = 2
        yield f"{title[:60]} ({topic.label})"[:120]
        while True:
            yield f"{title[:60]} ({topic.label}, {rank})"[:120]
            rank += 1

    def _make(self, title, values):
        workshop = Workshop.objects.create(
            organisation_id=self.organisation_id,
            title=title,
            topic=values["topic"],
            level=values["level"],
            procedures=values["procedures"],
        )
        record("workshop.created", workshop, by=self.by, topic=workshop.topic, level=workshop.level)
        self.workshops[title] = workshop
        self.made.append(workshop)
        return workshop


def undo_activities(changes, organisation_id):
    """(how many were taken back, the titles of those kept because something hangs from them)."""
    count, kept = 0, []
    keys = [change["key"] for change in changes if change["what"] == "session"]
    sessions = WorkshopSession.objects.filter(organisation=organisation_id, pk__in=keys)
    for session in sessions.select_related("workshop").order_by("pk"):
        if session.amendments.exists() or not _taken_back(session):
            kept.append(f"{session} du {timezone.localtime(session.starts_at):%d/%m/%Y}")
        else:
            count += 1
    for what, model in (("workshop", Workshop), ("venue", Venue)):
        keys = [change["key"] for change in changes if change["what"] == what]
        for made in model.objects.filter(organisation=organisation_id, pk__in=keys).order_by("pk"):
            _taken_back(made)
    return count, kept


@changes_closed_sessions
def _taken_back(thing):
    """False when something hangs from it by now."""
    try:
        with transaction.atomic():
            thing.delete()
    except ProtectedError:
        return False
    return True
