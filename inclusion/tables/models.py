"""An import as it happened: what was in the file, what it changed, and how to take it back."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

UNDO_DAYS = 30


class ImportState(models.TextChoices):
    PREPARED = "prepared", "À confirmer"
    APPLIED = "applied", "Importé"
    UNDONE = "undone", "Annulé"


class TableImportQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def of_kind(self, code):
        return self.filter(kind=code)


class TableImport(TenantModel):
    """One file given to be imported. Its lines are kept until it is confirmed, no longer."""

    kind = models.CharField("sorte de tableau", max_length=30)
    file_name = models.CharField("fichier", max_length=120)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREPARED)
    columns = models.JSONField(default=list)
    ignored = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = TableImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        constraints = [
            TenantIsolation("tableimport_tenant"),
            SameOrganisation("created_by", "tableimport_author"),
            models.CheckConstraint(
                condition=Q(state="prepared", applied_at__isnull=True, undone_at__isnull=True)
                | Q(state="applied", applied_at__isnull=False, undone_at__isnull=True)
                | Q(state="undone", applied_at__isnull=False, undone_at__isnull=False),
                name="tableimport_dates_tell_state",
                violation_error_message="L’état de l’import et ses dates se contredisent.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "kind", "-created_at"], name="tableimport_latest")
        ]

    def __str__(self):
        return self.file_name

    @property
    def undo_until(self):
        """The last day on which the import can be taken back."""
        return timezone.localdate(self.applied_at) + timedelta(days=UNDO_DAYS)

    @property
    def can_be_undone(self):
        return self.state == ImportState.APPLIED and timezone.localdate() <= self.undo_until
