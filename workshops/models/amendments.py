"""What was corrected after a session was closed: who, when, why, before and after."""

from django.db import models
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class AmendmentQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class SessionAmendment(TenantModel):
    """One correction of a closed session; written once, and the only way to change one.

    `before` and `after` hold what changed and nothing else: statuses by attendance, counters by
    name. No person's name is in them.
    """

    session = TenantForeignKey("workshops.WorkshopSession", related_name="amendments")
    reason = models.CharField("motif", max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")
    # The transaction it was written in, set by the database: what it allows ends with it.
    transaction_number = models.BigIntegerField(default=0, editable=False)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "correction d’une séance close"
        constraints = [
            TenantIsolation("sessionamendment_tenant"),
            SameOrganisation("session", name="sessionamendment_session"),
            SameOrganisation("by", name="sessionamendment_by"),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="sessionamendment_has_a_reason",
                violation_error_message="Dites pourquoi la séance est corrigée.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "session"], name="amendment_of_session")]

    def __str__(self):
        return self.reason
