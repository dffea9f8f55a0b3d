"""What the nightly recount of the expenses finds."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import TenantQuerySet
from .expenses import Expense
from .grants import Grant


class ReconciliationFinding(TenantModel):
    """What the nightly recount found that should not be. It is told, never repaired by itself."""

    code = models.CharField(max_length=40)
    expense = TenantForeignKey(Expense, models.CASCADE, null=True, related_name="findings")
    grant = TenantForeignKey(Grant, models.CASCADE, null=True, related_name="+")
    # Figures of the sentence, as text.
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField(db_default=Now())
    # The night it was no longer found.
    gone_at = models.DateTimeField(null=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "constat du rapprochement"
        constraints = [
            TenantIsolation("reconciliationfinding_tenant"),
            SameOrganisation("expense", name="reconciliationfinding_expense"),
            SameOrganisation("grant", name="reconciliationfinding_grant"),
            models.UniqueConstraint(
                fields=["organisation", "code", "expense", "grant"],
                condition=Q(gone_at__isnull=True),
                nulls_distinct=False,
                name="reconciliationfinding_once",
                violation_error_message="Ce constat est déjà ouvert.",
            ),
        ]

    def __str__(self):
        return self.code
