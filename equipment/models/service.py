"""After-sales: a device that fails at its person's, until it is repaired, exchanged or refused."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.ui.formats import days_since

from .devices import Device
from .refurbishment import OwnedQuerySet

# Consumer code, art. L217-10: conformity is restored within thirty days of the request.
DAYS_TO_ANSWER = 30


class Symptom(models.TextChoices):
    NO_START = "no_start", "Ne démarre plus"
    NO_SYSTEM = "no_system", "S’allume sans ouvrir Windows ou Linux"
    SCREEN = "screen", "Écran"
    BATTERY = "battery", "Batterie ou charge"
    KEYBOARD = "keyboard", "Clavier, souris ou pavé"
    SOUND = "sound", "Son, micro ou caméra"
    NETWORK = "network", "Wifi, réseau ou carte SIM"
    SLOW = "slow", "Lent, ou se bloque"
    CASING = "casing", "Choc, chute ou liquide"
    OTHER = "other", "Autre chose"


class ServiceStatus(models.TextChoices):
    OPEN = "open", "Ouvert"
    WAITING_PART = "waiting_part", "Attend une pièce"
    WAITING_PERSON = "waiting_person", "Attend la personne"
    SOLVED = "solved", "Réparé"
    SWAPPED = "swapped", "Échangé"
    REFUSED = "refused", "Refusé"
    RETURNED = "returned", "Repris sans échange"
    LOST = "lost", "Appareil perdu"


OPEN_STATUSES = [
    ServiceStatus.OPEN,
    ServiceStatus.WAITING_PART,
    ServiceStatus.WAITING_PERSON,
]


class Warranty(models.TextChoices):
    """What the law promised on the day the case was opened."""

    PRESUMED = "presumed", "Sous garantie légale, défaut présumé d’origine"
    COVERED = "covered", "Sous garantie légale"
    ENDED = "ended", "Garantie légale finie"
    NONE = "none", "Donné ou prêté\u00a0: pas de garantie légale"


class ServiceQuerySet(OwnedQuerySet):
    def still_open(self):
        return self.filter(closed_at__isnull=True)


class ServiceCase(TenantModel):
    """A ticket on a device that someone has; closed, it never changes: a trigger sees to it."""

    device = TenantForeignKey(Device, related_name="service_cases")
    # Whose device it is; none for the hand-overs of before there were allocations.
    allocation = TenantForeignKey("equipment.Allocation", null=True, related_name="service_cases")
    symptom = models.CharField("panne", max_length=10, choices=Symptom)
    words = models.CharField("précision", max_length=500, blank=True)
    warranty = models.CharField("garantie", max_length=8, choices=Warranty)
    warranty_until = models.DateField("garantie jusqu’au", null=True)
    presumption_until = models.DateField("défaut présumé jusqu’au", null=True)
    # Where the device goes back to once the case is closed.
    came_from = models.CharField(max_length=12)
    status = models.CharField(
        "état", max_length=14, choices=ServiceStatus, default=ServiceStatus.OPEN
    )
    waiting_words = models.CharField("ce qu’on attend", max_length=200, blank=True)
    waiting_since = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = TenantForeignKey("organisations.Membership", related_name="+")
    due_on = models.DateField("à résoudre avant le")
    outcome_words = models.CharField("ce qui a été fait", max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # The device given in exchange.
    replacement = TenantForeignKey(
        "equipment.Allocation", null=True, related_name="replacement_of_cases"
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de panne"
        constraints = [
            TenantIsolation("servicecase_tenant"),
            SameOrganisation("device", name="servicecase_device"),
            SameOrganisation("allocation", name="servicecase_allocation"),
            SameOrganisation("opened_by", name="servicecase_opened_by"),
            SameOrganisation("closed_by", name="servicecase_closed_by"),
            SameOrganisation("replacement", name="servicecase_replacement"),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                condition=Q(closed_at__isnull=True),
                name="servicecase_one_open_per_device",
                violation_error_message="Cet appareil a déjà un dossier de panne ouvert.",
            ),
            models.CheckConstraint(
                condition=Q(symptom__in=Symptom.values, warranty__in=Warranty.values)
                & Q(came_from__in=["handed_over", "on_loan"]),
                name="servicecase_in_known_words",
                violation_error_message="Dites ce qui ne va pas.",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[status.value for status in OPEN_STATUSES],
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                )
                | Q(
                    status__in=["solved", "swapped", "refused", "returned", "lost"],
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                ),
                name="servicecase_closed_in_full",
                violation_error_message="Un dossier clos dit son issue et qui l’a clos.",
            ),
            models.CheckConstraint(
                condition=Q(status="swapped", replacement__isnull=False)
                | ~Q(status="swapped") & Q(replacement__isnull=True),
                name="servicecase_swapped_for_something",
                violation_error_message="Un échange dit par quel appareil.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="servicecase_closed_after_opened",
                violation_error_message="Un dossier se clôt après son ouverture.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "opened_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="servicecase_waiting",
            ),
            models.Index(fields=["organisation", "opened_at", "id"], name="servicecase_by_age"),
            models.Index(fields=["organisation", "device"], name="servicecase_of_device"),
            models.Index(fields=["organisation", "allocation"], name="servicecase_of_allocation"),
        ]

    def __str__(self):
        return self.get_symptom_display()

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def is_covered(self):
        return self.warranty in {Warranty.PRESUMED, Warranty.COVERED}

    @property
    def days_open(self):
        if self.closed_at is None:
            return max(days_since(self.opened_at), 0)
        return max((self.closed_at - self.opened_at) // timedelta(days=1), 0)

    @property
    def is_late(self):
        return self.is_open and self.due_on < timezone.localdate()
