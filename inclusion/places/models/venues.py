"""Where an organisation receives people or keeps equipment."""

from django.db import models

from inclusion.organisations.constraints import TenantIsolation
from inclusion.organisations.fields import TenantModel
from inclusion.text import fold


class VenueQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def in_order(self):
        return self.order_by("sort_name", "pk")


class Venue(TenantModel):
    """A place where an organisation receives people or keeps equipment."""

    name = models.CharField("nom", max_length=120)
    sort_name = models.CharField(max_length=120, editable=False, db_collation="C")
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = "lieu"
        constraints = [
            TenantIsolation("venue_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "sort_name"],
                name="venue_name_once",
                violation_error_message="Un lieu porte déjà ce nom.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = fold(self.name)[:120]
        super().save(*args, **kwargs)
