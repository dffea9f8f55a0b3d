import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import beneficiaries.models
import inclusion.ids
import inclusion.organisations.constraints
import inclusion.organisations.fields
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
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
                            "is_priority_neighbourhood",
                            models.BooleanField(
                                blank=True, null=True, verbose_name="habite un quartier prioritaire"
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
                            "status",
                            models.CharField(
                                choices=[("active", "Suivie"), ("closed", "Dossier clos")],
                                default="active",
                                max_length=10,
                            ),
                        ),
                        (
                            "journal_key",
                            models.BinaryField(default=beneficiaries.models.new_journal_key),
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
                            )
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
                                    ("urgent", "Urgence\xa0: à remettre plus tard"),
                                ],
                                max_length=12,
                                verbose_name="remise",
                            ),
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
                            )
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
            ]
        ),
    ]
