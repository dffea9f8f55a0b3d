"""Devices that end here: for parts, waste, lost and found; many at once; breaches of data."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment import services
from equipment.forms import CloseBreachForm, LostForm, RetireForm, RetireManyForm
from equipment.models import BreachRecord, RetirementProposal
from equipment.permissions import can_close_breaches, can_run_pool
from equipment.services.losses import EXPOSED
from equipment.views.acting import act_page
from equipment.views.devices import visible_device
from equipment.views.pool import chosen_devices
from equipment.views.trails import pool_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.text import counted
from inclusion.ui.telling import telling


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_for_parts(request, pk):
    """A device that will only give its parts."""
    device = visible_device(request, pk)
    form = RetireForm(request.POST or None)
    return act_page(
        request,
        device,
        form,
        lambda: services.take_for_parts(device=device, by=request.member, **form.cleaned_data),
        title="Garder pour pièces",
        button="Garder pour pièces, sans retour",
        icon="puzzle",
        done=f"{device.asset_tag} est gardé pour ses pièces.",
        is_danger=True,
        consequences=[
            "L’appareil ne pourra plus être remis à personne.",
            "Ses supports se retirent un à un, en réserve ou à détruire.",
            "Vidé de ce qui sert, il deviendra un déchet DEEE.",
        ],
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_waste(request, pk):
    """A device that nobody will use again."""
    device = visible_device(request, pk)
    form = RetireForm(request.POST or None)
    return act_page(
        request,
        device,
        form,
        lambda: services.mark_waste(device=device, by=request.member, **form.cleaned_data),
        title="Mettre au rebut",
        button="Mettre au rebut, sans retour",
        icon="recycle",
        done=f"{device.asset_tag} est un déchet DEEE.",
        is_danger=True,
        consequences=[
            "L’appareil devient un déchet d’équipement électrique et électronique (DEEE).",
            "Il sort du parc et ne pourra plus être remis à personne.",
            "Son histoire et ses preuves restent lisibles.",
        ],
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_lost(request, pk):
    """A device nobody can find; one not erased opens a breach, and its 72 hours."""
    device = visible_device(request, pk)
    opens_breach = device.holds_data and device.status in EXPOSED
    form = LostForm(
        request.POST or None,
        opens_breach=opens_breach,
        initial={"known_at": timezone.localtime().replace(second=0, microsecond=0)},
    )
    consequences = ["L’appareil passe «\u00a0Perdu ou volé\u00a0»\u00a0; sa réservation s’arrête."]
    if opens_breach:
        consequences += [
            "Ses données n’étaient pas effacées\u00a0: un dossier de violation s’ouvre.",
            "La CNIL en est avertie sous 72\u00a0heures, sauf si aucun risque n’est probable.",
        ]
    return act_page(
        request,
        device,
        form,
        lambda: services.declare_lost(device=device, by=request.member, **form.cleaned_data),
        title="Déclarer perdu ou volé",
        button="Déclarer la perte",
        icon="exclamation-circle",
        done=f"{device.asset_tag} est déclaré perdu.",
        is_danger=True,
        consequences=consequences,
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_found(request, pk):
    """A lost device is back."""
    device = visible_device(request, pk)
    form = forms.Form(request.POST or {} if request.method == "POST" else None)
    back = "en quarantaine" if device.holds_data else "au parc"
    return act_page(
        request,
        device,
        form,
        lambda: services.find_again(device=device, by=request.member),
        title="Appareil retrouvé",
        button="Il est retrouvé",
        icon="arrow-return-left",
        done=f"{device.asset_tag} est de retour, {back}.",
        consequences=[
            f"L’appareil revient {back}.",
            "Nul ne sait qui l’a eu\u00a0: les preuves d’effacement d’avant ne valent plus.",
            "Un dossier de violation ouvert se clôt à part.",
        ],
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def devices_retire(request):
    """Retire the ticked devices: at once up to five, proposed to a second person beyond."""
    devices = chosen_devices(request)
    if not devices:
        messages.warning(request, "Cochez au moins un appareil.")
        return redirect("equipment:device_list")
    is_proposal = len(devices) > services.ALONE_AT_MOST
    form = RetireManyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = services.propose_retirement if is_proposal else services.retire_devices
        try:
            made = act(devices=devices, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            if is_proposal:
                messages.success(request, "Proposition envoyée\u00a0: une autre personne confirme.")
                return redirect("equipment:retirement_detail", pk=made.pk)
            many = counted(len(made), "appareil sorti du parc", "appareils sortis du parc")
            messages.success(request, f"{many}.")
            return redirect("equipment:device_list")
    context = {
        "form": form,
        "devices": devices,
        "is_proposal": is_proposal,
        "trail": pool_trail(("Sortir du parc", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/devices_retire.html", context, status=status)


def _visible_proposal(request, pk):
    proposals = RetirementProposal.objects.visible_to(request.member).select_related(
        "proposed_by__user", "confirmed_by__user", "declined_by__user"
    )
    return get_object_or_404(proposals, pk=pk)


@require_GET
@access(can_run_pool)
def retirement_list(request):
    """The proposals, latest first."""
    proposals = RetirementProposal.objects.visible_to(request.member).select_related(
        "proposed_by__user"
    )
    context = {
        "page": keyset_page(proposals, request, order=("proposed_at", "pk"), descending=True),
        "trail": pool_trail(("Sorties à confirmer", "")),
    }
    return render(request, "equipment/retirement_list.html", context)


@require_GET
@access(can_run_pool)
def retirement_detail(request, pk):
    """What is proposed, by whom, and the answer of a second person."""
    proposal = _visible_proposal(request, pk)
    context = {
        "proposal": proposal,
        "lines": proposal.lines.select_related("device__venue").order_by("pk"),
        "is_mine": proposal.proposed_by.user_id == request.member.user_id,
        "trail": pool_trail(("Sorties à confirmer", "")),
    }
    return render(request, "equipment/retirement_detail.html", context)


@require_POST
@access(can_run_pool)
def retirement_confirm(request, pk):
    """A second person agrees."""
    return _answer(request, pk, services.confirm_retirement, "Appareils sortis du parc.")


@require_POST
@access(can_run_pool)
def retirement_decline(request, pk):
    """The devices stay."""
    return _answer(request, pk, services.decline_retirement, "Les appareils restent au parc.")


def _answer(request, pk, act, done):
    proposal = _visible_proposal(request, pk)
    with telling(request, done):
        act(proposal=proposal, by=request.member)
    return redirect("equipment:retirement_detail", pk=proposal.pk)


@require_GET
@access(can_close_breaches)
def breach_list(request):
    """The breaches of data, latest first: the register that art. 33 asks for."""
    breaches = BreachRecord.objects.visible_to(request.member).select_related("device", "loss")
    context = {
        "page": keyset_page(breaches, request, order=("known_at", "pk"), descending=True),
        "trail": pool_trail(("Violations de données", "")),
    }
    return render(request, "equipment/breach_list.html", context)


@require_http_methods(["GET", "POST"])
@access(can_close_breaches)
def breach_detail(request, pk):
    """One breach: its clock, what is known, and its closing."""
    breaches = BreachRecord.objects.visible_to(request.member)
    breach = breaches.select_related("device", "loss__by__user", "closed_by__user").filter(pk=pk)
    breach = breach.first()
    if breach is None:
        raise Http404("Dossier inconnu.")
    form = CloseBreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_breach(breach=breach, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Dossier clos.")
            return redirect("equipment:breach_detail", pk=breach.pk)
    context = {
        "breach": breach,
        "form": form,
        "trail": pool_trail(("Violations de données", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/breach_detail.html", context, status=status)
