"""Many labels at once: a batch of scans and its acts, and the count of a shelf."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from equipment.forms import AuditForm, BatchForm, CloseAuditForm, MoveForm, PrintForm
from equipment.forms.lots import ChooseLotForm
from equipment.forms.scanning import MAX_PRINT, new_token
from equipment.models import AuditRun
from equipment.permissions import can_run_pool, can_see_pool
from equipment.selectors.scanning import (
    READING_ORDER,
    batch_of,
    compare,
    read_scans,
    unfit_for_check,
)
from equipment.services import add_to_lot, check_erasures, close_audit, move_devices
from equipment.views.stickers import labels_response
from equipment.views.trails import pool_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.tables.writing import CONTENT_TYPES, Sheet, write_csv
from inclusion.text import counted
from inclusion.ui.formats import short_day


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def scan_batch(request):
    """Scan many, then do one thing with all of them."""
    form = BatchForm(request.POST or None)
    context = {
        "form": form,
        "move_form": MoveForm(member=request.member),
        "print_form": PrintForm(member=request.member),
        "lot_form": ChooseLotForm(member=request.member),
        "trail": pool_trail(("Lot de scans", "")),
    }
    if request.method == "GET":
        return render(request, "equipment/scanning_batch.html", context)
    status = 200
    if form.is_valid():
        batch = batch_of(request.member, form.cleaned_data["codes"])
        act = BATCH_ACTS.get(request.POST.get("acte"))
        done = act(request, batch, context) if act else None
        if done:
            return done
        unfit = unfit_for_check(batch.devices)
        for device in batch.devices:
            device.unfit = unfit.get(device.pk, "")
        context["batch"] = batch
        context["fit_count"] = len(batch.devices) - len(unfit)
        status = 422 if "failed" in context else 200
    else:
        context["failed"], status = form, 422
    return render(request, "equipment/scanning_batch.html", context, status=status)


def _move(request, batch, context):
    form = context["move_form"] = MoveForm(request.POST, member=request.member)
    if not form.is_valid():
        context["failed"] = form
        return None
    try:
        moved = move_devices(devices=batch.devices, by=request.member, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        context["failed"] = form
        return None
    place = form.cleaned_data["shelf"] or form.cleaned_data["venue"] or "sans lieu précis"
    many = counted(moved, "appareil déplacé", "appareils déplacés")
    messages.success(request, f"{many}\u00a0: {place}.")
    return redirect("equipment:scan_batch")


def _print(request, batch, context):
    form = context["print_form"] = PrintForm(request.POST, member=request.member)
    count = len(batch.devices) + len(batch.free)
    if form.is_valid() and not 0 < count <= MAX_PRINT:
        form.add_error(None, f"Imprimez de 1 à {MAX_PRINT} étiquettes à la fois.")
    if form.errors:
        context["failed"] = form
        return None
    return labels_response(request, batch.devices, batch.free, form.cleaned_data)


def _check(request, batch, context):
    try:
        checked = check_erasures(devices=batch.devices, by=request.member)
    except Refused as refusal:
        context["form"].add_error(None, refusal.message)
        context["failed"] = context["form"]
        return None
    many = counted(checked, "effacement vérifié", "effacements vérifiés")
    messages.success(request, f"{many}.")
    return redirect("equipment:scan_batch")


def _put_in_lot(request, batch, context):
    form = context["lot_form"] = ChooseLotForm(request.POST, member=request.member)
    if not form.is_valid():
        context["failed"] = form
        return None
    lot = form.cleaned_data["lot"]
    try:
        count, refused = add_to_lot(lot=lot, devices=batch.devices, by=request.member)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        context["failed"] = form
        return None
    many = counted(count, "appareil ajouté", "appareils ajoutés")
    messages.success(request, f"{many} au lot «\u00a0{lot.title}\u00a0».")
    for tag, why in list(refused.items())[:20]:
        messages.warning(request, f"{tag}\u00a0: {why}")
    return redirect("equipment:lot_detail", pk=lot.pk)


def _export(request, batch, context):
    rows = [
        (
            *(device.asset_tag, device.get_type_display(), device.manufacturer, device.model),
            *(device.serial, device.get_status_display()),
            *(device.venue.name if device.venue_id else "", device.shelf),
        )
        for device in batch.devices
    ]
    headers = (
        "Étiquette",
        "Type",
        "Marque",
        "Modèle",
        "N° de série",
        "État",
        "Lieu",
        "Emplacement",
    )
    return _csv(Sheet("Lot de scans", headers, rows), "lot-de-scans")


BATCH_ACTS = {
    "deplacer": _move,
    "imprimer": _print,
    "verifier": _check,
    "confier": _put_in_lot,
    "exporter": _export,
}


def _csv(sheet, name):
    response = HttpResponse(write_csv(sheet), content_type=CONTENT_TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_GET
@access(can_run_pool)
def scan_line(request):
    """What one more scan of a batch is, for the list that grows as one scans."""
    batch = batch_of(request.member, request.GET.get("etiquette", "")[:200])
    return render(request, "equipment/partials/_scanning_lines.html", {"batch": batch})


@require_GET
@access(can_see_pool)
def audit_list(request):
    """The counts of shelves, the latest first."""
    runs = AuditRun.objects.visible_to(request.member).select_related("venue", "by__user")
    page = keyset_page(runs, request, order=("closed_at", "pk"), descending=True)
    context = {
        "page": page,
        "runs_pool": can_run_pool(request.member),
        "trail": pool_trail(("Inventaires", "")),
    }
    return render(request, "equipment/scanning_audit_list.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def audit_create(request):
    """Choose a shelf, scan what is there, compare, then close."""
    member, closes = request.member, request.POST.get("acte") == "clore"
    if request.method == "GET":
        return _audit_page(request, AuditForm(member=member))
    form = (CloseAuditForm if closes else AuditForm)(request.POST, member=member)
    if not form.is_valid():
        return _audit_page(request, form, status=422)
    place = {name: form.cleaned_data[name] for name in ("venue", "shelf")}
    reading = read_scans(form.cleaned_data["codes"], member.organisation.prefix)
    if closes:
        try:
            run = close_audit(
                token=form.cleaned_data["token"],
                tags=reading.tags,
                moves_misplaced=form.cleaned_data["moves_misplaced"],
                by=member,
                **place,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return _audit_page(request, form, status=422)
        messages.success(request, "Inventaire clos.")
        return redirect("equipment:audit_detail", pk=run.pk)
    comparison = compare(
        member, tags=reading.tags, errors=reading.errors, doubles=reading.doubles, **place
    )
    return _audit_page(request, form, comparison=comparison)


def _audit_page(request, form, comparison=None, status=200):
    trail = pool_trail(("Inventaires", _audits_url()), ("Compter une étagère", ""))
    context = {"form": form, "comparison": comparison, "token": new_token(), "trail": trail}
    return render(request, "equipment/scanning_audit.html", context, status=status)


def _audits_url():
    return reverse("equipment:audit_list")


def _run(request, pk):
    runs = AuditRun.objects.visible_to(request.member).select_related("venue", "by__user")
    return get_object_or_404(runs, pk=pk)


def _lines(run):
    """What is wrong first, then what was found."""
    lines = run.lines.select_related("device").order_by("asset_tag")
    return sorted(lines, key=lambda line: READING_ORDER.index(line.outcome))


@require_GET
@access(can_see_pool)
def audit_detail(request, pk):
    """What one count found."""
    run = _run(request, pk)
    trail = pool_trail(("Inventaires", _audits_url()), (short_day(run.closed_at), ""))
    context = {"run": run, "lines": _lines(run), "trail": trail}
    return render(request, "equipment/scanning_audit_detail.html", context)


@require_GET
@access(can_see_pool)
def audit_csv(request, pk):
    """The lines of a count as a table."""
    run = _run(request, pk)
    rows = [
        (
            *(line.asset_tag, line.device.short_name if line.device else ""),
            *(line.get_outcome_display(), line.known_place, "oui" if line.was_moved else "non"),
        )
        for line in _lines(run)
    ]
    headers = ("Étiquette", "Appareil", "Constat", "Place connue", "Rangé ici")
    return _csv(Sheet("Inventaire", headers, rows), f"inventaire-{run.closed_at:%Y-%m-%d}")
