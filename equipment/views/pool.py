"""The pool as a list, the scanner, and the acts on many devices."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_GET, require_http_methods

from equipment.filters import DeviceFilter
from equipment.forms import MoveForm
from equipment.labels import is_misread, parse_tag
from equipment.models import Device
from equipment.permissions import (
    can_allocate,
    can_close_breaches,
    can_run_pool,
    can_see_impact,
    can_see_pool,
)
from equipment.selectors import pool_figures, with_readiness
from equipment.selectors.scanning import is_free_label
from equipment.services import move_devices
from equipment.views.trails import pool_trail
from inclusion.exceptions import Refused
from inclusion.lists import COUNT_CAP, keyset_page
from inclusion.permissions import access
from inclusion.text import counted

TAG_LENGTH = 200
MASS_ACTS = [
    {"label": "Déplacer", "icon": "arrows-move", "value": "move", "is_main": True},
    {
        "label": "Sortir du parc",
        "icon": "recycle",
        "value": "retire",
        "url": reverse_lazy("equipment:devices_retire"),
    },
    {
        "label": "Imprimer les étiquettes",
        "icon": "printer",
        "value": "print",
        "url": reverse_lazy("equipment:label_print"),
    },
]


@require_GET
@access(can_see_pool)
def device_list(request):
    """The pool, what has waited longest first, with what keeps each device from leaving."""
    filtered = _filtered(request)
    page = keyset_page(filtered, request, order=("status_since", "pk"))
    with_readiness(page.rows)
    context = {
        "page": page,
        "filter": filtered,
        "is_filtered": any(filtered.form.cleaned_data.values()) if filtered.form.is_valid() else 1,
        "carried": [(name, v) for name, v in request.GET.items() if name in filtered.filters],
        "runs_pool": can_run_pool(request.member),
        "allocates": can_allocate(request.member),
        "sees_impact": can_see_impact(request.member),
        "closes_breaches": can_close_breaches(request.member),
        "mass_acts": MASS_ACTS,
        "total": page.count if len(page) < page.count <= COUNT_CAP else 0,
    }
    if request.htmx:
        return render(request, "equipment/partials/_device_results.html", context)
    context["figures"] = pool_figures(request.member)
    return render(request, "equipment/device_list.html", context)


def _filtered(request):
    devices = Device.objects.visible_to(request.member).select_related("venue")
    return DeviceFilter(request.GET, queryset=devices, request=request)


@require_GET
@access(can_see_pool)
def scan(request):
    """From a label, typed or scanned, to its device."""
    typed = request.GET.get("etiquette", "")[:TAG_LENGTH]
    prefix = request.member.organisation.prefix
    tag = parse_tag(typed, prefix)
    device = Device.objects.visible_to(request.member).filter(asset_tag=tag).first()
    if device:
        return redirect("equipment:device_detail", pk=device.pk)
    if tag and can_run_pool(request.member) and is_free_label(tag, request.member):
        return redirect(f"{reverse('equipment:device_receive')}?etiquette={tag}")
    if not tag:
        sentence = (
            f"Ceci n’est pas une étiquette de votre parc. Les vôtres s’écrivent {prefix}-XXXXXXX-X."
        )
    elif is_misread(tag):
        sentence = f"{tag} a sans doute été mal lue\u00a0: vérifiez chaque caractère."
    else:
        sentence = f"Aucun appareil de votre parc ne porte l’étiquette {tag}."
    messages.warning(request, sentence)
    return redirect("equipment:device_list")


@require_GET
@access(can_see_pool)
def label(request, tag):
    """What the QR code of a label opens: its device, or the reception of what it is stuck on."""
    tag = parse_tag(tag[:TAG_LENGTH], request.member.organisation.prefix)
    if not tag:
        raise Http404("Étiquette inconnue.")
    device = Device.objects.visible_to(request.member).filter(asset_tag=tag).first()
    if device is None and can_run_pool(request.member) and is_free_label(tag, request.member):
        return redirect(f"{reverse('equipment:device_receive')}?etiquette={tag}")
    if device is None:
        raise Http404("Étiquette inconnue.")
    return redirect("equipment:device_detail", pk=device.pk)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def device_move(request):
    """Put the chosen devices in another place: first which and where, then the act."""
    devices = chosen_devices(request)
    if not devices:
        messages.warning(request, "Cochez au moins un appareil.")
        return redirect("equipment:device_list")
    if request.method == "GET":
        first = devices[0]
        initial = {"venue": first.venue_id, "shelf": first.shelf} if len(devices) == 1 else {}
        form = MoveForm(member=request.member, initial=initial)
        return _move_page(request, form, devices)
    form = MoveForm(request.POST, member=request.member)
    if form.is_valid():
        try:
            moved = move_devices(devices=devices, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            place = form.cleaned_data["shelf"] or form.cleaned_data["venue"] or "sans lieu précis"
            many = counted(moved, "appareil déplacé", "appareils déplacés")
            messages.success(request, f"{many}\u00a0: {place}.")
            return _after_move(devices)
    return _move_page(request, form, devices, status=422)


def _after_move(devices):
    if len(devices) == 1:
        return redirect("equipment:device_detail", pk=devices[0].pk)
    return redirect("equipment:device_list")


def chosen_devices(request):
    """The ticked devices, or every result of the list's filters; never more than a list counts."""
    if request.method == "GET" and request.GET.get("everything"):
        queryset = _filtered(request).qs
    else:
        data = request.POST if request.method == "POST" else request.GET
        ids = [value for value in map(_uuid, data.getlist("choisi")[:COUNT_CAP]) if value]
        queryset = Device.objects.visible_to(request.member).filter(pk__in=ids)
    return list(queryset.order_by("status_since", "pk")[:COUNT_CAP])


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _move_page(request, form, devices, status=200):
    trail = pool_trail(("Déplacer", ""))
    context = {"form": form, "devices": devices, "trail": trail}
    return render(request, "equipment/device_move.html", context, status=status)
