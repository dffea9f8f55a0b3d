"""What a funder decided to give, between whom it is shared, and the contract about it."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import TenantQuerySet
from .funders import FundingProgram
from .projects import CoFundingPlan, Project


class GrantState(models.TextChoices):
    REQUESTED = "requested", "Demandée"
    UNDER_REVIEW = "under_review", "En instruction"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"
    GRANTED = "granted", "Accordée"
    CONTRACTED = "contracted", "Conventionnée"
    RUNNING = "running", "En cours"
    REPORTING = "reporting", "Compte rendu déposé"
    CLOSED = "closed", "Soldée"
    TERMINATED = "terminated", "Résiliée"


# From where to where; whatever is not here is refused, by the service and by a trigger.
GRANT_PATH = {
    GrantState.REQUESTED: {
        GrantState.UNDER_REVIEW, GrantState.GRANTED, GrantState.REFUSED, GrantState.WITHDRAWN,
    },
    GrantState.UNDER_REVIEW: {GrantState.GRANTED, GrantState.REFUSED, GrantState.WITHDRAWN},
    GrantState.GRANTED: {
        GrantState.CONTRACTED, GrantState.RUNNING, GrantState.REPORTING, GrantState.TERMINATED,
    },
    GrantState.CONTRACTED: {GrantState.RUNNING, GrantState.REPORTING, GrantState.TERMINATED},
    GrantState.RUNNING: {GrantState.REPORTING, GrantState.TERMINATED},
    GrantState.REPORTING: {GrantState.RUNNING, GrantState.CLOSED, GrantState.TERMINATED},
    # Repaid and settled, a terminated grant is closed as well.
    GrantState.TERMINATED: {GrantState.CLOSED},
    GrantState.CLOSED: set(),
    GrantState.REFUSED: set(),
    GrantState.WITHDRAWN: set(),
}  # fmt: skip
# A decision not yet taken, or taken against: no euro is counted.
NOT_AWARDED = ("requested", "under_review", "refused", "withdrawn")


class GrantKind(models.TextChoices):
    ACTION = "action", "Action"
    OPERATING = "operating", "Fonctionnement"
    INVESTMENT = "investment", "Investissement"


class GrantNature(models.TextChoices):
    """As the open-data schema writes it (SCDL « subventions » 2.1.1)."""

    CASH = "cash", "aide en numéraire"
    IN_KIND = "in_kind", "aide en nature"
    BOTH = "both", "aide en numéraire;aide en nature"


class GrantQuerySet(TenantQuerySet):
    def awarded(self):
        """Those a funder decided to give: the only ones whose euros count."""
        return self.exclude(state__in=NOT_AWARDED)


class Grant(TenantModel):
    """What one funder decided to give for a project; `organisation` is the grantee."""

    project = TenantForeignKey(Project, related_name="grants")
    plan = TenantForeignKey(CoFundingPlan, null=True, related_name="grants")
    funder = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="financeur"
    )
    # The programme is the funder's own row, or the grantee's about that funder.
    program = models.ForeignKey(
        FundingProgram,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dispositif",
    )
    kind = models.CharField("type", max_length=10, choices=GrantKind, default=GrantKind.ACTION)
    nature = models.CharField("nature", max_length=7, choices=GrantNature, default=GrantNature.CASH)
    object = models.CharField("objet", max_length=256, blank=True)
    convention_number = models.CharField("convention n°", max_length=40, blank=True)
    decision_reference = models.CharField("référence de décision", max_length=80, blank=True)
    is_from_european_union = models.BooleanField("notifiée à l’Union européenne", default=False)
    requested_amount = models.DecimalField(
        "montant demandé", max_digits=14, decimal_places=2, null=True, blank=True
    )
    requested_on = models.DateField("demandée le", null=True, blank=True)
    decided_on = models.DateField("date de décision", null=True, blank=True)
    # Zero until it is granted.
    granted_amount = models.DecimalField(
        "montant accordé", max_digits=14, decimal_places=2, default=0
    )
    # The sum of its payments and the day of the last one, kept by the database.
    paid_amount = models.DecimalField("montant versé", max_digits=14, decimal_places=2, default=0)
    paid_on = models.DateField("versé le", null=True, blank=True)
    # At most this share of the eligible expenses realised.
    rate_cap = models.DecimalField(
        "taux maximal (%)", max_digits=7, decimal_places=4, null=True, blank=True
    )
    # A grant per unit: so much for each device handed over under the offer.
    unit_amount = models.DecimalField(
        "montant par unité", max_digits=14, decimal_places=2, null=True, blank=True
    )
    funded_units = models.PositiveIntegerField("unités financées", null=True, blank=True)
    offer = TenantForeignKey(
        "equipment.Offer", null=True, blank=True, related_name="+", verbose_name="offre remise"
    )
    eligible_from = models.DateField("dépenses du")
    eligible_to = models.DateField("au")
    # The last day of the exercise the grant is given for; the period's end when not said.
    exercise_ends_on = models.DateField("fin d’exercice", null=True, blank=True)
    state = models.CharField(max_length=12, choices=GrantState, default=GrantState.GRANTED)
    state_reason = models.CharField("motif", max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "subvention"
        constraints = [
            TenantIsolation("grant_tenant"),
            SameOrganisation("project", name="grant_project"),
            SameOrganisation("plan", name="grant_plan"),
            SameOrganisation("offer", name="grant_offer"),
            models.CheckConstraint(
                condition=Q(state__in=NOT_AWARDED, granted_amount=0)
                | (~Q(state__in=NOT_AWARDED) & Q(granted_amount__gt=0)),
                name="grant_amounts",
                violation_error_message="Une subvention accordée est supérieure à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount__gte=0)
                & (Q(requested_amount__isnull=True) | Q(requested_amount__gt=0)),
                name="grant_positive",
                violation_error_message="Un montant de subvention n’est pas négatif.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NOT_AWARDED) | Q(decided_on__isnull=False),
                name="grant_decided_on",
                violation_error_message="Une subvention accordée a sa date de décision.",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=0) | Q(paid_on__isnull=False),
                name="grant_paid_on",
                violation_error_message="Un versement a sa date.",
            ),
            models.CheckConstraint(
                condition=Q(eligible_to__gte=F("eligible_from")),
                name="grant_period",
                violation_error_message="La fin de la période doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=Q(rate_cap__isnull=True) | Q(rate_cap__gt=0, rate_cap__lte=100),
                name="grant_rate_cap",
                violation_error_message="Un taux maximal va de 0 à 100\u00a0%.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "decided_on", "id"], name="grant_by_date")]

    def __str__(self):
        return f"{self.funder} · {self.project}"

    @property
    def title(self):
        """What the grant pays for: the offer of a grant per unit, else the whole project."""
        return self.offer.name if self.offer else self.project.title

    @property
    def is_awarded(self):
        return self.state not in NOT_AWARDED

    @property
    def ends_exercise_on(self):
        """The day the six months of the report are counted from (loi 2000-321, art. 10)."""
        return self.exercise_ends_on or self.eligible_to


class GrantShare(TenantModel):
    """One grantee of a shared grant, in basis points; together they make 10 000.

    Without shares, the whole grant is the organisation's own.
    """

    grant = TenantForeignKey(Grant, models.CASCADE, related_name="shares")
    rank = models.PositiveSmallIntegerField()
    grantee = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    grantee_name = models.CharField("bénéficiaire", max_length=120)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("RNA", max_length=10, blank=True)
    basis_points = models.PositiveSmallIntegerField("part (points de base)")

    class Meta:
        ordering = ["rank"]
        verbose_name = "part d’une subvention"
        constraints = [
            TenantIsolation("grantshare_tenant"),
            SameOrganisation("grant", name="grantshare_grant"),
            models.UniqueConstraint(
                fields=["organisation", "grant", "rank"],
                name="grantshare_rank",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.CheckConstraint(
                condition=Q(basis_points__range=(1, 10000)),
                name="grantshare_points",
                violation_error_message="Une part va de 0,01 à 100\u00a0%.",
            ),
        ]

    def __str__(self):
        return self.grantee_name

    @property
    def percent(self):
        return Decimal(self.basis_points) / 100


class GrantAgreement(TenantModel):
    """A « convention » or its « avenant » (then `parent` is set). Once signed it never changes."""

    grant = TenantForeignKey(Grant, related_name="agreements")
    parent = TenantForeignKey("self", null=True, blank=True, related_name="amendments")
    number = models.CharField("numéro", max_length=40)
    signed_on = models.DateField("signée le", null=True, blank=True)
    # What an amendment changes of the grant: field → [before, after], as text.
    changes = models.JSONField("clauses changées", default=dict, blank=True)
    note = models.TextField("objet", max_length=2000, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField("fichier", max_length=160, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        constraints = [
            TenantIsolation("grantagreement_tenant"),
            SameOrganisation("grant", name="grantagreement_grant"),
            SameOrganisation("parent", name="grantagreement_parent"),
            SameOrganisation("created_by", name="grantagreement_created_by"),
            models.UniqueConstraint(
                fields=["organisation", "grant", "number"],
                name="grantagreement_number_once",
                violation_error_message="Une convention porte déjà ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "grant"],
                condition=Q(parent__isnull=True),
                name="grantagreement_one_first",
                violation_error_message=(
                    "Cette subvention a déjà sa convention\u00a0: tout changement est un avenant."
                ),
            ),
        ]

    def __str__(self):
        return self.number


class InstalmentCondition(models.TextChoices):
    SIGNATURE = "signature", "À la signature"
    DATE = "date", "À une date"
    INTERIM = "interim", "Bilan intermédiaire approuvé"
    FINAL = "final", "Compte rendu final approuvé"
    EVIDENCE = "evidence", "Sur pièces"


class InstalmentState(models.TextChoices):
    PLANNED = "planned", "Prévue"
    CALLABLE = "callable", "À appeler"
    CALLED = "called", "Appelée"
    PAID = "paid", "Versée"
    CANCELLED = "cancelled", "Annulée"


class Instalment(TenantModel):
    """One « tranche » of a grant and what it waits for."""

    grant = TenantForeignKey(Grant, related_name="instalments")
    rank = models.PositiveSmallIntegerField("rang")
    planned_amount = models.DecimalField("montant prévu", max_digits=14, decimal_places=2)
    condition = models.CharField("condition", max_length=9, choices=InstalmentCondition)
    condition_note = models.CharField("précision", max_length=200, blank=True)
    due_on = models.DateField("attendue le", null=True, blank=True)
    state = models.CharField(max_length=9, choices=InstalmentState, default=InstalmentState.PLANNED)
    called_on = models.DateField("appelée le", null=True, blank=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        verbose_name = "tranche"
        constraints = [
            TenantIsolation("instalment_tenant"),
            SameOrganisation("grant", name="instalment_grant"),
            models.UniqueConstraint(
                fields=["organisation", "grant", "rank"],
                name="instalment_rank",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.CheckConstraint(
                condition=Q(planned_amount__gt=0),
                name="instalment_amount",
                violation_error_message="Une tranche est supérieure à zéro.",
            ),
        ]

    def __str__(self):
        return f"Tranche {self.rank}"


class Payment(TenantModel):
    """Money received for a grant; negative when it is given back."""

    grant = TenantForeignKey(Grant, related_name="payments")
    amount = models.DecimalField("montant", max_digits=14, decimal_places=2)
    value_on = models.DateField("date de valeur")
    reference = models.CharField("référence bancaire", max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["value_on", "id"]
        verbose_name = "versement"
        constraints = [
            TenantIsolation("fundingpayment_tenant"),
            SameOrganisation("grant", name="fundingpayment_grant"),
            SameOrganisation("created_by", name="fundingpayment_created_by"),
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="fundingpayment_amount",
                violation_error_message="Un versement n’est pas nul.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "grant", "value_on", "amount", "reference"],
                name="fundingpayment_once",
                violation_error_message="Ce versement est déjà enregistré.",
            ),
        ]

    def __str__(self):
        return f"{self.amount} le {self.value_on}"


class PaymentMatch(TenantModel):
    """How much of a payment settles an instalment: many to many, never beyond either."""

    payment = TenantForeignKey(Payment, models.CASCADE, related_name="matches")
    instalment = TenantForeignKey(Instalment, related_name="matches")
    amount = models.DecimalField("montant", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "rapprochement"
        constraints = [
            TenantIsolation("paymentmatch_tenant"),
            SameOrganisation("payment", name="paymentmatch_payment"),
            SameOrganisation("instalment", name="paymentmatch_instalment"),
            models.UniqueConstraint(
                fields=["organisation", "payment", "instalment"],
                name="paymentmatch_once",
                violation_error_message="Ce versement est déjà rapproché de cette tranche.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="paymentmatch_amount",
                violation_error_message="Un rapprochement est supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.amount}"
