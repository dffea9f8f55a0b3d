"""Storage media and the proofs of their erasure."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from equipment.evidence_files import open_stored
from equipment.forms import MediumForm, ProofForm
from equipment.models import DeviceStatus, Erasure, ErasureResult, Medium
from equipment.permissions import can_run_pool
from equipment.services import add_medium, correct_medium, record_erasure
from equipment.verdict import required_level
from equipment.views.devices import visible_device
from equipment.views.trails import device_trail
from inclusion.exceptions import Refused
from inclusion.permissions import access


def visible_medium(request, pk):
    media = Medium.objects.visible_to(request.member).select_related("device", "taken_from")
    return get_object_or_404(media, pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def medium_add(request, pk):
    """Write down a medium found in the device."""
    device = visible_device(request, pk)
    form = MediumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            medium = add_medium(device=device, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{medium} inscrit.")
            if "another" in request.POST:
                return redirect("equipment:medium_add", pk=device.pk)
            return redirect("equipment:device_detail", pk=device.pk)
    context = {
        "form": form,
        "device": device,
        "media": device.media.order_by("added_at", "pk"),
        "reopens_quarantine": device.status != DeviceStatus.QUARANTINE,
        "trail": device_trail(device, ("Ajouter un support", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/medium_add.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def medium_correct(request, pk):
    """Correct a medium on which no proof was judged yet."""
    medium = visible_medium(request, pk)
    device = medium.device or medium.taken_from
    initial = {name: getattr(medium, name) for name in ("kind", "model", "serial", "capacity_gb")}
    form = MediumForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_medium(medium=medium, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Support corrigé.")
            return redirect("equipment:device_detail", pk=device.pk)
    context = {
        "form": form,
        "medium": medium,
        "device": device,
        "trail": device_trail(device, ("Corriger un support", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/medium_correct.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def proof_add(request, pk):
    """Give a proof of erasure: the software judges it at once, and says why."""
    medium = visible_medium(request, pk)
    device = medium.device or medium.taken_from
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            erasure = record_erasure(medium=medium, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            _say_verdict(request, erasure)
            return redirect("equipment:device_detail", pk=device.pk)
    context = {
        "form": form,
        "medium": medium,
        "device": device,
        "required_level": required_level(device.type, medium.kind),
        "trail": device_trail(device, ("Ajouter une preuve", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/proof_add.html", context, status=status)


def _say_verdict(request, erasure):
    reasons = " ".join(erasure.reasons)
    if erasure.result == ErasureResult.ACCEPTED:
        messages.success(request, f"Preuve acceptée, niveau {erasure.level}. {reasons}")
    else:
        messages.error(request, f"Preuve gardée, mais refusée. {reasons}")


@require_GET
@access(can_run_pool)
def proof_file(request, pk):
    """The evidence as it was given, always as a download: it is never shown as a page."""
    erasure = get_object_or_404(Erasure.objects.visible_to(request.member), pk=pk)
    try:
        file = open_stored(erasure.organisation_id, erasure.evidence_sha256)
    except FileNotFoundError:
        raise Http404("Le fichier de cette preuve est introuvable.") from None
    return FileResponse(
        file,
        as_attachment=True,
        filename=erasure.evidence_name,
        content_type="application/octet-stream",
    )
