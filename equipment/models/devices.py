"""Devices, and the storage media inside them or taken out of them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.ui.formats import days_since

from .life_cycle import refuse_step
from .vocabulary import (
    AWAY,
    BATTERY_TYPES,
    DATA_BEARING_TYPES,
    HELD_BACK,
    NO_PROOF,
    SHORT_TYPES,
    UNPROVEN,
    DeviceStatus,
    DeviceType,
    Grade,
    OriginRegime,
)


class DeviceQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)

    def ready(self):
        return self.filter(status=DeviceStatus.READY)

    def on_premises(self):
        """Still ours to care for: neither with someone else nor gone."""
        return self.exclude(status__in=AWAY)

    def cannot_leave_yet(self):
        return self.filter(status__in=HELD_BACK)


class Device(TenantModel):
    """One device of the pool, known by the label stuck on it."""

    asset_tag = models.CharField("étiquette", max_length=16, db_collation="C")
    type = models.CharField("type", max_length=14, choices=DeviceType)
    manufacturer = models.CharField("marque", max_length=60)
    model = models.CharField("modèle", max_length=80)
    serial = models.CharField("n° de série", max_length=60, blank=True)
    processor = models.CharField("processeur", max_length=60, blank=True)
    memory_gb = models.PositiveSmallIntegerField("mémoire (Go)", null=True, blank=True)
    screen_inches = models.DecimalField(
        "écran (pouces)", max_digits=4, decimal_places=1, null=True, blank=True
    )
    condition_grade = models.CharField("aspect", max_length=1, choices=Grade, blank=True)
    battery_percent = models.PositiveSmallIntegerField("batterie (%)", null=True, blank=True)
    accessories = models.CharField("accessoires", max_length=200, blank=True)
    origin = models.CharField("origine", max_length=15, choices=OriginRegime)
    donor_name = models.CharField("donateur", max_length=120, blank=True)
    donation = TenantForeignKey(
        "equipment.Donation", null=True, blank=True, related_name="devices", verbose_name="don"
    )
    venue = TenantForeignKey(
        "places.Venue", null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    shelf = models.CharField("emplacement", max_length=40, blank=True)
    # Whether a file has seen all of its storage; None when none has told.
    storage_known = models.BooleanField("stockage vu en entier", null=True)
    status = models.CharField(
        "état", max_length=12, choices=DeviceStatus, default=DeviceStatus.QUARANTINE
    )
    status_since = models.DateTimeField(db_default=Now())
    received_at = models.DateTimeField("reçu le", db_default=Now())
    received_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # When it last came in: a proof recorded before then is void.
    came_in_at = models.DateTimeField(db_default=Now())
    # When the last of its media was proven erased; emptied when it comes back.
    erased_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = "appareil"
        constraints = [
            TenantIsolation("device_tenant"),
            SameOrganisation("venue", name="device_venue"),
            SameOrganisation("received_by", name="device_received_by"),
            SameOrganisation("donation", name="device_donation"),
            models.UniqueConstraint(
                fields=["organisation", "asset_tag"],
                name="device_asset_tag",
                violation_error_message="Cette étiquette est déjà collée sur un autre appareil.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=DeviceStatus.values),
                name="device_status_known",
                violation_error_message="État d’appareil inconnu.",
            ),
            models.CheckConstraint(
                name="device_erased_before_it_leaves",
                condition=Q(status__in=UNPROVEN)
                | Q(erased_at__isnull=False)
                | ~Q(type__in=DATA_BEARING_TYPES),
                violation_error_message=NO_PROOF,
            ),
            models.CheckConstraint(
                condition=Q(battery_percent__isnull=True) | Q(battery_percent__lte=100),
                name="device_battery_percent",
                violation_error_message="La batterie va de 0 à 100 %.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status_since", "id"], name="device_by_age"),
            models.Index(
                fields=["organisation", "status", "status_since", "id"], name="device_by_status"
            ),
            models.Index(
                fields=["organisation", "type", "status_since", "id"], name="device_by_type"
            ),
            models.Index(
                fields=["organisation", "venue", "status_since", "id"], name="device_by_venue"
            ),
            models.Index(
                fields=["organisation", "donation"],
                condition=Q(donation__isnull=False),
                name="device_of_donation",
            ),
            # The two ways a file finds its device: its number, or one that waits without any.
            models.Index(
                fields=["organisation", "serial"],
                name="device_by_serial",
                condition=~Q(serial=""),
            ),
            models.Index(
                fields=["organisation", "status_since"],
                name="device_without_serial",
                condition=Q(serial="", status="quarantine"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.get_type_display()} {self.manufacturer} {self.model}"

    @property
    def short_name(self):
        short = SHORT_TYPES.get(self.type, self.get_type_display())
        return f"{short} {self.manufacturer} {self.model}"

    @property
    def holds_data(self):
        return self.type in DATA_BEARING_TYPES

    @property
    def has_battery(self):
        return self.type in BATTERY_TYPES

    @property
    def status_word(self):
        """The badge's own word where the status would mislead: a mouse was never erased."""
        is_cleared = self.status == DeviceStatus.ERASED and not self.holds_data
        return "Sans données" if is_cleared else ""

    @property
    def days_in_status(self):
        return max(days_since(self.status_since), 0)

    @property
    def place(self):
        """Where to find it: the shelf first, the venue when no shelf is known."""
        return self.shelf or (self.venue.name if self.venue_id else "")

    def has_hidden_storage(self, kinds):
        """True when a file could not see all of it and no medium of these kinds fills the gap."""
        return self.storage_known is False and not set(kinds) & HIDDEN_KINDS

    def move_to(self, status, act):
        """Set the new status or refuse; saving is the caller's act."""
        refuse_step(self.status, status, act)
        self.status = DeviceStatus(status)


