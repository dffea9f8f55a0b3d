"""Promised, funded, delivered: three numbers, never one."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from equipment.models import Allocation
from funding.models import CoFundingPlan, Grant
from inclusion.money import ZERO, share_of


@dataclass(frozen=True)
class Position:
    """Where a project stands. None is « not stated », never zero."""

    promised: int | None = None
    funded: int | None = None
    delivered: int | None = None
    granted: Decimal = ZERO
    paid: Decimal = ZERO
    unexplained: int = 0

    @property
    def without_funding(self):
        if self.promised is None or self.funded is None:
            return None
        return max(self.promised - self.funded, 0)

    @property
    def coverage(self):
        """The funded share of what was promised, in percent."""
        if self.promised is None or self.funded is None:
            return None
        return share_of(self.funded, self.promised)


def grants_with_deliveries(grants):
    """Grants with `delivered`: the hand-overs of their offer inside their period."""
    paris = timezone.get_default_timezone()
    handed_over = (
        Allocation.objects.delivered()
        .filter(organisation=OuterRef("organisation"), offer=OuterRef("offer"))
        .annotate(day=TruncDate("handed_over_at", tzinfo=paris))
        .filter(day__gte=OuterRef("eligible_from"), day__lte=OuterRef("eligible_to"))
        .order_by()
        .values("offer")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return grants.annotate(delivered=Subquery(handed_over)).select_related("funder", "project")


def positions(projects):
    """Project id → Position, in two queries whatever the number of projects."""
    projects = list(projects)
    ids = [project.pk for project in projects]
    grants = {}
    for grant in grants_with_deliveries(Grant.objects.filter(project__in=ids).awarded()):
        grants.setdefault(grant.project_id, []).append(grant)
    plans = {}
    versions = CoFundingPlan.objects.filter(project__in=ids).order_by("version")
    for plan in versions:
        plans[plan.project_id] = plan
    return {
        project.pk: _position(project, grants.get(project.pk, []), plans.get(project.pk))
        for project in projects
    }


def _position(project, grants, plan):
    funded = [grant.funded_units for grant in grants if grant.funded_units]
    by_offer = {g.offer_id: g.delivered or 0 for g in grants if g.offer_id}
    return Position(
        promised=project.promised_units,
        funded=max(funded) if funded else (plan.planned_units if plan else None),
        delivered=sum(by_offer.values()) if by_offer else None,
        granted=sum((grant.granted_amount for grant in grants), ZERO),
        paid=sum((grant.paid_amount for grant in grants), ZERO),
        unexplained=plan.unexplained_count if plan else 0,
    )
