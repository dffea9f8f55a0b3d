"""Solidarity offers."""

from django.db import models
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class OfferQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def open(self):
        return self.filter(is_open=True)


class Offer(TenantModel):
    """A solidarity offer: what a unit costs and who pays which part of it (250 = 50 + 50 + 150)."""

    name = models.CharField("nom", max_length=120)
    target_units = models.PositiveIntegerField("unités prévues", null=True, blank=True)
    unit_amount = models.DecimalField("coût unitaire", max_digits=10, decimal_places=2)
    is_open = models.BooleanField("ouverte", default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "offre"
        constraints = [
            TenantIsolation("offer_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="offer_name_once",
                violation_error_message="Une offre porte déjà ce nom.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "created_at", "id"], name="offer_by_age"),
        ]

    def __str__(self):
        return self.name


class PayerKind(models.TextChoices):
    FAMILY = "family", "Famille"
    OWN = "own", "Fonds propres"
    GRANT = "grant", "Subvention"
    PATRONAGE = "patronage", "Mécénat"


class OfferShare(TenantModel):
    """What one payer gives for each unit of the offer."""

    offer = TenantForeignKey(Offer, models.CASCADE, related_name="shares")
    rank = models.PositiveSmallIntegerField()
    payer_kind = models.CharField(max_length=10, choices=PayerKind)
    payer_name = models.CharField("payeur", max_length=120)
    title = models.CharField("à quel titre", max_length=120)
    amount = models.DecimalField("montant", max_digits=10, decimal_places=2)

    class Meta:
        ordering = ["rank"]
        constraints = [
            TenantIsolation("offershare_tenant"),
            SameOrganisation("offer", name="offershare_offer"),
            models.UniqueConstraint(
                fields=["organisation", "offer", "rank"],
                name="offershare_rank",
                violation_error_message="Ce rang est déjà pris.",
            ),
        ]

    def __str__(self):
        return f"{self.payer_name} {self.amount}"
