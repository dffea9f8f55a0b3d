"""What a person agreed to, and what she asked for under the GDPR."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class ConsentPurpose(models.TextChoices):
    TRANSMISSION = "transmission", "Transmettre des informations à une structure"
    SMS = "sms", "Recevoir des SMS"
    PHOTO = "photo", "Être photographiée"
    TESTIMONY = "testimony", "Témoigner"


class ConsentState(models.TextChoices):
    GIVEN = "given", "Accord donné"
    REFUSED = "refused", "Refusé"
    WITHDRAWN = "withdrawn", "Retiré"


class ConsentManner(models.TextChoices):
    SIGNATURE = "signature", "Signature"
    WITNESSED = "witnessed", "De vive voix, devant témoin"
    SMS_REPLY = "sms_reply", "Réponse à un SMS"


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def latest(self):
        """The row that now counts for each purpose and receiver: the last one written."""
        return self.order_by("beneficiary_id", "purpose", "receiver", "-at", "-pk").distinct(
            "beneficiary_id", "purpose", "receiver"
        )


class Consent(TenantModel):
    """One answer of a person about one purpose. Rows are only ever added: the last one counts."""

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="consents")
    purpose = models.CharField("pour", max_length=14, choices=ConsentPurpose)
    # For a transmission: to whom, as shown to her. Empty otherwise.
    receiver = models.CharField("structure destinataire", max_length=120, blank=True)
    state = models.CharField("réponse", max_length=10, choices=ConsentState)
    notice_version = models.CharField(max_length=12)
    manner = models.CharField("recueilli par", max_length=10, choices=ConsentManner)
    at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")
    evidence = TenantForeignKey("beneficiaries.Paper", null=True, blank=True, related_name="+")
    valid_until = models.DateField("valable jusqu’au", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "consentement"
        constraints = [
            TenantIsolation("consent_tenant"),
            SameOrganisation("beneficiary", name="consent_beneficiary"),
            SameOrganisation("by", name="consent_by"),
            SameOrganisation("evidence", name="consent_evidence"),
            models.CheckConstraint(
                condition=Q(purpose=ConsentPurpose.TRANSMISSION) & ~Q(receiver="")
                | ~Q(purpose=ConsentPurpose.TRANSMISSION) & Q(receiver=""),
                name="consent_transmission_names_its_receiver",
                violation_error_message="Dites à quelle structure les informations iront.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "beneficiary", "purpose", "receiver", "-at"],
                name="consent_of",
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}\u00a0: {self.get_state_display()}"


class RequestKind(models.TextChoices):
    # GDPR articles 15, 16, 17, 21, 18, 20.
    ACCESS = "access", "Accès"
    RECTIFICATION = "rectification", "Rectification"
    ERASURE = "erasure", "Effacement"
    OPPOSITION = "opposition", "Opposition"
    LIMITATION = "limitation", "Limitation"
    PORTABILITY = "portability", "Portabilité"


class RequestOutcome(models.TextChoices):
    GRANTED = "granted", "Satisfaite"
    PARTLY = "partly", "Satisfaite en partie"
    REFUSED = "refused", "Refusée"
    ABANDONED = "abandoned", "Abandonnée par la personne"


class IdentityCheck(models.TextChoices):
    """How the association made sure it was her; no copy of a paper is kept."""

    KNOWN = "known", "Personne connue de l’équipe"
    SEEN = "seen", "Pièce d’identité vue, non copiée"
    MANDATE = "mandate", "Mandat d’un représentant vu"


class RightsRequestQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def open(self):
        return self.filter(closed_at__isnull=True)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class RightsRequest(TenantModel):
    """A person exercises a right: answered within a month, two more when it is complex."""

    beneficiary = TenantForeignKey(
        "beneficiaries.Beneficiary", null=True, related_name="rights_requests"
    )
    # What remains when the request was to be forgotten.
    subject_pseudonym = models.CharField(max_length=12)
    kind = models.CharField("demande", max_length=14, choices=RequestKind)
    received_on = models.DateField("reçue le")
    identity_check = models.CharField("identité", max_length=8, choices=IdentityCheck)
    due_on = models.DateField("à répondre avant le")
    extension_reason = EncryptedTextField("motif de prolongation", max_length=500)
    extended_on = models.DateField(null=True, editable=False)
    # What she asks, in short.
    words = EncryptedTextField("ce que la personne demande", max_length=2000)
    received_by = TenantForeignKey("organisations.Membership", related_name="+")
    outcome = models.CharField("suite", max_length=10, choices=RequestOutcome, blank=True)
    answer = EncryptedTextField("réponse", max_length=2000)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    document = TenantForeignKey("documents.Document", null=True, blank=True, related_name="+")

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de la personne"
        constraints = [
            TenantIsolation("rightsrequest_tenant"),
            SameOrganisation("beneficiary", name="rightsrequest_beneficiary"),
            SameOrganisation("received_by", name="rightsrequest_received_by"),
            SameOrganisation("closed_by", name="rightsrequest_closed_by"),
            SameOrganisation("document", name="rightsrequest_document"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="rightsrequest_closed_with_its_outcome",
                violation_error_message="Une demande close dit quelle suite elle a eue.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=models.F("received_on")),
                name="rightsrequest_due_after_received",
                violation_error_message="L’échéance suit la réception.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on"],
                condition=Q(closed_at__isnull=True),
                name="rightsrequest_due",
            )
        ]

    def __str__(self):
        return self.get_kind_display()
