"""The public directory: search, a place, its easy-to-read page, the whole as open data."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from inclusion.lists import keyset_page
from inclusion.permissions import access, public
from inclusion.places.communes import communes
from inclusion.places.data_inclusion import produce_data_inclusion
from inclusion.places.filters import DirectoryFilter
from inclusion.places.mednum import directory as published_directory
from inclusion.places.mednum import produce_mednum
from inclusion.places.models import Place
from inclusion.places.presentation import ShownPlace, of_commune, shown_places
from inclusion.tables.writing import CONTENT_TYPES, write_csv, write_json
from inclusion.text import counted
from inclusion.throttling import client_address, too_many, within_limit

PAGE_SIZE = 20
DOWNLOADS, DOWNLOAD_SECONDS = 30, 300


@require_GET
@access(public)
def directory(request):
    """Places near a commune, the nearest first; the map follows the list."""
    places = Place.objects.published().select_related("organisation")
    filtered = DirectoryFilter(request.GET, queryset=places, request=request)
    queryset = filtered.qs
    page = keyset_page(queryset, request, order=filtered.order, size=PAGE_SIZE)
    filtered.form.hides_optional = True
    context = {
        "filter": filtered,
        "page": page,
        "places": shown_places(page.rows),
        "heading": _heading(filtered, page),
        "more_is_open": filtered.narrows_more,
        "suggestions": SUGGESTIONS,
    }
    template = (
        "places/partials/_directory_results.html" if request.htmx else "places/directory.html"
    )
    return render(request, template, context)


def _heading(filtered, page):
    """« 12 lieux près de Nantes, du plus proche au plus loin »."""
    count = counted(page.shown_count, "lieu", "lieux")
    if page.is_capped:
        count = f"Plus de {count}"
    if filtered.spot is None:
        return f"{count}, par nom"
    if filtered.spot.has_position:
        return f"{count} près {of_commune(filtered.spot.name)}, du plus proche au plus loin"
    return f"{count} à {filtered.spot.name}"


def _published(pk):
    return get_object_or_404(Place.objects.published().select_related("organisation"), pk=pk)


@require_GET
@access(public)
def place_detail(request, pk):
    """A place: when, where, what for, what to bring; made to be printed too."""
    place = _published(pk)
    return render(request, "places/place_detail.html", {"place": place, "shown": ShownPlace(place)})


@require_GET
@access(public)
def place_easy(request, pk):
    """The same place in short sentences and large print."""
    place = _published(pk)
    return render(request, "places/place_easy.html", {"place": place, "shown": ShownPlace(place)})


@require_GET
@access(public)
def open_data(request):
    """The whole published directory: the national file, or data.inclusion."""
    wanted = request.GET.get("format", "")
    if not wanted:
        return render(request, "places/open_data.html", {"count": published_directory().count()})
    if not within_limit(
        "directory", client_address(request), tries=DOWNLOADS, seconds=DOWNLOAD_SECONDS
    ):
        return too_many(request, DOWNLOAD_SECONDS)
    if wanted == "mednum":
        produced = produce_mednum(published_directory(), is_shared=True)
        content = write_csv(produced.sheets[0], separator=",", mark=False)
        return _file(content, "csv", "lieux-mediation-numerique.csv")
    if wanted == "data-inclusion":
        produced = produce_data_inclusion(published_directory(), is_shared=True)
        return _file(write_json(produced.document), "json", "lieux-data-inclusion.json")
    raise Http404("Format inconnu.")


def _file(content, file_format, name):
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# The communes a person may be offered while typing: those whose position is known.
SUGGESTIONS = sorted(commune.name for commune in communes() if commune.has_position)
