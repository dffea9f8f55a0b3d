"""What is taught, whatever the dates: titles, levels, national topics."""

from django.db import models
from django.db.models.functions import Now

from inclusion.organisations.constraints import TenantIsolation
from inclusion.organisations.fields import TenantModel


class Level(models.TextChoices):
    # Codes of the national mediation vocabulary.
    BEGINNER = "debutant", "Débutant"
    INTERMEDIATE = "intermediaire", "Intermédiaire"
    ADVANCED = "avance", "Avancé"


class Topic(models.TextChoices):
    """The nineteen national topics (taxonomy of 2026-06)."""

    ASSESSMENT = "diagnostic_numerique", "Diagnostic numérique"
    HARDWARE = "prendre_en_main_du_materiel", "Prendre en main du matériel"
    MAINTENANCE = "maintenance_de_materiel", "Maintenance de matériel"
    CONTENT = "gere_ses_contenus_numeriques", "Gérer ses contenus numériques"
    WEB = "navigation_sur_internet", "Navigation sur internet"
    EMAIL = "email", "E-mail"
    OFFICE = "bureautique", "Bureautique"
    SOCIAL = "reseaux_sociaux", "Réseaux sociaux"
    HEALTH = "sante", "Santé"
    BANKING = "banque_et_achats_en_ligne", "Banque et achats en ligne"
    BUSINESS = "entrepreneuriat", "Accompagner un professionnel"
    JOBS = "insertion_professionnelle", "Insertion professionnelle"
    SECURITY = "securite_numerique", "Sécurité numérique"
    PARENTING = "parentalite", "Parentalité"
    SCHOOL = "scolarite_et_numerique", "Scolarité et numérique"
    CREATING = "creer_avec_le_numerique", "Créer avec le numérique"
    CULTURE = "culture_numerique", "Culture numérique"
    AI = "intelligence_artificielle", "Intelligence artificielle"
    PROCEDURES = "aide_aux_demarches_administratives", "Démarches administratives"


TAXONOMY_VERSION = "2026-06"


class WorkshopQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class Workshop(TenantModel):
    """What is taught, whatever the dates: title, level, topic."""

    title = models.CharField("titre", max_length=120)
    level = models.CharField("niveau", max_length=15, choices=Level, default=Level.BEGINNER)
    topic = models.CharField("thématique", max_length=40, choices=Topic)
    taxonomy_version = models.CharField(max_length=10, default=TAXONOMY_VERSION)
    content = models.CharField("contenu en une ligne", max_length=200, blank=True)
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
        ]

    def __str__(self):
        return self.title
