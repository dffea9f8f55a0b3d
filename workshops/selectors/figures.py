"""Three honest numbers, never summed: sessions held, participations, distinct people."""

from dataclasses import dataclass, replace
from typing import ClassVar

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from beneficiaries.retention.cells import forgotten_people_seen
from workshops.models import Attendance, WorkshopSession

QUERY_VERSION = "workshops.figures/1"


@dataclass(frozen=True)
class Figures:
    """What was held. `people` counts files only: nobody knows who an anonymous person is."""

    sessions: int
    participations: int
    people: int

    DEFINITIONS: ClassVar = {
        "sessions": "closes, avec au moins une personne présente",
        "participations": "présences notées, personnes sans inscription et anonymes comprises",
        "people": "personnes avec un dossier, comptées une seule fois",
    }


def session_counts(sessions):
    """The three numbers of these sessions; only the closed ones count."""
    closed = sessions.closed()
    seen = Attendance.objects.seen().filter(session=OuterRef("pk"))
    held = closed.annotate(was_attended=Exists(seen)).aggregate(
        sessions=Count("pk", filter=Q(was_attended=True) | Q(anonymous_count__gt=0)),
        anonymous=Coalesce(Sum("anonymous_count"), 0),
    )
    came = (
        Attendance.objects.seen()
        .filter(session__in=closed.order_by().values("pk"))
        .aggregate(rows=Count("pk"), people=Count("beneficiary_id", distinct=True))
    )
    return Figures(
        sessions=held["sessions"],
        participations=came["rows"] + held["anonymous"],
        people=came["people"],
    )


def figures(organisation, start, end):
    """The three numbers of an organisation for the sessions of these days, both included."""
    held = session_counts(
        WorkshopSession.objects.filter(organisation=organisation).on_days(start, end)
    )
    # Those forgotten since came all the same: their presences are anonymous, they are counted.
    return replace(held, people=held.people + forgotten_people_seen(organisation, start, end))
