"""Projects, their co-funding plans, and why a contradiction of a plan is accepted."""

from funding.models import (
    CoFundingLine,
    CoFundingPlan,
    FindingExplanation,
    PlanMode,
    Project,
    Resolution,
)
from funding.proofs import store_proof
from funding.refusals import act
from funding.selectors.plans import is_in_use, judged_findings, waiting_count
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

PROJECT_FIELDS = ("title", "description", "starts_on", "ends_on", "promised_units", "unit_label")
PLAN_FIELDS = ("mode", "source", "declared_total", "planned_units", "unit_amount")


@act
def create_project(*, by, **values):
    """Record an action that money will be asked for."""
    project = Project.objects.create(organisation_id=by.organisation_id, **values)
    record("project.created", project, by=by, promised_units=project.promised_units)
    return project


@act
def update_project(*, project, by, **values):
    """Change what is said of a project; its plans are checked again."""
    project = Project.objects.visible_to(by).locked().get(pk=project.pk)
    for name in PROJECT_FIELDS:
        setattr(project, name, values[name])
    project.save(update_fields=PROJECT_FIELDS)
    for plan in project.plans.select_related("project").prefetch_related("lines"):
        count_waiting(plan)
    record("project.updated", project, by=by, promised_units=project.promised_units)
    return project


@act
def write_plan(*, project, values, lines, by, plan=None):
    """Write the plan as stated: in place while nothing refers to it, else as a new version.

    `values` are the plan's own figures, `lines` its payers in order. Nothing is corrected.
    """
    project = Project.objects.visible_to(by).locked().get(pk=project.pk)
    if not lines:
        raise Refused("Un plan a au moins un payeur.")
    last = project.plans.order_by("-version").first()
    if plan is not None and last is not None and plan.pk != last.pk:
        raise Refused("Une version plus récente de ce plan existe\u00a0: modifiez celle-là.")
    if plan is None or is_in_use(plan):
        plan = CoFundingPlan(
            organisation_id=by.organisation_id,
            project=project,
            version=last.version + 1 if last else 1,
            created_by=by,
        )
    for name in PLAN_FIELDS:
        setattr(plan, name, values.get(name))
    plan.source, plan.mode = plan.source or "", plan.mode or PlanMode.AMOUNTS
    plan.save()
    plan.lines.all().delete()
    CoFundingLine.objects.bulk_create(
        CoFundingLine(organisation_id=by.organisation_id, plan=plan, rank=rank, **line)
        for rank, line in enumerate(lines, 1)
    )
    plan = CoFundingPlan.objects.select_related("project").get(pk=plan.pk)
    count_waiting(plan)
    record("plan.written", plan, by=by, version=plan.version, unexplained=plan.unexplained_count)
    return plan


@act
def explain_finding(*, plan, code, resolution, justification, by, proof=None):
    """Write why a blocking finding is accepted; it stays tied to the figures it was about."""
    plan = CoFundingPlan.objects.visible_to(by).select_related("project").locked().get(pk=plan.pk)
    judged = next((j for j in judged_findings(plan) if j.finding.code == code), None)
    if judged is None or not judged.is_blocking:
        raise Refused("Ce constat n’existe plus\u00a0: les chiffres ont changé.")
    if judged.is_explained:
        raise Refused("Ce constat est déjà expliqué.")
    justification = clean(justification)
    if not justification:
        raise Refused("Écrivez pourquoi\u00a0: une explication ne peut pas être vide.")
    digest, name = store_proof(plan.organisation_id, proof) if proof else ("", "")
    if resolution == Resolution.ATTACH_PROOF and not digest:
        raise Refused("Joignez la pièce qui prouve les chiffres.")
    explanation = FindingExplanation.objects.create(
        organisation_id=plan.organisation_id,
        plan=plan,
        code=code,
        fingerprint=judged.finding.fingerprint,
        resolution=resolution,
        justification=justification,
        proof_sha256=digest,
        proof_name=name,
        by=by,
    )
    count_waiting(plan)
    record(
        "finding.explained",
        plan,
        by=by,
        code=code,
        resolution=resolution,
        fingerprint=explanation.fingerprint,
        proof_sha256=digest,
    )
    return explanation


def count_waiting(plan):
    """Count again the blocking findings without explanation; the database reads this number."""
    plan.unexplained_count = waiting_count(plan)
    plan.save(update_fields=["unexplained_count"])
