"""A seat asked for without an account: a name, a way to answer, and nothing else.

It never becomes a file by itself, and is forgotten a month after the session.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.blind import shown_phone
from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class OnlineStatus(models.TextChoices):
    ASKED = "asked", "À confirmer"
    REGISTERED = "registered", "Inscrit·e"
    WAITLISTED = "waitlisted", "En liste d’attente"
    CANCELLED = "cancelled", "Désinscrit·e"


LIVE = [OnlineStatus.ASKED.value, OnlineStatus.REGISTERED.value, OnlineStatus.WAITLISTED.value]


class OnlineQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def registered(self):
        return self.filter(status=OnlineStatus.REGISTERED)

    def waitlisted(self):
        return self.filter(status=OnlineStatus.WAITLISTED)

    def live(self):
        return self.filter(status__in=LIVE)


class OnlineRegistration(TenantModel):
    """One person's request for one session; it takes a seat once confirmed."""

    session = TenantForeignKey("workshops.WorkshopSession", related_name="online_registrations")
    name = EncryptedTextField("prénom et nom", max_length=120)
    email = EncryptedTextField("adresse électronique", max_length=254)
    phone = EncryptedTextField("téléphone", max_length=40)
    # Of the name and the way to answer: the same person does not hold two seats.
    person_index = models.BinaryField(max_length=32)
    # Who asked for her: a partner, by its name and address.
    partner_name = models.CharField("inscrit par", max_length=120, blank=True)
    partner_email = EncryptedTextField("courriel du partenaire", max_length=254)
    status = models.CharField(max_length=10, choices=OnlineStatus, default=OnlineStatus.ASKED)
    asked_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)
    waitlisted_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = OnlineQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription en ligne"
        constraints = [
            TenantIsolation("onlineregistration_tenant"),
            SameOrganisation("session", name="onlineregistration_session"),
            models.UniqueConstraint(
                fields=["organisation", "session", "person_index"],
                condition=Q(status__in=LIVE),
                name="onlineregistration_once",
                violation_error_message="Cette personne est déjà inscrite à la séance.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OnlineStatus.values),
                name="onlineregistration_status_known",
                violation_error_message="État d’inscription inconnu.",
            ),
            models.CheckConstraint(
                condition=~Q(status=OnlineStatus.WAITLISTED) | Q(waitlisted_at__isnull=False),
                name="onlineregistration_waits_since",
                violation_error_message="Une attente a son heure.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "session", "waitlisted_at"], name="online_of_session"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def contact(self):
        """How staff answer her."""
        return self.email or shown_phone(self.phone)

    @property
    def badge(self):
        """How the one badge component knows this status."""
        return f"registration.{self.status}"

    @property
    def first_name(self):
        return self.name.split(" ")[0]
