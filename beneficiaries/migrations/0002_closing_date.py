"""A closed file carries the date it was closed."""

from django.db import migrations, models
from django.db.models import Q

import inclusion.organisations.one_step


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0001_initial")]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.AddField(
                    model_name="beneficiary",
                    name="closed_at",
                    field=models.DateTimeField(editable=False, null=True, verbose_name="clos le"),
                ),
                migrations.AddConstraint(
                    model_name="beneficiary",
                    constraint=models.CheckConstraint(
                        condition=Q(("closed_at__isnull", True), ("status", "active"))
                        | Q(("closed_at__isnull", False), ("status", "closed")),
                        name="beneficiary_closed_with_its_date",
                        violation_error_message="Un dossier clos porte sa date de clôture, et lui seul.",
                    ),
                ),
            ]
        ),
    ]
