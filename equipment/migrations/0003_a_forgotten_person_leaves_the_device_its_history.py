"""A forgotten person leaves the device its history and the offer its figures."""

import django.db.models.deletion
from django.db import migrations, models

import inclusion.organisations.fields
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0008_what_was_said_never_changes"),
        ("equipment", "0002_nothing_leaves_without_proof"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.AlterField(
                    model_name="allocation",
                    name="beneficiary",
                    field=inclusion.organisations.fields.TenantForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="beneficiaries.beneficiary",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="allocation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("beneficiary__isnull", False),
                            models.Q(("status", "reserved"), _negated=True),
                            _connector="OR",
                        ),
                        name="allocation_reserved_for_someone",
                        violation_error_message="Un appareil est réservé pour quelqu’un.",
                    ),
                ),
            ]
        ),
    ]
