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
                    name="SyncOperation",
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
                        ("client_id", models.UUIDField(editable=False)),
                        ("kind", models.CharField(max_length=20)),
                        ("sha256", models.CharField(max_length=64)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "received_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("is_skewed", models.BooleanField(default=False)),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("created", "Enregistré"),
                                    ("duplicate", "Déjà enregistré"),
                                    ("conflict", "Dit autrement"),
                                    ("rejected", "Refusé"),
                                ],
                                default="rejected",
                                max_length=9,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("differences", models.JSONField(default=list)),
                        ("subject_id", models.UUIDField(null=True)),
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
                        "verbose_name": "saisie hors ligne",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "subject_id"],
                                name="syncoperation_by_subject",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="syncoperation_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="syncoperation_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "client_id"),
                                name="syncoperation_once",
                                violation_error_message="Cette saisie est déjà arrivée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer__in", ["created", "duplicate", "conflict", "rejected"])
                                ),
                                name="syncoperation_answer_known",
                                violation_error_message="Réponse inconnue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer__in", ["rejected", "conflict"]), _negated=True
                                    ),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="syncoperation_says_why",
                                violation_error_message="Une saisie refusée a sa raison.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
