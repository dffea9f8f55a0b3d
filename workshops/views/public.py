"""The programme for everyone, without an account."""

import uuid

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inclusion.calendars.ics import calendar_response
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation
from inclusion.permissions import access, public
from inclusion.places.models import Venue
from workshops.calendars.ics import feed
from workshops.models import ProgrammeSettings, WorkshopSession

SHOWN = 60


def published(slug):
    """(organisation, settings) when the page is open, 404 otherwise; inside its context."""
    org = Organisation.objects.filter(slug=slug).first()
    if org is None:
        raise Http404("Programme inconnu.")
    with organisation(org):
        settings = ProgrammeSettings.objects.filter(organisation=org, is_published=True).first()
    if settings is None:
        raise Http404("Programme fermé.")
    return org, settings


def open_sessions(org):
    """What anyone may come to, from now on."""
    return (
        WorkshopSession.objects.filter(organisation=org, starts_at__gt=timezone.now())
        .open_to_all()
        .select_related("workshop", "venue")
        .order_by("starts_at", "pk")
    )


def _venue(request, org):
    """The venue asked for, None for all; what is no venue of theirs is a 404."""
    asked = request.GET.get("lieu", "")
    if not asked:
        return None
    try:
        key = uuid.UUID(asked)
    except ValueError:
        raise Http404("Lieu inconnu.") from None
    venue = Venue.objects.filter(organisation=org, pk=key).first()
    if venue is None:
        raise Http404("Lieu inconnu.")
    return venue


@require_GET
@access(public)
def public_programme(request, slug):
    """The sessions to come, by day, in plain words."""
    org, settings = published(slug)
    with organisation(org):
        venue = _venue(request, org)
        sessions = open_sessions(org)
        if venue:
            sessions = sessions.filter(venue=venue)
        context = {
            "organisation": org,
            "settings": settings,
            "venue": venue,
            "venues": list(
                Venue.objects.filter(
                    organisation=org,
                    pk__in=open_sessions(org).order_by().values("venue_id"),
                ).in_order()
            ),
            "sessions": list(sessions[:SHOWN]),
        }
    return render(request, "public/programme.html", context)


@require_GET
@access(public)
def public_feed(request, slug):
    """The same, as a calendar feed; `?lieu=` for one venue."""
    org, _ = published(slug)
    with organisation(org):
        venue = _venue(request, org)
        sessions = open_sessions(org)
        if venue:
            sessions = sessions.filter(venue=venue)
        name = f"Ateliers, {venue or org}"
        text = feed(sessions[:500], name)
    return calendar_response(text, "ateliers.ics")
