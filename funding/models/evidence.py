"""What proves a report: papers attached to it, and its records as they crossed to the funder."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import (
    CrossingIsolation,
    SameOrganisation,
    TenantIsolation,
)
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import TenantQuerySet
from .reports import FinancialReport
from .submissions import ReportSubmission


class ReportAttachment(TenantModel):
    """A paper joined to a report, « comptes approuvés »…, kept under its own SHA-256."""

    report = TenantForeignKey(FinancialReport, models.CASCADE, related_name="attachments")
    # Code of an attachment of the report's template.
    kind = models.CharField("pièce", max_length=30)
    label = models.CharField("intitulé", max_length=160)
    file_sha256 = models.CharField(max_length=64)
    file_name = models.CharField("fichier", max_length=160)
    file_size = models.PositiveIntegerField()
    added_at = models.DateTimeField(db_default=Now())
    added_by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name = "pièce jointe"
        constraints = [
            TenantIsolation("reportattachment_tenant"),
            SameOrganisation("report", name="reportattachment_report"),
            SameOrganisation("added_by", name="reportattachment_added_by"),
            models.UniqueConstraint(
                fields=["organisation", "report", "file_sha256"],
                name="reportattachment_once",
                violation_error_message="Ce fichier est déjà joint à ce compte rendu.",
            ),
            models.CheckConstraint(
                condition=~Q(file_sha256=""),
                name="reportattachment_file",
                violation_error_message="Une pièce jointe a son fichier.",
            ),
        ]

    def __str__(self):
        return self.label


class EvidenceKind(models.TextChoices):
    HAND_OVER = "hand_over", "Remise"
    SESSION = "session", "Séance d’atelier"
    EXPENSE = "expense", "Dépense"


class SubmissionEvidence(TenantModel):
    """One record behind the figures of a submission, as it crossed: numbered, without anyone.

    Written with the submission and never after: the snapshot holds how many there are, and their
    digest. A small count of people is not in it.
    """

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.ForeignKey(ReportSubmission, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=9, choices=EvidenceKind)
    rank = models.PositiveIntegerField()
    # « R-0001 », « S-0001 », « D-001 »: of this report alone.
    number = models.CharField(max_length=12)
    # The day of a session or of an invoice; of a hand-over only the first of its month.
    on = models.DateField()
    label = models.CharField(max_length=200)
    detail = models.CharField(max_length=80, blank=True)
    # Attendances of a session; None under eleven.
    quantity = models.PositiveIntegerField(null=True)
    eligible_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    elsewhere_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    free_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # Which record it is, for the association alone; and what it said, to see that it changed.
    fingerprint = models.CharField(max_length=8)
    content = models.CharField(max_length=16)
    # The indicators it counts for.
    indicators = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        ordering = ["rank"]
        constraints = [
            CrossingIsolation("submissionevidence_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "submission", "kind", "rank"],
                name="submissionevidence_once",
                violation_error_message="Ce rang est déjà pris.",
            ),
        ]

    def __str__(self):
        return self.number
