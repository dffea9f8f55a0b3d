"""Households: who lives with whom, so that a device for a family counts once.

A member never reveals another's file: the household shows how many live there and the devices,
not the notes, and a confidential link hides even that she belongs to it.
"""

from django.db import models
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class HouseholdRole(models.TextChoices):
    ADULT = "adult", "Adulte"
    CHILD = "child", "Enfant"
    OTHER = "other", "Autre proche"


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class Household(TenantModel):
    """People who share a home, counted; children without a file are numbers here."""

    adult_count = models.PositiveSmallIntegerField("adultes", default=1)
    schooled_children_count = models.PositiveSmallIntegerField("enfants scolarisés", default=0)
    other_children_count = models.PositiveSmallIntegerField("autres enfants", default=0)
    created_at = models.DateTimeField(db_default=Now())

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "foyer"
        constraints = [TenantIsolation("household_tenant")]

    def __str__(self):
        return f"foyer de {self.size}"

    @property
    def size(self):
        return self.adult_count + self.schooled_children_count + self.other_children_count


class HouseholdMember(TenantModel):
    """A person's place in a household; separated parents may both hold their child."""

    household = TenantForeignKey(Household, models.CASCADE, related_name="members")
    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="households")
    role = models.CharField("place", max_length=5, choices=HouseholdRole)
    # Violence, separation: nothing that another member sees or receives may tell of her.
    is_confidential = models.BooleanField("lien confidentiel", default=False)

    class Meta:
        verbose_name = "membre du foyer"
        constraints = [
            TenantIsolation("householdmember_tenant"),
            SameOrganisation("household", name="householdmember_household"),
            SameOrganisation("beneficiary", name="householdmember_beneficiary"),
            models.UniqueConstraint(
                fields=["organisation", "household", "beneficiary"],
                name="householdmember_once",
                violation_error_message="Cette personne fait déjà partie du foyer.",
            ),
        ]

    def __str__(self):
        return self.get_role_display()
