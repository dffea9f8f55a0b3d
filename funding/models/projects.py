"""Actions, their co-funding plans as they were written, and why a contradiction is accepted."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import TenantQuerySet


class Project(TenantModel):
    """An action that money is asked for: « 350 ordinateurs pour les familles »."""

    title = models.CharField("titre", max_length=160)
    description = models.TextField("description", blank=True, max_length=4000)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    # What was promised, in units (devices, people…), whoever funds it.
    promised_units = models.PositiveIntegerField("unités promises", null=True, blank=True)
    unit_label = models.CharField("unité", max_length=40, default="ordinateurs")
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "projet"
        constraints = [
            TenantIsolation("project_tenant"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="project_dates",
                violation_error_message="La fin du projet doit suivre son début.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "title"],
                name="project_title_once",
                violation_error_message="Un projet porte déjà ce titre.",
            ),
        ]

    def __str__(self):
        return self.title


class PlanMode(models.TextChoices):
    """What the text states, and the product then works out from it."""

    AMOUNTS = "amounts", "Des montants"
    RATES = "rates", "Des taux d’un total annoncé"
    PER_UNIT = "per_unit", "Des montants par unité"


class CoFundingPlan(TenantModel):
    """Who was said to pay what: amounts and rates as they were written, never corrected."""

    project = TenantForeignKey(Project, related_name="plans")
    version = models.PositiveSmallIntegerField("version", default=1)
    mode = models.CharField(
        "le texte donne", max_length=8, choices=PlanMode, default=PlanMode.AMOUNTS
    )
    source = models.CharField("texte d’origine", max_length=200, blank=True)
    # What the text states, to be compared with the sum of the lines.
    declared_total = models.DecimalField(
        "total annoncé", max_digits=14, decimal_places=2, null=True, blank=True
    )
    planned_units = models.PositiveIntegerField("unités financées", null=True, blank=True)
    unit_amount = models.DecimalField(
        "coût unitaire annoncé", max_digits=14, decimal_places=2, null=True, blank=True
    )
    # Blocking findings still without an explanation, counted again at each act on the plan.
    unexplained_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "plan de cofinancement"
        constraints = [
            TenantIsolation("cofundingplan_tenant"),
            SameOrganisation("project", name="cofundingplan_project"),
            SameOrganisation("created_by", name="cofundingplan_created_by"),
            models.UniqueConstraint(
                fields=["organisation", "project", "version"],
                name="cofundingplan_version",
                violation_error_message="Cette version du plan existe déjà.",
            ),
        ]

    def __str__(self):
        return f"Plan de cofinancement, version {self.version}"


class SourceKind(models.TextChoices):
    GRANT = "subvention", "Subvention"
    USERS = "participation_usager", "Participation des familles"
    OWN = "fonds_propres", "Fonds propres"
    PATRONAGE = "mecenat", "Mécénat"
    IN_KIND = "nature", "Apport en nature"


class CoFundingLine(TenantModel):
    """One payer of the plan, as stated: a rate, an amount, an amount per unit, or nothing yet."""

    plan = TenantForeignKey(CoFundingPlan, models.CASCADE, related_name="lines")
    rank = models.PositiveSmallIntegerField()
    payer_name = models.CharField("payeur", max_length=120)
    payer = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    source_kind = models.CharField("nature", max_length=24, choices=SourceKind)
    stated_rate = models.DecimalField(
        "taux annoncé (%)", max_digits=7, decimal_places=4, null=True, blank=True
    )
    stated_amount = models.DecimalField(
        "montant annoncé", max_digits=14, decimal_places=2, null=True, blank=True
    )
    unit_amount = models.DecimalField(
        "montant par unité", max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["rank"]
        verbose_name = "ligne du plan"
        constraints = [
            TenantIsolation("cofundingline_tenant"),
            SameOrganisation("plan", name="cofundingline_plan"),
            models.UniqueConstraint(
                fields=["organisation", "plan", "rank"],
                name="cofundingline_rank",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.CheckConstraint(
                condition=Q(stated_rate__isnull=True) | Q(stated_rate__range=(0, 100)),
                name="cofundingline_rate",
                violation_error_message="Un taux va de 0 à 100\u00a0%.",
            ),
            models.CheckConstraint(
                condition=(Q(stated_amount__isnull=True) | Q(stated_amount__gte=0))
                & (Q(unit_amount__isnull=True) | Q(unit_amount__gte=0)),
                name="cofundingline_positive",
                violation_error_message="Un montant du plan ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return self.payer_name


class Resolution(models.TextChoices):
    KEEP_AMOUNTS = "keep_amounts", "Garder les montants"
    KEEP_RATES = "keep_rates", "Garder les taux"
    ATTACH_PROOF = "attach_proof", "Joindre une preuve"


class FindingExplanation(TenantModel):
    """Why a contradiction of a plan or a grant is accepted. Append-only: the latest one counts.

    The finding itself is computed at each look; `fingerprint` ties the explanation to the figures
    it was written about, so that changed figures must be explained again.
    """

    # What it is about: a plan, or a grant that has none.
    plan = TenantForeignKey(CoFundingPlan, null=True, related_name="explanations")
    grant = TenantForeignKey("funding.Grant", null=True, related_name="explanations")
    code = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    resolution = models.CharField("choix", max_length=14, choices=Resolution)
    justification = models.TextField("justification", max_length=1000)
    # The document that proves it, kept under its own SHA-256.
    proof_sha256 = models.CharField(max_length=64, blank=True)
    proof_name = models.CharField("pièce", max_length=160, blank=True)
    explained_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "explication"
        constraints = [
            TenantIsolation("findingexplanation_tenant"),
            SameOrganisation("plan", name="findingexplanation_plan"),
            SameOrganisation("grant", name="findingexplanation_grant"),
            SameOrganisation("by", name="findingexplanation_by"),
            models.CheckConstraint(
                condition=Q(plan__isnull=True) ^ Q(grant__isnull=True),
                name="findingexplanation_of_one",
                violation_error_message="Une explication porte sur un plan ou sur une subvention.",
            ),
            models.CheckConstraint(
                condition=~Q(justification=""),
                name="findingexplanation_says_why",
                violation_error_message="Une explication ne peut pas être vide.",
            ),
            models.CheckConstraint(
                condition=~Q(resolution="attach_proof") | (~Q(proof_sha256="") & ~Q(proof_name="")),
                name="findingexplanation_proof_attached",
                violation_error_message="Joignez la pièce qui prouve les chiffres.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "plan", "code"], name="explanation_of_plan"),
            models.Index(fields=["organisation", "grant", "code"], name="explanation_of_grant"),
        ]

    def __str__(self):
        return self.code
