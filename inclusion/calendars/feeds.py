"""A member's private calendar address: made on request, shown once, revoked at will."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Membership, PublicLink, new_token


@dataclass(frozen=True)
class PrivateFeed:
    """One calendar a member may have: its kind of link, the route that serves it, and whom.

    With a `rule`, the address opens nothing once its owner no longer keeps it.
    """

    kind: str
    route: str
    rule: object = None

    def is_for(self, member):
        return self.rule is None or self.rule(member)

    @transaction.atomic
    def make(self, *, by):
        """A new private address; the former one stops at once."""
        if not self.is_for(by):
            raise Refused("Votre rôle ne permet pas cet acte.")
        self.of(by).delete()
        token = new_token()
        PublicLink.create(
            token, organisation_id=by.organisation_id, kind=self.kind, object_id=by.pk
        )
        record("calendar.shared", by, by=by)
        return settings.PUBLIC_URL + reverse(self.route, args=[token])

    @transaction.atomic
    def revoke(self, *, by):
        """The address answers no more."""
        deleted, _ = self.of(by).delete()
        if deleted:
            record("calendar.revoked", by, by=by)
        return bool(deleted)

    def of(self, member):
        return PublicLink.objects.filter(
            organisation=member.organisation_id, kind=self.kind, object_id=member.pk
        )

    @contextmanager
    def owner(self, token):
        """The member behind an address, in her organisation's context; 404 once she has left."""
        link = PublicLink.resolve(token, self.kind)
        if link is None:
            raise Http404("Calendrier inconnu.")
        with organisation(link.organisation_id):
            member = (
                Membership.objects.active()
                .filter(pk=link.object_id, organisation=link.organisation_id)
                .select_related("organisation")
                .first()
            )
            if member is None or not self.is_for(member):
                raise Http404("Calendrier fermé.")
            yield member

    def page(self, request, template, context):
        """The page that makes, makes anew, or revokes one's address; it is shown once."""
        if request.method == "POST":
            if request.POST.get("act") == "revoke":
                self.revoke(by=request.member)
                messages.success(request, "L’adresse ne répond plus.")
                return redirect(request.path)
            context["address"] = self.make(by=request.member)
        context["has_feed"] = self.of(request.member).exists()
        return render(request, template, context)
