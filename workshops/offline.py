"""The roll of a session taken without a network: what a phone carries, what becomes of its word.

The acts are those of the page: what they refuse there they refuse here, in the same words.
"""

from collections import Counter
from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone

from beneficiaries.models import AgeBand
from inclusion.exceptions import Refused
from inclusion.ids import uuid_of
from inclusion.offline.kinds import (
    BROKEN,
    OfflineKind,
    Outcome,
    count_of,
    list_of,
    mapping_of,
    register_kind,
    text_of,
)
from inclusion.offline.models import Answer, SyncOperation
from inclusion.organisations.models import Role
from inclusion.text import counted, fold
from inclusion.ui.formats import short_day
from workshops.models import (
    ANONYMOUS_COUNTERS,
    VOLUNTEER_DAYS,
    AttendanceStatus,
    Registration,
    RegistrationStatus,
    WorkshopSession,
)
from workshops.models.anonymous import COUNTERS
from workshops.permissions import can_take_attendance
from workshops.selectors.messages import expected_online
from workshops.services import amend_session, close_session
from workshops.services.attendance import checked_anonymous, checked_walk_ins, refuse_if_too_late
from workshops.services.planning import locked_session

ATTENDANCE = "attendance"
SAID = {AttendanceStatus.SEEN, AttendanceStatus.NOSHOW, AttendanceStatus.EXCUSED}
NOT_HERS = "Cette séance n’existe pas ou n’est pas la vôtre."
CHANGED = "La liste des inscrits a changé entre-temps\u00a0: vérifiez-la, puis confirmez."
MAX_PEOPLE = 1000


def register():
    register_kind(OfflineKind(code=ATTENDANCE, rule=can_take_attendance, apply=apply_roll))


# ---- What is carried --------------------------------------------------------


def carried_sessions(member):
    """The member's own sessions of the day before to the day after, still to fill in.

    First names and initials, for staff too: a phone is lost more easily than a file. A reference
    is added only where two people of a session would read the same.
    """
    if not can_take_attendance(member):
        return {}
    today, near = timezone.localdate(), timedelta(days=VOLUNTEER_DAYS)
    expected = Registration.objects.registered().select_related("beneficiary")
    sessions = (
        WorkshopSession.objects.visible_to(member)
        .facilitated_by(member)
        .planned()
        .on_days(today - near, today + near)
        .select_related("workshop", "venue")
        .prefetch_related(
            Prefetch(
                "registrations",
                expected.order_by("beneficiary__first_name", "beneficiary__sort_name", "pk"),
                to_attr="expected",
            )
        )
        .order_by("starts_at", "pk")
    )
    return {"sessions": [_carried(session) for session in sessions]}


def _carried(session):
    names = Counter(row.beneficiary.masked_name for row in session.expected)
    return {
        "id": str(session.pk),
        "title": session.workshop.title,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "place": session.place,
        "people": [
            {
                "key": str(row.pk),
                "name": row.beneficiary.masked_name,
                "reference": row.beneficiary.file_number
                if names[row.beneficiary.masked_name] > 1
                else "",
            }
            for row in session.expected
        ],
        "walk_ins": [
            {"first_name": name, "age_band": str(age_band)}
            for name, age_band in expected_online(session)
        ],
    }


# ---- What is said -----------------------------------------------------------


def apply_roll(item, *, by):
    """Close the session with this roll, or join it to the one another phone has sent."""
    session = locked_session(_session(item, by), by)
    statuses, walk_ins = _statuses(item), _walk_ins(item)
    said = _anonymous(item)
    if session.is_closed:
        return _join(session, by, statuses, walk_ins, said)
    people = _people(session, statuses)
    total = said.pop("total")
    close_session(
        session=session,
        by=by,
        absent={
            people[key]: status
            for key, status in statuses.items()
            if status != AttendanceStatus.SEEN
        },
        walk_ins=walk_ins,
        anonymous_count=total,
        anonymous_known=said,
        listed=list(people.values()),
    )
    return Outcome(subject=session)


def _session(item, by):
    """A session of hers, whatever its day: the act says by itself when it is too late."""
    sessions = WorkshopSession.objects.visible_to(by)
    if by.role == Role.VOLUNTEER:
        sessions = sessions.facilitated_by(by)
    session = sessions.filter(pk=uuid_of(item.get("session"))).first()
    if session is None:
        raise Refused(NOT_HERS)
    return session


def _statuses(item):
    statuses = {
        uuid_of(key): status for key, status in mapping_of(item, "statuses", MAX_PEOPLE).items()
    }
    if None in statuses or not all(_is_said(status) for status in statuses.values()):
        raise Refused(BROKEN)
    return statuses


