"""Labels printed before anyone knows on which device they will be, and what prints them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Device

# Crockford's base 32; the check character is computed in `equipment.labels`.
TAG_SHAPE = r"^[^-]{1,4}-[0-9A-HJKMNP-TV-Z]{7}-[0-9A-HJKMNP-TV-Z]$"
MAX_OFFSET = Decimal("20.0")


class SheetFormat(models.TextChoices):
    """What labels are printed on; `equipment.papers.label_sheets` knows their geometry."""

    L7160 = "L7160", "Avery L7160 (21 étiquettes par page)"
    L7162 = "L7162", "Avery L7162 (16 étiquettes par page)"
    L7163 = "L7163", "Avery L7163 (14 étiquettes par page)"
    L7159 = "L7159", "Avery L7159 (24 étiquettes par page)"
    ROLL_50X30 = "50x30", "Rouleau 50\u00a0×\u00a030\u00a0mm (une étiquette par page)"


class OwnQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class LockableQuerySet(OwnQuerySet):
    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class LabelPrinter(TenantModel):
    """A printer with the paper it holds, and by how much it prints beside the mark."""

    name = models.CharField("nom", max_length=60)
    sheet_format = models.CharField("étiquettes", max_length=8, choices=SheetFormat)
    # Millimetres added to the place of every label: to the right, and downwards.
    offset_x = models.DecimalField("décalage vers la droite", max_digits=4, decimal_places=1)
    offset_y = models.DecimalField("décalage vers le bas", max_digits=4, decimal_places=1)
    created_at = models.DateTimeField(db_default=Now())

    objects = LockableQuerySet.as_manager()

    class Meta:
        verbose_name = "imprimante d’étiquettes"
        constraints = [
            TenantIsolation("labelprinter_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="labelprinter_name_once",
                violation_error_message="Une imprimante porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(sheet_format__in=SheetFormat.values),
                name="labelprinter_format_known",
                violation_error_message="Format d’étiquettes inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(offset_x__range=(-MAX_OFFSET, MAX_OFFSET))
                & Q(offset_y__range=(-MAX_OFFSET, MAX_OFFSET)),
                name="labelprinter_offset_small",
                violation_error_message="Un décalage va de −20 à 20\u00a0mm.",
            ),
        ]

    def __str__(self):
        return self.name


class LabelRoll(TenantModel):
    """A batch of labels whose ids are kept for devices that nobody has seen yet."""

    name = models.CharField("nom", max_length=80)
    label_count = models.PositiveIntegerField("étiquettes")
    created_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "rouleau d’étiquettes"
        constraints = [
            TenantIsolation("labelroll_tenant"),
            SameOrganisation("by", name="labelroll_by"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="labelroll_name_once",
                violation_error_message="Un rouleau porte déjà ce nom.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "created_at", "id"], name="roll_by_age")]

    def __str__(self):
        return self.name


class PrintedLabelStatus(models.TextChoices):
    FREE = "free", "Libre"
    STUCK = "stuck", "Collée"
    VOID = "void", "Annulée"


class PrintedLabel(TenantModel):
    """One label of a roll: free, then stuck on a device for ever, or void for ever."""

    roll = TenantForeignKey(LabelRoll, related_name="labels")
    rank = models.PositiveIntegerField("rang")
    asset_tag = models.CharField("étiquette", max_length=16, db_collation="C")
    status = models.CharField(
        max_length=5, choices=PrintedLabelStatus, default=PrintedLabelStatus.FREE
    )
    device = TenantForeignKey(Device, null=True, related_name="printed_label")
    changed_at = models.DateTimeField(null=True)
    changed_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = LockableQuerySet.as_manager()

    class Meta:
        verbose_name = "étiquette imprimée"
        constraints = [
            TenantIsolation("printedlabel_tenant"),
            SameOrganisation("roll", name="printedlabel_roll"),
            SameOrganisation("device", name="printedlabel_device"),
            SameOrganisation("changed_by", name="printedlabel_changed_by"),
            models.UniqueConstraint(
                fields=["organisation", "asset_tag"],
                name="printedlabel_tag_once",
                violation_error_message="Cette étiquette est déjà dans un rouleau.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "roll", "rank"],
                name="printedlabel_rank_once",
                violation_error_message="Ce rang du rouleau est déjà pris.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                name="printedlabel_one_per_device",
                violation_error_message="Cet appareil a déjà une étiquette.",
            ),
            models.CheckConstraint(
                condition=Q(asset_tag__regex=TAG_SHAPE),
                name="printedlabel_tag_shape",
                violation_error_message="Ceci n’est pas une étiquette.",
            ),
            models.CheckConstraint(
                condition=Q(status="stuck", device__isnull=False, changed_at__isnull=False)
                | Q(status="free", device__isnull=True, changed_at__isnull=True)
                | Q(status="void", device__isnull=True, changed_at__isnull=False),
                name="printedlabel_stuck_on_a_device",
                violation_error_message="Une étiquette collée l’est sur un appareil.",
            ),
        ]

    def __str__(self):
        return self.asset_tag
