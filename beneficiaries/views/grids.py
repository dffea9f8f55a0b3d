"""Pages of the grids: versions of the questions, the paper sheet, a grid of one's own."""

import json

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from beneficiaries.assessment.grid import SHIPPED_CODE
from beneficiaries.forms.assessments import GridForm, key_of
from beneficiaries.models import AssessmentGrid, Axis
from beneficiaries.permissions import can_manage_grids, can_open_files
from beneficiaries.selectors.assessments import current_grid, loaded
from beneficiaries.services.grids import GridRefused, add_grid, retire_grid
from inclusion.exceptions import Refused
from inclusion.permissions import access

SHOWN_AT_MOST = 20
GRIDS_AT_MOST = 50


@require_GET
@access(can_open_files)
def grid_list(request):
    """The versions, those in use and those answered; the manager adds one."""
    return _list_page(request, GridForm())


def _list_page(request, form, problems=(), status=200):
    current = current_grid(request.member.organisation)
    grid = loaded(current)
    grids = (
        AssessmentGrid.objects.filter(organisation=request.member.organisation)
        .defer("content")
        .annotate(count=Count("assessments"))
        .order_by("-created_at", "-pk")[:GRIDS_AT_MOST]
    )
    return render(
        request,
        "beneficiaries/grid_list.html",
        {
            "current": current,
            "grid": grid,
            "axes": [("Sa demande", grid.of_axis("")), *((a.label, grid.of_axis(a)) for a in Axis)],
            "rules": grid.rules,
            "grids": grids,
            "form": form,
            "problems": problems[:SHOWN_AT_MOST],
            "hidden_count": max(0, len(problems) - SHOWN_AT_MOST),
            "shipped_code": SHIPPED_CODE,
            "can_manage": can_manage_grids(request.member),
            "trail": [
                ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
                ("Grilles de diagnostic", ""),
            ],
        },
        status=status,
    )


@require_POST
@access(can_manage_grids)
def grid_add(request):
    """Add a grid from a file; everything that is wrong with it is said at once."""
    form = GridForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    try:
        grid = add_grid(by=request.member, data=form.cleaned_data["file"].read())
    except GridRefused as refusal:
        form.add_error("file", refusal.message)
        return _list_page(request, form, refusal.problems, status=422)
    messages.success(request, f"{grid} est en usage pour les prochains diagnostics.")
    return redirect("beneficiaries:grid_list")


@require_POST
@access(can_manage_grids)
def grid_retire(request):
    """No longer use a grid of one's own."""
    try:
        grid = retire_grid(grid=key_of(request.POST.get("grid", "")), by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{grid} n’est plus proposée. Ses diagnostics restent lisibles.")
    return redirect("beneficiaries:grid_list")


@require_GET
@access(can_open_files)
def grid_download(request):
    """The grid in use as a file, to start one's own from."""
    grid = current_grid(request.member.organisation)
    answer = HttpResponse(
        json.dumps(grid.content, ensure_ascii=False, indent=1), content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="{grid.code}-{grid.version}.json"'
    return answer


@require_GET
@access(can_open_files)
def assessment_paper(request):
    """The questions on paper, with the numbers and letters that are copied afterwards."""
    grid = current_grid(request.member.organisation)
    return render(
        request,
        "beneficiaries/assessment_paper.html",
        {
            "grid": loaded(grid),
            "organisation": request.member.organisation,
            "title": str(grid),
        },
    )
