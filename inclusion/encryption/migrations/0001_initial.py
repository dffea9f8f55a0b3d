import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import inclusion.ids
import inclusion.organisations.constraints
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
                    name="OrganisationKey",
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
                                choices=[("data", "Chiffrement"), ("index", "Recherche exacte")],
                                max_length=5,
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("wrapped", models.BinaryField(max_length=80)),
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
                        "verbose_name": "clé de la structure",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="organisationkey_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "purpose", "number"),
                                name="organisationkey_once",
                                violation_error_message="Cette clé existe déjà.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__range", (1, 255))),
                                name="organisationkey_number",
                                violation_error_message="Une clé porte un numéro de 1 à 255.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
