"""After closing, a session changes by a correction: who, when, why, before and after."""

from django.db import transaction

from beneficiaries.models import Beneficiary
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean
from workshops.models import Attendance, AttendanceStatus, SessionAmendment, WorkshopSession
from workshops.models.anonymous import COUNTERS
from workshops.refusals import refusing
from workshops.services.attendance import (
    checked_anonymous,
    checked_walk_ins,
    named_row,
    walk_in_row,
)
from workshops.services.planning import locked_session
from workshops.services.referred import answer_who_came

PEOPLE_MAX = 50
CORRECTIONS = set(AttendanceStatus.values) - {AttendanceStatus.UNKNOWN}
NOT_CLOSED = "Cette séance n’est pas close\u00a0: saisissez ses présences, tout simplement."
NOTHING = "Rien n’a changé\u00a0: il n’y a rien à corriger."


@transaction.atomic
def amend_session(*, session, by, reason, statuses=None, anonymous=None, walk_ins=(), people=()):
    """Correct a closed session; returns the SessionAmendment.

    `statuses` maps attendance ids to their new status; `anonymous` is the whole new count, as for
    `close_session` (None leaves it); `walk_ins` are the (first name, age class) forgotten, and
    `people` those forgotten who have a file: they came, as they were that day.
    """
    reason = " ".join(clean(reason).split())[:200]
    if not reason:
        raise Refused("Dites pourquoi la séance est corrigée.")
    session = locked_session(session, by)
    if not session.is_closed:
        raise Refused(NOT_CLOSED)
    moved = _changed_statuses(session, statuses or {})
    counters = _changed_counters(session, anonymous)
    walk_ins = checked_walk_ins(walk_ins)
    people = _not_noted_yet(session, people, by)
    if not moved and not counters and not walk_ins and not people:
        raise Refused(NOTHING)
    named = [named_row(session, by, person) for person in people]
    rows = [walk_in_row(session, by, *each) for each in walk_ins]
    before, after = {}, {}
    if moved:
        before["statuses"] = {str(row.pk): row.status for row, _ in moved}
        after["statuses"] = {str(row.pk): status for row, status in moved}
    if counters:
        before["counters"] = {name: getattr(session, name) for name in counters}
        after["counters"] = counters
    if named:
        after["people"] = [str(row.pk) for row in named]
    if rows:
        after["walk_ins"] = [str(row.pk) for row in rows]
    # First the correction: the database lets nothing else through.
    amendment = SessionAmendment.objects.create(
        organisation_id=session.organisation_id,
        session=session,
        reason=reason,
        before=before,
        after=after,
        by=by,
    )
    for row, status in moved:
        Attendance.objects.filter(pk=row.pk).update(status=status)
    with refusing(Attendance):
        Attendance.objects.bulk_create([*named, *rows])
    if counters:
        with refusing(WorkshopSession):
            WorkshopSession.objects.filter(pk=session.pk).update(**counters)
    noted = {row.beneficiary_id: status for row, status in moved}
    noted |= {row.beneficiary_id: row.status for row in named}
    answer_who_came(session, noted, by, is_correction=True)
    record(
        "session.amended",
        session,
        by=by,
        amendment=amendment.pk,
        status_count=len(moved),
        counter_count=len(counters),
        walk_in_count=len(rows),
        person_count=len(named),
    )
    return amendment


def _changed_statuses(session, statuses):
    """[(attendance, new status)], in order; refuses what is not of this session."""
    rows = {row.pk: row for row in session.attendances.order_by("pk")}
    if not statuses.keys() <= rows.keys() or not set(statuses.values()) <= CORRECTIONS:
        raise Refused("Une des présences corrigées n’est pas de cette séance.")
    return [
        (rows[pk], status)
        for pk, status in sorted(statuses.items(), key=lambda item: str(item[0]))
        if rows[pk].status != status
    ]


def _not_noted_yet(session, people, by):
    """The people forgotten, read again; refuses who is noted already, or is not ours."""
    wanted = {person.pk for person in people}
    if len(wanted) > PEOPLE_MAX:
        raise Refused(f"{PEOPLE_MAX}\u00a0personnes au plus à la fois.")
    found = list(Beneficiary.objects.visible_to(by).in_use().filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise Refused("Un des dossiers ajoutés n’existe plus\u00a0: cherchez-le de nouveau.")
    if session.attendances.filter(beneficiary__in=found).exists():
        raise Refused("Une des personnes ajoutées est déjà notée\u00a0: corrigez sa ligne.")
    return found


def _changed_counters(session, anonymous):
    if anonymous is None:
        return {}
    counters = checked_anonymous(anonymous)
    return {
        name: counters[name]
        for name in ["anonymous_count", *COUNTERS]
        if counters[name] != getattr(session, name)
    }
