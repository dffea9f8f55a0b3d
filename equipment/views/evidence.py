"""Files that machines wrote: sent, listed, given back; and the devices that hold no medium."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from equipment.evidence_files import open_stored
from equipment.forms.evidence import AttestationForm, EvidenceForm
from equipment.models import Device, Evidence, StorageAttestation
from equipment.permissions import can_run_pool
from equipment.selectors.evidence import agreeing_files, open_cases
from equipment.services.attestation import attest_by_operator, attest_by_two_sources
from equipment.services.evidence import MAX_BYTES, MAX_FILES, import_evidence
from equipment.views.devices import visible_device
from equipment.views.trails import device_trail, pool_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access

TOO_MANY = f"Envoyez au plus {MAX_FILES}\u00a0fichiers à la fois."


def evidence_trail(*further):
    return pool_trail(("Relevés", reverse("equipment:evidence_list")), *further)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def evidence_import(request):
    """Send files and read at once what became of each.

    The answer is the page itself: sending the same files again changes nothing.
    """
    device = _named_device(request)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "GET":
        form = EvidenceForm()
    context = {"form": form, "device": device, "trail": evidence_trail(("Importer", ""))}
    if request.method == "POST" and len(request.FILES.getlist("files")) > MAX_FILES:
        form.add_error("files", TOO_MANY)
        return render(request, "equipment/evidence_import.html", context, status=413)
    if not form.is_bound or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "equipment/evidence_import.html", context, status=status)
    files = form.cleaned_data["files"]
    # One byte more than allowed is enough to refuse a file, whatever its size.
    contents = [(file.name, file.read(MAX_BYTES + 1)) for file in files]
    outcomes = import_evidence(files=contents, by=request.member, device=device)
    context |= {"outcomes": outcomes, "form": EvidenceForm(), "counts": _counts(outcomes)}
    is_all_too_big = all(file.size > MAX_BYTES for file in files)
    status = 413 if is_all_too_big else 200
    return render(request, "equipment/evidence_import.html", context, status=status)


def _named_device(request):
    """The device that the page was opened for, None when it was opened for any."""
    data = request.POST if request.method == "POST" else request.GET
    text = data.get("appareil", "")
    if not text:
        return None
    try:
        key = uuid.UUID(text)
    except ValueError:
        raise Http404("Appareil inconnu.") from None
    return get_object_or_404(Device.objects.visible_to(request.member), pk=key)


def _counts(outcomes):
    """How many of each status, for the sentence above the results."""
    statuses = [outcome.status for outcome in outcomes]
    return {status: statuses.count(status) for status in ("accepted", "duplicate", "rejected")}


@require_GET
@access(can_run_pool)
def evidence_list(request):
    """Every file read, the latest first."""
    files = Evidence.objects.visible_to(request.member).select_related("device", "by__user")
    page = keyset_page(files, request, order=("read_at", "pk"), descending=True)
    context = {"page": page, "waiting": open_cases(request.member).count()}
    template = (
        "equipment/partials/_evidence_results.html"
        if request.htmx
        else "equipment/evidence_list.html"
    )
    return render(request, template, context)


@require_GET
@access(can_run_pool)
def evidence_file(request, pk):
    """The file as it is kept, without personal data, always as a download."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.member), pk=pk)
    return _download(evidence.organisation_id, evidence.kept_sha256, evidence.name)


@require_GET
@access(can_run_pool)
def attestation_photo(request, pk):
    """The photo of an empty slot."""
    attestations = StorageAttestation.objects.filter(organisation=request.member.organisation_id)
    attestation = get_object_or_404(attestations, pk=pk)
    return _download(attestation.organisation_id, attestation.photo_sha256, attestation.photo_name)


def _download(organisation_id, digest, name):
    if not digest:
        raise Http404("Aucun fichier n’est gardé.")
    try:
        file = open_stored(organisation_id, digest)
    except FileNotFoundError:
        raise Http404("Ce fichier est introuvable.") from None
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="application/octet-stream"
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_attest(request, pk):
    """Say that a device holds no medium: two files agree, or a photo shows it."""
    device = visible_device(request, pk)
    is_by_sources = "two_sources" in request.POST
    form = AttestationForm()
    refusal = ""
    if request.method == "POST" and not is_by_sources:
        form = AttestationForm(request.POST, request.FILES)
    if request.method == "POST" and (is_by_sources or form.is_valid()):
        try:
            if is_by_sources:
                attest_by_two_sources(device=device, by=request.member)
            else:
                attest_by_operator(device=device, by=request.member, **form.cleaned_data)
        except Refused as problem:
            refusal = problem.message
        else:
            messages.success(request, f"Absence de support attestée pour {device.asset_tag}.")
            return redirect("equipment:device_detail", pk=device.pk)
    agreeing = agreeing_files(device)
    context = {
        "device": device,
        "form": form,
        "refusal": refusal,
        "sources": Evidence.objects.visible_to(request.member).filter(pk__in=agreeing),
        "trail": device_trail(device, ("Attester l’absence de support", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/device_attest.html", context, status=status)
