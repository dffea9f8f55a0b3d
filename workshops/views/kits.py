"""The kit of a session: what leaves, and what came back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.text import counted
from workshops.forms.kits import CheckKitForm, TakeKitForm
from workshops.models import KitReturn, WorkshopSession
from workshops.permissions import can_carry_kits
from workshops.presentation import trail_of
from workshops.selectors.kits import portable_in_stock
from workshops.services.kits import check_in_kit, kit_line, take_kit


@require_http_methods(["GET", "POST"])
@access(can_carry_kits)
def kit(request, pk):
    """One page, two acts: take devices along, check them in."""
    sessions = WorkshopSession.objects.visible_to(request.member)
    session = get_object_or_404(sessions.select_related("workshop", "venue"), pk=pk)
    act = request.POST.get("act", "")
    items = list(session.kit.select_related("device", "checked_by__user").order_by("pk"))
    out = [item for item in items if item.checked_at is None]
    take = TakeKitForm(
        request.POST if act == "take" else None,
        devices=portable_in_stock(request.member),
        auto_id="p_%s",
    )
    check = CheckKitForm(request.POST if act == "check" else None, items=out, auto_id="r_%s")
    if request.method == "POST":
        done = _act(request, act, session, take, check)
        if done:
            return done
    context = {
        "session": session,
        "trail": trail_of(session=session, page="Matériel emporté"),
        "out": out,
        "checked": [item for item in items if item.checked_at],
        "line": kit_line(items) if items else "",
        "take": take,
        "check": check,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/kit.html", context, status=status)


def _act(request, act, session, take, check):
    """The answer when the act is done; None when a form comes back."""
    form = {"take": take, "check": check}.get(act)
    if form is None or not form.is_valid():
        return None
    try:
        if act == "take":
            tags = form.cleaned_data["all_tags"]
            take_kit(session=session, by=request.member, tags=tags)
            messages.success(request, "Le matériel est noté. Bonne tournée.")
        else:
            items = check_in_kit(session=session, by=request.member, outcomes=form.outcomes())
            messages.success(request, _said_of(items))
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    return redirect("workshops:kit", pk=session.pk)


def _said_of(items):
    """What follows from a return: an erasure before any hand-over, a loss to look into."""
    said = "Le retour est noté\u00a0: avant d’être remis à quelqu’un, ce qui revient s’efface."
    missing = sum(item.outcome == KitReturn.MISSING for item in items)
    if missing:
        lost = counted(missing, "appareil est déclaré perdu", "appareils sont déclarés perdus")
        said += (
            f" {lost}\u00a0: si le public a pu y laisser des données, le délai de 72\u00a0heures"
            " court (Matériel, violations de données)."
        )
    return said
