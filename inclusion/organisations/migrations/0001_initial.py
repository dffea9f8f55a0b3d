import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import inclusion.ids
import inclusion.organisations.models
import inclusion.organisations.one_step


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.CreateModel(
                    name="ThrottleBucket",
                    fields=[
                        (
                            "bucket",
                            models.CharField(max_length=64, primary_key=True, serialize=False),
                        ),
                        ("window_start", models.DateTimeField()),
                        ("count", models.PositiveIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(
                                max_length=254, unique=True, verbose_name="adresse électronique"
                            ),
                        ),
                        ("first_name", models.CharField(max_length=60, verbose_name="prénom")),
                        ("last_name", models.CharField(max_length=60, verbose_name="nom")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False, verbose_name="accès à l’administration"
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(default=True, verbose_name="compte ouvert"),
                        ),
                        ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "compte",
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="nom")),
                        (
                            "slug",
                            models.SlugField(
                                max_length=60, unique=True, verbose_name="identifiant"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("association", "Association"),
                                    ("ccas", "CCAS"),
                                    ("metropole", "Métropole"),
                                    ("state", "Service de l’État"),
                                    ("company", "Entreprise"),
                                    ("school", "Organisme de formation"),
                                    ("mission_locale", "Mission locale"),
                                    ("social_centre", "Centre social"),
                                ],
                                max_length=20,
                                verbose_name="type",
                            ),
                        ),
                        (
                            "siret",
                            models.CharField(
                                blank=True,
                                max_length=14,
                                validators=[inclusion.organisations.models.validate_siret],
                                verbose_name="SIRET",
                            ),
                        ),
                        (
                            "rna",
                            models.CharField(
                                blank=True,
                                max_length=10,
                                validators=[inclusion.organisations.models.validate_rna],
                                verbose_name="RNA",
                            ),
                        ),
                        (
                            "address",
                            models.CharField(blank=True, max_length=200, verbose_name="adresse"),
                        ),
                        (
                            "postcode",
                            models.CharField(blank=True, max_length=5, verbose_name="code postal"),
                        ),
                        (
                            "city",
                            models.CharField(blank=True, max_length=80, verbose_name="commune"),
                        ),
                        (
                            "email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="adresse électronique"
                            ),
                        ),
                        (
                            "phone",
                            models.CharField(blank=True, max_length=20, verbose_name="téléphone"),
                        ),
                        (
                            "logo",
                            models.ImageField(blank=True, upload_to="logos/", verbose_name="logo"),
                        ),
                        (
                            "prefix",
                            models.CharField(max_length=4, verbose_name="préfixe des étiquettes"),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "structure",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("siret", ""), _negated=True),
                                fields=("siret",),
                                name="organisation_siret_once",
                                violation_error_message="Une structure porte déjà ce SIRET.",
                            ),
                            models.UniqueConstraint(
                                fields=("prefix",),
                                name="organisation_prefix_once",
                                violation_error_message="Une structure utilise déjà ce préfixe.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("siret", ""), ("siret__regex", "^\\d{14}$"), _connector="OR"
                                ),
                                name="organisation_siret_digits",
                                violation_error_message="Un SIRET compte 14 chiffres.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rna", ""), ("rna__regex", "^W[0-9A-Z]{9}$"), _connector="OR"
                                ),
                                name="organisation_rna_shape",
                                violation_error_message="Un numéro RNA s’écrit W suivi de 9 caractères.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
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
                            "role",
                            models.CharField(
                                choices=[
                                    ("MANAGER", "Responsable"),
                                    ("MEDIATOR", "Médiateur·rice"),
                                    ("TECHNICIAN", "Technicien·ne"),
                                    ("VOLUNTEER", "Bénévole"),
                                    ("TREASURER", "Trésorier·ère"),
                                    ("OFFICER", "Agent du financeur"),
                                ],
                                max_length=12,
                                verbose_name="rôle",
                            ),
                        ),
                        (
                            "title",
                            models.CharField(blank=True, max_length=80, verbose_name="fonction"),
                        ),
                        (
                            "is_civic_service",
                            models.BooleanField(default=False, verbose_name="en service civique"),
                        ),
                        (
                            "may_submit_reports",
                            models.BooleanField(
                                default=False, verbose_name="délégation pour déposer"
                            ),
                        ),
                        (
                            "started_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "membre",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "id"), name="membership_tenant"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("organisation", "user"),
                                name="membership_once",
                                violation_error_message="Cette personne est déjà membre de la structure.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "MANAGER",
                                            "MEDIATOR",
                                            "TECHNICIAN",
                                            "VOLUNTEER",
                                            "TREASURER",
                                            "OFFICER",
                                        ],
                                    )
                                ),
                                name="membership_role_known",
                                violation_error_message="Rôle inconnu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
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
                            "email",
                            models.EmailField(max_length=254, verbose_name="adresse électronique"),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("MANAGER", "Responsable"),
                                    ("MEDIATOR", "Médiateur·rice"),
                                    ("TECHNICIAN", "Technicien·ne"),
                                    ("VOLUNTEER", "Bénévole"),
                                    ("TREASURER", "Trésorier·ère"),
                                    ("OFFICER", "Agent du financeur"),
                                ],
                                max_length=12,
                                verbose_name="rôle",
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("expires_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invitation",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("accepted_at__isnull", True), ("revoked_at__isnull", True)
                                ),
                                fields=("organisation", "email"),
                                name="invitation_one_open",
                                violation_error_message="Une invitation est déjà en cours pour cette adresse.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_at__isnull", True),
                                    ("revoked_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="invitation_accepted_or_revoked",
                                violation_error_message="Une invitation acceptée ne se révoque pas.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicLink",
                    fields=[
                        (
                            "token_hash",
                            models.CharField(max_length=64, primary_key=True, serialize=False),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("object_id", models.UUIDField()),
                        ("expires_at", models.DateTimeField(null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["kind", "object_id"], name="publiclink_object")
                        ],
                    },
                ),
            ]
        ),
    ]
