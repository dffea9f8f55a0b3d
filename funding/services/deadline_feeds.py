"""A member's private address for the deadlines: made on request, shown once, revoked at will."""

from django.conf import settings
from django.urls import reverse

from funding.permissions import can_do_funding
from funding.refusals import act
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import PublicLink, new_token

DEADLINES_LINK = "deadlines"


@act
def make_deadline_feed(*, by):
    """A new private address; the former one stops at once."""
    if not can_do_funding(by):
        raise Refused("Votre rôle ne permet pas cet acte.")
    deadline_feeds_of(by).delete()
    token = new_token()
    PublicLink.create(
        token, organisation_id=by.organisation_id, kind=DEADLINES_LINK, object_id=by.pk
    )
    record("calendar.shared", by, by=by)
    return settings.PUBLIC_URL + reverse("funding:deadline_feed", args=[token])


@act
def revoke_deadline_feed(*, by):
    """The address answers no more."""
    deleted, _ = deadline_feeds_of(by).delete()
    if deleted:
        record("calendar.revoked", by, by=by)
    return bool(deleted)


def deadline_feeds_of(member):
    return PublicLink.objects.filter(
        organisation=member.organisation_id, kind=DEADLINES_LINK, object_id=member.pk
    )
