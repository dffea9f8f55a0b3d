"""Waste: what waits, a line, a departure, and the register of what has left."""

from datetime import timedelta
from decimal import Decimal

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.paper_files import EXTENSIONS
from equipment import services, slip_files
from equipment.forms.waste import (
    BulkWasteForm,
    PeriodForm,
    ShipmentForm,
    SlipForm,
    WasteLineForm,
    WeightsForm,
)
from equipment.models import Medium, WasteLine, WasteShipment, WasteWeight
from equipment.permissions import can_run_pool, can_see_waste
from equipment.selectors.waste import (
    media_without_line,
    register_lines,
    totals_by_code,
    waiting_waste,
    waste_without_line,
)
from equipment.services.waste import LINES_AT_MOST, TEXTS
from equipment.views.devices import visible_device
from equipment.waste_export import last_shipment, produce_waste_register
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_of
from inclusion.tables.writing import CONTENT_TYPES
from inclusion.ui.telling import telling

AGAIN = [name for name in TEXTS if name != "slip_number"] + ["treatment", "carrier_is_exempt"]
SHOWN_WITHOUT_LINE = 20


def _trail(*further):
    return [("Déchets", reverse("equipment:waste_list")), *further]


def _visible_line(request, pk):
    lines = WasteLine.objects.visible_to(request.member).select_related("device", "shipment")
    return get_object_or_404(lines, pk=pk)


def _visible_shipment(request, pk):
    shipments = WasteShipment.objects.visible_to(request.member)
    return get_object_or_404(shipments.select_related("by__user", "declared_by__user"), pk=pk)


@require_GET
@access(can_see_waste)
def waste_list(request):
    """What waits for its collector, the oldest first; ticked, it leaves under one slip."""
    lines = WasteLine.objects.visible_to(request.member).waiting().select_related("device__venue")
    runs_pool = can_run_pool(request.member)
    context = {
        "page": keyset_page(lines, request, order=("recorded_at", "pk")),
        "figures": waiting_waste(request.member),
        "without_line": waste_without_line(request.member).order_by("status_since", "pk")[
            :SHOWN_WITHOUT_LINE
        ]
        if runs_pool
        else [],
        "media": media_without_line(request.member).order_by("added_at", "pk")[:SHOWN_WITHOUT_LINE]
        if runs_pool
        else [],
        "runs_pool": runs_pool,
        "trail": _trail(),
    }
    return render(request, "equipment/after_waste_list.html", context)


