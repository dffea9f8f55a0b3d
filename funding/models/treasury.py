"""The cash in hand, what is already committed to be spent, and the reminders already sent."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import TenantQuerySet


class CashBalance(TenantModel):
    """What the bank statement said one day; the latest one is what a forecast starts from."""

    on = models.DateField("solde au")
    amount = models.DecimalField("solde", max_digits=14, decimal_places=2)
    noted_at = models.DateTimeField(db_default=Now())
    noted_by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "solde de trésorerie"
        constraints = [
            TenantIsolation("cashbalance_tenant"),
            SameOrganisation("noted_by", name="cashbalance_noted_by"),
            models.UniqueConstraint(
                fields=["organisation", "on"],
                name="cashbalance_once_a_day",
                violation_error_message="Le solde de ce jour est déjà noté.",
            ),
        ]

    def __str__(self):
        return f"{self.amount} au {self.on}"


class Commitment(TenantModel):
    """Money that will go out whatever happens: a rent, a salary, an order already placed."""

    label = models.CharField("dépense engagée", max_length=120)
    amount = models.DecimalField("montant", max_digits=14, decimal_places=2)
    is_monthly = models.BooleanField("chaque mois", default=False)
    starts_on = models.DateField("le")
    # The last month of a monthly one.
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    created_by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        verbose_name = "engagement"
        constraints = [
            TenantIsolation("commitment_tenant"),
            SameOrganisation("created_by", name="commitment_created_by"),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="commitment_amount",
                violation_error_message="Une dépense engagée est supérieure à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="commitment_dates",
                violation_error_message="La fin de l’engagement doit suivre son début.",
            ),
        ]

    def __str__(self):
        return self.label


class DeadlineReminder(TenantModel):
    """A deadline was recalled at this step: whoever rings twice, the mail leaves once."""

    # What the deadline is about: « report:<grant> », « instalment:<instalment> ».
    subject = models.CharField(max_length=80)
    due_on = models.DateField()
    # Days left when it was recalled; 0 once it is late.
    step = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "rappel d’échéance"
        constraints = [
            TenantIsolation("deadlinereminder_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "subject", "due_on", "step"],
                name="deadlinereminder_once",
                violation_error_message="Ce rappel est déjà parti.",
            ),
        ]

    def __str__(self):
        return self.subject
