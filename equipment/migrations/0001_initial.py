from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import inclusion.encryption.fields
import inclusion.ids
import inclusion.organisations.constraints
import inclusion.organisations.fields
import inclusion.organisations.models
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("beneficiaries", "0001_initial"),
        ("documents", "0001_initial"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.CreateModel(
                    name="AuditRun",
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
                        ("token", models.UUIDField(editable=False)),
                        (
                            "shelf",
                            models.CharField(blank=True, max_length=40, verbose_name="emplacement"),
                        ),
                        ("expected_count", models.PositiveIntegerField()),
                        ("found_count", models.PositiveIntegerField()),
                        ("missing_count", models.PositiveIntegerField()),
                        ("misplaced_count", models.PositiveIntegerField()),
                        ("other_count", models.PositiveIntegerField()),
                        ("moved_count", models.PositiveIntegerField()),
                        (
                            "closed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                    ],
                    options={
                        "verbose_name": "inventaire",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "closed_at", "id"], name="audit_by_age"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="auditrun_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="venue", name="auditrun_venue"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="auditrun_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "token"),
                                name="auditrun_closed_once",
                                violation_error_message="Cet inventaire est déjà clos.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "expected_count",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("found_count"), "+", models.F("missing_count")
                                        ),
                                    )
                                ),
                                name="auditrun_adds_up",
                                violation_error_message="Un appareil attendu est trouvé, ou il manque.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("venue__isnull", False),
                                    models.Q(("shelf", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="auditrun_is_somewhere",
                                violation_error_message="Choisissez un lieu ou un emplacement.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionRound",
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
                        ("day", models.DateField(verbose_name="jour")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "driver",
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
                        "verbose_name": "tournée de collecte",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="collectionround_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="driver", name="collectionround_driver"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "day", "driver"),
                                name="collectionround_once",
                                violation_error_message="Cette personne a déjà une tournée ce jour-là.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Donor",
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
                                    ("company", "Entreprise"),
                                    ("individual", "Particulier"),
                                    ("state", "Service de l’État"),
                                    ("local_authority", "Collectivité"),
                                    ("public_body", "Établissement public"),
                                    ("association", "Association"),
                                    ("anct_partner", "Partenaire de l’ANCT"),
                                ],
                                max_length=15,
                                verbose_name="type",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="nom")),
                        (
                            "legal_form",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="forme juridique"
                            ),
                        ),
                        (
                            "siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[inclusion.organisations.models.validate_siret],
                                verbose_name="SIRET",
                            ),
                        ),
                        (
                            "contact_name",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=120, verbose_name="contact"
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
                                blank=True, default="", max_length=30, verbose_name="téléphone"
                            ),
                        ),
                        (
                            "address",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=200, verbose_name="adresse"
                            ),
                        ),
                        (
                            "postcode",
                            models.CharField(blank=True, max_length=5, verbose_name="code postal"),
                        ),
                        (
                            "city",
                            models.CharField(blank=True, max_length=80, verbose_name="commune"),
                        ),
                        (
                            "signatory_name",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=120, verbose_name="signataire"
                            ),
                        ),
                        (
                            "signatory_title",
                            models.CharField(
                                blank=True, max_length=80, verbose_name="fonction du signataire"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("contact_erased_at", models.DateTimeField(null=True)),
                        ("identity_erased_at", models.DateTimeField(null=True)),
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
                        "verbose_name": "donateur",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "name", "id"], name="donor_by_name"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="donor_tenant"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "company",
                                            "individual",
                                            "state",
                                            "local_authority",
                                            "public_body",
                                            "association",
                                            "anct_partner",
                                        ],
                                    )
                                ),
                                name="donor_kind_known",
                                violation_error_message="Type de donateur inconnu.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("siret", ""), _negated=True),
                                fields=("organisation", "siret"),
                                name="donor_siret_once",
                                violation_error_message="Un donateur porte déjà ce SIRET.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DonationIntent",
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
                                    ("company", "Entreprise"),
                                    ("individual", "Particulier"),
                                    ("state", "Service de l’État"),
                                    ("local_authority", "Collectivité"),
                                    ("public_body", "Établissement public"),
                                    ("association", "Association"),
                                    ("anct_partner", "Partenaire de l’ANCT"),
                                ],
                                max_length=15,
                                verbose_name="type",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="nom")),
                        (
                            "siret",
                            models.CharField(blank=True, max_length=14, verbose_name="SIRET"),
                        ),
                        (
                            "contact_name",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=120, verbose_name="contact"
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
                                blank=True, default="", max_length=30, verbose_name="téléphone"
                            ),
                        ),
                        (
                            "address",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=200, verbose_name="adresse"
                            ),
                        ),
                        ("postcode", models.CharField(max_length=5, verbose_name="code postal")),
                        ("city", models.CharField(max_length=80, verbose_name="commune")),
                        ("lines", models.JSONField(default=list)),
                        (
                            "eraser",
                            models.CharField(
                                choices=[
                                    ("association", "L’association"),
                                    ("donor", "Le donateur, avant de donner"),
                                ],
                                max_length=11,
                                verbose_name="qui efface",
                            ),
                        ),
                        (
                            "handling",
                            models.CharField(
                                choices=[
                                    ("pick_up", "L’association vient chercher"),
                                    ("drop_off", "Le donateur apporte"),
                                ],
                                max_length=8,
                                verbose_name="transport",
                            ),
                        ),
                        ("available_from", models.DateField(verbose_name="à partir du")),
                        (
                            "availability",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="quand venir"
                            ),
                        ),
                        (
                            "message",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=1000, verbose_name="message"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("unconfirmed", "À confirmer par le donateur"),
                                    ("waiting", "À orienter"),
                                    ("routed", "Proposée à une association"),
                                    ("accepted", "Acceptée"),
                                    ("declined", "Déclinée"),
                                    ("withdrawn", "Retirée par le donateur"),
                                ],
                                default="unconfirmed",
                                max_length=11,
                                verbose_name="état",
                            ),
                        ),
                        (
                            "decline_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_reusable", "Matériel que nous ne savons pas réemployer"),
                                    ("too_far", "Trop loin de nos ateliers"),
                                    ("full", "Nos ateliers sont pleins en ce moment"),
                                    ("too_few", "Trop peu de matériel pour un déplacement"),
                                    ("duplicate", "Annonce faite deux fois"),
                                    ("other", "Autre raison"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("decline_words", models.CharField(blank=True, max_length=500)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                verbose_name="annoncée le",
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("donation_id", models.UUIDField(editable=False, null=True)),
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
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "annonce de don",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "status", "-created_at", "-id"],
                                name="intent_by_status",
                            ),
                            models.Index(
                                fields=["organisation", "-created_at", "-id"], name="intent_by_age"
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="donationintent_tenant"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "unconfirmed",
                                            "waiting",
                                            "routed",
                                            "accepted",
                                            "declined",
                                            "withdrawn",
                                        ],
                                    )
                                ),
                                name="donationintent_status_known",
                                violation_error_message="État d’annonce inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "declined"), _negated=True),
                                    models.Q(("decline_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="donationintent_declined_with_a_reason",
                                violation_error_message="Une annonce déclinée dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "accepted"), _negated=True),
                                    models.Q(
                                        ("donation_id__isnull", False), ("taken_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="donationintent_accepted_by_someone",
                                violation_error_message="Une annonce acceptée l’est par une association.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DonationPortal",
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
                        ("territory", models.CharField(max_length=80, verbose_name="territoire")),
                        (
                            "welcome",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="phrase d’accueil"
                            ),
                        ),
                        (
                            "is_published",
                            models.BooleanField(default=False, verbose_name="ouvert au public"),
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
                        "verbose_name": "portail de don",
                        "constraints": [
                            inclusion.organisations.constraints.PublishedIsolation(
                                name="donationportal_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation",),
                                name="donationportal_once",
                                violation_error_message="Votre structure a déjà un portail de don.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandOver",
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
                        ("at", models.DateTimeField()),
                        ("accessories", models.JSONField(default=list, verbose_name="accessoires")),
                        (
                            "signature_manner",
                            models.CharField(
                                choices=[
                                    ("finger", "Au doigt, sur cet écran"),
                                    ("paper", "Sur l’attestation imprimée"),
                                ],
                                max_length=6,
                                verbose_name="signature",
                            ),
                        ),
                        ("signature_sha256", models.CharField(blank=True, max_length=64)),
                        ("signature_type", models.CharField(blank=True, max_length=20)),
                        ("signed_at", models.DateTimeField(null=True)),
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
                        "verbose_name": "passage au guichet",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "at", "id"], name="handover_by_age"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="handover_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="handover_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("signature_manner__in", ["finger", "paper"])),
                                name="handover_signature_manner",
                                violation_error_message="On signe au doigt ou sur le papier.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("signature_sha256", ""), ("signature_type", "")),
                                    models.Q(
                                        models.Q(("signature_sha256", ""), _negated=True),
                                        models.Q(("signature_type", ""), _negated=True),
                                        ("signed_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="handover_signature_whole",
                                violation_error_message="Une signature a son image et sa date.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
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
                        ("name", models.CharField(max_length=120, verbose_name="nom")),
                        (
                            "target_units",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="unités prévues"
                            ),
                        ),
                        (
                            "unit_amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, verbose_name="coût unitaire"
                            ),
                        ),
                        ("is_open", models.BooleanField(default=True, verbose_name="ouverte")),
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
                        "verbose_name": "offre",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "created_at", "id"], name="offer_by_age"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="offer_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "name"),
                                name="offer_name_once",
                                violation_error_message="Une offre porte déjà ce nom.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IntentRouting",
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
                        ("intent_id", models.UUIDField()),
                        ("sender_name", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("company", "Entreprise"),
                                    ("individual", "Particulier"),
                                    ("state", "Service de l’État"),
                                    ("local_authority", "Collectivité"),
                                    ("public_body", "Établissement public"),
                                    ("association", "Association"),
                                    ("anct_partner", "Partenaire de l’ANCT"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("siret", models.CharField(blank=True, max_length=14)),
                        (
                            "contact",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=4000
                            ),
                        ),
                        ("postcode", models.CharField(max_length=5)),
                        ("city", models.CharField(max_length=80)),
                        ("lines", models.JSONField(default=list)),
                        ("photos", models.JSONField(default=list)),
                        (
                            "eraser",
                            models.CharField(
                                choices=[
                                    ("association", "L’association"),
                                    ("donor", "Le donateur, avant de donner"),
                                ],
                                max_length=11,
                            ),
                        ),
                        (
                            "handling",
                            models.CharField(
                                choices=[
                                    ("pick_up", "L’association vient chercher"),
                                    ("drop_off", "Le donateur apporte"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("available_from", models.DateField()),
                        ("availability", models.CharField(blank=True, max_length=200)),
                        ("others", models.JSONField(default=list)),
                        (
                            "words",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="mot du portail"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("sent", "En attente de réponse"),
                                    ("accepted", "Acceptée"),
                                    ("declined", "Déclinée"),
                                    ("passed_on", "Transmise"),
                                    ("recalled", "Reprise par le portail"),
                                ],
                                default="sent",
                                max_length=9,
                            ),
                        ),
                        (
                            "decline_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_reusable", "Matériel que nous ne savons pas réemployer"),
                                    ("too_far", "Trop loin de nos ateliers"),
                                    ("full", "Nos ateliers sont pleins en ce moment"),
                                    ("too_few", "Trop peu de matériel pour un déplacement"),
                                    ("duplicate", "Annonce faite deux fois"),
                                    ("other", "Autre raison"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("answer_words", models.CharField(blank=True, max_length=500)),
                        ("donation_id", models.UUIDField(null=True)),
                        (
                            "sent_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
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
                            "passed_to",
                            models.ForeignKey(
                                null=True,
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
                        "verbose_name": "proposition de don",
                        "indexes": [
                            models.Index(
                                fields=["to_organisation", "status", "-sent_at", "-id"],
                                name="routing_received",
                            ),
                            models.Index(
                                fields=["organisation", "intent_id"], name="routing_of_intent"
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.CrossingIsolation(
                                name="intentrouting_crossing",
                                receiver_updates=True,
                                sender_updates=True,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation", models.F("to_organisation")), _negated=True
                                ),
                                name="intentrouting_goes_elsewhere",
                                violation_error_message="Une proposition part vers une autre association.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["sent", "accepted"])),
                                fields=("organisation", "intent_id"),
                                name="intentrouting_one_at_a_time",
                                violation_error_message="Cette annonce est déjà proposée à une association.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "declined"), _negated=True),
                                    models.Q(("decline_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="intentrouting_declined_with_a_reason",
                                violation_error_message="Une proposition déclinée dit pourquoi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "accepted"), _negated=True),
                                    ("donation_id__isnull", False),
                                    _connector="OR",
                                ),
                                name="intentrouting_accepted_as_a_donation",
                                violation_error_message="Une proposition acceptée devient un don.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabelPrinter",
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
                        ("name", models.CharField(max_length=60, verbose_name="nom")),
                        (
                            "sheet_format",
                            models.CharField(
                                choices=[
                                    ("L7160", "Avery L7160 (21 étiquettes par page)"),
                                    ("L7162", "Avery L7162 (16 étiquettes par page)"),
                                    ("L7163", "Avery L7163 (14 étiquettes par page)"),
                                    ("L7159", "Avery L7159 (24 étiquettes par page)"),
                                    (
                                        "50x30",
                                        "Rouleau 50\xa0×\xa030\xa0mm (une étiquette par page)",
                                    ),
                                ],
                                max_length=8,
                                verbose_name="étiquettes",
                            ),
                        ),
                        (
                            "offset_x",
                            models.DecimalField(
                                decimal_places=1,
                                max_digits=4,
                                verbose_name="décalage vers la droite",
                            ),
                        ),
                        (
                            "offset_y",
                            models.DecimalField(
                                decimal_places=1, max_digits=4, verbose_name="décalage vers le bas"
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
                        "verbose_name": "imprimante d’étiquettes",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="labelprinter_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "name"),
                                name="labelprinter_name_once",
                                violation_error_message="Une imprimante porte déjà ce nom.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "sheet_format__in",
                                        ["L7160", "L7162", "L7163", "L7159", "50x30"],
                                    )
                                ),
                                name="labelprinter_format_known",
                                violation_error_message="Format d’étiquettes inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("offset_x__range", (Decimal("-20.0"), Decimal("20.0"))),
                                    ("offset_y__range", (Decimal("-20.0"), Decimal("20.0"))),
                                ),
                                name="labelprinter_offset_small",
                                violation_error_message="Un décalage va de −20 à 20\xa0mm.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabelRoll",
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
                        ("name", models.CharField(max_length=80, verbose_name="nom")),
                        ("label_count", models.PositiveIntegerField(verbose_name="étiquettes")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                        "verbose_name": "rouleau d’étiquettes",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "created_at", "id"], name="roll_by_age"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="labelroll_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="labelroll_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "name"),
                                name="labelroll_name_once",
                                violation_error_message="Un rouleau porte déjà ce nom.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotPartner",
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
                        ("name", models.CharField(max_length=120, verbose_name="nom")),
                        (
                            "siret",
                            models.CharField(blank=True, max_length=14, verbose_name="SIRET"),
                        ),
                        (
                            "contact_name",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=120, verbose_name="contact"
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
                                blank=True, default="", max_length=30, verbose_name="téléphone"
                            ),
                        ),
                        (
                            "address",
                            models.CharField(blank=True, max_length=200, verbose_name="adresse"),
                        ),
                        (
                            "postcode",
                            models.CharField(blank=True, max_length=5, verbose_name="code postal"),
                        ),
                        (
                            "city",
                            models.CharField(blank=True, max_length=80, verbose_name="commune"),
                        ),
                        (
                            "territory",
                            models.CharField(
                                choices=[
                                    ("qpv", "Quartier prioritaire (QPV)"),
                                    ("rural", "Commune rurale"),
                                    ("other", "Ni l’un ni l’autre"),
                                ],
                                default="other",
                                max_length=5,
                                verbose_name="territoire",
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
                        (
                            "partner",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "structure partenaire",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="lotpartner_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "name"),
                                name="lotpartner_name_once",
                                violation_error_message="Une structure partenaire porte déjà ce nom.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("partner__isnull", False)),
                                fields=("organisation", "partner"),
                                name="lotpartner_once",
                                violation_error_message="Cette structure est déjà parmi vos partenaires.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("partner__isnull", True),
                                    models.Q(("organisation", models.F("partner")), _negated=True),
                                    _connector="OR",
                                ),
                                name="lotpartner_is_another",
                                violation_error_message="On ne se confie pas un lot à soi-même.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("territory__in", ["qpv", "rural", "other"])),
                                name="lotpartner_territory_known",
                                violation_error_message="Territoire inconnu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotDelivery",
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
                        ("lot_id", models.UUIDField()),
                        ("agreement_id", models.UUIDField()),
                        ("sender_name", models.CharField(max_length=120)),
                        ("partner_name", models.CharField(max_length=120)),
                        ("title", models.CharField(max_length=120)),
                        (
                            "territory",
                            models.CharField(
                                choices=[
                                    ("qpv", "Quartier prioritaire (QPV)"),
                                    ("rural", "Commune rurale"),
                                    ("other", "Ni l’un ni l’autre"),
                                ],
                                max_length=5,
                            ),
                        ),
                        (
                            "words",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="mot de l’expéditeur"
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        (
                            "status",
                            models.CharField(
                                choices=[("sent", "À confirmer"), ("confirmed", "Confirmé")],
                                default="sent",
                                max_length=9,
                            ),
                        ),
                        ("excess", models.JSONField(default=list)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        (
                            "confirmed_by_name",
                            models.CharField(
                                blank=True, max_length=160, verbose_name="confirmé par"
                            ),
                        ),
                        (
                            "answer_words",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="explication"
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
                            "to_organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lot reçu",
                        "indexes": [
                            models.Index(
                                fields=["to_organisation", "status", "-sent_at", "-id"],
                                name="delivery_received",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.CrossingIsolation(
                                name="lotdelivery_crossing",
                                receiver_updates=True,
                                sender_updates=True,
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "lot_id"),
                                name="lotdelivery_once",
                                violation_error_message="Ce lot est déjà parti.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("to_organisation__isnull", True),
                                    models.Q(
                                        ("organisation", models.F("to_organisation")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="lotdelivery_goes_elsewhere",
                                violation_error_message="Un lot part vers une autre structure.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "confirmed"), _negated=True),
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        models.Q(("confirmed_by_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="lotdelivery_confirmed_by_someone",
                                violation_error_message="Un lot confirmé dit quand et par qui.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PoolDay",
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
                        ("venue_key", models.UUIDField(null=True)),
                        ("status", models.CharField(max_length=12, verbose_name="état")),
                        ("day", models.DateField(verbose_name="jour d’arrivée dans cet état")),
                        ("present", models.IntegerField(default=0)),
                        ("arrived", models.IntegerField(default=0)),
                        ("received", models.IntegerField(default=0)),
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
                        "verbose_name": "compte du parc",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "status", "day"], name="poolday_by_status"
                            ),
                            models.Index(fields=["organisation", "day"], name="poolday_by_day"),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="poolday_tenant"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RetirementProposal",
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
                            "target",
                            models.CharField(
                                choices=[("for_parts", "Pour pièces"), ("waste", "Déchet DEEE")],
                                max_length=9,
                                verbose_name="sort",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("broken", "En panne, irréparable"),
                                    ("too_dear", "Réparation trop chère"),
                                    ("too_old", "Trop lent ou trop vieux pour servir"),
                                    ("incomplete", "Incomplet"),
                                    ("dangerous", "Dangereux"),
                                    ("locked", "Verrouillé, impossible à remettre en service"),
                                    ("stripped", "Ses pièces utiles sont retirées"),
                                ],
                                max_length=10,
                                verbose_name="raison",
                            ),
                        ),
                        (
                            "words",
                            models.CharField(blank=True, max_length=300, verbose_name="précision"),
                        ),
                        (
                            "proposed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("declined_at", models.DateTimeField(null=True)),
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
                            "declined_by",
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
                    ],
                    options={
                        "verbose_name": "mise hors parc proposée",
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("confirmed_at__isnull", True), ("declined_at__isnull", True)
                                ),
                                fields=["organisation", "proposed_at"],
                                name="retirementproposal_waiting",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="retirementproposal_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="proposed_by", name="retirementproposal_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="confirmed_by", name="retirementproposal_confirmed_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="declined_by", name="retirementproposal_declined_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(
                                        ("confirmed_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="retirementproposal_two_people",
                                violation_error_message="Une autre personne que vous doit confirmer.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_at__isnull", True),
                                    ("declined_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="retirementproposal_one_answer",
                                violation_error_message="Cette proposition a déjà sa réponse.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SaleTerms",
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
                            "mediator_name",
                            models.CharField(
                                blank=True,
                                max_length=120,
                                verbose_name="médiateur de la consommation",
                            ),
                        ),
                        (
                            "mediator_contact",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="comment le saisir"
                            ),
                        ),
                        (
                            "vat_regime",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("social", "Exonération, article 261-7-1° du CGI"),
                                    ("small", "Franchise en base, article 293 B du CGI"),
                                ],
                                max_length=6,
                                verbose_name="TVA",
                            ),
                        ),
                        (
                            "updated_at",
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
                            "updated_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mentions de vente",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="saleterms_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="updated_by", name="saleterms_updated_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation",),
                                name="saleterms_once",
                                violation_error_message="Ces mentions existent déjà.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockItem",
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
                                    ("accessory", "Accessoire"),
                                    ("sim", "Carte SIM"),
                                    ("recharge", "Recharge de connexion"),
                                    ("part", "Pièce détachée"),
                                ],
                                max_length=9,
                                verbose_name="type",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="nom")),
                        (
                            "reference",
                            models.CharField(blank=True, max_length=60, verbose_name="référence"),
                        ),
                        (
                            "shelf",
                            models.CharField(blank=True, max_length=40, verbose_name="emplacement"),
                        ),
                        (
                            "unit_amount",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0.00"),
                                max_digits=10,
                                verbose_name="prix d’achat",
                            ),
                        ),
                        ("quantity", models.IntegerField(default=0, verbose_name="quantité")),
                        (
                            "threshold",
                            models.PositiveIntegerField(default=0, verbose_name="seuil d’alerte"),
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
                        "verbose_name": "article en stock",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="stockitem_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "name"),
                                name="stockitem_name_once",
                                violation_error_message="Un article porte déjà ce nom.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)),
                                name="stockitem_never_negative",
                                violation_error_message="Il n’y en a pas assez en stock.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit_amount__gte", 0)),
                                name="stockitem_amount",
                                violation_error_message="Un prix ne peut pas être négatif.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["accessory", "sim", "recharge", "part"])
                                ),
                                name="stockitem_kind_known",
                                violation_error_message="Type d’article inconnu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxEligibility",
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
                            "quality",
                            models.CharField(
                                choices=[
                                    ("general_interest", "Œuvre ou organisme d’intérêt général"),
                                    (
                                        "public_utility",
                                        "Association ou fondation reconnue d’utilité publique",
                                    ),
                                    (
                                        "aid",
                                        "Organisme sans but lucratif d’aide gratuite aux personnes en difficulté",
                                    ),
                                    ("endowment", "Fonds de dotation"),
                                    (
                                        "insertion",
                                        "Structure d’insertion par l’activité économique",
                                    ),
                                ],
                                max_length=16,
                                verbose_name="qualité",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(max_length=300, verbose_name="objet de l’association"),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("rescrit", "Rescrit de l’administration fiscale"),
                                    ("self", "Examen par l’association elle-même"),
                                ],
                                max_length=7,
                                verbose_name="fondement",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="référence du rescrit"
                            ),
                        ),
                        ("decided_on", models.DateField(verbose_name="décidé le")),
                        (
                            "words",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="conditions remplies"
                            ),
                        ),
                        (
                            "serves_individuals",
                            models.BooleanField(
                                default=False, verbose_name="particuliers (CGI, article 200)"
                            ),
                        ),
                        (
                            "serves_companies",
                            models.BooleanField(
                                default=False, verbose_name="entreprises (CGI, article 238 bis)"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="valable du")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="au")),
                        ("evidence_sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "evidence_name",
                            models.CharField(blank=True, max_length=160, verbose_name="pièce"),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "end_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="raison"),
                        ),
                        (
                            "ended_by",
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
                            "recorded_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "habilitation aux reçus fiscaux",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-recorded_at", "-id"],
                                name="taxeligibility_last",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="taxeligibility_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="recorded_by", name="taxeligibility_recorded_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="ended_by", name="taxeligibility_ended_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("serves_individuals", True),
                                    ("serves_companies", True),
                                    _connector="OR",
                                ),
                                name="taxeligibility_serves_someone",
                                violation_error_message="Dites pour qui vous pouvez émettre des reçus.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("basis", "rescrit"),
                                        models.Q(("reference", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("basis", "self"), models.Q(("words", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="taxeligibility_says_why",
                                violation_error_message="Un rescrit a sa référence\u202f; un examen dit comment chaque condition est remplie.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="taxeligibility_period",
                                violation_error_message="La fin de validité suit son début.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WasteShipment",
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
                        ("shipped_on", models.DateField(verbose_name="parti le")),
                        (
                            "destination_name",
                            models.CharField(max_length=150, verbose_name="destinataire"),
                        ),
                        (
                            "destination_siret",
                            models.CharField(
                                max_length=14,
                                validators=[inclusion.organisations.models.validate_siret],
                                verbose_name="SIRET du destinataire",
                            ),
                        ),
                        (
                            "destination_address",
                            models.CharField(
                                max_length=150, verbose_name="adresse du destinataire"
                            ),
                        ),
                        (
                            "destination_postcode",
                            models.CharField(max_length=5, verbose_name="code postal"),
                        ),
                        (
                            "destination_city",
                            models.CharField(max_length=45, verbose_name="commune"),
                        ),
                        (
                            "treatment",
                            models.CharField(
                                choices=[
                                    ("R 3", "R 3 · Recyclage des matières organiques (plastiques)"),
                                    ("R 4", "R 4 · Recyclage des métaux"),
                                    ("R 5", "R 5 · Recyclage d’autres matières"),
                                    ("R 12", "R 12 · Tri et démontage avant valorisation"),
                                    ("R 13", "R 13 · Stockage avant valorisation"),
                                    ("D 13", "D 13 · Regroupement avant élimination"),
                                    ("D 15", "D 15 · Stockage avant élimination"),
                                ],
                                max_length=4,
                                verbose_name="traitement prévu",
                            ),
                        ),
                        (
                            "treatment_mode",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("REUTILISATION", "Réutilisation"),
                                    ("RECYCLAGE", "Recyclage"),
                                    ("VALORISATION_ENERGETIQUE", "Valorisation énergétique"),
                                    ("ELIMINATION", "Élimination"),
                                ],
                                max_length=24,
                                verbose_name="mode de traitement",
                            ),
                        ),
                        (
                            "eco_organisation_name",
                            models.CharField(
                                blank=True, max_length=150, verbose_name="éco-organisme"
                            ),
                        ),
                        (
                            "eco_organisation_siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[inclusion.organisations.models.validate_siret],
                                verbose_name="SIRET de l’éco-organisme",
                            ),
                        ),
                        (
                            "carrier_name",
                            models.CharField(max_length=150, verbose_name="transporteur"),
                        ),
                        (
                            "carrier_siret",
                            models.CharField(
                                max_length=14,
                                validators=[inclusion.organisations.models.validate_siret],
                                verbose_name="SIRET du transporteur",
                            ),
                        ),
                        (
                            "carrier_address",
                            models.CharField(
                                max_length=150, verbose_name="adresse du transporteur"
                            ),
                        ),
                        (
                            "carrier_postcode",
                            models.CharField(max_length=5, verbose_name="code postal"),
                        ),
                        ("carrier_city", models.CharField(max_length=45, verbose_name="commune")),
                        (
                            "carrier_is_exempt",
                            models.BooleanField(
                                default=False, verbose_name="transport dispensé de récépissé"
                            ),
                        ),
                        (
                            "carrier_receipt",
                            models.CharField(
                                blank=True, max_length=50, verbose_name="n° de récépissé"
                            ),
                        ),
                        (
                            "slip_number",
                            models.CharField(max_length=40, verbose_name="n° de bordereau"),
                        ),
                        ("slip_sha256", models.CharField(blank=True, max_length=64)),
                        ("slip_type", models.CharField(blank=True, max_length=20)),
                        (
                            "is_hazardous",
                            models.BooleanField(default=False, verbose_name="déchets dangereux"),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "declared_at",
                            models.DateTimeField(
                                null=True, verbose_name="inscrit au registre national le"
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
                            "declared_by",
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
                        "verbose_name": "enlèvement de déchets",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "shipped_on", "id"],
                                name="wasteshipment_by_day",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("declared_at__isnull", True), ("is_hazardous", True)
                                ),
                                fields=["organisation", "shipped_on"],
                                name="wasteshipment_to_declare",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="wasteshipment_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="wasteshipment_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="declared_by", name="wasteshipment_declared_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "slip_number"),
                                name="wasteshipment_slip_once",
                                violation_error_message="Un enlèvement porte déjà ce numéro de bordereau.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("slip_number", ""), _negated=True),
                                    models.Q(("destination_name", ""), _negated=True),
                                    ("destination_siret__regex", "^\\d{14}$"),
                                    (
                                        "treatment__in",
                                        ["R 3", "R 4", "R 5", "R 12", "R 13", "D 13", "D 15"],
                                    ),
                                    models.Q(("carrier_name", ""), _negated=True),
                                    ("carrier_siret__regex", "^\\d{14}$"),
                                    models.Q(
                                        ("carrier_is_exempt", True),
                                        models.Q(("carrier_receipt", ""), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                name="wasteshipment_whole",
                                violation_error_message="Un enlèvement a son destinataire, son traitement, son transporteur et son bordereau.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("declared_at__isnull", True), ("declared_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("declared_at__isnull", False),
                                        ("declared_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="wasteshipment_declared_by_someone",
                                violation_error_message="Une déclaration a sa date et son auteur.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WasteWeight",
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
                            "type",
                            models.CharField(
                                choices=[
                                    ("computer", "Ordinateur"),
                                    ("desktop", "Ordinateur fixe"),
                                    ("laptop", "Ordinateur portable"),
                                    ("all_in_one", "Tout-en-un"),
                                    ("mini_pc", "Mini-PC"),
                                    ("server", "Serveur"),
                                    ("tablet", "Tablette"),
                                    ("smartphone", "Smartphone"),
                                    ("screen", "Écran"),
                                    ("printer", "Imprimante"),
                                    ("multifunction", "Multifonction"),
                                    ("router", "Box ou routeur"),
                                    ("keyboard", "Clavier"),
                                    ("mouse", "Souris"),
                                    ("charger", "Chargeur"),
                                    ("sim", "Carte SIM"),
                                    ("other", "Autre"),
                                ],
                                max_length=14,
                                verbose_name="type",
                            ),
                        ),
                        (
                            "weight_kg",
                            models.DecimalField(
                                decimal_places=3, max_digits=7, verbose_name="poids (kg)"
                            ),
                        ),
                        (
                            "updated_at",
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
                            "updated_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "poids usuel",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="wasteweight_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="updated_by", name="wasteweight_updated_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "type"),
                                name="wasteweight_once",
                                violation_error_message="Ce type a déjà son poids.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight_kg__gt", 0)),
                                name="wasteweight_positive",
                                violation_error_message="Un poids usuel est plus grand que zéro.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Donation",
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
                            "donor_kind",
                            models.CharField(
                                choices=[
                                    ("company", "Entreprise"),
                                    ("individual", "Particulier"),
                                    ("state", "Service de l’État"),
                                    ("local_authority", "Collectivité"),
                                    ("public_body", "Établissement public"),
                                    ("association", "Association"),
                                    ("anct_partner", "Partenaire de l’ANCT"),
                                ],
                                max_length=15,
                                verbose_name="type de donateur",
                            ),
                        ),
                        ("intent_id", models.UUIDField(editable=False, null=True)),
                        ("routing_id", models.UUIDField(editable=False, null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("accepted", "Acceptée, convention à écrire"),
                                    ("agreement_sent", "Convention chez le donateur"),
                                    ("agreed", "Convention acceptée"),
                                    ("planned", "Collecte prévue"),
                                    ("collected", "Collectée"),
                                    ("received", "Réceptionnée"),
                                    ("cancelled", "Abandonnée"),
                                    ("withdrawn", "Retirée par le donateur"),
                                ],
                                default="accepted",
                                max_length=14,
                                verbose_name="état",
                            ),
                        ),
                        (
                            "handling",
                            models.CharField(
                                choices=[
                                    ("pick_up", "L’association vient chercher"),
                                    ("drop_off", "Le donateur apporte"),
                                ],
                                default="pick_up",
                                max_length=8,
                                verbose_name="transport",
                            ),
                        ),
                        (
                            "address",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=200, verbose_name="adresse"
                            ),
                        ),
                        (
                            "postcode",
                            models.CharField(blank=True, max_length=5, verbose_name="code postal"),
                        ),
                        (
                            "city",
                            models.CharField(blank=True, max_length=80, verbose_name="commune"),
                        ),
                        (
                            "available_from",
                            models.DateField(blank=True, null=True, verbose_name="à partir du"),
                        ),
                        (
                            "availability",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="quand venir"
                            ),
                        ),
                        (
                            "eraser",
                            models.CharField(
                                choices=[
                                    ("association", "L’association"),
                                    ("donor", "Le donateur, avant de donner"),
                                ],
                                default="association",
                                max_length=11,
                                verbose_name="qui efface",
                            ),
                        ),
                        (
                            "required_level",
                            models.CharField(
                                choices=[
                                    ("NONE", "Aucun"),
                                    ("CLEAR", "CLEAR · réécriture"),
                                    ("PURGE", "PURGE · effacement par le support"),
                                    ("DESTROY", "DESTROY · destruction"),
                                ],
                                default="CLEAR",
                                max_length=7,
                                verbose_name="effacement exigé",
                            ),
                        ),
                        (
                            "erasure_days",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="délai d’effacement (jours)"
                            ),
                        ),
                        (
                            "is_receiver_eligible",
                            models.BooleanField(
                                default=False, verbose_name="association habilitée"
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                verbose_name="acceptée le",
                            ),
                        ),
                        ("agreement_sent_at", models.DateTimeField(null=True)),
                        (
                            "agreed_at",
                            models.DateTimeField(null=True, verbose_name="convention acceptée le"),
                        ),
                        (
                            "agreed_name",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=120, verbose_name="acceptée par"
                            ),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(null=True, verbose_name="réceptionnée le"),
                        ),
                        (
                            "reception_note",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="écart à la réception"
                            ),
                        ),
                        (
                            "end_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="raison"),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "acknowledgement",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "agreement",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "announced_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
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
                            "received_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "donor",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="donations",
                                to="equipment.donor",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "don",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-created_at", "-id"],
                                name="donation_by_age",
                            ),
                            models.Index(
                                fields=["organisation", "status", "-created_at", "-id"],
                                name="donation_by_status",
                            ),
                            models.Index(fields=["organisation", "donor"], name="donation_of"),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="donation_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="donor", name="donation_donor"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="agreement", name="donation_agreement_document"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="acknowledgement", name="donation_acknowledgement"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="donation_created_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="received_by", name="donation_received_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "accepted",
                                            "agreement_sent",
                                            "agreed",
                                            "planned",
                                            "collected",
                                            "received",
                                            "cancelled",
                                            "withdrawn",
                                        ],
                                    )
                                ),
                                name="donation_status_known",
                                violation_error_message="État de don inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "status__in",
                                            ["agreed", "planned", "collected", "received"],
                                        ),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        ("agreed_at__isnull", False), ("agreement__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="donation_agreed_before_it_moves",
                                violation_error_message="Rien ne part sans convention acceptée par le donateur.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "donor_kind__in",
                                            ["state", "local_authority", "public_body"],
                                        ),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        (
                                            "status__in",
                                            [
                                                "agreement_sent",
                                                "agreed",
                                                "planned",
                                                "collected",
                                                "received",
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                    ("is_receiver_eligible", True),
                                    _connector="OR",
                                ),
                                name="donation_public_to_the_eligible",
                                violation_error_message="Un organisme public ne donne qu’à une association qui peut recevoir (CGPPP, article L3212-2, 3°)\xa0: confirmez que la vôtre le peut.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("status__in", ["cancelled", "withdrawn"]), _negated=True
                                ),
                                fields=("organisation", "intent_id"),
                                name="donation_once_for_an_intent",
                                violation_error_message="Cette annonce est déjà devenue un don.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IntentPhoto",
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
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "intent",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="equipment.donationintent",
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
                        "verbose_name": "photo d’annonce",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="intentphoto_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="intent", name="intentphoto_intent"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "intent", "rank"),
                                name="intentphoto_rank_once",
                                violation_error_message="Cette photo est déjà reçue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rank__range", (1, 5))),
                                name="intentphoto_five_at_most",
                                violation_error_message="Cinq photos au plus.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DonationPartner",
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
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "portal",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="partners",
                                to="equipment.donationportal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "association partenaire du portail",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="donationpartner_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="portal", name="donationpartner_portal"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "portal", "partner"),
                                name="donationpartner_once",
                                violation_error_message="Cette association est déjà partenaire du portail.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation", models.F("partner")), _negated=True
                                ),
                                name="donationpartner_is_another",
                                violation_error_message="Le portail n’est pas son propre partenaire.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfferShare",
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
                            "payer_kind",
                            models.CharField(
                                choices=[
                                    ("family", "Famille"),
                                    ("own", "Fonds propres"),
                                    ("grant", "Subvention"),
                                    ("patronage", "Mécénat"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("payer_name", models.CharField(max_length=120, verbose_name="payeur")),
                        ("title", models.CharField(max_length=120, verbose_name="à quel titre")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, verbose_name="montant"
                            ),
                        ),
                        (
                            "offer",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shares",
                                to="equipment.offer",
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
                        "ordering": ["rank"],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="offershare_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="offer", name="offershare_offer"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "offer", "rank"),
                                name="offershare_rank",
                                violation_error_message="Ce rang est déjà pris.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lot",
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
                        ("title", models.CharField(max_length=120, verbose_name="objet")),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("people", "Personnes accueillies"),
                                    ("collective", "Ateliers collectifs"),
                                    ("public_access", "Espace public numérique"),
                                    ("outreach", "Ateliers hors les murs"),
                                    ("home", "Prêt au domicile"),
                                ],
                                default="people",
                                max_length=13,
                                verbose_name="usage",
                            ),
                        ),
                        (
                            "territory",
                            models.CharField(
                                choices=[
                                    ("qpv", "Quartier prioritaire (QPV)"),
                                    ("rural", "Commune rurale"),
                                    ("other", "Ni l’un ni l’autre"),
                                ],
                                max_length=5,
                                verbose_name="territoire",
                            ),
                        ),
                        ("planned", models.JSONField(default=list)),
                        (
                            "planned_on",
                            models.DateField(blank=True, null=True, verbose_name="départ prévu le"),
                        ),
                        (
                            "words",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="un mot pour le partenaire"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "En préparation"),
                                    ("prepared", "Papiers prêts"),
                                    ("sent", "En route"),
                                    ("received", "Reçu, conforme"),
                                    ("differences", "Reçu avec des écarts"),
                                    ("closed", "Clos"),
                                    ("cancelled", "Abandonné"),
                                ],
                                default="draft",
                                max_length=11,
                                verbose_name="état",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                verbose_name="ouvert le",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="parti le")),
                        ("received_at", models.DateTimeField(null=True, verbose_name="reçu le")),
                        (
                            "received_by_name",
                            models.CharField(blank=True, max_length=160, verbose_name="reçu par"),
                        ),
                        (
                            "answer_words",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="explication du partenaire"
                            ),
                        ),
                        (
                            "excess",
                            models.JSONField(default=list, verbose_name="étiquettes en trop"),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "agreement",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
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
                            "sent_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "partner",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="equipment.lotpartner",
                                verbose_name="partenaire",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "lot",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-created_at", "-id"], name="lot_by_age"
                            ),
                            models.Index(
                                fields=["organisation", "status", "-created_at", "-id"],
                                name="lot_by_status",
                            ),
                            models.Index(
                                fields=["organisation", "partner", "-created_at"],
                                name="lot_of_partner",
                            ),
                            models.Index(
                                fields=["organisation", "sent_at"], name="lot_by_departure"
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(name="lot_tenant"),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="partner", name="lot_partner"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="lot_created_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="sent_by", name="lot_sent_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="closed_by", name="lot_closed_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="agreement", name="lot_agreement"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "draft",
                                            "prepared",
                                            "sent",
                                            "received",
                                            "differences",
                                            "closed",
                                            "cancelled",
                                        ],
                                    )
                                ),
                                name="lot_status_known",
                                violation_error_message="État de lot inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("territory__in", ["qpv", "rural", "other"]),
                                    (
                                        "use__in",
                                        [
                                            "people",
                                            "collective",
                                            "public_access",
                                            "outreach",
                                            "home",
                                        ],
                                    ),
                                ),
                                name="lot_use_known",
                                violation_error_message="Usage ou territoire inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["draft", "prepared", "cancelled"]),
                                    models.Q(
                                        ("sent_at__isnull", False), ("sent_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="lot_sent_by_someone",
                                violation_error_message="Un lot parti dit quand et par qui.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status__in", ["received", "differences", "closed"]),
                                        _negated=True,
                                    ),
                                    ("received_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="lot_received_on_a_day",
                                violation_error_message="Un lot reçu dit quand.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotDeliveryLine",
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
                        ("line_id", models.UUIDField()),
                        (
                            "asset_tag",
                            models.CharField(
                                db_collation="C", max_length=16, verbose_name="étiquette"
                            ),
                        ),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("computer", "Ordinateur"),
                                    ("desktop", "Ordinateur fixe"),
                                    ("laptop", "Ordinateur portable"),
                                    ("all_in_one", "Tout-en-un"),
                                    ("mini_pc", "Mini-PC"),
                                    ("server", "Serveur"),
                                    ("tablet", "Tablette"),
                                    ("smartphone", "Smartphone"),
                                    ("screen", "Écran"),
                                    ("printer", "Imprimante"),
                                    ("multifunction", "Multifonction"),
                                    ("router", "Box ou routeur"),
                                    ("keyboard", "Clavier"),
                                    ("mouse", "Souris"),
                                    ("charger", "Chargeur"),
                                    ("sim", "Carte SIM"),
                                    ("other", "Autre"),
                                ],
                                max_length=14,
                                verbose_name="type",
                            ),
                        ),
                        ("manufacturer", models.CharField(max_length=60, verbose_name="marque")),
                        ("model", models.CharField(max_length=80, verbose_name="modèle")),
                        (
                            "condition_grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("A", "A · très bon état"),
                                    ("B", "B · bon état, traces légères"),
                                    ("C", "C · traces visibles"),
                                    ("D", "D · abîmé mais utilisable"),
                                ],
                                max_length=1,
                                verbose_name="aspect",
                            ),
                        ),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("people", "Personnes accueillies"),
                                    ("collective", "Ateliers collectifs"),
                                    ("public_access", "Espace public numérique"),
                                    ("outreach", "Ateliers hors les murs"),
                                    ("home", "Prêt au domicile"),
                                ],
                                max_length=13,
                                verbose_name="usage",
                            ),
                        ),
                        ("scanned_at", models.DateTimeField(null=True)),
                        (
                            "delivery",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="equipment.lotdelivery",
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
                            "to_organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "appareil d’un lot reçu",
                        "indexes": [
                            models.Index(
                                fields=["to_organisation", "asset_tag"],
                                name="deliveryline_received",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.CrossingIsolation(
                                name="lotdeliveryline_crossing",
                                receiver_updates=True,
                                sender_updates=True,
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="delivery", name="lotdeliveryline_delivery"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "delivery", "asset_tag"),
                                name="lotdeliveryline_once",
                                violation_error_message="Cette étiquette est déjà dans ce lot.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockMove",
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
                        ("delta", models.IntegerField(verbose_name="mouvement")),
                        ("quantity_after", models.IntegerField(verbose_name="reste")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("donation", "Don reçu"),
                                    ("purchase", "Achat"),
                                    ("returned", "Retour"),
                                    ("counted_more", "Compté en plus"),
                                    ("person", "Remis à une personne"),
                                    ("device", "Remis avec un appareil"),
                                    ("partner", "Donné à une autre structure"),
                                    ("repair", "Utilisé à l’atelier"),
                                    ("broken", "Hors d’usage"),
                                    ("lost", "Perdu"),
                                    ("counted_less", "Compté en moins"),
                                ],
                                max_length=12,
                                verbose_name="motif",
                            ),
                        ),
                        (
                            "words",
                            models.CharField(blank=True, max_length=120, verbose_name="précision"),
                        ),
                        ("subject_type", models.CharField(blank=True, max_length=60)),
                        ("subject_id", models.CharField(blank=True, max_length=40)),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                            "item",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="equipment.stockitem",
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
                        "verbose_name": "mouvement de stock",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "item", "at", "id"],
                                name="stockmove_of_item",
                            ),
                            models.Index(
                                fields=["organisation", "subject_type", "subject_id"],
                                name="stockmove_about",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="stockmove_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="item", name="stockmove_item"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="stockmove_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("delta__gt", 0),
                                        (
                                            "reason__in",
                                            ["donation", "purchase", "returned", "counted_more"],
                                        ),
                                    ),
                                    models.Q(
                                        ("delta__lt", 0),
                                        (
                                            "reason__in",
                                            [
                                                "person",
                                                "device",
                                                "partner",
                                                "repair",
                                                "broken",
                                                "lost",
                                                "counted_less",
                                            ],
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="stockmove_in_or_out",
                                violation_error_message="Une entrée ajoute, une sortie retire.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity_after__gte", 0)),
                                name="stockmove_never_negative",
                                violation_error_message="Il n’y en a pas assez en stock.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Collection",
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
                            "expected_at",
                            models.TimeField(blank=True, null=True, verbose_name="heure prévue"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "Prévue"),
                                    ("collected", "Collectée"),
                                    ("cancelled", "Annulée"),
                                ],
                                default="planned",
                                max_length=9,
                                verbose_name="état",
                            ),
                        ),
                        (
                            "weight_kg",
                            models.DecimalField(
                                decimal_places=1, max_digits=7, null=True, verbose_name="poids (kg)"
                            ),
                        ),
                        (
                            "seals",
                            models.CharField(blank=True, max_length=120, verbose_name="scellés"),
                        ),
                        (
                            "reserves",
                            models.CharField(blank=True, max_length=500, verbose_name="réserves"),
                        ),
                        (
                            "donor_signer",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=120, verbose_name="remis par"
                            ),
                        ),
                        (
                            "donor_strokes",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=20000
                            ),
                        ),
                        (
                            "collector_strokes",
                            inclusion.encryption.fields.EncryptedTextField(
                                blank=True, default="", max_length=20000
                            ),
                        ),
                        (
                            "is_drawn",
                            models.BooleanField(default=False, verbose_name="signé à l’écran"),
                        ),
                        (
                            "paper_sha256",
                            models.CharField(
                                blank=True, max_length=64, verbose_name="photo du papier signé"
                            ),
                        ),
                        (
                            "collected_at",
                            models.DateTimeField(null=True, verbose_name="collecté le"),
                        ),
                        (
                            "collected_by",
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
                            "slip",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "round",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="collections",
                                to="equipment.collectionround",
                            ),
                        ),
                        (
                            "donation",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="collections",
                                to="equipment.donation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "collecte",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "round"], name="collection_of_round"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="collection_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="donation", name="collection_donation"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="round", name="collection_round"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="collected_by", name="collection_collected_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="slip", name="collection_slip"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "cancelled"), _negated=True),
                                fields=("organisation", "donation"),
                                name="collection_once_for_a_donation",
                                violation_error_message="Une collecte est déjà prévue pour ce don.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "collected"), _negated=True),
                                    models.Q(
                                        ("collected_at__isnull", False),
                                        ("collected_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="collection_collected_by_someone",
                                violation_error_message="Une collecte faite dit quand et par qui.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "collected"), _negated=True),
                                    ("is_drawn", True),
                                    models.Q(("paper_sha256", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="collection_signed_by_both",
                                violation_error_message="Le bordereau est signé par les deux parties.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Device",
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
                            "asset_tag",
                            models.CharField(
                                db_collation="C", max_length=16, verbose_name="étiquette"
                            ),
                        ),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("computer", "Ordinateur"),
                                    ("desktop", "Ordinateur fixe"),
                                    ("laptop", "Ordinateur portable"),
                                    ("all_in_one", "Tout-en-un"),
                                    ("mini_pc", "Mini-PC"),
                                    ("server", "Serveur"),
                                    ("tablet", "Tablette"),
                                    ("smartphone", "Smartphone"),
                                    ("screen", "Écran"),
                                    ("printer", "Imprimante"),
                                    ("multifunction", "Multifonction"),
                                    ("router", "Box ou routeur"),
                                    ("keyboard", "Clavier"),
                                    ("mouse", "Souris"),
                                    ("charger", "Chargeur"),
                                    ("sim", "Carte SIM"),
                                    ("other", "Autre"),
                                ],
                                max_length=14,
                                verbose_name="type",
                            ),
                        ),
                        ("manufacturer", models.CharField(max_length=60, verbose_name="marque")),
                        ("model", models.CharField(max_length=80, verbose_name="modèle")),
                        (
                            "serial",
                            models.CharField(blank=True, max_length=60, verbose_name="n° de série"),
                        ),
                        (
                            "processor",
                            models.CharField(blank=True, max_length=60, verbose_name="processeur"),
                        ),
                        (
                            "memory_gb",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="mémoire (Go)"
                            ),
                        ),
                        (
                            "screen_inches",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="écran (pouces)",
                            ),
                        ),
                        (
                            "condition_grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("A", "A · très bon état"),
                                    ("B", "B · bon état, traces légères"),
                                    ("C", "C · traces visibles"),
                                    ("D", "D · abîmé mais utilisable"),
                                ],
                                max_length=1,
                                verbose_name="aspect",
                            ),
                        ),
                        (
                            "battery_percent",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="batterie (%)"
                            ),
                        ),
                        (
                            "accessories",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="accessoires"
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("private_gift", "Don privé"),
                                    ("public_gift", "Don public"),
                                    ("purchase", "Achat neuf"),
                                    ("made_available", "Mise à disposition"),
                                ],
                                max_length=15,
                                verbose_name="origine",
                            ),
                        ),
                        (
                            "donor_name",
                            models.CharField(blank=True, max_length=120, verbose_name="donateur"),
                        ),
                        (
                            "shelf",
                            models.CharField(blank=True, max_length=40, verbose_name="emplacement"),
                        ),
                        (
                            "storage_known",
                            models.BooleanField(null=True, verbose_name="stockage vu en entier"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("quarantine", "En quarantaine"),
                                    ("erased", "Données effacées"),
                                    ("under_repair", "En réparation"),
                                    ("tested", "Testé"),
                                    ("ready", "Prêt à remettre"),
                                    ("reserved", "Réservé"),
                                    ("allocated", "Attribué"),
                                    ("handed_over", "Remis"),
                                    ("on_loan", "Prêté"),
                                    ("in_service", "En service après-vente"),
                                    ("for_parts", "Pour pièces"),
                                    ("waste", "Déchet DEEE"),
                                    ("removed", "Évacué"),
                                    ("lost", "Perdu ou volé"),
                                ],
                                default="quarantine",
                                max_length=12,
                                verbose_name="état",
                            ),
                        ),
                        (
                            "status_since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                verbose_name="reçu le",
                            ),
                        ),
                        (
                            "came_in_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("erased_at", models.DateTimeField(null=True)),
                        ("ready_at", models.DateTimeField(null=True)),
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "venue",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.venue",
                                verbose_name="lieu",
                            ),
                        ),
                        (
                            "donation",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="devices",
                                to="equipment.donation",
                                verbose_name="don",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "appareil",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "status_since", "id"], name="device_by_age"
                            ),
                            models.Index(
                                fields=["organisation", "status", "status_since", "id"],
                                name="device_by_status",
                            ),
                            models.Index(
                                fields=["organisation", "type", "status_since", "id"],
                                name="device_by_type",
                            ),
                            models.Index(
                                fields=["organisation", "venue", "status_since", "id"],
                                name="device_by_venue",
                            ),
                            models.Index(
                                condition=models.Q(("donation__isnull", False)),
                                fields=["organisation", "donation"],
                                name="device_of_donation",
                            ),
                            models.Index(
                                condition=models.Q(("serial", ""), _negated=True),
                                fields=["organisation", "serial"],
                                name="device_by_serial",
                            ),
                            models.Index(
                                condition=models.Q(("serial", ""), ("status", "quarantine")),
                                fields=["organisation", "status_since"],
                                name="device_without_serial",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="device_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="venue", name="device_venue"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="received_by", name="device_received_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="donation", name="device_donation"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "asset_tag"),
                                name="device_asset_tag",
                                violation_error_message="Cette étiquette est déjà collée sur un autre appareil.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "quarantine",
                                            "erased",
                                            "under_repair",
                                            "tested",
                                            "ready",
                                            "reserved",
                                            "allocated",
                                            "handed_over",
                                            "on_loan",
                                            "in_service",
                                            "for_parts",
                                            "waste",
                                            "removed",
                                            "lost",
                                        ],
                                    )
                                ),
                                name="device_status_known",
                                violation_error_message="État d’appareil inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["quarantine", "lost"]),
                                    ("erased_at__isnull", False),
                                    models.Q(
                                        (
                                            "type__in",
                                            [
                                                "computer",
                                                "desktop",
                                                "laptop",
                                                "all_in_one",
                                                "mini_pc",
                                                "server",
                                                "tablet",
                                                "smartphone",
                                                "multifunction",
                                                "router",
                                                "other",
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="device_erased_before_it_leaves",
                                violation_error_message="Un appareil ne peut pas sortir sans effacement prouvé de ses données.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("battery_percent__isnull", True),
                                    ("battery_percent__lte", 100),
                                    _connector="OR",
                                ),
                                name="device_battery_percent",
                                violation_error_message="La batterie va de 0 à 100 %.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DonationLine",
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
                            "type",
                            models.CharField(
                                choices=[
                                    ("computer", "Ordinateur"),
                                    ("desktop", "Ordinateur fixe"),
                                    ("laptop", "Ordinateur portable"),
                                    ("all_in_one", "Tout-en-un"),
                                    ("mini_pc", "Mini-PC"),
                                    ("server", "Serveur"),
                                    ("tablet", "Tablette"),
                                    ("smartphone", "Smartphone"),
                                    ("screen", "Écran"),
                                    ("printer", "Imprimante"),
                                    ("multifunction", "Multifonction"),
                                    ("router", "Box ou routeur"),
                                    ("keyboard", "Clavier"),
                                    ("mouse", "Souris"),
                                    ("charger", "Chargeur"),
                                    ("sim", "Carte SIM"),
                                    ("other", "Autre"),
                                ],
                                max_length=14,
                                verbose_name="type",
                            ),
                        ),
                        ("quantity", models.PositiveSmallIntegerField(verbose_name="quantité")),
                        (
                            "condition",
                            models.CharField(
                                choices=[
                                    ("working", "fonctionnel"),
                                    ("to_check", "à vérifier"),
                                    ("broken", "en panne"),
                                ],
                                default="to_check",
                                max_length=8,
                                verbose_name="état déclaré",
                            ),
                        ),
                        (
                            "unit_value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=9,
                                null=True,
                                verbose_name="valeur déclarée (pièce)",
                            ),
                        ),
                        (
                            "donation",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="equipment.donation",
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
                        "verbose_name": "ligne de don",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="donationline_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="donation", name="donationline_donation"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "donation", "type"),
                                name="donationline_type_once",
                                violation_error_message="Ce type est déjà compté dans ce don.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__range", (1, 2000))),
                                name="donationline_quantity",
                                violation_error_message="Une ligne compte de 1 à 2\u202f000 pièces.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("unit_value__isnull", True),
                                    ("unit_value__gte", 0),
                                    _connector="OR",
                                ),
                                name="donationline_value",
                                violation_error_message="Une valeur déclarée n’est pas négative.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxReceipt",
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
                            "form",
                            models.CharField(
                                choices=[("company", "Entreprise"), ("individual", "Particulier")],
                                max_length=10,
                                verbose_name="modèle",
                            ),
                        ),
                        ("given_on", models.DateField(verbose_name="donné le")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=11, verbose_name="montant"
                            ),
                        ),
                        (
                            "is_signed",
                            models.BooleanField(default=False, verbose_name="signé à l’écran"),
                        ),
                        (
                            "issued_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                verbose_name="émis le",
                            ),
                        ),
                        ("cancelled_at", models.DateTimeField(null=True, verbose_name="annulé le")),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="raison"),
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
                            "document",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "donation",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tax_receipts",
                                to="equipment.donation",
                            ),
                        ),
                        (
                            "donor",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tax_receipts",
                                to="equipment.donor",
                            ),
                        ),
                        (
                            "eligibility",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="equipment.taxeligibility",
                            ),
                        ),
                        (
                            "issued_by",
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
                            "replaces",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="equipment.taxreceipt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reçu fiscal",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-issued_at", "-id"], name="taxreceipt_last"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="taxreceipt_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="donation", name="taxreceipt_donation"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="donor", name="taxreceipt_donor"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="eligibility", name="taxreceipt_eligibility"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="document", name="taxreceipt_document"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="replaces", name="taxreceipt_replaces"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="issued_by", name="taxreceipt_issued_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="cancelled_by", name="taxreceipt_cancelled_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("cancelled_at__isnull", True)),
                                fields=("organisation", "donation"),
                                name="taxreceipt_once_for_a_donation",
                                violation_error_message="Ce don a déjà son reçu fiscal.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("cancelled_at__isnull", True)),
                                fields=("organisation", "donor", "given_on", "amount"),
                                name="taxreceipt_once_for_donor_day_amount",
                                violation_error_message="Un reçu existe déjà pour ce donateur, ce jour et ce montant.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "replaces"),
                                name="taxreceipt_replaced_once",
                                violation_error_message="Ce reçu est déjà remplacé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="taxreceipt_amount",
                                violation_error_message="Un reçu porte un montant.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancelled_at__isnull", True),
                                    models.Q(("cancel_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="taxreceipt_cancelled_with_a_reason",
                                violation_error_message="Un reçu annulé dit pourquoi.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GivenItem",
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
                        ("quantity", models.PositiveSmallIntegerField(verbose_name="quantité")),
                        (
                            "given_at",
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
                                related_name="given_items",
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
                            "hand_over",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="given_items",
                                to="equipment.handover",
                            ),
                        ),
                        (
                            "item",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="equipment.stockitem",
                            ),
                        ),
                        (
                            "move",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="given_items",
                                to="equipment.stockmove",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "article remis",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "beneficiary"], name="givenitem_of_person"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="givenitem_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="givenitem_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="item", name="givenitem_item"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="move", name="givenitem_move"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="hand_over", name="givenitem_hand_over"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="givenitem_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "move"),
                                name="givenitem_move_once",
                                violation_error_message="Cette sortie de stock est déjà remise à quelqu’un.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1)),
                                name="givenitem_some",
                                violation_error_message="On remet au moins un article.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectionLine",
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
                            "type",
                            models.CharField(
                                choices=[
                                    ("computer", "Ordinateur"),
                                    ("desktop", "Ordinateur fixe"),
                                    ("laptop", "Ordinateur portable"),
                                    ("all_in_one", "Tout-en-un"),
                                    ("mini_pc", "Mini-PC"),
                                    ("server", "Serveur"),
                                    ("tablet", "Tablette"),
                                    ("smartphone", "Smartphone"),
                                    ("screen", "Écran"),
                                    ("printer", "Imprimante"),
                                    ("multifunction", "Multifonction"),
                                    ("router", "Box ou routeur"),
                                    ("keyboard", "Clavier"),
                                    ("mouse", "Souris"),
                                    ("charger", "Chargeur"),
                                    ("sim", "Carte SIM"),
                                    ("other", "Autre"),
                                ],
                                max_length=14,
                                verbose_name="type",
                            ),
                        ),
                        ("announced", models.PositiveSmallIntegerField(verbose_name="annoncé")),
                        (
                            "counted",
                            models.PositiveSmallIntegerField(null=True, verbose_name="compté"),
                        ),
                        (
                            "difference_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="écart"),
                        ),
                        (
                            "collection",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="equipment.collection",
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
                        "verbose_name": "ligne de collecte",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="collectionline_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="collection", name="collectionline_collection"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "collection", "type"),
                                name="collectionline_type_once",
                                violation_error_message="Ce type est déjà compté.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("counted__isnull", True),
                                    ("counted", models.F("announced")),
                                    models.Q(("difference_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="collectionline_difference_explained",
                                violation_error_message="Un écart entre l’annoncé et le compté s’explique.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditLine",
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
                            "asset_tag",
                            models.CharField(
                                db_collation="C", max_length=16, verbose_name="étiquette"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("found", "Trouvé"),
                                    ("missing", "Manquant"),
                                    ("misplaced", "Mal rangé"),
                                    ("gone", "Noté comme sorti"),
                                    ("unknown", "Inconnu du parc"),
                                ],
                                max_length=9,
                                verbose_name="constat",
                            ),
                        ),
                        (
                            "known_place",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="place connue"
                            ),
                        ),
                        ("was_moved", models.BooleanField(default=False, verbose_name="déplacé")),
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
                            "run",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="equipment.auditrun",
                            ),
                        ),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audit_lines",
                                to="equipment.device",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ligne d’inventaire",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "device"], name="auditline_of_device"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="auditline_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="run", name="auditline_run"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="auditline_device"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "run", "asset_tag"),
                                name="auditline_once",
                                violation_error_message="Une étiquette compte une fois par inventaire.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        ["found", "missing", "misplaced", "gone", "unknown"],
                                    )
                                ),
                                name="auditline_outcome_known",
                                violation_error_message="Constat inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("device__isnull", True), ("outcome", "unknown")),
                                    models.Q(
                                        models.Q(("outcome", "unknown"), _negated=True),
                                        ("device__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="auditline_about_a_device",
                                violation_error_message="Un constat porte sur un appareil du parc.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeviceIdentifier",
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
                        ("uuid", models.UUIDField(verbose_name="UUID")),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="identifiers",
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
                    ],
                    options={
                        "verbose_name": "identifiant de machine",
                        "indexes": [
                            models.Index(fields=["organisation", "device"], name="identifier_of")
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="identifier_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="identifier_device"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "uuid", "device"),
                                name="identifier_once",
                                violation_error_message="Cet identifiant est déjà noté pour cet appareil.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ErasureCheck",
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
                        ("erased_at", models.DateTimeField()),
                        (
                            "checked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasure_checks",
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
                    ],
                    options={
                        "verbose_name": "vérification d’effacement",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="erasurecheck_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="erasurecheck_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="erasurecheck_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "device", "erased_at"),
                                name="erasurecheck_once",
                                violation_error_message="L’effacement de cet appareil est déjà vérifié.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("checked_at__gte", models.F("erased_at"))),
                                name="erasurecheck_after_erasure",
                                violation_error_message="On vérifie un effacement après qu’il est prouvé.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
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
                        ("sha256", models.CharField(max_length=64, verbose_name="empreinte reçue")),
                        (
                            "kept_sha256",
                            models.CharField(
                                blank=True, max_length=64, verbose_name="empreinte gardée"
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="fichier")),
                        ("size", models.PositiveIntegerField(verbose_name="taille")),
                        (
                            "parser",
                            models.CharField(blank=True, max_length=40, verbose_name="format"),
                        ),
                        ("parser_version", models.CharField(blank=True, max_length=20)),
                        (
                            "status",
                            models.CharField(
                                choices=[("accepted", "Lue"), ("rejected", "Refusée")], max_length=8
                            ),
                        ),
                        (
                            "error",
                            models.CharField(blank=True, max_length=400, verbose_name="motif"),
                        ),
                        ("facts", models.JSONField(default=dict)),
                        ("dropped", models.JSONField(default=list)),
                        ("warnings", models.JSONField(default=list)),
                        (
                            "read_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
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
                    ],
                    options={
                        "verbose_name": "relevé",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "device", "read_at"], name="evidence_of"
                            ),
                            models.Index(
                                fields=["organisation", "read_at", "id"], name="evidence_by_age"
                            ),
                            models.Index(
                                condition=models.Q(("status", "rejected")),
                                fields=["organisation", "sha256"],
                                name="evidence_refused",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="evidence_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="evidence_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="evidence_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "accepted")),
                                fields=("organisation", "sha256"),
                                name="evidence_once",
                                violation_error_message="Ce fichier est déjà lu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
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
                                choices=[("keep", "Pour la garder"), ("loan", "En prêt")],
                                db_default="keep",
                                default="keep",
                                max_length=4,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("reserved", "Réservé"),
                                    ("handed_over", "Remis"),
                                    ("on_loan", "Prêté"),
                                    ("returned", "Rendu"),
                                    ("lost", "Jamais rendu"),
                                    ("cancelled", "Annulé"),
                                ],
                                default="reserved",
                                max_length=12,
                            ),
                        ),
                        (
                            "reserved_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("expires_at", models.DateTimeField(null=True)),
                        ("expired_at", models.DateTimeField(null=True)),
                        (
                            "choice_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="pourquoi cet appareil"
                            ),
                        ),
                        ("papers_ready_at", models.DateTimeField(null=True)),
                        (
                            "family_paid_amount",
                            models.DecimalField(decimal_places=2, max_digits=10, null=True),
                        ),
                        ("handed_over_at", models.DateTimeField(null=True)),
                        ("was_priority_neighbourhood", models.BooleanField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "handed_over_by",
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
                            "papers_ready_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "replaces",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replacements",
                                to="equipment.allocation",
                            ),
                        ),
                        (
                            "reserved_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
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
                                related_name="allocations",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "hand_over",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="equipment.handover",
                            ),
                        ),
                        (
                            "offer",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="equipment.offer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attribution",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "beneficiary"], name="allocation_of_person"
                            ),
                            models.Index(
                                fields=["organisation", "reserved_at", "id"],
                                name="allocation_by_age",
                            ),
                            models.Index(
                                fields=["organisation", "offer", "status", "handed_over_at"],
                                name="allocation_of_offer",
                            ),
                            models.Index(
                                condition=models.Q(("status", "reserved")),
                                fields=["organisation", "expires_at"],
                                name="allocation_to_free",
                            ),
                            models.Index(
                                fields=["organisation", "hand_over"], name="allocation_of_hand_over"
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="allocation_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="allocation_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="allocation_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="offer", name="allocation_offer"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="reserved_by", name="allocation_reserved_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="handed_over_by", name="allocation_handed_over_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="papers_ready_by", name="allocation_papers_ready_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="hand_over", name="allocation_hand_over"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="replaces", name="allocation_replaces"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("replaces__isnull", False)),
                                fields=("organisation", "replaces"),
                                name="allocation_replaced_once",
                                violation_error_message="Cet appareil a déjà été échangé.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("purpose__in", ["keep", "loan"]),
                                    models.Q(
                                        ("offer__isnull", False),
                                        ("purpose", "loan"),
                                        _connector="OR",
                                    ),
                                ),
                                name="allocation_offer_unless_lent",
                                violation_error_message="Un appareil se garde dans le cadre d’une offre.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status__in", ["on_loan", "returned", "lost"]),
                                        _negated=True,
                                    ),
                                    ("purpose", "loan"),
                                    _connector="OR",
                                ),
                                name="allocation_lent_as_a_loan",
                                violation_error_message="Seul un appareil réservé en prêt se prête.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "handed_over"), _negated=True),
                                    ("purpose", "keep"),
                                    _connector="OR",
                                ),
                                name="allocation_kept_as_a_gift",
                                violation_error_message="Un appareil réservé en prêt ne se donne pas.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("organisation", "device"),
                                name="allocation_one_open_per_device",
                                violation_error_message="Cet appareil est déjà attribué.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "reserved",
                                            "handed_over",
                                            "on_loan",
                                            "returned",
                                            "lost",
                                            "cancelled",
                                        ],
                                    )
                                ),
                                name="allocation_status_known",
                                violation_error_message="État d’attribution inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("beneficiary__isnull", False),
                                    models.Q(("status", "reserved"), _negated=True),
                                    _connector="OR",
                                ),
                                name="allocation_reserved_for_someone",
                                violation_error_message="Un appareil est réservé pour quelqu’un.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "handed_over"), _negated=True),
                                    models.Q(
                                        ("family_paid_amount__isnull", False),
                                        ("handed_over_at__isnull", False),
                                        ("handed_over_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="allocation_handed_over_in_full",
                                violation_error_message="Une remise a sa date, son auteur et sa participation.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Loss",
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
                            "cause",
                            models.CharField(
                                choices=[
                                    ("lost", "Introuvable"),
                                    ("stolen", "Volé"),
                                    ("in_transit", "Perdu pendant un transport"),
                                    ("not_returned", "Prêt jamais rendu"),
                                ],
                                max_length=12,
                                verbose_name="cause",
                            ),
                        ),
                        ("words", models.CharField(max_length=500, verbose_name="circonstances")),
                        ("known_at", models.DateTimeField(verbose_name="su le")),
                        (
                            "was_in",
                            models.CharField(
                                choices=[
                                    ("quarantine", "En quarantaine"),
                                    ("erased", "Données effacées"),
                                    ("under_repair", "En réparation"),
                                    ("tested", "Testé"),
                                    ("ready", "Prêt à remettre"),
                                    ("reserved", "Réservé"),
                                    ("allocated", "Attribué"),
                                    ("handed_over", "Remis"),
                                    ("on_loan", "Prêté"),
                                    ("in_service", "En service après-vente"),
                                    ("for_parts", "Pour pièces"),
                                    ("waste", "Déchet DEEE"),
                                    ("removed", "Évacué"),
                                    ("lost", "Perdu ou volé"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "declared_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("found_at", models.DateTimeField(null=True)),
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="losses",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "found_by",
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
                        "verbose_name": "perte",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(name="loss_tenant"),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="loss_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="loss_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="found_by", name="loss_found_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("found_at__isnull", True)),
                                fields=("organisation", "device"),
                                name="loss_one_open_per_device",
                                violation_error_message="Cet appareil est déjà déclaré perdu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("found_at__isnull", True),
                                    ("found_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="loss_found_by_someone",
                                violation_error_message="Un appareil retrouvé l’est par quelqu’un.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotLine",
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
                            "use",
                            models.CharField(
                                choices=[
                                    ("people", "Personnes accueillies"),
                                    ("collective", "Ateliers collectifs"),
                                    ("public_access", "Espace public numérique"),
                                    ("outreach", "Ateliers hors les murs"),
                                    ("home", "Prêt au domicile"),
                                ],
                                max_length=13,
                                verbose_name="usage",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("expected", "Attendu"),
                                    ("arrived", "Arrivé"),
                                    ("missing", "Manquant à l’arrivée"),
                                    ("stayed", "Resté chez nous"),
                                    ("lost", "Perdu en route"),
                                ],
                                default="expected",
                                max_length=8,
                                verbose_name="à l’arrivée",
                            ),
                        ),
                        ("arrived_at", models.DateTimeField(null=True, verbose_name="arrivé le")),
                        (
                            "words",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="explication"
                            ),
                        ),
                        (
                            "added_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lot_lines",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "lot",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="equipment.lot",
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
                            "settled_by",
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
                        "verbose_name": "appareil d’un lot",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "lot", "outcome"], name="lotline_of_lot"
                            ),
                            models.Index(
                                fields=["organisation", "arrived_at"], name="lotline_by_arrival"
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="lotline_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="lot", name="lotline_lot"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="lotline_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="settled_by", name="lotline_settled_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("organisation", "device"),
                                name="lotline_one_open_per_device",
                                violation_error_message="Cet appareil est déjà dans un lot.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "lot", "device"),
                                name="lotline_once_in_a_lot",
                                violation_error_message="Cet appareil est déjà dans ce lot.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        ["expected", "arrived", "missing", "stayed", "lost"],
                                    ),
                                    (
                                        "use__in",
                                        [
                                            "people",
                                            "collective",
                                            "public_access",
                                            "outreach",
                                            "home",
                                        ],
                                    ),
                                ),
                                name="lotline_outcome_known",
                                violation_error_message="Issue ou usage inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "arrived"), _negated=True),
                                    ("arrived_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="lotline_arrived_on_a_day",
                                violation_error_message="Un appareil arrivé dit quand.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Medium",
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
                            "fate",
                            models.CharField(
                                choices=[
                                    ("in_device", "Dans un appareil"),
                                    ("spare", "Retiré, en réserve"),
                                    ("to_destroy", "Retiré, à détruire"),
                                    ("destroyed", "Détruit"),
                                ],
                                default="in_device",
                                max_length=10,
                                verbose_name="où il est",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hdd", "Disque dur"),
                                    ("ssd_sata", "SSD SATA"),
                                    ("nvme", "SSD NVMe"),
                                    ("emmc", "Mémoire soudée (eMMC/UFS)"),
                                    ("sd", "Carte SD"),
                                    ("usb", "Clé USB"),
                                    ("unknown", "Support inconnu"),
                                ],
                                max_length=8,
                                verbose_name="type",
                            ),
                        ),
                        (
                            "model",
                            models.CharField(blank=True, max_length=80, verbose_name="modèle"),
                        ),
                        ("serial", models.CharField(max_length=60, verbose_name="n° de série")),
                        ("capacity_gb", models.PositiveIntegerField(verbose_name="capacité (Go)")),
                        (
                            "size_bytes",
                            models.PositiveBigIntegerField(
                                blank=True, null=True, verbose_name="capacité exacte"
                            ),
                        ),
                        (
                            "condemned_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="condamné"),
                        ),
                        (
                            "added_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "exposed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="media",
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
                            "taken_from",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="media_taken_out",
                                to="equipment.device",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "support de stockage",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("serial", ""), _negated=True),
                                fields=["organisation", "serial"],
                                name="medium_by_serial",
                            ),
                            models.Index(
                                condition=models.Q(("device__isnull", True)),
                                fields=["organisation", "added_at", "id"],
                                name="medium_loose",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="medium_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="medium_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="taken_from", name="medium_taken_from"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("device__isnull", False), ("fate", "in_device")),
                                    models.Q(
                                        ("device__isnull", True),
                                        ("taken_from__isnull", False),
                                        models.Q(("fate", "in_device"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="medium_is_somewhere",
                                violation_error_message="Un support est dans un appareil, ou retiré de l’un d’eux.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "device", "serial"),
                                name="medium_once",
                                violation_error_message="Ce support est déjà inscrit sur cet appareil.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintedLabel",
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
                        ("rank", models.PositiveIntegerField(verbose_name="rang")),
                        (
                            "asset_tag",
                            models.CharField(
                                db_collation="C", max_length=16, verbose_name="étiquette"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("free", "Libre"),
                                    ("stuck", "Collée"),
                                    ("void", "Annulée"),
                                ],
                                default="free",
                                max_length=5,
                            ),
                        ),
                        ("changed_at", models.DateTimeField(null=True)),
                        (
                            "changed_by",
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="printed_label",
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
                            "roll",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="labels",
                                to="equipment.labelroll",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "étiquette imprimée",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="printedlabel_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="roll", name="printedlabel_roll"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="printedlabel_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="changed_by", name="printedlabel_changed_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "asset_tag"),
                                name="printedlabel_tag_once",
                                violation_error_message="Cette étiquette est déjà dans un rouleau.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "roll", "rank"),
                                name="printedlabel_rank_once",
                                violation_error_message="Ce rang du rouleau est déjà pris.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "device"),
                                name="printedlabel_one_per_device",
                                violation_error_message="Cet appareil a déjà une étiquette.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "asset_tag__regex",
                                        "^[^-]{1,4}-[0-9A-HJKMNP-TV-Z]{7}-[0-9A-HJKMNP-TV-Z]$",
                                    )
                                ),
                                name="printedlabel_tag_shape",
                                violation_error_message="Ceci n’est pas une étiquette.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("changed_at__isnull", False),
                                        ("device__isnull", False),
                                        ("status", "stuck"),
                                    ),
                                    models.Q(
                                        ("changed_at__isnull", True),
                                        ("device__isnull", True),
                                        ("status", "free"),
                                    ),
                                    models.Q(
                                        ("changed_at__isnull", False),
                                        ("device__isnull", True),
                                        ("status", "void"),
                                    ),
                                    _connector="OR",
                                ),
                                name="printedlabel_stuck_on_a_device",
                                violation_error_message="Une étiquette collée l’est sur un appareil.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Retirement",
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
                            "target",
                            models.CharField(
                                choices=[("for_parts", "Pour pièces"), ("waste", "Déchet DEEE")],
                                max_length=9,
                                verbose_name="sort",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("broken", "En panne, irréparable"),
                                    ("too_dear", "Réparation trop chère"),
                                    ("too_old", "Trop lent ou trop vieux pour servir"),
                                    ("incomplete", "Incomplet"),
                                    ("dangerous", "Dangereux"),
                                    ("locked", "Verrouillé, impossible à remettre en service"),
                                    ("stripped", "Ses pièces utiles sont retirées"),
                                ],
                                max_length=10,
                                verbose_name="raison",
                            ),
                        ),
                        (
                            "words",
                            models.CharField(blank=True, max_length=300, verbose_name="précision"),
                        ),
                        (
                            "retired_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="retirements",
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
                            "proposal",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="retirements",
                                to="equipment.retirementproposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mise hors parc",
                        "indexes": [
                            models.Index(fields=["organisation", "device"], name="retirement_of")
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="retirement_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="retirement_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="proposal", name="retirement_proposal"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="retirement_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "cause__in",
                                        [
                                            "broken",
                                            "too_dear",
                                            "too_old",
                                            "incomplete",
                                            "dangerous",
                                            "locked",
                                            "stripped",
                                        ],
                                    ),
                                    ("target__in", ["for_parts", "waste"]),
                                ),
                                name="retirement_has_a_cause",
                                violation_error_message="Dites pourquoi l’appareil quitte le parc.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposedDevice",
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
                            "proposal",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="equipment.retirementproposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "appareil proposé",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="proposeddevice_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="proposal", name="proposeddevice_proposal"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="proposeddevice_device"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "proposal", "device"),
                                name="proposeddevice_once",
                                violation_error_message="Cet appareil est déjà dans la proposition.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StorageAttestation",
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
                                    ("two_sources", "Deux relevés concordants"),
                                    ("operator", "Attestation d’une personne, photo à l’appui"),
                                ],
                                max_length=11,
                                verbose_name="fondement",
                            ),
                        ),
                        (
                            "words",
                            models.CharField(blank=True, max_length=300, verbose_name="constat"),
                        ),
                        (
                            "photo_sha256",
                            models.CharField(blank=True, max_length=64, verbose_name="photo"),
                        ),
                        ("photo_name", models.CharField(blank=True, max_length=160)),
                        ("sources", models.JSONField(default=list)),
                        (
                            "attested_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attestations",
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
                    ],
                    options={
                        "verbose_name": "attestation d’absence de support",
                        "indexes": [
                            models.Index(fields=["organisation", "device"], name="attestation_of")
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="attestation_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="attestation_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="attestation_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "two_sources"),
                                    models.Q(("photo_sha256", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="attestation_shown",
                                violation_error_message="Une attestation d’absence de support montre une photo.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TestRun",
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
                            "checklist",
                            models.CharField(max_length=20, verbose_name="liste de contrôle"),
                        ),
                        ("version", models.CharField(max_length=10, verbose_name="version")),
                        ("answers", models.JSONField(default=dict, verbose_name="réponses")),
                        ("is_passed", models.BooleanField(verbose_name="réussi")),
                        (
                            "appearance",
                            models.CharField(
                                choices=[
                                    ("A", "A · très bon état"),
                                    ("B", "B · bon état, traces légères"),
                                    ("C", "C · traces visibles"),
                                    ("D", "D · abîmé mais utilisable"),
                                    ("P", "Pour pièces"),
                                ],
                                max_length=1,
                                verbose_name="aspect",
                            ),
                        ),
                        (
                            "function",
                            models.CharField(
                                choices=[
                                    ("A", "A · tout fonctionne, à l’aise"),
                                    ("B", "B · tout fonctionne"),
                                    ("C", "C · usage simple, réserves dites"),
                                    ("D", "D · dépannage seulement"),
                                ],
                                max_length=1,
                                verbose_name="fonctionnement",
                            ),
                        ),
                        (
                            "battery_percent",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="batterie (%)"
                            ),
                        ),
                        (
                            "note",
                            models.CharField(blank=True, max_length=300, verbose_name="remarque"),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(verbose_name="minutes passées"),
                        ),
                        (
                            "tested_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="test_runs",
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
                    ],
                    options={
                        "verbose_name": "contrôle",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "device", "tested_at"], name="testrun_of"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="testrun_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="testrun_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="testrun_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("battery_percent__isnull", True),
                                    ("battery_percent__lte", 100),
                                    _connector="OR",
                                ),
                                name="testrun_battery_percent",
                                violation_error_message="La batterie va de 0 à 100\xa0%.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("appearance__in", ["A", "B", "C", "D", "P"]),
                                    ("function__in", ["A", "B", "C", "D"]),
                                ),
                                name="testrun_grades_known",
                                violation_error_message="Note d’aspect ou de fonctionnement inconnue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_passed", False),
                                    models.Q(("appearance", "P"), _negated=True),
                                    _connector="OR",
                                ),
                                name="testrun_parts_never_pass",
                                violation_error_message="Un appareil bon pour ses pièces n’est pas contrôlé bon.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityCase",
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
                                    ("unknown", "Aucun appareil reconnu"),
                                    ("several", "Plusieurs appareils possibles"),
                                    ("conflict", "Indices contradictoires"),
                                    ("differences", "Fiche et relevé différents"),
                                ],
                                max_length=11,
                                verbose_name="question",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "À rapprocher"),
                                    ("matched", "Rapproché"),
                                    ("created", "Nouvel appareil"),
                                    ("corrected", "Fiche corrigée"),
                                    ("kept", "Fiche gardée"),
                                    ("set_aside", "Écarté"),
                                ],
                                default="open",
                                max_length=9,
                                verbose_name="état",
                            ),
                        ),
                        ("why", models.CharField(max_length=300, verbose_name="pourquoi")),
                        ("candidates", models.JSONField(default=list)),
                        ("differences", models.JSONField(default=list)),
                        (
                            "opened_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("changed", models.JSONField(default=dict)),
                        ("undone_at", models.DateTimeField(null=True)),
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identity_cases",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "evidence",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="equipment.evidence",
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
                        "verbose_name": "rapprochement",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "status", "opened_at", "id"],
                                name="identitycase_queue",
                            ),
                            models.Index(fields=["organisation", "device"], name="identitycase_of"),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="identitycase_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="evidence", name="identitycase_evidence"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="identitycase_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="decided_by", name="identitycase_decided_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="undone_by", name="identitycase_undone_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "open"),
                                    ("decided_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="identitycase_decision_dated",
                                violation_error_message="Une décision a sa date.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "evidence", "kind"),
                                name="identitycase_once",
                                violation_error_message="Ce relevé attend déjà une décision.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Loan",
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
                        ("lent_on", models.DateField(verbose_name="prêté le")),
                        ("due_on", models.DateField(verbose_name="à rendre le")),
                        (
                            "deposit_amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=10, verbose_name="caution"
                            ),
                        ),
                        ("accessories", models.JSONField(default=list, verbose_name="accessoires")),
                        ("returned_on", models.DateField(null=True, verbose_name="rendu le")),
                        (
                            "returned_amount",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=10,
                                null=True,
                                verbose_name="caution rendue",
                            ),
                        ),
                        (
                            "return_words",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="état au retour"
                            ),
                        ),
                        (
                            "is_lost",
                            models.BooleanField(
                                db_default=False, default=False, verbose_name="jamais rendu"
                            ),
                        ),
                        (
                            "allocation",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
                                to="equipment.allocation",
                            ),
                        ),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
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
                            "returned_by",
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
                        "verbose_name": "prêt",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("returned_on__isnull", True)),
                                fields=["organisation", "due_on", "id"],
                                name="loan_still_out",
                            ),
                            models.Index(fields=["organisation", "device"], name="loan_of_device"),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(name="loan_tenant"),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="allocation", name="loan_allocation"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="loan_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="returned_by", name="loan_returned_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "allocation"),
                                name="loan_once",
                                violation_error_message="Cette réservation a déjà son prêt.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("organisation", "="),
                                    ("device", "="),
                                    (
                                        models.Func(
                                            "lent_on",
                                            "returned_on",
                                            models.Value("[)"),
                                            function="daterange",
                                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="loan_no_overlap",
                                violation_error_message="Cet appareil est déjà prêté sur ces dates.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gt", models.F("lent_on"))),
                                name="loan_ends_after_it_begins",
                                violation_error_message="Un prêt se rend après le jour où il commence.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deposit_amount__gte", 0),
                                    models.Q(
                                        ("returned_amount__isnull", True),
                                        ("returned_amount__lte", models.F("deposit_amount")),
                                        _connector="OR",
                                    ),
                                ),
                                name="loan_deposit",
                                violation_error_message="On ne rend pas plus que la caution reçue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("returned_amount__isnull", True),
                                        ("returned_by__isnull", True),
                                        ("returned_on__isnull", True),
                                    ),
                                    models.Q(
                                        ("returned_amount__isnull", False),
                                        ("returned_by__isnull", False),
                                        ("returned_on__gte", models.F("lent_on")),
                                    ),
                                    _connector="OR",
                                ),
                                name="loan_returned_in_full",
                                violation_error_message="Un retour a sa date, son auteur et sa caution.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
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
                            "method",
                            models.CharField(
                                choices=[
                                    ("cash", "En espèces"),
                                    ("card", "Par carte"),
                                    ("transfer", "Par virement"),
                                    ("voucher", "Par bon ou chèque solidaire"),
                                    ("waived", "Dispensée de payer"),
                                ],
                                max_length=8,
                                verbose_name="moyen",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, verbose_name="montant"
                            ),
                        ),
                        (
                            "due_amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, verbose_name="montant dû"
                            ),
                        ),
                        (
                            "waiver_reason",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="motif de la dispense"
                            ),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "allocation",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="equipment.allocation",
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
                        "verbose_name": "règlement",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="payment_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="allocation", name="payment_allocation"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="received_by", name="payment_received_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "allocation"),
                                name="payment_once",
                                violation_error_message="La participation de cet appareil est déjà enregistrée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "method__in",
                                        ["cash", "card", "transfer", "voucher", "waived"],
                                    )
                                ),
                                name="payment_method_known",
                                violation_error_message="Moyen de paiement inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount", 0), ("method", "waived")),
                                    models.Q(
                                        models.Q(("method", "waived"), _negated=True),
                                        ("amount", models.F("due_amount")),
                                        ("amount__gt", 0),
                                        ("waiver_reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="payment_whole_or_waived",
                                violation_error_message="Une participation est reçue en entier, ou dispensée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceCase",
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
                            "symptom",
                            models.CharField(
                                choices=[
                                    ("no_start", "Ne démarre plus"),
                                    ("no_system", "S’allume sans ouvrir Windows ou Linux"),
                                    ("screen", "Écran"),
                                    ("battery", "Batterie ou charge"),
                                    ("keyboard", "Clavier, souris ou pavé"),
                                    ("sound", "Son, micro ou caméra"),
                                    ("network", "Wifi, réseau ou carte SIM"),
                                    ("slow", "Lent, ou se bloque"),
                                    ("casing", "Choc, chute ou liquide"),
                                    ("other", "Autre chose"),
                                ],
                                max_length=10,
                                verbose_name="panne",
                            ),
                        ),
                        (
                            "words",
                            models.CharField(blank=True, max_length=500, verbose_name="précision"),
                        ),
                        (
                            "warranty",
                            models.CharField(
                                choices=[
                                    ("presumed", "Sous garantie légale, défaut présumé d’origine"),
                                    ("covered", "Sous garantie légale"),
                                    ("ended", "Garantie légale finie"),
                                    ("none", "Donné ou prêté\xa0: pas de garantie légale"),
                                ],
                                max_length=8,
                                verbose_name="garantie",
                            ),
                        ),
                        (
                            "warranty_until",
                            models.DateField(null=True, verbose_name="garantie jusqu’au"),
                        ),
                        (
                            "presumption_until",
                            models.DateField(null=True, verbose_name="défaut présumé jusqu’au"),
                        ),
                        ("came_from", models.CharField(max_length=12)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "Ouvert"),
                                    ("waiting_part", "Attend une pièce"),
                                    ("waiting_person", "Attend la personne"),
                                    ("solved", "Réparé"),
                                    ("swapped", "Échangé"),
                                    ("refused", "Refusé"),
                                    ("returned", "Repris sans échange"),
                                    ("lost", "Appareil perdu"),
                                ],
                                default="open",
                                max_length=14,
                                verbose_name="état",
                            ),
                        ),
                        (
                            "waiting_words",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="ce qu’on attend"
                            ),
                        ),
                        ("waiting_since", models.DateTimeField(null=True)),
                        (
                            "opened_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="à résoudre avant le")),
                        (
                            "outcome_words",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="ce qui a été fait"
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "allocation",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_cases",
                                to="equipment.allocation",
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_cases",
                                to="equipment.device",
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
                            "replacement",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replacement_of_cases",
                                to="equipment.allocation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dossier de panne",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["organisation", "opened_at", "id"],
                                name="servicecase_waiting",
                            ),
                            models.Index(
                                fields=["organisation", "opened_at", "id"],
                                name="servicecase_by_age",
                            ),
                            models.Index(
                                fields=["organisation", "device"], name="servicecase_of_device"
                            ),
                            models.Index(
                                fields=["organisation", "allocation"],
                                name="servicecase_of_allocation",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="servicecase_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="servicecase_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="allocation", name="servicecase_allocation"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="opened_by", name="servicecase_opened_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="closed_by", name="servicecase_closed_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="replacement", name="servicecase_replacement"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("organisation", "device"),
                                name="servicecase_one_open_per_device",
                                violation_error_message="Cet appareil a déjà un dossier de panne ouvert.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "symptom__in",
                                        [
                                            "no_start",
                                            "no_system",
                                            "screen",
                                            "battery",
                                            "keyboard",
                                            "sound",
                                            "network",
                                            "slow",
                                            "casing",
                                            "other",
                                        ],
                                    ),
                                    ("warranty__in", ["presumed", "covered", "ended", "none"]),
                                    ("came_from__in", ["handed_over", "on_loan"]),
                                ),
                                name="servicecase_in_known_words",
                                violation_error_message="Dites ce qui ne va pas.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", True),
                                        ("closed_by__isnull", True),
                                        ("status__in", ["open", "waiting_part", "waiting_person"]),
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("closed_by__isnull", False),
                                        (
                                            "status__in",
                                            ["solved", "swapped", "refused", "returned", "lost"],
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="servicecase_closed_in_full",
                                violation_error_message="Un dossier clos dit son issue et qui l’a clos.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replacement__isnull", False), ("status", "swapped")),
                                    models.Q(
                                        models.Q(("status", "swapped"), _negated=True),
                                        ("replacement__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="servicecase_swapped_for_something",
                                violation_error_message="Un échange dit par quel appareil.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at__isnull", True),
                                    ("closed_at__gte", models.F("opened_at")),
                                    _connector="OR",
                                ),
                                name="servicecase_closed_after_opened",
                                violation_error_message="Un dossier se clôt après son ouverture.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BreachRecord",
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
                            "opened_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("known_at", models.DateTimeField(verbose_name="su le")),
                        (
                            "data_words",
                            models.CharField(max_length=500, verbose_name="données concernées"),
                        ),
                        (
                            "measures",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="ce qui a été fait"
                            ),
                        ),
                        (
                            "notified_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="notifié à la CNIL le"
                            ),
                        ),
                        (
                            "notification_reference",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="n° de notification"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=500, verbose_name="motif"),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="breaches",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "loss",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="breaches",
                                to="equipment.loss",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "violation de données",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "known_at", "id"], name="breach_by_age"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="breach_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="loss", name="breach_loss"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="breach_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="closed_by", name="breach_closed_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "loss"),
                                name="breach_once",
                                violation_error_message="Cette perte a déjà son dossier de violation.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at__isnull", True),
                                    models.Q(
                                        ("closed_by__isnull", False),
                                        models.Q(("measures", ""), _negated=True),
                                        models.Q(
                                            ("notified_at__isnull", False),
                                            models.Q(("reason", ""), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="breach_closed_in_full",
                                violation_error_message="Un dossier se clôt avec ce qui a été fait, et la date de notification ou le motif de ne pas notifier.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("notified_at__isnull", True),
                                    ("notified_at__gte", models.F("known_at")),
                                    _connector="OR",
                                ),
                                name="breach_notified_after_known",
                                violation_error_message="La notification suit le moment où la perte est connue.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
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
                            "method",
                            models.CharField(
                                choices=[
                                    ("overwrite", "Réécriture complète, une passe"),
                                    ("overwrite_many", "Réécriture complète, plusieurs passes"),
                                    ("verify_only", "Vérification seule"),
                                    ("ata_secure_erase", "ATA Secure Erase"),
                                    ("ata_sanitize", "ATA Sanitize"),
                                    ("nvme_format", "Formatage NVMe (ses=1 ou 2)"),
                                    ("nvme_sanitize", "NVMe Sanitize"),
                                    ("factory_reset", "Réinitialisation d’un appareil chiffré"),
                                    ("destruction", "Destruction physique"),
                                ],
                                max_length=20,
                                verbose_name="méthode",
                            ),
                        ),
                        ("tool", models.CharField(max_length=60, verbose_name="outil et version")),
                        ("started_at", models.DateTimeField(null=True, verbose_name="début")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="fin")),
                        (
                            "is_verified",
                            models.BooleanField(verbose_name="relecture de contrôle réussie"),
                        ),
                        (
                            "error_count",
                            models.PositiveIntegerField(default=0, verbose_name="erreurs"),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("NONE", "Aucun"),
                                    ("CLEAR", "CLEAR · réécriture"),
                                    ("PURGE", "PURGE · effacement par le support"),
                                    ("DESTROY", "DESTROY · destruction"),
                                ],
                                max_length=8,
                                verbose_name="niveau",
                            ),
                        ),
                        (
                            "required_level",
                            models.CharField(
                                choices=[
                                    ("NONE", "Aucun"),
                                    ("CLEAR", "CLEAR · réécriture"),
                                    ("PURGE", "PURGE · effacement par le support"),
                                    ("DESTROY", "DESTROY · destruction"),
                                ],
                                max_length=8,
                                verbose_name="niveau exigé",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("accepted", "Acceptée"),
                                    ("rejected", "Refusée"),
                                    ("incomplete", "Incomplète"),
                                    ("unmatched", "Sans support connu"),
                                    ("manual_pending", "À examiner"),
                                ],
                                max_length=14,
                                verbose_name="verdict",
                            ),
                        ),
                        (
                            "standard",
                            models.CharField(
                                default="NIST SP 800-88 Rev. 2",
                                max_length=40,
                                verbose_name="référentiel",
                            ),
                        ),
                        ("details", models.JSONField(default=dict)),
                        ("reasons", models.JSONField(default=list)),
                        (
                            "evidence_sha256",
                            models.CharField(max_length=64, verbose_name="empreinte de la preuve"),
                        ),
                        (
                            "evidence_name",
                            models.CharField(max_length=160, verbose_name="fichier de preuve"),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
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
                            "evidence",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasures",
                                to="equipment.evidence",
                            ),
                        ),
                        (
                            "medium",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasures",
                                to="equipment.medium",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "effacement",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "medium"], name="erasure_of_medium"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="erasure_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="medium", name="erasure_medium"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="erasure_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="evidence", name="erasure_from_evidence"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", "accepted"), _negated=True),
                                    models.Q(
                                        ("ended_at__gt", models.F("started_at")),
                                        ("started_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="erasure_ends_after_start",
                                violation_error_message="La fin de l’effacement doit suivre son début.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", "accepted"), _negated=True),
                                    models.Q(
                                        ("error_count", 0),
                                        ("is_verified", True),
                                        models.Q(("method", "verify_only"), _negated=True),
                                        models.Q(
                                            models.Q(
                                                ("level__in", ["CLEAR", "PURGE", "DESTROY"]),
                                                ("required_level", "CLEAR"),
                                            ),
                                            models.Q(
                                                ("level__in", ["PURGE", "DESTROY"]),
                                                ("required_level", "PURGE"),
                                            ),
                                            models.Q(
                                                ("level", "DESTROY"), ("required_level", "DESTROY")
                                            ),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="erasure_accepted_is_sound",
                                violation_error_message="Une preuve acceptée est relue, sans erreur et suffisante.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("result", "accepted")),
                                fields=("organisation", "evidence_sha256", "medium"),
                                name="erasure_evidence_once",
                                violation_error_message="Ce fichier prouve déjà cet effacement.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Destruction",
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
                            "certificate_reference",
                            models.CharField(max_length=80, verbose_name="n° du certificat"),
                        ),
                        (
                            "destroyed_by_whom",
                            models.CharField(max_length=120, verbose_name="détruit par"),
                        ),
                        ("destroyed_on", models.DateField(verbose_name="détruit le")),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                            "medium",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="destructions",
                                to="equipment.medium",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "destruction de support",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="destruction_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="medium", name="destruction_medium"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="destruction_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "medium"),
                                name="destruction_once",
                                violation_error_message="Ce support est déjà détruit.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("certificate_reference", ""), _negated=True),
                                name="destruction_certified",
                                violation_error_message="Une destruction porte le numéro de son certificat.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WasteLine",
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
                            "quantity",
                            models.PositiveIntegerField(default=1, verbose_name="quantité"),
                        ),
                        (
                            "description",
                            models.CharField(max_length=120, verbose_name="dénomination"),
                        ),
                        ("code", models.CharField(max_length=9, verbose_name="code déchet")),
                        (
                            "weight_kg",
                            models.DecimalField(
                                decimal_places=3, max_digits=9, verbose_name="poids (kg)"
                            ),
                        ),
                        (
                            "weight_basis",
                            models.CharField(
                                choices=[("estimated", "Estimé"), ("weighed", "Pesé")],
                                default="estimated",
                                max_length=9,
                                verbose_name="poids",
                            ),
                        ),
                        (
                            "is_pop",
                            models.BooleanField(
                                default=False,
                                verbose_name="contient des polluants organiques persistants",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waste_lines",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "item",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waste_lines",
                                to="equipment.stockitem",
                            ),
                        ),
                        (
                            "medium",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waste_lines",
                                to="equipment.medium",
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
                            "shipment",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="equipment.wasteshipment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ligne de déchet",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("shipment__isnull", True)),
                                fields=["organisation", "recorded_at", "id"],
                                name="wasteline_waiting",
                            ),
                            models.Index(
                                fields=["organisation", "shipment"], name="wasteline_of_shipment"
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="wasteline_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="wasteline_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="medium", name="wasteline_medium"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="item", name="wasteline_item"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="shipment", name="wasteline_shipment"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="wasteline_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("device__isnull", False)),
                                fields=("organisation", "device"),
                                name="wasteline_device_once",
                                violation_error_message="Cet appareil a déjà sa ligne de déchet.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("medium__isnull", False)),
                                fields=("organisation", "medium"),
                                name="wasteline_medium_once",
                                violation_error_message="Ce support a déjà sa ligne de déchet.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("device__isnull", False),
                                        ("item__isnull", True),
                                        ("medium__isnull", True),
                                    ),
                                    models.Q(
                                        ("device__isnull", True),
                                        ("item__isnull", True),
                                        ("medium__isnull", False),
                                    ),
                                    models.Q(("device__isnull", True), ("medium__isnull", True)),
                                    _connector="OR",
                                ),
                                name="wasteline_one_thing",
                                violation_error_message="Une ligne de déchet décrit une seule chose.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "code__in",
                                        [
                                            "16 02 13*",
                                            "16 02 14",
                                            "20 01 35*",
                                            "20 01 36",
                                            "16 06 05",
                                            "20 01 33*",
                                        ],
                                    )
                                ),
                                name="wasteline_code_known",
                                violation_error_message="Code déchet inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1), ("weight_kg__gt", 0)),
                                name="wasteline_weighs",
                                violation_error_message="Une ligne de déchet a un poids.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Intervention",
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
                        ("diagnosis", models.CharField(max_length=500, verbose_name="diagnostic")),
                        (
                            "work",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="travail fait"
                            ),
                        ),
                        (
                            "barrier",
                            models.CharField(
                                choices=[
                                    ("none", "Aucun"),
                                    ("no_part", "Pièce introuvable"),
                                    ("too_dear", "Pièce trop chère"),
                                    ("no_access", "Ne s’ouvre pas sans casser"),
                                    ("no_manual", "Pas de documentation"),
                                    ("no_tool", "Outil manquant"),
                                    ("no_skill", "Savoir-faire manquant"),
                                    ("too_worn", "Trop usé ou trop lent"),
                                    ("locked", "Verrouillé par son fabricant"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="obstacle",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("repaired", "Réparé"),
                                    ("not_repaired", "Non réparé"),
                                    ("interrupted", "Interrompu"),
                                ],
                                max_length=12,
                                verbose_name="issue",
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="minutes passées"
                            ),
                        ),
                        (
                            "started_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interventions",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "ended_by",
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
                            "started_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "service_case",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interventions",
                                to="equipment.servicecase",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "intervention",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "device", "started_at"],
                                name="intervention_of",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="intervention_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="intervention_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="service_case", name="intervention_service_case"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="started_by", name="intervention_started_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="ended_by", name="intervention_ended_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("organisation", "device"),
                                name="intervention_one_open_per_device",
                                violation_error_message="Cet appareil est déjà en réparation.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("outcome", "")),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("ended_by__isnull", False),
                                        (
                                            "outcome__in",
                                            ["repaired", "not_repaired", "interrupted"],
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="intervention_ends_with_its_outcome",
                                violation_error_message="Une réparation finie dit son issue et qui l’a finie.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    ("ended_at__gte", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="intervention_ends_after_start",
                                violation_error_message="Une réparation finit après avoir commencé.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartUsed",
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
                        ("name", models.CharField(max_length=160, verbose_name="pièce")),
                        ("quantity", models.PositiveSmallIntegerField(verbose_name="quantité")),
                        (
                            "unit_amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, verbose_name="prix"
                            ),
                        ),
                        (
                            "intervention",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="equipment.intervention",
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
                            "stock",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="equipment.stockitem",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pièce posée",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "intervention"], name="partused_of"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="partused_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="intervention", name="partused_intervention"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="stock", name="partused_stock"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1), ("unit_amount__gte", 0)),
                                name="partused_amounts",
                                violation_error_message="Une pièce posée a une quantité et un prix.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
