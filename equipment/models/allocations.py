"""A device reserved for someone, then handed over or lent."""

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
    ON_LOAN = "on_loan", "Prêté"
    RETURNED = "returned", "Rendu"
    LOST = "lost", "Jamais rendu"
    CANCELLED = "cancelled", "Annulé"


class AllocationPurpose(models.TextChoices):
    KEEP = "keep", "Pour la garder"
    LOAN = "loan", "En prêt"


class AllocationQuerySet(models.QuerySet):
    def without_signature(self):
        """Left with a person who is known, and nothing shows that she signed."""
        return self.filter(
            hand_over__signature_sha256="",
            beneficiary__isnull=False,
            status__in=[AllocationStatus.HANDED_OVER, AllocationStatus.ON_LOAN],
        )

    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def handed_over(self):
        return self.filter(status=AllocationStatus.HANDED_OVER)

    def delivered(self):
        """What an offer delivered: a device given in exchange is the same unit, not another."""
        return self.handed_over().filter(replaces__isnull=True)

    def waiting(self):
        return self.filter(status=AllocationStatus.RESERVED)

    def expired(self, now):
        """Reserved, and their day is past: nobody came."""
        return self.waiting().filter(expires_at__lte=now)


class Allocation(TenantModel):
    """A device reserved for a person under an offer, then handed over to her."""

    device = TenantForeignKey(Device, related_name="allocations")
    # None once the person is forgotten: the device keeps its history, the offer its figures.
    beneficiary = TenantForeignKey(
        "beneficiaries.Beneficiary", null=True, related_name="allocations"
    )
    # None for a loan, which nobody buys.
    offer = TenantForeignKey(Offer, null=True, related_name="allocations")
    purpose = models.CharField(
        max_length=4,
        choices=AllocationPurpose,
        default=AllocationPurpose.KEEP,
        db_default=AllocationPurpose.KEEP,
    )
    status = models.CharField(
        max_length=12, choices=AllocationStatus, default=AllocationStatus.RESERVED
    )
    reserved_at = models.DateTimeField(db_default=Now())
    reserved_by = TenantForeignKey("organisations.Membership", related_name="+")
    # Freed by the clock after that; None for the reservations made before there was a delay.
    expires_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    # Why this device when another was proposed first; about the device, never about the person.
    choice_reason = models.CharField("pourquoi cet appareil", max_length=300, blank=True)
    papers_ready_at = models.DateTimeField(null=True)
    papers_ready_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    hand_over = TenantForeignKey("equipment.HandOver", null=True, related_name="allocations")
    # What the family gave, received at the desk at the latest at hand-over.
    family_paid_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # True when the person lived in a priority neighbourhood that day; None when unknown.
    was_priority_neighbourhood = models.BooleanField(null=True)
    # The allocation whose faulty device this one takes the place of.
    replaces = TenantForeignKey("self", null=True, related_name="replacements")
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
            SameOrganisation("papers_ready_by", name="allocation_papers_ready_by"),
            SameOrganisation("hand_over", name="allocation_hand_over"),
            SameOrganisation("replaces", name="allocation_replaces"),
            models.UniqueConstraint(
                fields=["organisation", "replaces"],
                condition=Q(replaces__isnull=False),
                name="allocation_replaced_once",
                violation_error_message="Cet appareil a déjà été échangé.",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=AllocationPurpose.values)
                & (Q(offer__isnull=False) | Q(purpose="loan")),
                name="allocation_offer_unless_lent",
                violation_error_message="Un appareil se garde dans le cadre d’une offre.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["on_loan", "returned", "lost"]) | Q(purpose="loan"),
                name="allocation_lent_as_a_loan",
                violation_error_message="Seul un appareil réservé en prêt se prête.",
            ),
            models.CheckConstraint(
                condition=~Q(status="handed_over") | Q(purpose="keep"),
                name="allocation_kept_as_a_gift",
                violation_error_message="Un appareil réservé en prêt ne se donne pas.",
            ),
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
            models.Index(
                fields=["organisation", "expires_at"],
                condition=Q(status="reserved"),
                name="allocation_to_free",
            ),
            models.Index(fields=["organisation", "hand_over"], name="allocation_of_hand_over"),
        ]

    def __str__(self):
        return f"{self.device_id} → {self.beneficiary_id}"
