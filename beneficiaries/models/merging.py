"""Two files of one person become one, by a manager's decision that can be undone for 30 days."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class DistinctPair(TenantModel):
    """Two files that were looked at and are not the same person: never proposed again."""

    # In key order, so that a pair is written once.
    first = TenantForeignKey("beneficiaries.Beneficiary", models.CASCADE, related_name="+")
    second = TenantForeignKey("beneficiaries.Beneficiary", models.CASCADE, related_name="+")
    decided_at = models.DateTimeField(db_default=Now())
    decided_by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        constraints = [
            TenantIsolation("distinctpair_tenant"),
            SameOrganisation("first", name="distinctpair_first"),
            SameOrganisation("second", name="distinctpair_second"),
            SameOrganisation("decided_by", name="distinctpair_decided_by"),
            models.UniqueConstraint(
                fields=["organisation", "first", "second"],
                name="distinctpair_once",
                violation_error_message="Ces deux dossiers sont déjà notés comme différents.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="distinctpair_in_order",
                violation_error_message="Une paire s’écrit une seule fois.",
            ),
        ]

    def __str__(self):
        return "personnes différentes"


class MergeStatus(models.TextChoices):
    PROPOSED = "proposed", "À approuver"
    DECLINED = "declined", "Refusée"
    DONE = "done", "Faite"
    UNDONE = "undone", "Annulée"


class MergeQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def to_approve(self):
        return self.filter(status=MergeStatus.PROPOSED)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Merge(TenantModel):
    """A proposed, done or undone merge: which file stays, and which row moved."""

    survivor = TenantForeignKey("beneficiaries.Beneficiary", related_name="+")
    absorbed = TenantForeignKey("beneficiaries.Beneficiary", related_name="+")
    status = models.CharField(max_length=8, choices=MergeStatus, default=MergeStatus.PROPOSED)
    # Field → « survivor » or « absorbed »: whose value is kept.
    choices = models.JSONField(default=dict)
    # « workshops.Attendance.beneficiary » → ids of the rows that moved; never their values.
    moved = models.JSONField(default=dict)
    # The survivor's former values, sealed, destroyed when the merge can no longer be undone.
    former = EncryptedTextField(max_length=8000)
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = TenantForeignKey("organisations.Membership", related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "fusion"
        constraints = [
            TenantIsolation("merge_tenant"),
            SameOrganisation("survivor", name="merge_survivor"),
            SameOrganisation("absorbed", name="merge_absorbed"),
            SameOrganisation("proposed_by", name="merge_proposed_by"),
            SameOrganisation("decided_by", name="merge_decided_by"),
            SameOrganisation("undone_by", name="merge_undone_by"),
            models.CheckConstraint(
                condition=~Q(survivor=F("absorbed")),
                name="merge_two_files",
                violation_error_message="Une fusion joint deux dossiers différents.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "absorbed"],
                condition=Q(status__in=[MergeStatus.PROPOSED, MergeStatus.DONE]),
                name="merge_absorbed_once",
                violation_error_message="Ce dossier est déjà dans une fusion.",
            ),
        ]

    def __str__(self):
        return self.get_status_display()
