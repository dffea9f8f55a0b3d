"""What is taught, whatever the dates: title, level, topic, for whom, and what one leaves with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import TenantIsolation
from inclusion.organisations.fields import TenantModel

from .vocabulary import TAXONOMY_VERSION, Level, Procedure, Topic


class WorkshopQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class Workshop(TenantModel):
    """What is taught, whatever the dates: title, level, topic."""

    title = models.CharField("titre", max_length=120)
    level = models.CharField("niveau", max_length=15, choices=Level, default=Level.BEGINNER)
    topic = models.CharField("thématique", max_length=40, choices=Topic)
    procedures = ArrayField(
        models.CharField(max_length=30, choices=Procedure),
        verbose_name="démarches",
        default=list,
        blank=True,
    )
    taxonomy_version = models.CharField(max_length=10, default=TAXONOMY_VERSION)
    content = models.CharField("contenu en une ligne", max_length=200, blank=True)
    audience = models.CharField("public", max_length=120, blank=True)
    # One objective a line: what one can do afterwards.
    objectives = models.TextField("objectifs", max_length=600, blank=True)
    # Pairs [title, address] of the pages and sheets used.
    links = models.JSONField("ressources", default=list, blank=True)
    # Printed on certificates: what the person paid, or that she paid nothing.
    is_free = models.BooleanField("gratuit", default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = "atelier"
        constraints = [
            TenantIsolation("workshop_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "title"],
                name="workshop_title_once",
                violation_error_message="Un atelier porte déjà ce titre.",
            ),
            models.CheckConstraint(
                condition=Q(procedures=[]) | Q(topic=Topic.PROCEDURES),
                name="workshop_procedures_of_procedures",
                violation_error_message=(
                    "Les démarches se précisent sous la thématique «\u00a0Démarches"
                    " administratives\u00a0»."
                ),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def objective_lines(self):
        return [line.strip() for line in self.objectives.splitlines() if line.strip()]

    @property
    def procedure_labels(self):
        return [Procedure(code).label for code in self.procedures]
