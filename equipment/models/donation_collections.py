"""Fetching what was given: a driver's round, and the slip of each pick-up."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .donations import Donation
from .vocabulary import DeviceType


class CollectionRoundQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class CollectionRound(TenantModel):
    """The pick-ups of one day by one driver."""

    day = models.DateField("jour")
    driver = TenantForeignKey("organisations.Membership", related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = CollectionRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "tournée de collecte"
        constraints = [
            TenantIsolation("collectionround_tenant"),
            SameOrganisation("driver", name="collectionround_driver"),
            models.UniqueConstraint(
                fields=["organisation", "day", "driver"],
                name="collectionround_once",
                violation_error_message="Cette personne a déjà une tournée ce jour-là.",
            ),
        ]

    def __str__(self):
        return f"{self.day}"


class CollectionStatus(models.TextChoices):
    PLANNED = "planned", "Prévue"
    COLLECTED = "collected", "Collectée"
    CANCELLED = "cancelled", "Annulée"


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Collection(TenantModel):
    """One pick-up: what was announced, what was counted, and who signed for it."""

    donation = TenantForeignKey(Donation, related_name="collections")
    round = TenantForeignKey(CollectionRound, related_name="collections")
    expected_at = models.TimeField("heure prévue", null=True, blank=True)
    status = models.CharField(
        "état", max_length=9, choices=CollectionStatus, default=CollectionStatus.PLANNED
    )
    weight_kg = models.DecimalField("poids (kg)", max_digits=7, decimal_places=1, null=True)
    seals = models.CharField("scellés", max_length=120, blank=True)
    reserves = models.CharField("réserves", max_length=500, blank=True)
    donor_signer = EncryptedTextField("remis par", max_length=120)
    # Drawn with a finger: the path of the strokes, in a box of 600 × 200. Or the paper's photo.
    donor_strokes = EncryptedTextField(max_length=20_000)
    collector_strokes = EncryptedTextField(max_length=20_000)
    is_drawn = models.BooleanField("signé à l’écran", default=False)
    paper_sha256 = models.CharField("photo du papier signé", max_length=64, blank=True)
    collected_at = models.DateTimeField("collecté le", null=True)
    collected_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    slip = TenantForeignKey("documents.Document", null=True, related_name="+")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = "collecte"
        constraints = [
            TenantIsolation("collection_tenant"),
            SameOrganisation("donation", name="collection_donation"),
            SameOrganisation("round", name="collection_round"),
            SameOrganisation("collected_by", name="collection_collected_by"),
            SameOrganisation("slip", name="collection_slip"),
            models.UniqueConstraint(
                fields=["organisation", "donation"],
                condition=~Q(status=CollectionStatus.CANCELLED),
                name="collection_once_for_a_donation",
                violation_error_message="Une collecte est déjà prévue pour ce don.",
            ),
            models.CheckConstraint(
                condition=~Q(status=CollectionStatus.COLLECTED)
                | Q(collected_at__isnull=False, collected_by__isnull=False),
                name="collection_collected_by_someone",
                violation_error_message="Une collecte faite dit quand et par qui.",
            ),
            models.CheckConstraint(
                condition=~Q(status=CollectionStatus.COLLECTED)
                | Q(is_drawn=True)
                | ~Q(paper_sha256=""),
                name="collection_signed_by_both",
                violation_error_message="Le bordereau est signé par les deux parties.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "round"], name="collection_of_round")]

    def __str__(self):
        return f"Collecte de {self.donation.donor}"


class CollectionLine(TenantModel):
    """Announced and counted, of one type; a difference is always explained."""

    collection = TenantForeignKey(Collection, models.CASCADE, related_name="lines")
    type = models.CharField("type", max_length=14, choices=DeviceType)
    announced = models.PositiveSmallIntegerField("annoncé")
    counted = models.PositiveSmallIntegerField("compté", null=True)
    difference_reason = models.CharField("écart", max_length=200, blank=True)

    class Meta:
        verbose_name = "ligne de collecte"
        constraints = [
            TenantIsolation("collectionline_tenant"),
            SameOrganisation("collection", name="collectionline_collection"),
            models.UniqueConstraint(
                fields=["organisation", "collection", "type"],
                name="collectionline_type_once",
                violation_error_message="Ce type est déjà compté.",
            ),
            models.CheckConstraint(
                condition=Q(counted__isnull=True)
                | Q(counted=models.F("announced"))
                | ~Q(difference_reason=""),
                name="collectionline_difference_explained",
                violation_error_message="Un écart entre l’annoncé et le compté s’explique.",
            ),
        ]

    def __str__(self):
        return f"{self.get_type_display()}\u00a0: {self.counted}/{self.announced}"

    @property
    def difference(self):
        return None if self.counted is None else self.counted - self.announced
