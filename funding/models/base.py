"""What the rows of this app are asked for."""

from django.db import models
from django.db.models import Q


class TenantQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class CrossingQuerySet(models.QuerySet):
    """Rows made for crossing from one organisation to another."""

    def visible_to(self, member):
        """What the member's organisation sent or received."""
        return self.filter(
            Q(organisation=member.organisation_id) | Q(to_organisation=member.organisation_id)
        )

    def received_by(self, member):
        return self.filter(to_organisation=member.organisation_id)

    def sent_by(self, member):
        return self.filter(organisation=member.organisation_id)
