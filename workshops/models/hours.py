"""The hours volunteers give, and what an hour is worth in the association's accounts.

Volunteers and civic-service members are told apart by the row itself: the second are paid by the
State, their hours are counted and never valued.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

DAY_MINUTES = 16 * 60


class HoursQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def to_confirm(self):
        return self.filter(confirmed_at__isnull=True)

    def between(self, first, last):
        return self.filter(worked_on__gte=first, worked_on__lte=last)


class VolunteerHours(TenantModel):
    """What one person gave on one day, for a session or besides; final once confirmed."""

    member = TenantForeignKey("organisations.Membership", related_name="+")
    session = TenantForeignKey("workshops.WorkshopSession", null=True, related_name="hours")
    worked_on = models.DateField("jour")
    preparation_minutes = models.PositiveSmallIntegerField("préparation", default=0)
    facilitation_minutes = models.PositiveSmallIntegerField("animation", default=0)
    travel_minutes = models.PositiveSmallIntegerField("trajet", default=0)
    words = models.CharField("précision", max_length=120, blank=True)
    # As she was that day.
    is_civic_service = models.BooleanField("en service civique", default=False)
    declared_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = HoursQuerySet.as_manager()

    class Meta:
        verbose_name = "heures de bénévolat"
        constraints = [
            TenantIsolation("volunteerhours_tenant"),
            SameOrganisation("member", name="volunteerhours_member"),
            SameOrganisation("session", name="volunteerhours_session"),
            SameOrganisation("confirmed_by", name="volunteerhours_confirmed_by"),
            models.UniqueConstraint(
                fields=["organisation", "member", "session"],
                name="volunteerhours_once",
                violation_error_message="Vos heures pour cette séance sont déjà notées.",
            ),
            models.CheckConstraint(
                condition=Q(
                    preparation_minutes__gt=-F("facilitation_minutes") - F("travel_minutes"),
                    preparation_minutes__lte=DAY_MINUTES
                    - F("facilitation_minutes")
                    - F("travel_minutes"),
                ),
                name="volunteerhours_of_a_day",
                violation_error_message="Notez au moins une minute, et seize heures au plus.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="volunteerhours_confirmed_by_someone",
                violation_error_message="Une confirmation a sa date et son auteur.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("member")),
                name="volunteerhours_not_by_herself",
                violation_error_message="On ne confirme pas ses propres heures.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "worked_on", "id"], name="volunteerhours_by_day")
        ]

    def __str__(self):
        return f"{self.worked_on}"

    @property
    def minutes(self):
        return self.preparation_minutes + self.facilitation_minutes + self.travel_minutes


class HourlyRate(TenantModel):
    """What the association counts for an hour, from a day on, and why that much."""

    from_day = models.DateField("à partir du")
    amount = models.DecimalField("taux horaire", max_digits=6, decimal_places=2)
    basis = models.CharField("référence", max_length=160)
    set_by = TenantForeignKey("organisations.Membership", related_name="+")
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "taux horaire du bénévolat"
        constraints = [
            TenantIsolation("hourlyrate_tenant"),
            SameOrganisation("set_by", name="hourlyrate_set_by"),
            models.UniqueConstraint(
                fields=["organisation", "from_day"],
                name="hourlyrate_once_a_day",
                violation_error_message="Un taux commence déjà ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=200),
                name="hourlyrate_sane",
                violation_error_message="Un taux horaire va de 0,01 à 200\u00a0€.",
            ),
        ]

    def __str__(self):
        return f"{self.amount}"
