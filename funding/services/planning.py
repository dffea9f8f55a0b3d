"""Projects and their co-funding plans, as they were stated."""

from funding.models import CoFundingLine, CoFundingPlan, PlanMode, Project
from funding.refusals import act
from funding.selectors.plans import is_in_use, waiting_count
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

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


def count_waiting(plan):
    """Count again the blocking findings without explanation; the database reads this number."""
    plan.unexplained_count = waiting_count(plan)
    plan.save(update_fields=["unexplained_count"])
