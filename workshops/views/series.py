"""Many dates at once: what would be created is shown first, then all of it or none."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.text import counted
from workshops.forms.series import CopyForm, SeriesForm
from workshops.models import SeriesOrigin
from workshops.permissions import can_manage_workshops
from workshops.presentation import trail_of
from workshops.services.series import create_series, draft_copy, draft_weekly


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def series_plan(request):
    """Repeat a session every week until a day."""
    initial = {
        "workshop": request.GET.get("atelier"),
        "day": request.GET.get("jour"),
        "capacity": 12,
        "facilitators": [request.member.pk],
    }
    form = SeriesForm(request.POST or None, member=request.member, initial=initial)

    def drafts():
        return draft_weekly(by=request.member, **form.draft_arguments())

    page = {
        "heading": "Répéter une séance",
        "subtitle": "Les jours fériés, fermetures et vacances sont sautés",
        "is_weekly": True,
    }
    return _plan(request, form, drafts, SeriesOrigin.WEEKLY, page)


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def series_copy(request):
    """Copy last quarter, whole weeks later."""
    form = CopyForm(request.POST or None, initial=CopyForm.last_quarter())

    def drafts():
        return draft_copy(by=request.member, **form.cleaned_data)

    page = {
        "heading": "Copier le trimestre dernier",
        "subtitle": "Chaque séance garde son jour, son heure, son lieu et son animation",
        "is_weekly": False,
    }
    return _plan(request, form, drafts, SeriesOrigin.COPIED, page)


def _plan(request, form, build, origin, page):
    """Three answers to one address: the form, the preview, the series created."""
    context = {**page, "form": form, "trail": trail_of(page=page["heading"])}
    is_create = request.POST.get("act") == "create"
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "workshops/series_form.html", context, status=status)
    try:
        drafts, warning = build()
        if not drafts:
            raise Refused("Aucune séance dans cette période.")
        if is_create:
            keys = set(request.POST.getlist("keys"))
            series = create_series(by=request.member, origin=origin, drafts=drafts, keys=keys)
            number = counted(len(keys), "séance est planifiée", "séances sont planifiées")
            messages.success(request, f"{number}.")
            first = min(each.starts_at for each in series.sessions.all())
            return redirect(f"{reverse('workshops:week')}?semaine={first.date().isoformat()}")
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return render(request, "workshops/series_form.html", context, status=422)
    kept = [draft for draft in drafts if not draft.why_not]
    context |= {
        "drafts": drafts,
        "warning": warning,
        "kept_count": len(kept),
        "left_line": counted(len(drafts) - len(kept), "date sautée", "dates sautées"),
        "posted": [
            (name, value)
            for name, values in request.POST.lists()
            if name in form.fields
            for value in values
        ],
    }
    return render(request, "workshops/series_preview.html", context)
