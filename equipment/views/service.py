"""After-sales: the list, one case and its acts, the exchange; things of the stock for a person."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.models import Beneficiary
from equipment import services
from equipment.filters import ServiceFilter
from equipment.forms.service import (
    GiveItemForm,
    ServiceCloseForm,
    ServiceOpenForm,
    ServiceStatusForm,
    ServiceWorkForm,
    SwapForm,
)
from equipment.models import Allocation, Device, DeviceStatus, ServiceCase
from equipment.papers.after import WARRANTY_LINES
from equipment.permissions import FORGOTTEN, can_allocate, can_see_service, opens_files
from equipment.selectors import documents_about_case, need_and_proposals
from equipment.services.allocation import left_with
from equipment.services.exchange import replacements_for
from equipment.services.service import warranty_of
from equipment.views.acting import act_page
from equipment.views.devices import visible_device
from equipment.views.trails import allocation_trail
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.formats import day

OFFERED = 6


def whose(member, case):
    """Her name to who opens files; to the workshop, the number of her file and nothing else."""
    person = case.allocation.beneficiary if case.allocation else None
    if person is None:
        return FORGOTTEN if case.allocation else ""
    if opens_files(member):
        return f"{person}, {person.file_number}"
    return f"dossier {person.file_number}"


def visible_case(request, pk):
    cases = ServiceCase.objects.visible_to(request.member).select_related(
        *("device__venue", "allocation__beneficiary", "allocation__offer"),
        *("allocation__hand_over", "replacement__device", "opened_by__user", "closed_by__user"),
    )
    return get_object_or_404(cases, pk=pk)


def _trail(*further):
    return [("SAV", reverse("equipment:service_list")), *further]


def _case_trail(case, *further):
    url = reverse("equipment:service_detail", args=[case.pk])
    return _trail((case.device.asset_tag, url if further else ""), *further)


@require_GET
@access(can_see_service)
def service_list(request):
    """The cases, the longest open first; nobody is named to the workshop."""
    cases = ServiceCase.objects.visible_to(request.member).select_related(
        "device", "allocation__beneficiary"
    )
    filtered = ServiceFilter(request.GET, queryset=cases, request=request)
    page = keyset_page(filtered, request, order=("opened_at", "pk"))
    context = {
        "page": page,
        "rows": [(case, whose(request.member, case)) for case in page.rows],
        "filter": filtered,
        "is_filtered": filtered.is_active,
        "trail": _trail(),
    }
    return render(request, "equipment/after_service_list.html", context)


@require_GET
@access(can_see_service)
def service_detail(request, pk):
    """One case: what fails, what the law promises, what was done."""
    case = visible_case(request, pk)
    member = request.member
    context = {
        "case": case,
        "badge_code": f"service.{case.status}",
        "device": case.device,
        "person": whose(member, case),
        "person_pk": case.allocation.beneficiary_id
        if case.allocation and opens_files(member)
        else None,
        "warranty_line": WARRANTY_LINES[case.warranty],
        "works": case.interventions.select_related("started_by__user")
        .prefetch_related("parts")
        .order_by("-started_at", "-pk"),
        "allocates": can_allocate(member),
        "papers": documents_about_case(case, member),
        "trail": _case_trail(case),
    }
    return render(request, "equipment/after_service_detail.html", context)


@require_http_methods(["GET", "POST"])
@access(can_see_service)
def device_service(request, pk):
    """A device fails at its person's: the case is opened, by her mediator or by the scan."""
    device = visible_device(request, pk)
    if device.status == DeviceStatus.IN_SERVICE:
        case = ServiceCase.objects.visible_to(request.member).still_open().filter(device=device)
        case = case.first()
        if case is not None and request.method == "GET":
            return redirect("equipment:service_detail", pk=case.pk)
    form = ServiceOpenForm(request.POST or None)
    form.is_bound = request.method == "POST"
    opened = []
    allocation = (
        Allocation.objects.visible_to(request.member)
        .select_related("offer")
        .filter(device=device, ended_at__isnull=True)
        .first()
    )
    warranty, until, _ = warranty_of(allocation)
    line = WARRANTY_LINES[warranty]
    return act_page(
        request,
        device,
        form,
        lambda: opened.append(
            services.open_service_case(device=device, by=request.member, **form.cleaned_data)
        ),
        title="Ouvrir un dossier de panne",
        button="Ouvrir le dossier",
        icon="tools",
        done=f"{device.asset_tag} est en service après-vente.",
        consequences=[
            "L’appareil reste celui de la personne\u00a0: ses données y sont, ne les lisez pas.",
            f"{line}{f' Jusqu’au {day(until)}.' if until else ''}",
            "La réponse est attendue sous 30\u00a0jours.",
        ],
    )


