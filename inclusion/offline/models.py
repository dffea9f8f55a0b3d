"""Which items of a phone's queue arrived, and what was answered to each."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class Answer(models.TextChoices):
    """What an item is told. A phone forgets the first two, and keeps the others."""

    CREATED = "created", "Enregistré"
    DUPLICATE = "duplicate", "Déjà enregistré"
    CONFLICT = "conflict", "Dit autrement"
    REJECTED = "rejected", "Refusé"


# What is settled: asked again, such an item is a duplicate.
SETTLED = {Answer.CREATED, Answer.DUPLICATE}


class SyncOperation(TenantModel):
    """One item received from a phone, written in the transaction of its effect.

    The phone makes the id, we keep a fingerprint of what it sent and nothing of its content: who
    came to a session stands in the session, once.
    """

    client_id = models.UUIDField(editable=False)
    kind = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    # What the phone's clock said; ours decides.
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    is_skewed = models.BooleanField(default=False)
    answer = models.CharField(max_length=9, choices=Answer, default=Answer.REJECTED)
    reason = models.CharField(max_length=500, blank=True)
    # Ids of what was said otherwise.
    differences = models.JSONField(default=list)
    # The session or the count it made or changed.
    subject_id = models.UUIDField(null=True)
    by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        verbose_name = "saisie hors ligne"
        constraints = [
            TenantIsolation("syncoperation_tenant"),
            SameOrganisation("by", name="syncoperation_by"),
            models.UniqueConstraint(
                fields=["organisation", "client_id"],
                name="syncoperation_once",
                violation_error_message="Cette saisie est déjà arrivée.",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values),
                name="syncoperation_answer_known",
                violation_error_message="Réponse inconnue.",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["rejected", "conflict"]) | ~Q(reason=""),
                name="syncoperation_says_why",
                violation_error_message="Une saisie refusée a sa raison.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "subject_id"], name="syncoperation_by_subject")
        ]

    def __str__(self):
        return f"{self.kind} {self.answer}"
