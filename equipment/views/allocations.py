"""Choosing who a device is for, handing it over, and the list of hand-overs."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.limits import SEARCH_SECONDS, may_search
from beneficiaries.models import Beneficiary
from beneficiaries.selectors.files import find_beneficiaries
from equipment import services
from equipment.filters import AllocationFilter
from equipment.forms import AllocateForm, PersonSearchForm
from equipment.models import Allocation, Offer
from equipment.permissions import can_allocate
from equipment.price_caps import sentence_of_cap
from equipment.selectors import (
    certificate_of,
    devices_already_given,
    papers_of,
    together_with,
    waiting_people,
    waiting_rank,
)
from equipment.views.devices import visible_device
from equipment.views.handing import visible_allocation
from equipment.views.trails import allocation_trail, device_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.throttling import too_many
from inclusion.ui.formats import euros


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def device_allocate(request, pk):
    """Search the person, choose the offer, reserve.

    The search is posted too: a person's name stays out of addresses and logs.
    """
    device = visible_device(request, pk)
    offers = Offer.objects.visible_to(request.member).open().order_by("name", "pk")
    is_search = "chercher" in request.GET
    search = PersonSearchForm(request.POST)
    query = search.cleaned_data["personne"].strip() if search.is_valid() else ""
    if query and is_search and not may_search(request.member):
        return too_many(request, SEARCH_SECONDS)
    form = AllocateForm(None if is_search else request.POST or None, offers=offers)
    if form.is_bound and form.is_valid():
        person = get_object_or_404(
            Beneficiary.objects.visible_to(request.member), pk=form.cleaned_data["beneficiary"]
        )
        rank, _ = waiting_rank(request.member, person)
        try:
            services.allocate(
                device=device,
                beneficiary=person,
                waiting_rank=rank,
                by=request.member,
                **form.terms(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{device.asset_tag} est réservé pour {person}.")
            return redirect("equipment:device_detail", pk=device.pk)
    people = _people(request, query)
    context = {
        "device": device,
        "form": form,
        "search_url": f"{request.path}?chercher=1",
        "query": query,
        "people": people,
        "chosen": request.POST.get("beneficiary", ""),
        "offers": _offer_cards(offers),
        "chosen_offer": request.POST.get("offer", ""),
        "cap_line": sentence_of_cap(device, timezone.localdate()),
        "waiting_count": waiting_people(request.member).count(),
        "trail": device_trail(device, ("Attribuer", "")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "equipment/device_allocate.html", context, status=status)


def _people(request, query):
    """Those the search finds, each with what she already received; the chosen one stays."""
    people = find_beneficiaries(request.member, query) if query else []
    try:
        chosen = uuid.UUID(request.POST.get("beneficiary") or request.GET.get("pour", ""))
    except ValueError:
        chosen = None
    if chosen and chosen not in {person.pk for person in people}:
        people = [*Beneficiary.objects.visible_to(request.member).filter(pk=chosen), *people]
    given = devices_already_given(people)
    return [(person, given.get(person.pk, 0)) for person in people]


def _offer_cards(offers):
    """Each offer with its shares in one line: « 250,00 € : Famille 50,00 €, … »."""
    cards = []
    for offer in offers.prefetch_related("shares"):
        shares = ", ".join(
            f"{share.payer_name} {euros(share.amount)}" for share in offer.shares.all()
        )
        cost = euros(offer.unit_amount) if offer.unit_amount else "Gratuit"
        cards.append((offer, f"{cost}\u00a0: {shares}" if shares else cost))
    return cards


@require_POST
@access(can_allocate)
def allocation_cancel(request, pk):
    """The person will not come: the device is ready again."""
    allocation = visible_allocation(request, pk)
    try:
        services.cancel_allocation(allocation=allocation, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Réservation annulée\u00a0: {allocation.device} est prêt.")
    return redirect("equipment:device_detail", pk=allocation.device_id)


@require_GET
@access(can_allocate)
def allocation_list(request):
    """Reservations and hand-overs, latest first."""
    allocations = Allocation.objects.visible_to(request.member).select_related(
        "device", "beneficiary", "offer"
    )
    filtered = AllocationFilter(request.GET, queryset=allocations, request=request)
    page = keyset_page(filtered, request, order=("reserved_at", "pk"), descending=True)
    is_filtered = any(filtered.form.cleaned_data.values()) if filtered.form.is_valid() else True
    context = {"page": page, "filter": filtered, "is_filtered": is_filtered}
    template = (
        "equipment/partials/_allocation_results.html"
        if request.htmx
        else "equipment/allocation_list.html"
    )
    return render(request, template, context)


@require_GET
@access(can_allocate)
def allocation_detail(request, pk):
    """One hand-over: who, what, who paid, and its certificate."""
    allocation = visible_allocation(request, pk)
    context = {
        "allocation": allocation,
        "device": allocation.device,
        "certificate": certificate_of(allocation, request.member),
        "papers": papers_of(allocation, request.member),
        "together": together_with(allocation).exclude(pk=allocation.pk).select_related("device"),
        "payment": allocation.payments.first(),
        "loan": allocation.loans.first(),
        "shares": allocation.offer.shares.all() if allocation.offer else [],
        "trail": allocation_trail((allocation.device.asset_tag, "")),
    }
    return render(request, "equipment/allocation_detail.html", context)
