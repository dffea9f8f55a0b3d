"""One session: who is registered, who came, what it proves."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.limits import may_search
from beneficiaries.models import Beneficiary
from beneficiaries.selectors.files import find_beneficiaries
from inclusion.exceptions import Refused
from inclusion.permissions import access
from workshops.forms import PersonForm, SearchForm
from workshops.models import RegistrationStatus, WorkshopSession
from workshops.permissions import can_issue_certificates, can_manage_workshops
from workshops.presentation import session_page
from workshops.services import issue_certificates, register_participant, unregister_participant


def _session(request, pk):
    sessions = WorkshopSession.objects.visible_to(request.member).select_related(
        "workshop", "venue", "closed_by__user", "cancelled_by__user"
    )
    return get_object_or_404(sessions, pk=pk)


@require_GET
@access(can_manage_workshops)
def session_detail(request, pk):
    """The session's page: its people, its acts, its certificates."""
    session = _session(request, pk)
    return render(request, "workshops/session_detail.html", session_page(session))


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def participant_search(request, pk):
    """Look for a person to register; by POST, so that a name stays out of addresses and logs."""
    session = _session(request, pk)
    if request.method == "GET":
        return redirect("workshops:session_detail", pk=session.pk)
    form = SearchForm(request.POST)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    is_limited = bool(query) and not may_search(request.member)
    found = find_beneficiaries(request.member, query) if query and not is_limited else []
    registered = set(session.registrations.registered().values_list("beneficiary_id", flat=True))
    search = {
        "query": query,
        "is_limited": is_limited,
        "candidates": [(person, person.pk in registered) for person in found],
    }
    if request.htmx:
        context = {"session": session, **search}
        return render(request, "workshops/partials/_register.html", context)
    return render(request, "workshops/session_detail.html", session_page(session) | search)


def _person(request):
    form = PersonForm(request.POST)
    if not form.is_valid():
        raise BadRequest("Personne inconnue.")
    people = Beneficiary.objects.visible_to(request.member)
    return get_object_or_404(people, pk=form.cleaned_data["beneficiary"])


@require_POST
@access(can_manage_workshops)
def participant_register(request, pk):
    session, person = _session(request, pk), _person(request)
    try:
        seat = register_participant(
            session=session, beneficiary=person, by=request.member, or_wait=True
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        waits = seat.status == RegistrationStatus.WAITLISTED
        done = "est en liste d’attente" if waits else "est inscrit·e"
        messages.success(request, f"{person} {done}.")
    return redirect("workshops:session_detail", pk=session.pk)


@require_POST
@access(can_manage_workshops)
def participant_unregister(request, pk):
    session, person = _session(request, pk), _person(request)
    try:
        unregister_participant(session=session, beneficiary=person, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"La place de {person} est libérée.")
    return redirect("workshops:session_detail", pk=session.pk)


@require_POST
@access(can_issue_certificates)
def certificates_issue(request, pk):
    """For one person when the form names her, else for everyone who came."""
    session = _session(request, pk)
    people = [_person(request)] if request.POST.get("beneficiary") else None
    try:
        documents = issue_certificates(session=session, by=request.member, beneficiaries=people)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("workshops:session_detail", pk=session.pk)
    return redirect("documents:progress", pk=documents[0].job_id)