def _form_page(request, form, heading, act, done, **more):
    """A page with one form; back to the list once done."""
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("equipment:waste_list")
    context = {"form": form, "heading": heading, "trail": _trail((heading, "")), **more}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/after_waste_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def waste_add(request):
    """Waste that no label follows: a crate of cables, a mouse of the stock."""
    form = BulkWasteForm(request.POST or None, member=request.member)
    return _form_page(
        request,
        form,
        "Ajouter un déchet",
        lambda: services.add_bulk_waste(by=request.member, **form.values()),
        "Déchet inscrit.",
        button="Inscrire",
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def waste_line(request, pk):
    """The code and the weight of one line, until it leaves."""
    line = _visible_line(request, pk)
    if line.shipment_id and request.method == "GET":
        return redirect("equipment:waste_shipment", pk=line.shipment_id)
    initial = {
        "code": line.code,
        "weight_kg": f"{line.weight_kg.normalize():f}".replace(".", ","),
        "basis": line.weight_basis,
        "is_pop": line.is_pop,
    }
    form = WasteLineForm(request.POST or None, initial=initial)
    return _form_page(
        request,
        form,
        line.description,
        lambda: services.correct_waste_line(line=line, by=request.member, **form.values()),
        "Ligne enregistrée.",
        button="Enregistrer",
        line=line,
    )


@require_POST
@access(can_run_pool)
def waste_line_remove(request, pk):
    """A line written by mistake."""
    line = _visible_line(request, pk)
    with telling(request, "Ligne retirée."):
        services.remove_waste_line(line=line, by=request.member)
    return redirect("equipment:waste_list")


@require_POST
@access(can_run_pool)
def waste_medium_add(request, pk):
    """A destroyed medium joins the waste."""
    medium = get_object_or_404(Medium.objects.visible_to(request.member), pk=pk)
    return _posted(
        request,
        lambda: services.add_medium_waste(medium=medium, by=request.member),
        "Support inscrit aux déchets.",
    )


@require_POST
@access(can_run_pool)
def device_describe(request, pk):
    """The line of a device that became waste before lines were kept."""
    device = visible_device(request, pk)
    return _posted(
        request,
        lambda: services.write_missing_line(device=device, by=request.member),
        f"{device.asset_tag} a sa ligne de déchet.",
    )


def _posted(request, act, done):
    with telling(request, done):
        act()
    return redirect("equipment:waste_list")


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def waste_weights(request):
    """What one device of each type weighs here."""
    own = WasteWeight.objects.visible_to(request.member)
    initial = {each.type: f"{each.weight_kg.normalize():f}".replace(".", ",") for each in own}
    form = WeightsForm(request.POST or None, initial=initial)
    return _form_page(
        request,
        form,
        "Poids usuels",
        lambda: services.set_waste_weights(weights=form.cleaned_data, by=request.member),
        "Poids enregistrés\u00a0: ils valent pour les prochains déchets.",
        button="Enregistrer",
        is_weights=True,
    )


def _chosen(request):
    keys = [key for key in request.POST.getlist("ligne")[:LINES_AT_MOST] if _is_key(key)]
    lines = WasteLine.objects.visible_to(request.member).waiting().filter(pk__in=keys)
    return list(lines.select_related("device").order_by("recorded_at", "pk"))


def _is_key(text):
    bare = text.replace("-", "")
    return len(bare) == 32 and all(each in "0123456789abcdef" for each in bare.lower())


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def waste_ship(request):
    """To whom, by whom, under which slip: everything ticked leaves at once."""
    if request.method == "GET":
        return redirect("equipment:waste_list")
    lines = _chosen(request)
    if not lines:
        messages.error(request, "Cochez au moins une ligne qui n’est pas encore partie.")
        return redirect("equipment:waste_list")
    is_first = "slip_number" not in request.POST
    former = last_shipment(request.member)
    initial = {name: getattr(former, name) for name in AGAIN} if former else {}
    initial["shipped_on"] = timezone.localdate()
    form = ShipmentForm(
        None if is_first else request.POST, None if is_first else request.FILES, initial=initial
    )
    if not is_first and form.is_valid():
        try:
            shipment = services.ship_waste(lines=lines, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Bordereau {shipment.slip_number} inscrit.")
            return redirect("equipment:waste_shipment", pk=shipment.pk)
    context = {
        "form": form,
        "lines": lines,
        "weight_kg": sum((line.weight_kg for line in lines), Decimal(0)).normalize(),
        "hazardous": sum(line.is_hazardous for line in lines),
        "trail": _trail(("Enlèvement", "")),
    }
    status = 200 if is_first else 422
    return render(request, "equipment/after_waste_ship.html", context, status=status)


@require_GET
@access(can_see_waste)
def waste_shipments(request):
    """Every departure, latest first."""
    shipments = WasteShipment.objects.visible_to(request.member)
    context = {
        "page": keyset_page(shipments, request, order=("shipped_on", "pk"), descending=True),
        "trail": _trail(("Enlèvements", "")),
    }
    return render(request, "equipment/after_waste_shipments.html", context)


@require_GET
@access(can_see_waste)
def waste_shipment(request, pk):
    """One departure: its parties, its lines, its slip, and whether it was declared."""
    shipment = _visible_shipment(request, pk)
    lines = list(shipment.lines.select_related("device").order_by("pk")[:LINES_AT_MOST])
    context = {
        "shipment": shipment,
        "lines": lines,
        "weight_kg": sum((line.weight_kg for line in lines), Decimal(0)).normalize(),
        "slip_form": SlipForm(),
        "runs_pool": can_run_pool(request.member),
        "trail": _trail(
            ("Enlèvements", reverse("equipment:waste_shipments")), (shipment.slip_number, "")
        ),
    }
    return render(request, "equipment/after_waste_shipment.html", context)


@require_POST
@access(can_run_pool)
def waste_shipment_keep(request, pk):
    """The slip comes back signed: its picture is kept."""
    shipment = _visible_shipment(request, pk)
    form = SlipForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Choisissez la photo ou le PDF du bordereau.")
        return redirect("equipment:waste_shipment", pk=shipment.pk)
    with telling(request, "Le bordereau est gardé."):
        services.attach_slip(
            shipment=shipment, file=form.cleaned_data["slip_file"], by=request.member
        )
    return redirect("equipment:waste_shipment", pk=shipment.pk)


@require_GET
@access(can_see_waste)
def waste_shipment_slip(request, pk):
    """The slip's own file."""
    shipment = _visible_shipment(request, pk)
    if not shipment.slip_sha256:
        raise Http404("Aucun bordereau gardé.")
    try:
        file = slip_files.open_kept(shipment.organisation_id, shipment.slip_sha256)
    except FileNotFoundError:
        raise Http404("Bordereau introuvable.") from None
    name = f"bordereau-{shipment.shipped_on}.{EXTENSIONS[shipment.slip_type]}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=shipment.slip_type)


@require_POST
@access(can_run_pool)
def waste_shipment_declare(request, pk):
    """Its hazardous lines are in the national register."""
    shipment = _visible_shipment(request, pk)
    with telling(request, "Inscription au registre national notée."):
        services.declare_shipment(shipment=shipment, by=request.member)
    return redirect("equipment:waste_shipment", pk=shipment.pk)


def _period(data):
    """The form of the period asked for; without one, the civil year so far."""
    today = timezone.localdate()
    if not data.get("du") and not data.get("au"):
        data = {"du": max(today.replace(month=1, day=1), today - timedelta(days=365)), "au": today}
    return PeriodForm(data)


@require_GET
@access(can_see_waste)
def waste_register(request):
    """What left, day by day, and the totals of each code."""
    form = _period(request.GET)
    context = {"form": form, "trail": _trail(("Registre des déchets sortants", ""))}
    status = 422
    if form.is_valid():
        status = 200
        start, end = form.cleaned_data["du"], form.cleaned_data["au"]
        lines = register_lines(request.member.organisation_id, start, end)
        context |= {
            "lines": lines,
            "totals": totals_by_code(lines),
            "period": form.cleaned_data,
            "has_siret": bool(request.member.organisation.siret),
        }
    return render(request, "equipment/after_waste_register.html", context, status=status)


@require_GET
@access(can_see_waste)
def waste_register_file(request):
    """The same lines in the columns of the national register."""
    form = _period(request.GET)
    file_format = request.GET.get("format", "csv")
    if not form.is_valid() or file_format not in CONTENT_TYPES:
        raise Http404("Période ou format illisible.")
    start, end = form.cleaned_data["du"], form.cleaned_data["au"]
    produced = produce_waste_register(request.member.organisation, start, end)
    if produced.refused:
        messages.error(request, produced.refused[0].message)
        return redirect("equipment:waste_register")
    content = file_of(export_of("waste-register"), produced, file_format)
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    name = f"dechets-sortants-{start}-{end}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@access(can_run_pool)
def waste_register_issue(request):
    """The register of the period as a numbered document."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez une période lisible, d’un an au plus.")
        return redirect("equipment:waste_register")
    try:
        document = services.issue_waste_register(
            by=request.member, start=form.cleaned_data["du"], end=form.cleaned_data["au"]
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("equipment:waste_register")
    messages.success(request, f"Registre {document.number} en préparation.")
    return redirect("documents:progress", pk=document.job_id)
