"""Grants: asked for, decided, what was paid, what the hand-overs give a right to."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.amendment_effects import stored_rows
from funding.deadlines import report_due
from funding.figures import entitlement
from funding.forms.grants import BaseGrantForm, GrantEditForm, GrantForm, RequestForm
from funding.forms.plans import ExplanationForm
from funding.forms.reports import OpenReportForm
from funding.grant_acts import ASKED, open_acts
from funding.live_checks import live_grant_findings
from funding.models import Project, ReportKind, ReportState
from funding.permissions import can_do_funding
from funding.pictures.timeline import timeline_of
from funding.selectors.payments import conditions_met, instalments_of, is_callable, payments_of
from funding.selectors.plans import judged_grant, latest_plan
from funding.services import amend_grant, award_grant, explain_grant_finding, open_report
from funding.services.grantees import share_amounts
from funding.services.granting import is_signed, request_grant
from funding.views.acting import grant_or_404
from funding.views.explaining import explained
from funding.views.projects import HOME_TRAIL, form_page, grants_of
from inclusion.exceptions import Refused
from inclusion.money import ZERO
from inclusion.permissions import access


@require_GET
@access(can_do_funding)
def grant_detail(request, pk):
    """One grant: its figures, its money, its agreement, its reports."""
    return _grant_page(request, _grant(request, pk))


def _grant(request, pk):
    grants = grants_of(request.member).select_related("plan", "offer", "program")
    return get_object_or_404(grants, pk=pk)


def _grant_page(request, grant, form=None):
    blocking = [judged for judged in judged_grant(grant) if judged.is_blocking]
    waiting = next((judged for judged in blocking if judged.is_waiting), None)
    if form is None and waiting:
        form = ExplanationForm(finding=waiting.finding)
    entitled = None
    if grant.unit_amount is not None and grant.offer_id:
        entitled = entitlement(
            grant.granted_amount, grant.delivered or 0, grant.unit_amount, grant.funded_units
        )
    reports = list(grant.reports.prefetch_related("submissions").order_by("-created_at", "-pk"))
    last_final = next((r for r in reports if r.kind == ReportKind.FINAL), None)
    due, today = report_due(grant.ends_exercise_on), timezone.localdate()
    acts = open_acts(request.member, grant)
    has_left = any(r.state != ReportState.DRAFT for r in reports)
    instalments = list(instalments_of(grant).prefetch_related("matches__payment"))
    met = conditions_met(grant, today) if instalments else {}
    for row in instalments:
        row.is_callable = "call" in acts and is_callable(row, met)
    shares = list(grant.shares.all())
    return render(
        request,
        "funding/grant_detail.html",
        {
            "grant": grant,
            "blocking": blocking,
            "form": form,
            "project": grant.project,
            "delivered": grant.delivered or 0,
            "entitled": entitled,
            "to_repay": max(grant.paid_amount - entitled, ZERO) if entitled is not None else None,
            "reports": reports,
            "acts": acts,
            "may_open": "report" in acts
            and (last_final is None or last_final.badge_code == "refused"),
            "may_change": "edit" in acts and not has_left,
            "instalments": instalments,
            "planned_total": sum((r.planned_amount for r in instalments), ZERO),
            "payments": list(payments_of(grant)),
            "timeline": timeline_of(grant, instalments, reports, today) if instalments else None,
            "agreements": [
                (row, stored_rows(row.changes)) for row in grant.agreements.order_by("id")
            ],
            "shares": list(zip(shares, share_amounts(grant, shares), strict=True)),
            "due": due,
            "is_late": grant.is_awarded
            and due.is_late(today)
            and not any(r.state == ReportState.SUBMITTED for r in reports),
            "trail": [
                HOME_TRAIL,
                (grant.project.title, _project_url(grant.project)),
                (f"Subvention de {grant.funder}", ""),
            ],
        },
        status=422 if form is not None and form.errors else 200,
    )


@require_POST
@access(can_do_funding)
def grant_explain(request, pk):
    """Write why what a grant without a plan says of itself is accepted."""
    grant = _grant(request, pk)
    form = explained(request, judged_grant(grant), partial(explain_grant_finding, grant=grant))
    if form is None:
        return redirect("funding:grant_detail", pk=grant.pk)
    return _grant_page(request, grant, form)


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_create(request, pk):
    """Record a grant that was decided."""
    return _new_grant(
        request, pk, GrantForm, award_grant, {},
        title="Nouvelle subvention",
        act="Enregistrer la subvention",
        done="La subvention est enregistrée.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_request(request, pk):
    """Write down what is asked of a funder."""
    return _new_grant(
        request, pk, RequestForm, request_grant, {"requested_on": timezone.localdate()},
        title="Demande de subvention",
        act="Enregistrer la demande",
        done="La demande est enregistrée\u00a0: aucun euro n’est compté avant la décision.",
    )  # fmt: skip


def _new_grant(request, pk, form_class, save, initial, *, title, act, done):
    project = get_object_or_404(Project.objects.visible_to(request.member), pk=pk)
    form = form_class(
        request.POST or None,
        member=request.member,
        project=project,
        initial={**BaseGrantForm.initial_for(project, latest_plan(project)), **initial},
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant = save(project=project, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("funding:grant_detail", pk=grant.pk)
    return _grant_form(request, form, project, title, act, _project_url(project))


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_edit(request, pk):
    """Change a grant while no report about it has left."""
    grant = grant_or_404(request, pk)
    form_class = RequestForm if grant.state in ASKED else GrantEditForm
    form = form_class(
        request.POST or None,
        member=request.member,
        project=grant.project,
        initial=form_class.initial_of(grant),
        is_signed=is_signed(grant),
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
    return _grant_form(
        request, form, grant.project, "Modifier la subvention", "Enregistrer", back, grant
    )


@require_POST
@access(can_do_funding)
def grant_check(request, pk):
    """What the grant being typed would say and change; nothing is written."""
    project = get_object_or_404(Project.objects.visible_to(request.member), pk=pk)
    form_class = RequestForm if "requested_amount" in request.POST else GrantForm
    form = form_class(request.POST, member=request.member, project=project)
    form.is_valid()
    findings = live_grant_findings(project, form.cleaned_data, but=request.POST.get("grant"))
    return render(request, "funding/partials/_live_findings.html", {"findings": findings})


def _grant_form(request, form, project, title, act, back, grant=None):
    return render(
        request,
        "funding/grant_form.html",
        {
            "form": form,
            "project": project,
            "grant": grant,
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
