import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import beneficiaries.models.person
import inclusion.encryption.fields
import inclusion.ids
import inclusion.organisations.constraints
import inclusion.organisations.fields
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.CreateModel(
                    name="AssessmentGrid",
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
                        ("code", models.CharField(max_length=30)),
                        ("version", models.CharField(max_length=12, verbose_name="version")),
                        ("title", models.CharField(max_length=120, verbose_name="titre")),
                        ("content", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("retired_at", models.DateTimeField(editable=False, null=True)),
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
                        "verbose_name": "grille de diagnostic",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="assessmentgrid_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "code", "version"),
                                name="assessmentgrid_version_once",
                                violation_error_message="Cette version de la grille existe déjà.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Beneficiary",
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
                            "file_number",
                            models.CharField(max_length=12, verbose_name="n° de dossier"),
                        ),
                        ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                        (
                            "usual_name",
                            models.CharField(blank=True, max_length=80, verbose_name="nom d’usage"),
                        ),
                        ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                        (
                            "sort_name",
                            models.CharField(db_collation="C", editable=False, max_length=170),
                        ),
                        (
                            "birth_year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="année de naissance"
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
                                verbose_name="genre",
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
                                verbose_name="situation",
                            ),
                        ),
                        (
                            "city",
                            models.CharField(blank=True, max_length=80, verbose_name="commune"),
                        ),
                        (
                            "postcode",
                            models.CharField(blank=True, max_length=5, verbose_name="code postal"),
                        ),
                        (
                            "insee_code",
                            models.CharField(
                                blank=True, max_length=5, verbose_name="code de la commune"
                            ),
                        ),
                        (
                            "is_priority_neighbourhood",
                            models.BooleanField(
                                blank=True, null=True, verbose_name="habite un quartier prioritaire"
                            ),
                        ),
                        (
                            "qpv_code",
                            models.CharField(
                                blank=True, max_length=8, verbose_name="quartier prioritaire"
                            ),
                        ),
                        ("qpv_vintage", models.CharField(blank=True, editable=False, max_length=8)),
                        (
                            "qpv_method",
                            models.CharField(
                                choices=[
                                    ("unknown", "Non renseigné"),
                                    ("declared", "Déclaré par la personne"),
                                    ("matched", "Adresse vérifiée"),
                                ],
                                default="unknown",
                                max_length=8,
                                verbose_name="connu par",
                            ),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("fr", "Français"),
                                        ("ar", "Arabe"),
                                        ("en", "Anglais"),
                                        ("es", "Espagnol"),
                                        ("pt", "Portugais"),
                                        ("tr", "Turc"),
                                        ("uk", "Ukrainien"),
                                        ("ru", "Russe"),
                                        ("fa", "Dari, persan"),
                                        ("ps", "Pachto"),
                                        ("ta", "Tamoul"),
                                        ("bn", "Bengali"),
                                        ("ro", "Roumain"),
                                        ("zh", "Chinois"),
                                        ("ln", "Lingala"),
                                        ("wo", "Wolof"),
                                        ("bm", "Bambara"),
                                        ("snk", "Soninké"),
                                        ("fsl", "Langue des signes française"),
                                        ("other", "Autre langue"),
                                    ],
                                    max_length=8,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="langues parlées",
                            ),
                        ),
                        (
                            "needs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("large_print", "Écran ou textes agrandis"),
                                        ("reading", "Lecture accompagnée"),
                                        ("interpreter", "Interprète"),
                                        ("companion", "Venir accompagnée"),
                                        ("step_free", "Accès sans marche"),
                                        ("quiet", "Lieu calme"),
                                        ("childcare", "Venir avec ses enfants"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="ce qui l’aide",
                            ),
                        ),
                        (
                            "declined",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "preferred_contact",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Non précisé"),
                                    ("phone", "Appel"),
                                    ("sms", "SMS"),
                                    ("email", "Courriel"),
                                    ("letter", "Courrier postal"),
                                    ("third_party", "Par un tiers"),
                                    ("none", "Ne pas contacter"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="contact préféré",
                            ),
                        ),
                        (
                            "contact_hours",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="quand la joindre"
                            ),
                        ),
                        (
                            "phone",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=40, verbose_name="téléphone"
                            ),
                        ),
                        (
                            "phone_index",
                            inclusion.encryption.fields.BlindIndexField(default=b"", max_length=32),
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
                            "email_index",
                            inclusion.encryption.fields.BlindIndexField(default=b"", max_length=32),
                        ),
                        (
                            "address",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=200, verbose_name="adresse"
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("spontanee", "Venue d’elle-même"),
                                    ("association", "Envoyée par une association"),
                                    ("departement", "Envoyée par le Département"),
                                    ("aller_vers", "Rencontrée hors les murs"),
                                    ("autre", "Autre"),
                                ],
                                default="spontanee",
                                max_length=15,
                                verbose_name="origine",
                            ),
                        ),
                        (
                            "referred_by",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="envoyée par"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("active", "Suivie"),
                                    ("dormant", "Sans contact"),
                                    ("closed", "Dossier clos"),
                                    ("archived", "Archive"),
                                    ("merged", "Fusionné"),
                                ],
                                default="active",
                                max_length=10,
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="clos le"),
                        ),
                        (
                            "is_light",
                            models.BooleanField(default=False, verbose_name="dossier léger"),
                        ),
                        (
                            "limited_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="limité le"
                            ),
                        ),
                        (
                            "first_contact_on",
                            models.DateField(
                                editable=False, null=True, verbose_name="premier contact"
                            ),
                        ),
                        (
                            "last_contact_on",
                            models.DateField(
                                editable=False, null=True, verbose_name="dernier contact"
                            ),
                        ),
                        ("erasure_announced_on", models.DateField(editable=False, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "journal_key",
                            models.BinaryField(default=beneficiaries.models.person.new_journal_key),
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "merged_into",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
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
                            "referent",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                                verbose_name="référent·e",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bénéficiaire",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "sort_name", "id"],
                                name="beneficiary_by_name",
                            ),
                            models.Index(
                                fields=["organisation", "city", "sort_name", "id"],
                                name="beneficiary_by_city",
                            ),
                            models.Index(
                                condition=models.Q(("phone_index", b""), _negated=True),
                                fields=["organisation", "phone_index"],
                                name="beneficiary_by_phone",
                            ),
                            models.Index(
                                condition=models.Q(("email_index", b""), _negated=True),
                                fields=["organisation", "email_index"],
                                name="beneficiary_by_email",
                            ),
                            models.Index(
                                fields=["organisation", "last_contact_on"],
                                name="beneficiary_by_last_contact",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="beneficiary_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="referent", name="beneficiary_referent"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="beneficiary_created_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "file_number"),
                                name="beneficiary_file_number",
                                violation_error_message="Ce numéro de dossier existe déjà.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("birth_year__isnull", True),
                                    ("birth_year__range", (1900, 2100)),
                                    _connector="OR",
                                ),
                                name="beneficiary_birth_year",
                                violation_error_message="L’année de naissance doit être comprise entre 1900 et cette année.",
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="merged_into", name="beneficiary_merged_into"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", False), ("status", "closed")),
                                    models.Q(
                                        models.Q(("status", "closed"), _negated=True),
                                        ("closed_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="beneficiary_closed_with_its_date",
                                violation_error_message="Un dossier clos porte sa date de clôture, et lui seul.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                                    models.Q(
                                        models.Q(("status", "merged"), _negated=True),
                                        ("merged_into__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="beneficiary_merged_into_another",
                                violation_error_message="Un dossier fusionné dit dans lequel.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("is_priority_neighbourhood__isnull", True),
                                        ("qpv_method", "unknown"),
                                    ),
                                    models.Q(
                                        models.Q(("qpv_method", "unknown"), _negated=True),
                                        ("is_priority_neighbourhood__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="beneficiary_neighbourhood_known_somehow",
                                violation_error_message="Dites comment le quartier prioritaire est connu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("qpv_code", ""),
                                    ("is_priority_neighbourhood", True),
                                    _connector="OR",
                                ),
                                name="beneficiary_neighbourhood_named",
                                violation_error_message="Un quartier est nommé : la personne y habite.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ErasureLedger",
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
                        ("fingerprint", models.BinaryField(max_length=32)),
                        (
                            "erased_at",
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
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="erasureledger_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "fingerprint"),
                                name="erasureledger_once",
                                violation_error_message="Cet effacement est déjà inscrit.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Household",
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
                            "adult_count",
                            models.PositiveSmallIntegerField(default=1, verbose_name="adultes"),
                        ),
                        (
                            "schooled_children_count",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="enfants scolarisés"
                            ),
                        ),
                        (
                            "other_children_count",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="autres enfants"
                            ),
                        ),
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
                        "verbose_name": "foyer",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="household_tenant"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncomingReferral",
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
                        ("referral_id", models.UUIDField(unique=True)),
                        ("sender_name", models.CharField(max_length=120)),
                        (
                            "need",
                            models.CharField(
                                choices=[
                                    (
                                        "maitriser-les-fondamentaux-du-numerique",
                                        "Apprendre les bases du numérique",
                                    ),
                                    (
                                        "acceder-a-des-services-en-ligne",
                                        "Faire des démarches en ligne",
                                    ),
                                    ("acquerir-un-equipement", "Obtenir un équipement"),
                                    ("acceder-a-une-connexion-internet", "Accéder à internet"),
                                    ("acces-aux-droits", "Faire valoir ses droits"),
                                    (
                                        "accompagnement-individuel",
                                        "Être accompagnée individuellement",
                                    ),
                                    ("formation-numerique", "Se former pour l’emploi"),
                                ],
                                max_length=45,
                                verbose_name="besoin",
                            ),
                        ),
                        (
                            "shared",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=4000
                            ),
                        ),
                        (
                            "message",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=1000
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "En préparation"),
                                    ("proposed", "Proposée"),
                                    ("refused", "Refusée par la personne"),
                                    ("sent", "Envoyée"),
                                    ("received", "Reçue"),
                                    ("accepted", "Acceptée"),
                                    ("declined", "Déclinée"),
                                    ("unanswered", "Sans réponse"),
                                    ("appointment", "Rendez-vous"),
                                    ("attended", "Venue"),
                                    ("absent", "Absente"),
                                    ("closed", "Close"),
                                    ("withdrawn", "Retirée"),
                                ],
                                default="sent",
                                max_length=12,
                            ),
                        ),
                        (
                            "decline_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("non-joignable", "Personne non joignable"),
                                    ("absent", "Absente au rendez-vous"),
                                    ("en-emploi", "En emploi"),
                                    ("en-formation", "En formation"),
                                    ("non-eligible", "Ne remplit pas les conditions"),
                                    ("non-mobile", "Ne peut pas se déplacer"),
                                    ("non-interesse", "N’est pas intéressée"),
                                    (
                                        "freins-peripheriques",
                                        "D’autres difficultés à lever d’abord",
                                    ),
                                    ("session-complete", "Complet"),
                                    ("doublon", "Déjà orientée ici"),
                                    ("autre", "Autre raison"),
                                ],
                                max_length=22,
                            ),
                        ),
                        (
                            "decline_words",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=1000
                            ),
                        ),
                        ("appointment_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("helped", "Besoin résolu"),
                                    ("ongoing", "Accompagnement en cours là-bas"),
                                    ("redirected", "Réorientée par la structure"),
                                    ("unchanged", "Sans effet"),
                                    ("unknown", "Inconnu"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("expires_at", models.DateTimeField()),
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
                            "to_organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "orientation reçue",
                        "indexes": [
                            models.Index(
                                fields=["to_organisation", "status", "-sent_at"],
                                name="incoming_referral",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.CrossingIsolation(
                                name="incomingreferral_crossing",
                                receiver_updates=True,
                                sender_updates=True,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation", models.F("to_organisation")), _negated=True
                                ),
                                name="incomingreferral_goes_elsewhere",
                                violation_error_message="Une orientation part vers une autre structure.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PurgeRun",
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
                            "started_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("is_dry_run", models.BooleanField(default=True)),
                        ("counts", models.JSONField(default=dict)),
                        ("checks", models.JSONField(default=list)),
                        ("failed", models.BooleanField(default=False)),
                        (
                            "document",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
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
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-started_at"], name="purgerun_latest"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="purgerun_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="document", name="purgerun_document"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadingAlert",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("many_files", "Beaucoup de dossiers ouverts en une heure"),
                                    ("same_name", "Dossier d’un homonyme ouvert"),
                                    ("no_link", "Dossier ouvert sans suivi connu"),
                                    ("night", "Lecture de nuit"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("facts", models.JSONField(default=dict)),
                        ("seen_at", models.DateTimeField(null=True)),
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
                            "seen_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "alerte de lecture",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("seen_at__isnull", True)),
                                fields=["organisation", "at"],
                                name="readingalert_new",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="readingalert_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="member", name="readingalert_member"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="seen_by", name="readingalert_seen_by"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetentionSetting",
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
                        ("rule", models.CharField(max_length=30)),
                        ("days", models.PositiveIntegerField(verbose_name="durée en jours")),
                        (
                            "justification",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="justification"
                            ),
                        ),
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
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="retentionsetting_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="set_by", name="retentionsetting_set_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "rule"),
                                name="retentionsetting_once",
                                violation_error_message="Cette durée est déjà réglée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatisticCell",
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
                        ("month", models.DateField()),
                        ("measure", models.CharField(max_length=40)),
                        ("dimensions", models.JSONField(default=dict)),
                        ("dimensions_key", models.CharField(max_length=200)),
                        ("count", models.IntegerField(default=0)),
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
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="statisticcell_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "month", "measure", "dimensions_key"),
                                name="statisticcell_once",
                                violation_error_message="Ce compte existe déjà.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("initial", "Initial"),
                                    ("intermediate", "D’étape"),
                                    ("final", "Final"),
                                ],
                                max_length=12,
                                verbose_name="moment",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("face_to_face", "En face à face"),
                                    ("phone", "Par téléphone"),
                                    ("paper", "Repris du papier"),
                                    ("alone", "Par la personne elle-même"),
                                ],
                                max_length=12,
                                verbose_name="façon",
                            ),
                        ),
                        (
                            "started_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "completed_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="terminé le"
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="durée en minutes"
                            ),
                        ),
                        ("scores", models.JSONField(default=dict, editable=False)),
                        ("proposals", models.JSONField(default=list, editable=False)),
                        (
                            "proposed_path",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("individual", "Accompagnement individuel"),
                                    ("urgent_help", "Rendez-vous « faire avec » sous 7 jours"),
                                    ("rights", "Accès aux droits"),
                                    ("equipment", "Équipement"),
                                    ("connection", "Connexion solidaire"),
                                    ("initiation", "Initiation en petit groupe"),
                                    ("office", "Bureautique et emploi"),
                                    ("safety", "Sécurité en ligne"),
                                    ("training", "Formation qualifiante"),
                                    ("autonomy", "Exercices en autonomie"),
                                ],
                                editable=False,
                                max_length=12,
                            ),
                        ),
                        (
                            "chosen_path",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("individual", "Accompagnement individuel"),
                                    ("urgent_help", "Rendez-vous « faire avec » sous 7 jours"),
                                    ("rights", "Accès aux droits"),
                                    ("equipment", "Équipement"),
                                    ("connection", "Connexion solidaire"),
                                    ("initiation", "Initiation en petit groupe"),
                                    ("office", "Bureautique et emploi"),
                                    ("safety", "Sécurité en ligne"),
                                    ("training", "Formation qualifiante"),
                                    ("autonomy", "Exercices en autonomie"),
                                ],
                                max_length=12,
                                verbose_name="voie choisie",
                            ),
                        ),
                        (
                            "override_reason",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=500,
                                verbose_name="pourquoi une autre voie",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(editable=False, null=True)),
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
                            "decided_by",
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
                            "grid",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="beneficiaries.assessmentgrid",
                            ),
                        ),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "diagnostic",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "beneficiary", "-completed_at"],
                                name="assessment_of",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="assessment_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="assessment_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="grid", name="assessment_grid"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="assessment_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="decided_by", name="assessment_decided_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("completed_at__isnull", True)),
                                fields=("organisation", "beneficiary"),
                                name="assessment_one_in_progress",
                                violation_error_message="Un diagnostic est déjà en cours pour cette personne.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("chosen_path", ""), ("decided_at__isnull", True)),
                                    models.Q(
                                        models.Q(("chosen_path", ""), _negated=True),
                                        ("completed_at__isnull", False),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessment_decided_once_completed",
                                violation_error_message="On choisit une voie quand le diagnostic est terminé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("chosen_path", ""),
                                    ("chosen_path", models.F("proposed_path")),
                                    models.Q(("override_reason", b""), _negated=True),
                                    _connector="OR",
                                ),
                                name="assessment_override_has_its_reason",
                                violation_error_message="Dites pourquoi une autre voie est choisie.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DistinctPair",
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
                            "decided_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "decided_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "first",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
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
                        (
                            "second",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="distinctpair_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="first", name="distinctpair_first"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="second", name="distinctpair_second"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="decided_by", name="distinctpair_decided_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "first", "second"),
                                name="distinctpair_once",
                                violation_error_message="Ces deux dossiers sont déjà notés comme différents.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))),
                                name="distinctpair_in_order",
                                violation_error_message="Une paire s’écrit une seule fois.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExternalResult",
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
                            "tool",
                            models.CharField(
                                choices=[
                                    ("pix", "Pix"),
                                    ("abc_diag", "ABC Diag"),
                                    ("other", "Autre outil"),
                                ],
                                max_length=10,
                                verbose_name="outil",
                            ),
                        ),
                        ("level", models.CharField(max_length=60, verbose_name="niveau ou score")),
                        ("taken_on", models.DateField(verbose_name="passé le")),
                        (
                            "added_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
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
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="external_results",
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
                        "verbose_name": "résultat externe",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="externalresult_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="externalresult_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="added_by", name="externalresult_added_by"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
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
                            "reason",
                            models.CharField(
                                choices=[
                                    ("litigation", "Litige en cours"),
                                    ("grant", "Contrôle d’une subvention"),
                                    ("accounting", "Pièce comptable"),
                                    ("authority", "Demande d’une autorité"),
                                ],
                                max_length=10,
                                verbose_name="motif",
                            ),
                        ),
                        (
                            "words",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=500, verbose_name="précision"
                            ),
                        ),
                        (
                            "opened_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("review_on", models.DateField(verbose_name="à revoir le")),
                        ("released_at", models.DateTimeField(null=True)),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "opened_by",
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
                            "released_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "conservation exceptionnelle",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(name="hold_tenant"),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="hold_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="opened_by", name="hold_opened_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="released_by", name="hold_released_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("released_at__isnull", True)),
                                fields=("organisation", "beneficiary", "reason"),
                                name="hold_once",
                                violation_error_message="Ce dossier est déjà conservé pour ce motif.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncomingFile",
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
                        ("incoming_id", models.UUIDField()),
                        (
                            "opened_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incoming_files",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "opened_by",
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
                    ],
                    options={
                        "verbose_name": "dossier ouvert sur orientation",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="incomingfile_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="incomingfile_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="opened_by", name="incomingfile_opened_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "incoming_id"),
                                name="incomingfile_once",
                                violation_error_message="Un dossier est déjà ouvert pour cette orientation.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
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
                                    ("proposed", "À approuver"),
                                    ("declined", "Refusée"),
                                    ("done", "Faite"),
                                    ("undone", "Annulée"),
                                ],
                                default="proposed",
                                max_length=8,
                            ),
                        ),
                        ("choices", models.JSONField(default=dict)),
                        ("moved", models.JSONField(default=dict)),
                        (
                            "former",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=8000
                            ),
                        ),
                        (
                            "proposed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "absorbed",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "decided_by",
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
                            "proposed_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "survivor",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "undone_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fusion",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="merge_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="survivor", name="merge_survivor"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="absorbed", name="merge_absorbed"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="proposed_by", name="merge_proposed_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="decided_by", name="merge_decided_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="undone_by", name="merge_undone_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("survivor", models.F("absorbed")), _negated=True
                                ),
                                name="merge_two_files",
                                violation_error_message="Une fusion joint deux dossiers différents.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["proposed", "done"])),
                                fields=("organisation", "absorbed"),
                                name="merge_absorbed_once",
                                violation_error_message="Ce dossier est déjà dans une fusion.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
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
                            "level",
                            models.CharField(
                                choices=[
                                    ("desk", "Accueil"),
                                    ("team", "Équipe"),
                                    ("restricted", "Restreinte"),
                                ],
                                max_length=10,
                                verbose_name="qui peut la lire",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("contact", "Échange"),
                                    ("meeting", "Rendez-vous"),
                                    ("decision", "Décision"),
                                    ("observation", "Observation"),
                                ],
                                max_length=12,
                                verbose_name="nature",
                            ),
                        ),
                        (
                            "axis",
                            models.CharField(blank=True, max_length=20, verbose_name="à propos de"),
                        ),
                        (
                            "body",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=4000, verbose_name="note"
                            ),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("corrected_at", models.DateTimeField(editable=False, null=True)),
                        ("erased_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "amends",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="beneficiaries.note",
                            ),
                        ),
                        (
                            "author",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "erased_by",
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
                    ],
                    options={
                        "verbose_name": "note",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "beneficiary", "written_at"], name="note_of"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(name="note_tenant"),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="note_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="author", name="note_author"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="amends", name="note_amends"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="erased_by", name="note_erased_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("erased_at__isnull", True), ("erased_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("body", b""),
                                        ("erased_at__isnull", False),
                                        ("erased_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="note_erased_to_the_last_word",
                                violation_error_message="Une note effacée ne garde aucun mot.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeDelivery",
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
                        ("version", models.CharField(default="2026-1", max_length=12)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("oral_paper", "À l’oral et sur papier"),
                                    ("oral", "À l’oral"),
                                    ("paper", "Sur papier"),
                                    ("sms", "Par SMS"),
                                    ("post", "Par la poste"),
                                    ("urgent", "Urgence\xa0: à remettre plus tard"),
                                ],
                                max_length=12,
                                verbose_name="remise",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(default="fr", max_length=8, verbose_name="langue"),
                        ),
                        ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                        (
                            "has_interpreter",
                            models.BooleanField(default=False, verbose_name="avec un interprète"),
                        ),
                        (
                            "delivered_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notice_deliveries",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "remise de la notice",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "beneficiary"], name="noticedelivery_person"
                            ),
                            models.Index(
                                condition=models.Q(("channel", "urgent")),
                                fields=["organisation", "delivered_at"],
                                name="noticedelivery_promised",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="noticedelivery_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="noticedelivery_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="noticedelivery_by"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("consent", "Accord signé"),
                                    ("request", "Courrier d’une demande"),
                                    ("temporary", "Pièce de passage"),
                                ],
                                max_length=10,
                                verbose_name="nature",
                            ),
                        ),
                        (
                            "title",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=120, verbose_name="intitulé"
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
                        (
                            "expires_on",
                            models.DateField(blank=True, null=True, verbose_name="à détruire le"),
                        ),
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
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
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
                        "verbose_name": "pièce",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="paper_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="paper_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="added_by", name="paper_added_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "temporary"), _negated=True),
                                    ("expires_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="paper_passing_through_expires",
                                violation_error_message="Une pièce de passage a une date de destruction.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RightsRequest",
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
                        ("subject_pseudonym", models.CharField(max_length=12)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("access", "Accès"),
                                    ("rectification", "Rectification"),
                                    ("erasure", "Effacement"),
                                    ("opposition", "Opposition"),
                                    ("limitation", "Limitation"),
                                    ("portability", "Portabilité"),
                                ],
                                max_length=14,
                                verbose_name="demande",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="reçue le")),
                        (
                            "identity_check",
                            models.CharField(
                                choices=[
                                    ("known", "Personne connue de l’équipe"),
                                    ("seen", "Pièce d’identité vue, non copiée"),
                                    ("mandate", "Mandat d’un représentant vu"),
                                ],
                                max_length=8,
                                verbose_name="identité",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="à répondre avant le")),
                        (
                            "extension_reason",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=500,
                                verbose_name="motif de prolongation",
                            ),
                        ),
                        ("extended_on", models.DateField(editable=False, null=True)),
                        (
                            "words",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=2000,
                                verbose_name="ce que la personne demande",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("granted", "Satisfaite"),
                                    ("partly", "Satisfaite en partie"),
                                    ("refused", "Refusée"),
                                    ("abandoned", "Abandonnée par la personne"),
                                ],
                                max_length=10,
                                verbose_name="suite",
                            ),
                        ),
                        (
                            "answer",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=2000, verbose_name="réponse"
                            ),
                        ),
                        ("closed_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rights_requests",
                                to="beneficiaries.beneficiary",
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
                            "document",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
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
                            "received_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "demande de la personne",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["organisation", "due_on"],
                                name="rightsrequest_due",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="rightsrequest_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="rightsrequest_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="received_by", name="rightsrequest_received_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="closed_by", name="rightsrequest_closed_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="document", name="rightsrequest_document"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("outcome", "")),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="rightsrequest_closed_with_its_outcome",
                                violation_error_message="Une demande close dit quelle suite elle a eue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gt", models.F("received_on"))),
                                name="rightsrequest_due_after_received",
                                violation_error_message="L’échéance suit la réception.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchToken",
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
                        ("token", models.CharField(db_collation="C", max_length=60)),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
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
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="searchtoken_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="searchtoken_beneficiary"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "token", "beneficiary"),
                                name="searchtoken_once",
                                violation_error_message="Ce mot est déjà enregistré pour cette personne.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HouseholdMember",
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
                            "role",
                            models.CharField(
                                choices=[
                                    ("adult", "Adulte"),
                                    ("child", "Enfant"),
                                    ("other", "Autre proche"),
                                ],
                                max_length=5,
                                verbose_name="place",
                            ),
                        ),
                        (
                            "is_confidential",
                            models.BooleanField(default=False, verbose_name="lien confidentiel"),
                        ),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="households",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "household",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="beneficiaries.household",
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
                        "verbose_name": "membre du foyer",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="householdmember_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="household", name="householdmember_household"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="householdmember_beneficiary"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "household", "beneficiary"),
                                name="householdmember_once",
                                violation_error_message="Cette personne fait déjà partie du foyer.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentAnswer",
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
                        ("question", models.CharField(max_length=30)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("answered", "Répondu"),
                                    ("refused", "N’a pas souhaité répondre"),
                                    ("unknown", "Ne sait pas"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("values", models.JSONField(default=list)),
                        (
                            "assessment",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="beneficiaries.assessment",
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
                        "verbose_name": "réponse au diagnostic",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="assessmentanswer_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="assessment", name="assessmentanswer_assessment"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "assessment", "question"),
                                name="assessmentanswer_once",
                                violation_error_message="Cette question a déjà sa réponse.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "answered"),
                                        models.Q(("values", []), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "answered"), _negated=True),
                                        ("values", []),
                                    ),
                                    _connector="OR",
                                ),
                                name="assessmentanswer_values_when_answered",
                                violation_error_message="Une réponse porte un choix ; un refus n’en porte pas.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoteReader",
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
                            "note",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readers",
                                to="beneficiaries.note",
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
                        "verbose_name": "personne désignée pour lire une note",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="notereader_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="note", name="notereader_note"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="member", name="notereader_member"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "note", "member"),
                                name="notereader_once",
                                violation_error_message="Cette personne peut déjà lire la note.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                            "purpose",
                            models.CharField(
                                choices=[
                                    (
                                        "transmission",
                                        "Transmettre des informations à une structure",
                                    ),
                                    ("sms", "Recevoir des SMS"),
                                    ("photo", "Être photographiée"),
                                    ("testimony", "Témoigner"),
                                ],
                                max_length=14,
                                verbose_name="pour",
                            ),
                        ),
                        (
                            "receiver",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="structure destinataire"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("given", "Accord donné"),
                                    ("refused", "Refusé"),
                                    ("withdrawn", "Retiré"),
                                ],
                                max_length=10,
                                verbose_name="réponse",
                            ),
                        ),
                        ("notice_version", models.CharField(max_length=12)),
                        (
                            "manner",
                            models.CharField(
                                choices=[
                                    ("signature", "Signature"),
                                    ("witnessed", "De vive voix, devant témoin"),
                                    ("sms_reply", "Réponse à un SMS"),
                                ],
                                max_length=10,
                                verbose_name="recueilli par",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "valid_until",
                            models.DateField(
                                blank=True, null=True, verbose_name="valable jusqu’au"
                            ),
                        ),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
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
                            "evidence",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="beneficiaries.paper",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consentement",
                        "indexes": [
                            models.Index(
                                fields=[
                                    "organisation",
                                    "beneficiary",
                                    "purpose",
                                    "receiver",
                                    "-at",
                                ],
                                name="consent_of",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="consent_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="consent_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="consent_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="evidence", name="consent_evidence"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("purpose", "transmission"),
                                        models.Q(("receiver", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("purpose", "transmission"), _negated=True),
                                        ("receiver", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="consent_transmission_names_its_receiver",
                                violation_error_message="Dites à quelle structure les informations iront.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
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
                            "need",
                            models.CharField(
                                choices=[
                                    (
                                        "maitriser-les-fondamentaux-du-numerique",
                                        "Apprendre les bases du numérique",
                                    ),
                                    (
                                        "acceder-a-des-services-en-ligne",
                                        "Faire des démarches en ligne",
                                    ),
                                    ("acquerir-un-equipement", "Obtenir un équipement"),
                                    ("acceder-a-une-connexion-internet", "Accéder à internet"),
                                    ("acces-aux-droits", "Faire valoir ses droits"),
                                    (
                                        "accompagnement-individuel",
                                        "Être accompagnée individuellement",
                                    ),
                                    ("formation-numerique", "Se former pour l’emploi"),
                                ],
                                max_length=45,
                                verbose_name="besoin",
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("address", "Adresse remise"),
                                    ("appointment", "Rendez-vous pris"),
                                    ("transmission", "Dossier transmis"),
                                ],
                                default="address",
                                max_length=12,
                                verbose_name="façon",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "En préparation"),
                                    ("proposed", "Proposée"),
                                    ("refused", "Refusée par la personne"),
                                    ("sent", "Envoyée"),
                                    ("received", "Reçue"),
                                    ("accepted", "Acceptée"),
                                    ("declined", "Déclinée"),
                                    ("unanswered", "Sans réponse"),
                                    ("appointment", "Rendez-vous"),
                                    ("attended", "Venue"),
                                    ("absent", "Absente"),
                                    ("closed", "Close"),
                                    ("withdrawn", "Retirée"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        (
                            "shared_fields",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("first_name", "Prénom"),
                                        ("last_name", "Nom"),
                                        ("phone", "Téléphone"),
                                        ("email", "Courriel"),
                                        ("need", "Besoin"),
                                        ("scores", "Profil du diagnostic"),
                                        ("languages", "Langues parlées"),
                                        ("needs", "Ce qui aide la personne"),
                                        ("age_band", "Tranche d’âge"),
                                        ("city", "Commune"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "message",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=1000,
                                verbose_name="mot pour la structure",
                            ),
                        ),
                        (
                            "receiver_name",
                            models.CharField(blank=True, max_length=120, verbose_name="structure"),
                        ),
                        (
                            "to_email",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=254,
                                verbose_name="courriel de la structure",
                            ),
                        ),
                        (
                            "opening_code",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", editable=False, max_length=12
                            ),
                        ),
                        (
                            "wrong_code_count",
                            models.PositiveSmallIntegerField(default=0, editable=False),
                        ),
                        (
                            "person_refusal",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=500,
                                verbose_name="pourquoi la personne refuse",
                            ),
                        ),
                        (
                            "decline_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("non-joignable", "Personne non joignable"),
                                    ("absent", "Absente au rendez-vous"),
                                    ("en-emploi", "En emploi"),
                                    ("en-formation", "En formation"),
                                    ("non-eligible", "Ne remplit pas les conditions"),
                                    ("non-mobile", "Ne peut pas se déplacer"),
                                    ("non-interesse", "N’est pas intéressée"),
                                    (
                                        "freins-peripheriques",
                                        "D’autres difficultés à lever d’abord",
                                    ),
                                    ("session-complete", "Complet"),
                                    ("doublon", "Déjà orientée ici"),
                                    ("autre", "Autre raison"),
                                ],
                                max_length=22,
                            ),
                        ),
                        (
                            "decline_words",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True,
                                default="",
                                max_length=1000,
                                verbose_name="message de la structure",
                            ),
                        ),
                        (
                            "appointment_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="rendez-vous le"
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("helped", "Besoin résolu"),
                                    ("ongoing", "Accompagnement en cours là-bas"),
                                    ("redirected", "Réorientée par la structure"),
                                    ("unchanged", "Sans effet"),
                                    ("unknown", "Inconnu"),
                                ],
                                max_length=10,
                                verbose_name="résultat",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("sent_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "opened_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="lue le"),
                        ),
                        ("answered_at", models.DateTimeField(editable=False, null=True)),
                        ("reminded_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "returned_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="revenue au référent le"
                            ),
                        ),
                        ("attendance_asked_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "expires_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="lien valable jusqu’au"
                            ),
                        ),
                        ("ended_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "assessment",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="beneficiaries.assessment",
                            ),
                        ),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "consent",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="beneficiaries.consent",
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
                            "sheet",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "to_organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "orientation",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "status", "-created_at", "id"],
                                name="referral_by_status",
                            ),
                            models.Index(
                                fields=["organisation", "beneficiary"], name="referral_of"
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="referral_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="referral_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="assessment", name="referral_assessment"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="consent", name="referral_consent"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="referral_created_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="sheet", name="referral_sheet"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("mode", "transmission"), _negated=True),
                                    ("status__in", ["draft", "proposed", "refused", "withdrawn"]),
                                    ("consent__isnull", False),
                                    _connector="OR",
                                ),
                                name="referral_nothing_transmitted_without_consent",
                                violation_error_message="Rien n’est transmis sans l’accord de la personne.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status", "declined"),
                                        models.Q(("decline_reason", ""), _negated=True),
                                    ),
                                    models.Q(("status", "declined"), _negated=True),
                                    _connector="OR",
                                ),
                                name="referral_declined_with_a_reason",
                                violation_error_message="Une orientation déclinée dit pourquoi.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReferralOffer",
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
                        ("rank", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("place", "Lieu"), ("workshop", "Atelier")], max_length=8
                            ),
                        ),
                        ("target_id", models.UUIDField()),
                        ("title", models.CharField(max_length=160)),
                        ("reason", models.CharField(max_length=300)),
                        (
                            "distance_km",
                            models.DecimalField(decimal_places=1, max_digits=6, null=True),
                        ),
                        ("facts", models.JSONField(default=dict)),
                        ("is_chosen", models.BooleanField(default=False)),
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
                            "referral",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="beneficiaries.referral",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "porte proposée",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="referraloffer_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="referral", name="referraloffer_referral"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "referral", "rank"),
                                name="referraloffer_rank_once",
                                violation_error_message="Ce rang est déjà pris.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_chosen", True)),
                                fields=("organisation", "referral"),
                                name="referraloffer_one_chosen",
                                violation_error_message="Une seule porte est choisie.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rank__range", (1, 3))),
                                name="referraloffer_three_at_most",
                                violation_error_message="Trois propositions au plus.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReferralStep",
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
                                    ("draft", "En préparation"),
                                    ("proposed", "Proposée"),
                                    ("refused", "Refusée par la personne"),
                                    ("sent", "Envoyée"),
                                    ("received", "Reçue"),
                                    ("accepted", "Acceptée"),
                                    ("declined", "Déclinée"),
                                    ("unanswered", "Sans réponse"),
                                    ("appointment", "Rendez-vous"),
                                    ("attended", "Venue"),
                                    ("absent", "Absente"),
                                    ("closed", "Close"),
                                    ("withdrawn", "Retirée"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("is_receiver", models.BooleanField(default=False)),
                        (
                            "by",
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
                            "referral",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="beneficiaries.referral",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "étape d’orientation",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "referral", "at"], name="referralstep_of"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="referralstep_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="referral", name="referralstep_referral"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="referralstep_by"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
