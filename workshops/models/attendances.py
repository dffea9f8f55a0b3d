"""Who came, as they were that day. Anonymous attendees are counters of the session, never rows."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from beneficiaries.models import AgeBand, Gender, Situation
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class AttendanceStatus(models.TextChoices):
    UNKNOWN = "unknown", "À renseigner"
    SEEN = "seen", "Présent·e"
    EXCUSED = "excused", "Excusé·e"
    NOSHOW = "noshow", "Absent·e"
    REVOKED = "revoked", "Annulé"


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def seen(self):
        return self.filter(status=AttendanceStatus.SEEN)


class Attendance(TenantModel):
    """Whether one person came. Her age class and situation are those of that day.

    A walk-in has a first name and an age class instead of a file.
    """

    session = TenantForeignKey("workshops.WorkshopSession", related_name="attendances")
    beneficiary = TenantForeignKey(
        "beneficiaries.Beneficiary", null=True, related_name="attendances"
    )
    walk_in_name = models.CharField("prénom", max_length=40, blank=True)
    status = models.CharField(max_length=8, choices=AttendanceStatus)
    age_band = models.CharField(max_length=25, choices=AgeBand, default=AgeBand.UNKNOWN)
    gender = models.CharField(max_length=15, choices=Gender, default=Gender.UNKNOWN)
    situation = models.CharField(max_length=15, choices=Situation, default=Situation.UNKNOWN)
    # None: unknown.
    is_priority_neighbourhood = models.BooleanField("habite un quartier prioritaire", null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        constraints = [
            TenantIsolation("attendance_tenant"),
            SameOrganisation("session", name="attendance_session"),
            SameOrganisation("beneficiary", name="attendance_beneficiary"),
            SameOrganisation("recorded_by", name="attendance_by"),
            models.UniqueConstraint(
                fields=["organisation", "session", "beneficiary"],
                name="attendance_once",
                violation_error_message="La présence de cette personne est déjà notée.",
            ),
            models.CheckConstraint(
                condition=Q(beneficiary__isnull=False, walk_in_name="")
                | (Q(beneficiary__isnull=True) & ~Q(walk_in_name="")),
                name="attendance_person_or_walk_in",
                violation_error_message="Une présence est celle d’un dossier ou d’un prénom.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "beneficiary"], name="attendance_of_person")
        ]

    def __str__(self):
        return f"{self.status}"
