"""A device reserved for someone, then handed over."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Device
from .offers import Offer


class AllocationStatus(models.TextChoices):
    RESERVED = "reserved", "Réservé"
    HANDED_OVER = "handed_over", "Remis"
    CANCELLED = "cancelled", "Annulé"


class AllocationQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def handed_over(self):
        return self.filter(status=AllocationStatus.HANDED_OVER)

    def waiting(self):
        return self.filter(status=AllocationStatus.RESERVED)


class Allocation(TenantModel):
    """A device reserved for a person under an offer, then handed over to her."""

    device = TenantForeignKey(Device, related_name="allocations")
    # None once the person is forgotten: the device keeps its history, the offer its figures.
    beneficiary = TenantForeignKey(
        "beneficiaries.Beneficiary", null=True, related_name="allocations"
    )
    offer = TenantForeignKey(Offer, related_name="allocations")
    status = models.CharField(
        max_length=12, choices=AllocationStatus, default=AllocationStatus.RESERVED
    )
    reserved_at = models.DateTimeField(db_default=Now())
    reserved_by = TenantForeignKey("organisations.Membership", related_name="+")
    # What the family gave, received at the desk at the latest at hand-over.
    family_paid_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # True when the person lived in a priority neighbourhood that day; None when unknown.
    was_priority_neighbourhood = models.BooleanField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    # The allocation holds the device until it is cancelled or the device comes back.
    ended_at = models.DateTimeField(null=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "attribution"
        constraints = [
            TenantIsolation("allocation_tenant"),
            SameOrganisation("device", name="allocation_device"),
            SameOrganisation("beneficiary", name="allocation_beneficiary"),
            SameOrganisation("offer", name="allocation_offer"),
            SameOrganisation("reserved_by", name="allocation_reserved_by"),
            SameOrganisation("handed_over_by", name="allocation_handed_over_by"),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                condition=Q(ended_at__isnull=True),
                name="allocation_one_open_per_device",
                violation_error_message="Cet appareil est déjà attribué.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=AllocationStatus.values),
                name="allocation_status_known",
                violation_error_message="État d’attribution inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(beneficiary__isnull=False) | ~Q(status="reserved"),
                name="allocation_reserved_for_someone",
                violation_error_message="Un appareil est réservé pour quelqu’un.",
            ),
            models.CheckConstraint(
                condition=~Q(status="handed_over")
                | Q(
                    handed_over_at__isnull=False,
                    handed_over_by__isnull=False,
                    family_paid_amount__isnull=False,
                ),
                name="allocation_handed_over_in_full",
                violation_error_message="Une remise a sa date, son auteur et sa participation.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "beneficiary"], name="allocation_of_person"),
            models.Index(fields=["organisation", "reserved_at", "id"], name="allocation_by_age"),
            models.Index(
                fields=["organisation", "offer", "status", "handed_over_at"],
                name="allocation_of_offer",
            ),
        ]

    def __str__(self):
        return f"{self.device_id} → {self.beneficiary_id}"
