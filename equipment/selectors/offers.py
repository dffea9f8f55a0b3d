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
from inclusion.money import ZERO, split

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
    """What the family gives for a unit of this offer; nothing for a loan, which has none."""
    if offer is None:
        return ZERO
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

    A device that came back later was still delivered: its hand-over counts; what was given in
    exchange of a faulty one does not count again.
    """
    return Allocation.objects.delivered().filter(
        organisation=offer.organisation_id, offer=offer, **between(start, end)
    )


@dataclass(frozen=True)
class PayerAmount:
    """What one payer gave for the delivered units, and what it was let off."""

    payer_kind: str
    payer_name: str
    title: str
    unit_amount: Decimal
    # Received: a share that was waived is no income.
    amount: Decimal
    waived_amount: Decimal = ZERO


@dataclass(frozen=True)
class DeliveryFigures:
    """What an offer delivered over a period; every number opens onto `handed_over_in`."""

    units: int
    by_payer: tuple[PayerAmount, ...]
    # What the units cost, whoever paid in the end.
    total_amount: Decimal
    in_priority_neighbourhood: int
    outside_priority_neighbourhood: int
    unknown_neighbourhood: int

    @property
    def waived_amount(self):
        """What people were let off: the association bears it."""
        return sum((p.waived_amount for p in self.by_payer), ZERO)

    def amount_of(self, payer_kind):
        """What the payers of this kind gave together."""
        return sum((p.amount for p in self.by_payer if p.payer_kind == payer_kind), ZERO)


def delivery_figures(offer, start, end):
    """Units handed over, what each payer gave for them, and how many in priority neighbourhoods."""
    counts = handed_over_in(offer, start, end).aggregate(
        units=Count("pk"),
        inside=Count("pk", Q(was_priority_neighbourhood=True)),
        outside=Count("pk", Q(was_priority_neighbourhood=False)),
        family_paid=Sum("family_paid_amount"),
    )
    units = counts["units"]
    by_payer = _by_payer(list(offer.shares.all()), units, counts["family_paid"] or ZERO)
    return DeliveryFigures(
        units=units,
        by_payer=by_payer,
        total_amount=sum((payer.amount + payer.waived_amount for payer in by_payer), ZERO),
        in_priority_neighbourhood=counts["inside"],
        outside_priority_neighbourhood=counts["outside"],
        unknown_neighbourhood=units - counts["inside"] - counts["outside"],
    )


def _by_payer(shares, units, family_paid):
    """Each share times the units; of the families, what they really paid and what was waived."""
    owed = [share.amount * units for share in shares if share.payer_kind == PayerKind.FAMILY]
    paid = iter(split(min(family_paid, sum(owed)), owed) if any(owed) else owed)
    return tuple(
        _amounts(share, units, next(paid) if share.payer_kind == PayerKind.FAMILY else None)
        for share in shares
    )


def _amounts(share, units, paid):
    whole = share.amount * units
    received = whole if paid is None else paid
    return PayerAmount(
        payer_kind=share.payer_kind,
        payer_name=share.payer_name,
        title=share.title,
        unit_amount=share.amount,
        amount=received,
        waived_amount=whole - received,
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
        Allocation.objects.delivered()
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
        counted = (
            allocations.filter(status=status, replaces__isnull=True)
            .values("offer")
            .annotate(number=Count("pk"))
        )
        return Coalesce(Subquery(counted.values("number")), 0)

    return Offer.objects.visible_to(member).annotate(
        reserved_count=count(AllocationStatus.RESERVED),
        delivered_count=count(AllocationStatus.HANDED_OVER),
    )


def devices_already_given(people):
    """Person → how many devices she was already given or promised."""
    return dict(
        Allocation.objects.filter(
            beneficiary__in=[person.pk for person in people], replaces__isnull=True
        )
        .exclude(status__in=[AllocationStatus.CANCELLED, AllocationStatus.RETURNED])
        .order_by()
        .values_list("beneficiary_id")
        .annotate(Count("pk"))
    )


def devices_received(people):
    """How many devices each of these persons (keys) took home: {key: number}."""
    rows = (
        Allocation.objects.delivered()
        .filter(beneficiary__in=people)
        .values("beneficiary_id")
        .annotate(number=Count("pk"))
    )
    return {row["beneficiary_id"]: row["number"] for row in rows}
