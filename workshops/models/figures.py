"""What was held, counted as it is noted: sums of lines that the database writes by itself.

A line says, of one month and of one value of one axis (« topic », « email »), how many more
sessions, participations and persons there were. Persons are counted without linking anything: each
month in which somebody came is one in a line that says which month she had come before, if any, so
that over any months the distinct persons are the lines whose « before » lies before them.

`CountedSession` and `CountedPerson` hold what each adds to the lines, so that whatever happens to
her or to it (a correction, files joined) exactly that is taken back first.
"""

from django.db import models

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class Axis(models.TextChoices):
    """By what figures are broken down; the code stands in the lines."""

    TOTAL = "total", "Ensemble"
    TOPIC = "topic", "Thématique"
    PROCEDURE = "procedure", "Démarche"
    WORKSHOP = "workshop", "Atelier"
    SERIES = "series", "Série"
    VENUE = "venue", "Lieu"
    KIND = "kind", "Forme"
    LEADER = "leader", "Animation"
    AGE = "age", "Tranche d’âge"
    GENDER = "gender", "Genre"
    SITUATION = "situation", "Statut"
    NEIGHBOURHOOD = "qpv", "Quartier prioritaire"


# Of these, the value is each person's own; of the others, the session's.
PERSONAL_AXES = (Axis.AGE, Axis.GENDER, Axis.SITUATION, Axis.NEIGHBOURHOOD)


class FigureLine(TenantModel):
    """So many more, or fewer. Lines are only ever added; the night's work adds them up."""

    month = models.DateField("mois")
    axis = models.CharField("axe", max_length=12, choices=Axis)
    value = models.CharField("valeur", max_length=40)
    # Of persons: the month each had come before, empty for the first time.
    before = models.DateField("mois d’avant", null=True)
    sessions = models.IntegerField("séances", default=0)
    named = models.IntegerField("participations avec un dossier", default=0)
    walk_ins = models.IntegerField("participations sans dossier", default=0)
    anonymous = models.IntegerField("participations anonymes", default=0)
    people = models.IntegerField("personnes", default=0)
    # What a forgotten person counted for, kept so that no figure moves.
    is_kept = models.BooleanField(default=False)

    class Meta:
        verbose_name = "ligne de compte des ateliers"
        constraints = [TenantIsolation("figureline_tenant")]
        indexes = [models.Index(fields=["organisation", "month"], name="figureline_by_month")]

    def __str__(self):
        return f"{self.axis} {self.value} {self.month}"


class CountedSession(TenantModel):
    """What one closed session adds to the lines of its month."""

    # The database takes it away with its session (trigger).
    session = TenantForeignKey(
        "workshops.WorkshopSession", models.DO_NOTHING, related_name="+", editable=False
    )
    month = models.DateField("mois")
    # "axis|value" → [sessions, named, walk-ins, anonymous].
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = "compte d’une séance"
        constraints = [
            TenantIsolation("countedsession_tenant"),
            SameOrganisation("session", name="countedsession_session"),
            models.UniqueConstraint(
                fields=["organisation", "session"],
                name="countedsession_once",
                violation_error_message="Cette séance est déjà comptée.",
            ),
        ]

    def __str__(self):
        return f"{self.session_id}"


class CountedPerson(TenantModel):
    """The months in which one person came, axis by axis."""

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="+", editable=False)
    # "axis|value" → months, each as year × 12 + month − 1, in order.
    months = models.JSONField(default=dict)

    class Meta:
        verbose_name = "compte d’une personne"
        constraints = [
            TenantIsolation("countedperson_tenant"),
            SameOrganisation("beneficiary", name="countedperson_beneficiary"),
            models.UniqueConstraint(
                fields=["organisation", "beneficiary"],
                name="countedperson_once",
                violation_error_message="Cette personne est déjà comptée.",
            ),
        ]

    def __str__(self):
        return f"{self.beneficiary_id}"
