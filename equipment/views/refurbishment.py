"""The bench: a device tried, repaired, its papers, and the shelf of parts."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.forms import EndRepairForm, StartRepairForm, TestForm
from equipment.models import DeviceStatus, Intervention
from equipment.permissions import can_run_pool, can_see_pool
from equipment.selectors import (
    interventions_of,
    last_run,
    open_intervention,
    runs_of,
    what_is_missing,
)
from equipment.services import (
    end_repair,
    issue_product_sheet,
    issue_repair_sheet,
    start_repair,
    try_and_mark_ready,
)
from equipment.views.acting import act_page
from equipment.views.devices import visible_device
from equipment.views.trails import device_trail
from inclusion.exceptions import Refused
from inclusion.permissions import access


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_ready(request, pk):
    """The last look, on one page: the checklist, the grades, the battery; then it is ready."""
    device = visible_device(request, pk)
    run = last_run(device)
    initial = {
        "condition_grade": device.condition_grade,
        "battery_percent": device.battery_percent,
        "accessories": device.accessories,
        "function": run.function if run else "",
    }
    form = TestForm(request.POST or None, device=device, initial={"minutes": 15} | initial)
    is_filling = request.method == "POST" and "fill" in request.POST
    if is_filling:
        filled = form.with_the_rest_working()
        form = TestForm(device=device, initial={name: filled.get(name) for name in filled})
    elif request.method == "POST" and form.is_valid():
        try:
            run = try_and_mark_ready(
                device=device,
                by=request.member,
                accessories=form.cleaned_data["accessories"],
                **form.tried,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return _after_test(request, device, run, form.checklist)
    context = {
        "form": form,
        "device": device,
        "readiness": what_is_missing(device),
        "trail": device_trail(device, ("Déclarer prêt", "")),
    }
    status = 422 if request.method == "POST" and not is_filling else 200
    return render(request, "equipment/device_ready.html", context, status=status)


def _after_test(request, device, run, checklist):
    if run.is_passed:
        messages.success(request, f"{device.asset_tag} est prêt à remettre.")
        return redirect("equipment:device_detail", pk=device.pk)
    faults = ", ".join(line.title.lower() for line in checklist.faults(run.answers))
    reason = faults or "bon pour ses pièces"
    messages.warning(request, f"Contrôles gardés, mais non réussis\u00a0: {reason}.")
    return redirect("equipment:device_bench", pk=device.pk)


@require_GET
@access(can_see_pool)
def device_bench(request, pk):
    """Every run and every repair of a device."""
    device = visible_device(request, pk)
    context = {
        "device": device,
        "runs": runs_of(device),
        "interventions": interventions_of(device),
        "runs_pool": can_run_pool(request.member),
        "trail": device_trail(device, ("Contrôles et réparations", "")),
    }
    return render(request, "equipment/device_bench.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_repair(request, pk):
    """A device goes on the bench, with what is wrong with it."""
    device = visible_device(request, pk)
    form = StartRepairForm(request.POST or None)
    return act_page(
        request,
        device,
        form,
        lambda: start_repair(device=device, by=request.member, **form.cleaned_data),
        title="Ouvrir une réparation",
        button="Ouvrir la réparation",
        icon="wrench",
        done=f"{device.asset_tag} est en réparation.",
        consequences=[
            "L’appareil passe «\u00a0En réparation\u00a0».",
            "Il repassera ses contrôles avant d’être prêt.",
            "Un support ajouté sans preuve le remettra en quarantaine.",
        ],
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_repaired(request, pk):
    """The repair ends: what was done, how long, which parts."""
    device = visible_device(request, pk)
    form = EndRepairForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            end_repair(device=device, by=request.member, **form.ended)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Réparation finie.")
            return redirect("equipment:device_detail", pk=device.pk)
    context = {
        "form": form,
        "device": device,
        "intervention": open_intervention(device),
        "is_under_repair": device.status == DeviceStatus.UNDER_REPAIR,
        "trail": device_trail(device, ("Finir la réparation", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/device_repaired.html", context, status=status)


@require_POST
@access(can_run_pool)
def device_product_sheet(request, pk):
    """Issue the sheet that goes with a tested device."""
    device = visible_device(request, pk)
    try:
        document = issue_product_sheet(device=device, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("equipment:device_detail", pk=device.pk)
    return redirect("documents:progress", pk=document.job_id)


@require_POST
@access(can_run_pool)
def intervention_sheet(request, pk):
    """Issue the sheet of a repair that is over."""
    mine = Intervention.objects.visible_to(request.member).select_related("device")
    intervention = get_object_or_404(mine, pk=pk)
    try:
        document = issue_repair_sheet(intervention=intervention, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("equipment:device_bench", pk=intervention.device_id)
    return redirect("documents:progress", pk=document.job_id)
