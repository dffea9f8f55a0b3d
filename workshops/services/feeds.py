"""A member's private calendar address: made on request, shown once, revoked at will."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from inclusion.journal.recording import record
from inclusion.organisations.models import PublicLink, new_token

CALENDAR_LINK = "calendar"


@transaction.atomic
def make_feed(*, by):
    """A new private address; the former one stops at once."""
    feeds_of(by).delete()
    token = new_token()
    PublicLink.create(
        token, organisation_id=by.organisation_id, kind=CALENDAR_LINK, object_id=by.pk
    )
    record("calendar.shared", by, by=by)
    return settings.PUBLIC_URL + reverse("workshops:private_feed", args=[token])


@transaction.atomic
def revoke_feed(*, by):
    """The address answers no more."""
    deleted, _ = feeds_of(by).delete()
    if deleted:
        record("calendar.revoked", by, by=by)
    return bool(deleted)


def feeds_of(member):
    return PublicLink.objects.filter(
        organisation=member.organisation_id, kind=CALENDAR_LINK, object_id=member.pk
    )
