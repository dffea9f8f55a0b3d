"""A person's seats and attendances: in a merge, an erasure, an access request; her last visit."""

from collections import Counter
from functools import wraps

from django.db import connection
from django.db.models import F, Max
from django.utils import timezone

from beneficiaries.relations import erase_rows, relation
from beneficiaries.retention.cells import (
    ABSENCES,
    PARTICIPATIONS,
    add_cells,
    cells_of_months,
    month_of,
)
from beneficiaries.retention.rules import Block
from inclusion.documents.destroying import destroy_documents, destroy_documents_about
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.text import NO_BREAK
from inclusion.ui.formats import day
from workshops.models import (
    Attendance,
    AttendanceStatus,
    CountedPerson,
    Facilitator,
    Registration,
    RegistrationStatus,
    SessionStatus,
    WorkshopSession,
)
from workshops.papers.sheets import ATTENDANCE_SHEET


def changes_closed_sessions(act):
    """A closed session stays as it is, save when files are joined, parted or forgotten."""

    def say(word):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.changes_closed_sessions', %s, true)", [word])

    @wraps(act)
    def lawful(*args):
        say("on")
        done = act(*args)
        say("")
        return done

    return lawful


def _split(ids):
    """The keys of a merge, by what was done: « » moved, or the word before the colon."""
    done = {}
    for each in ids:
        word, colon, key = each.rpartition(":")
        done.setdefault(word if colon else "", []).append(key)
    return done


def move_seats(absorbed, survivor):
    """One person has one seat: where both files hold one, the survivor's stays and takes over.

    Her second seat in a session to come is given back.
    """
    hers = {row.session_id: row for row in Registration.objects.filter(beneficiary=survivor)}
    moved = []
    for row in Registration.objects.filter(beneficiary=absorbed).order_by("session_id", "pk"):
        kept = hers.get(row.session_id)
        if kept is None:
            Registration.objects.filter(pk=row.pk).update(beneficiary=survivor)
            moved.append(str(row.pk))
        elif row.status == RegistrationStatus.REGISTERED:
            moved += _one_seat(row, kept)
        elif row.status == RegistrationStatus.WAITLISTED:
            moved += _one_place_in_line(row, kept)
    return moved


def _one_place_in_line(row, kept):
    """Nobody waits twice: the survivor waits, unless she has a seat or waits already."""
    Registration.objects.filter(pk=row.pk).update(
        status=RegistrationStatus.CANCELLED, cancelled_at=timezone.now()
    )
    if kept.status != RegistrationStatus.CANCELLED:
        return [f"left:{row.pk}"]
    Registration.objects.filter(pk=kept.pk).update(
        status=RegistrationStatus.WAITLISTED, waitlisted_at=row.waitlisted_at, cancelled_at=None
    )
    return [f"left:{row.pk}", f"joined:{kept.pk}"]


def _one_seat(row, kept):
    session = WorkshopSession.objects.select_for_update(no_key=True).get(pk=row.session_id)
    if session.status != SessionStatus.PLANNED:
        return []
    now = timezone.now()
    Registration.objects.filter(pk=row.pk).update(
        status=RegistrationStatus.CANCELLED, cancelled_at=now
    )
    if kept.status == RegistrationStatus.REGISTERED:
        WorkshopSession.objects.filter(pk=session.pk).update(seats_taken=F("seats_taken") - 1)
        return [f"released:{row.pk}"]
    Registration.objects.filter(pk=kept.pk).update(
        status=RegistrationStatus.REGISTERED, cancelled_at=None
    )
    return [f"released:{row.pk}", f"taken:{kept.pk}"]


