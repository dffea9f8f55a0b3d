"""The door is named as it was shown to her; the receiver opens a file of its own, once."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import inclusion.ids
import inclusion.organisations.constraints
import inclusion.organisations.fields
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0009_notice_by_sms_or_post"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
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
                migrations.AddField(
                    model_name="referral",
                    name="attendance_asked_at",
                    field=models.DateTimeField(editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="referral",
                    name="receiver_name",
                    field=models.CharField(blank=True, max_length=120, verbose_name="structure"),
                ),
            ]
        ),
    ]
