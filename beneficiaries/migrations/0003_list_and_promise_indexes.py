"""The orders of the list by commune, and of the notices put off, each have their index."""

from django.db import migrations, models
from django.db.models import Q

import inclusion.organisations.one_step


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0002_closing_date")]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.AddIndex(
                    model_name="beneficiary",
                    index=models.Index(
                        fields=["organisation", "city", "sort_name", "id"],
                        name="beneficiary_by_city",
                    ),
                ),
                migrations.AddIndex(
                    model_name="noticedelivery",
                    index=models.Index(
                        fields=["organisation", "delivered_at"],
                        condition=Q(("channel", "urgent")),
                        name="noticedelivery_promised",
                    ),
                ),
            ]
        ),
    ]
