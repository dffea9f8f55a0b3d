"""One device: its page, its record, and the steps of its life."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from equipment.acts import acts_on
from equipment.chain import chain_of
from equipment.forms import DeviceForm, ReceiveForm
from equipment.forms.service import ReturnForm
from equipment.history import history_of
from equipment.label_pictures import label_qr
from equipment.models import AWAY, HELD_BACK, Device
from equipment.next_steps import next_steps
from equipment.permissions import can_run_pool, can_see_lots, can_see_pool, person_shown_to
from equipment.selectors import (
    bench_of,
    current_allocation,
    documents_about,
    media_with_proofs_listed,
    what_is_missing,
)
from equipment.selectors.evidence import evidence_of
from equipment.selectors.lots import open_line
from equipment.services import receive_device, return_device, update_device
from equipment.services.allocation import left_with
from equipment.services.loose_media import OPENED
from equipment.views.trails import device_trail, pool_trail
from inclusion.exceptions import Refused
from inclusion.permissions import access

# The others are in the list of all the files read.
SHOWN_FILES = 12
DEVICE_FIELDS = [
    "type",
    "manufacturer",
    "model",
    "serial",
    "processor",
    "memory_gb",
    "screen_inches",
    "origin",
    "donor_name",
    "venue",
    "shelf",
]


def visible_device(request, pk):
    devices = Device.objects.visible_to(request.member).select_related("venue")
    return get_object_or_404(devices, pk=pk)


@require_GET
@access(can_see_pool)
def device_detail(request, pk):
    """Where the device stands, what it lacks, what proves it, and what was done to it."""
    device = visible_device(request, pk)
    member = request.member
    readiness = what_is_missing(device)
    allocation = current_allocation(device)
    runs_pool = can_run_pool(member)
    bench = bench_of(device)
    context = {
        "device": device,
        "trail": device_trail(device),
        "steps": chain_of(device, allocation, bench.run and bench.run.tested_at),
        "readiness": readiness,
        "checks": readiness.in_order(with_links=runs_pool),
        "media": media_with_proofs_listed(device),
        "allocation": allocation,
        "person": person_shown_to(member, allocation.beneficiary) if allocation else "",
        "lot_line": None if allocation else open_line(device),
        "sees_lots": can_see_lots(member),
        "acts": acts_on(device, member, allocation),
        "documents": documents_about(device, member),
        "evidence": evidence_of(device)[:SHOWN_FILES],
        "history": history_of(device),
        "runs_pool": runs_pool,
        "is_here": device.status not in AWAY,
        "is_held_back": device.status in HELD_BACK,
        "may_open_case": runs_pool and device.status in OPENED,
        "next_steps": next_steps(device) if runs_pool else [],
        "bench": bench,
        "qr": label_qr(device),
    }
    return render(request, "equipment/device_detail.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_receive(request):
    """A device comes in; its label is given with its record."""
    form = ReceiveForm(
        request.POST or None,
        member=request.member,
        initial={
            "received_on": timezone.localdate(),
            "asset_tag": request.GET.get("etiquette", "")[:200],
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            device = receive_device(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                f"{device.asset_tag} est réceptionné."
                if form.cleaned_data["asset_tag"]
                else f"Appareil réceptionné. Collez l’étiquette {device.asset_tag}.",
            )
            if device.holds_data:
                return redirect("equipment:medium_add", pk=device.pk)
            return redirect("equipment:device_detail", pk=device.pk)
    context = {"form": form, "trail": pool_trail(("Réceptionner", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/device_receive.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_update(request, pk):
    """Correct the record."""
    device = visible_device(request, pk)
    initial = {field: getattr(device, field) for field in DEVICE_FIELDS}
    form = DeviceForm(request.POST or None, member=request.member, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_device(device=device, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Fiche enregistrée.")
            return redirect("equipment:device_detail", pk=device.pk)
    context = {"form": form, "device": device, "trail": device_trail(device, ("Modifier", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/device_update.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_return(request, pk):
    """A person gives a device back."""
    device = visible_device(request, pk)
    names = left_with(current_allocation(device), device)
    form = ReturnForm(request.POST or None, names=names, initial={"back": names})
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        try:
            return_device(device=device, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{device.asset_tag} est de retour, en quarantaine.")
            return redirect("equipment:device_detail", pk=device.pk)
    context = {"device": device, "form": form, "trail": device_trail(device, ("Reprendre", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/device_return.html", context, status=status)