def move_seats_back(ids, absorbed):
    """The two seats are two again; refused when the session has filled up, or is over."""
    done = _split(ids)
    Registration.objects.filter(pk__in=done.get("", [])).update(beneficiary=absorbed)
    taken = Registration.objects.filter(
        pk__in=done.get("taken", []), session__status=SessionStatus.PLANNED
    )
    handed_back = set(taken.values_list("session_id", flat=True))
    # Who waited before she took over the seat waits again, at her own place in the line.
    taken = Registration.objects.filter(pk__in=list(taken.values_list("pk", flat=True)))
    taken.filter(waitlisted_at__isnull=False).update(status=RegistrationStatus.WAITLISTED)
    taken.filter(waitlisted_at__isnull=True).update(
        status=RegistrationStatus.CANCELLED, cancelled_at=timezone.now()
    )
    Registration.objects.filter(pk__in=done.get("joined", [])).update(
        status=RegistrationStatus.CANCELLED, cancelled_at=timezone.now(), waitlisted_at=None
    )
    Registration.objects.filter(
        pk__in=done.get("left", []), session__status=SessionStatus.PLANNED
    ).update(status=RegistrationStatus.WAITLISTED, cancelled_at=None)
    for row in Registration.objects.filter(pk__in=done.get("released", [])).order_by("session_id"):
        session = WorkshopSession.objects.select_for_update(no_key=True).get(pk=row.session_id)
        if session.status != SessionStatus.PLANNED:
            continue
        if session.pk not in handed_back:
            if session.is_full:
                raise Refused(
                    f"L’atelier «\u00a0{session}\u00a0» du {day(session.starts_at)} s’est rempli"
                    f" depuis{NO_BREAK}: il n’y a plus deux places."
                )
            WorkshopSession.objects.filter(pk=session.pk).update(seats_taken=F("seats_taken") + 1)
        Registration.objects.filter(pk=row.pk).update(
            status=RegistrationStatus.REGISTERED, cancelled_at=None
        )


@changes_closed_sessions
def move_attendances(absorbed, survivor):
    """She came once: of two lines for one session, the survivor's counts alone."""
    hers = {row.session_id: row for row in Attendance.objects.filter(beneficiary=survivor)}
    moved = []
    for row in Attendance.objects.filter(beneficiary=absorbed).order_by("session_id", "pk"):
        kept = hers.get(row.session_id)
        if kept is None:
            Attendance.objects.filter(pk=row.pk).update(beneficiary=survivor)
            moved.append(str(row.pk))
            continue
        if row.status == AttendanceStatus.SEEN != kept.status:
            Attendance.objects.filter(pk=kept.pk).update(status=AttendanceStatus.SEEN)
            moved.append(f"seen-was-{kept.status}:{kept.pk}")
        if row.status != AttendanceStatus.REVOKED:
            Attendance.objects.filter(pk=row.pk).update(status=AttendanceStatus.REVOKED)
            moved.append(f"revoked-was-{row.status}:{row.pk}")
    return moved


@changes_closed_sessions
def move_attendances_back(ids, absorbed):
    for word, keys in _split(ids).items():
        rows = Attendance.objects.filter(pk__in=keys)
        if word:
            rows.update(status=word.rpartition("-was-")[2])
        else:
            rows.update(beneficiary=absorbed)


def keeps_figures(act):
    """What this act takes out of the figures stays in them, without a name."""

    @wraps(act)
    def kept(*args):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.figures_keep', 'on', true)")
            done = act(*args)
            cursor.execute("SELECT set_config('app.figures_keep', '', true)")
        return done

    return kept


@changes_closed_sessions
@keeps_figures
def count_then_erase(beneficiary):
    """Each presence becomes one anonymous participant of its session; classes go to the cells."""
    rows = list(Attendance.objects.filter(beneficiary=beneficiary).select_related("session"))
    cells, months = Counter(), []
    for row in rows:
        month = month_of(timezone.localdate(row.session.starts_at))
        if row.status == AttendanceStatus.SEEN:
            months.append(month)
            classes = (
                ("age_band", row.age_band),
                ("gender", row.gender),
                ("situation", row.situation),
            )
            cells[month, PARTICIPATIONS, classes] += 1
        elif row.status != AttendanceStatus.REVOKED:
            cells[month, ABSENCES, (("status", row.status),)] += 1
    came_to = sorted(row.session_id for row in rows if row.status == AttendanceStatus.SEEN)
    for session in came_to:
        WorkshopSession.objects.filter(pk=session).update(anonymous_count=F("anonymous_count") + 1)
    add_cells(beneficiary.organisation_id, cells + cells_of_months(months))
    keys = [row.pk for row in rows]
    destroy_documents_about(Attendance, keys)
    destroy_sheets({row.session_id for row in rows})
    Attendance.objects.filter(pk__in=keys).delete()
    return len(keys)


