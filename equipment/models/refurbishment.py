"""What is done at the bench: devices tried, repaired, and the parts it takes."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Device
from .stock import StockItem

GRADES = ["A", "B", "C", "D"]
# The least percent of its design capacity for each grade of a battery.
BATTERY_GRADES = ((80, "A"), (60, "B"), (40, "C"), (0, "D"))


def battery_grade(percent):
    """A to D from the percent of the design capacity; empty when it was not measured."""
    if percent is None:
        return ""
    return next(grade for least, grade in BATTERY_GRADES if percent >= least)


class Appearance(models.TextChoices):
    A = "A", "A · très bon état"
    B = "B", "B · bon état, traces légères"
    C = "C", "C · traces visibles"
    D = "D", "D · abîmé mais utilisable"
    PARTS = "P", "Pour pièces"


class Function(models.TextChoices):
    A = "A", "A · tout fonctionne, à l’aise"
    B = "B", "B · tout fonctionne"
    C = "C", "C · usage simple, réserves dites"
    D = "D", "D · dépannage seulement"


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class TestRun(TenantModel):
    """One passage of a device through its checklist, whole and final.

    A trigger refuses to change it: a correction is a new run.
    """

    # pytest would otherwise take it for a class of tests.
    __test__ = False

    device = TenantForeignKey(Device, related_name="test_runs")
    checklist = models.CharField("liste de contrôle", max_length=20)
    version = models.CharField("version", max_length=10)
    # Line of the checklist → « ok », « ko » or « na ».
    answers = models.JSONField("réponses", default=dict)
    # What the checklist's own rule says of the answers: written once, with them.
    is_passed = models.BooleanField("réussi")
    appearance = models.CharField("aspect", max_length=1, choices=Appearance)
    function = models.CharField("fonctionnement", max_length=1, choices=Function)
    battery_percent = models.PositiveSmallIntegerField("batterie (%)", null=True, blank=True)
    note = models.CharField("remarque", max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField("minutes passées")
    tested_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "contrôle"
        constraints = [
            TenantIsolation("testrun_tenant"),
            SameOrganisation("device", name="testrun_device"),
            SameOrganisation("by", name="testrun_by"),
            models.CheckConstraint(
                condition=Q(battery_percent__isnull=True) | Q(battery_percent__lte=100),
                name="testrun_battery_percent",
                violation_error_message="La batterie va de 0 à 100\u00a0%.",
            ),
            models.CheckConstraint(
                condition=Q(appearance__in=Appearance.values, function__in=Function.values),
                name="testrun_grades_known",
                violation_error_message="Note d’aspect ou de fonctionnement inconnue.",
            ),
            models.CheckConstraint(
                condition=Q(is_passed=False) | ~Q(appearance="P"),
                name="testrun_parts_never_pass",
                violation_error_message="Un appareil bon pour ses pièces n’est pas contrôlé bon.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "device", "tested_at"], name="testrun_of"),
        ]

    def __str__(self):
        return f"{self.checklist} {self.version}"

    @property
    def battery(self):
        return battery_grade(self.battery_percent)


class Barrier(models.TextChoices):
    """What stands in the way of a repair, in the words of repair cafés' own records."""

    NONE = "none", "Aucun"
    NO_PART = "no_part", "Pièce introuvable"
    TOO_DEAR = "too_dear", "Pièce trop chère"
    NO_ACCESS = "no_access", "Ne s’ouvre pas sans casser"
    NO_MANUAL = "no_manual", "Pas de documentation"
    NO_TOOL = "no_tool", "Outil manquant"
    NO_SKILL = "no_skill", "Savoir-faire manquant"
    TOO_WORN = "too_worn", "Trop usé ou trop lent"
    LOCKED = "locked", "Verrouillé par son fabricant"


class Outcome(models.TextChoices):
    REPAIRED = "repaired", "Réparé"
    NOT_REPAIRED = "not_repaired", "Non réparé"
    INTERRUPTED = "interrupted", "Interrompu"


class Intervention(TenantModel):
    """One repair: what was found, what was done, what it took."""

    device = TenantForeignKey(Device, related_name="interventions")
    # The after-sales case it was done for, when there is one.
    service_case = TenantForeignKey(
        "equipment.ServiceCase", null=True, related_name="interventions"
    )
    diagnosis = models.CharField("diagnostic", max_length=500)
    work = models.CharField("travail fait", max_length=500, blank=True)
    barrier = models.CharField("obstacle", max_length=10, choices=Barrier, default=Barrier.NONE)
    outcome = models.CharField("issue", max_length=12, choices=Outcome, blank=True)
    minutes = models.PositiveSmallIntegerField("minutes passées", null=True, blank=True)
    started_at = models.DateTimeField(db_default=Now())
    started_by = TenantForeignKey("organisations.Membership", related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "intervention"
        constraints = [
            TenantIsolation("intervention_tenant"),
            SameOrganisation("device", name="intervention_device"),
            SameOrganisation("service_case", name="intervention_service_case"),
            SameOrganisation("started_by", name="intervention_started_by"),
            SameOrganisation("ended_by", name="intervention_ended_by"),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                condition=Q(ended_at__isnull=True),
                name="intervention_one_open_per_device",
                violation_error_message="Cet appareil est déjà en réparation.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, outcome__in=Outcome.values),
                name="intervention_ends_with_its_outcome",
                violation_error_message="Une réparation finie dit son issue et qui l’a finie.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="intervention_ends_after_start",
                violation_error_message="Une réparation finit après avoir commencé.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "device", "started_at"], name="intervention_of"),
        ]

    def __str__(self):
        return self.diagnosis

    @property
    def is_open(self):
        return self.ended_at is None


class PartUsed(TenantModel):
    """Parts that an intervention took, at the price they had that day."""

    intervention = TenantForeignKey(Intervention, related_name="parts")
    # None for a part that never was on the shelf: bought for this repair, or taken from another.
    stock = TenantForeignKey(StockItem, null=True, related_name="uses")
    name = models.CharField("pièce", max_length=160)
    quantity = models.PositiveSmallIntegerField("quantité")
    unit_amount = models.DecimalField("prix", max_digits=10, decimal_places=2)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce posée"
        constraints = [
            TenantIsolation("partused_tenant"),
            SameOrganisation("intervention", name="partused_intervention"),
            SameOrganisation("stock", name="partused_stock"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, unit_amount__gte=0),
                name="partused_amounts",
                violation_error_message="Une pièce posée a une quantité et un prix.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "intervention"], name="partused_of"),
        ]

    def __str__(self):
        return f"{self.name} × {self.quantity}"

    @property
    def amount(self):
        return self.quantity * self.unit_amount
