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
        ("organisations", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.CreateModel(
                    name="TableImport",
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
                        ("kind", models.CharField(max_length=30, verbose_name="sorte de tableau")),
                        ("file_name", models.CharField(max_length=120, verbose_name="fichier")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "À confirmer"),
                                    ("applied", "Importé"),
                                    ("undone", "Annulé"),
                                ],
                                default="prepared",
                                max_length=10,
                            ),
                        ),
                        ("columns", models.JSONField(default=list)),
                        ("ignored", models.JSONField(default=list)),
                        ("rows", models.JSONField(default=list)),
                        ("report", models.JSONField(default=dict)),
                        ("changes", models.JSONField(default=list)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("applied_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
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
                    ],
                    options={
                        "verbose_name": "import",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "kind", "-created_at"],
                                name="tableimport_latest",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="tableimport_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="tableimport_author"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("applied_at__isnull", True),
                                        ("state", "prepared"),
                                        ("undone_at__isnull", True),
                                    ),
                                    models.Q(
                                        ("applied_at__isnull", False),
                                        ("state", "applied"),
                                        ("undone_at__isnull", True),
                                    ),
                                    models.Q(
                                        ("applied_at__isnull", False),
                                        ("state", "undone"),
                                        ("undone_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="tableimport_dates_tell_state",
                                violation_error_message="L’état de l’import et ses dates se contredisent.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
