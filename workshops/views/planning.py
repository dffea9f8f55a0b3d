"""Planning pages: a workshop, a session, a change, a cancellation."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from inclusion.exceptions import Refused
from inclusion.permissions import access
from workshops.forms import CancelForm, SessionForm, WorkshopForm
from workshops.models import WorkshopSession
from workshops.permissions import can_manage_workshops
from workshops.presentation import cancel_consequence, trail_of
from workshops.services import cancel_session, create_workshop, plan_session, update_session


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def workshop_create(request):
    """A new workshop, then straight to its first date."""
    form = WorkshopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workshop = create_workshop(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("title", refusal.message)
        else:
            messages.success(request, f"L’atelier « {workshop} » est au programme.")
            address = reverse("workshops:session_plan")
            return redirect(f"{address}?atelier={workshop.pk}")
    context = {
        "form": form,
        "trail": trail_of(page="Nouvel atelier"),
        "back_url": reverse("workshops:workshop_list"),
    }
    return render(request, "workshops/workshop_form.html", context, status=_status(request))


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def session_plan(request):
    """Plan a session; `?atelier=` and `?jour=` fill in what is known."""
    initial = {
        "workshop": request.GET.get("atelier"),
        "day": request.GET.get("jour"),
        "capacity": 12,
        "facilitators": [request.member.pk],
    }
    form = SessionForm(request.POST or None, member=request.member, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            session = plan_session(by=request.member, **form.act_arguments())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La séance est planifiée. Il reste à inscrire les personnes.")
            return redirect("workshops:session_detail", pk=session.pk)
    context = {
        "form": form,
        "trail": trail_of(page="Planifier une séance"),
        "back_url": reverse("workshops:week"),
    }
    return render(request, "workshops/session_form.html", context, status=_status(request))


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def session_update(request, pk):
    """Move a session that has not begun."""
    session = _session(request, pk)
    form = SessionForm(
        request.POST or None,
        member=request.member,
        session=session,
        initial=SessionForm.values_of(session),
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_session(session=session, by=request.member, **form.act_arguments())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La séance est modifiée.")
            return redirect("workshops:session_detail", pk=session.pk)
    context = {
        "form": form,
        "session": session,
        "trail": trail_of(session=session, page="Modifier"),
        "back_url": reverse("workshops:session_detail", args=[session.pk]),
    }
    return render(request, "workshops/session_form.html", context, status=_status(request))


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def session_cancel(request, pk):
    """Repeat what cancelling does, ask why, then do it."""
    session = _session(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(session=session, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La séance est annulée, les places sont libérées.")
            return redirect("workshops:session_detail", pk=session.pk)
    context = {
        "form": form,
        "session": session,
        "trail": trail_of(session=session, page="Annuler"),
        "consequence": cancel_consequence(session),
    }
    return render(request, "workshops/session_cancel.html", context, status=_status(request))


def _session(request, pk):
    sessions = WorkshopSession.objects.visible_to(request.member)
    return get_object_or_404(sessions.select_related("workshop", "venue"), pk=pk)


def _status(request):
    """A form that comes back is an answer 422."""
    return 422 if request.method == "POST" else 200
