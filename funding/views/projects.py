"""Projects: where the money stands."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from funding.at_the_funder import shared_review_of
from funding.filters import ProjectFilter
from funding.forms.plans import ProjectForm
from funding.models import FinancialReport, Grant, Project
from funding.permissions import can_do_funding
from funding.selectors.plans import judged_findings, latest_plan
from funding.selectors.positions import grants_with_deliveries, positions
from funding.services import create_project, update_project
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access

HOME_TRAIL = ("Financements", "/financements/")


@require_GET
@access(can_do_funding)
def home(request):
    """Every project with its three numbers, latest first."""
    filtered = ProjectFilter(
        request.GET, queryset=Project.objects.visible_to(request.member), request=request
    )
    page = keyset_page(filtered, request, order=("starts_on", "pk"), descending=True)
    where = positions(page)
    for project in page:
        project.position = where[project.pk]
    template = "funding/partials/_project_results.html" if request.htmx else "funding/home.html"
    return render(request, template, {"page": page, "filter": filtered})


@require_GET
@access(can_do_funding)
def project_detail(request, pk):
    """One project: promised, funded, delivered; its plan, grants and reports."""
    project = get_object_or_404(Project.objects.visible_to(request.member), pk=pk)
    plan = latest_plan(project)
    judged = judged_findings(plan) if plan else []
    grants = grants_with_deliveries(project.grants.all()).order_by("decided_on", "pk")
    reports = (
        FinancialReport.objects.visible_to(request.member)
        .filter(grant__project=project)
        .select_related("grant__funder")
        .prefetch_related("submissions")
        .order_by("-created_at", "-pk")[:20]
    )
    return render(
        request,
        "funding/project_detail.html",
        {
            "project": project,
            "position": positions([project])[project.pk],
            "plan": plan,
            "findings": [j for j in judged if j.finding.severity != "ok"],
            "grants": grants,
            "reports": reports,
            "shared_review": shared_review_of(project, grants, request.member),
            "trail": [HOME_TRAIL, (project.title, "")],
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def project_create(request):
    """Enter a new action."""
    form = ProjectForm(request.POST or None, initial={"unit_label": "ordinateurs"})
    if request.method == "POST" and form.is_valid():
        try:
            project = create_project(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Le projet est créé. Entrez maintenant qui paie quoi.")
            return redirect("funding:project_detail", pk=project.pk)
    return form_page(
        request,
        form,
        title="Nouveau projet",
        lead="L’action pour laquelle de l’argent est demandé, telle que son texte la promet.",
        act="Créer le projet",
        trail=[HOME_TRAIL, ("Nouveau projet", "")],
        back=reverse("funding:home"),
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def project_edit(request, pk):
    """Change what is said of a project."""
    project = get_object_or_404(Project.objects.visible_to(request.member), pk=pk)
    back = reverse("funding:project_detail", args=[project.pk])
    form = ProjectForm(request.POST or None, initial=ProjectForm.initial_of(project))
    if request.method == "POST" and form.is_valid():
        try:
            update_project(project=project, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Le projet est enregistré, ses chiffres sont revérifiés.")
            return redirect(back)
    return form_page(
        request,
        form,
        title="Modifier le projet",
        lead="",
        act="Enregistrer",
        trail=[HOME_TRAIL, (project.title, back), ("Modifier", "")],
        back=back,
    )


def form_page(request, form, *, title, lead, act, trail, back, **extra):
    """A page that is one form."""
    return render(
        request,
        "funding/form.html",
        {
            "form": form,
            "title": title,
            "lead": lead,
            "act": act,
            "trail": trail,
            "back": back,
            **extra,
        },
        status=422 if form.errors else 200,
    )


def grants_of(member):
    """The grants of the member's organisation, ready to be shown."""
    return grants_with_deliveries(Grant.objects.visible_to(member))
