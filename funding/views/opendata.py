"""A funder's open data: a year looked at line by line, then published and kept."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.filters import PublicationLineFilter
from funding.forms.publications import CheckForm, LineForm
from funding.models import Publication, PublicationLine
from funding.opendata import schema
from funding.opendata.checking import check_file
from funding.opendata.deadlines import essentials
from funding.opendata.files import content_of, file_name, read_kept
from funding.opendata.findings import errors_of, warnings_of
from funding.opendata.judging import judged_year
from funding.opendata.pages import findings_file, row_page, years_of
from funding.permissions import speaks_for_a_funder
from funding.services import change_line, enter_line, publish_year, remove_line
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.tables.writing import CONTENT_TYPES
from inclusion.ui.telling import telling

SHOWN = 300
TRAIL = ("Données ouvertes", "/financeur/donnees-ouvertes/")


def _year(request):
    text = request.GET.get("annee", "")
    if text.isdecimal() and len(text) == 4 and 1990 <= int(text) <= 2100:
        return int(text)
    return timezone.localdate().year


def _variant(request):
    try:
        return schema.VARIANTS[request.GET.get("format", schema.SCDL.code)]
    except KeyError:
        raise Http404("Format inconnu.") from None


@require_GET
@access(speaks_for_a_funder)
def year(request):
    """The year as it would go out: what stops it, what to look at, each line, what went out."""
    chosen = _year(request)
    grants, rows, findings = judged_year(request.member, chosen)
    mine = Publication.objects.visible_to(request.member).of_year(chosen)
    publications = list(mine.order_by("-published_at", "-pk"))
    errors, warnings = errors_of(findings), warnings_of(findings)
    own = request.member.organisation.siret
    return render(
        request,
        "officer/open_data.html",
        {
            "year": chosen,
            "years": years_of(request.member, chosen),
            "grants": grants,
            "total": sum(grant.amount for grant in grants),
            "row_count": len(rows),
            "page": row_page(request, grants, rows, findings),
            "errors": errors[:SHOWN],
            "error_count": len(errors),
            "warnings": warnings[:SHOWN],
            "warning_count": len(warnings),
            "essentials": essentials(grants, publications, timezone.localdate()),
            "publications": publications,
            "variants": schema.VARIANTS.values(),
            "others": PublicationLine.objects.visible_to(request.member)
            .exclude(funder_siret=own)
            .count(),
        },
    )


def _content(request, chosen, variant):
    """(content, grants, rows, warnings) of a year without error. Raises Refused."""
    grants, rows, findings = judged_year(request.member, chosen)
    if errors_of(findings):
        raise Refused("Il reste des erreurs à corriger\u00a0: le fichier serait refusé.")
    if not rows:
        raise Refused("Aucune subvention de cette année\u00a0: le fichier serait vide.")
    return content_of(rows, variant), grants, rows, warnings_of(findings)


@require_GET
@never_cache
@access(speaks_for_a_funder)
def download(request):
    """The year as a csv file, in either format."""
    chosen, variant = _year(request), _variant(request)
    try:
        content, _, _, _ = _content(request, chosen, variant)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _back_to(chosen)
    return _file(content, "csv", file_name(request.member.organisation, chosen, variant))


@require_GET
@access(speaks_for_a_funder)
def findings_sheet(request):
    """Everything said of the year, as a sheet to work through."""
    chosen = _year(request)
    _, _, findings = judged_year(request.member, chosen)
    return _file(findings_file(findings), "xlsx", f"constats-{chosen}.xlsx")


@require_http_methods(["GET", "POST"])
@access(speaks_for_a_funder)
def publish(request):
    """A page that repeats what will be published, then the act."""
    chosen, variant = _year(request), _variant(request)
    if request.method == "POST":
        seen = request.POST.get("sha256", "")
        with telling(request, f"Le fichier {chosen} est publié et gardé tel quel."):
            publish_year(year=chosen, variant=variant, by=request.member, expected_sha256=seen)
        return _back_to(chosen)
    try:
        content, grants, rows, warnings = _content(request, chosen, variant)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _back_to(chosen)
    return render(
        request,
        "officer/open_data_publish.html",
        {
            "year": chosen,
            "variant": variant,
            "name": file_name(request.member.organisation, chosen, variant),
            "sha256": hashlib.sha256(content).hexdigest(),
            "grant_count": len(grants),
            "row_count": len(rows),
            "total": sum(grant.amount for grant in grants),
            "warning_count": len(warnings),
            "back": _address(chosen),
            "trail": [TRAIL, (f"Publier {chosen}", "")],
        },
    )


@require_GET
@never_cache
@access(speaks_for_a_funder)
def published_file(request, pk):
    """What was published, byte for byte; altered bytes are never served."""
    publication = get_object_or_404(Publication.objects.visible_to(request.member), pk=pk)
    try:
        content = read_kept(publication)
    except FileNotFoundError:
        raise Http404("Le fichier de cette publication est introuvable.") from None
    if hashlib.sha256(content).hexdigest() != publication.sha256:
        raise Http404("Le fichier gardé n’est plus celui qui a été publié.")
    return _file(content, "csv", publication.file_name)


@require_http_methods(["GET", "POST"])
@access(speaks_for_a_funder)
def check(request):
    """Judge any csv file against the schema; nothing of it is kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context = {"form": form, "trail": [TRAIL, ("Vérifier un fichier", "")]}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = 200
            variant = schema.VARIANTS[form.cleaned_data["variant"]]
            findings = check_file(form.cleaned_data["file"].read(), variant=variant)
            errors, warnings = errors_of(findings), warnings_of(findings)
            context |= {
                "is_checked": True,
                "name": form.cleaned_data["file"].name[:120],
                "errors": errors[:SHOWN],
                "error_count": len(errors),
                "warnings": warnings[:SHOWN],
                "warning_count": len(warnings),
            }
    return render(request, "officer/open_data_check.html", context, status=status)


