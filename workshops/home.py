"""What workshops hand up to the shared pages: to-do lines, today's agenda, a person's path."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from beneficiaries.permissions import can_open_files
from inclusion.documents.models import Document
from inclusion.registry import AgendaLine, TimelineEntry, TodoLine
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import hour, short_day, weekday_day
from workshops.documents import ATTENDANCE_CERTIFICATE
from workshops.models import Attendance, AttendanceStatus, Registration, WorkshopSession
from workshops.permissions import can_manage_workshops, can_see_my_sessions

LATE_SHOWN = 5
ICONS = {
    AttendanceStatus.SEEN: "calendar-check",
    AttendanceStatus.EXCUSED: "envelope-check",
    AttendanceStatus.NOSHOW: "x-circle",
}


def todo(member):
    """Sessions whose attendance is still to be said; a volunteer's sessions of the day."""
    if can_manage_workshops(member):
        return _to_fill(WorkshopSession.objects.visible_to(member))
    if can_see_my_sessions(member):
        return _my_day(member)
    return []


def _to_fill(sessions):
    waiting = (
        sessions.to_fill(timezone.now())
        .select_related("workshop")
        .order_by("starts_at", "pk")[: LATE_SHOWN + 1]
    )
    lines = [_fill_line(session) for session in waiting]
    if len(lines) > LATE_SHOWN:
        lines[LATE_SHOWN:] = [
            TodoLine(
                title="D’autres séances attendent leurs présences",
                detail="Les plus anciennes sont ci-dessus",
                url=reverse("workshops:unfilled"),
                act="Voir la liste",
                rank=11,
            )
        ]
    return lines


def _my_day(member):
    today = timezone.localdate()
    sessions = (
        WorkshopSession.objects.with_roll_open_to(member)
        .planned()
        .select_related("workshop", "venue")
        .order_by("starts_at", "pk")
    )
    lines = []
    for session in sessions:
        if session.is_to_fill:
            lines.append(_fill_line(session))
        elif timezone.localtime(session.starts_at).date() == today:
            lines.append(
                TodoLine(
                    title=f"Animer « {session.workshop} »",
                    detail=f"{session.place} · {session.registered_line}",
                    url=reverse("workshops:attendance", args=[session.pk]),
                    act="Ouvrir la feuille de présence",
                    when=f"{hour(session.starts_at)} à {hour(session.ends_at)}",
                    rank=20,
                )
            )
    return lines


def _fill_line(session):
    starts_on = timezone.localtime(session.starts_at).date()
    days = (timezone.localdate() - starts_on).days
    weekday = weekday_day(starts_on).split(" ")[0]
    when = f"{weekday} {short_day(starts_on)}"
    return TodoLine(
        title="Saisir les présences",
        detail=f"« {session.workshop} », {when} · {session.registered_line}",
        url=reverse("workshops:attendance", args=[session.pk]),
        act="Saisir les présences",
        when=f"{counted(days, 'jour')} de retard" if days else "aujourd’hui",
        is_late=days > 0,
        rank=10,
    )


def agenda(member):
    """Today's sessions: all of them for staff, her own for a volunteer."""
    sessions = WorkshopSession.objects.visible_to(member)
    if can_see_my_sessions(member):
        sessions = sessions.facilitated_by(member)
    elif not can_manage_workshops(member):
        return []
    today = timezone.localdate()
    page = "workshops:attendance" if can_see_my_sessions(member) else "workshops:session_detail"
    return [
        AgendaLine(
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            title=session.workshop.title,
            detail=f"{session.place}, {_expected(session)}",
            url=reverse(page, args=[session.pk]),
        )
        for session in sessions.on_days(today, today)
        .exclude(status="cancelled")
        .select_related("workshop", "venue")
        .order_by("starts_at", "pk")
    ]


def _expected(session):
    return session.registered_line if session.seats_taken else "sans inscrit pour l’instant"


def timeline(beneficiary, member):
    """A person's sessions: those she is registered for, those she came to, her certificates."""
    if not can_open_files(member):
        return []
    certificates = Document.objects.filter(
        organisation=OuterRef("organisation"),
        kind=ATTENDANCE_CERTIFICATE,
        subject_type=Attendance._meta.label_lower,
        subject_id=OuterRef("pk"),
    ).order_by("number")
    rows = list(
        beneficiary.attendances.select_related("session__workshop")
        .annotate(
            certificates=ArraySubquery(
                certificates.values(fact=JSONObject(key="pk", number="number", at="issued_at"))
            )
        )
        .order_by("-session__starts_at")
    )
    return [
        *_to_come(beneficiary),
        *(_attended(row) for row in rows),
        *(_certified(each) for row in rows for each in row.certificates),
    ]


def _to_come(beneficiary):
    planned = (
        Registration.objects.registered()
        .filter(beneficiary=beneficiary, session__status="planned")
        .filter(session__starts_at__gt=timezone.now())
        .select_related("session__workshop", "session__venue")
    )
    return [
        TimelineEntry(
            at=row.session.starts_at,
            title=f"Atelier « {row.session.workshop} »",
            detail=f"{row.session.place}",
            link_label="la séance",
            icon="calendar-event",
            url=reverse("workshops:session_detail", args=[row.session_id]),
            is_to_come=True,
        )
        for row in planned
    ]


def _attended(row):
    return TimelineEntry(
        at=row.session.starts_at,
        title=f"Atelier « {row.session.workshop} »",
        detail=row.get_status_display().lower(),
        icon=ICONS.get(row.status, "calendar"),
        url=reverse("workshops:session_detail", args=[row.session_id]),
    )


def _certified(document):
    return TimelineEntry(
        at=datetime.fromisoformat(document["at"]),
        title="Attestation de participation",
        detail=f"n°{NO_BREAK}{document['number']}",
        icon="patch-check",
        url=reverse("documents:download", args=[document["key"]]),
    )
