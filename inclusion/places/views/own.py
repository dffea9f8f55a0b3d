"""Pages of the owners: their places, what to confirm, what goes out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.places.data_inclusion import produce_data_inclusion
from inclusion.places.filters import OwnFilter
from inclusion.places.forms import PlaceForm, written_values
from inclusion.places.mednum import produce_mednum, published_of
from inclusion.places.models import Place
from inclusion.places.permissions import can_write_places
from inclusion.places.presentation import ShownPlace
from inclusion.places.selectors import stale_places
from inclusion.places.services import (
    confirm_place,
    create_place,
    publish_place,
    unpublish_place,
    update_place,
)
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_of
from inclusion.tables.writing import CONTENT_TYPES
from inclusion.text import counted
from inclusion.ui.telling import telling

EXPORTS = ("places", "places-mednum", "places-data-inclusion")


@require_GET
@access(can_write_places)
def own_list(request):
    """The organisation's places, by name."""
    places = Place.objects.visible_to(request.member)
    filtered = OwnFilter(request.GET, queryset=places, request=request)
    page = keyset_page(filtered, request, order=("sort_name", "pk"))
    stale = stale_places(request.member).count()
    context = {
        "page": page,
        "filter": filtered,
        "stale_count": stale,
        "stale_title": f"{counted(stale, 'lieu', 'lieux')} à vérifier",
    }
    template = "places/partials/_own_results.html" if request.htmx else "places/own_list.html"
    return render(request, template, context)


def _own(request, pk):
    places = Place.objects.visible_to(request.member).select_related("organisation")
    return get_object_or_404(places, pk=pk)


def _trail(*pages):
    return [("Mes lieux", reverse("places:own_list")), *pages]


@require_GET
@access(can_write_places)
def own_detail(request, pk):
    """One's own place: how it reads, how fresh it is, what the national file would refuse."""
    place = _own(request, pk)
    context = {
        "place": place,
        "shown": ShownPlace(place),
        "refused": produce_mednum([place]).refused,
        "trail": _trail((place.name, "")),
    }
    return render(request, "places/own_detail.html", context)


@require_http_methods(["GET", "POST"])
@access(can_write_places)
def place_create(request):
    """A new place, published at once."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            place = create_place(by=request.member, **written_values(form))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"«\u00a0{place.name}\u00a0» est dans l’annuaire.")
            return redirect("places:own_detail", pk=place.pk)
    context = {"form": form, "trail": _trail(("Nouveau lieu", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "places/place_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_write_places)
def place_update(request, pk):
    """Correct a place; whoever saves says that all of it is exact today."""
    place = _own(request, pk)
    form = PlaceForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            update_place(
                place=place,
                by=request.member,
                expected=form.cleaned_data["state"] or None,
                **written_values(form),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Lieu mis à jour, vérifié aujourd’hui.")
            return redirect("places:own_detail", pk=place.pk)
    own = reverse("places:own_detail", args=[place.pk])
    context = {"form": form, "place": place, "trail": _trail((place.name, own), ("Modifier", ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "places/place_form.html", context, status=status)


def _act(request, pk, act, done):
    place = _own(request, pk)
    with telling(request, done):
        act(place=place, by=request.member)
    return redirect("places:own_detail", pk=place.pk)


@require_POST
@access(can_write_places)
def place_confirm(request, pk):
    """« Toujours exact »."""
    return _act(request, pk, confirm_place, "Merci\u00a0: ce lieu est vérifié aujourd’hui.")


@require_POST
@access(can_write_places)
def place_publish(request, pk):
    return _act(request, pk, publish_place, "Ce lieu est publié dans l’annuaire.")


@require_POST
@access(can_write_places)
def place_unpublish(request, pk):
    return _act(request, pk, unpublish_place, "Ce lieu n’est plus dans l’annuaire public.")


@require_GET
@access(can_write_places)
def own_export(request):
    """What would go out, line by line, and the files."""
    org = request.member.organisation
    code = request.GET.get("tableau", "")
    if code in EXPORTS:
        export = export_of(code)
        file_format = request.GET.get("format", export.formats[0])
        try:
            content = file_of(export, export.produce(org), file_format)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("places:own_export")
        response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
        response["Content-Disposition"] = f'attachment; filename="{code}.{file_format}"'
        return response
    places = list(published_of(org))
    national, inclusion = produce_mednum(places), produce_data_inclusion(places)
    context = {
        "national": national,
        "inclusion": inclusion,
        "published_count": len(places),
        "borrowed_count": sum(not place.pivot for place in places),
        "trail": _trail(("Exporter", "")),
    }
    return render(request, "places/own_export.html", context)
