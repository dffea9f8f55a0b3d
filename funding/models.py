"""Projects, co-funding plans and their contradictions, grants, reports, and their review.

Promised, funded and delivered are three numbers. A role (funder, grantee) belongs to the relation.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import (
    CrossingIsolation,
    SameOrganisation,
    TenantIsolation,
)
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class TenantQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


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


class CoFundingPlan(TenantModel):
    """Who was said to pay what: amounts and rates as they were written, never corrected."""

    project = TenantForeignKey(Project, related_name="plans")
    version = models.PositiveSmallIntegerField("version", default=1)
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
    """Why a contradiction of a plan is accepted. Append-only: the latest one counts.

    The finding itself is computed at each look; `fingerprint` ties the explanation to the figures
    it was written about, so that changed figures must be explained again.
    """

    plan = TenantForeignKey(CoFundingPlan, related_name="explanations")
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
            SameOrganisation("by", name="findingexplanation_by"),
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
            models.Index(fields=["organisation", "plan", "code"], name="explanation_of_plan")
        ]

    def __str__(self):
        return self.code


class GrantState(models.TextChoices):
    AWARDED = "awarded", "Accordée"
    REPORTING = "reporting", "Compte rendu déposé"
    CLOSED = "closed", "Soldée"


class Grant(TenantModel):
    """What one funder decided to give for a project; `organisation` is the grantee."""

    project = TenantForeignKey(Project, related_name="grants")
    plan = TenantForeignKey(CoFundingPlan, null=True, related_name="grants")
    funder = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="financeur"
    )
    convention_number = models.CharField("convention n°", max_length=40, blank=True)
    decided_on = models.DateField("date de décision")
    granted_amount = models.DecimalField("montant accordé", max_digits=14, decimal_places=2)
    paid_amount = models.DecimalField("montant versé", max_digits=14, decimal_places=2, default=0)
    paid_on = models.DateField("versé le", null=True, blank=True)
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
    state = models.CharField(max_length=10, choices=GrantState, default=GrantState.AWARDED)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "subvention"
        constraints = [
            TenantIsolation("grant_tenant"),
            SameOrganisation("project", name="grant_project"),
            SameOrganisation("plan", name="grant_plan"),
            SameOrganisation("offer", name="grant_offer"),
            models.CheckConstraint(
                condition=Q(granted_amount__gt=0) & Q(paid_amount__gte=0),
                name="grant_amounts",
                violation_error_message="Une subvention accordée est supérieure à zéro.",
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
        ]
        indexes = [models.Index(fields=["organisation", "decided_on", "id"], name="grant_by_date")]

    def __str__(self):
        return f"{self.funder} · {self.project}"

    @property
    def title(self):
        """What the grant pays for: the offer of a grant per unit, else the whole project."""
        return self.offer.name if self.offer else self.project.title


class ReportKind(models.TextChoices):
    INTERIM = "interim", "Bilan intermédiaire"
    FINAL = "final", "Compte rendu final"


class ReportState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    READY = "ready", "Prêt à déposer"
    SUBMITTED = "submitted", "Déposé"


class Realisation(models.TextChoices):
    DONE = "done", "Réalisée"
    PARTLY = "partly", "Partiellement réalisée"
    NOT_DONE = "not_done", "Non réalisée"


class FinancialReport(TenantModel):
    """A « compte rendu financier » being written: words are typed, figures never are."""

    grant = TenantForeignKey(Grant, related_name="reports")
    kind = models.CharField("type", max_length=7, choices=ReportKind, default=ReportKind.FINAL)
    version = models.PositiveSmallIntegerField(default=1)
    period_start = models.DateField("période du")
    period_end = models.DateField("au")
    realisation = models.CharField(
        "l’action est", max_length=10, choices=Realisation, default=Realisation.DONE
    )
    narrative = models.TextField("mise en œuvre", blank=True, max_length=6000)
    difficulties = models.TextField("difficultés rencontrées", blank=True, max_length=4000)
    # Line code → explanation of a variance over the threshold.
    variance_reasons = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    # Blocking findings without an explanation, as counted when it was said ready.
    unexplained_count = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    ready_at = models.DateTimeField(null=True)
    ready_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name = "compte rendu financier"
        constraints = [
            TenantIsolation("financialreport_tenant"),
            SameOrganisation("grant", name="financialreport_grant"),
            SameOrganisation("created_by", name="financialreport_created_by"),
            SameOrganisation("ready_by", name="financialreport_ready_by"),
            SameOrganisation("submitted_by", name="financialreport_submitted_by"),
            models.UniqueConstraint(
                fields=["organisation", "grant", "kind", "version"],
                name="financialreport_version",
                violation_error_message="Cette version du compte rendu existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(unexplained_count__isnull=False, unexplained_count=0),
                name="financialreport_explained_before_it_leaves",
                violation_error_message="Un constat bloquant attend encore son explication.",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="financialreport_period",
                violation_error_message="La fin de la période doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted")
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="financialreport_submitted_by_someone",
                violation_error_message="Un compte rendu déposé a sa date et son auteur.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "created_at", "id"], name="report_by_date")]

    def __str__(self):
        return f"{self.get_kind_display()}, version {self.version}"

    @property
    def badge_code(self):
        """The badge of where it stands: its submission's once there is one (prefetch it)."""
        if self.state == ReportState.SUBMITTED:
            return next(iter(self.submissions.all())).badge_code
        return "prepared" if self.state == ReportState.READY else self.state


