"""The programme's settings."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.ui.telling import telling
from workshops.calendars.skipping import zone_in_use
from workshops.forms.series import ClosureForm, ProgrammeSettingsForm
from workshops.models import ProgrammeSettings, VenueClosure
from workshops.permissions import can_manage_workshops
from workshops.presentation import trail_of
from workshops.services.settings import close_venue, reopen_venue, save_settings


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def programme_settings(request):
    """School zone and public page on one side, closures on the other."""
    act = request.POST.get("act", "")
    found = ProgrammeSettings.objects.filter(organisation=request.member.organisation_id).first()
    form = ProgrammeSettingsForm(
        request.POST if act == "settings" else None, instance=found or ProgrammeSettings()
    )
    closure = ClosureForm(
        request.POST if act == "close" else None, member=request.member, auto_id="f_%s"
    )
    if request.method == "POST":
        done = _act(request, act, form, closure)
        if done:
            return done
    context = {
        "form": form,
        "closure_form": closure,
        "zone": zone_in_use(request.member.organisation),
        "closures": VenueClosure.objects.visible_to(request.member)
        .filter(last_day__gte=timezone.localdate())
        .select_related("venue")
        .order_by("first_day", "pk")[:100],
        "is_published": bool(found and found.is_published),
        "trail": trail_of(page="Réglages"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/settings.html", context, status=status)


def _act(request, act, form, closure):
    chosen = {"settings": form, "close": closure}.get(act)
    if chosen is None or not chosen.is_valid():
        return None
    try:
        if act == "settings":
            save_settings(by=request.member, **form.cleaned_data)
            messages.success(request, "Réglages enregistrés.")
        else:
            close_venue(by=request.member, **closure.cleaned_data)
            messages.success(request, "Fermeture notée\u00a0: les séances à venir la sauteront.")
    except Refused as refusal:
        chosen.add_error(None, refusal.message)
        return None
    return redirect("workshops:settings")


@require_POST
@access(can_manage_workshops)
def closure_remove(request, pk):
    closure = get_object_or_404(VenueClosure.objects.visible_to(request.member), pk=pk)
    with telling(request, "Fermeture retirée."):
        reopen_venue(by=request.member, closure=closure)
    return redirect("workshops:settings")
