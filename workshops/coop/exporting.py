"""Every closed session in the Coop's columns: one line a participation, no name and no file."""

from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone

from inclusion.tables.kinds import Produced
from inclusion.tables.writing import Sheet
from workshops.coop import columns as coop
from workshops.models import Attendance, Facilitator, SessionKind, WorkshopSession

OURS = "Inclusion"
# Who was counted was asked three questions apart: one line's answers are not one person's.
COUNTED = "Inclusion, compté sans nom\u00a0: âge, genre et statut ne se croisent pas"
LEVEL_RANKS = {level: f"{rank}/3" for rank, level in coop.LEVELS.items()}


def activities_sheet(organisation, period=None):
    """The participations of a period, of all time without one."""
    sessions = WorkshopSession.objects.filter(organisation=organisation).closed()
    if period:
        sessions = sessions.on_days(period.first, period.last)
    seen = Attendance.objects.seen().order_by("pk")
    led = Facilitator.objects.select_related("member__user").order_by("pk")
    sessions = (
        sessions.select_related("workshop", "venue")
        .prefetch_related(
            Prefetch("attendances", seen, to_attr="came"),
            Prefetch("facilitators", led, to_attr="leaders"),
        )
        .order_by("starts_at", "pk")
    )
    rows = [row for session in sessions.iterator(500) for row in _rows(session)]
    document = [dict(zip(coop.HEADERS, row, strict=True)) for row in rows]
    return Produced([Sheet("Activités", coop.HEADERS, rows)], document, len(rows))


def _rows(session):
    about = _about(session)
    people = [(OURS, row.age_band, row.gender, row.situation) for row in session.came] + _counted(
        session
    )
    for rank, (source, age, gender, situation) in enumerate(people, start=1):
        cells = about | {
            coop.RANK: "1" if len(people) == 1 else f"{rank}/{len(people)}",
            coop.AGE: coop.AGE_WORDS[age],
            coop.GENDER: coop.GENDER_WORDS[gender],
            coop.SITUATION: coop.SITUATION_WORDS[situation],
            coop.SOURCE: source,
        }
        yield [cells.get(header, "") for header in coop.HEADERS]


def _counted(session):
    """As many lines as people counted; each class as many times as it was said."""
    answers = [
        [code for code, _, count in session.anonymous_classes(question) for _ in range(count)]
        for question in ("age_band", "gender", "situation")
    ]
    return [(COUNTED, *each) for each in zip(*answers, strict=True)]


def _about(session):
    starts = timezone.localtime(session.starts_at)
    workshop, venue = session.workshop, session.venue
    leader = session.leaders[0].member.user if session.leaders else None
    topics = [coop.TOPIC_WORDS[workshop.topic]]
    topics += [coop.PROCEDURE_WORDS[code] for code in workshop.procedures]
    return {
        coop.DATE: f"{starts:%Y-%m-%d %H:%M}",
        "Enregistré le": _instant(session.closed_at),
        "Prénom du médiateur": leader.first_name if leader else "",
        "Nom du médiateur": leader.last_name if leader else "",
        "Rôle": "Médiateur" if leader else "",
        coop.KIND: coop.KIND_WORDS[SessionKind(session.kind)],
        coop.PLACE: coop.PLACE_WORDS[session.modality],
        coop.VENUE: venue.name if venue else session.place_name,
        coop.ADDRESS: venue.address if venue else "",
        coop.CITY: venue.city if venue else session.place_city,
        coop.POSTCODE: venue.postcode if venue else "",
        coop.MINUTES: (session.ends_at - session.starts_at) // timedelta(minutes=1),
        coop.TITLE: workshop.title,
        coop.TOPICS: "\n".join(topics),
        coop.LEVEL: "" if session.kind == SessionKind.INDIVIDUAL else LEVEL_RANKS[workshop.level],
        coop.KEY: str(session.pk),
    }


def _instant(instant):
    return f"{timezone.localtime(instant):%d/%m/%Y à %H:%M}"
