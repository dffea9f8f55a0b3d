"""Grants: what was decided, what was paid, what the hand-overs give a right to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from funding.deadlines import report_due_on
from funding.figures import entitlement
from funding.forms.grants import GrantForm
from funding.forms.reports import OpenReportForm
from funding.models import Project, ReportKind, ReportState
from funding.permissions import can_do_funding
from funding.selectors.plans import latest_plan
from funding.services import amend_grant, award_grant, open_report
from funding.views.projects import HOME_TRAIL, form_page, grants_of
from inclusion.exceptions import Refused
from inclusion.money import ZERO
from inclusion.permissions import access


@require_GET
@access(can_do_funding)
def grant_detail(request, pk):
    """One grant: its figures, its period, its reports."""
    grant = get_object_or_404(grants_of(request.member).select_related("plan", "offer"), pk=pk)
    entitled = None
    if grant.unit_amount is not None and grant.offer_id:
        entitled = entitlement(
            grant.granted_amount, grant.delivered or 0, grant.unit_amount, grant.funded_units
        )
    reports = list(grant.reports.prefetch_related("submissions").order_by("-created_at", "-pk"))
    last_final = next((r for r in reports if r.kind == ReportKind.FINAL), None)
    due_on = report_due_on(grant.eligible_to)
    return render(
        request,
        "funding/grant_detail.html",
        {
            "grant": grant,
            "project": grant.project,
            "delivered": grant.delivered or 0,
            "entitled": entitled,
            "to_repay": max(grant.paid_amount - entitled, ZERO) if entitled is not None else None,
            "reports": reports,
            "may_open": last_final is None or last_final.badge_code == "refused",
            "may_change": not any(r.state != ReportState.DRAFT for r in reports),
            "due_on": due_on,
            "is_late": due_on < timezone.localdate()
            and not any(r.state == ReportState.SUBMITTED for r in reports),
            "trail": [
                HOME_TRAIL,
                (grant.project.title, _project_url(grant.project)),
                (f"Subvention de {grant.funder}", ""),
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_create(request, pk):
    """Record a grant that was decided."""
    project = get_object_or_404(Project.objects.visible_to(request.member), pk=pk)
    form = GrantForm(
        request.POST or None,
        member=request.member,
        project=project,
        initial=GrantForm.initial_for(project, latest_plan(project)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant = award_grant(project=project, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La subvention est enregistrée.")
            return redirect("funding:grant_detail", pk=grant.pk)
    return _grant_form(
        request, form, project, "Nouvelle subvention", "Enregistrer la subvention",
        _project_url(project),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_edit(request, pk):
    """Change a grant while no report about it has left."""
    grant = get_object_or_404(grants_of(request.member), pk=pk)
    form = GrantForm(
        request.POST or None,
        member=request.member,
        project=grant.project,
        initial=GrantForm.initial_of(grant),
    )
    back = reverse("funding:grant_detail", args=[grant.pk])
    if request.method == "POST" and form.is_valid():
        try:
            amend_grant(grant=grant, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La subvention est enregistrée.")
            return redirect(back)
    return _grant_form(request, form, grant.project, "Modifier la subvention", "Enregistrer", back)


def _grant_form(request, form, project, title, act, back):
    return render(
        request,
        "funding/grant_form.html",
        {
            "form": form,
            "title": title,
            "act": act,
            "back": back,
            "trail": [HOME_TRAIL, (project.title, _project_url(project)), (title, "")],
        },
        status=422 if form.errors else 200,
    )


def _project_url(project):
    return reverse("funding:project_detail", args=[project.pk])


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def report_open(request, pk):
    """Open a report on a period of the grant."""
    grant = get_object_or_404(grants_of(request.member), pk=pk)
    form = OpenReportForm(
        request.POST or None,
        initial={"period_start": grant.eligible_from, "period_end": grant.eligible_to},
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = open_report(grant=grant, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("funding:report_detail", pk=report.pk)
    back = reverse("funding:grant_detail", args=[grant.pk])
    return form_page(
        request,
        form,
        title="Ouvrir un compte rendu",
        lead="Ses chiffres viennent des remises et des séances de la période."
        " Vous n’écrivez que les mots.",
        act="Ouvrir le compte rendu",
        trail=[HOME_TRAIL, (f"Subvention de {grant.funder}", back), ("Compte rendu", "")],
        back=back,
    )
