"""The gifts a workshop takes: the list, each gift's page, its agreement, its end."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.filters import DonationFilter
from equipment.forms.donations import (
    AgreementForm,
    AgreementLineFormSet,
    CancelForm,
    DonationForm,
)
from equipment.models import (
    CollectionStatus,
    Donation,
    DonationIntent,
    DonationStatus,
    IntentRouting,
    IntentStatus,
    lines_in_order,
    type_label,
)
from equipment.permissions import (
    can_issue_receipts,
    can_manage_portal,
    can_run_donations,
    can_see_donations,
)
from equipment.selectors.donations import gift_chain, what_became
from equipment.services.donations import cancel_donation, create_donation, prepare_agreement
from equipment.services.giving import why_no_receipt
from equipment.views.donation_intents import portal_of
from equipment.views.trails import donation_trail
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.telling import telling

CONTACT = ("contact_name", "email", "phone", "address")
DONOR_FIELDS = "name siret address postcode city signatory_name signatory_title"
TO_WRITE = {DonationStatus.ACCEPTED, DonationStatus.AGREEMENT_SENT}
TO_PLAN = {DonationStatus.AGREED, DonationStatus.PLANNED}


@require_GET
@access(can_see_donations)
def donation_list(request):
    """The gifts, latest first, and the two doors they come by."""
    member = request.member
    donations = (
        Donation.objects.visible_to(member).select_related("donor").prefetch_related("lines")
    )
    filtered = DonationFilter(request.GET, queryset=donations, request=request)
    page = keyset_page(filtered, request, order=("created_at", "pk"), descending=True)
    context = {"page": page, "filter": filtered, "runs": can_run_donations(member)}
    if request.htmx:
        return render(request, "equipment/partials/_donations_results.html", context)
    context |= {
        "portal": portal_of(member),
        "manages_portal": can_manage_portal(member),
        "issues_receipts": can_issue_receipts(member),
        "to_answer": IntentRouting.objects.received_by(member).waiting().count(),
        "to_route": DonationIntent.objects.visible_to(member)
        .filter(status=IntentStatus.WAITING)
        .count(),
    }
    return render(request, "equipment/donations_list.html", context)


def visible_donation(request, pk):
    donations = Donation.objects.visible_to(request.member).select_related(
        "donor", "organisation", "agreement", "acknowledgement"
    )
    return get_object_or_404(donations, pk=pk)


@require_GET
@access(can_see_donations)
def donation_detail(request, pk):
    """One gift: where it stands, what comes next, its papers, what became of it."""
    return donation_page(request, visible_donation(request, pk))


def donation_page(request, donation, status=200, cancel_form=None):
    runs = can_run_donations(request.member)
    collection = (
        donation.collections.exclude(status=CollectionStatus.CANCELLED)
        .select_related("round__driver__user")
        .first()
    )
    papers = list(Document.objects.visible_to(request.member).about(donation))
    if collection is not None:
        papers += Document.objects.visible_to(request.member).about(collection)
    receipt = (
        donation.tax_receipts.standing().select_related("document").first()
        if can_issue_receipts(request.member)
        else None
    )
    context = {
        "donation": donation,
        "receipt": receipt,
        "to_issue_receipt": can_issue_receipts(request.member)
        and receipt is None
        and not why_no_receipt(donation),
        "to_attest": runs and donation.is_public and donation.status == DonationStatus.RECEIVED,
        "donor": donation.donor,
        "steps": gift_chain(donation=donation),
        "lines": [(line, type_label(line.type)) for line in lines_in_order(donation)],
        "collection": collection,
        "papers": papers,
        "became": what_became(donation) if donation.status == DonationStatus.RECEIVED else None,
        "runs": runs,
        "to_write": runs and donation.status in TO_WRITE,
        "to_plan": runs and donation.status in TO_PLAN,
        "to_collect": runs and donation.status == DonationStatus.PLANNED,
        "to_receive": runs and donation.status == DonationStatus.COLLECTED,
        "may_cancel": runs and donation.status in TO_WRITE | TO_PLAN,
        "cancel_form": cancel_form or CancelForm(),
        "trail": donation_trail((donation.donor.name, "")),
    }
    return render(request, "equipment/donations_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_donations)
def donation_create(request):
    """A gift offered at the counter or by telephone."""
    form = DonationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.announced
        values.pop("message")
        contact = {name: values.pop(name) for name in CONTACT}
        try:
            donation = create_donation(by=request.member, contact=contact, **values)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Don enregistré\u00a0: préparez maintenant sa convention.")
            return redirect("equipment:donation_detail", pk=donation.pk)
    context = {"form": form, "trail": donation_trail(("Nouveau don", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/donations_create.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_donations)
def donation_agreement(request, pk):
    """Write the agreement, then send it to the donor."""
    donation = visible_donation(request, pk)
    if donation.status not in TO_WRITE:
        messages.error(request, "La convention de ce don ne se modifie plus.")
        return redirect("equipment:donation_detail", pk=pk)
    form = AgreementForm(request.POST or None, donation=donation, initial=_terms(donation))
    lines = AgreementLineFormSet(
        request.POST or None,
        prefix="ligne",
        initial=[
            {
                "type": line.type,
                "quantity": line.quantity,
                "condition": line.condition,
                "unit_value": "" if line.unit_value is None else f"{line.unit_value}",
            }
            for line in lines_in_order(donation)
        ],
    )
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            prepare_agreement(
                donation=donation,
                by=request.member,
                lines=lines.lines,
                donor=form.donor,
                **form.terms,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                "Convention envoyée au donateur."
                if donation.donor.email
                else "Convention prête. Ce donateur n’a pas d’adresse électronique.",
            )
            return redirect("equipment:donation_detail", pk=pk)
    context = {
        "form": form,
        "lines": lines,
        "donation": donation,
        "trail": donation_trail((donation.donor.name, donation), ("Convention", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/donations_agreement.html", context, status=status)


def _terms(donation):
    return {name: getattr(donation.donor, name) for name in DONOR_FIELDS.split()} | {
        "eraser": donation.eraser,
        "required_level": donation.required_level,
        "erasure_days": donation.erasure_days,
        "is_receiver_eligible": donation.is_receiver_eligible,
    }


@require_POST
@access(can_run_donations)
def donation_cancel(request, pk):
    """Give the gift up, and say why."""
    donation = visible_donation(request, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return donation_page(request, donation, 422, form)
    with telling(request, "Don abandonné."):
        cancel_donation(donation=donation, by=request.member, **form.cleaned_data)
    return redirect("equipment:donation_detail", pk=pk)
