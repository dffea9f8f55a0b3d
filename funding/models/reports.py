"""A « compte rendu financier » being written: words are typed, figures never are."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import TenantQuerySet
from .funders import ReportTemplate
from .grants import Grant


class ReportKind(models.TextChoices):
    INTERIM = "interim", "Bilan intermédiaire"
    FINAL = "final", "Compte rendu final"


class ReportState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    READY = "ready", "Prêt à déposer"
    SUBMITTED = "submitted", "Déposé"


class Realisation(models.TextChoices):
    DONE = "done", "Réalisée"
    PARTLY = "partly", "Partiellement réalisée"
    NOT_DONE = "not_done", "Non réalisée"


class FinancialReport(TenantModel):
    """A « compte rendu financier » being written: words are typed, figures never are."""

    grant = TenantForeignKey(Grant, related_name="reports")
    kind = models.CharField("type", max_length=7, choices=ReportKind, default=ReportKind.FINAL)
    template = models.CharField(
        "modèle", max_length=10, choices=ReportTemplate, default=ReportTemplate.ACTION
    )
    version = models.PositiveSmallIntegerField(default=1)
    period_start = models.DateField("période du")
    period_end = models.DateField("au")
    realisation = models.CharField(
        "l’action est", max_length=10, choices=Realisation, default=Realisation.DONE
    )
    narrative = models.TextField("mise en œuvre", blank=True, max_length=6000)
    difficulties = models.TextField("difficultés rencontrées", blank=True, max_length=4000)
    # Code of a section of the template → what was written in it.
    sections = models.JSONField(default=dict, blank=True)
    # Line code → explanation of a variance over the threshold.
    variance_reasons = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    # Blocking findings without an explanation, as counted when it was said ready.
    unexplained_count = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    ready_at = models.DateTimeField(null=True)
    ready_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "compte rendu financier"
        constraints = [
            TenantIsolation("financialreport_tenant"),
            SameOrganisation("grant", name="financialreport_grant"),
            SameOrganisation("created_by", name="financialreport_created_by"),
            SameOrganisation("ready_by", name="financialreport_ready_by"),
            SameOrganisation("submitted_by", name="financialreport_submitted_by"),
            models.UniqueConstraint(
                fields=["organisation", "grant", "kind", "version"],
                name="financialreport_version",
                violation_error_message="Cette version du compte rendu existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(unexplained_count__isnull=False, unexplained_count=0),
                name="financialreport_explained_before_it_leaves",
                violation_error_message="Un constat bloquant attend encore son explication.",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="financialreport_period",
                violation_error_message="La fin de la période doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted")
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="financialreport_submitted_by_someone",
                violation_error_message="Un compte rendu déposé a sa date et son auteur.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "created_at", "id"], name="report_by_date")]

    def __str__(self):
        return f"{self.get_kind_display()}, version {self.version}"

    @property
    def badge_code(self):
        """The badge of where it stands: its submission's once there is one (prefetch it)."""
        if self.state == ReportState.SUBMITTED:
            return next(iter(self.submissions.all())).badge_code
        return "prepared" if self.state == ReportState.READY else self.state