class MediumKind(models.TextChoices):
    HDD = "hdd", "Disque dur"
    SSD_SATA = "ssd_sata", "SSD SATA"
    NVME = "nvme", "SSD NVMe"
    EMMC = "emmc", "Mémoire soudée (eMMC/UFS)"
    SD = "sd", "Carte SD"
    USB = "usb", "Clé USB"
    UNKNOWN = "unknown", "Support inconnu"


# What a reader that cannot see all the storage may have missed.
HIDDEN_KINDS = {MediumKind.NVME, MediumKind.EMMC, MediumKind.SD, MediumKind.UNKNOWN}


class MediumFate(models.TextChoices):
    """Where a medium is when it is in no device."""

    IN_DEVICE = "in_device", "Dans un appareil"
    SPARE = "spare", "Retiré, en réserve"
    TO_DESTROY = "to_destroy", "Retiré, à détruire"
    DESTROYED = "destroyed", "Détruit"


class MediumQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Medium(TenantModel):
    """A storage medium: inside a device, or taken out of one."""

    # None once it is taken out.
    device = TenantForeignKey(Device, null=True, related_name="media")
    taken_from = TenantForeignKey(Device, null=True, related_name="media_taken_out")
    fate = models.CharField(
        "où il est", max_length=10, choices=MediumFate, default=MediumFate.IN_DEVICE
    )
    kind = models.CharField("type", max_length=8, choices=MediumKind)
    model = models.CharField("modèle", max_length=80, blank=True)
    serial = models.CharField("n° de série", max_length=60)
    capacity_gb = models.PositiveIntegerField("capacité (Go)")
    size_bytes = models.PositiveBigIntegerField("capacité exacte", null=True, blank=True)
    # Why it must not be used again, as its own counters tell; empty when nothing is known.
    condemned_reason = models.CharField("condamné", max_length=300, blank=True)
    added_at = models.DateTimeField(db_default=Now())
    # Since when someone may have written on it: a proof recorded before then is void.
    exposed_at = models.DateTimeField(db_default=Now())

    objects = MediumQuerySet.as_manager()

    class Meta:
        verbose_name = "support de stockage"
        constraints = [
            TenantIsolation("medium_tenant"),
            SameOrganisation("device", name="medium_device"),
            SameOrganisation("taken_from", name="medium_taken_from"),
            models.CheckConstraint(
                condition=Q(device__isnull=False, fate="in_device")
                | (Q(device__isnull=True, taken_from__isnull=False) & ~Q(fate="in_device")),
                name="medium_is_somewhere",
                violation_error_message="Un support est dans un appareil, ou retiré de l’un d’eux.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "device", "serial"],
                name="medium_once",
                violation_error_message="Ce support est déjà inscrit sur cet appareil.",
            ),
        ]
        indexes = [
            # Partial, so that a planner without statistics never takes it to find a device's media.
            models.Index(
                fields=["organisation", "serial"],
                name="medium_by_serial",
                condition=~Q(serial=""),
            ),
            models.Index(
                fields=["organisation", "added_at", "id"],
                condition=Q(device__isnull=True),
                name="medium_loose",
            ),
        ]

    def __str__(self):
        # A file may tell of a disk without its size.
        size = f" {self.capacity_gb}\u00a0Go" if self.capacity_gb else ""
        return f"{self.get_kind_display()}{size}"
