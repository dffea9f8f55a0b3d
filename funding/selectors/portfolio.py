"""The sums of a portfolio, by the database, whatever the number of grants."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DecimalField, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from funding.models import ReportSubmission, SharedGrant
from inclusion.money import ZERO, to_cents


@dataclass(frozen=True)
class PortfolioTotals:
    """What was given, paid, justified; how many are late; the share in priority neighbourhoods."""

    count: int
    granted: Decimal
    paid: Decimal
    justified: Decimal
    late: int
    late_amount: Decimal
    neighbourhood_share: Decimal | None


def portfolio_totals(grants):
    """One query over the grants that a filter kept."""
    is_late = Q(
        report_due_on__lt=timezone.localdate(),
        is_reported=False,
        state__in=SharedGrant.RUNNING_STATES,
    )
    said = Q(neighbourhood_share__isnull=False, justified_amount__gt=0)
    weighted = F("neighbourhood_share") * F("justified_amount")
    sums = grants.order_by().aggregate(
        count=Count("pk"),
        granted=Sum("granted_amount"),
        paid=Sum("paid_amount"),
        justified=Sum("justified_amount"),
        late=Count("pk", filter=is_late),
        late_amount=Sum("granted_amount", filter=is_late),
        shares=Sum(
            weighted, filter=said, output_field=DecimalField(max_digits=30, decimal_places=4)
        ),
        weights=Sum("justified_amount", filter=said),
    )
    return PortfolioTotals(
        count=sums["count"],
        granted=sums["granted"] or ZERO,
        paid=sums["paid"] or ZERO,
        justified=sums["justified"] or ZERO,
        late=sums["late"],
        late_amount=sums["late_amount"] or ZERO,
        # Weighted by what was justified: a small grant does not weigh as much as a large one.
        neighbourhood_share=to_cents(sums["shares"] / sums["weights"]) if sums["weights"] else None,
    )


def what_approvals_free(member, limit=5):
    """Reports awaiting a decision that hold an instalment back, the largest first."""
    awaited = SharedGrant.objects.filter(
        organisation=OuterRef("organisation"),
        grant=OuterRef("grant_key"),
        awaited_condition=OuterRef("kind"),
    )
    return list(
        ReportSubmission.objects.received_by(member)
        .filter(state__in=["submitted", "in_review"])
        .annotate(frees=Subquery(awaited.values("awaited_amount")[:1]))
        .filter(frees__isnull=False)
        .defer("snapshot")
        .order_by("-frees", "submitted_at", "pk")[:limit]
    )
