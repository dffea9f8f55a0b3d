"""Plans as the detector reads them, and what was explained about them."""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Abs
from django.utils import timezone

from funding.detector import Plan, PlanLine, check_plan
from funding.findings import SEVERITIES
from funding.grant_checks import TOLERANCE_EUROS, StatedGrant, check_grant
from funding.models import CoFundingPlan, FindingExplanation, Grant, GrantState, SourceKind
from funding.rules import rules_of_all
from funding.thresholds import PUBLIC_SHARE, threshold

# Asked for or given: what still counts in a plan.
GONE = (GrantState.REFUSED, GrantState.WITHDRAWN)


def stated_plan(plan, grants=None):
    """The plan as the detector reads it; its lines and project should be prefetched."""
    lines = list(plan.lines.all())
    rules = rules_of_all([line.payer for line in lines if line.payer_id])
    grants = grants_of_plan(plan) if grants is None else grants
    ceiling, source, counts_in_kind = ceiling_of([grant.program for grant in grants])
    return Plan(
        lines=tuple(
            PlanLine(
                payer=line.payer_name,
                rate=line.stated_rate,
                amount=line.stated_amount,
                unit_amount=line.unit_amount,
                is_in_kind=line.source_kind == SourceKind.IN_KIND,
                is_public=is_public_money(line.source_kind, rules.get(line.payer_id)),
            )
            for line in lines
        ),
        declared_total=plan.declared_total,
        units=plan.planned_units,
        unit_amount=plan.unit_amount,
        promised_units=plan.project.promised_units,
        unit_label=plan.project.unit_label,
        text=plan.project.description,
        mode=plan.mode,
        ceiling=ceiling,
        ceiling_source=source,
        counts_in_kind=counts_in_kind,
    )


def is_public_money(source_kind, rules):
    """A grant is public money, unless its funder says that its own is not."""
    return source_kind == SourceKind.GRANT and (rules is None or rules.is_public)


def ceiling_of(programs):
    """(rate, who says it, in-kind counted): the lowest of the programmes, else what is usual."""
    stated = [p for p in programs if p is not None and p.public_ceiling is not None]
    if stated:
        lowest = min(stated, key=lambda program: (program.public_ceiling, program.label))
        return lowest.public_ceiling, lowest.label, lowest.counts_in_kind
    return threshold(PUBLIC_SHARE, timezone.localdate()).value, "", True


def programs_of_plan(plan):
    """The programmes under which the grants of a plan are asked for or given."""
    return [grant.program for grant in grants_of_plan(plan)] if plan is not None else []


def grants_of_plan(plan):
    """The grants asked for or given under a plan, with their funder and programme."""
    if plan.pk is None:
        return []
    return list(
        Grant.objects.filter(organisation=plan.organisation_id, plan=plan)
        .exclude(state__in=GONE)
        .select_related("funder", "program")
        .order_by("pk")
    )


def stated_grant(grant, plan=None):
    """A grant as the detector reads it, beside what the plan says of its funder."""
    planned = plan and [
        plan.amount_of(stated)
        for line, stated in zip(grant.plan_lines, plan.lines, strict=True)
        if line.payer_id == grant.funder_id and line.source_kind == SourceKind.GRANT
    ]
    return StatedGrant(
        key=grant.pk.hex[-8:],
        funder=grant.funder.name,
        amount=grant.granted_amount if grant.is_awarded else grant.requested_amount,
        unit_amount=grant.unit_amount,
        units=grant.funded_units,
        planned=planned[0] if planned and len(planned) == 1 else None,
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
    return _judged(findings_of(plan), FindingExplanation.objects.filter(plan=plan))


def judged_grant(grant):
    """The same of a grant without a plan; with one, its findings are the plan's."""
    if grant.plan_id:
        return []
    found = check_grant(stated_grant(grant))
    return _judged(found, FindingExplanation.objects.filter(grant=grant))


def grants_to_explain(member):
    """Grants without a plan that contradict themselves, unexplained; in two queries."""
    product = F("unit_amount") * F("funded_units")
    grants = list(
        Grant.objects.visible_to(member)
        .awarded()
        .filter(plan=None)
        .annotate(gap=Abs(F("granted_amount") - product))
        .filter(gap__gt=TOLERANCE_EUROS)
        .select_related("funder", "project", "offer")
        .order_by("decided_on", "pk")
    )
    explained = set(
        FindingExplanation.objects.filter(grant__in=grants).values_list(
            "grant", "code", "fingerprint"
        )
    )
    return [
        grant
        for grant in grants
        if any(
            found.is_blocking and (grant.pk, found.code, found.fingerprint) not in explained
            for found in check_grant(stated_grant(grant))
        )
    ]


def _judged(findings, written):
    explanations = {
        (explanation.code, explanation.fingerprint): explanation
        for explanation in written.select_related("by__user").order_by("explained_at", "pk")
    }
    return [
        JudgedFinding(finding, explanations.get((finding.code, finding.fingerprint)))
        for finding in findings
    ]


def findings_of(plan):
    """What the plan says of itself, and what its grants say beside it; most serious first."""
    grants = grants_of_plan(plan)
    stated = stated_plan(plan, grants)
    found = check_plan(stated)
    lines = list(plan.lines.all())
    for grant in grants:
        grant.plan_lines = lines
        found += check_grant(stated_grant(grant, stated))
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


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
