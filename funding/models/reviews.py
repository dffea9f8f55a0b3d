"""What a funder asks, sets aside and settles in a review, and what the association is told of it.

Every row but the read log crosses from the funder (`organisation`) to the association.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from inclusion.organisations.constraints import (
    CrossingIsolation,
    SameOrganisation,
    TenantIsolation,
)
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import CrossingQuerySet
from .submissions import ReportMessage, ReportSubmission


class ComplementReason(models.TextChoices):
    INCORRECT = "incorrect", "Une pièce ou un chiffre est inexact"
    INCOMPLETE = "incomplete", "Il manque une pièce"
    OUTDATED = "outdated", "Une pièce n’est plus à jour"
    COMPLEMENT = "complement", "Une précision est demandée"


class ComplementQuerySet(CrossingQuerySet):
    def open(self):
        return self.filter(outcome="")

    def answered(self):
        return self.filter(Exists(self._answers()))

    def unanswered(self):
        return self.filter(~Exists(self._answers()))

    @staticmethod
    def _answers():
        return ReportMessage.objects.filter(complement=OuterRef("pk"))


class ComplementRequest(TenantModel):
    """What must come before the report may be approved; it waits until someone ends it."""

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.ForeignKey(ReportSubmission, models.PROTECT, related_name="complements")
    reason = models.CharField("motif", max_length=10, choices=ComplementReason)
    line_code = models.CharField(max_length=60, blank=True)
    line_label = models.CharField(max_length=120, blank=True)
    body = models.TextField("ce qui est attendu", max_length=3000)
    due_on = models.DateField("attendu le")
    asked_at = models.DateTimeField(db_default=Now())
    asked_by_label = models.CharField(max_length=120)
    outcome = models.CharField(
        max_length=9,
        choices=[("resolved", "Reçu"), ("cancelled", "Annulé")],
        blank=True,
        default="",
    )
    ended_at = models.DateTimeField(null=True)
    ended_by_label = models.CharField(max_length=120, blank=True)

    objects = ComplementQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = "demande de complément"
        constraints = [
            CrossingIsolation("complementrequest_tenant", sender_updates=True),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(ended_at__isnull=False) & ~Q(ended_by_label=""),
                name="complementrequest_ended_by_someone",
                violation_error_message="La fin d’une demande a sa date et son auteur.",
            ),
            models.CheckConstraint(
                condition=~Q(body=""),
                name="complementrequest_says_something",
                violation_error_message="Écrivez ce que vous attendez.",
            ),
        ]
        indexes = [
            models.Index(fields=["submission", "asked_at"], name="complement_of_submission"),
            models.Index(
                fields=["to_organisation", "due_on"],
                condition=Q(outcome=""),
                name="complement_awaited",
            ),
        ]

    def __str__(self):
        return self.get_reason_display()

    @property
    def is_open(self):
        return not self.outcome

    @property
    def is_answered(self):
        return bool(self.replies.all())

    @property
    def is_late(self):
        return self.is_open and self.due_on < timezone.localdate()


class RejectedAmountQuerySet(CrossingQuerySet):
    def standing(self):
        return self.filter(cancelled_at__isnull=True)


class RejectedAmount(TenantModel):
    """Part of a line the funder does not accept, and why: the association's figure stays."""

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.ForeignKey(ReportSubmission, models.PROTECT, related_name="rejections")
    # « charges.60.1 », or the number of a record: « R-0007 ».
    line_code = models.CharField(max_length=60)
    line_label = models.CharField(max_length=120)
    line_amount = models.DecimalField(max_digits=14, decimal_places=2)
    amount = models.DecimalField("montant écarté", max_digits=14, decimal_places=2)
    reason = models.TextField("pourquoi", max_length=2000)
    rejected_at = models.DateTimeField(db_default=Now())
    rejected_by_label = models.CharField(max_length=120)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_label = models.CharField(max_length=120, blank=True)

    objects = RejectedAmountQuerySet.as_manager()

    class Meta:
        ordering = ["rejected_at", "id"]
        verbose_name = "montant écarté"
        constraints = [
            CrossingIsolation("rejectedamount_tenant", sender_updates=True),
            models.UniqueConstraint(
                fields=["organisation", "submission", "line_code"],
                condition=Q(cancelled_at__isnull=True),
                name="rejectedamount_once_a_line",
                violation_error_message="Cette ligne est déjà écartée.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=F("line_amount")),
                name="rejectedamount_within_its_line",
                violation_error_message=(
                    "Le montant écarté est supérieur à zéro, et au plus celui de la ligne."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="rejectedamount_says_why",
                violation_error_message="Écrivez pourquoi ce montant est écarté.",
            ),
        ]
        indexes = [models.Index(fields=["submission", "rejected_at"], name="rejected_of")]

    def __str__(self):
        return f"{self.line_label} : {self.amount}"


class Discharge(TenantModel):
    """The account of a grant at its end (« quitus »), and what is given back."""

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.OneToOneField(ReportSubmission, models.PROTECT, related_name="discharge")
    granted_amount = models.DecimalField(max_digits=14, decimal_places=2)
    claimed_amount = models.DecimalField(max_digits=14, decimal_places=2)
    rejected_amount = models.DecimalField(max_digits=14, decimal_places=2)
    accepted_amount = models.DecimalField(max_digits=14, decimal_places=2)
    paid_amount = models.DecimalField(max_digits=14, decimal_places=2)
    repayment_due_on = models.DateField(null=True)
    closed_at = models.DateTimeField()
    # A membership of the funder, who signs the document.
    closed_by = models.UUIDField()
    closed_by_label = models.CharField(max_length=120)
    # What the association says it gave back, then what the funder says it received.
    received_on = models.DateField(null=True)
    received_by_label = models.CharField(max_length=120, blank=True)

    objects = CrossingQuerySet.as_manager()

    class Meta:
        verbose_name = "quitus"
        constraints = [
            CrossingIsolation("discharge_tenant", sender_updates=True),
            models.CheckConstraint(
                condition=Q(accepted_amount=F("claimed_amount") - F("rejected_amount"))
                & Q(rejected_amount__gte=0, accepted_amount__gte=0),
                name="discharge_adds_up",
                violation_error_message="Le montant retenu est le demandé moins l’écarté.",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount__gte=F("accepted_amount")),
                name="discharge_paid_in_full",
                violation_error_message="Le montant retenu n’est pas encore versé en entier.",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=F("accepted_amount"), repayment_due_on__isnull=True)
                | Q(paid_amount__gt=F("accepted_amount"), repayment_due_on__isnull=False),
                name="discharge_repayment_day",
                violation_error_message="Un trop-perçu a son échéance, et lui seul.",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(repayment_due_on__isnull=False),
                name="discharge_received_when_due",
                violation_error_message="Il n’y a rien à reverser.",
            ),
        ]

    def __str__(self):
        return f"Quitus de {self.submission_id}"

    @property
    def to_repay(self):
        return self.paid_amount - self.accepted_amount

    @property
    def is_repayment_awaited(self):
        return self.repayment_due_on is not None and self.received_on is None

    @property
    def is_repayment_late(self):
        return self.is_repayment_awaited and self.repayment_due_on < timezone.localdate()


