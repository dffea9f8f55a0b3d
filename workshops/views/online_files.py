"""Who is it? A request made online, beside the files it may be that of."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from beneficiaries.limits import may_search
from beneficiaries.models import Beneficiary
from beneficiaries.selectors.duplicates import candidates, masked_line
from beneficiaries.selectors.files import find_beneficiaries
from inclusion.exceptions import Refused
from inclusion.permissions import access
from workshops.forms import PersonForm, SearchForm
from workshops.forms.online_files import OnlineFileForm, names_of
from workshops.models import OnlineRegistration
from workshops.permissions import can_manage_workshops
from workshops.presentation import trail_of
from workshops.services.online_files import attach_online, open_file_of_online


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def online_file(request, pk):
    """Attach the request to a file we have, or open one: someone of ours decides, never a rule."""
    rows = OnlineRegistration.objects.visible_to(request.member).live()
    online = get_object_or_404(rows.select_related("session__workshop", "session__venue"), pk=pk)
    act = request.POST.get("act", "")
    names = names_of(online)
    form = OnlineFileForm(request.POST if act == "open" else None, initial=names)
    if act == "attach":
        return _attached(request, online)
    if act == "open" and form.is_valid():
        try:
            person = open_file_of_online(online=online, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, f"Dossier {person.file_number} ouvert\u00a0: {person} garde sa place."
            )
            return redirect("workshops:session_detail", pk=online.session_id)
    context = {
        "online": online,
        "session": online.session,
        "form": form,
        "candidates": candidates(request.member, **names, phone=online.phone, email=online.email),
        **(_searched(request) if act == "search" else {}),
        "trail": trail_of(session=online.session, page="Inscription en ligne"),
    }
    status = 422 if act == "open" else 200
    return render(request, "workshops/online_file.html", context, status=status)


def _attached(request, online):
    chosen = PersonForm(request.POST)
    key = chosen.cleaned_data["beneficiary"] if chosen.is_valid() else None
    person = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=key)
    try:
        attach_online(online=online, beneficiary=person, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("workshops:online_file", pk=online.pk)
    messages.success(request, f"L’inscription est celle de {person}\u00a0: sa place est la même.")
    return redirect("workshops:session_detail", pk=online.session_id)


def _searched(request):
    """Others than those who look alike: by any name, as everywhere."""
    form = SearchForm(request.POST)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    is_limited = bool(query) and not may_search(request.member)
    found = find_beneficiaries(request.member, query) if query and not is_limited else []
    return {
        "query": query,
        "is_limited": is_limited,
        "found": [(person, masked_line(person)) for person in found],
    }
