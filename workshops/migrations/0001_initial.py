import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import inclusion.ids
import inclusion.organisations.constraints
import inclusion.organisations.fields
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("beneficiaries", "0001_initial"),
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
                        ("taxonomy_version", models.CharField(default="2026-06", max_length=10)),
                        (
                            "content",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="contenu en une ligne"
                            ),
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
                        ("anonymous_count", models.PositiveSmallIntegerField(default=0)),
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
                            "venue",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
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
                            inclusion.organisations.constraints.SameOrganisation(
                                field="workshop", name="workshopsession_workshop"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="venue", name="workshopsession_venue"
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
            ]
        ),
    ]
