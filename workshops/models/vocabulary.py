"""The national vocabulary of digital mediation: nineteen topics, eleven kinds of procedure.

Codes are kept identical, so that exports compare; each workshop keeps the version it was written
with.
"""

from django.db import models

TAXONOMY_VERSION = "2026-06"


class Level(models.TextChoices):
    BEGINNER = "debutant", "Débutant"
    INTERMEDIATE = "intermediaire", "Intermédiaire"
    ADVANCED = "avance", "Avancé"


class Topic(models.TextChoices):
    """The nineteen topics."""

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


class Procedure(models.TextChoices):
    """The eleven kinds of procedure, under « Démarches administratives » only."""

    PAPERS = "papiers_elections_citoyennete", "Papiers, élections, citoyenneté"
    FAMILY = "famille_scolarite", "Famille, scolarité"
    SOCIAL = "social_sante", "Social, santé"
    WORK = "travail_formation", "Travail, formation"
    HOUSING = "logement", "Logement"
    TRANSPORT = "transports_mobilite", "Transports, mobilité"
    MONEY = "argent_impots", "Argent, impôts"
    JUSTICE = "justice", "Justice"
    FOREIGNERS = "etrangers_europe", "Étrangers, Europe"
    LEISURE = "loisirs_sports_culture", "Loisirs, sports, culture"
    ASSOCIATIONS = "associations", "Associations"
