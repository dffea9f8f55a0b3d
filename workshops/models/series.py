"""Sessions planned together, the days a venue is closed, and what the programme shows outside."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class SeriesOrigin(models.TextChoices):
    WEEKLY = "weekly", "Répétition"
    COPIED = "copied", "Copie d’une période"


class WorkshopSeries(TenantModel):
    """Sessions created in one go: the dates of one workshop, or the copy of a quarter."""

    origin = models.CharField("origine", max_length=7, choices=SeriesOrigin)
    # Empty for a copy, which holds several workshops.
    workshop = TenantForeignKey("workshops.Workshop", null=True, related_name="series")
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        verbose_name = "série"
        constraints = [
            TenantIsolation("workshopseries_tenant"),
            SameOrganisation("workshop", name="workshopseries_workshop"),
            SameOrganisation("created_by", name="workshopseries_created_by"),
            models.CheckConstraint(
                condition=Q(origin="weekly", workshop__isnull=False)
                | Q(origin="copied", workshop__isnull=True),
                name="workshopseries_origin",
                violation_error_message="Une répétition est celle d’un atelier.",
            ),
        ]

    def __str__(self):
        return self.get_origin_display()


class VenueClosureQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class VenueClosure(TenantModel):
    """Days when a venue, or the whole association when none is named, receives nobody."""

    venue = TenantForeignKey(
        "places.Venue", models.CASCADE, null=True, related_name="closures", verbose_name="lieu"
    )
    first_day = models.DateField("du")
    last_day = models.DateField("au")
    reason = models.CharField("raison", max_length=80)

    objects = VenueClosureQuerySet.as_manager()

    class Meta:
        verbose_name = "fermeture"
        constraints = [
            TenantIsolation("venueclosure_tenant"),
            SameOrganisation("venue", name="venueclosure_venue"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="venueclosure_ends_after_start",
                violation_error_message="Une fermeture finit après son début.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "last_day"], name="venueclosure_by_day"),
        ]

    def __str__(self):
        return self.reason


class SchoolZone(models.TextChoices):
    A = "A", "Zone A"
    B = "B", "Zone B"
    C = "C", "Zone C"
    NONE = "-", "Aucune\u00a0: Corse, outre-mer"


class ProgrammeSettings(TenantModel):
    """What an association says of its programme: its school zone, and whether anyone reads it."""

    school_zone = models.CharField("zone scolaire", max_length=1, choices=SchoolZone, blank=True)
    is_published = models.BooleanField("page publique ouverte", default=False)
    welcome = models.CharField("mot d’accueil", max_length=300, blank=True)

    class Meta:
        verbose_name = "réglages des ateliers"
        constraints = [
            TenantIsolation("programmesettings_tenant"),
            models.UniqueConstraint(
                fields=["organisation"],
                name="programmesettings_once",
                violation_error_message="Les réglages des ateliers existent déjà.",
            ),
        ]

    def __str__(self):
        return "réglages des ateliers"
