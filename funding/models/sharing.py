"""What a funder knows of the grants it gave, and what co-funders agreed to read together."""

import datetime
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from inclusion.organisations.constraints import CrossingIsolation, SameOrganisation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .grants import Grant, GrantKind, GrantNature, GrantState
from .reviews import CrossingQuerySet
from .submissions import DECIDED, ReportSubmission, SubmissionState, badge_of


class SharedGrantQuerySet(CrossingQuerySet):
    def late(self, today=None):
        """Whose final report is due and not there."""
        return self.filter(
            report_due_on__lt=today or timezone.localdate(),
            is_reported=False,
            state__in=SharedGrant.RUNNING_STATES,
        )


class SharedGrant(TenantModel):
    """A grant as its funder knows it: amounts, days, what is due. Nobody is in it.

    Written by the grantee's own acts, read by the funder; the grant itself stays with the grantee.
    """

    RUNNING_STATES = (
        GrantState.GRANTED, GrantState.CONTRACTED, GrantState.RUNNING, GrantState.REPORTING,
    )  # fmt: skip

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    grant = TenantForeignKey(Grant, related_name="shared")
    # Two grants of one project have the same.
    project_key = models.UUIDField()
    project_title = models.CharField(max_length=160)
    grantee_name = models.CharField(max_length=120)
    grantee_siret = models.CharField(max_length=14, blank=True)
    grantee_rna = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=200)
    object = models.CharField(max_length=256, blank=True)
    nature = models.CharField(max_length=7, choices=GrantNature)
    kind = models.CharField(max_length=10, choices=GrantKind)
    program_code = models.CharField(max_length=40, blank=True)
    program_label = models.CharField(max_length=160, blank=True)
    is_from_european_union = models.BooleanField(default=False)
    granted_amount = models.DecimalField(max_digits=14, decimal_places=2)
    paid_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    repaid_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    # What approved reports accepted.
    justified_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    unit_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    funded_units = models.PositiveIntegerField(null=True)
    unit_label = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField()
    year = models.PositiveSmallIntegerField()
    eligible_from = models.DateField()
    eligible_to = models.DateField()
    agreement_number = models.CharField(max_length=40, blank=True)
    agreement_signed_on = models.DateField(null=True)
    decision_reference = models.CharField(max_length=80, blank=True)
    instalment_count = models.PositiveSmallIntegerField(default=0)
    first_instalment_on = models.DateField(null=True)
    last_instalment_on = models.DateField(null=True)
    # The next instalment that waits for an approval: « interim » or « final », and how much.
    awaited_condition = models.CharField(max_length=9, blank=True)
    awaited_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # [{"name", "siret", "rna", "basis_points"}], in order; empty: the grantee has it all.
    shares = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    report_due_on = models.DateField()
    is_reported = models.BooleanField(default=False)
    # In percent, of the last approved report; None when masked or unknown.
    neighbourhood_share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    state = models.CharField(max_length=12, choices=GrantState)
    updated_at = models.DateTimeField(db_default=Now())

    objects = SharedGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "subvention accordée"
        constraints = [
            CrossingIsolation("sharedgrant_tenant", sender_updates=True),
            SameOrganisation("grant", name="sharedgrant_grant"),
            models.UniqueConstraint(
                fields=["organisation", "grant"],
                name="sharedgrant_once",
                violation_error_message="Cette subvention est déjà connue de son financeur.",
            ),
        ]
        indexes = [
            models.Index(fields=["to_organisation", "decided_on", "id"], name="sharedgrant_list"),
            models.Index(fields=["to_organisation", "project_key"], name="sharedgrant_project"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_late(self):
        return (
            not self.is_reported
            and self.state in self.RUNNING_STATES
            and self.report_due_on < timezone.localdate()
        )

    @property
    def days_late(self):
        return max(timezone.localdate() - self.report_due_on, datetime.timedelta(0)).days

    @property
    def shown_shares(self):
        """The grantees and the percentage of each, for pages."""
        return [{**share, "percent": Decimal(share["basis_points"]) / 100} for share in self.shares]

    @property
    def badge_code(self):
        return f"grant.{self.state}"


class SharedReviewVote(TenantModel):
    """A funder's yes (or no) to reading, with the co-funders of a project, the same evidence."""

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    project_key = models.UUIDField()
    agrees = models.BooleanField()
    said_at = models.DateTimeField(db_default=Now())
    said_by_label = models.CharField(max_length=120)

    objects = CrossingQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "id"]
        verbose_name = "accord pour un examen partagé"
        constraints = [CrossingIsolation("sharedreviewvote_tenant")]
        indexes = [
            models.Index(fields=["to_organisation", "project_key"], name="vote_on_project"),
            models.Index(fields=["organisation", "project_key"], name="vote_of_funder"),
        ]

    def __str__(self):
        return "oui" if self.agrees else "non"


class SharedReviewConsent(TenantModel):
    """The association's own yes (or no), and what each of its funders is told: `to_organisation`.

    One row a funder, so that each knows of its own only; the last one said counts.
    """

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    project_key = models.UUIDField()
    agrees = models.BooleanField()
    said_at = models.DateTimeField(db_default=Now())
    said_by_label = models.CharField(max_length=120)

    objects = CrossingQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "id"]
        verbose_name = "accord de l’association pour un examen partagé"
        constraints = [CrossingIsolation("sharedreviewconsent_tenant")]
        indexes = [
            models.Index(fields=["organisation", "project_key"], name="consent_on_project"),
            models.Index(fields=["to_organisation", "project_key"], name="consent_told"),
        ]

    def __str__(self):
        return "oui" if self.agrees else "non"


class SharedCopyQuerySet(CrossingQuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)


class SharedCopy(TenantModel):
    """A submission as another funder of the project reads it: the same frozen text, no act.

    `to_organisation` is the reader; the decision stays with the submission's own funder, and the
    reader knows what it is, when, and for how much: never why, nor who asked what.
    """

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.ForeignKey(ReportSubmission, models.PROTECT, related_name="copies")
    project_key = models.UUIDField()
    funder_name = models.CharField(max_length=120)
    sender_name = models.CharField(max_length=120)
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=160)
    submitted_at = models.DateTimeField()
    snapshot = models.TextField()
    snapshot_sha256 = models.CharField(max_length=64)
    # Told again after each act of the funder, by the association's own job.
    state = models.CharField(
        max_length=10, choices=SubmissionState, default=SubmissionState.SUBMITTED
    )
    decided_at = models.DateTimeField(null=True)
    accepted_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SharedCopyQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "id"]
        verbose_name = "copie partagée"
        constraints = [
            CrossingIsolation("sharedcopy_tenant", sender_updates=True),
            models.UniqueConstraint(
                fields=["organisation", "submission", "to_organisation"],
                condition=Q(ended_at__isnull=True),
                name="sharedcopy_once",
                violation_error_message="Ce financeur lit déjà ce compte rendu.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(accepted_amount__isnull=True)),
                name="sharedcopy_decided_some_day",
                violation_error_message="Une décision a sa date.",
            ),
        ]
        indexes = [
            models.Index(fields=["to_organisation", "project_key"], name="sharedcopy_received")
        ]

    def __str__(self):
        return self.number

    @property
    def badge_code(self):
        return badge_of(self.state)

    @property
    def is_decided(self):
        return self.state in DECIDED
