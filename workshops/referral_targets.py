"""Workshops as doors to show to a person: sessions to come with a free seat."""

from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import OfferKind, ReferralNeed
from inclusion.registry import ReferralTarget
from inclusion.ui.formats import hour, weekday_day
from workshops.models import Registration, SessionKind, Topic, WorkshopSession

DAYS_AHEAD = 45
SHOWN_AT_MOST = 2
TITLE_LENGTH = 120
# A person who needs someone for herself is not shown a group.
NEED_TOPICS = {
    ReferralNeed.BASICS: [
        Topic.HARDWARE,
        Topic.CONTENT,
        Topic.WEB,
        Topic.EMAIL,
        Topic.SECURITY,
        Topic.CULTURE,
        Topic.ASSESSMENT,
    ],
    ReferralNeed.JOB_TRAINING: [Topic.OFFICE, Topic.JOBS],
}


def upcoming_sessions(beneficiary, member, need):
    """The next sessions on the need's topics that still have a seat, one query at most."""
    topics = NEED_TOPICS.get(need)
    if not topics:
        return []
    now = timezone.now()
    already = Registration.objects.registered().filter(beneficiary=beneficiary)
    sessions = (
        WorkshopSession.objects.visible_to(member)
        .planned()
        .filter(
            workshop__topic__in=topics,
            starts_at__gt=now,
            starts_at__lt=now + timedelta(days=DAYS_AHEAD),
            kind=SessionKind.GROUP,
            seats_taken__lt=F("capacity"),
        )
        .exclude(pk__in=already.values("session_id"))
        .select_related("workshop", "venue")
        .order_by("starts_at", "pk")
    )
    return [_target(session, member) for session in sessions[:SHOWN_AT_MOST]]


def _where(session):
    """The place's name and the lines of its address; away from our venues, the name says all."""
    venue = session.venue
    if venue is None:
        return {"name": session.place.capitalize(), "address_lines": []}
    town = f"{venue.postcode} {venue.city}".strip()
    return {
        "name": venue.name,
        "address_lines": [line for line in (venue.address, town) if line],
    }


def _target(session, member):
    when = (
        f"{weekday_day(session.starts_at)}, de {hour(session.starts_at)} à {hour(session.ends_at)}"
    )
    return ReferralTarget(
        kind=OfferKind.WORKSHOP,
        id=session.pk,
        title=session.workshop.title[:TITLE_LENGTH],
        reason=f"Atelier en petit groupe, {when}\u00a0; {session.seats_line}.",
        facts=facts_of(session, member.organisation),
    )


def facts_of(session, organisation):
    """What a person is told of a session, kept with the door she was shown."""
    return {
        **_where(session),
        "phone": organisation.phone,
        "email": "",
        "hours": [],
        "hours_note": "",
        "directions": "",
        "what_to_bring": "",
        "latitude": None,
        "longitude": None,
        "organisation_id": None,
        "url": reverse("workshops:session_detail", args=[session.pk]),
        "starts_at": timezone.localtime(session.starts_at).isoformat(timespec="seconds"),
    }
