"""The signed sheets of sessions, sealed like the papers of a file; and who led, signed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class SheetReading(models.TextChoices):
    CODE = "code", "Reconnue par son code"
    HAND = "hand", "Rattachée à la main"


class SignedSheetQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def attached(self):
        return self.filter(session__isnull=False)

    def waiting(self):
        """Received, and nobody has said yet which session signed it."""
        return self.filter(session__isnull=True)


class SignedSheet(TenantModel):
    """A photo or scan of a sheet people signed: the file is sealed, its SHA-256 is kept.

    Its session is empty until its code, or somebody, has said which one it is.
    """

    session = TenantForeignKey("workshops.WorkshopSession", null=True, related_name="sheets")
    # The session that its code names, when it was read.
    named_session = TenantForeignKey("workshops.WorkshopSession", null=True, related_name="+")
    # The number of the printed sheet, when its code was read.
    number = models.CharField("numéro", max_length=30, blank=True)
    reading = models.CharField(max_length=4, choices=SheetReading, blank=True)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    added_at = models.DateTimeField(db_default=Now())
    added_by = TenantForeignKey("organisations.Membership", related_name="+")
    attached_at = models.DateTimeField(null=True)
    attached_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = SignedSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille signée"
        constraints = [
            TenantIsolation("signedsheet_tenant"),
            SameOrganisation("session", name="signedsheet_session"),
            SameOrganisation("named_session", name="signedsheet_named"),
            SameOrganisation("added_by", name="signedsheet_added_by"),
            SameOrganisation("attached_by", name="signedsheet_attached_by"),
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                name="signedsheet_once",
                violation_error_message="Cette feuille a déjà été reçue.",
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=True, attached_at__isnull=True, reading="")
                | (
                    Q(session__isnull=False, attached_at__isnull=False, attached_by__isnull=False)
                    & ~Q(reading="")
                ),
                name="signedsheet_attached_by_someone",
                violation_error_message="Une feuille rattachée dit quand, par qui et comment.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "session"], name="sheet_of_session")]

    def __str__(self):
        return self.number or self.sha256[:12]


class SessionSignature(TenantModel):
    """Who led the session says it took place: signed with a finger, or by her name."""

    session = TenantForeignKey("workshops.WorkshopSession", related_name="signatures")
    member = TenantForeignKey("organisations.Membership", related_name="+")
    signed_name = models.CharField("nom", max_length=120)
    signed_at = models.DateTimeField(db_default=Now())
    signature_sha256 = models.CharField(max_length=64, blank=True)
    signature_type = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = "signature d’une séance"
        constraints = [
            TenantIsolation("sessionsignature_tenant"),
            SameOrganisation("session", name="sessionsignature_session"),
            SameOrganisation("member", name="sessionsignature_member"),
            models.UniqueConstraint(
                fields=["organisation", "session", "member"],
                name="sessionsignature_once",
                violation_error_message="Vous avez déjà signé pour cette séance.",
            ),
        ]

    def __str__(self):
        return self.signed_name
