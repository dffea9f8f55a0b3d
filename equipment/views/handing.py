"""The counter: who waits, what suits her, the papers, the hand-over, the signature."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.models import Beneficiary
from beneficiaries.paper_files import EXTENSIONS
from equipment import services, signatures
from equipment.filters import WaitingFilter
from equipment.forms.handing import ChooseForm, CounterForm, SaleTermsForm, SignedPaperForm
from equipment.models import (
    Allocation,
    AllocationPurpose,
    AllocationStatus,
    Device,
    Offer,
    PaymentMethod,
    SaleTerms,
)
from equipment.permissions import can_allocate, can_manage_offers
from equipment.price_caps import sentence_of_cap
from equipment.selectors import (
    bundle_of,
    family_amount,
    need_and_proposals,
    waiting_people,
    waiting_rank,
)
from equipment.views.trails import allocation_trail, offer_trail
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.lists import keyset_page
from inclusion.money import ZERO
from inclusion.permissions import access
from inclusion.ui.telling import telling


def visible_allocation(request, pk):
    allocations = Allocation.objects.visible_to(request.member).select_related(
        *("device__venue", "beneficiary", "offer", "hand_over"),
        *("handed_over_by__user", "reserved_by__user"),
    )
    return get_object_or_404(allocations, pk=pk)


@require_GET
@access(can_allocate)
def waiting_list(request):
    """Who needs a device, the longest wait first: nobody is passed over without being seen."""
    waiting = waiting_people(request.member).select_related("beneficiary", "decided_by__user")
    filtered = WaitingFilter(request.GET, queryset=waiting, request=request)
    context = {
        "page": keyset_page(filtered, request, order=("completed_at", "pk")),
        "filter": filtered,
        "ready_count": Device.objects.visible_to(request.member).ready().count(),
        "is_filtered": filtered.is_active,
    }
    return render(request, "equipment/handing_waiting.html", context)


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def person_choose(request, pk):
    """Devices proposed for a person, each with its reasons; a human chooses."""
    person = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)
    record_read(person, by=request.member, what="need")
    assessment, need, proposals = need_and_proposals(request.member, person)
    offers = Offer.objects.visible_to(request.member).open().order_by("name", "pk")
    first = proposals[0].device.pk if proposals else None
    rank, waiting = waiting_rank(request.member, person)
    form = ChooseForm(request.POST or None, offers=offers, first=first)
    if request.method == "POST" and form.is_valid():
        device = get_object_or_404(
            Device.objects.visible_to(request.member), pk=form.cleaned_data["device"]
        )
        try:
            allocation = services.allocate(
                device=device,
                beneficiary=person,
                choice_reason=form.cleaned_data["reason"],
                waiting_rank=rank,
                by=request.member,
                **form.terms(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{device.asset_tag} est réservé pour {person}.")
            return redirect("equipment:allocation_detail", pk=allocation.pk)
    context = {
        "person": person,
        "assessment": assessment,
        "need": need,
        "proposals": proposals,
        "others": _ready_beside(request, proposals),
        "offers": offers,
        "rank": rank,
        "waiting": waiting,
        "form": form,
        "chosen": request.POST.get("device", str(first)),
        "trail": allocation_trail(("Qui attend", ""), (str(person), "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/handing_choose.html", context, status=status)


def _ready_beside(request, proposals):
    """Ready devices that nothing proposes: the human may know better."""
    proposed = [each.device.pk for each in proposals]
    ready = Device.objects.visible_to(request.member).ready().exclude(pk__in=proposed)
    return ready.order_by("status_since", "pk")[:20]


@require_POST
@access(can_allocate)
def allocation_papers(request, pk):
    """The slip: what is promised, on paper."""
    allocation = visible_allocation(request, pk)
    return _done(
        request,
        allocation,
        lambda: services.prepare_papers(allocation=allocation, by=request.member),
        "Le bon d’attribution est en préparation.",
    )


@require_POST
@access(can_allocate)
def allocation_prolong(request, pk):
    """She will come later: the device is kept for two more weeks."""
    allocation = visible_allocation(request, pk)
    return _done(
        request,
        allocation,
        lambda: services.prolong_reservation(allocation=allocation, by=request.member),
        "La réservation est prolongée.",
    )


def _done(request, allocation, act, success):
    with telling(request, success):
        act()
    return redirect("equipment:allocation_detail", pk=allocation.pk)


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def hand_over(request, pk):
    """What leaves, what is paid, one signature: then the certificate and the receipt."""
    allocation = visible_allocation(request, pk)
    if allocation.status == AllocationStatus.RESERVED:
        if allocation.purpose == AllocationPurpose.LOAN:
            return redirect("equipment:allocation_lend", pk=allocation.pk)
    elif request.method == "GET":
        return redirect("equipment:allocation_detail", pk=allocation.pk)
    others = bundle_of(allocation, request.member) if allocation.beneficiary_id else []
    amounts = [(each, family_amount(each.offer)) for each in (allocation, *others)]
    initial = {
        "accessories": allocation.device.accessories,
        "manner": "paper",
        "payment_method": PaymentMethod.CASH,
    }
    form = CounterForm(
        request.POST or None,
        request.FILES or None,
        owes=any(amount for _, amount in amounts),
        others=others,
        member=request.member,
        initial=initial,
    )
    # A post without a field is one all the same: nothing to pay, nothing along.
    form.is_bound = request.method == "POST"
    refusal_message = ""
    if form.is_bound and form.is_valid():
        chosen = set(form.cleaned_data.get("together") or ())
        connection = form.cleaned_data.get("connection")
        try:
            services.hand_over_bundle(
                allocations=[allocation, *(o for o in others if str(o.pk) in chosen)],
                payment_method=form.cleaned_data.get("payment_method") or PaymentMethod.CASH,
                waiver_reason=form.cleaned_data.get("waiver_reason", ""),
                items=[connection] if connection else [],
                by=request.member,
                **form.signature_values(),
            )
        except Refused as refusal:
            refusal_message = refusal.message
        else:
            messages.success(request, f"{allocation.device.asset_tag} est remis.")
            return redirect("equipment:allocation_detail", pk=allocation.pk)
    context = {
        "allocation": allocation,
        "device": allocation.device,
        "shares": allocation.offer.shares.all() if allocation.offer else [],
        "family_amount": amounts[0][1],
        "others": [
            (each, amount, str(each.pk) in request.POST.getlist("together"))
            for each, amount in amounts[1:]
        ],
        "total_amount": sum((amount for _, amount in amounts), ZERO),
        "cap_line": sentence_of_cap(allocation.device, allocation.reserved_at.date()),
        "form": form,
        "refusal": refusal_message,
        "media_count": allocation.device.media.count(),
        "trail": allocation_trail((allocation.device.asset_tag, "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/hand_over.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def allocation_sign(request, pk):
    """The certificate signed by hand, photographed."""
    allocation = visible_allocation(request, pk)
    if allocation.hand_over is None:
        raise Http404
    form = SignedPaperForm(request.POST or None, request.FILES or None)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        try:
            services.attach_signed_paper(
                moment=allocation.hand_over,
                file=form.cleaned_data["signed_paper"],
                by=request.member,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "L’attestation signée est gardée avec la remise.")
            return redirect("equipment:allocation_detail", pk=allocation.pk)
    context = {
        "allocation": allocation,
        "form": form,
        "trail": allocation_trail((allocation.device.asset_tag, "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/handing_sign.html", context, status=status)


@require_GET
@access(can_allocate)
def allocation_signature(request, pk):
    """The signature kept with a hand-over, to be shown to who contests it."""
    moment = visible_allocation(request, pk).hand_over
    if moment is None or not moment.signature_sha256:
        raise Http404
    try:
        file = signatures.open_kept(moment)
    except FileNotFoundError:
        raise Http404 from None
    name = f"signature-{moment.at:%Y-%m-%d}.{EXTENSIONS[moment.signature_type]}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=moment.signature_type)


@require_http_methods(["GET", "POST"])
@access(can_manage_offers)
def sale_terms(request):
    """What every receipt says besides the sale: mediator, VAT."""
    terms = SaleTerms.objects.filter(organisation=request.member.organisation_id).first()
    names = ("mediator_name", "mediator_contact", "vat_regime")
    initial = {name: getattr(terms, name) for name in names} if terms else {}
    form = SaleTermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.set_sale_terms(by=request.member, **form.cleaned_data)
        messages.success(request, "Les reçus à venir porteront ces mentions.")
        return redirect("equipment:sale_terms")
    context = {"form": form, "trail": offer_trail(("Mentions des reçus", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/handing_terms.html", context, status=status)
