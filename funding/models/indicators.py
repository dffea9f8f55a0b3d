"""What was aimed at, and the few figures a person may replace, saying why."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import TenantQuerySet
from .grants import Grant
from .reports import FinancialReport


class IndicatorTarget(TenantModel):
    """What a grant's agreement aims at, for one indicator of `funding.indicators`."""

    grant = TenantForeignKey(Grant, models.CASCADE, related_name="targets")
    code = models.CharField("indicateur", max_length=40)
    target = models.DecimalField("objectif", max_digits=14, decimal_places=2)

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "objectif"
        constraints = [
            TenantIsolation("indicatortarget_tenant"),
            SameOrganisation("grant", name="indicatortarget_grant"),
            models.UniqueConstraint(
                fields=["organisation", "grant", "code"],
                name="indicatortarget_once",
                violation_error_message="Cet indicateur a déjà son objectif.",
            ),
            models.CheckConstraint(
                condition=Q(target__gt=0),
                name="indicatortarget_positive",
                violation_error_message="Un objectif est supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return self.code


class IndicatorOverride(TenantModel):
    """A figure replaced by a person: the reason is compulsory, and printed as such.

    Append-only: the latest one counts, a withdrawal is a row without value.
    """

    report = TenantForeignKey(FinancialReport, related_name="overrides")
    code = models.CharField("indicateur", max_length=40)
    value = models.DecimalField(
        "valeur retenue", max_digits=14, decimal_places=2, null=True, blank=True
    )
    # What the records gave when it was replaced.
    computed = models.DecimalField(
        "valeur calculée", max_digits=14, decimal_places=2, null=True, blank=True
    )
    reason = models.CharField("motif", max_length=500)
    created_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = "valeur retenue"
        constraints = [
            TenantIsolation("indicatoroverride_tenant"),
            SameOrganisation("report", name="indicatoroverride_report"),
            SameOrganisation("by", name="indicatoroverride_by"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="indicatoroverride_says_why",
                violation_error_message="Une valeur retenue dit pourquoi.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="indicatoroverride_positive",
                violation_error_message="Une valeur retenue n’est pas négative.",
            ),
        ]

    def __str__(self):
        return self.code
