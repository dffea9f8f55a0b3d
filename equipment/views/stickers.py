"""Rolls of labels, printers, and sheets to print."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.forms import PrinterForm, PrintForm, RollForm, RollPrintForm, VoidLabelForm
from equipment.forms.scanning import MAX_PRINT
from equipment.models import LabelPrinter, LabelRoll
from equipment.papers.label_sheets import Label, draw_calibration, draw_sheets
from equipment.permissions import can_run_pool
from equipment.services import (
    create_printer,
    remove_printer,
    reserve_labels,
    update_printer,
    void_label,
)
from equipment.views.pool import chosen_devices
from equipment.views.trails import pool_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.text import counted
from inclusion.ui.telling import telling


def stickers_trail(*further):
    return pool_trail(("Étiquettes", reverse("equipment:roll_list")), *further)


def labels_response(request, devices, free_tags, chosen):
    """The sheet of these devices' labels and of these free ones, as the print form says."""
    owner = request.member.organisation.name
    labels = [
        Label(d.asset_tag, owner, d.get_type_display(), f"{d.manufacturer} {d.model}")
        for d in devices
    ]
    labels += [Label(tag, owner) for tag in free_tags]
    content = draw_sheets(
        labels,
        chosen["sheet_format"],
        address=settings.PUBLIC_URL,
        start=chosen["start"],
        offset=chosen["offset"],
    )
    return _pdf(content, "etiquettes")


def _pdf(content, name):
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@require_GET
@access(can_run_pool)
def roll_list(request):
    """The rolls, the latest first, with what is left of each; and the printers."""
    status = {s: Count("labels", Q(labels__status=s)) for s in ("free", "stuck", "void")}
    rolls = LabelRoll.objects.visible_to(request.member).annotate(**status)
    context = {
        "page": keyset_page(rolls, request, order=("created_at", "pk"), descending=True),
        "printers": LabelPrinter.objects.visible_to(request.member).order_by("name", "pk")[:50],
        "trail": pool_trail(("Étiquettes", "")),
    }
    return render(request, "equipment/stickers_roll_list.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def roll_create(request):
    """Keep new ids for devices to come."""
    form = RollForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            roll = reserve_labels(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            many = counted(roll.label_count, "étiquette réservée", "étiquettes réservées")
            messages.success(request, f"{many}. Imprimez-les quand vous voulez.")
            return redirect("equipment:roll_detail", pk=roll.pk)
    context = {"form": form, "trail": stickers_trail(("Nouveau rouleau", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/stickers_roll_create.html", context, status=status)


def _roll(request, pk):
    return get_object_or_404(LabelRoll.objects.visible_to(request.member), pk=pk)


def _roll_page(request, roll, *, print_form=None, void_form=None, status=200):
    member = request.member
    labels = roll.labels.select_related("device")
    last = min(roll.label_count, MAX_PRINT)
    context = {
        "roll": roll,
        "page": keyset_page(labels, request, order=("rank", "pk")),
        "counts": roll.labels.aggregate(
            **{s: Count("pk", Q(status=s)) for s in ("free", "stuck", "void")}
        ),
        "print_form": print_form
        or RollPrintForm(member=member, initial={"start": 1, "first": 1, "last": last}),
        "void_form": void_form or VoidLabelForm(member=member),
        "failed": next((f for f in (print_form, void_form) if f is not None), None),
        "trail": stickers_trail((roll.name, "")),
    }
    return render(request, "equipment/stickers_roll_detail.html", context, status=status)


@require_GET
@access(can_run_pool)
def roll_detail(request, pk):
    """One roll: what is left, what to print, which labels are where."""
    return _roll_page(request, _roll(request, pk))


@require_POST
@access(can_run_pool)
def roll_print(request, pk):
    """A part of the roll as sheets; void labels are left out."""
    roll = _roll(request, pk)
    form = RollPrintForm(request.POST, member=request.member)
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        labels = roll.labels.filter(rank__range=(first, last)).exclude(status="void")
        tags = list(labels.order_by("rank").values_list("asset_tag", flat=True))
        if tags:
            return labels_response(request, [], tags, form.cleaned_data)
        form.add_error(None, "Aucune étiquette à imprimer dans cette partie du rouleau.")
    return _roll_page(request, roll, print_form=form, status=422)


@require_POST
@access(can_run_pool)
def roll_void(request, pk):
    """A label of the roll that will never be stuck."""
    roll = _roll(request, pk)
    form = VoidLabelForm(request.POST, member=request.member)
    if form.is_valid():
        tag = form.cleaned_data["asset_tag"]
        label = roll.labels.filter(asset_tag=tag).first()
        if label is None:
            form.add_error("asset_tag", f"{tag} n’est pas de ce rouleau.")
        else:
            try:
                void_label(label=label, by=request.member)
            except Refused as refusal:
                form.add_error("asset_tag", refusal.message)
            else:
                messages.success(request, f"{tag} est annulée\u00a0: elle ne servira plus.")
                return redirect("equipment:roll_detail", pk=roll.pk)
    return _roll_page(request, roll, void_form=form, status=422)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def label_print(request):
    """The labels of the chosen devices, again or for the first time."""
    devices = chosen_devices(request)
    if not devices:
        messages.warning(request, "Cochez au moins un appareil.")
        return redirect("equipment:device_list")
    form = PrintForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        if len(devices) <= MAX_PRINT:
            return labels_response(request, devices, [], form.cleaned_data)
        form.add_error(None, f"Imprimez de 1 à {MAX_PRINT} étiquettes à la fois.")
    trail = pool_trail(("Imprimer des étiquettes", ""))
    context = {"form": form, "devices": devices, "trail": trail}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/stickers_print.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def printer_create(request):
    """A printer and what it holds."""
    form = PrinterForm(request.POST or None, initial={"offset_x": "0", "offset_y": "0"})
    if request.method == "POST" and form.is_valid():
        try:
            printer = create_printer(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Imprimante enregistrée. Essayez sa page de calibrage.")
            return redirect("equipment:printer_update", pk=printer.pk)
    return _printer_page(request, form, None)


def _printer(request, pk):
    return get_object_or_404(LabelPrinter.objects.visible_to(request.member), pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def printer_update(request, pk):
    """Its offset, most often: measured on the calibration page, typed here."""
    printer = _printer(request, pk)
    names = ("name", "sheet_format", "offset_x", "offset_y")
    form = PrinterForm(
        request.POST or None, initial={name: getattr(printer, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_printer(printer=printer, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Imprimante enregistrée.")
            return redirect("equipment:roll_list")
    return _printer_page(request, form, printer)


def _printer_page(request, form, printer):
    trail = stickers_trail((printer.name if printer else "Nouvelle imprimante", ""))
    context = {"form": form, "printer": printer, "trail": trail}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/stickers_printer.html", context, status=status)


@require_POST
@access(can_run_pool)
def printer_remove(request, pk):
    """Nobody prints with it any more."""
    with telling(request, "Imprimante retirée."):
        remove_printer(printer=_printer(request, pk), by=request.member)
    return redirect("equipment:roll_list")


@require_GET
@access(can_run_pool)
def printer_calibration(request, pk):
    """A page to print, hold against the light, and measure."""
    printer = _printer(request, pk)
    offset = (printer.offset_x, printer.offset_y)
    content = draw_calibration(printer.sheet_format, name=printer.name, offset=offset)
    return _pdf(content, "calibrage")
