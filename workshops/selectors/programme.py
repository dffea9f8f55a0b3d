"""The programme: workshops with their dates to come."""

from django.db.models import Count, Min, Q

from workshops.models import SessionStatus


def with_dates(workshops, now):
    """Each workshop with `to_come_count` and `next_at`."""
    to_come = Q(sessions__status=SessionStatus.PLANNED, sessions__starts_at__gt=now)
    return workshops.annotate(
        to_come_count=Count("sessions", filter=to_come),
        next_at=Min("sessions__starts_at", filter=to_come),
    )
