"""« À rapprocher »: a file beside the devices it may speak of, and what a person decides."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from equipment import services
from equipment.evidence_facts import reading_of
from equipment.forms.evidence import CaseDeviceForm
from equipment.labels import parse_tag
from equipment.models import CaseKind, CaseStatus, Device, IdentityCase
from equipment.permissions import can_run_pool
from equipment.selectors.evidence import candidate_devices
from equipment.selectors.identity import comparison, differences_of
from equipment.views.evidence import evidence_trail
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.formats import day
from inclusion.ui.telling import telling

# More would not stand side by side.
SIDE_BY_SIDE = 4
DECIDED = "decides"


def case_trail(*further):
    return evidence_trail(("À rapprocher", reverse("equipment:identity_list")), *further)


def visible_case(request, pk):
    cases = IdentityCase.objects.visible_to(request.member).select_related(
        "evidence__device", "device__venue", "decided_by__user"
    )
    return get_object_or_404(cases, pk=pk)


@require_GET
@access(can_run_pool)
def identity_list(request):
    """What waits for a decision, the oldest first; or what was decided and may be undone."""
    cases = IdentityCase.objects.visible_to(request.member).select_related("evidence", "device")
    shows_decided = request.GET.get("voir") == DECIDED
    cases = cases.exclude(status=CaseStatus.OPEN) if shows_decided else cases.open()
    page = keyset_page(cases, request, order=("opened_at", "pk"), descending=shows_decided)
    context = {
        "page": page,
        "shows_decided": shows_decided,
        "decided_url": f"?voir={DECIDED}",
        "trail": evidence_trail(("À rapprocher", "")),
    }
    template = (
        "equipment/partials/_identity_results.html"
        if request.htmx
        else "equipment/identity_list.html"
    )
    return render(request, template, context)


@require_GET
@access(can_run_pool)
def identity_detail(request, pk):
    """One file beside the devices it may speak of."""
    return _page(request, visible_case(request, pk))


def _page(request, case, form=None, status=200):
    is_about_the_record = case.kind == CaseKind.DIFFERENCES
    devices = [] if is_about_the_record else candidate_devices(case)[:SIDE_BY_SIDE]
    reading = reading_of(case.evidence)
    context = {
        "case": case,
        "evidence": case.evidence,
        "devices": devices,
        "lines": comparison(case, devices) if not is_about_the_record else [],
        "differences": differences_of(case),
        "is_about_the_record": is_about_the_record,
        "may_create": not reading.device.virtual,
        "form": form or CaseDeviceForm(),
        "until": day(case.last_day_to_undo) if case.decided_at else "",
        "trail": case_trail((case.evidence.name, "")),
    }
    return render(request, "equipment/identity_detail.html", context, status=status)


@require_POST
@access(can_run_pool)
def identity_match(request, pk):
    """« C’est celui-ci »: a device proposed, or another by its label."""
    case = visible_case(request, pk)
    form = CaseDeviceForm(request.POST)
    if request.POST.get("appareil"):
        device = _device_of(request)
    elif form.is_valid():
        tag = parse_tag(form.cleaned_data["etiquette"], request.member.organisation.prefix)
        device = Device.objects.visible_to(request.member).filter(asset_tag=tag).first()
        if device is None:
            form.add_error("etiquette", "Aucun appareil de votre parc ne porte cette étiquette.")
            return _page(request, case, form, status=422)
    else:
        return _page(request, case, form, status=422)
    return _decided(
        request,
        case,
        lambda: services.match_case(case=case, device=device, by=request.member),
        f"Relevé rapproché de {device.asset_tag}.",
    )


def _device_of(request):
    try:
        key = uuid.UUID(request.POST["appareil"])
    except ValueError:
        raise Http404("Appareil inconnu.") from None
    return get_object_or_404(Device.objects.visible_to(request.member), pk=key)


@require_POST
@access(can_run_pool)
def identity_create(request, pk):
    """« C’est un nouvel appareil »."""
    case = visible_case(request, pk)
    return _decided(
        request,
        case,
        lambda: services.create_from_case(case=case, by=request.member),
        "Nouvel appareil, en quarantaine\u00a0: collez son étiquette.",
    )


@require_POST
@access(can_run_pool)
def identity_settle(request, pk):
    """Which of the file's values the record takes."""
    case = visible_case(request, pk)
    taken = request.POST.getlist("prendre")[:20]
    return _decided(
        request,
        case,
        lambda: services.settle_differences(case=case, taken=taken, by=request.member),
        "Fiche corrigée." if taken else "Fiche gardée telle quelle.",
    )


@require_POST
@access(can_run_pool)
def identity_set_aside(request, pk):
    """The file is about nothing of ours."""
    case = visible_case(request, pk)
    return _decided(
        request,
        case,
        lambda: services.set_aside(case=case, by=request.member),
        "Relevé écarté\u00a0: il reste gardé.",
    )


@require_POST
@access(can_run_pool)
def identity_undo(request, pk):
    """Ask the question again, what stood before put back."""
    case = visible_case(request, pk)
    return _decided(
        request,
        case,
        lambda: services.undo_case(case=case, by=request.member),
        "Décision annulée\u00a0: le relevé attend à nouveau.",
    )


def _decided(request, case, decide, success):
    """Do it, and stay where the decision can be read and undone; a refusal is said there too."""
    with telling(request, success):
        decide()
    return redirect("equipment:identity_detail", pk=case.pk)
