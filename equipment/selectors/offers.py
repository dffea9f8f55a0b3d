"""What offers have delivered, and to whom."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from equipment.models import (
    Allocation,
    AllocationStatus,
    Offer,
    OfferShare,
    PayerKind,
)
from inclusion.money import ZERO

BEFORE_ANY_OFFER = date(2000, 1, 1)


def family_amounts(device_ids):
    """Device → what the family still has to give, for the reserved ones."""
    if not device_ids:
        return {}
    family = OfferShare.objects.filter(
        organisation=OuterRef("organisation"),
        offer=OuterRef("offer"),
        payer_kind=PayerKind.FAMILY,
    )
    waiting = Allocation.objects.waiting().filter(device__in=device_ids)
    return dict(
        waiting.annotate(owed=Subquery(family.values("amount")[:1])).values_list(
            "device_id", "owed"
        )
    )


def family_amount(offer):
    """What the family gives for a unit of this offer."""
    family = offer.shares.filter(payer_kind=PayerKind.FAMILY)
    return family.aggregate(total=Sum("amount"))["total"] or ZERO


def between(start, end):
    """Instants of the days from `start` to `end`, both included, as people here live them."""
    return {
        "handed_over_at__gte": timezone.make_aware(datetime.combine(start, time())),
        "handed_over_at__lt": timezone.make_aware(
            datetime.combine(end + timedelta(days=1), time())
        ),
    }


def handed_over_in(offer, start, end):
    """Allocations of the offer handed over from `start` to `end`, both days included.

    A device that came back later was still delivered: its hand-over counts.
    """
    return Allocation.objects.handed_over().filter(
        organisation=offer.organisation_id, offer=offer, **between(start, end)
    )


@dataclass(frozen=True)
class PayerAmount:
    """What one payer gave for the delivered units."""

    payer_kind: str
    payer_name: str
    title: str
    unit_amount: Decimal
    amount: Decimal


@dataclass(frozen=True)
class DeliveryFigures:
    """What an offer delivered over a period; every number opens onto `handed_over_in`."""

    units: int
    by_payer: tuple[PayerAmount, ...]
    total_amount: Decimal
    in_priority_neighbourhood: int
    outside_priority_neighbourhood: int
    unknown_neighbourhood: int

    def amount_of(self, payer_kind):
        """What the payers of this kind gave together."""
        return sum((p.amount for p in self.by_payer if p.payer_kind == payer_kind), ZERO)


def delivery_figures(offer, start, end):
    """Units handed over, what each payer gave for them, and how many in priority neighbourhoods."""
    counts = handed_over_in(offer, start, end).aggregate(
        units=Count("pk"),
        inside=Count("pk", Q(was_priority_neighbourhood=True)),
        outside=Count("pk", Q(was_priority_neighbourhood=False)),
    )
    units = counts["units"]
    by_payer = tuple(
        PayerAmount(
            payer_kind=share.payer_kind,
            payer_name=share.payer_name,
            title=share.title,
            unit_amount=share.amount,
            amount=share.amount * units,
        )
        for share in offer.shares.all()
    )
    return DeliveryFigures(
        units=units,
        by_payer=by_payer,
        total_amount=sum((payer.amount for payer in by_payer), ZERO),
        in_priority_neighbourhood=counts["inside"],
        outside_priority_neighbourhood=counts["outside"],
        unknown_neighbourhood=units - counts["inside"] - counts["outside"],
    )


def whole_delivery(offer):
    """Everything the offer has delivered, from its first day to today."""
    return delivery_figures(offer, BEFORE_ANY_OFFER, timezone.localdate())


@dataclass(frozen=True)
class MonthCount:
    """How many units an offer delivered in one month."""

    month: datetime
    count: int


def months_of(offer):
    """The months in which the offer delivered, latest first."""
    months = (
        Allocation.objects.handed_over()
        .filter(organisation=offer.organisation_id, offer=offer)
        .annotate(month=TruncMonth("handed_over_at"))
        .values_list("month")
        .annotate(Count("pk"))
        .order_by("-month")
    )
    return [MonthCount(month, count) for month, count in months]


def offers_with_progress(member):
    """The member's offers, each with `reserved_count` and `delivered_count`."""
    allocations = Allocation.objects.filter(
        organisation=OuterRef("organisation"), offer=OuterRef("pk")
    ).order_by()

    def count(status):
        counted = allocations.filter(status=status).values("offer").annotate(number=Count("pk"))
        return Coalesce(Subquery(counted.values("number")), 0)

    return Offer.objects.visible_to(member).annotate(
        reserved_count=count(AllocationStatus.RESERVED),
        delivered_count=count(AllocationStatus.HANDED_OVER),
    )


def devices_already_given(people):
    """Person → how many devices she was already given or promised."""
    return dict(
        Allocation.objects.filter(beneficiary__in=[person.pk for person in people])
        .exclude(status=AllocationStatus.CANCELLED)
        .order_by()
        .values_list("beneficiary_id")
        .annotate(Count("pk"))
    )


def devices_received(people):
    """How many devices each of these persons (keys) took home: {key: number}."""
    rows = (
        Allocation.objects.filter(beneficiary__in=people, status=AllocationStatus.HANDED_OVER)
        .values("beneficiary_id")
        .annotate(number=Count("pk"))
    )
    return {row["beneficiary_id"]: row["number"] for row in rows}
