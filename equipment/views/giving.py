"""Tax receipts, what entitles the association to issue them, and attestations of reuse."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from equipment import evidence_files
from equipment.forms.giving import (
    EligibilityForm,
    EndForm,
    ReceiptCancelForm,
    ReceiptIssueForm,
    ReuseForm,
)
from equipment.models import DonationStatus, DonorKind, TaxEligibility, TaxReceipt
from equipment.permissions import can_issue_receipts, can_run_donations
from equipment.selectors.giving import (
    attestations_of,
    devices_of,
    eligibilities,
    eligibility_on,
    fates_of,
    lines_to_value,
    receipt_years,
    receipts,
    signed_collection,
)
from equipment.services.giving import (
    FORM_OF,
    cancel_tax_receipt,
    end_eligibility,
    issue_reuse_attestation,
    issue_tax_receipt,
    record_eligibility,
    why_no_receipt,
)
from equipment.views.donations import visible_donation
from equipment.views.trails import donation_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.tables.writing import CONTENT_TYPES, Sheet, write_csv

HEADERS = (
    "Numéro",
    "Émis le",
    "Don du",
    "Modèle",
    "Donateur",
    "SIREN",
    "Montant (€)",
    "État",
    "Annulé le",
)


@require_GET
@access(can_issue_receipts)
def receipt_list(request):
    """What entitles us, how much was declared each year, and each receipt."""
    page = keyset_page(
        receipts(request.member), request, order=("issued_at", "pk"), descending=True
    )
    if request.htmx:
        return render(request, "equipment/partials/_giving_receipts.html", {"page": page})
    today = timezone.localdate()
    records = list(eligibilities(request.member))
    context = {
        "page": page,
        "years": receipt_years(request.member),
        "records": records,
        "standing": [
            each
            for each in records
            if each.valid_from <= today and (each.valid_to is None or each.valid_to >= today)
        ],
        "trail": donation_trail(("Reçus fiscaux", "")),
    }
    return render(request, "equipment/giving_receipts.html", context)


@require_http_methods(["GET", "POST"])
@access(can_issue_receipts)
def eligibility_create(request):
    """Write down why receipts may be issued."""
    form = EligibilityForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_eligibility(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Habilitation enregistrée.")
            return redirect("equipment:receipt_list")
    trail = donation_trail(("Reçus fiscaux", "equipment:receipt_list"), ("Habilitation", ""))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "trail": trail}
    return render(request, "equipment/giving_eligibility.html", context, status=status)


def _visible_eligibility(request, pk):
    return get_object_or_404(TaxEligibility.objects.visible_to(request.member), pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_issue_receipts)
def eligibility_end(request, pk):
    """It is true no longer."""
    eligibility = _visible_eligibility(request, pk)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            end_eligibility(eligibility=eligibility, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Habilitation terminée.")
            return redirect("equipment:receipt_list")
    trail = donation_trail(("Reçus fiscaux", "equipment:receipt_list"), ("Fin", ""))
    context = {"form": form, "eligibility": eligibility, "trail": trail}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/giving_eligibility_end.html", context, status=status)


@require_GET
@access(can_issue_receipts)
def eligibility_file(request, pk):
    """The paper that proves it, as it was given."""
    eligibility = _visible_eligibility(request, pk)
    try:
        if not eligibility.evidence_sha256:
            raise FileNotFoundError
        file = evidence_files.open_stored(eligibility.organisation_id, eligibility.evidence_sha256)
    except FileNotFoundError:
        raise Http404("Cette pièce est introuvable.") from None
    # Never shown in place: whatever it holds, it is downloaded.
    return FileResponse(
        file,
        as_attachment=True,
        filename=eligibility.evidence_name,
        content_type="application/octet-stream",
    )


@require_GET
@access(can_issue_receipts)
def receipt_csv(request):
    """The receipts of a civil year for a spreadsheet."""
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else 0
    if not 2000 <= year <= 2100:
        year = timezone.localdate().year
    rows = [
        (
            receipt.document.number,
            timezone.localdate(receipt.issued_at).isoformat(),
            receipt.given_on.isoformat(),
            receipt.cerfa,
            receipt.donor.name,
            receipt.donor.siren,
            receipt.amount,
            "annulé" if receipt.cancelled_at else "valable",
            timezone.localdate(receipt.cancelled_at).isoformat() if receipt.cancelled_at else "",
        )
        for receipt in receipts(request.member)
        .filter(issued_at__year=year)
        .order_by("issued_at", "pk")[:10_000]
    ]
    sheet = Sheet("recus", HEADERS, rows)
    response = HttpResponse(write_csv(sheet), content_type=CONTENT_TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="recus-fiscaux-{year}.csv"'
    return response


@require_http_methods(["GET", "POST"])
@access(can_issue_receipts)
def donation_receipt(request, pk):
    """Issue the receipt of a gift, or say why there is none."""
    donation = visible_donation(request, pk)
    refusal = why_no_receipt(donation)
    if refusal:
        messages.error(request, refusal)
        return redirect("equipment:donation_detail", pk=pk)
    kind = FORM_OF[DonorKind(donation.donor_kind)]
    collection = signed_collection(donation)
    given_on = timezone.localdate(collection.collected_at)
    form = ReceiptIssueForm(
        request.POST or None,
        form=kind,
        lines=lines_to_value(donation, collection),
        initial={"legal_form": donation.donor.legal_form},
    )
    if request.method == "POST" and form.is_valid():
        try:
            receipt = issue_tax_receipt(donation=donation, by=request.member, **form.said)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"Reçu {receipt.document.number} en préparation.")
            return redirect("documents:progress", pk=receipt.document.job_id)
    standing = donation.tax_receipts.standing().select_related("document").first()
    context = {
        "donation": donation,
        "donor": donation.donor,
        "form": form,
        "kind": kind,
        "given_on": given_on,
        "standing": standing,
        "eligibility": eligibility_on(donation.organisation_id, given_on, kind),
        "trail": donation_trail((donation.donor.name, donation), ("Reçu fiscal", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/giving_receipt.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_issue_receipts)
def receipt_cancel(request, pk):
    """Cancel a receipt; another may then replace it."""
    receipt = get_object_or_404(
        TaxReceipt.objects.visible_to(request.member).select_related("donor", "document"), pk=pk
    )
    form = ReceiptCancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_tax_receipt(receipt=receipt, by=request.member, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Reçu annulé. Le donateur est prévenu.")
            return redirect("equipment:donation_receipt", pk=receipt.donation_id)
    context = {
        "receipt": receipt,
        "form": form,
        "trail": donation_trail(("Reçus fiscaux", "equipment:receipt_list"), ("Annuler", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/giving_receipt_cancel.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_run_donations)
def donation_reuse(request, pk):
    """What became of each device, and the attestation for a public donor."""
    donation = visible_donation(request, pk)
    if donation.status != DonationStatus.RECEIVED or not donation.is_public:
        messages.error(
            request,
            "Cette attestation sert aux donateurs publics, une fois leur don réceptionné.",
        )
        return redirect("equipment:donation_detail", pk=pk)
    devices = devices_of(donation)
    form = ReuseForm(request.POST or None, devices=devices)
    if request.method == "POST" and form.is_valid():
        try:
            document = issue_reuse_attestation(
                donation=donation, by=request.member, older=form.keys
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{document.title} {document.number} en préparation.")
            return redirect("documents:progress", pk=document.job_id)
    fates = fates_of(devices)
    context = {
        "donation": donation,
        "form": form,
        "rows": [(device, fates[device.pk]) for device in devices],
        "waiting": sum(not fate.is_final for fate in fates.values()),
        "issued": list(attestations_of(donation)[:20]),
        "trail": donation_trail((donation.donor.name, donation), ("Réemploi", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/giving_reuse.html", context, status=status)
