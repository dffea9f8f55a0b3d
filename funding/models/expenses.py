"""The budget of an action, what was spent, and which grant each euro is charged to.

The 100 % rule: what is charged of an expense, all grants together, never exceeds what is eligible
of it. `allocated_amount` is kept by the service under a lock, checked by a constraint, and
recounted by a deferred trigger.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .base import TenantQuerySet
from .grants import Grant
from .projects import Project
from .reports import FinancialReport


class BudgetSide(models.TextChoices):
    CHARGE = "charge", "Charge"
    PRODUIT = "produit", "Produit"


class BudgetLine(TenantModel):
    """One planned line of an action's budget, by its line of the form (« 62.2 », « 74.EPCI »)."""

    project = TenantForeignKey(Project, models.CASCADE, related_name="budget_lines")
    rank = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=7, choices=BudgetSide)
    line_code = models.CharField("ligne", max_length=10)
    label = models.CharField("précision", max_length=160, blank=True)
    # Account 74: who pays; the same funder as a grant's, when it has one.
    payer = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_amount = models.DecimalField("prévu", max_digits=14, decimal_places=2)
    # How an indirect charge is shared out, in words printed in the annex.
    distribution_key = models.CharField("règle de répartition", max_length=300, blank=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        verbose_name = "ligne de budget"
        constraints = [
            TenantIsolation("budgetline_tenant"),
            SameOrganisation("project", name="budgetline_project"),
            models.UniqueConstraint(
                fields=["organisation", "project", "rank"],
                name="budgetline_rank",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.CheckConstraint(
                condition=Q(planned_amount__gte=0),
                name="budgetline_amount",
                violation_error_message="Un montant de budget n’est pas négatif.",
            ),
        ]

    def __str__(self):
        return self.line_code


class ExpenseSource(models.TextChoices):
    INVOICE = "invoice", "Facture"
    PAYROLL = "payroll", "Part de salaire"
    FLAT = "flat", "Forfait"


class ExpenseState(models.TextChoices):
    DRAFT = "draft", "À vérifier"
    CHECKED = "checked", "Vérifiée"
    CANCELLED = "cancelled", "Annulée"


class Expense(TenantModel):
    """One invoice, payroll share or flat-rate charge; a credit note is negative and names its own.

    The natural key is what a duplicate repeats: supplier, number, date, gross amount.
    """

    project = TenantForeignKey(Project, related_name="expenses")
    supplier = models.CharField("fournisseur", max_length=160)
    # Folded: « Orange S.A. » and « ORANGE SA » are one supplier.
    supplier_key = models.CharField(max_length=160, db_collation="C")
    supplier_siren = models.CharField("SIREN", max_length=9, blank=True)
    document_number = models.CharField("n° de pièce", max_length=60)
    description = models.CharField("objet", max_length=300, blank=True)
    invoiced_on = models.DateField("date de la pièce")
    paid_on = models.DateField("payée le", null=True, blank=True)
    gross_amount = models.DecimalField("montant TTC", max_digits=14, decimal_places=2)
    recoverable_vat = models.DecimalField(
        "TVA récupérable", max_digits=14, decimal_places=2, default=0
    )
    eligible_amount = models.DecimalField("montant éligible", max_digits=14, decimal_places=2)
    allocated_amount = models.DecimalField(
        "montant imputé", max_digits=14, decimal_places=2, default=0, editable=False
    )
    account = models.CharField("compte", max_length=10)
    line_code = models.CharField("ligne du compte rendu", max_length=10)
    source = models.CharField(
        "origine", max_length=7, choices=ExpenseSource, default=ExpenseSource.INVOICE
    )
    state = models.CharField(max_length=9, choices=ExpenseState, default=ExpenseState.DRAFT)
    credit_of = TenantForeignKey("self", null=True, blank=True, related_name="credit_notes")
    proof_sha256 = models.CharField(max_length=64, blank=True)
    proof_name = models.CharField("pièce", max_length=160, blank=True)
    proof_size = models.PositiveIntegerField(default=0)
    cancelled_reason = models.CharField("motif d’annulation", max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "dépense"
        constraints = [
            TenantIsolation("expense_tenant"),
            SameOrganisation("project", name="expense_project"),
            SameOrganisation("credit_of", name="expense_credit_of"),
            SameOrganisation("created_by", name="expense_created_by"),
            models.UniqueConstraint(
                fields=[
                    "organisation",
                    "supplier_key",
                    "document_number",
                    "invoiced_on",
                    "gross_amount",
                ],
                condition=~Q(state="cancelled"),
                name="expense_once",
                violation_error_message="Cette pièce est déjà enregistrée.",
            ),
            # One supplier under two names is still one supplier.
            models.UniqueConstraint(
                fields=[
                    "organisation",
                    "supplier_siren",
                    "document_number",
                    "invoiced_on",
                    "gross_amount",
                ],
                condition=~Q(supplier_siren="") & ~Q(state="cancelled"),
                name="expense_siren_once",
                violation_error_message="Cette pièce est déjà enregistrée sous ce SIREN.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "proof_sha256"],
                condition=~Q(proof_sha256="") & ~Q(state="cancelled"),
                name="expense_proof_once",
                violation_error_message="Ce fichier est déjà la pièce d’une autre dépense.",
            ),
            # A credit note is the mirror of an invoice: both lie between zero and what was paid.
            models.CheckConstraint(
                condition=Q(
                    gross_amount__gt=0,
                    recoverable_vat__gte=0,
                    eligible_amount__gte=0,
                    eligible_amount__lte=F("gross_amount") - F("recoverable_vat"),
                    credit_of__isnull=True,
                )
                | Q(
                    gross_amount__lt=0,
                    recoverable_vat__lte=0,
                    eligible_amount__lte=0,
                    eligible_amount__gte=F("gross_amount") - F("recoverable_vat"),
                    credit_of__isnull=False,
                ),
                name="expense_eligible",
                violation_error_message=(
                    "Le montant éligible ne dépasse pas le montant TTC moins la TVA"
                    " récupérable\u202f; un avoir est négatif et nomme sa facture."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    eligible_amount__gte=0,
                    allocated_amount__gte=0,
                    allocated_amount__lte=F("eligible_amount"),
                )
                | Q(
                    eligible_amount__lte=0,
                    allocated_amount__lte=0,
                    allocated_amount__gte=F("eligible_amount"),
                ),
                name="expense_charged_once",
                violation_error_message=(
                    "Cette dépense serait imputée au-delà de son montant éligible."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (Q(allocated_amount=0) & ~Q(cancelled_reason="")),
                name="expense_cancelled_free",
                violation_error_message=(
                    "Une dépense annulée n’est plus imputée, et dit pourquoi elle l’est."
                ),
            ),
            models.CheckConstraint(
                condition=Q(supplier_siren__regex=r"^([0-9]{9})?$"),
                name="expense_siren",
                violation_error_message="Un SIREN compte neuf chiffres.",
            ),
            models.CheckConstraint(
                condition=Q(account__regex=r"^6[0-9]{1,9}$"),
                name="expense_account",
                violation_error_message="Un compte de charge commence par 6, en chiffres.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "invoiced_on", "id"], name="expense_by_date"),
            models.Index(fields=["organisation", "project", "line_code"], name="expense_of_line"),
        ]

    def __str__(self):
        return f"{self.supplier} {self.document_number}"

    @property
    def free_amount(self):
        return self.eligible_amount - self.allocated_amount

    @property
    def badge_code(self):
        return f"expense.{self.state}"


class ExpenseAllocation(TenantModel):
    """How much of an expense is charged to a grant. Sealed once a report that prints it left."""

    expense = TenantForeignKey(Expense, related_name="allocations")
    grant = TenantForeignKey(Grant, related_name="allocations")
    amount = models.DecimalField("montant imputé", max_digits=14, decimal_places=2)
    # The submitted report that printed it; None while it may still move.
    report = TenantForeignKey(FinancialReport, null=True, blank=True, related_name="allocations")
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "imputation"
        constraints = [
            TenantIsolation("expenseallocation_tenant"),
            SameOrganisation("expense", name="expenseallocation_expense"),
            SameOrganisation("grant", name="expenseallocation_grant"),
            SameOrganisation("report", name="expenseallocation_report"),
            SameOrganisation("created_by", name="expenseallocation_created_by"),
            models.UniqueConstraint(
                fields=["organisation", "expense", "grant"],
                name="expenseallocation_once",
                violation_error_message="Cette dépense est déjà imputée à cette subvention.",
            ),
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="expenseallocation_amount",
                violation_error_message="Une imputation n’est pas nulle.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "grant", "id"], name="allocation_of_grant")]

    def __str__(self):
        return f"{self.amount}"


class InKindNature(models.TextChoices):
    """The nature is stored; its account depends on the form (870 and 875 swap between plans)."""

    VOLUNTEERING = "benevolat", "Bénévolat"
    GIFT = "don", "Don en nature"
    LENDING = "mise_a_disposition", "Mise à disposition gratuite"
    SERVICE = "prestation", "Prestation en nature"
    RELIEF = "secours", "Secours en nature"


class InKindContribution(TenantModel):
    """A voluntary contribution; always posted twice, 86x and 87x, so they are equal by nature.

    Without a value it stays « non valorisée »: listed in the annex, counted nowhere, never zero.
    """

    project = TenantForeignKey(Project, related_name="in_kind")
    nature = models.CharField("nature", max_length=18, choices=InKindNature)
    label = models.CharField("contribution", max_length=200)
    giver_name = models.CharField("apportée par", max_length=120, blank=True)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    quantity = models.DecimalField(
        "quantité", max_digits=10, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField("unité", max_length=40, blank=True)
    unit_value = models.DecimalField(
        "valeur unitaire", max_digits=14, decimal_places=2, null=True, blank=True
    )
    value = models.DecimalField("valeur", max_digits=14, decimal_places=2, null=True, blank=True)
    method = models.CharField("méthode de valorisation", max_length=300, blank=True)
    # Hours counted by the workshops, of which nothing can be typed.
    is_from_hours = models.BooleanField(default=False)
    proof_sha256 = models.CharField(max_length=64, blank=True)
    proof_name = models.CharField("pièce", max_length=160, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution volontaire"
        constraints = [
            TenantIsolation("inkindcontribution_tenant"),
            SameOrganisation("project", name="inkindcontribution_project"),
            SameOrganisation("created_by", name="inkindcontribution_created_by"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="inkindcontribution_dates",
                violation_error_message="La fin doit suivre le début.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gt=0),
                name="inkindcontribution_value",
                violation_error_message="Une contribution valorisée est supérieure à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | ~Q(method=""),
                name="inkindcontribution_method",
                violation_error_message="Une valeur s’accompagne de sa méthode de calcul.",
            ),
            # An hour given is a contribution to one action, once.
            ExclusionConstraint(
                name="inkindcontribution_hours_once",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_from_hours=True),
                violation_error_message=(
                    "Les heures de ces jours sont déjà comptées comme contribution."
                ),
            ),
        ]

    def __str__(self):
        return self.label


class RestrictedFunds(TenantModel):
    """« Fonds dédiés » of a grant at the end of an exercise (ANC 2018-06): 689 in, 789 out.

    closing = opening + carried − used, and the next exercise opens on this closing.
    """

    grant = TenantForeignKey(Grant, related_name="restricted_funds")
    exercise_ends_on = models.DateField("exercice clos le")
    opening_amount = models.DecimalField("à l’ouverture", max_digits=14, decimal_places=2)
    carried_amount = models.DecimalField("reporté (689)", max_digits=14, decimal_places=2)
    used_amount = models.DecimalField("utilisé (789)", max_digits=14, decimal_places=2)
    closing_amount = models.DecimalField("à la clôture", max_digits=14, decimal_places=2)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["exercise_ends_on"]
        verbose_name = "fonds dédiés"
        constraints = [
            TenantIsolation("restrictedfunds_tenant"),
            SameOrganisation("grant", name="restrictedfunds_grant"),
            SameOrganisation("created_by", name="restrictedfunds_created_by"),
            models.UniqueConstraint(
                fields=["organisation", "grant", "exercise_ends_on"],
                name="restrictedfunds_once",
                violation_error_message="Les fonds dédiés de cet exercice sont déjà arrêtés.",
            ),
            models.CheckConstraint(
                condition=Q(
                    opening_amount__gte=0,
                    carried_amount__gte=0,
                    used_amount__gte=0,
                    closing_amount__gte=0,
                    closing_amount=F("opening_amount") + F("carried_amount") - F("used_amount"),
                ),
                name="restrictedfunds_adds_up",
                violation_error_message="Clôture = ouverture + reports (689) − utilisations (789).",
            ),
        ]

    def __str__(self):
        return f"{self.exercise_ends_on}"
