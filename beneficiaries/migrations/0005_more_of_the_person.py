import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import inclusion.encryption.fields
import inclusion.organisations.fields
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0004_notice_deliveries_never_change"),
        ("documents", "0002_what_was_issued_never_changes"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.RemoveConstraint(
                    model_name="beneficiary",
                    name="beneficiary_closed_with_its_date",
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="address",
                    field=inclusion.encryption.fields.EncryptedTextField(
                        blank=True, default="", max_length=200, verbose_name="adresse"
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="contact_hours",
                    field=models.CharField(
                        blank=True, max_length=80, verbose_name="quand la joindre"
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="declined",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="email",
                    field=inclusion.encryption.fields.EncryptedTextField(
                        blank=True, default="", max_length=254, verbose_name="adresse électronique"
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="email_index",
                    field=inclusion.encryption.fields.BlindIndexField(default=b"", max_length=32),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="erasure_announced_on",
                    field=models.DateField(editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="first_contact_on",
                    field=models.DateField(
                        editable=False, null=True, verbose_name="premier contact"
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="insee_code",
                    field=models.CharField(
                        blank=True, max_length=5, verbose_name="code de la commune"
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="is_light",
                    field=models.BooleanField(default=False, verbose_name="dossier léger"),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="languages",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("fr", "Français"),
                                ("ar", "Arabe"),
                                ("en", "Anglais"),
                                ("es", "Espagnol"),
                                ("pt", "Portugais"),
                                ("tr", "Turc"),
                                ("uk", "Ukrainien"),
                                ("ru", "Russe"),
                                ("fa", "Dari, persan"),
                                ("ps", "Pachto"),
                                ("ta", "Tamoul"),
                                ("bn", "Bengali"),
                                ("ro", "Roumain"),
                                ("zh", "Chinois"),
                                ("ln", "Lingala"),
                                ("wo", "Wolof"),
                                ("bm", "Bambara"),
                                ("snk", "Soninké"),
                                ("fsl", "Langue des signes française"),
                                ("other", "Autre langue"),
                            ],
                            max_length=8,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="langues parlées",
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="last_contact_on",
                    field=models.DateField(
                        editable=False, null=True, verbose_name="dernier contact"
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="limited_at",
                    field=models.DateTimeField(editable=False, null=True, verbose_name="limité le"),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="merged_into",
                    field=inclusion.organisations.fields.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="beneficiaries.beneficiary",
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="needs",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("large_print", "Écran ou textes agrandis"),
                                ("reading", "Lecture accompagnée"),
                                ("interpreter", "Interprète"),
                                ("companion", "Venir accompagnée"),
                                ("step_free", "Accès sans marche"),
                                ("quiet", "Lieu calme"),
                                ("childcare", "Venir avec ses enfants"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="ce qui l’aide",
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="phone",
                    field=inclusion.encryption.fields.EncryptedTextField(
                        blank=True, default="", max_length=40, verbose_name="téléphone"
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="phone_index",
                    field=inclusion.encryption.fields.BlindIndexField(default=b"", max_length=32),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="preferred_contact",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("", "Non précisé"),
                            ("phone", "Appel"),
                            ("sms", "SMS"),
                            ("email", "Courriel"),
                            ("letter", "Courrier postal"),
                            ("third_party", "Par un tiers"),
                            ("none", "Ne pas contacter"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="contact préféré",
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="qpv_code",
                    field=models.CharField(
                        blank=True, max_length=8, verbose_name="quartier prioritaire"
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="qpv_method",
                    field=models.CharField(
                        choices=[
                            ("unknown", "Non renseigné"),
                            ("declared", "Déclaré par la personne"),
                            ("matched", "Adresse vérifiée"),
                        ],
                        default="unknown",
                        max_length=8,
                        verbose_name="connu par",
                    ),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="qpv_vintage",
                    field=models.CharField(blank=True, editable=False, max_length=8),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="referred_by",
                    field=models.CharField(blank=True, max_length=120, verbose_name="envoyée par"),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="usual_name",
                    field=models.CharField(blank=True, max_length=80, verbose_name="nom d’usage"),
                ),
                migrations.AddField(
                    model_name="beneficiary",
                    name="version",
                    field=models.PositiveIntegerField(default=1, editable=False),
                ),
                migrations.AddField(
                    model_name="noticedelivery",
                    name="has_interpreter",
                    field=models.BooleanField(default=False, verbose_name="avec un interprète"),
                ),
                migrations.AddField(
                    model_name="noticedelivery",
                    name="language",
                    field=models.CharField(default="fr", max_length=8, verbose_name="langue"),
                ),
                migrations.AddField(
                    model_name="noticedelivery",
                    name="sha256",
                    field=models.CharField(blank=True, editable=False, max_length=64),
                ),
                migrations.AlterField(
                    model_name="beneficiary",
                    name="status",
                    field=models.CharField(
                        choices=[
                            ("active", "Suivie"),
                            ("dormant", "Sans contact"),
                            ("closed", "Dossier clos"),
                            ("archived", "Archive"),
                            ("merged", "Fusionné"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                migrations.AddIndex(
                    model_name="beneficiary",
                    index=models.Index(
                        condition=models.Q(("phone_index", b""), _negated=True),
                        fields=["organisation", "phone_index"],
                        name="beneficiary_by_phone",
                    ),
                ),
                migrations.AddIndex(
                    model_name="beneficiary",
                    index=models.Index(
                        condition=models.Q(("email_index", b""), _negated=True),
                        fields=["organisation", "email_index"],
                        name="beneficiary_by_email",
                    ),
                ),
                migrations.AddIndex(
                    model_name="beneficiary",
                    index=models.Index(
                        fields=["organisation", "last_contact_on"],
                        name="beneficiary_by_last_contact",
                    ),
                ),
            ]
        ),
    ]
