"""Rounds and their pick-ups, the reception at the workshop, and the entry register."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.forms.donations import (
    CollectForm,
    GroupFormSet,
    PlanForm,
    ReceptionForm,
    RegisterForm,
)
from equipment.models import (
    ACCESSORY_TYPES,
    Collection,
    CollectionRound,
    CollectionStatus,
    DonationStatus,
    lines_in_order,
    type_label,
)
from equipment.models.donations import quantity_words
from equipment.permissions import can_run_donations, can_see_donations
from equipment.selectors.donations import TooLong, register_entries
from equipment.services.donation_collections import collect, plan_collection, receive_donation
from equipment.services.donation_register import issue_register
from equipment.views.donations import TO_PLAN, visible_donation
from equipment.views.trails import donation_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.tables.writing import CONTENT_TYPES, Sheet, write_csv
from inclusion.text import counted

REGISTER_HEADERS = (
    "Jour",
    "Étiquette",
    "Description",
    "N° de série",
    "Quantité",
    "Origine",
    "Régime",
)
TOO_LONG = (
    "Cette période compte trop d’objets pour un seul registre\u00a0: choisissez-la plus courte."
)


@require_http_methods(["GET", "POST"])
@access(can_run_donations)
def donation_plan(request, pk):
    """Which day, and who goes."""
    donation = visible_donation(request, pk)
    if donation.status not in TO_PLAN:
        messages.error(request, "La collecte de ce don ne se prévoit pas maintenant.")
        return redirect("equipment:donation_detail", pk=pk)
    day = max(timezone.localdate(), donation.available_from or timezone.localdate())
    form = PlanForm(request.POST or None, member=request.member, initial={"day": day})
    if request.method == "POST" and form.is_valid():
        try:
            plan_collection(donation=donation, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Collecte prévue.")
            return redirect("equipment:donation_detail", pk=pk)
    trail = donation_trail((donation.donor.name, donation), ("Collecte", ""))
    context = {"form": form, "donation": donation, "trail": trail}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/donations_plan.html", context, status=status)


@require_GET
@access(can_run_donations)
def round_list(request):
    """The rounds, the latest day first."""
    rounds = (
        CollectionRound.objects.visible_to(request.member)
        .select_related("driver__user")
        .prefetch_related(_stops())
    )
    page = keyset_page(rounds, request, order=("day", "pk"), descending=True)
    context = {
        "page": page,
        "today": timezone.localdate(),
        "trail": donation_trail(("Tournées", "")),
    }
    if request.htmx:
        return render(request, "equipment/partials/_donations_rounds.html", context)
    return render(request, "equipment/donations_rounds.html", context)


def _stops():
    stops = (
        Collection.objects.exclude(status=CollectionStatus.CANCELLED)
        .select_related("donation__donor")
        .prefetch_related("lines")
        .order_by("expected_at", "pk")
    )
    return Prefetch("collections", queryset=stops)


@require_GET
@access(can_run_donations)
def round_detail(request, pk):
    """The driver's day on a telephone: each stop, its address, its number, what waits there."""
    rounds = CollectionRound.objects.visible_to(request.member).select_related("driver__user")
    found = get_object_or_404(rounds.prefetch_related(_stops()), pk=pk)
    stops = [
        (
            stop,
            ", ".join(quantity_words(line.type, line.announced) for line in lines_in_order(stop)),
        )
        for stop in found.collections.all()
    ]
    context = {
        "round": found,
        "stops": stops,
        "left": sum(stop.status == CollectionStatus.PLANNED for stop, _ in stops),
        "trail": donation_trail(("Tournées", "equipment:round_list"), ("Tournée", "")),
    }
    return render(request, "equipment/donations_round.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_donations)
def collection_detail(request, pk):
    """Count with the donor, sign together; once signed, what was signed."""
    collections = Collection.objects.visible_to(request.member).select_related(
        "donation__donor", "donation__organisation", "round", "slip", "collected_by__user"
    )
    collection = get_object_or_404(collections, pk=pk)
    lines = lines_in_order(collection)
    form = CollectForm(
        request.POST or None,
        request.FILES or None,
        lines=lines,
        initial={"donor_signer": collection.donation.donor.contact_name},
    )
    refused = False
    if request.method == "POST":
        if form.is_valid():
            try:
                collect(collection=collection, by=request.member, lines=form.lines, **form.values)
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, "Collecte signée. Le bordereau est produit.")
                return redirect("equipment:round_detail", pk=collection.round_id)
        refused = True
    context = {
        "collection": collection,
        "donation": collection.donation,
        "lines": [(line, type_label(line.type)) for line in lines],
        "form": form,
        "waits": collection.status == CollectionStatus.PLANNED,
        "trail": donation_trail(
            ("Tournée", reverse("equipment:round_detail", args=[collection.round_id])),
            (collection.donation.donor.name, ""),
        ),
    }
    return render(
        request, "equipment/donations_collect.html", context, status=422 if refused else 200
    )


