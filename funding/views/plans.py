"""A co-funding plan: entered as stated, checked, explained; never corrected."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.detector import Plan, PlanLine, check_plan
from funding.forms.plans import ExplanationForm, PlanForm, plan_lines
from funding.models import CoFundingPlan, FindingExplanation, PlanMode, Project, SourceKind
from funding.permissions import can_do_funding
from funding.presentation import plan_table, rates_chart, readings
from funding.proofs import read_proof
from funding.rules import rules_of_all
from funding.selectors.plans import (
    ceiling_of,
    is_in_use,
    is_public_money,
    judged_findings,
    latest_plan,
    programs_of_plan,
)
from funding.services import explain_finding, write_plan
from funding.views.explaining import explained
from funding.views.projects import HOME_TRAIL
from inclusion.exceptions import Refused
from inclusion.permissions import access


def _plans(member):
    return (
        CoFundingPlan.objects.visible_to(member)
        .select_related("project")
        .prefetch_related("lines__payer")
    )


@require_GET
@access(can_do_funding)
def plan_detail(request, pk):
    """The plan with what it says about itself, blocking findings first."""
    plan = get_object_or_404(_plans(request.member), pk=pk)
    return _plan_page(request, plan)


def _plan_page(request, plan, form=None):
    judged = judged_findings(plan)
    blocking = [j for j in judged if j.is_blocking]
    waiting = next((j for j in blocking if j.is_waiting), None)
    if form is None and waiting:
        form = ExplanationForm(finding=waiting.finding)
    newer = plan.project.plans.filter(version__gt=plan.version).order_by("-version").first()
    return render(
        request,
        "funding/plan_detail.html",
        {
            "plan": plan,
            "project": plan.project,
            "blocking": [(j, _chart_of(j.finding), readings(j.finding)) for j in blocking],
            "waiting_count": sum(j.is_waiting for j in blocking),
            "waiting": waiting,
            "other_checks": [
                {
                    "title": j.finding.title,
                    "about": j.finding.sentence,
                    "is_met": j.finding.severity == "ok",
                    "is_warning": True,
                }
                for j in sorted(judged, key=lambda j: j.finding.severity != "ok")
                if not j.is_blocking
            ],
            "table": plan_table(plan),
            "form": form,
            "newer": newer,
            "is_in_use": is_in_use(plan),
            "trail": [
                HOME_TRAIL,
                (plan.project.title, reverse("funding:project_detail", args=[plan.project_id])),
                (f"Plan de cofinancement, version {plan.version}", ""),
            ],
        },
        status=422 if form is not None and form.errors else 200,
    )


def _chart_of(finding):
    return rates_chart(finding) if finding.code == "stated_rates" else None


@require_POST
@access(can_do_funding)
def finding_explain(request, pk):
    """Write why a blocking finding is accepted."""
    plan = get_object_or_404(_plans(request.member), pk=pk)
    form = explained(request, judged_findings(plan), partial(explain_finding, plan=plan))
    if form is None:
        return redirect("funding:plan_detail", pk=plan.pk)
    return _plan_page(request, plan, form)


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def plan_create(request, pk):
    """Enter the plan of a project, or its next version."""
    project = get_object_or_404(Project.objects.visible_to(request.member), pk=pk)
    return _plan_form_page(request, project, latest_plan(project), is_new=True)


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def plan_edit(request, pk):
    """Change a plan: in place while nothing refers to it, else as a new version."""
    plan = get_object_or_404(_plans(request.member), pk=pk)
    return _plan_form_page(request, plan.project, plan, is_new=is_in_use(plan))


def _plan_form_page(request, project, plan, *, is_new):
    form = PlanForm(request.POST or None, initial=PlanForm.initial_of(plan))
    lines = plan_lines(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            written = write_plan(
                project=project,
                values=form.cleaned_data,
                lines=lines.lines,
                by=request.member,
                plan=None if is_new else plan,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Plan enregistré, version {written.version}.")
            return redirect("funding:plan_detail", pk=written.pk)
    back = reverse("funding:project_detail", args=[project.pk])
    has_errors = bool(form.errors or (lines.is_bound and not lines.is_valid()))
    return render(
        request,
        "funding/plan_form.html",
        {
            "project": project,
            "form": form,
            "lines": lines,
            "is_new_version": is_new and plan is not None,
            "back": reverse("funding:plan_detail", args=[plan.pk]) if plan else back,
            "trail": [HOME_TRAIL, (project.title, back), ("Qui paie quoi", "")],
        },
        status=422 if has_errors else 200,
    )


@require_POST
@access(can_do_funding)
def plan_check(request, pk):
    """What the figures being typed would say; nothing is written."""
    project = get_object_or_404(Project.objects.visible_to(request.member), pk=pk)
    form, lines = PlanForm(request.POST), plan_lines(request.POST)
    form.is_valid()
    lines.is_valid()
    typed = typed_plan(project, form.cleaned_data, lines, latest_plan(project))
    return render(request, "funding/partials/_live_findings.html", {"findings": check_plan(typed)})


def typed_plan(project, values, lines, former):
    """The plan being typed, as the detector reads it; the former one’s grants set its ceiling."""
    kept = list(_typed_lines(lines))
    rules = rules_of_all([line["payer"] for line in kept if line.get("payer")])
    ceiling, source, counts_in_kind = ceiling_of(programs_of_plan(former))
    return Plan(
        lines=tuple(
            PlanLine(
                payer=line["payer_name"],
                rate=line.get("stated_rate"),
                amount=line.get("stated_amount"),
                unit_amount=line.get("unit_amount"),
                is_in_kind=line.get("source_kind") == SourceKind.IN_KIND,
                is_public=is_public_money(
                    line.get("source_kind"), rules.get(getattr(line.get("payer"), "pk", None))
                ),
            )
            for line in kept
        ),
        declared_total=values.get("declared_total"),
        units=values.get("planned_units"),
        unit_amount=values.get("unit_amount"),
        promised_units=project.promised_units,
        unit_label=project.unit_label,
        mode=values.get("mode") or PlanMode.AMOUNTS,
        ceiling=ceiling,
        ceiling_source=source,
        counts_in_kind=counts_in_kind,
    )


def _typed_lines(lines):
    for form in lines.forms:
        values = getattr(form, "cleaned_data", None)
        if values and values.get("payer_name") and not values.get("DELETE"):
            yield values


@require_GET
@never_cache
@access(can_do_funding)
def proof(request, pk):
    """The document attached to an explanation, byte for byte."""
    explanation = get_object_or_404(
        FindingExplanation.objects.visible_to(request.member).exclude(proof_sha256=""), pk=pk
    )
    try:
        content, content_type = read_proof(explanation)
    except FileNotFoundError:
        raise Http404("Cette pièce est introuvable.") from None
    response = HttpResponse(content, content_type=content_type)
    extension = explanation.proof_name.rsplit(".", 1)[-1].lower()
    response["Content-Disposition"] = (
        f'attachment; filename="piece-{explanation.proof_sha256[:8]}.{extension}"'
    )
    return response
