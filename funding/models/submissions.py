"""A report as it crossed to the funder, and what both sides say of it.

`organisation` is the grantee of a submission, `to_organisation` its funder.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import CrossingIsolation, SameOrganisation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import CrossingQuerySet
from .reports import FinancialReport, ReportKind


class SubmissionState(models.TextChoices):
    SUBMITTED = "submitted", "Déposé"
    IN_REVIEW = "in_review", "En examen"
    APPROVED = "approved", "Approuvé"
    REJECTED = "rejected", "Refusé"
    # By the association: before the review, or by a later version after a complement.
    WITHDRAWN = "withdrawn", "Retiré"
    REPLACED = "replaced", "Remplacé"
    CLOSED = "closed", "Soldé"


# A decision was taken, or none will be.
DECIDED = ("approved", "rejected", "closed")
OVER = (*DECIDED, "withdrawn", "replaced")


def badge_of(state):
    """The badge of a submission's state, in the words every page uses."""
    return {"in_review": "under_review", "rejected": "refused", "closed": "settled"}.get(
        state, state
    )


class SubmissionQuerySet(CrossingQuerySet):
    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class ReportSubmission(TenantModel):
    """A report as it crossed to the funder: a frozen snapshot without any person.

    The sender inserts it and can never change it; the receiver only sets its decision.
    """

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    report = TenantForeignKey(FinancialReport, related_name="submissions")
    # The grant it is about and its version, filled by the database: the funder sees neither row.
    grant_key = models.UUIDField(null=True, editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=7, choices=ReportKind, default=ReportKind.FINAL)
    sender_name = models.CharField(max_length=120)
    # What the list shows without opening the snapshot.
    granted_amount = models.DecimalField(max_digits=14, decimal_places=2)
    claimed_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    blocking_count = models.PositiveSmallIntegerField(default=0)
    warning_count = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField()
    submitted_by_label = models.CharField(max_length=120)
    # Canonical JSON: sorted keys, amounts as strings with two decimals, ISO dates.
    snapshot = models.TextField()
    snapshot_sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    verification_code = models.CharField(max_length=16)
    state = models.CharField(
        max_length=10, choices=SubmissionState, default=SubmissionState.SUBMITTED
    )
    opened_at = models.DateTimeField(null=True)
    opened_by_label = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    # The membership of who decided: the second signature is another person's.
    decided_by = models.UUIDField(null=True)
    decided_by_label = models.CharField(max_length=120, blank=True)
    # The first of two signatures, and the amount it is given for.
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    signed_by_label = models.CharField(max_length=120, blank=True)
    signed_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    accepted_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    decision_reason = models.TextField(blank=True, max_length=2000)
    reopened_at = models.DateTimeField(null=True)
    reopened_by_label = models.CharField(max_length=120, blank=True)
    reopening_reason = models.TextField(blank=True, max_length=2000)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_label = models.CharField(max_length=120, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "compte rendu déposé"
        constraints = [
            CrossingIsolation(
                "reportsubmission_tenant", receiver_updates=True, sender_updates=True
            ),
            SameOrganisation("report", name="reportsubmission_report"),
            models.UniqueConstraint(
                fields=["organisation", "report"],
                name="reportsubmission_once",
                violation_error_message="Cette version du compte rendu est déjà déposée.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | Q(decided_at__isnull=False) & ~Q(decided_by_label=""),
                name="reportsubmission_decided_by_someone",
                violation_error_message="Une décision a sa date et son auteur.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_organisation", "submitted_at", "id"], name="submission_received"
            ),
            models.Index(fields=["grant_key", "submitted_at"], name="submission_of_grant"),
            models.Index(fields=["organisation", "submitted_at", "id"], name="submission_sent"),
        ]

    def __str__(self):
        return self.number

    @property
    def badge_code(self):
        return badge_of(self.state)

    @property
    def is_decided(self):
        return self.state in DECIDED

    @property
    def is_over(self):
        return self.state in OVER

    @property
    def base_amount(self):
        """What is asked to be accepted: the right acquired, or the grant when nothing says it."""
        return self.granted_amount if self.claimed_amount is None else self.claimed_amount


class SubmissionFile(TenantModel):
    """The PDF of a submission, once drawn: its fingerprint and size, readable by both sides."""

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.OneToOneField(ReportSubmission, models.PROTECT, related_name="file")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [CrossingIsolation("submissionfile_tenant")]

    def __str__(self):
        return self.sha256[:8]


class MessageKind(models.TextChoices):
    QUESTION = "question", "Question"
    ANSWER = "answer", "Réponse"
    CLOSING = "closing", "Question close"


class MessageQuerySet(CrossingQuerySet):
    def questions(self):
        return self.filter(kind=MessageKind.QUESTION)

    def not_closed(self):
        closings = ReportMessage.objects.filter(kind="closing", question=OuterRef("pk"))
        return self.filter(~Exists(closings))

    def answered(self):
        return self.filter(Exists(self._answers()))

    def unanswered(self):
        return self.filter(~Exists(self._answers()))

    @staticmethod
    def _answers():
        return ReportMessage.objects.filter(kind="answer", question=OuterRef("pk"))


class ReportMessage(TenantModel):
    """One message of a submission's thread, from either side. Append-only.

    `organisation` is the author's. A question may name a line; a closing names its question, an
    answer its question or its complement. A trigger refuses a message whose two sides are not the
    submission's.
    """

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.ForeignKey(ReportSubmission, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind)
    question = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    complement = models.ForeignKey(
        "funding.ComplementRequest", models.PROTECT, null=True, related_name="replies"
    )
    # « charges.62 », « indicator.devices_handed_over », or nothing for the whole report.
    line_code = models.CharField(max_length=60, blank=True)
    line_label = models.CharField(max_length=120, blank=True)
    body = models.TextField(max_length=3000, blank=True)
    author_label = models.CharField(max_length=120)
    sent_at = models.DateTimeField(db_default=Now())

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            CrossingIsolation("reportmessage_tenant"),
            models.CheckConstraint(
                condition=Q(kind="question", question__isnull=True, complement__isnull=True)
                | Q(kind="closing", question__isnull=False, complement__isnull=True)
                | Q(kind="answer", question__isnull=False, complement__isnull=True)
                | Q(kind="answer", question__isnull=True, complement__isnull=False),
                name="reportmessage_answers_a_question",
                violation_error_message="Une réponse porte sur une question, ou un complément.",
            ),
            models.CheckConstraint(
                condition=Q(kind="closing") | ~Q(body=""),
                name="reportmessage_says_something",
                violation_error_message="Un message ne peut pas être vide.",
            ),
        ]
        indexes = [models.Index(fields=["submission", "sent_at"], name="message_of_submission")]

    def __str__(self):
        return f"{self.kind}"
