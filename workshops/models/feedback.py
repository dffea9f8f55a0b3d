"""What people said in ten seconds: three faces, three questions, counted by session."""

from django.db import models

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
