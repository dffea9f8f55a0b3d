"""What was seen with one's own eyes: shelves counted, erasures looked at a second time."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Device
from .stickers import OwnQuerySet


class AuditRun(TenantModel):
    """One count of a place or a shelf: what should be there against what was scanned there."""

    # What the page that compares gave out: the same count closes once.
    token = models.UUIDField(editable=False)
    venue = TenantForeignKey("places.Venue", null=True, related_name="+", verbose_name="lieu")
    shelf = models.CharField("emplacement", max_length=40, blank=True)
    expected_count = models.PositiveIntegerField()
    found_count = models.PositiveIntegerField()
    missing_count = models.PositiveIntegerField()
    misplaced_count = models.PositiveIntegerField()
    other_count = models.PositiveIntegerField()
    moved_count = models.PositiveIntegerField()
    closed_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "inventaire"
        constraints = [
            TenantIsolation("auditrun_tenant"),
            SameOrganisation("venue", name="auditrun_venue"),
            SameOrganisation("by", name="auditrun_by"),
            models.UniqueConstraint(
                fields=["organisation", "token"],
                name="auditrun_closed_once",
                violation_error_message="Cet inventaire est déjà clos.",
            ),
            models.CheckConstraint(
                condition=Q(expected_count=models.F("found_count") + models.F("missing_count")),
                name="auditrun_adds_up",
                violation_error_message="Un appareil attendu est trouvé, ou il manque.",
            ),
            models.CheckConstraint(
                condition=Q(venue__isnull=False) | ~Q(shelf=""),
                name="auditrun_is_somewhere",
                violation_error_message="Choisissez un lieu ou un emplacement.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "closed_at", "id"], name="audit_by_age")]

    def __str__(self):
        return self.place

    @property
    def place(self):
        """« Atelier de Clermont, Étagère B2 »."""
        return ", ".join(part for part in (self.venue and self.venue.name, self.shelf) if part)


class AuditOutcome(models.TextChoices):
    FOUND = "found", "Trouvé"
    MISSING = "missing", "Manquant"
    MISPLACED = "misplaced", "Mal rangé"
    GONE = "gone", "Noté comme sorti"
    UNKNOWN = "unknown", "Inconnu du parc"


class AuditLine(TenantModel):
    """What became of one label in a count, as it was that day."""

    run = TenantForeignKey(AuditRun, models.CASCADE, related_name="lines")
    asset_tag = models.CharField("étiquette", max_length=16, db_collation="C")
    # None for a label that no device of ours bears.
    device = TenantForeignKey(Device, null=True, related_name="audit_lines")
    outcome = models.CharField("constat", max_length=9, choices=AuditOutcome)
    # Where the record said it was.
    known_place = models.CharField("place connue", max_length=200, blank=True)
    was_moved = models.BooleanField("déplacé", default=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’inventaire"
        constraints = [
            TenantIsolation("auditline_tenant"),
            SameOrganisation("run", name="auditline_run"),
            SameOrganisation("device", name="auditline_device"),
            models.UniqueConstraint(
                fields=["organisation", "run", "asset_tag"],
                name="auditline_once",
                violation_error_message="Une étiquette compte une fois par inventaire.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=AuditOutcome.values),
                name="auditline_outcome_known",
                violation_error_message="Constat inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="unknown", device__isnull=True)
                | (~Q(outcome="unknown") & Q(device__isnull=False)),
                name="auditline_about_a_device",
                violation_error_message="Un constat porte sur un appareil du parc.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "device"], name="auditline_of_device")]

    def __str__(self):
        return f"{self.asset_tag} {self.outcome}"


class ErasureCheck(TenantModel):
    """A second look at a device whose data are proven erased; void with the proof it looked at."""

    device = TenantForeignKey(Device, related_name="erasure_checks")
    # The proof it speaks of, by the moment the device was cleared.
    erased_at = models.DateTimeField()
    checked_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "vérification d’effacement"
        constraints = [
            TenantIsolation("erasurecheck_tenant"),
            SameOrganisation("device", name="erasurecheck_device"),
            SameOrganisation("by", name="erasurecheck_by"),
            models.UniqueConstraint(
                fields=["organisation", "device", "erased_at"],
                name="erasurecheck_once",
                violation_error_message="L’effacement de cet appareil est déjà vérifié.",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__gte=models.F("erased_at")),
                name="erasurecheck_after_erasure",
                violation_error_message="On vérifie un effacement après qu’il est prouvé.",
            ),
        ]

    def __str__(self):
        return f"{self.device_id} {self.checked_at:%Y-%m-%d}"