# ---- Lines ----


@require_GET
@access(speaks_for_a_funder)
def line_list(request):
    """Every line entered or imported, the latest agreements first."""
    queryset = PublicationLine.objects.visible_to(request.member)
    filtered = PublicationLineFilter(request.GET, queryset=queryset, request=request)
    page = keyset_page(filtered, request, order=("agreed_on", "pk"), descending=True)
    partial = "officer/partials/_open_data_lines.html"
    template = partial if request.htmx else "officer/open_data_lines.html"
    context = {"page": page, "filter": filtered, "trail": [TRAIL, ("Lignes", "")]}
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@access(speaks_for_a_funder)
def line_create(request):
    """Write a grant that was awarded outside the product."""
    form = LineForm(request.POST or None, initial={"share": 100})
    if request.method == "POST" and form.is_valid():
        try:
            line = enter_line(values=form.cleaned_data, by=request.member)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La subvention est enregistrée.")
            return _back_to(line.agreed_on.year)
    return _line_page(request, form, "Nouvelle subvention à publier")


@require_http_methods(["GET", "POST"])
@access(speaks_for_a_funder)
def line_edit(request, pk):
    """Correct a line; another funder's is only read."""
    line = get_object_or_404(PublicationLine.objects.visible_to(request.member), pk=pk)
    form = LineForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            line = change_line(line=line, values=form.cleaned_data, by=request.member)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La subvention est corrigée.")
            return _back_to(line.agreed_on.year)
    return _line_page(request, form, line.grantee_name, line)


def _line_page(request, form, title, line=None):
    is_own = line is None or line.funder_siret == request.member.organisation.siret
    return render(
        request,
        "officer/open_data_line.html",
        {
            "form": form,
            "line": line,
            "is_own": is_own,
            "title": title,
            "back": reverse("officer:open_data_lines") if line else TRAIL[1],
            "trail": [TRAIL, ("Lignes", reverse("officer:open_data_lines")), (title, "")],
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
@access(speaks_for_a_funder)
def line_remove(request, pk):
    """Take a line away; the files already published keep it."""
    line = get_object_or_404(PublicationLine.objects.visible_to(request.member), pk=pk)
    with telling(request, "La ligne est supprimée. Les fichiers déjà publiés la gardent."):
        remove_line(line=line, by=request.member)
    return redirect("officer:open_data_lines")


# ---- Addresses and files ----


def _address(chosen):
    return f"{reverse('officer:open_data')}?annee={chosen}"


def _back_to(chosen):
    return redirect(_address(chosen))


def _file(content, file_format, name):
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
