"""Correcting a closed session, with its reason; filling in those that nobody has said who came."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.models import AgeBand
from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.text import counted
from workshops.forms import AmendForm
from workshops.forms.attendance import listed_ids
from workshops.models import WorkshopSession
from workshops.permissions import can_manage_workshops
from workshops.presentation import trail_of
from workshops.selectors import amendable_lines, sessions_to_fill
from workshops.services import amend_session, close_session


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def session_amend(request, pk):
    """What was noted, to correct; the reason is kept with who corrected, before and after."""
    sessions = WorkshopSession.objects.visible_to(request.member)
    session = get_object_or_404(sessions.select_related("workshop", "venue"), pk=pk)
    if not session.is_closed:
        return redirect("workshops:attendance", pk=session.pk)
    form = AmendForm(request.POST or None, session=session, lines=amendable_lines(session))
    if request.method == "POST" and form.is_valid():
        try:
            amend_session(session=session, by=request.member, **form.act_arguments())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La correction est enregistrée, avec son motif.")
            return redirect("workshops:session_detail", pk=session.pk)
    context = {
        "session": session,
        "form": form,
        "age_bands": AgeBand.choices,
        "trail": trail_of(session=session, page="Corriger"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/session_amend.html", context, status=status)


@require_GET
@access(can_manage_workshops)
def unfilled(request):
    """The sessions without presences, oldest first: everyone came, in one press, or open the roll.

    With all their people: who presses « tous présents » has read the names.
    """
    shown = sessions_to_fill(request.member, timezone.now())
    return render(request, "workshops/unfilled.html", {"sessions": shown})


@require_POST
@access(can_manage_workshops)
def all_present(request, pk):
    """Everyone who was listed came: the session is closed in one press."""
    session = get_object_or_404(WorkshopSession.objects.visible_to(request.member), pk=pk)
    listed = listed_ids(request.POST.getlist("listed"))
    try:
        close_session(session=session, by=request.member, listed=listed)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        people = counted(len(listed), "personne présente", "personnes présentes")
        messages.success(request, f"« {session} » est enregistrée : {people}.")
    return redirect("workshops:unfilled")
