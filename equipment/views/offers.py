"""Solidarity offers: what was hoped, reserved, delivered, and who pays what."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.forms import OfferForm, ShareFormSet
from equipment.models import Offer
from equipment.permissions import can_allocate, can_manage_offers, can_see_offers
from equipment.selectors import months_of, offers_with_progress, whole_delivery
from equipment.services import close_offer, create_offer
from equipment.views.trails import offer_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.telling import telling


@require_GET
@access(can_see_offers)
def offer_list(request):
    """The offers, latest first: target, reserved and delivered are three numbers."""
    offers = offers_with_progress(request.member).prefetch_related("shares")
    page = keyset_page(offers, request, order=("created_at", "pk"), descending=True)
    context = {"page": page, "manages": can_manage_offers(request.member)}
    template = (
        "equipment/partials/_offer_results.html" if request.htmx else "equipment/offer_list.html"
    )
    return render(request, template, context)


@require_GET
@access(can_see_offers)
def offer_detail(request, pk):
    """One offer: its figures, each defined, its payers, its months."""
    offer = get_object_or_404(offers_with_progress(request.member), pk=pk)
    figures = whole_delivery(offer)
    context = {
        "offer": offer,
        "figures": figures,
        "months": months_of(offer),
        "manages": can_manage_offers(request.member),
        "allocates": can_allocate(request.member),
        "trail": offer_trail((offer.name, "")),
    }
    return render(request, "equipment/offer_detail.html", context)


@require_http_methods(["GET", "POST"])
@access(can_manage_offers)
def offer_create(request):
    """A new offer and its payers."""
    form = OfferForm(request.POST or None)
    shares = ShareFormSet(request.POST or None, prefix="part")
    if request.method == "POST" and form.is_valid() and shares.is_valid():
        lines = [
            (line["payer_kind"], line["payer_name"], line["title"], line["amount"])
            for line in shares.cleaned_data
            if line
        ]
        try:
            offer = create_offer(by=request.member, shares=lines, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Offre ouverte.")
            return redirect("equipment:offer_detail", pk=offer.pk)
    context = {"form": form, "shares": shares, "trail": offer_trail(("Nouvelle offre", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/offer_create.html", context, status=status)


@require_POST
@access(can_manage_offers)
def offer_close(request, pk):
    """No more allocations under this offer."""
    offer = get_object_or_404(Offer.objects.visible_to(request.member), pk=pk)
    with telling(request, "Offre close."):
        close_offer(offer=offer, by=request.member)
    return redirect("equipment:offer_detail", pk=offer.pk)
