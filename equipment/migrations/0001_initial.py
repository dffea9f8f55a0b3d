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
        ("beneficiaries", "0001_initial"),
        ("organisations", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        inclusion.organisations.one_step.OneStep(
            operations=[
                migrations.CreateModel(
                    name="Device",
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
                            "asset_tag",
                            models.CharField(
                                db_collation="C", max_length=16, verbose_name="étiquette"
                            ),
                        ),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("computer", "Ordinateur"),
                                    ("desktop", "Ordinateur fixe"),
                                    ("laptop", "Ordinateur portable"),
                                    ("all_in_one", "Tout-en-un"),
                                    ("mini_pc", "Mini-PC"),
                                    ("server", "Serveur"),
                                    ("tablet", "Tablette"),
                                    ("smartphone", "Smartphone"),
                                    ("screen", "Écran"),
                                    ("printer", "Imprimante"),
                                    ("multifunction", "Multifonction"),
                                    ("router", "Box ou routeur"),
                                    ("keyboard", "Clavier"),
                                    ("mouse", "Souris"),
                                    ("charger", "Chargeur"),
                                    ("sim", "Carte SIM"),
                                    ("other", "Autre"),
                                ],
                                max_length=14,
                                verbose_name="type",
                            ),
                        ),
                        ("manufacturer", models.CharField(max_length=60, verbose_name="marque")),
                        ("model", models.CharField(max_length=80, verbose_name="modèle")),
                        (
                            "serial",
                            models.CharField(blank=True, max_length=60, verbose_name="n° de série"),
                        ),
                        (
                            "processor",
                            models.CharField(blank=True, max_length=60, verbose_name="processeur"),
                        ),
                        (
                            "memory_gb",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="mémoire (Go)"
                            ),
                        ),
                        (
                            "screen_inches",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="écran (pouces)",
                            ),
                        ),
                        (
                            "condition_grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("A", "A · très bon état"),
                                    ("B", "B · bon état, traces légères"),
                                    ("C", "C · traces visibles"),
                                    ("D", "D · abîmé mais utilisable"),
                                ],
                                max_length=1,
                                verbose_name="aspect",
                            ),
                        ),
                        (
                            "battery_percent",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="batterie (%)"
                            ),
                        ),
                        (
                            "accessories",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="accessoires"
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("private_gift", "Don privé"),
                                    ("public_gift", "Don public"),
                                    ("purchase", "Achat neuf"),
                                    ("made_available", "Mise à disposition"),
                                ],
                                max_length=15,
                                verbose_name="origine",
                            ),
                        ),
                        (
                            "donor_name",
                            models.CharField(blank=True, max_length=120, verbose_name="donateur"),
                        ),
                        (
                            "shelf",
                            models.CharField(blank=True, max_length=40, verbose_name="emplacement"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("quarantine", "En quarantaine"),
                                    ("erased", "Données effacées"),
                                    ("ready", "Prêt à remettre"),
                                    ("reserved", "Réservé"),
                                    ("handed_over", "Remis"),
                                    ("waste", "Déchet DEEE"),
                                ],
                                default="quarantine",
                                max_length=12,
                                verbose_name="état",
                            ),
                        ),
                        (
                            "status_since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                verbose_name="reçu le",
                            ),
                        ),
                        (
                            "came_in_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("erased_at", models.DateTimeField(null=True)),
                        ("ready_at", models.DateTimeField(null=True)),
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
                            "received_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "venue",
                            inclusion.organisations.fields.TenantForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.venue",
                                verbose_name="lieu",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "appareil",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "status_since", "id"], name="device_by_age"
                            ),
                            models.Index(
                                fields=["organisation", "status", "status_since", "id"],
                                name="device_by_status",
                            ),
                            models.Index(
                                fields=["organisation", "type", "status_since", "id"],
                                name="device_by_type",
                            ),
                            models.Index(
                                fields=["organisation", "venue", "status_since", "id"],
                                name="device_by_venue",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="device_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="venue", name="device_venue"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="received_by", name="device_received_by"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "asset_tag"),
                                name="device_asset_tag",
                                violation_error_message="Cette étiquette est déjà collée sur un autre appareil.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "quarantine",
                                            "erased",
                                            "ready",
                                            "reserved",
                                            "handed_over",
                                            "waste",
                                        ],
                                    )
                                ),
                                name="device_status_known",
                                violation_error_message="État d’appareil inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "quarantine"),
                                    ("erased_at__isnull", False),
                                    models.Q(
                                        (
                                            "type__in",
                                            [
                                                "computer",
                                                "desktop",
                                                "laptop",
                                                "all_in_one",
                                                "mini_pc",
                                                "server",
                                                "tablet",
                                                "smartphone",
                                                "multifunction",
                                                "router",
                                                "other",
                                            ],
                                        ),
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="device_erased_before_it_leaves",
                                violation_error_message="Un appareil ne peut pas sortir sans effacement prouvé de ses données.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("battery_percent__isnull", True),
                                    ("battery_percent__lte", 100),
                                    _connector="OR",
                                ),
                                name="device_battery_percent",
                                violation_error_message="La batterie va de 0 à 100 %.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Medium",
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
                                    ("hdd", "Disque dur"),
                                    ("ssd_sata", "SSD SATA"),
                                    ("nvme", "SSD NVMe"),
                                    ("emmc", "Mémoire soudée (eMMC/UFS)"),
                                    ("sd", "Carte SD"),
                                    ("usb", "Clé USB"),
                                    ("unknown", "Support inconnu"),
                                ],
                                max_length=8,
                                verbose_name="type",
                            ),
                        ),
                        (
                            "model",
                            models.CharField(blank=True, max_length=80, verbose_name="modèle"),
                        ),
                        ("serial", models.CharField(max_length=60, verbose_name="n° de série")),
                        ("capacity_gb", models.PositiveIntegerField(verbose_name="capacité (Go)")),
                        (
                            "added_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="media",
                                to="equipment.device",
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
                        "verbose_name": "support de stockage",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="medium_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="medium_device"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "device", "serial"),
                                name="medium_once",
                                violation_error_message="Ce support est déjà inscrit sur cet appareil.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
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
                            "method",
                            models.CharField(
                                choices=[
                                    ("overwrite", "Réécriture complète, une passe"),
                                    ("overwrite_many", "Réécriture complète, plusieurs passes"),
                                    ("verify_only", "Vérification seule"),
                                    ("ata_secure_erase", "ATA Secure Erase"),
                                    ("ata_sanitize", "ATA Sanitize"),
                                    ("nvme_format", "Formatage NVMe (ses=1 ou 2)"),
                                    ("nvme_sanitize", "NVMe Sanitize"),
                                    ("factory_reset", "Réinitialisation d’un appareil chiffré"),
                                    ("destruction", "Destruction physique"),
                                ],
                                max_length=20,
                                verbose_name="méthode",
                            ),
                        ),
                        ("tool", models.CharField(max_length=60, verbose_name="outil et version")),
                        ("started_at", models.DateTimeField(verbose_name="début")),
                        ("ended_at", models.DateTimeField(verbose_name="fin")),
                        (
                            "is_verified",
                            models.BooleanField(verbose_name="relecture de contrôle réussie"),
                        ),
                        (
                            "error_count",
                            models.PositiveIntegerField(default=0, verbose_name="erreurs"),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("NONE", "Aucun"),
                                    ("CLEAR", "CLEAR · réécriture"),
                                    ("PURGE", "PURGE · effacement par le support"),
                                    ("DESTROY", "DESTROY · destruction"),
                                ],
                                max_length=8,
                                verbose_name="niveau",
                            ),
                        ),
                        (
                            "required_level",
                            models.CharField(
                                choices=[
                                    ("NONE", "Aucun"),
                                    ("CLEAR", "CLEAR · réécriture"),
                                    ("PURGE", "PURGE · effacement par le support"),
                                    ("DESTROY", "DESTROY · destruction"),
                                ],
                                max_length=8,
                                verbose_name="niveau exigé",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[("accepted", "Acceptée"), ("rejected", "Refusée")],
                                max_length=9,
                                verbose_name="verdict",
                            ),
                        ),
                        ("reasons", models.JSONField(default=list)),
                        (
                            "evidence_sha256",
                            models.CharField(max_length=64, verbose_name="empreinte de la preuve"),
                        ),
                        (
                            "evidence_name",
                            models.CharField(max_length=160, verbose_name="fichier de preuve"),
                        ),
                        (
                            "recorded_at",
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
                            "medium",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasures",
                                to="equipment.medium",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "effacement",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "medium"], name="erasure_of_medium"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="erasure_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="medium", name="erasure_medium"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="by", name="erasure_by"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ended_at__gt", models.F("started_at"))),
                                name="erasure_ends_after_start",
                                violation_error_message="La fin de l’effacement doit suivre son début.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", "accepted"), _negated=True),
                                    models.Q(
                                        ("error_count", 0),
                                        ("is_verified", True),
                                        models.Q(("method", "verify_only"), _negated=True),
                                        models.Q(
                                            models.Q(
                                                ("level__in", ["CLEAR", "PURGE", "DESTROY"]),
                                                ("required_level", "CLEAR"),
                                            ),
                                            models.Q(
                                                ("level__in", ["PURGE", "DESTROY"]),
                                                ("required_level", "PURGE"),
                                            ),
                                            models.Q(
                                                ("level", "DESTROY"), ("required_level", "DESTROY")
                                            ),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="erasure_accepted_is_sound",
                                violation_error_message="Une preuve acceptée est relue, sans erreur et suffisante.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("result", "accepted")),
                                fields=("organisation", "evidence_sha256"),
                                name="erasure_evidence_once",
                                violation_error_message="Ce fichier prouve déjà un effacement.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
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
                        ("name", models.CharField(max_length=120, verbose_name="nom")),
                        (
                            "target_units",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="unités prévues"
                            ),
                        ),
                        (
                            "unit_amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, verbose_name="coût unitaire"
                            ),
                        ),
                        ("is_open", models.BooleanField(default=True, verbose_name="ouverte")),
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
                        "verbose_name": "offre",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "created_at", "id"], name="offer_by_age"
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="offer_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "name"),
                                name="offer_name_once",
                                violation_error_message="Une offre porte déjà ce nom.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
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
                            "status",
                            models.CharField(
                                choices=[
                                    ("reserved", "Réservé"),
                                    ("handed_over", "Remis"),
                                    ("cancelled", "Annulé"),
                                ],
                                default="reserved",
                                max_length=12,
                            ),
                        ),
                        (
                            "reserved_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "family_paid_amount",
                            models.DecimalField(decimal_places=2, max_digits=10, null=True),
                        ),
                        ("handed_over_at", models.DateTimeField(null=True)),
                        ("was_priority_neighbourhood", models.BooleanField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "beneficiary",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="beneficiaries.beneficiary",
                            ),
                        ),
                        (
                            "handed_over_by",
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
                            "reserved_by",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.membership",
                            ),
                        ),
                        (
                            "device",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="equipment.device",
                            ),
                        ),
                        (
                            "offer",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="equipment.offer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attribution",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "beneficiary"], name="allocation_of_person"
                            ),
                            models.Index(
                                fields=["organisation", "reserved_at", "id"],
                                name="allocation_by_age",
                            ),
                            models.Index(
                                fields=["organisation", "offer", "status", "handed_over_at"],
                                name="allocation_of_offer",
                            ),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="allocation_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="device", name="allocation_device"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="beneficiary", name="allocation_beneficiary"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="offer", name="allocation_offer"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="reserved_by", name="allocation_reserved_by"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="handed_over_by", name="allocation_handed_over_by"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("organisation", "device"),
                                name="allocation_one_open_per_device",
                                violation_error_message="Cet appareil est déjà attribué.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["reserved", "handed_over", "cancelled"])
                                ),
                                name="allocation_status_known",
                                violation_error_message="État d’attribution inconnu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "handed_over"), _negated=True),
                                    models.Q(
                                        ("family_paid_amount__isnull", False),
                                        ("handed_over_at__isnull", False),
                                        ("handed_over_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="allocation_handed_over_in_full",
                                violation_error_message="Une remise a sa date, son auteur et sa participation.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfferShare",
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
                        (
                            "payer_kind",
                            models.CharField(
                                choices=[
                                    ("family", "Famille"),
                                    ("own", "Fonds propres"),
                                    ("grant", "Subvention"),
                                    ("patronage", "Mécénat"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("payer_name", models.CharField(max_length=120, verbose_name="payeur")),
                        ("title", models.CharField(max_length=120, verbose_name="à quel titre")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, verbose_name="montant"
                            ),
                        ),
                        (
                            "offer",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shares",
                                to="equipment.offer",
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
                        "ordering": ["rank"],
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="offershare_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="offer", name="offershare_offer"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "offer", "rank"),
                                name="offershare_rank",
                                violation_error_message="Ce rang est déjà pris.",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