def _is_said(status):
    return isinstance(status, str) and status in SAID


def _walk_ins(item):
    found = []
    for each in list_of(item, "walk_ins", MAX_PEOPLE):
        if not isinstance(each, dict):
            raise Refused(BROKEN)
        age_band = text_of(each, "age_band", 40) or AgeBand.UNKNOWN
        found.append((text_of(each, "first_name", 200), age_band))
    return checked_walk_ins(found)


def _anonymous(item):
    """{"total": …, question: {code: count}}, as the acts take it; they check that it adds up."""
    said = mapping_of(item, "anonymous", 10)
    known = {
        question: {code: count_of(count) for code, count in mapping_of(said, question, 20).items()}
        for question in ANONYMOUS_COUNTERS
    }
    return {"total": count_of(said.get("total", 0)), **known}


def _people(session, statuses):
    """Registration → her file, for the whole roll: a name that is no longer there changes it."""
    rows = session.registrations.filter(pk__in=statuses)
    people = dict(
        rows.filter(status=RegistrationStatus.REGISTERED).values_list("pk", "beneficiary_id")
    )
    if people.keys() != statuses.keys():
        raise Refused(CHANGED)
    return people


# ---- Two phones on one session ----------------------------------------------


def _join(session, by, statuses, walk_ins, said):
    """Add what the first phone did not say; what it said otherwise stays, and is told.

    A session that was closed otherwise than by a phone takes nothing more from one.
    """
    if not _was_sent_by_a_phone(session):
        closed = short_day(session.closed_at)
        raise Refused(
            f"Cette séance est clôturée depuis le {closed}\u00a0: ses présences sont déjà"
            " enregistrées. Si la vôtre dit autre chose, demandez une correction à votre"
            " responsable."
        )
    refuse_if_too_late(session, by)
    people = _people(session, statuses)
    rows = {row.beneficiary_id: row for row in session.attendances.exclude(beneficiary=None)}
    if not set(people.values()) <= rows.keys():
        raise Refused(CHANGED)
    missing, differences = {}, []
    for key, status in statuses.items():
        row = rows[people[key]]
        if row.status == AttendanceStatus.UNKNOWN:
            missing[row.pk] = status
        elif row.status != status:
            differences.append(key)
    newcomers = _not_yet_noted(session, walk_ins)
    counters, anonymous = checked_anonymous(said), None
    if counters["anonymous_count"] and not session.anonymous_count:
        anonymous = said
    elif counters["anonymous_count"] and _count_otherwise(session, counters):
        differences.append("anonymous")
    if missing or newcomers or anonymous:
        amend_session(
            session=session,
            by=by,
            reason="Deux téléphones\u00a0: ce que le second a noté en plus, envoyé après coup.",
            statuses=missing,
            anonymous=anonymous,
            walk_ins=newcomers,
        )
    if differences:
        return Outcome(
            Answer.CONFLICT,
            subject=session,
            reason=_told_otherwise(differences),
            differences=differences,
        )
    if missing or newcomers or anonymous:
        added = "Réunie avec la feuille qu’un autre téléphone avait déjà envoyée."
        return Outcome(subject=session, reason=added)
    return Outcome(
        Answer.DUPLICATE,
        subject=session,
        reason="Un autre téléphone avait déjà envoyé la même feuille.",
    )


def _was_sent_by_a_phone(session):
    return SyncOperation.objects.filter(
        organisation=session.organisation_id,
        subject_id=session.pk,
        kind=ATTENDANCE,
        answer=Answer.CREATED,
    ).exists()


def _not_yet_noted(session, walk_ins):
    """Those of the second phone who are not on the first: two Paul are two, seen twice or not."""
    noted = Counter(
        fold(name)
        for name in session.attendances.filter(beneficiary=None).values_list(
            "walk_in_name", flat=True
        )
    )
    found = []
    for name, age_band in walk_ins:
        if noted[fold(name)]:
            noted[fold(name)] -= 1
        else:
            found.append((name, age_band))
    return found


def _count_otherwise(session, counters):
    return any(counters[name] != getattr(session, name) for name in ["anonymous_count", *COUNTERS])


def _told_otherwise(differences):
    """Without a name: the phone that sent them knows who they are."""
    people = len([each for each in differences if each != "anonymous"])
    parts = [counted(people, "personne")] if people else []
    if len(parts) < len(differences) and "anonymous" in differences:
        parts.append("le nombre d’anonymes")
    return (
        f"Un autre téléphone a dit autre chose pour {' et '.join(parts)}\u00a0: sa version est"
        " gardée. Si la vôtre est la bonne, demandez une correction à votre responsable."
    )
