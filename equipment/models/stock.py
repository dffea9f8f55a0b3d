"""What is counted and not followed one by one: accessories, parts, SIM cards, recharges."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.ui.formats import number, signed

from .stickers import LockableQuerySet, OwnQuerySet


class StockKind(models.TextChoices):
    ACCESSORY = "accessory", "Accessoire"
    SIM = "sim", "Carte SIM"
    RECHARGE = "recharge", "Recharge de connexion"
    PART = "part", "Pièce détachée"


class StockQuerySet(LockableQuerySet):
    def parts(self):
        """What a repair may take."""
        return self.filter(kind=StockKind.PART, quantity__gt=0)

    def connections(self):
        """What one goes online with."""
        return self.filter(kind__in=[StockKind.SIM, StockKind.RECHARGE], quantity__gt=0)

    def low(self):
        """At or under the threshold below which one orders or asks for more."""
        return self.filter(threshold__gt=0, quantity__lte=models.F("threshold"))


class StockItem(TenantModel):
    """One thing held in number, for example « Clavier AZERTY USB »."""

    kind = models.CharField("type", max_length=9, choices=StockKind)
    name = models.CharField("nom", max_length=80)
    reference = models.CharField("référence", max_length=60, blank=True)
    shelf = models.CharField("emplacement", max_length=40, blank=True)
    # What one costs: a repair writes down the price of that day.
    unit_amount = models.DecimalField(
        "prix d’achat", max_digits=10, decimal_places=2, default=Decimal("0.00")
    )
    # Moved by the acts alone, each of them leaving its `StockMove`.
    quantity = models.IntegerField("quantité", default=0)
    # 0 when nobody needs to be told.
    threshold = models.PositiveIntegerField("seuil d’alerte", default=0)
    created_at = models.DateTimeField(db_default=Now())

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name = "article en stock"
        constraints = [
            TenantIsolation("stockitem_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="stockitem_name_once",
                violation_error_message="Un article porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="stockitem_never_negative",
                violation_error_message="Il n’y en a pas assez en stock.",
            ),
            models.CheckConstraint(
                condition=Q(unit_amount__gte=0),
                name="stockitem_amount",
                violation_error_message="Un prix ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=StockKind.values),
                name="stockitem_kind_known",
                violation_error_message="Type d’article inconnu.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def full_name(self):
        """« Batterie Latitude 5490 (GJKNX) »."""
        return f"{self.name} ({self.reference})" if self.reference else self.name

    @property
    def is_low(self):
        return self.threshold > 0 and self.quantity <= self.threshold


class StockReason(models.TextChoices):
    DONATION = "donation", "Don reçu"
    PURCHASE = "purchase", "Achat"
    RETURNED = "returned", "Retour"
    COUNTED_MORE = "counted_more", "Compté en plus"
    PERSON = "person", "Remis à une personne"
    DEVICE = "device", "Remis avec un appareil"
    PARTNER = "partner", "Donné à une autre structure"
    REPAIR = "repair", "Utilisé à l’atelier"
    BROKEN = "broken", "Hors d’usage"
    LOST = "lost", "Perdu"
    COUNTED_LESS = "counted_less", "Compté en moins"


ENTRY_REASONS = [
    StockReason.DONATION,
    StockReason.PURCHASE,
    StockReason.RETURNED,
    StockReason.COUNTED_MORE,
]
EXIT_REASONS = [reason for reason in StockReason if reason not in ENTRY_REASONS]


class StockMove(TenantModel):
    """A number in or out, its reason and what is left; never changed: a mistake is moved back."""

    item = TenantForeignKey(StockItem, related_name="moves")
    delta = models.IntegerField("mouvement")
    quantity_after = models.IntegerField("reste")
    reason = models.CharField("motif", max_length=12, choices=StockReason)
    words = models.CharField("précision", max_length=120, blank=True)
    # What it left with or came from (« equipment.allocation » and its key), when that is known.
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "mouvement de stock"
        constraints = [
            TenantIsolation("stockmove_tenant"),
            SameOrganisation("item", name="stockmove_item"),
            SameOrganisation("by", name="stockmove_by"),
            models.CheckConstraint(
                condition=Q(reason__in=[r.value for r in ENTRY_REASONS], delta__gt=0)
                | Q(reason__in=[r.value for r in EXIT_REASONS], delta__lt=0),
                name="stockmove_in_or_out",
                violation_error_message="Une entrée ajoute, une sortie retire.",
            ),
            models.CheckConstraint(
                condition=Q(quantity_after__gte=0),
                name="stockmove_never_negative",
                violation_error_message="Il n’y en a pas assez en stock.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "item", "at", "id"], name="stockmove_of_item"),
            models.Index(
                fields=["organisation", "subject_type", "subject_id"], name="stockmove_about"
            ),
        ]

    def __str__(self):
        return f"{self.delta:+d} {self.item_id}"

    @property
    def signed(self):
        """« +12 » or « −3 »: the sign is always written."""
        return signed(number(self.delta))
