"""Volunteers' hours over a period, and their worth at the rate of each day."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from inclusion.money import ZERO, to_cents
from inclusion.text import NO_BREAK
from workshops.models import HourlyRate, VolunteerHours

MINUTES = F("preparation_minutes") + F("facilitation_minutes") + F("travel_minutes")


def hours_words(minutes):
    """« 12 h 30 »."""
    whole, rest = divmod(minutes or 0, 60)
    return f"{whole}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02d}" if rest else "")


@dataclass(frozen=True)
class MemberHours:
    """What one person gave; a civic-service member's hours have no amount."""

    member_id: object
    name: str
    is_civic_service: bool
    preparation: int
    facilitation: int
    travel: int
    amount: Decimal | None

    @property
    def minutes(self):
        return self.preparation + self.facilitation + self.travel

    @property
    def status(self):
        return "Service civique" if self.is_civic_service else "Bénévole"


def member_hours(organisation, first, last):
    """The confirmed hours of each, volunteers first; each day at its own rate."""
    rate = (
        HourlyRate.objects.filter(
            organisation=OuterRef("organisation"), from_day__lte=OuterRef("worked_on")
        )
        .order_by("-from_day")
        .values("amount")[:1]
    )
    worth = ExpressionWrapper(
        MINUTES * F("rate") / Decimal(60),
        output_field=DecimalField(max_digits=14, decimal_places=6),
    )
    rows = (
        VolunteerHours.objects.filter(organisation=organisation)
        .confirmed()
        .between(first, last)
        .annotate(rate=Coalesce(Subquery(rate), Decimal(0), output_field=DecimalField()))
        .values(
            "member_id", "member__user__first_name", "member__user__last_name", "is_civic_service"
        )
        .annotate(
            preparation=Sum("preparation_minutes"),
            facilitation=Sum("facilitation_minutes"),
            travel=Sum("travel_minutes"),
            worth=Sum(worth),
        )
        .order_by(
            "is_civic_service", "member__user__last_name", "member__user__first_name", "member_id"
        )
    )
    return [
        MemberHours(
            member_id=row["member_id"],
            name=f"{row['member__user__first_name']} {row['member__user__last_name']}".strip(),
            is_civic_service=row["is_civic_service"],
            preparation=row["preparation"],
            facilitation=row["facilitation"],
            travel=row["travel"],
            amount=None if row["is_civic_service"] else to_cents(row["worth"]),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class HoursTotals:
    """The two kinds apart: only the volunteers' hours are a contribution in kind."""

    volunteers: int
    volunteer_minutes: int
    civic_members: int
    civic_minutes: int
    amount: Decimal


def totals_of(lines):
    """The sums shown are those of the lines shown."""
    given = [line for line in lines if not line.is_civic_service]
    civic = [line for line in lines if line.is_civic_service]
    return HoursTotals(
        volunteers=len(given),
        volunteer_minutes=sum(line.minutes for line in given),
        civic_members=len(civic),
        civic_minutes=sum(line.minutes for line in civic),
        amount=sum((line.amount for line in given), ZERO),
    )
