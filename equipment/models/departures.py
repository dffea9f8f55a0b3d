"""How devices and media end here: taken for parts, waste, lost; destroyed with a certificate."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Device, Medium
from .refurbishment import OwnedQuerySet
from .vocabulary import DeviceStatus

# GDPR, art. 33: the authority is told within 72 hours of knowing.
NOTIFICATION_HOURS = 72


class RetirementTarget(models.TextChoices):
    FOR_PARTS = DeviceStatus.FOR_PARTS.value, DeviceStatus.FOR_PARTS.label
    WASTE = DeviceStatus.WASTE.value, DeviceStatus.WASTE.label


class RetirementCause(models.TextChoices):
    BROKEN = "broken", "En panne, irréparable"
    TOO_DEAR = "too_dear", "Réparation trop chère"
    TOO_OLD = "too_old", "Trop lent ou trop vieux pour servir"
    INCOMPLETE = "incomplete", "Incomplet"
    DANGEROUS = "dangerous", "Dangereux"
    LOCKED = "locked", "Verrouillé, impossible à remettre en service"
    STRIPPED = "stripped", "Ses pièces utiles sont retirées"


class RetirementProposal(TenantModel):
    """Many devices that one member would retire at once: a second one confirms, or declines."""

    target = models.CharField("sort", max_length=9, choices=RetirementTarget)
    cause = models.CharField("raison", max_length=10, choices=RetirementCause)
    words = models.CharField("précision", max_length=300, blank=True)
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = TenantForeignKey("organisations.Membership", related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "mise hors parc proposée"
        constraints = [
            TenantIsolation("retirementproposal_tenant"),
            SameOrganisation("proposed_by", name="retirementproposal_by"),
            SameOrganisation("confirmed_by", name="retirementproposal_confirmed_by"),
            SameOrganisation("declined_by", name="retirementproposal_declined_by"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="retirementproposal_two_people",
                violation_error_message="Une autre personne que vous doit confirmer.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True),
                name="retirementproposal_one_answer",
                violation_error_message="Cette proposition a déjà sa réponse.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "proposed_at"],
                condition=Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="retirementproposal_waiting",
            ),
        ]

    def __str__(self):
        return self.get_target_display()

    @property
    def is_waiting(self):
        return self.confirmed_at is None and self.declined_at is None


class ProposedDevice(TenantModel):
    """One device of a proposal."""

    proposal = TenantForeignKey(RetirementProposal, related_name="lines")
    device = TenantForeignKey(Device, related_name="+")

    class Meta:
        verbose_name = "appareil proposé"
        constraints = [
            TenantIsolation("proposeddevice_tenant"),
            SameOrganisation("proposal", name="proposeddevice_proposal"),
            SameOrganisation("device", name="proposeddevice_device"),
            models.UniqueConstraint(
                fields=["organisation", "proposal", "device"],
                name="proposeddevice_once",
                violation_error_message="Cet appareil est déjà dans la proposition.",
            ),
        ]

    def __str__(self):
        return str(self.device_id)


class Retirement(TenantModel):
    """Why a device is for parts or waste."""

    device = TenantForeignKey(Device, related_name="retirements")
    proposal = TenantForeignKey(RetirementProposal, null=True, related_name="retirements")
    target = models.CharField("sort", max_length=9, choices=RetirementTarget)
    cause = models.CharField("raison", max_length=10, choices=RetirementCause)
    words = models.CharField("précision", max_length=300, blank=True)
    retired_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "mise hors parc"
        constraints = [
            TenantIsolation("retirement_tenant"),
            SameOrganisation("device", name="retirement_device"),
            SameOrganisation("proposal", name="retirement_proposal"),
            SameOrganisation("by", name="retirement_by"),
            models.CheckConstraint(
                condition=Q(cause__in=RetirementCause.values, target__in=RetirementTarget.values),
                name="retirement_has_a_cause",
                violation_error_message="Dites pourquoi l’appareil quitte le parc.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "device"], name="retirement_of")]

    def __str__(self):
        return self.get_cause_display()


class LossCause(models.TextChoices):
    LOST = "lost", "Introuvable"
    STOLEN = "stolen", "Volé"
    IN_TRANSIT = "in_transit", "Perdu pendant un transport"
    NOT_RETURNED = "not_returned", "Prêt jamais rendu"


class Loss(TenantModel):
    """A device nobody can find any more, until it is found again."""

    device = TenantForeignKey(Device, related_name="losses")
    cause = models.CharField("cause", max_length=12, choices=LossCause)
    words = models.CharField("circonstances", max_length=500)
    # When the association learnt of it: the clock of a breach starts there.
    known_at = models.DateTimeField("su le")
    was_in = models.CharField(max_length=12, choices=DeviceStatus)
    declared_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")
    found_at = models.DateTimeField(null=True)
    found_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "perte"
        constraints = [
            TenantIsolation("loss_tenant"),
            SameOrganisation("device", name="loss_device"),
            SameOrganisation("by", name="loss_by"),
            SameOrganisation("found_by", name="loss_found_by"),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                condition=Q(found_at__isnull=True),
                name="loss_one_open_per_device",
                violation_error_message="Cet appareil est déjà déclaré perdu.",
            ),
            models.CheckConstraint(
                condition=Q(found_at__isnull=True) | Q(found_by__isnull=False),
                name="loss_found_by_someone",
                violation_error_message="Un appareil retrouvé l’est par quelqu’un.",
            ),
        ]

    def __str__(self):
        return self.get_cause_display()


class BreachQuerySet(OwnedQuerySet):
    def still_open(self):
        return self.filter(closed_at__isnull=True)


class BreachRecord(TenantModel):
    """Personal data that may be in someone else's hands: what was done, and when it was told.

    GDPR, art. 33: the authority is told within 72 hours unless no risk is likely; every breach is
    documented either way. Closed, it never changes: a trigger sees to it.
    """

    loss = TenantForeignKey(Loss, related_name="breaches")
    device = TenantForeignKey(Device, related_name="breaches")
    opened_at = models.DateTimeField(db_default=Now())
    known_at = models.DateTimeField("su le")
    # The nature of the data and of the people, as far as it is known.
    data_words = models.CharField("données concernées", max_length=500)
    measures = models.TextField("ce qui a été fait", max_length=2000, blank=True)
    notified_at = models.DateTimeField("notifié à la CNIL le", null=True, blank=True)
    notification_reference = models.CharField("n° de notification", max_length=60, blank=True)
    # Why it was told late, or not at all.
    reason = models.CharField("motif", max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = "violation de données"
        constraints = [
            TenantIsolation("breach_tenant"),
            SameOrganisation("loss", name="breach_loss"),
            SameOrganisation("device", name="breach_device"),
            SameOrganisation("closed_by", name="breach_closed_by"),
            models.UniqueConstraint(
                fields=["organisation", "loss"],
                name="breach_once",
                violation_error_message="Cette perte a déjà son dossier de violation.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | (
                    Q(closed_by__isnull=False)
                    & ~Q(measures="")
                    & (Q(notified_at__isnull=False) | ~Q(reason=""))
                ),
                name="breach_closed_in_full",
                violation_error_message=(
                    "Un dossier se clôt avec ce qui a été fait, et la date de notification"
                    " ou le motif de ne pas notifier."
                ),
            ),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True) | Q(notified_at__gte=F("known_at")),
                name="breach_notified_after_known",
                violation_error_message="La notification suit le moment où la perte est connue.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "known_at", "id"], name="breach_by_age"),
        ]

    def __str__(self):
        return f"Violation de données du {self.known_at:%d/%m/%Y}"

    @property
    def due_at(self):
        return self.known_at + timedelta(hours=NOTIFICATION_HOURS)

    @property
    def is_late(self):
        """Past the 72 hours without having been told, or told after them."""
        return (self.notified_at or self.closed_at or timezone.now()) > self.due_at

    @property
    def hours_left(self):
        return max(int((self.due_at - timezone.now()).total_seconds() // 3600), 0)


class Destruction(TenantModel):
    """The certificate that a medium taken out was destroyed."""

    medium = TenantForeignKey(Medium, related_name="destructions")
    certificate_reference = models.CharField("n° du certificat", max_length=80)
    destroyed_by_whom = models.CharField("détruit par", max_length=120)
    destroyed_on = models.DateField("détruit le")
    recorded_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "destruction de support"
        constraints = [
            TenantIsolation("destruction_tenant"),
            SameOrganisation("medium", name="destruction_medium"),
            SameOrganisation("by", name="destruction_by"),
            models.UniqueConstraint(
                fields=["organisation", "medium"],
                name="destruction_once",
                violation_error_message="Ce support est déjà détruit.",
            ),
            models.CheckConstraint(
                condition=~Q(certificate_reference=""),
                name="destruction_certified",
                violation_error_message="Une destruction porte le numéro de son certificat.",
            ),
        ]

    def __str__(self):
        return self.certificate_reference
