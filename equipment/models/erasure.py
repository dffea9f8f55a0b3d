"""The proofs of erasure."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Medium
from .evidence import Evidence


class ErasureLevel(models.TextChoices):
    NONE = "NONE", "Aucun"
    CLEAR = "CLEAR", "CLEAR · réécriture"
    PURGE = "PURGE", "PURGE · effacement par le support"
    DESTROY = "DESTROY", "DESTROY · destruction"


class ErasureMethod(models.TextChoices):
    OVERWRITE_ONCE = "overwrite", "Réécriture complète, une passe"
    OVERWRITE_MANY = "overwrite_many", "Réécriture complète, plusieurs passes"
    VERIFY_ONLY = "verify_only", "Vérification seule"
    ATA_SECURE_ERASE = "ata_secure_erase", "ATA Secure Erase"
    ATA_SANITIZE = "ata_sanitize", "ATA Sanitize"
    NVME_FORMAT = "nvme_format", "Formatage NVMe (ses=1 ou 2)"
    NVME_SANITIZE = "nvme_sanitize", "NVMe Sanitize"
    FACTORY_RESET = "factory_reset", "Réinitialisation d’un appareil chiffré"
    DESTRUCTION = "destruction", "Destruction physique"


class ErasureResult(models.TextChoices):
    ACCEPTED = "accepted", "Acceptée"
    REJECTED = "rejected", "Refusée"
    INCOMPLETE = "incomplete", "Incomplète"
    UNMATCHED = "unmatched", "Sans support connu"
    MANUAL_PENDING = "manual_pending", "À examiner"


class ErasureQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def accepted(self):
        return self.filter(result=ErasureResult.ACCEPTED)


class Erasure(TenantModel):
    """One proof of erasure of one medium, judged by the software and final.

    A trigger refuses to change it: a correction is a new proof.
    """

    medium = TenantForeignKey(Medium, related_name="erasures")
    method = models.CharField("méthode", max_length=20, choices=ErasureMethod)
    tool = models.CharField("outil et version", max_length=60)
    # Unknown for a proof that is not accepted.
    started_at = models.DateTimeField("début", null=True)
    ended_at = models.DateTimeField("fin", null=True)
    is_verified = models.BooleanField("relecture de contrôle réussie")
    error_count = models.PositiveIntegerField("erreurs", default=0)
    level = models.CharField("niveau", max_length=8, choices=ErasureLevel)
    required_level = models.CharField("niveau exigé", max_length=8, choices=ErasureLevel)
    result = models.CharField("verdict", max_length=14, choices=ErasureResult)
    # What the level is measured against, as it stood that day.
    standard = models.CharField("référentiel", max_length=40, default="NIST SP 800-88 Rev. 2")
    # What the tool itself says: passes, verification, bytes, hidden areas, serial as printed…
    details = models.JSONField(default=dict)
    # One French sentence per reason of the verdict.
    reasons = models.JSONField(default=list)
    # The log or report kept as evidence, by its SHA-256, under the storage's evidence folder.
    evidence = TenantForeignKey(Evidence, null=True, related_name="erasures")
    evidence_sha256 = models.CharField("empreinte de la preuve", max_length=64)
    evidence_name = models.CharField("fichier de preuve", max_length=160)
    recorded_at = models.DateTimeField(db_default=Now())
    # None when its file was read from the command line.
    by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = "effacement"
        constraints = [
            TenantIsolation("erasure_tenant"),
            SameOrganisation("medium", name="erasure_medium"),
            SameOrganisation("by", name="erasure_by"),
            SameOrganisation("evidence", name="erasure_from_evidence"),
            models.CheckConstraint(
                condition=~Q(result="accepted")
                | Q(started_at__isnull=False, ended_at__gt=models.F("started_at")),
                name="erasure_ends_after_start",
                violation_error_message="La fin de l’effacement doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=~Q(result="accepted")
                | (
                    Q(error_count=0, is_verified=True)
                    & ~Q(method="verify_only")
                    & (
                        Q(required_level="CLEAR", level__in=["CLEAR", "PURGE", "DESTROY"])
                        | Q(required_level="PURGE", level__in=["PURGE", "DESTROY"])
                        | Q(required_level="DESTROY", level="DESTROY")
                    )
                ),
                name="erasure_accepted_is_sound",
                violation_error_message="Une preuve acceptée est relue, sans erreur et suffisante.",
            ),
            # A rejected proof may be given again with its entry corrected, an accepted one never.
            models.UniqueConstraint(
                fields=["organisation", "evidence_sha256", "medium"],
                condition=Q(result="accepted"),
                name="erasure_evidence_once",
                violation_error_message="Ce fichier prouve déjà cet effacement.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "medium"], name="erasure_of_medium")]

    def __str__(self):
        return f"{self.level} {self.result}"