class DischargeFile(TenantModel):
    """The discharge once drawn: number and fingerprint, readable by both sides."""

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    discharge = models.OneToOneField(Discharge, models.PROTECT, related_name="file")
    number = models.CharField(max_length=30)
    verification_code = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [CrossingIsolation("dischargefile_tenant")]

    def __str__(self):
        return self.number


class SubmissionRead(TenantModel):
    """One reading by the funder, told to the association by a job in its own context."""

    submission = TenantForeignKey(ReportSubmission, related_name="reads")
    what = models.CharField(
        max_length=9,
        choices=[
            ("report", "le compte rendu"),
            ("records", "les pièces"),
            ("paper", "une pièce jointe"),
            ("pdf", "le PDF"),
            ("copy", "la copie partagée"),
            ("discharge", "le quitus"),
        ],
    )
    reader_label = models.CharField(max_length=120)
    reader_organisation = models.CharField(max_length=120)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["-read_at", "-id"]
        verbose_name = "lecture d’un compte rendu"
        constraints = [
            TenantIsolation("submissionread_tenant"),
            SameOrganisation("submission", name="submissionread_submission"),
        ]
        indexes = [
            models.Index(fields=["organisation", "submission", "-read_at"], name="submission_reads")
        ]

    def __str__(self):
        return f"{self.reader_label}, {self.get_what_display()}"