class SubmissionState(models.TextChoices):
    SUBMITTED = "submitted", "Déposé"
    IN_REVIEW = "in_review", "En examen"
    APPROVED = "approved", "Approuvé"
    REJECTED = "rejected", "Refusé"


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, member):
        """What the member's organisation sent or received."""
        return self.filter(
            Q(organisation=member.organisation_id) | Q(to_organisation=member.organisation_id)
        )

    def received_by(self, member):
        return self.filter(to_organisation=member.organisation_id)

    def sent_by(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class ReportSubmission(TenantModel):
    """A report as it crossed to the funder: a frozen snapshot without any person.

    The sender inserts it and can never change it; the receiver only sets its decision.
    """

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    report = TenantForeignKey(FinancialReport, related_name="submissions")
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=7, choices=ReportKind, default=ReportKind.FINAL)
    sender_name = models.CharField(max_length=120)
    # What the list shows without opening the snapshot.
    granted_amount = models.DecimalField(max_digits=14, decimal_places=2)
    claimed_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    blocking_count = models.PositiveSmallIntegerField(default=0)
    warning_count = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField()
    submitted_by_label = models.CharField(max_length=120)
    # Canonical JSON: sorted keys, amounts as strings with two decimals, ISO dates.
    snapshot = models.TextField()
    snapshot_sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    verification_code = models.CharField(max_length=16)
    state = models.CharField(
        max_length=10, choices=SubmissionState, default=SubmissionState.SUBMITTED
    )
    opened_at = models.DateTimeField(null=True)
    opened_by_label = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_label = models.CharField(max_length=120, blank=True)
    accepted_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    decision_reason = models.TextField(blank=True, max_length=2000)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "compte rendu déposé"
        constraints = [
            CrossingIsolation("reportsubmission_tenant", receiver_updates=True),
            SameOrganisation("report", name="reportsubmission_report"),
            models.UniqueConstraint(
                fields=["organisation", "report"],
                name="reportsubmission_once",
                violation_error_message="Cette version du compte rendu est déjà déposée.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "in_review"])
                | Q(decided_at__isnull=False) & ~Q(decided_by_label=""),
                name="reportsubmission_decided_by_someone",
                violation_error_message="Une décision a sa date et son auteur.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_organisation", "submitted_at", "id"], name="submission_received"
            ),
            models.Index(fields=["organisation", "submitted_at", "id"], name="submission_sent"),
        ]

    def __str__(self):
        return self.number

    @property
    def badge_code(self):
        """The badge of its state, in the words every page uses."""
        return {"in_review": "under_review", "rejected": "refused"}.get(self.state, self.state)

    @property
    def is_decided(self):
        return self.state in (SubmissionState.APPROVED, SubmissionState.REJECTED)


class SubmissionFile(TenantModel):
    """The PDF of a submission, once drawn: its fingerprint and size, readable by both sides."""

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.OneToOneField(ReportSubmission, models.PROTECT, related_name="file")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [CrossingIsolation("submissionfile_tenant")]

    def __str__(self):
        return self.sha256[:8]


class MessageKind(models.TextChoices):
    QUESTION = "question", "Question"
    ANSWER = "answer", "Réponse"
    CLOSING = "closing", "Question close"


class MessageQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(
            Q(organisation=member.organisation_id) | Q(to_organisation=member.organisation_id)
        )

    def questions(self):
        return self.filter(kind=MessageKind.QUESTION)

    def not_closed(self):
        closings = ReportMessage.objects.filter(kind="closing", question=OuterRef("pk"))
        return self.filter(~Exists(closings))

    def answered(self):
        return self.filter(Exists(self._answers()))

    def unanswered(self):
        return self.filter(~Exists(self._answers()))

    @staticmethod
    def _answers():
        return ReportMessage.objects.filter(kind="answer", question=OuterRef("pk"))


class ReportMessage(TenantModel):
    """One message of a submission's thread, from either side. Append-only.

    `organisation` is the author's. A question may name a line; an answer and a closing name their
    question. A trigger refuses a message whose two sides are not the submission's.
    """

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    submission = models.ForeignKey(ReportSubmission, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind)
    question = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    # « charges.62 », « indicator.devices_handed_over », or nothing for the whole report.
    line_code = models.CharField(max_length=60, blank=True)
    line_label = models.CharField(max_length=120, blank=True)
    body = models.TextField(max_length=3000, blank=True)
    author_label = models.CharField(max_length=120)
    sent_at = models.DateTimeField(db_default=Now())

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            CrossingIsolation("reportmessage_tenant"),
            models.CheckConstraint(
                condition=Q(kind="question", question__isnull=True)
                | (~Q(kind="question") & Q(question__isnull=False)),
                name="reportmessage_answers_a_question",
                violation_error_message="Une réponse porte sur une question.",
            ),
            models.CheckConstraint(
                condition=Q(kind="closing") | ~Q(body=""),
                name="reportmessage_says_something",
                violation_error_message="Un message ne peut pas être vide.",
            ),
        ]
        indexes = [models.Index(fields=["submission", "sent_at"], name="message_of_submission")]

    def __str__(self):
        return f"{self.kind}"
