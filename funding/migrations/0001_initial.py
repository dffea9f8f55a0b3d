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
        ("equipment", "0002_nothing_leaves_without_proof"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.CreateModel(
                    name="Project",
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
                        ("title", models.CharField(max_length=160, verbose_name="titre")),
                        (
                            "description",
                            models.TextField(
                                blank=True, max_length=4000, verbose_name="description"
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="début")),
                        ("ends_on", models.DateField(verbose_name="fin")),
                        (
                            "promised_units",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="unités promises"
                            ),
                        ),
                        (
                            "unit_label",
                            models.CharField(
                                default="ordinateurs", max_length=40, verbose_name="unité"
                            ),
                        ),
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
                        "verbose_name": "projet",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="project_tenant"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="project_dates",
                                violation_error_message="La fin du projet doit suivre son début.",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "title"),
                                name="project_title_once",
                                violation_error_message="Un projet porte déjà ce titre.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CoFundingPlan",
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
                            "version",
                            models.PositiveSmallIntegerField(default=1, verbose_name="version"),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="texte d’origine"
                            ),
                        ),
                        (
                            "declared_total",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="total annoncé",
                            ),
                        ),
                        (
                            "planned_units",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="unités financées"
                            ),
                        ),
                        (
                            "unit_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="coût unitaire annoncé",
                            ),
                        ),
                        ("unexplained_count", models.PositiveSmallIntegerField(default=0)),
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
                            "project",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="funding.project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "plan de cofinancement",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="cofundingplan_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="project", name="cofundingplan_project"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="cofundingplan_created_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "project", "version"),
                                name="cofundingplan_version",
                                violation_error_message="Cette version du plan existe déjà.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Grant",
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
                            "convention_number",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="convention n°"
                            ),
                        ),
                        ("decided_on", models.DateField(verbose_name="date de décision")),
                        (
                            "granted_amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, verbose_name="montant accordé"
                            ),
                        ),
                        (
                            "paid_amount",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=14,
                                verbose_name="montant versé",
                            ),
                        ),
                        (
                            "paid_on",
                            models.DateField(blank=True, null=True, verbose_name="versé le"),
                        ),
                        (
                            "unit_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="montant par unité",
                            ),
                        ),
                        (
                            "funded_units",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="unités financées"
                            ),
                        ),
                        ("eligible_from", models.DateField(verbose_name="dépenses du")),
                        ("eligible_to", models.DateField(verbose_name="au")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("awarded", "Accordée"),
                                    ("reporting", "Compte rendu déposé"),
                                    ("closed", "Soldée"),
                                ],
                                default="awarded",
                                max_length=10,
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "funder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="financeur",
                            ),
                        ),
                        (
                            "offer",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="equipment.offer",
                                verbose_name="offre remise",
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
                            "plan",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to="funding.cofundingplan",
                            ),
                        ),
                        (
                            "project",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to="funding.project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "subvention",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "decided_on", "id"], name="grant_by_date"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="grant_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="project", name="grant_project"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="plan", name="grant_plan"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="offer", name="grant_offer"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("granted_amount__gt", 0), ("paid_amount__gte", 0)
                                ),
                                name="grant_amounts",
                                violation_error_message="Une subvention accordée est supérieure à zéro.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("paid_amount", 0), ("paid_on__isnull", False), _connector="OR"
                                ),
                                name="grant_paid_on",
                                violation_error_message="Un versement a sa date.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("eligible_to__gte", models.F("eligible_from"))),
                                name="grant_period",
                                violation_error_message="La fin de la période doit suivre son début.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CoFundingLine",
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
                        ("rank", models.PositiveSmallIntegerField()),
                        ("payer_name", models.CharField(max_length=120, verbose_name="payeur")),
                        (
                            "source_kind",
                            models.CharField(
                                choices=[
                                    ("subvention", "Subvention"),
                                    ("participation_usager", "Participation des familles"),
                                    ("fonds_propres", "Fonds propres"),
                                    ("mecenat", "Mécénat"),
                                    ("nature", "Apport en nature"),
                                ],
                                max_length=24,
                                verbose_name="nature",
                            ),
                        ),
                        (
                            "stated_rate",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=7,
                                null=True,
                                verbose_name="taux annoncé (%)",
                            ),
                        ),
                        (
                            "stated_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="montant annoncé",
                            ),
                        ),
                        (
                            "unit_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="montant par unité",
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
                            "payer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "plan",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="funding.cofundingplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ligne du plan",
                        "ordering": ["rank"],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="cofundingline_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="plan", name="cofundingline_plan"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "plan", "rank"),
                                name="cofundingline_rank",
                                violation_error_message="Ce rang est déjà pris.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stated_rate__isnull", True),
                                    ("stated_rate__range", (0, 100)),
                                    _connector="OR",
                                ),
                                name="cofundingline_rate",
                                violation_error_message="Un taux va de 0 à 100\xa0%.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("stated_amount__isnull", True),
                                        ("stated_amount__gte", 0),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("unit_amount__isnull", True),
                                        ("unit_amount__gte", 0),
                                        _connector="OR",
                                    ),
                                ),
                                name="cofundingline_positive",
                                violation_error_message="Un montant du plan ne peut pas être négatif.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FindingExplanation",
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
                        ("code", models.CharField(max_length=40)),
                        ("fingerprint", models.CharField(max_length=64)),
                        (
                            "resolution",
                            models.CharField(
                                choices=[
                                    ("keep_amounts", "Garder les montants"),
                                    ("keep_rates", "Garder les taux"),
                                    ("attach_proof", "Joindre une preuve"),
                                ],
                                max_length=14,
                                verbose_name="choix",
                            ),
                        ),
                        (
                            "justification",
                            models.TextField(max_length=1000, verbose_name="justification"),
                        ),
                        ("proof_sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "proof_name",
                            models.CharField(blank=True, max_length=160, verbose_name="pièce"),
                        ),
                        (
                            "explained_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
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
                        (
                            "plan",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="explanations",
                                to="funding.cofundingplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "explication",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "plan", "code"], name="explanation_of_plan"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="findingexplanation_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="plan", name="findingexplanation_plan"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="findingexplanation_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("justification", ""), _negated=True),
                                name="findingexplanation_says_why",
                                violation_error_message="Une explication ne peut pas être vide.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("resolution", "attach_proof"), _negated=True),
                                    models.Q(
                                        models.Q(("proof_sha256", ""), _negated=True),
                                        models.Q(("proof_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="findingexplanation_proof_attached",
                                violation_error_message="Joignez la pièce qui prouve les chiffres.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FinancialReport",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("interim", "Bilan intermédiaire"),
                                    ("final", "Compte rendu final"),
                                ],
                                default="final",
                                max_length=7,
                                verbose_name="type",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("period_start", models.DateField(verbose_name="période du")),
                        ("period_end", models.DateField(verbose_name="au")),
                        (
                            "realisation",
                            models.CharField(
                                choices=[
                                    ("done", "Réalisée"),
                                    ("partly", "Partiellement réalisée"),
                                    ("not_done", "Non réalisée"),
                                ],
                                default="done",
                                max_length=10,
                                verbose_name="l’action est",
                            ),
                        ),
                        (
                            "narrative",
                            models.TextField(
                                blank=True, max_length=6000, verbose_name="mise en œuvre"
                            ),
                        ),
                        (
                            "difficulties",
                            models.TextField(
                                blank=True, max_length=4000, verbose_name="difficultés rencontrées"
                            ),
                        ),
                        ("variance_reasons", models.JSONField(blank=True, default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("ready", "Prêt à déposer"),
                                    ("submitted", "Déposé"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("unexplained_count", models.PositiveSmallIntegerField(null=True)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("ready_at", models.DateTimeField(null=True)),
                        ("submitted_at", models.DateTimeField(null=True)),
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
                            "ready_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "submitted_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "grant",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="funding.grant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "compte rendu financier",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "created_at", "id"], name="report_by_date"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="financialreport_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="grant", name="financialreport_grant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="created_by", name="financialreport_created_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="ready_by", name="financialreport_ready_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="submitted_by", name="financialreport_submitted_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "grant", "kind", "version"),
                                name="financialreport_version",
                                violation_error_message="Cette version du compte rendu existe déjà.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "draft"),
                                    models.Q(
                                        ("unexplained_count", 0),
                                        ("unexplained_count__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="financialreport_explained_before_it_leaves",
                                violation_error_message="Un constat bloquant attend encore son explication.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("period_end__gte", models.F("period_start"))),
                                name="financialreport_period",
                                violation_error_message="La fin de la période doit suivre son début.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "submitted"), _negated=True),
                                    models.Q(
                                        ("submitted_at__isnull", False),
                                        ("submitted_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="financialreport_submitted_by_someone",
                                violation_error_message="Un compte rendu déposé a sa date et son auteur.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportSubmission",
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
                        ("number", models.CharField(max_length=30)),
                        ("title", models.CharField(max_length=160)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("interim", "Bilan intermédiaire"),
                                    ("final", "Compte rendu final"),
                                ],
                                default="final",
                                max_length=7,
                            ),
                        ),
                        ("sender_name", models.CharField(max_length=120)),
                        ("granted_amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        (
                            "claimed_amount",
                            models.DecimalField(decimal_places=2, max_digits=14, null=True),
                        ),
                        ("blocking_count", models.PositiveSmallIntegerField(default=0)),
                        ("warning_count", models.PositiveSmallIntegerField(default=0)),
                        ("submitted_at", models.DateTimeField()),
                        ("submitted_by_label", models.CharField(max_length=120)),
                        ("snapshot", models.TextField()),
                        ("snapshot_sha256", models.CharField(max_length=64)),
                        ("previous_sha256", models.CharField(blank=True, max_length=64)),
                        ("verification_code", models.CharField(max_length=16)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("submitted", "Déposé"),
                                    ("in_review", "En examen"),
                                    ("approved", "Approuvé"),
                                    ("rejected", "Refusé"),
                                ],
                                default="submitted",
                                max_length=10,
                            ),
                        ),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("opened_by_label", models.CharField(blank=True, max_length=120)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decided_by_label", models.CharField(blank=True, max_length=120)),
                        (
                            "accepted_amount",
                            models.DecimalField(decimal_places=2, max_digits=14, null=True),
                        ),
                        ("decision_reason", models.TextField(blank=True, max_length=2000)),
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
                            "report",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="submissions",
                                to="funding.financialreport",
                            ),
                        ),
                        (
                            "to_organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "compte rendu déposé",
                        "indexes": [
                            models.Index(
                                fields=["to_organisation", "submitted_at", "id"],
                                name="submission_received",
                            ),
                            models.Index(
                                fields=["organisation", "submitted_at", "id"],
                                name="submission_sent",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.CrossingIsolation(
                                name="reportsubmission_tenant", receiver_updates=True
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="report", name="reportsubmission_report"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "report"),
                                name="reportsubmission_once",
                                violation_error_message="Cette version du compte rendu est déjà déposée.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["submitted", "in_review"]),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        models.Q(("decided_by_label", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="reportsubmission_decided_by_someone",
                                violation_error_message="Une décision a sa date et son auteur.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportMessage",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("question", "Question"),
                                    ("answer", "Réponse"),
                                    ("closing", "Question close"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("line_code", models.CharField(blank=True, max_length=60)),
                        ("line_label", models.CharField(blank=True, max_length=120)),
                        ("body", models.TextField(blank=True, max_length=3000)),
                        ("author_label", models.CharField(max_length=120)),
                        (
                            "sent_at",
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
                        (
                            "question",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="funding.reportmessage",
                            ),
                        ),
                        (
                            "to_organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="funding.reportsubmission",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sent_at", "id"],
                        "indexes": [
                            models.Index(
                                fields=["submission", "sent_at"], name="message_of_submission"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.CrossingIsolation(
                                name="reportmessage_tenant"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "question"), ("question__isnull", True)),
                                    models.Q(
                                        models.Q(("kind", "question"), _negated=True),
                                        ("question__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="reportmessage_answers_a_question",
                                violation_error_message="Une réponse porte sur une question.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "closing"),
                                    models.Q(("body", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="reportmessage_says_something",
                                violation_error_message="Un message ne peut pas être vide.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubmissionFile",
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
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
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
                        (
                            "submission",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="file",
                                to="funding.reportsubmission",
                            ),
                        ),
                        (
                            "to_organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            inclusion.organisations.constraints.CrossingIsolation(
                                name="submissionfile_tenant"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
