"""The keys of each organisation, kept wrapped: without the master key they open nothing."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import TenantIsolation
from inclusion.organisations.fields import TenantModel


class KeyPurpose(models.TextChoices):
    DATA = "data", "Chiffrement"
    INDEX = "index", "Recherche exacte"


class OrganisationKey(TenantModel):
    """One 256-bit key of one organisation, wrapped by the installation's master key.

    Deleting the row is forgetting everything it sealed, in every backup without it too.
    """

    purpose = models.CharField(max_length=5, choices=KeyPurpose)
    # Written at the head of what the key sealed: a later key does not orphan former rows.
    number = models.PositiveSmallIntegerField(default=1)
    wrapped = models.BinaryField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "clé de la structure"
        constraints = [
            TenantIsolation("organisationkey_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "purpose", "number"],
                name="organisationkey_once",
                violation_error_message="Cette clé existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, 255)),
                name="organisationkey_number",
                violation_error_message="Une clé porte un numéro de 1 à 255.",
            ),
        ]

    def __str__(self):
        return f"{self.purpose} {self.number}"