@require_http_methods(["GET", "POST"])
@access(can_run_donations)
def donation_receive(request, pk):
    """« 12 portables, 3 écrans »: everything gets its label at once."""
    donation = visible_donation(request, pk)
    if donation.status != DonationStatus.COLLECTED:
        messages.error(request, "Ce don n’attend pas sa réception.")
        return redirect("equipment:donation_detail", pk=pk)
    lines = lines_in_order(donation.collections.get(status=CollectionStatus.COLLECTED))
    form = ReceptionForm(request.POST or None, member=request.member)
    groups = GroupFormSet(
        request.POST or None,
        prefix="groupe",
        initial=[
            {"type": line.type, "count": line.counted}
            for line in lines
            if line.type not in ACCESSORY_TYPES and line.counted
        ],
    )
    if request.method == "POST" and form.is_valid() and groups.is_valid():
        try:
            devices = receive_donation(
                donation=donation, by=request.member, groups=groups.groups, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            many = counted(len(devices), "appareil étiqueté", "appareils étiquetés")
            messages.success(request, f"{many}. Imprimez et collez leurs étiquettes.")
            return redirect("equipment:donation_detail", pk=pk)
    context = {
        "form": form,
        "groups": groups,
        "donation": donation,
        "accessories": [
            (line.counted, type_label(line.type))
            for line in lines
            if line.type in ACCESSORY_TYPES and line.counted
        ],
        "trail": donation_trail((donation.donor.name, donation), ("Réception", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/donations_receive.html", context, status=status)


def _period(request, data):
    """The form of the period asked for; without one, the last thirty days."""
    today = timezone.localdate()
    if not data.get("du") and not data.get("au"):
        data = {"du": today - timedelta(days=29), "au": today}
    return RegisterForm(data)


@require_GET
@access(can_see_donations)
def register(request):
    """What came in, day by day, with where it comes from."""
    form = _period(request, request.GET)
    context = {"form": form, "trail": donation_trail(("Registre d’entrée", ""))}
    status = 422
    if form.is_valid():
        try:
            entries = register_entries(
                request.member, form.cleaned_data["du"], form.cleaned_data["au"]
            )
        except TooLong:
            form.add_error(None, TOO_LONG)
        else:
            status = 200
            context |= {
                "entries": entries,
                "total": sum(entry.quantity for entry in entries),
                "period": form.cleaned_data,
            }
    return render(request, "equipment/donations_register.html", context, status=status)


@require_GET
@access(can_see_donations)
def register_csv(request):
    """The same lines for a spreadsheet."""
    form = _period(request, request.GET)
    try:
        if not form.is_valid():
            raise Http404("Période illisible.")
        start, end = form.cleaned_data["du"], form.cleaned_data["au"]
        entries = register_entries(request.member, start, end)
    except TooLong:
        messages.error(request, TOO_LONG)
        return redirect("equipment:register")
    rows = [
        (e.day.isoformat(), e.tag, e.description, e.serial, e.quantity, e.origin, e.regime)
        for e in entries
    ]
    sheet = Sheet("registre", REGISTER_HEADERS, rows)
    response = HttpResponse(write_csv(sheet), content_type=CONTENT_TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="registre-{start}-{end}.csv"'
    return response


@require_POST
@access(can_run_donations)
def register_issue(request):
    """The register of the period as a numbered document."""
    form = RegisterForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez une période lisible, d’un an au plus.")
        return redirect("equipment:register")
    try:
        document = issue_register(
            by=request.member, start=form.cleaned_data["du"], end=form.cleaned_data["au"]
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("equipment:register")
    messages.success(request, f"Registre {document.number} en préparation.")
    return redirect("documents:progress", pk=document.job_id)
