"""The digital assessment: versioned grids, answers as given, a result a human decides upon."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class Axis(models.TextChoices):
    EQUIPMENT = "equipment", "Matériel"
    CONNECTION = "connection", "Connexion"
    HANDLING = "handling", "Prise en main"
    EVERYDAY = "everyday", "Usages courants"
    PROCEDURES = "procedures", "Démarches"
    SAFETY = "safety", "Sécurité et confiance"
    AVAILABILITY = "availability", "Motivation et disponibilité"


class AssessmentKind(models.TextChoices):
    INITIAL = "initial", "Initial"
    INTERMEDIATE = "intermediate", "D’étape"
    FINAL = "final", "Final"


class AssessmentChannel(models.TextChoices):
    FACE_TO_FACE = "face_to_face", "En face à face"
    PHONE = "phone", "Par téléphone"
    PAPER = "paper", "Repris du papier"
    ALONE = "alone", "Par la personne elle-même"


class AnswerState(models.TextChoices):
    """A question without a row was not asked."""

    ANSWERED = "answered", "Répondu"
    REFUSED = "refused", "N’a pas souhaité répondre"
    UNKNOWN = "unknown", "Ne sait pas"


class Path(models.TextChoices):
    """What may be proposed first; reasons and contraindications are the grid's rules."""

    INDIVIDUAL = "individual", "Accompagnement individuel"
    URGENT_HELP = "urgent_help", "Rendez-vous « faire avec » sous 7 jours"
    RIGHTS = "rights", "Accès aux droits"
    EQUIPMENT = "equipment", "Équipement"
    CONNECTION = "connection", "Connexion solidaire"
    INITIATION = "initiation", "Initiation en petit groupe"
    OFFICE = "office", "Bureautique et emploi"
    SAFETY = "safety", "Sécurité en ligne"
    TRAINING = "training", "Formation qualifiante"
    AUTONOMY = "autonomy", "Exercices en autonomie"


class AssessmentGrid(TenantModel):
    """One version of the questions and rules, as JSON; unchangeable once an assessment uses it."""

    code = models.CharField(max_length=30)
    version = models.CharField("version", max_length=12)
    title = models.CharField("titre", max_length=120)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "grille de diagnostic"
        constraints = [
            TenantIsolation("assessmentgrid_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "code", "version"],
                name="assessmentgrid_version_once",
                violation_error_message="Cette version de la grille existe déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def completed(self):
        return self.filter(completed_at__isnull=False)

    def in_progress(self):
        return self.filter(completed_at__isnull=True)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Assessment(TenantModel):
    """One assessment of one person on one grid: resumed until completed, then unchangeable."""

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="assessments")
    grid = TenantForeignKey(AssessmentGrid, related_name="assessments")
    kind = models.CharField("moment", max_length=12, choices=AssessmentKind)
    channel = models.CharField("façon", max_length=12, choices=AssessmentChannel)
    by = TenantForeignKey("organisations.Membership", related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField("terminé le", null=True, editable=False)
    minutes = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    # Axis → 0 to 4, or null when nothing could be told; frozen when completed.
    scores = models.JSONField(default=dict, editable=False)
    # [{"rule", "path", "reason", "against": […]}…] in order, as the grid's rules gave them.
    proposals = models.JSONField(default=list, editable=False)
    proposed_path = models.CharField(max_length=12, choices=Path, blank=True, editable=False)
    # A human decides; choosing otherwise than proposed needs a reason.
    chosen_path = models.CharField("voie choisie", max_length=12, choices=Path, blank=True)
    override_reason = EncryptedTextField("pourquoi une autre voie", max_length=500)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "diagnostic"
        constraints = [
            TenantIsolation("assessment_tenant"),
            SameOrganisation("beneficiary", name="assessment_beneficiary"),
            SameOrganisation("grid", name="assessment_grid"),
            SameOrganisation("by", name="assessment_by"),
            SameOrganisation("decided_by", name="assessment_decided_by"),
            models.UniqueConstraint(
                fields=["organisation", "beneficiary"],
                condition=Q(completed_at__isnull=True),
                name="assessment_one_in_progress",
                violation_error_message="Un diagnostic est déjà en cours pour cette personne.",
            ),
            models.CheckConstraint(
                condition=Q(chosen_path="", decided_at__isnull=True)
                | ~Q(chosen_path="") & Q(decided_at__isnull=False, completed_at__isnull=False),
                name="assessment_decided_once_completed",
                violation_error_message="On choisit une voie quand le diagnostic est terminé.",
            ),
            models.CheckConstraint(
                condition=Q(chosen_path="")
                | Q(chosen_path=models.F("proposed_path"))
                | ~Q(override_reason=b""),
                name="assessment_override_has_its_reason",
                violation_error_message="Dites pourquoi une autre voie est choisie.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "beneficiary", "-completed_at"], name="assessment_of"
            )
        ]

    def __str__(self):
        return f"diagnostic {self.get_kind_display().lower()}"


class AssessmentAnswer(TenantModel):
    """The answer to one question, by the codes of the grid."""

    assessment = TenantForeignKey(Assessment, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=30)
    state = models.CharField(max_length=8, choices=AnswerState)
    # Codes of the chosen options; empty unless answered.
    values = models.JSONField(default=list)

    class Meta:
        verbose_name = "réponse au diagnostic"
        constraints = [
            TenantIsolation("assessmentanswer_tenant"),
            SameOrganisation("assessment", name="assessmentanswer_assessment"),
            models.UniqueConstraint(
                fields=["organisation", "assessment", "question"],
                name="assessmentanswer_once",
                violation_error_message="Cette question a déjà sa réponse.",
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.ANSWERED) & ~Q(values=[])
                | ~Q(state=AnswerState.ANSWERED) & Q(values=[]),
                name="assessmentanswer_values_when_answered",
                violation_error_message="Une réponse porte un choix ; un refus n’en porte pas.",
            ),
        ]

    def __str__(self):
        return self.question


class ExternalTool(models.TextChoices):
    PIX = "pix", "Pix"
    ABC_DIAG = "abc_diag", "ABC Diag"
    OTHER = "other", "Autre outil"


class ExternalResult(TenantModel):
    """The result of a test taken elsewhere: its level and date, never its questions."""

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="external_results")
    tool = models.CharField("outil", max_length=10, choices=ExternalTool)
    level = models.CharField("niveau ou score", max_length=60)
    taken_on = models.DateField("passé le")
    added_at = models.DateTimeField(db_default=Now())
    added_by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        verbose_name = "résultat externe"
        constraints = [
            TenantIsolation("externalresult_tenant"),
            SameOrganisation("beneficiary", name="externalresult_beneficiary"),
            SameOrganisation("added_by", name="externalresult_added_by"),
        ]

    def __str__(self):
        return f"{self.get_tool_display()}\u00a0: {self.level}"
