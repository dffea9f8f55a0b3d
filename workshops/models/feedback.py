"""What people said in ten seconds: three faces, three questions, counted by session."""

from django.db import models
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class FeedbackQuestion(models.TextChoices):
    PROGRESS = "progress", "J’ai appris quelque chose"
    STRESS = "stress", "Je me sens plus à l’aise"
    AGAIN = "again", "J’ai envie de revenir"


class Face(models.TextChoices):
    GOOD = "good", "Oui"
    MIDDLE = "middle", "Un peu"
    BAD = "bad", "Non"


class FeedbackCount(TenantModel):
    """How many gave this face to this question; who gave it is never known."""

    session = TenantForeignKey("workshops.WorkshopSession", related_name="feedback")
    question = models.CharField(max_length=8, choices=FeedbackQuestion)
    face = models.CharField(max_length=6, choices=Face)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "avis compté"
        constraints = [
            TenantIsolation("feedbackcount_tenant"),
            SameOrganisation("session", name="feedbackcount_session"),
            models.UniqueConstraint(
                fields=["organisation", "session", "question", "face"],
                name="feedbackcount_once",
                violation_error_message="Cet avis a déjà son compteur.",
            ),
        ]

    def __str__(self):
        return f"{self.question} {self.face} {self.count}"


class FeedbackSlip(TenantModel):
    """One slip already counted, by the key its page chose: a form sent twice counts once.

    It holds no answer, and goes a few days after the session: faces stay nobody's.
    """

    session = TenantForeignKey("workshops.WorkshopSession", related_name="feedback_slips")
    slip = models.UUIDField()
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "avis reçu"
        constraints = [
            TenantIsolation("feedbackslip_tenant"),
            SameOrganisation("session", name="feedbackslip_session"),
            models.UniqueConstraint(
                fields=["organisation", "session", "slip"],
                name="feedbackslip_once",
                violation_error_message="Cet avis est déjà compté.",
            ),
        ]

    def __str__(self):
        return f"{self.slip}"
