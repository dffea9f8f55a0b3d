"""What leaves as waste: lines with their code and weight, and the shipments that take them away."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from equipment.waste_codes import CODES, HAZARDOUS
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.organisations.models import validate_siret

from .devices import Device, Medium
from .refurbishment import OwnedQuerySet
from .stock import StockItem
from .vocabulary import DeviceType

# Environment code, art. R541-43: what is hazardous reaches the national register within a week.
DAYS_TO_DECLARE = 7
# The register is kept at least three years; nothing here removes it sooner.
YEARS_KEPT = 3


class WeightBasis(models.TextChoices):
    ESTIMATED = "estimated", "Estimé"
    WEIGHED = "weighed", "Pesé"


class Treatment(models.TextChoices):
    """What is done with it, by the codes of the waste directive."""

    R3 = "R 3", "R 3 · Recyclage des matières organiques (plastiques)"
    R4 = "R 4", "R 4 · Recyclage des métaux"
    R5 = "R 5", "R 5 · Recyclage d’autres matières"
    R12 = "R 12", "R 12 · Tri et démontage avant valorisation"
    R13 = "R 13", "R 13 · Stockage avant valorisation"
    D13 = "D 13", "D 13 · Regroupement avant élimination"
    D15 = "D 15", "D 15 · Stockage avant élimination"


class TreatmentMode(models.TextChoices):
    REUSE = "REUTILISATION", "Réutilisation"
    RECYCLING = "RECYCLAGE", "Recyclage"
    ENERGY = "VALORISATION_ENERGETIQUE", "Valorisation énergétique"
    DISPOSAL = "ELIMINATION", "Élimination"


class WasteShipmentQuerySet(OwnedQuerySet):
    def hazardous(self):
        return self.filter(is_hazardous=True)

    def to_declare(self):
        return self.hazardous().filter(declared_at__isnull=True)


class WasteShipment(TenantModel):
    """One departure of waste: to whom, by whom, under which slip. Never changed afterwards.

    The slip's own file may join it later, and the day it was declared in the national register.
    """

    shipped_on = models.DateField("parti le")
    destination_name = models.CharField("destinataire", max_length=150)
    destination_siret = models.CharField(
        "SIRET du destinataire", max_length=14, validators=[validate_siret]
    )
    destination_address = models.CharField("adresse du destinataire", max_length=150)
    destination_postcode = models.CharField("code postal", max_length=5)
    destination_city = models.CharField("commune", max_length=45)
    treatment = models.CharField("traitement prévu", max_length=4, choices=Treatment)
    treatment_mode = models.CharField(
        "mode de traitement", max_length=24, choices=TreatmentMode, blank=True
    )
    eco_organisation_name = models.CharField("éco-organisme", max_length=150, blank=True)
    eco_organisation_siret = models.CharField(
        "SIRET de l’éco-organisme", max_length=14, blank=True, validators=[validate_siret]
    )
    carrier_name = models.CharField("transporteur", max_length=150)
    carrier_siret = models.CharField(
        "SIRET du transporteur", max_length=14, validators=[validate_siret]
    )
    carrier_address = models.CharField("adresse du transporteur", max_length=150)
    carrier_postcode = models.CharField("code postal", max_length=5)
    carrier_city = models.CharField("commune", max_length=45)
    # Below the thresholds of art. R541-50 a carrier needs no receipt.
    carrier_is_exempt = models.BooleanField("transport dispensé de récépissé", default=False)
    carrier_receipt = models.CharField("n° de récépissé", max_length=50, blank=True)
    slip_number = models.CharField("n° de bordereau", max_length=40)
    slip_sha256 = models.CharField(max_length=64, blank=True)
    slip_type = models.CharField(max_length=20, blank=True)
    is_hazardous = models.BooleanField("déchets dangereux", default=False)
    recorded_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")
    declared_at = models.DateTimeField("inscrit au registre national le", null=True)
    declared_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = WasteShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = "enlèvement de déchets"
        constraints = [
            TenantIsolation("wasteshipment_tenant"),
            SameOrganisation("by", name="wasteshipment_by"),
            SameOrganisation("declared_by", name="wasteshipment_declared_by"),
            models.UniqueConstraint(
                fields=["organisation", "slip_number"],
                name="wasteshipment_slip_once",
                violation_error_message="Un enlèvement porte déjà ce numéro de bordereau.",
            ),
            models.CheckConstraint(
                condition=~Q(slip_number="")
                & ~Q(destination_name="")
                & Q(destination_siret__regex=r"^\d{14}$")
                & Q(treatment__in=Treatment.values)
                & ~Q(carrier_name="")
                & Q(carrier_siret__regex=r"^\d{14}$")
                & (Q(carrier_is_exempt=True) | ~Q(carrier_receipt="")),
                name="wasteshipment_whole",
                violation_error_message=(
                    "Un enlèvement a son destinataire, son traitement, son transporteur"
                    " et son bordereau."
                ),
            ),
            models.CheckConstraint(
                condition=Q(declared_at__isnull=True, declared_by__isnull=True)
                | Q(declared_at__isnull=False, declared_by__isnull=False),
                name="wasteshipment_declared_by_someone",
                violation_error_message="Une déclaration a sa date et son auteur.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "shipped_on", "id"], name="wasteshipment_by_day"),
            models.Index(
                fields=["organisation", "shipped_on"],
                condition=Q(is_hazardous=True, declared_at__isnull=True),
                name="wasteshipment_to_declare",
            ),
        ]

    def __str__(self):
        return self.slip_number

    @property
    def declare_before(self):
        return self.shipped_on + timedelta(days=DAYS_TO_DECLARE)

    @property
    def is_declaration_late(self):
        last = timezone.localdate(self.declared_at) if self.declared_at else timezone.localdate()
        return self.is_hazardous and last > self.declare_before


class WasteLineQuerySet(OwnedQuerySet):
    def waiting(self):
        return self.filter(shipment__isnull=True)


class WasteLine(TenantModel):
    """One thing that goes to waste, with its code and weight; final once it has left."""

    device = TenantForeignKey(Device, null=True, related_name="waste_lines")
    medium = TenantForeignKey(Medium, null=True, related_name="waste_lines")
    item = TenantForeignKey(StockItem, null=True, related_name="waste_lines")
    quantity = models.PositiveIntegerField("quantité", default=1)
    description = models.CharField("dénomination", max_length=120)
    code = models.CharField("code déchet", max_length=9)
    weight_kg = models.DecimalField("poids (kg)", max_digits=9, decimal_places=3)
    weight_basis = models.CharField(
        "poids", max_length=9, choices=WeightBasis, default=WeightBasis.ESTIMATED
    )
    is_pop = models.BooleanField("contient des polluants organiques persistants", default=False)
    shipment = TenantForeignKey(WasteShipment, null=True, related_name="lines")
    recorded_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = WasteLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de déchet"
        constraints = [
            TenantIsolation("wasteline_tenant"),
            SameOrganisation("device", name="wasteline_device"),
            SameOrganisation("medium", name="wasteline_medium"),
            SameOrganisation("item", name="wasteline_item"),
            SameOrganisation("shipment", name="wasteline_shipment"),
            SameOrganisation("by", name="wasteline_by"),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                condition=Q(device__isnull=False),
                name="wasteline_device_once",
                violation_error_message="Cet appareil a déjà sa ligne de déchet.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "medium"],
                condition=Q(medium__isnull=False),
                name="wasteline_medium_once",
                violation_error_message="Ce support a déjà sa ligne de déchet.",
            ),
            models.CheckConstraint(
                condition=Q(device__isnull=False, medium__isnull=True, item__isnull=True)
                | Q(device__isnull=True, medium__isnull=False, item__isnull=True)
                | Q(device__isnull=True, medium__isnull=True),
                name="wasteline_one_thing",
                violation_error_message="Une ligne de déchet décrit une seule chose.",
            ),
            models.CheckConstraint(
                condition=Q(code__in=list(CODES)),
                name="wasteline_code_known",
                violation_error_message="Code déchet inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(weight_kg__gt=0, quantity__gte=1),
                name="wasteline_weighs",
                violation_error_message="Une ligne de déchet a un poids.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "recorded_at", "id"],
                condition=Q(shipment__isnull=True),
                name="wasteline_waiting",
            ),
            models.Index(fields=["organisation", "shipment"], name="wasteline_of_shipment"),
        ]

    def __str__(self):
        return self.description

    @property
    def is_hazardous(self):
        return self.code in HAZARDOUS

    @property
    def is_estimated(self):
        return self.weight_basis == WeightBasis.ESTIMATED

    @property
    def is_bulk(self):
        return not (self.device_id or self.medium_id or self.item_id)

    @property
    def waste(self):
        return CODES[self.code]


class WasteWeight(TenantModel):
    """What one device of a type weighs here, when the association knows better than the table."""

    type = models.CharField("type", max_length=14, choices=DeviceType)
    weight_kg = models.DecimalField("poids (kg)", max_digits=7, decimal_places=3)
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "poids usuel"
        constraints = [
            TenantIsolation("wasteweight_tenant"),
            SameOrganisation("updated_by", name="wasteweight_updated_by"),
            models.UniqueConstraint(
                fields=["organisation", "type"],
                name="wasteweight_once",
                violation_error_message="Ce type a déjà son poids.",
            ),
            models.CheckConstraint(
                condition=Q(weight_kg__gt=0),
                name="wasteweight_positive",
                violation_error_message="Un poids usuel est plus grand que zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.get_type_display()} {self.weight_kg}"
