"""Filters of the list of past sessions."""

import django_filters
from django.utils import timezone

from inclusion.lists import ListFilter
from inclusion.organisations.models import Membership, Role
from inclusion.places.models import Venue
from inclusion.ui.forms import DateInput
from workshops.models import Facilitator, SessionStatus, Topic, start_of

STATES = [
    ("a-saisir", "Présences à saisir"),
    ("closes", "Closes"),
    ("annulees", "Annulées"),
]


def _venues(request):
    return Venue.objects.visible_to(request.member).in_order()


def _members(request):
    return (
        Membership.objects.visible_to(request.member)
        .exclude(role=Role.OFFICER)
        .select_related("user")
        .order_by("user__first_name", "user__last_name", "pk")
    )


class SessionFilter(ListFilter):
    """Past sessions by state, topic, venue, facilitator and period."""

    etat = django_filters.ChoiceFilter(label="État", choices=STATES, method="by_state")
    theme = django_filters.ChoiceFilter(
        label="Thématique", field_name="workshop__topic", choices=Topic
    )
    lieu = django_filters.ModelChoiceFilter(label="Lieu", field_name="venue", queryset=_venues)
    animation = django_filters.ModelChoiceFilter(
        label="Animation", queryset=_members, method="by_facilitator"
    )
    du = django_filters.DateFilter(label="À partir du", widget=DateInput, method="from_day")
    au = django_filters.DateFilter(label="Jusqu’au", widget=DateInput, method="to_day")

    def by_state(self, queryset, name, value):
        if value == "a-saisir":
            return queryset.to_fill(timezone.now())
        status = SessionStatus.CLOSED if value == "closes" else SessionStatus.CANCELLED
        return queryset.filter(status=status)

    def by_facilitator(self, queryset, name, value):
        led = Facilitator.objects.filter(organisation=value.organisation_id, member=value)
        return queryset.filter(pk__in=led.values("session_id"))

    def from_day(self, queryset, name, value):
        return queryset.filter(starts_at__gte=start_of(value)) if _sane(value) else queryset.none()

    def to_day(self, queryset, name, value):
        return queryset.filter(starts_at__lte=end_of(value)) if _sane(value) else queryset.none()


def end_of(day):
    """The last instant of a day, in local time."""
    return start_of(day).replace(hour=23, minute=59, second=59, microsecond=999_999)


def _sane(day):
    """Years that a calendar and a database can both hold."""
    return 1900 <= day.year <= 2100
