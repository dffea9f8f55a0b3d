"""Correcting a closed session, with its reason; filling in those that nobody has said who came."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.limits import may_search
from beneficiaries.models import AgeBand, Beneficiary
from beneficiaries.selectors.files import find_beneficiaries
from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.text import counted
from workshops.forms import AmendForm, SearchForm
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
    added = _added(request)
    form = AmendForm(
        request.POST or None, session=session, lines=amendable_lines(session), added=added
    )
    searches = "search" in request.POST
    if request.method == "POST" and not searches and form.is_valid():
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
        "added": added,
        **(_found(request, session, added) if searches else {}),
    }
    if searches:
        # Someone looked for is no correction yet: nothing is missing from the form.
        form.errors.clear()
    status = 422 if request.method == "POST" and not searches else 200
    return render(request, "workshops/session_amend.html", context, status=status)


def _added(request):
    """Those ticked so far, kept while others are looked for."""
    keys = listed_ids(request.POST.getlist("added"))
    people = Beneficiary.objects.visible_to(request.member).in_use().filter(pk__in=keys)
    return list(people.order_by("sort_name", "pk"))


def _found(request, session, added):
    """Whom the words may mean, save who is noted or ticked already."""
    form = SearchForm({"q": request.POST.get("who", "")})
    query = form.cleaned_data["q"] if form.is_valid() else ""
    is_limited = bool(query) and not may_search(request.member)
    found = find_beneficiaries(request.member, query) if query and not is_limited else []
    known = set(session.attendances.values_list("beneficiary_id", flat=True))
    known |= {person.pk for person in added}
    return {
        "candidates": [person for person in found if person.pk not in known],
        "is_limited": is_limited,
        "searched": bool(query),
    }


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
