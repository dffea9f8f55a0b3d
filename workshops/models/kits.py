"""The kit taken outside the walls: which devices left with a session, and which came back."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class KitReturn(models.TextChoices):
    BACK = "back", "Revenu"
    DAMAGED = "damaged", "Revenu abîmé"
    MISSING = "missing", "Pas revenu"


class KitQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def out(self):
        """Taken, and nobody has said what became of it."""
        return self.filter(checked_at__isnull=True)


class KitItem(TenantModel):
    """One device that left with a session; a device is in one kit at a time."""

    session = TenantForeignKey("workshops.WorkshopSession", related_name="kit")
    device = TenantForeignKey("equipment.Device", related_name="+")
    taken_at = models.DateTimeField(db_default=Now())
    taken_by = TenantForeignKey("organisations.Membership", related_name="+")
    outcome = models.CharField("retour", max_length=7, choices=KitReturn, blank=True)
    words = models.CharField("précision", max_length=200, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = KitQuerySet.as_manager()

    class Meta:
        verbose_name = "appareil emporté"
        constraints = [
            TenantIsolation("kititem_tenant"),
            SameOrganisation("session", name="kititem_session"),
            SameOrganisation("device", name="kititem_device"),
            SameOrganisation("taken_by", name="kititem_taken_by"),
            SameOrganisation("checked_by", name="kititem_checked_by"),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                condition=Q(checked_at__isnull=True),
                name="kititem_one_kit_at_a_time",
                violation_error_message="Cet appareil est déjà sorti avec une séance.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", checked_at__isnull=True, checked_by__isnull=True)
                | Q(
                    outcome__in=KitReturn.values,
                    checked_at__isnull=False,
                    checked_by__isnull=False,
                ),
                name="kititem_checked_by_someone",
                violation_error_message="Un retour a son constat, sa date et son auteur.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "session"], name="kititem_of_session")]

    def __str__(self):
        return f"{self.device_id}"
