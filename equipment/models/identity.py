"""By what a machine is recognised, and what a person decides when the files are not enough."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Device
from .evidence import Evidence

UNDO_DAYS = 30


class DeviceIdentifier(TenantModel):
    """A UUID that a file showed of a device; several devices may show one, which then names none.

    The serial numbers stand on the devices and the media themselves.
    """

    device = TenantForeignKey(Device, models.CASCADE, related_name="identifiers")
    uuid = models.UUIDField("UUID")

    class Meta:
        verbose_name = "identifiant de machine"
        constraints = [
            TenantIsolation("identifier_tenant"),
            SameOrganisation("device", name="identifier_device"),
            models.UniqueConstraint(
                fields=["organisation", "uuid", "device"],
                name="identifier_once",
                violation_error_message="Cet identifiant est déjà noté pour cet appareil.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "device"], name="identifier_of")]

    def __str__(self):
        return str(self.uuid)


class CaseKind(models.TextChoices):
    UNKNOWN = "unknown", "Aucun appareil reconnu"
    SEVERAL = "several", "Plusieurs appareils possibles"
    CONFLICT = "conflict", "Indices contradictoires"
    DIFFERENCES = "differences", "Fiche et relevé différents"


class CaseStatus(models.TextChoices):
    OPEN = "open", "À rapprocher"
    MATCHED = "matched", "Rapproché"
    CREATED = "created", "Nouvel appareil"
    CORRECTED = "corrected", "Fiche corrigée"
    KEPT = "kept", "Fiche gardée"
    SET_ASIDE = "set_aside", "Écarté"


class IdentityCaseQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def open(self):
        return self.filter(status=CaseStatus.OPEN)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class IdentityCase(TenantModel):
    """A file that software alone may not attach, or that contradicts a record: a person decides.

    `changed` keeps what the decision wrote and what stood before, so that it can be undone.
    """

    evidence = TenantForeignKey(Evidence, related_name="cases")
    kind = models.CharField("question", max_length=11, choices=CaseKind)
    status = models.CharField("état", max_length=9, choices=CaseStatus, default=CaseStatus.OPEN)
    # The device in question when the file contradicts its record, then the one decided upon.
    device = TenantForeignKey(Device, null=True, related_name="identity_cases")
    why = models.CharField("pourquoi", max_length=300)
    # [{"device": key, "reasons": [French sentence]}], the likeliest first.
    candidates = models.JSONField(default=list)
    # [{"field", "ours", "theirs"}]
    differences = models.JSONField(default=list)
    opened_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    # None when a later file settled it.
    decided_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    changed = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = IdentityCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "rapprochement"
        constraints = [
            TenantIsolation("identitycase_tenant"),
            SameOrganisation("evidence", name="identitycase_evidence"),
            SameOrganisation("device", name="identitycase_device"),
            SameOrganisation("decided_by", name="identitycase_decided_by"),
            SameOrganisation("undone_by", name="identitycase_undone_by"),
            models.CheckConstraint(
                condition=models.Q(status="open") | models.Q(decided_at__isnull=False),
                name="identitycase_decision_dated",
                violation_error_message="Une décision a sa date.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "evidence", "kind"],
                name="identitycase_once",
                violation_error_message="Ce relevé attend déjà une décision.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "status", "opened_at", "id"], name="identitycase_queue"
            ),
            models.Index(fields=["organisation", "device"], name="identitycase_of"),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_open(self):
        return self.status == CaseStatus.OPEN

    @property
    def last_day_to_undo(self):
        return self.decided_at + timedelta(days=UNDO_DAYS)

    @property
    def may_be_undone(self):
        return not self.is_open and timezone.now() < self.last_day_to_undo
