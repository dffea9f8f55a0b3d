"""What leaves the stock for a person: the SIM card, the recharge or the mouse she was given."""

from django.db import models
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .refurbishment import OwnedQuerySet
from .stock import StockItem, StockMove


class GivenItem(TenantModel):
    """One move of the stock towards a person, at the counter or apart."""

    # None once she is forgotten: the stock keeps its count.
    beneficiary = TenantForeignKey(
        "beneficiaries.Beneficiary", null=True, related_name="given_items"
    )
    item = TenantForeignKey(StockItem, related_name="+")
    move = TenantForeignKey(StockMove, related_name="given_items")
    # The hand-over it went along with, when there was one.
    hand_over = TenantForeignKey("equipment.HandOver", null=True, related_name="given_items")
    quantity = models.PositiveSmallIntegerField("quantité")
    given_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "article remis"
        constraints = [
            TenantIsolation("givenitem_tenant"),
            SameOrganisation("beneficiary", name="givenitem_beneficiary"),
            SameOrganisation("item", name="givenitem_item"),
            SameOrganisation("move", name="givenitem_move"),
            SameOrganisation("hand_over", name="givenitem_hand_over"),
            SameOrganisation("by", name="givenitem_by"),
            models.UniqueConstraint(
                fields=["organisation", "move"],
                name="givenitem_move_once",
                violation_error_message="Cette sortie de stock est déjà remise à quelqu’un.",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1),
                name="givenitem_some",
                violation_error_message="On remet au moins un article.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "beneficiary"], name="givenitem_of_person"),
        ]

    def __str__(self):
        return f"{self.quantity} {self.item_id}"
