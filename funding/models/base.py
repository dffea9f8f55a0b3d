"""What the rows of this app are asked for."""

from django.db import models
from django.db.models import Q


class LockableQuerySet(models.QuerySet):
    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)

    def wait(self):
        """Lock these rows: who comes second goes on from what the first one left."""
        list(self.locked().order_by("pk").values_list("pk"))


class TenantQuerySet(LockableQuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class CrossingQuerySet(LockableQuerySet):
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
