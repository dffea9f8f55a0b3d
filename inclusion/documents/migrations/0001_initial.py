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
        ("jobs", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.CreateModel(
                    name="Counter",
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
                        ("kind", models.CharField(max_length=40)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
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
                                name="counter_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "kind", "year"),
                                name="counter_once",
                                violation_error_message="Ce compteur existe déjà.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
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
                        ("kind", models.CharField(max_length=40)),
                        (
                            "number",
                            models.CharField(
                                db_collation="C", max_length=30, verbose_name="numéro"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=160, verbose_name="titre")),
                        ("subtitle", models.CharField(blank=True, max_length=200)),
                        ("facts", models.TextField()),
                        ("facts_sha256", models.CharField(max_length=64)),
                        ("verification_code", models.CharField(max_length=16)),
                        ("subject_type", models.CharField(max_length=60)),
                        ("subject_id", models.UUIDField()),
                        ("issued_at", models.DateTimeField()),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("size", models.PositiveIntegerField(default=0)),
                        ("stored_at", models.DateTimeField(null=True)),
                        ("destroyed_at", models.DateTimeField(editable=False, null=True)),
                        ("revoked_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "issued_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="jobs.job",
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
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "document",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-issued_at", "-id"], name="document_latest"
                            ),
                            models.Index(
                                fields=["organisation", "subject_type", "subject_id"],
                                name="document_subject",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="document_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="issued_by", name="document_issuer"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="replaces", name="document_replaced"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "number"),
                                name="document_number_once",
                                violation_error_message="Ce numéro de document existe déjà.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "verification_code"),
                                name="document_code_once",
                                violation_error_message="Ce code de vérification existe déjà.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sha256", ""), ("stored_at__isnull", True)),
                                    models.Q(
                                        models.Q(("sha256", ""), _negated=True),
                                        ("stored_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="document_stored_with_digest",
                                violation_error_message="Un document rangé a son empreinte et sa date.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
