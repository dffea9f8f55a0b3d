"""What machines wrote about devices and media, kept byte for byte; and what a person attests."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Device


class EvidenceStatus(models.TextChoices):
    ACCEPTED = "accepted", "Lue"
    REJECTED = "rejected", "Refusée"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class Evidence(TenantModel):
    """One file read once: who wrote it, what it says, and what was left out before keeping it.

    The bytes stand in the storage under their SHA-256, without the personal data of the donor's
    staff when there were some: `sha256` is that of the file as received, `kept_sha256` of what is
    kept. Never changed, save for the device it is matched with.
    """

    sha256 = models.CharField("empreinte reçue", max_length=64)
    kept_sha256 = models.CharField("empreinte gardée", max_length=64, blank=True)
    name = models.CharField("fichier", max_length=160)
    size = models.PositiveIntegerField("taille")
    # The parser that read it (« lshw », « smartctl », « nwipe »…) and its version.
    parser = models.CharField("format", max_length=40, blank=True)
    parser_version = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=8, choices=EvidenceStatus)
    error = models.CharField("motif", max_length=400, blank=True)
    device = TenantForeignKey(Device, null=True, related_name="evidence")
    # What the file says, in the words of `equipment.reading`.
    facts = models.JSONField(default=dict)
    # Kinds of personal data left out, and how many of each.
    dropped = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    read_at = models.DateTimeField(db_default=Now())
    # None when it was read from the command line.
    by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "relevé"
        constraints = [
            TenantIsolation("evidence_tenant"),
            SameOrganisation("device", name="evidence_device"),
            SameOrganisation("by", name="evidence_by"),
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                # A refused file may be read again: a later version of its reader may know it.
                condition=Q(status="accepted"),
                name="evidence_once",
                violation_error_message="Ce fichier est déjà lu.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "device", "read_at"], name="evidence_of"),
            models.Index(fields=["organisation", "read_at", "id"], name="evidence_by_age"),
            models.Index(
                fields=["organisation", "sha256"],
                name="evidence_refused",
                condition=Q(status="rejected"),
            ),
        ]

    def __str__(self):
        return self.name


class AttestationKind(models.TextChoices):
    TWO_SOURCES = "two_sources", "Deux relevés concordants"
    OPERATOR = "operator", "Attestation d’une personne, photo à l’appui"


class StorageAttestation(TenantModel):
    """Why a device is held to contain no storage medium, since it last came in."""

    device = TenantForeignKey(Device, related_name="attestations")
    kind = models.CharField("fondement", max_length=11, choices=AttestationKind)
    words = models.CharField("constat", max_length=300, blank=True)
    photo_sha256 = models.CharField("photo", max_length=64, blank=True)
    photo_name = models.CharField(max_length=160, blank=True)
    # The keys of the two pieces of evidence that agree.
    sources = models.JSONField(default=list)
    attested_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        verbose_name = "attestation d’absence de support"
        constraints = [
            TenantIsolation("attestation_tenant"),
            SameOrganisation("device", name="attestation_device"),
            SameOrganisation("by", name="attestation_by"),
            models.CheckConstraint(
                condition=Q(kind="two_sources") | ~Q(photo_sha256=""),
                name="attestation_shown",
                violation_error_message="Une attestation d’absence de support montre une photo.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "device"], name="attestation_of")]

    def __str__(self):
        return self.get_kind_display()