@require_http_methods(["GET", "POST"])
@access(can_see_service)
def service_wait(request, pk):
    """A part or the person is awaited, or nothing any more."""
    case = visible_case(request, pk)
    form = ServiceStatusForm(
        request.POST or None, initial={"status": case.status, "words": case.waiting_words}
    )
    return _case_act(
        request,
        case,
        form,
        lambda: services.set_service_status(case=case, by=request.member, **form.cleaned_data),
        ("Ce que le dossier attend", "Enregistrer", "hourglass-split", "C’est noté."),
    )


@require_http_methods(["GET", "POST"])
@access(can_see_service)
def service_work(request, pk):
    """What was tried on the device."""
    case = visible_case(request, pk)
    form = ServiceWorkForm(request.POST or None, member=request.member)
    return _case_act(
        request,
        case,
        form,
        lambda: services.note_service_work(case=case, by=request.member, **form.values()),
        ("Inscrire une intervention", "Inscrire", "wrench", "Intervention inscrite."),
    )


@require_http_methods(["GET", "POST"])
@access(can_see_service)
def service_close(request, pk):
    """Repaired or refused: the device goes back to its person."""
    case = visible_case(request, pk)
    form = ServiceCloseForm(request.POST or None)
    return _case_act(
        request,
        case,
        form,
        lambda: services.close_service_case(case=case, by=request.member, **form.cleaned_data),
        ("Clore le dossier", "Clore le dossier", "check-circle", "Dossier clos."),
    )


def _case_act(request, case, form, act, words):
    """The page of one act on a case; nothing typed is lost."""
    heading, button, icon, done = words
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("equipment:service_detail", pk=case.pk)
    elif request.method == "GET" and not case.is_open:
        return redirect("equipment:service_detail", pk=case.pk)
    context = {
        "case": case,
        "form": form,
        "heading": heading,
        "button": button,
        "button_icon": icon,
        "trail": _case_trail(case, (heading, "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/after_service_act.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def service_swap(request, pk):
    """A ready device of the same type leaves in the place of the faulty one."""
    case = visible_case(request, pk)
    if request.method == "GET" and not case.is_open:
        return redirect("equipment:service_detail", pk=case.pk)
    person = case.allocation.beneficiary if case.allocation else None
    offered = _offered(case, person, request.member)
    names = _names(case)
    initial = {"manner": "paper", "back": names, "accessories": case.device.accessories}
    form = SwapForm(request.POST or None, request.FILES or None, names=names, initial=initial)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        device = get_object_or_404(
            Device.objects.visible_to(request.member), pk=form.cleaned_data["device"]
        )
        try:
            case, allocation, _ = services.swap_device(
                case=case,
                device=device,
                words=form.cleaned_data["words"],
                missing=form.missing(),
                person_erased=form.cleaned_data["person_erased"],
                by=request.member,
                **form.signature_values(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, f"{case.device.asset_tag} est échangé contre {device.asset_tag}."
            )
            return redirect("equipment:allocation_detail", pk=allocation.pk)
    context = {
        "case": case,
        "device": case.device,
        "person": whose(request.member, case),
        "is_known": person is not None,
        "offered": offered,
        "chosen": request.POST.get("device", str(offered[0][0].pk) if offered else ""),
        "form": form,
        "trail": _case_trail(case, ("Échanger", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/after_service_swap.html", context, status=status)


def _offered(case, person, member):
    """Ready devices of the type: those the matching proposes first, then the longest ready."""
    proposed = {}
    if person is not None:
        _, _, proposals = need_and_proposals(member, person)
        proposed = {each.device.pk: each for each in proposals}
    ready = replacements_for(case, member).order_by("status_since", "pk")[:OFFERED]
    found = [(device, proposed.get(device.pk)) for device in ready]
    return sorted(found, key=lambda pair: pair[1].rank if pair[1] else len(proposed) + 1)


def _names(case):
    loan = case.allocation and case.allocation.loans.filter(returned_on__isnull=True).first()
    if loan:
        return [each["name"] for each in loan.accessories]
    return left_with(case.allocation, case.device)


@require_POST
@access(can_see_service)
def service_sheet(request, pk):
    """The sheet that follows the device on the bench."""
    case = visible_case(request, pk)
    document = services.issue_service_sheet(case=case, by=request.member)
    messages.success(request, f"Fiche {document.number} en préparation.")
    return redirect("equipment:service_detail", pk=case.pk)


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def person_give(request, pk):
    """A SIM card, a recharge or a mouse, apart from any device."""
    person = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)
    record_read(person, by=request.member, what="connection")
    form = GiveItemForm(request.POST or None, member=request.member)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        try:
            given = services.give_item(beneficiary=person, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{given.item} remis à {person}.")
            return redirect("beneficiaries:beneficiary_detail", pk=person.pk)
    context = {
        "person": person,
        "form": form,
        "trail": allocation_trail((str(person), ""), ("Remettre un article", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/after_give.html", context, status=status)
