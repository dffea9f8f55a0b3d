"""« Tous présents, sauf… »: the roll of a session, on a phone first."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from beneficiaries.models import AgeBand
from inclusion.exceptions import Refused
from inclusion.organisations.models import Role
from inclusion.permissions import access
from inclusion.text import counted
from workshops.forms import AttendanceForm
from workshops.models import WorkshopSession
from workshops.permissions import can_take_attendance
from workshops.presentation import trail_of, volunteer_trail
from workshops.selectors import attendance_roll, roll_of
from workshops.selectors.messages import expected_online
from workshops.services import close_session


@require_http_methods(["GET", "POST"])
@access(can_take_attendance)
def attendance(request, pk):
    """Everyone is ticked; untick those who did not come, confirm: the session is closed."""
    sessions = WorkshopSession.objects.with_roll_open_to(request.member)
    session = get_object_or_404(sessions.select_related("workshop", "venue"), pk=pk)
    if request.method == "GET" and not session.is_planned:
        return _recorded(request, session)
    form = AttendanceForm(request.POST or None, initial={"walk_ins": expected_online(session)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            close_session(
                session=session,
                by=request.member,
                absent=data["absent"],
                walk_ins=data["walk_ins"],
                anonymous_count=data["anonymous_count"],
                anonymous_known=data["anonymous_known"],
                listed=data["listed"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            answered = len(data["listed"]) + len(data["walk_ins"]) + data["anonymous_count"]
            people = counted(answered, "personne")
            messages.success(request, f"Les présences de {people} sont enregistrées.")
            return redirect(_page_after(request.member), pk=session.pk)
    context = {
        "session": session,
        "form": form,
        "lines": _lines(session, request.member, form),
        "age_bands": AgeBand.choices,
        **_way_back(session, request.member),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/attendance.html", context, status=status)


def _way_back(session, member):
    """A volunteer goes back to her sessions, staff to the session's page."""
    if member.role == Role.VOLUNTEER:
        return {
            "trail": volunteer_trail(session.workshop.title),
            "back_url": reverse("workshops:my_sessions"),
            "back_label": "Mes ateliers",
        }
    return {
        "trail": trail_of(session=session, page="Présences"),
        "back_url": reverse("workshops:session_detail", args=[session.pk]),
        "back_label": "Séance",
    }


def _lines(session, member, form):
    """The roll, as it was ticked when the form comes back."""
    lines = roll_of(session, member)
    if form.is_bound:
        absent = {str(pk): status for pk, status in form.cleaned_data.get("absent", {}).items()}
        for line in lines:
            line.status = absent.get(line.key, "")
            line.is_present = line.key not in absent
    return lines


def _recorded(request, session):
    """What was recorded: staff read it on the session's page, volunteers here, masked."""
    if request.member.role != Role.VOLUNTEER:
        return redirect("workshops:session_detail", pk=session.pk)
    context = {
        "session": session,
        "lines": attendance_roll(session, request.member),
        "trail": volunteer_trail(session.workshop.title),
    }
    return render(request, "workshops/attendance_recorded.html", context)


def _page_after(member):
    if member.role == Role.VOLUNTEER:
        return "workshops:attendance"
    return "workshops:session_detail"
