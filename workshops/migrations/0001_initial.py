import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import inclusion.encryption.fields
import inclusion.ids
import inclusion.organisations.constraints
import inclusion.organisations.fields
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("beneficiaries", "0001_initial"),
        ("equipment", "0001_initial"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.CreateModel(
                    name="Workshop",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="titre")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("debutant", "Débutant"),
                                    ("intermediaire", "Intermédiaire"),
                                    ("avance", "Avancé"),
                                ],
                                default="debutant",
                                max_length=15,
                                verbose_name="niveau",
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("diagnostic_numerique", "Diagnostic numérique"),
                                    ("prendre_en_main_du_materiel", "Prendre en main du matériel"),
                                    ("maintenance_de_materiel", "Maintenance de matériel"),
                                    (
                                        "gere_ses_contenus_numeriques",
                                        "Gérer ses contenus numériques",
                                    ),
                                    ("navigation_sur_internet", "Navigation sur internet"),
                                    ("email", "E-mail"),
                                    ("bureautique", "Bureautique"),
                                    ("reseaux_sociaux", "Réseaux sociaux"),
                                    ("sante", "Santé"),
                                    ("banque_et_achats_en_ligne", "Banque et achats en ligne"),
                                    ("entrepreneuriat", "Accompagner un professionnel"),
                                    ("insertion_professionnelle", "Insertion professionnelle"),
                                    ("securite_numerique", "Sécurité numérique"),
                                    ("parentalite", "Parentalité"),
                                    ("scolarite_et_numerique", "Scolarité et numérique"),
                                    ("creer_avec_le_numerique", "Créer avec le numérique"),
                                    ("culture_numerique", "Culture numérique"),
                                    ("intelligence_artificielle", "Intelligence artificielle"),
                                    (
                                        "aide_aux_demarches_administratives",
                                        "Démarches administratives",
                                    ),
                                ],
                                max_length=40,
                                verbose_name="thématique",
                            ),
                        ),
                        (
                            "procedures",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        (
                                            "papiers_elections_citoyennete",
                                            "Papiers, élections, citoyenneté",
                                        ),
                                        ("famille_scolarite", "Famille, scolarité"),
                                        ("social_sante", "Social, santé"),
                                        ("travail_formation", "Travail, formation"),
                                        ("logement", "Logement"),
                                        ("transports_mobilite", "Transports, mobilité"),
                                        ("argent_impots", "Argent, impôts"),
                                        ("justice", "Justice"),
                                        ("etrangers_europe", "Étrangers, Europe"),
                                        ("loisirs_sports_culture", "Loisirs, sports, culture"),
                                        ("associations", "Associations"),
                                    ],
                                    max_length=30,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="démarches",
                            ),
                        ),
                        ("taxonomy_version", models.CharField(default="2026-06", max_length=10)),
                        (
                            "content",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="contenu en une ligne"
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(blank=True, max_length=120, verbose_name="public"),
                        ),
                        (
                            "objectives",
                            models.TextField(blank=True, max_length=600, verbose_name="objectifs"),
                        ),
                        (
                            "links",
                            models.JSONField(blank=True, default=list, verbose_name="ressources"),
                        ),
                        ("is_free", models.BooleanField(default=True, verbose_name="gratuit")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "atelier",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="workshop_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "title"),
                                name="workshop_title_once",
                                violation_error_message="Un atelier porte déjà ce titre.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("procedures", []),
                                    ("topic", "aide_aux_demarches_administratives"),
                                    _connector="OR",
                                ),
                                name="workshop_procedures_of_procedures",
                                violation_error_message="Les démarches se précisent sous la thématique «\xa0Démarches administratives\xa0».",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CountedPerson",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("months", models.JSONField(default=dict)),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "compte d’une personne",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="countedperson_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="countedperson_beneficiary"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "beneficiary"),
                                name="countedperson_once",
                                violation_error_message="Cette personne est déjà comptée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FigureLine",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("month", models.DateField(verbose_name="mois")),
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("total", "Ensemble"),
                                    ("topic", "Thématique"),
                                    ("procedure", "Démarche"),
                                    ("workshop", "Atelier"),
                                    ("series", "Série"),
                                    ("venue", "Lieu"),
                                    ("kind", "Forme"),
                                    ("leader", "Animation"),
                                    ("age", "Tranche d’âge"),
                                    ("gender", "Genre"),
                                    ("situation", "Statut"),
                                    ("qpv", "Quartier prioritaire"),
                                ],
                                max_length=12,
                                verbose_name="axe",
                            ),
                        ),
                        ("value", models.CharField(max_length=40, verbose_name="valeur")),
                        ("before", models.DateField(null=True, verbose_name="mois d’avant")),
                        ("sessions", models.IntegerField(default=0, verbose_name="séances")),
                        (
                            "named",
                            models.IntegerField(
                                default=0, verbose_name="participations avec un dossier"
                            ),
                        ),
                        (
                            "walk_ins",
                            models.IntegerField(
                                default=0, verbose_name="participations sans dossier"
                            ),
                        ),
                        (
                            "anonymous",
                            models.IntegerField(default=0, verbose_name="participations anonymes"),
                        ),
                        ("people", models.IntegerField(default=0, verbose_name="personnes")),
                        ("is_kept", models.BooleanField(default=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ligne de compte des ateliers",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "month"], name="figureline_by_month"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="figureline_tenant"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HourlyRate",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("from_day", models.DateField(verbose_name="à partir du")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=6, verbose_name="taux horaire"
                            ),
                        ),
                        ("basis", models.CharField(max_length=160, verbose_name="référence")),
                        (
                            "set_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "set_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "taux horaire du bénévolat",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="hourlyrate_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="set_by", name="hourlyrate_set_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "from_day"),
                                name="hourlyrate_once_a_day",
                                violation_error_message="Un taux commence déjà ce jour-là.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0), ("amount__lte", 200)),
                                name="hourlyrate_sane",
                                violation_error_message="Un taux horaire va de 0,01 à 200\xa0€.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeSettings",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "school_zone",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("A", "Zone A"),
                                    ("B", "Zone B"),
                                    ("C", "Zone C"),
                                    ("-", "Aucune\xa0: Corse, outre-mer"),
                                ],
                                max_length=1,
                                verbose_name="zone scolaire",
                            ),
                        ),
                        (
                            "is_published",
                            models.BooleanField(
                                default=False, verbose_name="page publique ouverte"
                            ),
                        ),
                        (
                            "welcome",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="mot d’accueil"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "réglages des ateliers",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="programmesettings_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation",),
                                name="programmesettings_once",
                                violation_error_message="Les réglages des ateliers existent déjà.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VenueClosure",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("first_day", models.DateField(verbose_name="du")),
                        ("last_day", models.DateField(verbose_name="au")),
                        ("reason", models.CharField(max_length=80, verbose_name="raison")),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "venue",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="closures",
                                to="places.venue",
                                verbose_name="lieu",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fermeture",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "last_day"], name="venueclosure_by_day"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="venueclosure_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="venue", name="venueclosure_venue"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))),
                                name="venueclosure_ends_after_start",
                                violation_error_message="Une fermeture finit après son début.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkshopSeries",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("weekly", "Répétition"),
                                    ("copied", "Copie d’une période"),
                                ],
                                max_length=7,
                                verbose_name="origine",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "created_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "workshop",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="series",
                                to="workshops.workshop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "série",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="workshopseries_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="workshop", name="workshopseries_workshop"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="workshopseries_created_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("origin", "weekly"), ("workshop__isnull", False)),
                                    models.Q(("origin", "copied"), ("workshop__isnull", True)),
                                    _connector="OR",
                                ),
                                name="workshopseries_origin",
                                violation_error_message="Une répétition est celle d’un atelier.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkshopSession",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("anonymous_count", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_under_12", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_from_12", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_from_18", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_from_25", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_from_40", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_from_60", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_from_70", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_women", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_men", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_retired", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_job_seekers", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_employed", models.PositiveSmallIntegerField(default=0)),
                        ("anonymous_at_school", models.PositiveSmallIntegerField(default=0)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("collectif", "Atelier collectif"),
                                    ("permanence", "Permanence, sans inscription"),
                                    ("individuel", "Accompagnement individuel"),
                                ],
                                default="collectif",
                                max_length=10,
                                verbose_name="forme",
                            ),
                        ),
                        (
                            "modality",
                            models.CharField(
                                choices=[
                                    ("lieu_activite", "Dans un de nos lieux"),
                                    ("autre", "Hors les murs"),
                                    ("domicile", "À domicile"),
                                    ("a_distance", "À distance"),
                                ],
                                default="lieu_activite",
                                max_length=13,
                                verbose_name="où",
                            ),
                        ),
                        (
                            "place_name",
                            models.CharField(blank=True, max_length=120, verbose_name="endroit"),
                        ),
                        (
                            "place_city",
                            models.CharField(blank=True, max_length=80, verbose_name="commune"),
                        ),
                        (
                            "remote_link",
                            models.URLField(
                                blank=True,
                                max_length=300,
                                verbose_name="lien de la visioconférence",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="début")),
                        ("ends_at", models.DateTimeField(verbose_name="fin")),
                        ("capacity", models.PositiveSmallIntegerField(verbose_name="places")),
                        ("seats_taken", models.PositiveSmallIntegerField(default=0)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "Prévue"),
                                    ("closed", "Close"),
                                    ("cancelled", "Annulée"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="motif"),
                        ),
                        (
                            "cancelled_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "closed_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "created_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "series",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="workshops.workshopseries",
                            ),
                        ),
                        (
                            "venue",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.venue",
                                verbose_name="lieu",
                            ),
                        ),
                        (
                            "workshop",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="workshops.workshop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "séance",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "starts_at", "id"], name="session_by_date"
                            ),
                            models.Index(
                                fields=["organisation", "status", "starts_at", "id"],
                                name="session_by_status",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="workshopsession_tenant"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["collectif", "permanence", "individuel"])
                                ),
                                name="workshopsession_kind_known",
                                violation_error_message="Forme de séance inconnue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("modality", "lieu_activite"), ("venue__isnull", False)
                                    ),
                                    models.Q(
                                        ("modality__in", ["a_distance", "autre", "domicile"]),
                                        ("venue__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="workshopsession_venue_if_ours",
                                violation_error_message="Choisissez le lieu de la séance.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("modality__in", ["autre", "domicile"]), _negated=True
                                    ),
                                    models.Q(("place_city", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="workshopsession_town_if_outside",
                                violation_error_message="Écrivez la commune où la séance a lieu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("modality", "domicile"), _negated=True),
                                    ("place_name", ""),
                                    _connector="OR",
                                ),
                                name="workshopsession_home_unnamed",
                                violation_error_message="À domicile, seule la commune est notée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "permanence"), _negated=True),
                                    ("seats_taken", 0),
                                    _connector="OR",
                                ),
                                name="workshopsession_drop_in_unregistered",
                                violation_error_message="On vient à une permanence sans s’inscrire.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "individuel"), _negated=True),
                                    ("capacity", 1),
                                    _connector="OR",
                                ),
                                name="workshopsession_individual_one_seat",
                                violation_error_message="Un accompagnement individuel a une seule place.",
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="workshop", name="workshopsession_workshop"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="venue", name="workshopsession_venue"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="series", name="workshopsession_series"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="workshopsession_created_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="closed_by", name="workshopsession_closed_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="cancelled_by", name="workshopsession_cancelled_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="workshopsession_ends_after_start",
                                violation_error_message="La séance doit finir après son début.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seats_taken__lte", models.F("capacity"))),
                                name="workshopsession_capacity",
                                violation_error_message="La séance est complète.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("closed_by__isnull", False),
                                        ("status", "closed"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "closed"), _negated=True),
                                        ("closed_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="workshopsession_closed_by_someone",
                                violation_error_message="Une séance close a sa date et son auteur.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("cancelled_at__isnull", False),
                                        ("cancelled_by__isnull", False),
                                        ("seats_taken", 0),
                                        ("status", "cancelled"),
                                        models.Q(("cancel_reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("status", "cancelled"), _negated=True),
                                        ("cancelled_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="workshopsession_cancelled_by_someone",
                                violation_error_message="Une séance annulée a son motif, et plus d’inscrits.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "anonymous_count__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.expressions.CombinedExpression(
                                                                models.F("anonymous_under_12"),
                                                                "+",
                                                                models.F("anonymous_from_12"),
                                                            ),
                                                            "+",
                                                            models.F("anonymous_from_18"),
                                                        ),
                                                        "+",
                                                        models.F("anonymous_from_25"),
                                                    ),
                                                    "+",
                                                    models.F("anonymous_from_40"),
                                                ),
                                                "+",
                                                models.F("anonymous_from_60"),
                                            ),
                                            "+",
                                            models.F("anonymous_from_70"),
                                        ),
                                    )
                                ),
                                name="workshopsession_anonymous_age_band",
                                violation_error_message="Tranches d’âge\xa0: plus de personnes que de participants anonymes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "anonymous_count__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("anonymous_women"),
                                            "+",
                                            models.F("anonymous_men"),
                                        ),
                                    )
                                ),
                                name="workshopsession_anonymous_gender",
                                violation_error_message="Genre\xa0: plus de personnes que de participants anonymes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "anonymous_count__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("anonymous_retired"),
                                                    "+",
                                                    models.F("anonymous_job_seekers"),
                                                ),
                                                "+",
                                                models.F("anonymous_employed"),
                                            ),
                                            "+",
                                            models.F("anonymous_at_school"),
                                        ),
                                    )
                                ),
                                name="workshopsession_anonymous_situation",
                                violation_error_message="Situation\xa0: plus de personnes que de participants anonymes.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VolunteerHours",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("worked_on", models.DateField(verbose_name="jour")),
                        (
                            "preparation_minutes",
                            models.PositiveSmallIntegerField(default=0, verbose_name="préparation"),
                        ),
                        (
                            "facilitation_minutes",
                            models.PositiveSmallIntegerField(default=0, verbose_name="animation"),
                        ),
                        (
                            "travel_minutes",
                            models.PositiveSmallIntegerField(default=0, verbose_name="trajet"),
                        ),
                        (
                            "words",
                            models.CharField(blank=True, max_length=120, verbose_name="précision"),
                        ),
                        (
                            "is_civic_service",
                            models.BooleanField(default=False, verbose_name="en service civique"),
                        ),
                        (
                            "declared_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        (
                            "confirmed_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "member",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "heures de bénévolat",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "worked_on", "id"],
                                name="volunteerhours_by_day",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="volunteerhours_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="member", name="volunteerhours_member"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="volunteerhours_session"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="confirmed_by", name="volunteerhours_confirmed_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "member", "session"),
                                name="volunteerhours_once",
                                violation_error_message="Vos heures pour cette séance sont déjà notées.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "preparation_minutes__gt",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("facilitation_minutes"),
                                                "*",
                                                models.Value(-1),
                                            ),
                                            "-",
                                            models.F("travel_minutes"),
                                        ),
                                    ),
                                    (
                                        "preparation_minutes__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.Value(960),
                                                "-",
                                                models.F("facilitation_minutes"),
                                            ),
                                            "-",
                                            models.F("travel_minutes"),
                                        ),
                                    ),
                                ),
                                name="volunteerhours_of_a_day",
                                violation_error_message="Notez au moins une minute, et seize heures au plus.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("confirmed_at__isnull", True),
                                        ("confirmed_by__isnull", True),
                                    ),
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        ("confirmed_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="volunteerhours_confirmed_by_someone",
                                violation_error_message="Une confirmation a sa date et son auteur.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(("confirmed_by", models.F("member")), _negated=True),
                                    _connector="OR",
                                ),
                                name="volunteerhours_not_by_herself",
                                violation_error_message="On ne confirme pas ses propres heures.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignedSheet",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "number",
                            models.CharField(blank=True, max_length=30, verbose_name="numéro"),
                        ),
                        (
                            "reading",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("code", "Reconnue par son code"),
                                    ("hand", "Rattachée à la main"),
                                ],
                                max_length=4,
                            ),
                        ),
                        ("content_type", models.CharField(max_length=40)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("path", models.CharField(max_length=120)),
                        (
                            "added_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("attached_at", models.DateTimeField(null=True)),
                        (
                            "added_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "attached_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "named_session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workshops.workshopsession",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "feuille signée",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "session"], name="sheet_of_session"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="signedsheet_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="signedsheet_session"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="named_session", name="signedsheet_named"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="added_by", name="signedsheet_added_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="attached_by", name="signedsheet_attached_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "sha256"),
                                name="signedsheet_once",
                                violation_error_message="Cette feuille a déjà été reçue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("attached_at__isnull", True),
                                        ("reading", ""),
                                        ("session__isnull", True),
                                    ),
                                    models.Q(
                                        ("attached_at__isnull", False),
                                        ("attached_by__isnull", False),
                                        ("session__isnull", False),
                                        models.Q(("reading", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="signedsheet_attached_by_someone",
                                violation_error_message="Une feuille rattachée dit quand, par qui et comment.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SessionSignature",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("signed_name", models.CharField(max_length=120, verbose_name="nom")),
                        (
                            "signed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("signature_sha256", models.CharField(blank=True, max_length=64)),
                        ("signature_type", models.CharField(blank=True, max_length=20)),
                        (
                            "member",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "signature d’une séance",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="sessionsignature_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="sessionsignature_session"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="member", name="sessionsignature_member"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "session", "member"),
                                name="sessionsignature_once",
                                violation_error_message="Vous avez déjà signé pour cette séance.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SessionAmendment",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="motif")),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("transaction_number", models.BigIntegerField(default=0, editable=False)),
                        (
                            "by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "correction d’une séance close",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "session"], name="amendment_of_session"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="sessionamendment_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="sessionamendment_session"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="sessionamendment_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="sessionamendment_has_a_reason",
                                violation_error_message="Dites pourquoi la séance est corrigée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("registered", "Inscrit·e"),
                                    ("waitlisted", "En liste d’attente"),
                                    ("cancelled", "Désinscrit·e"),
                                ],
                                default="registered",
                                max_length=10,
                            ),
                        ),
                        (
                            "registered_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("waitlisted_at", models.DateTimeField(null=True)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "registered_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "inscription",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "beneficiary"],
                                name="registration_of_person",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="registration_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="registration_session"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="registration_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="registered_by", name="registration_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "session", "beneficiary"),
                                name="registration_once",
                                violation_error_message="Cette personne est déjà inscrite à la séance.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "waitlisted"), _negated=True),
                                    ("waitlisted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="registration_waits_since",
                                violation_error_message="Une attente a son heure.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OnlineRegistration",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "name",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=120, verbose_name="prénom et nom"
                            ),
                        ),
                        (
                            "email",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=254,
                                verbose_name="adresse électronique",
                            ),
                        ),
                        (
                            "phone",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=40, verbose_name="téléphone"
                            ),
                        ),
                        ("person_index", models.BinaryField(max_length=32)),
                        (
                            "partner_name",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="inscrit par"
                            ),
                        ),
                        (
                            "partner_email",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=254,
                                verbose_name="courriel du partenaire",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("asked", "À confirmer"),
                                    ("registered", "Inscrit·e"),
                                    ("waitlisted", "En liste d’attente"),
                                    ("cancelled", "Désinscrit·e"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("waitlisted_at", models.DateTimeField(null=True)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="online_registrations",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "inscription en ligne",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "session", "waitlisted_at"],
                                name="online_of_session",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="onlineregistration_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="onlineregistration_session"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("status__in", ["asked", "registered", "waitlisted"])
                                ),
                                fields=("organisation", "session", "person_index"),
                                name="onlineregistration_once",
                                violation_error_message="Cette personne est déjà inscrite à la séance.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        ["asked", "registered", "waitlisted", "cancelled"],
                                    )
                                ),
                                name="onlineregistration_status_known",
                                violation_error_message="État d’inscription inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "waitlisted"), _negated=True),
                                    ("waitlisted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="onlineregistration_waits_since",
                                violation_error_message="Une attente a son heure.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KitItem",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "taken_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("back", "Revenu"),
                                    ("damaged", "Revenu abîmé"),
                                    ("missing", "Pas revenu"),
                                ],
                                max_length=7,
                                verbose_name="retour",
                            ),
                        ),
                        (
                            "words",
                            models.CharField(blank=True, max_length=200, verbose_name="précision"),
                        ),
                        ("checked_at", models.DateTimeField(null=True)),
                        (
                            "checked_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "taken_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kit",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "appareil emporté",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "session"], name="kititem_of_session"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="kititem_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="kititem_session"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="kititem_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="taken_by", name="kititem_taken_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="checked_by", name="kititem_checked_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("checked_at__isnull", True)),
                                fields=("organisation", "device"),
                                name="kititem_one_kit_at_a_time",
                                violation_error_message="Cet appareil est déjà sorti avec une séance.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("checked_at__isnull", True),
                                        ("checked_by__isnull", True),
                                        ("outcome", ""),
                                    ),
                                    models.Q(
                                        ("checked_at__isnull", False),
                                        ("checked_by__isnull", False),
                                        ("outcome__in", ["back", "damaged", "missing"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="kititem_checked_by_someone",
                                violation_error_message="Un retour a son constat, sa date et son auteur.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedSession",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("source", models.CharField(max_length=20, verbose_name="source")),
                        (
                            "key",
                            models.CharField(
                                max_length=64, verbose_name="identifiant dans la source"
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("raw", models.JSONField(default=dict, verbose_name="valeurs d’origine")),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "séance importée",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "session"],
                                name="importedsession_session_ix",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="importedsession_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="importedsession_session"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "source", "key"),
                                name="importedsession_once",
                                violation_error_message="Cette séance est déjà importée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackSlip",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("slip", models.UUIDField()),
                        (
                            "counted_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback_slips",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "avis reçu",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="feedbackslip_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="feedbackslip_session"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "session", "slip"),
                                name="feedbackslip_once",
                                violation_error_message="Cet avis est déjà compté.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedbackCount",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "question",
                            models.CharField(
                                choices=[
                                    ("progress", "J’ai appris quelque chose"),
                                    ("stress", "Je me sens plus à l’aise"),
                                    ("again", "J’ai envie de revenir"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "face",
                            models.CharField(
                                choices=[("good", "Oui"), ("middle", "Un peu"), ("bad", "Non")],
                                max_length=6,
                            ),
                        ),
                        ("count", models.PositiveSmallIntegerField(default=0)),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "avis compté",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="feedbackcount_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="feedbackcount_session"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "session", "question", "face"),
                                name="feedbackcount_once",
                                violation_error_message="Cet avis a déjà son compteur.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Facilitator",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "period",
                            django.contrib.postgres.fields.ranges.DateTimeRangeField(
                                editable=False, null=True
                            ),
                        ),
                        (
                            "led_as",
                            models.CharField(
                                choices=[
                                    ("staff", "Médiateur·rice, équipe"),
                                    ("volunteer", "Bénévole"),
                                    ("civic", "Service civique"),
                                ],
                                default="staff",
                                editable=False,
                                max_length=9,
                            ),
                        ),
                        (
                            "member",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="facilitators",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "animateur·rice",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "member"], name="facilitator_by_member"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="facilitator_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="facilitator_session"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="member", name="facilitator_member"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "session", "member"),
                                name="facilitator_once",
                                violation_error_message="Cette personne anime déjà la séance.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("organisation", "="),
                                    ("member", "="),
                                    ("period", "&&"),
                                ],
                                name="facilitator_in_one_room",
                                violation_error_message="Cette personne anime une autre séance à ces heures-là.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CountedSession",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("month", models.DateField(verbose_name="mois")),
                        ("counts", models.JSONField(default=dict)),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                editable=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "compte d’une séance",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="countedsession_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="countedsession_session"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "session"),
                                name="countedsession_once",
                                violation_error_message="Cette séance est déjà comptée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=inclusion.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "walk_in_name",
                            models.CharField(blank=True, max_length=40, verbose_name="prénom"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("unknown", "À renseigner"),
                                    ("seen", "Présent·e"),
                                    ("excused", "Excusé·e"),
                                    ("noshow", "Absent·e"),
                                    ("revoked", "Annulé"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "age_band",
                            models.CharField(
                                choices=[
                                    ("moins_de_douze", "Moins de 12 ans"),
                                    ("douze_dix_huit", "12 à 17 ans"),
                                    ("dix_huit_vingt_quatre", "18 à 24 ans"),
                                    ("vingt_cinq_trente_neuf", "25 à 39 ans"),
                                    ("quarante_cinquante_neuf", "40 à 59 ans"),
                                    ("soixante_soixante_neuf", "60 à 69 ans"),
                                    ("soixante_dix_plus", "70 ans et plus"),
                                    ("non_communique", "Non communiqué"),
                                ],
                                default="non_communique",
                                max_length=25,
                            ),
                        ),
                        (
                            "gender",
                            models.CharField(
                                choices=[
                                    ("feminin", "Femme"),
                                    ("masculin", "Homme"),
                                    ("non_communique", "Non communiqué"),
                                ],
                                default="non_communique",
                                max_length=15,
                            ),
                        ),
                        (
                            "situation",
                            models.CharField(
                                choices=[
                                    ("retraite", "Retraité·e"),
                                    ("sans_emploi", "Sans emploi"),
                                    ("en_emploi", "En emploi"),
                                    ("scolarise", "Scolarisé·e"),
                                    ("non_communique", "Non communiqué"),
                                ],
                                default="non_communique",
                                max_length=15,
                            ),
                        ),
                        (
                            "is_priority_neighbourhood",
                            models.BooleanField(
                                null=True, verbose_name="habite un quartier prioritaire"
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "recorded_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "session",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="workshops.workshopsession",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "présence",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "beneficiary"], name="attendance_of_person"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="attendance_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="session", name="attendance_session"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="attendance_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="recorded_by", name="attendance_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "session", "beneficiary"),
                                name="attendance_once",
                                violation_error_message="La présence de cette personne est déjà notée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("beneficiary__isnull", False), ("walk_in_name", "")),
                                    models.Q(
                                        ("beneficiary__isnull", True),
                                        models.Q(("walk_in_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="attendance_person_or_walk_in",
                                violation_error_message="Une présence est celle d’un dossier ou d’un prénom.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
