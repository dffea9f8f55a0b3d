"""How long things are kept, what stops their erasure, and what proves that it took place."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class RetentionSetting(TenantModel):
    """An organisation's own delay for one rule: shorter freely, longer with a justification."""

    rule = models.CharField(max_length=30)
    days = models.PositiveIntegerField("durée en jours")
    justification = models.TextField("justification", max_length=1000, blank=True)
    set_at = models.DateTimeField(db_default=Now())
    set_by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        constraints = [
            TenantIsolation("retentionsetting_tenant"),
            SameOrganisation("set_by", name="retentionsetting_set_by"),
            models.UniqueConstraint(
                fields=["organisation", "rule"],
                name="retentionsetting_once",
                violation_error_message="Cette durée est déjà réglée.",
            ),
        ]

    def __str__(self):
        return self.rule


class HoldReason(models.TextChoices):
    LITIGATION = "litigation", "Litige en cours"
    GRANT = "grant", "Contrôle d’une subvention"
    ACCOUNTING = "accounting", "Pièce comptable"
    AUTHORITY = "authority", "Demande d’une autorité"


class HoldQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def open(self):
        return self.filter(released_at__isnull=True)


class Hold(TenantModel):
    """What stops an erasure, reviewed within six months: an expired review is an alarm."""

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="holds")
    reason = models.CharField("motif", max_length=10, choices=HoldReason)
    words = EncryptedTextField("précision", max_length=500)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = TenantForeignKey("organisations.Membership", related_name="+")
    review_on = models.DateField("à revoir le")
    released_at = models.DateTimeField(null=True)
    released_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = "conservation exceptionnelle"
        constraints = [
            TenantIsolation("hold_tenant"),
            SameOrganisation("beneficiary", name="hold_beneficiary"),
            SameOrganisation("opened_by", name="hold_opened_by"),
            SameOrganisation("released_by", name="hold_released_by"),
            models.UniqueConstraint(
                fields=["organisation", "beneficiary", "reason"],
                condition=Q(released_at__isnull=True),
                name="hold_once",
                violation_error_message="Ce dossier est déjà conservé pour ce motif.",
            ),
        ]

    def __str__(self):
        return self.get_reason_display()


class ErasureLedger(TenantModel):
    """Who was forgotten, as a keyed fingerprint: replayed after a restored backup."""

    fingerprint = models.BinaryField(max_length=32)
    erased_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            TenantIsolation("erasureledger_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"],
                name="erasureledger_once",
                violation_error_message="Cet effacement est déjà inscrit.",
            ),
        ]

    def __str__(self):
        return str(self.erased_at)


class StatisticCell(TenantModel):
    """What remains of forgotten people: counts by month, measure and class; past figures hold."""

    month = models.DateField()
    measure = models.CharField(max_length=40)
    # Codes only, for example {"age_band": "…", "gender": "…", "neighbourhood": true}.
    dimensions = models.JSONField(default=dict)
    # Canonical form of the dimensions: one row for each combination.
    dimensions_key = models.CharField(max_length=200)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            TenantIsolation("statisticcell_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "month", "measure", "dimensions_key"],
                name="statisticcell_once",
                violation_error_message="Ce compte existe déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.measure} {self.month}"


class PurgeRun(TenantModel):
    """One night's work: what was looked for, what went, and the proof that nothing is left."""

    started_at = models.DateTimeField(db_default=Now())
    is_dry_run = models.BooleanField(default=True)
    # Rule → numbers; never who.
    counts = models.JSONField(default=dict)
    # What was searched after the erasure and what was found there (nothing).
    checks = models.JSONField(default=list)
    failed = models.BooleanField(default=False)
    document = TenantForeignKey("documents.Document", null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            TenantIsolation("purgerun_tenant"),
            SameOrganisation("document", name="purgerun_document"),
        ]
        indexes = [models.Index(fields=["organisation", "-started_at"], name="purgerun_latest")]

    def __str__(self):
        return str(self.started_at)


class AlertKind(models.TextChoices):
    MANY_FILES = "many_files", "Beaucoup de dossiers ouverts en une heure"
    SAME_NAME = "same_name", "Dossier d’un homonyme ouvert"
    NO_LINK = "no_link", "Dossier ouvert sans suivi connu"
    NIGHT = "night", "Lecture de nuit"


class ReadingAlert(TenantModel):
    """An unusual reading, for the manager to look at once."""

    kind = models.CharField(max_length=10, choices=AlertKind)
    member = TenantForeignKey("organisations.Membership", related_name="+")
    at = models.DateTimeField(db_default=Now())
    # How many files; about whom, only by pseudonym.
    facts = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True)
    seen_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    class Meta:
        verbose_name = "alerte de lecture"
        constraints = [
            TenantIsolation("readingalert_tenant"),
            SameOrganisation("member", name="readingalert_member"),
            SameOrganisation("seen_by", name="readingalert_seen_by"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "at"],
                condition=Q(seen_at__isnull=True),
                name="readingalert_new",
            )
        ]

    def __str__(self):
        return self.get_kind_display()
