"""A person's seat in a session."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class RegistrationStatus(models.TextChoices):
    REGISTERED = "registered", "Inscrit·e"
    WAITLISTED = "waitlisted", "En liste d’attente"
    CANCELLED = "cancelled", "Désinscrit·e"


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def registered(self):
        return self.filter(status=RegistrationStatus.REGISTERED)

    def waitlisted(self):
        return self.filter(status=RegistrationStatus.WAITLISTED)


class Registration(TenantModel):
    """A person's seat in a session."""

    session = TenantForeignKey("workshops.WorkshopSession", related_name="registrations")
    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="registrations")
    status = models.CharField(
        max_length=10, choices=RegistrationStatus, default=RegistrationStatus.REGISTERED
    )
    registered_at = models.DateTimeField(db_default=Now())
    registered_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    waitlisted_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        constraints = [
            TenantIsolation("registration_tenant"),
            SameOrganisation("session", name="registration_session"),
            SameOrganisation("beneficiary", name="registration_beneficiary"),
            SameOrganisation("registered_by", name="registration_by"),
            models.UniqueConstraint(
                fields=["organisation", "session", "beneficiary"],
                name="registration_once",
                violation_error_message="Cette personne est déjà inscrite à la séance.",
            ),
            models.CheckConstraint(
                condition=~Q(status=RegistrationStatus.WAITLISTED) | Q(waitlisted_at__isnull=False),
                name="registration_waits_since",
                violation_error_message="Une attente a son heure.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "beneficiary"], name="registration_of_person")
        ]

    def __str__(self):
        return f"{self.beneficiary_id}"