def destroy_sheets(sessions):
    """The printed sheets of these sessions name her: they go. What she signed stays as proof."""
    destroy_documents(
        Document.objects.filter(
            kind=ATTENDANCE_SHEET,
            subject_type=WorkshopSession._meta.label_lower,
            subject_id__in=sessions,
        )
    )


def erase_seats(beneficiary):
    """Her seats go, and the printed sheets they are on."""
    rows = Registration.objects.filter(beneficiary=beneficiary)
    destroy_sheets(set(rows.values_list("session_id", flat=True)))
    return erase_rows(Registration, "beneficiary", beneficiary)


@keeps_figures
def forget_count(beneficiary):
    """What she counted for stays counted; that it was she is forgotten."""
    return erase_rows(CountedPerson, "beneficiary", beneficiary)


def _told_seat(row):
    return (f"Atelier «\u00a0{row.session}\u00a0»", f"{row.get_status_display().lower()}")


def _told_attendance(row):
    return (
        f"Atelier «\u00a0{row.session}\u00a0», le {day(row.session.starts_at)}",
        row.get_status_display().lower() + _signed(row.session),
    )


def _signed(session):
    """Her signature is on a sheet that is kept."""
    return ", feuille signée gardée" if session.sheets.exists() else ""


RELATIONS = [
    relation(
        "workshops.Attendance.beneficiary",
        "Présences aux ateliers",
        line=_told_attendance,
        move=move_attendances,
        move_back=move_attendances_back,
        erase=count_then_erase,
    ),
    relation(
        "workshops.Registration.beneficiary",
        "Inscriptions aux ateliers",
        line=_told_seat,
        move=move_seats,
        move_back=move_seats_back,
        erase=erase_seats,
    ),
    # It follows the presences by itself: nothing to move, nothing more to tell.
    relation(
        "workshops.CountedPerson.beneficiary",
        "Mois de présence aux ateliers",
        move=lambda absorbed, survivor: [],
        move_back=lambda ids, absorbed: None,
        erase=forget_count,
    ),
]


def last_visits(people):
    """The day each person last came to a session."""
    rows = (
        Attendance.objects.seen()
        .filter(beneficiary__in=people)
        .order_by()
        .values_list("beneficiary_id")
        .annotate(Max("session__starts_at"))
    )
    return {key: timezone.localdate(at) for key, at in rows}


def what_keeps(people, today):
    """A seat in a session that is not over yet."""
    rows = (
        Registration.objects.registered()
        .filter(beneficiary__in=people, session__status=SessionStatus.PLANNED)
        .select_related("session__workshop")
        .order_by("session__starts_at")
    )
    found = {}
    for row in rows:
        words = (
            f"La personne est inscrite à l’atelier «\u00a0{row.session}\u00a0» du"
            f" {day(row.session.starts_at)}."
        )
        found.setdefault(row.beneficiary_id, []).append(Block("registration", words))
    return found


def met_in_a_session(member_id, people):
    """The keys of those of these persons who are or were expected in a session the member leads."""
    led = Facilitator.objects.filter(member=member_id).values("session_id")
    keys = [person.pk for person in people]
    return {
        key
        for model in (Registration, Attendance)
        for key in model.objects.filter(session__in=led, beneficiary__in=keys).values_list(
            "beneficiary_id", flat=True
        )
    }


def register():
    from beneficiaries.retention.rules import block_sources, contact_sources
    from inclusion.registry import registry

    registry.person_relations += RELATIONS
    registry.reading_links.append(met_in_a_session)
    contact_sources.append(last_visits)
    block_sources.append(what_keeps)
