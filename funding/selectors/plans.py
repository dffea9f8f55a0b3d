"""Plans as the detector reads them, and what was explained about them."""

from dataclasses import dataclass

from funding.detector import Plan, PlanLine, check_plan
from funding.models import CoFundingPlan, FindingExplanation, SourceKind


def stated_plan(plan):
    """The plan as the detector reads it; its lines and project should be prefetched."""
    return Plan(
        lines=tuple(
            PlanLine(
                payer=line.payer_name,
                rate=line.stated_rate,
                amount=line.stated_amount,
                unit_amount=line.unit_amount,
                is_in_kind=line.source_kind == SourceKind.IN_KIND,
            )
            for line in plan.lines.all()
        ),
        declared_total=plan.declared_total,
        units=plan.planned_units,
        unit_amount=plan.unit_amount,
        promised_units=plan.project.promised_units,
        unit_label=plan.project.unit_label,
        text=plan.project.description,
    )


@dataclass(frozen=True)
class JudgedFinding:
    """A finding and the latest explanation written about these very figures, if any."""

    finding: object
    explanation: FindingExplanation | None = None

    @property
    def is_blocking(self):
        return self.finding.is_blocking

    @property
    def is_explained(self):
        return self.explanation is not None

    @property
    def is_waiting(self):
        return self.is_blocking and not self.is_explained


def judged_findings(plan):
    """Every finding of the plan with its explanation, most serious first."""
    explanations = {}
    written = FindingExplanation.objects.filter(plan=plan).select_related("by__user")
    for explanation in written.order_by("explained_at", "pk"):
        explanations[explanation.code, explanation.fingerprint] = explanation
    return [
        JudgedFinding(finding, explanations.get((finding.code, finding.fingerprint)))
        for finding in check_plan(stated_plan(plan))
    ]


def waiting_count(plan):
    """How many blocking findings of the plan are not explained."""
    return sum(judged.is_waiting for judged in judged_findings(plan))


def is_in_use(plan):
    """True when a grant or an explanation refers to the plan: it is then never edited."""
    return plan.grants.exists() or plan.explanations.exists()


def latest_plan(project):
    """The plan in force: its last version, with what the detector reads; None before the first."""
    return (
        CoFundingPlan.objects.filter(organisation=project.organisation_id, project=project)
        .select_related("project")
        .prefetch_related("lines__payer")
        .order_by("-version")
        .first()
    )
