"""What each indicator asks of the other apps; each family of figures costs one or two queries."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, ExpressionWrapper, F, Sum, fields

from equipment import selectors as equipment
from equipment.impact import statement_of
from equipment.models import Allocation, OriginRegime
from equipment.selectors.offers import between
from inclusion.money import to_cents
from workshops.models import CountedSession, start_of
from workshops.periods import Period
from workshops.selectors.activity import NOTHING, TooMany, activity, total_of


@dataclass(frozen=True)
class Delivered:
    """What was handed over: of the grant's offer, or of the whole organisation without one."""

    units: int
    reconditioned: int
    carbon_low: Decimal
    carbon_high: Decimal
    without_factor: int
    # The figures of the offer, with who paid; None without an offer.
    figures: object = None

    @property
    def cells(self):
        """(code, label, count) of the neighbourhoods of an offer's hand-overs."""
        if self.figures is None:
            return ()
        return (
            (
                "in_priority_neighbourhood",
                "en quartier prioritaire",
                self.figures.in_priority_neighbourhood,
            ),
            ("elsewhere", "hors quartier prioritaire", self.figures.outside_priority_neighbourhood),
            ("unknown", "quartier non connu", self.figures.unknown_neighbourhood),
        )


def delivered(grant, start, end):
    """The hand-overs of the period."""
    figures = equipment.delivery_figures(grant.offer, start, end) if grant.offer_id else None
    given = hand_overs(grant, start, end)
    counts = dict(
        given.exclude(device__origin=OriginRegime.PURCHASE)
        .order_by()
        .values_list("device__type")
        .annotate(devices=Count("device", distinct=True))
    )
    impact = statement_of(counts)
    return Delivered(
        units=figures.units if figures else given.count(),
        reconditioned=sum(counts.values()),
        carbon_low=to_cents(impact.low),
        carbon_high=to_cents(impact.high),
        without_factor=impact.without_factor,
        figures=figures,
    )


def hand_overs(grant, start, end):
    """The deliveries behind the figures of a grant."""
    if grant.offer_id:
        return equipment.handed_over_in(grant.offer, start, end)
    return Allocation.objects.delivered().filter(
        organisation=grant.organisation_id, **between(start, end)
    )


@dataclass(frozen=True)
class Held:
    """What was held in workshops by the whole organisation; None is « not countable »."""

    total: object = NOTHING
    hours: Decimal = Decimal(0)
    # Free days with too many presences to be read one by one.
    is_too_long: bool = False


def held(organisation, start, end):
    """From the counted lines of whole months: as fast for a million presences as for ten."""
    period = Period.between(start, end)
    try:
        total = total_of(activity(organisation, period))
    except TooMany:
        return Held(is_too_long=True)
    if not total.sessions:
        return Held(total)
    return Held(total, hours_held(organisation, start, end))


def counted_sessions(organisation, start, end):
    """What each closed session of the period that somebody came to was counted for."""
    return CountedSession.objects.filter(
        organisation=organisation,
        session__status="closed",
        session__starts_at__gte=start_of(start),
        session__starts_at__lt=start_of(end + timedelta(days=1)),
        counts__has_key="total|",
    )


def hours_held(organisation, start, end):
    """The length of these sessions together, in hours."""
    length = ExpressionWrapper(
        F("session__ends_at") - F("session__starts_at"), output_field=fields.DurationField()
    )
    whole = counted_sessions(organisation, start, end).aggregate(whole=Sum(length))["whole"]
    seconds = whole.total_seconds() if whole else 0
    return to_cents(Decimal(round(seconds)) / 3600)
