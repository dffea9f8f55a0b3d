import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
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
                    name="Place",
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
                            "layer",
                            models.CharField(
                                choices=[
                                    ("place", "Lieu d’accompagnement"),
                                    ("wifi", "Wifi public"),
                                ],
                                default="place",
                                max_length=5,
                                verbose_name="sorte de lieu",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(max_length=80, verbose_name="identifiant local"),
                        ),
                        (
                            "pivot",
                            models.CharField(
                                blank=True, max_length=14, verbose_name="SIRET ou RNA"
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="nom")),
                        (
                            "sort_name",
                            models.CharField(db_collation="C", editable=False, max_length=150),
                        ),
                        ("city", models.CharField(max_length=80, verbose_name="commune")),
                        ("postcode", models.CharField(max_length=5, verbose_name="code postal")),
                        (
                            "insee_code",
                            models.CharField(
                                blank=True, max_length=5, verbose_name="code INSEE de la commune"
                            ),
                        ),
                        ("address", models.CharField(max_length=200, verbose_name="adresse")),
                        (
                            "address_extra",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="complément d’adresse"
                            ),
                        ),
                        (
                            "latitude",
                            models.FloatField(blank=True, null=True, verbose_name="latitude"),
                        ),
                        (
                            "longitude",
                            models.FloatField(blank=True, null=True, verbose_name="longitude"),
                        ),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="type de structure",
                            ),
                        ),
                        (
                            "phone",
                            models.CharField(blank=True, max_length=13, verbose_name="téléphone"),
                        ),
                        (
                            "emails",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.EmailField(max_length=254),
                                default=list,
                                size=None,
                                verbose_name="courriels",
                            ),
                        ),
                        (
                            "websites",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.URLField(max_length=300),
                                default=list,
                                size=None,
                                verbose_name="sites web",
                            ),
                        ),
                        (
                            "opening_hours",
                            models.CharField(blank=True, max_length=500, verbose_name="horaires"),
                        ),
                        (
                            "hours_note",
                            models.CharField(
                                blank=True,
                                max_length=300,
                                verbose_name="précision sur les horaires",
                            ),
                        ),
                        (
                            "summary",
                            models.CharField(
                                blank=True, max_length=280, verbose_name="présentation en bref"
                            ),
                        ),
                        (
                            "description",
                            models.TextField(
                                blank=True, max_length=4000, verbose_name="présentation détaillée"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(blank=True, max_length=120, verbose_name="source"),
                        ),
                        (
                            "mobility",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="fixe ou itinérant",
                            ),
                        ),
                        (
                            "parent_organisation",
                            models.CharField(
                                blank=True, max_length=150, verbose_name="structure parente"
                            ),
                        ),
                        (
                            "checked_on",
                            models.DateField(
                                default=django.utils.timezone.localdate, verbose_name="vérifié le"
                            ),
                        ),
                        (
                            "services",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="services",
                            ),
                        ),
                        (
                            "audiences",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="publics spécifiques",
                            ),
                        ),
                        (
                            "special_support",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="prise en charge spécifique",
                            ),
                        ),
                        (
                            "fees",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="frais à charge",
                            ),
                        ),
                        (
                            "programmes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="dispositifs nationaux",
                            ),
                        ),
                        (
                            "labels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="formations et labels",
                            ),
                        ),
                        (
                            "other_labels",
                            models.CharField(
                                blank=True,
                                max_length=300,
                                verbose_name="autres formations et labels",
                            ),
                        ),
                        (
                            "access_modes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="modalités d’accès",
                            ),
                        ),
                        (
                            "support_modes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                default=list,
                                size=None,
                                verbose_name="modalités d’accompagnement",
                            ),
                        ),
                        (
                            "accessibility_url",
                            models.URLField(
                                blank=True, max_length=300, verbose_name="fiche Acceslibre"
                            ),
                        ),
                        (
                            "booking_url",
                            models.URLField(
                                blank=True, max_length=300, verbose_name="prise de rendez-vous"
                            ),
                        ),
                        (
                            "directions",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="comment venir"
                            ),
                        ),
                        (
                            "what_to_bring",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="quoi apporter"
                            ),
                        ),
                        ("is_published", models.BooleanField(default=False, verbose_name="publié")),
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
                        "verbose_name": "lieu de l’annuaire",
                        "indexes": [
                            models.Index(
                                fields=["organisation", "sort_name", "id"], name="place_of_owner"
                            ),
                            models.Index(fields=["sort_name", "id"], name="place_by_name"),
                            models.Index(fields=["latitude", "longitude"], name="place_position"),
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.PublishedIsolation(
                                name="place_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "reference"),
                                name="place_reference_once",
                                violation_error_message="Un de vos lieux porte déjà cet identifiant.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("city", ""), _negated=True),
                                    models.Q(("postcode", ""), _negated=True),
                                    models.Q(("address", ""), _negated=True),
                                ),
                                name="place_has_an_address",
                                violation_error_message="Un lieu a un nom, une adresse et une commune.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("latitude__isnull", True), ("longitude__isnull", True)
                                    ),
                                    models.Q(
                                        ("latitude__isnull", False),
                                        ("latitude__range", (-90, 90)),
                                        ("longitude__isnull", False),
                                        ("longitude__range", (-180, 180)),
                                    ),
                                    _connector="OR",
                                ),
                                name="place_position_whole",
                                violation_error_message="Une position a une latitude et une longitude.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("layer__in", ["place", "wifi"])),
                                name="place_layer_known",
                                violation_error_message="Sorte de lieu inconnue.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("postcode", ""),
                                    ("postcode__regex", "^\\d{5}$"),
                                    _connector="OR",
                                ),
                                name="place_postcode_shape",
                                violation_error_message="Un code postal compte cinq chiffres.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("insee_code", ""),
                                    ("insee_code__regex", "^([013-9]\\d|2[AB1-9])\\d{3}$"),
                                    _connector="OR",
                                ),
                                name="place_insee_code_shape",
                                violation_error_message="Ce code INSEE n’a pas la bonne forme.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("pivot", ""),
                                    ("pivot__regex", "^[a-zA-Z0-9]{9,14}$"),
                                    _connector="OR",
                                ),
                                name="place_pivot_shape",
                                violation_error_message="Un SIRET ou un RNA compte de 9 à 14 lettres et chiffres.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("phone", ""),
                                    (
                                        "phone__regex",
                                        "^(\\+33|\\+590|\\+594|\\+262|\\+596|\\+269|\\+687|\\+689|\\+508|\\+681)\\d{6,9}$",
                                    ),
                                    _connector="OR",
                                ),
                                name="place_phone_shape",
                                violation_error_message="Un téléphone s’écrit +33 suivi de neuf chiffres.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kinds__contained_by",
                                        [
                                            "ACI",
                                            "ACIPHC",
                                            "AFPA",
                                            "AI",
                                            "ASE",
                                            "ASSO",
                                            "ASSO_CHOMEUR",
                                            "Autre",
                                            "AVIP",
                                            "BIB",
                                            "CAARUD",
                                            "CADA",
                                            "CAF",
                                            "CAP_EMPLOI",
                                            "CAVA",
                                            "CC",
                                            "CCAS",
                                            "CCONS",
                                            "CD",
                                            "CDAS",
                                            "CFP",
                                            "CHRS",
                                            "CHU",
                                            "CIAS",
                                            "CIDFF",
                                            "CITMET",
                                            "CMP",
                                            "CMS",
                                            "CPAM",
                                            "CPH",
                                            "CS",
                                            "CSAPA",
                                            "CSC",
                                            "DEETS",
                                            "DEPT",
                                            "DIPLP",
                                            "E2C",
                                            "EA",
                                            "EATT",
                                            "EI",
                                            "EITI",
                                            "ENM",
                                            "EPCI",
                                            "EPI",
                                            "EPIDE",
                                            "EPN",
                                            "ES",
                                            "ESAT",
                                            "ESS",
                                            "ETTI",
                                            "EVS",
                                            "FABLAB",
                                            "FABRIQUE",
                                            "FAIS",
                                            "FT",
                                            "GEIQ",
                                            "HUDA",
                                            "LA_POSTE",
                                            "MDE",
                                            "MDH",
                                            "MDEF",
                                            "MDPH",
                                            "MDS",
                                            "MJC",
                                            "ML",
                                            "MQ",
                                            "MSA",
                                            "MSAP",
                                            "MUNI",
                                            "OACAS",
                                            "ODC",
                                            "OF",
                                            "OIL",
                                            "OPCS",
                                            "PAD",
                                            "PENSION",
                                            "PI",
                                            "PIJ_BIJ",
                                            "PIMMS",
                                            "PJJ",
                                            "PLIE",
                                            "PREF",
                                            "PREVENTION",
                                            "REG",
                                            "RELAIS_LECTURE",
                                            "RESSOURCERIE",
                                            "RFS",
                                            "RS_FJT",
                                            "SCP",
                                            "SPIP",
                                            "TIERS_LIEUX",
                                            "UDAF",
                                        ],
                                    )
                                ),
                                name="place_kinds_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mobility__contained_by", ["Itinérant", "Fixe"])
                                ),
                                name="place_mobility_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "services__contained_by",
                                        [
                                            "Aide aux démarches administratives",
                                            "Maîtrise des outils numériques du quotidien",
                                            "Insertion professionnelle via le numérique",
                                            "Utilisation sécurisée du numérique",
                                            "Parentalité et éducation avec le numérique",
                                            "Loisirs et créations numériques",
                                            "Compréhension du monde numérique",
                                            "Accès internet et matériel informatique",
                                            "Acquisition de matériel informatique à prix solidaire",
                                        ],
                                    )
                                ),
                                name="place_services_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "audiences__contained_by",
                                        [
                                            "Jeunes",
                                            "Étudiants",
                                            "Familles et/ou enfants",
                                            "Seniors",
                                            "Femmes",
                                        ],
                                    )
                                ),
                                name="place_audiences_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "special_support__contained_by",
                                        [
                                            "Surdité",
                                            "Handicaps moteurs",
                                            "Handicaps mentaux",
                                            "Illettrisme",
                                            "Langues étrangères (anglais)",
                                            "Langues étrangères (autres)",
                                            "Déficience visuelle",
                                        ],
                                    )
                                ),
                                name="place_special_support_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "fees__contained_by",
                                        ["Gratuit", "Gratuit sous condition", "Payant"],
                                    )
                                ),
                                name="place_fees_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "programmes__contained_by",
                                        [
                                            "Aidants Connect",
                                            "Bibliothèques numérique de référence",
                                            "Certification PIX",
                                            "Conseillers numériques",
                                            "Emmaüs Connect",
                                            "France Services",
                                            "Grande école du numérique",
                                            "La Croix Rouge",
                                            "Point d'accès numérique CAF",
                                            "Promeneurs du net",
                                            "Relais numérique (Emmaüs Connect)",
                                        ],
                                    )
                                ),
                                name="place_programmes_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "labels__contained_by",
                                        [
                                            "Formé à « Mon Espace Santé »",
                                            "Formé à « DUPLEX » (illettrisme)",
                                            "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
                                            "Collectif ressources et acteurs réemploi (Normandie)",
                                            "Étapes numériques(La Poste)",
                                            "Fabriques de Territoire",
                                            "Les Éclaireurs du numérique (Drôme)",
                                            "Mes Papiers (Métropole de Lyon)",
                                            "ORDI 3.0",
                                            "SUD LABS (PACA)",
                                        ],
                                    )
                                ),
                                name="place_labels_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "access_modes__contained_by",
                                        [
                                            "Se présenter",
                                            "Téléphoner",
                                            "Contacter par mail",
                                            "Prendre un RDV en ligne",
                                            "Ce lieu n'accueille pas de public",
                                            "Envoyer un mail avec une fiche de prescription",
                                        ],
                                    )
                                ),
                                name="place_access_modes_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "support_modes__contained_by",
                                        [
                                            "En autonomie",
                                            "Accompagnement individuel",
                                            "Dans un atelier collectif",
                                            "À distance",
                                        ],
                                    )
                                ),
                                name="place_support_modes_known",
                                violation_error_message="Une valeur n’est pas dans la liste du standard national.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Venue",
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
                            "sort_name",
                            models.CharField(db_collation="C", editable=False, max_length=120),
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
                        "verbose_name": "lieu",
                        "constraints": [
                            inclusion.organisations.constraints.TenantIsolation(
                                name="venue_tenant"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "sort_name"),
                                name="venue_name_once",
                                violation_error_message="Un lieu porte déjà ce nom.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceOpening",
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
                        ("weekday", models.PositiveSmallIntegerField()),
                        ("opens", models.PositiveSmallIntegerField()),
                        ("closes", models.PositiveSmallIntegerField()),
                        ("on_holidays", models.BooleanField()),
                        ("is_published", models.BooleanField()),
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
                            "place",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="openings",
                                to="places.place",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "plage d’ouverture",
                        "indexes": [
                            models.Index(
                                fields=["weekday", "opens", "closes", "place"],
                                name="placeopening_now",
                            )
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.PublishedIsolation(
                                name="placeopening_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="place", name="placeopening_place"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("weekday__lte", 7),
                                    ("opens__lt", models.F("closes")),
                                    ("closes__lte", 1440),
                                ),
                                name="placeopening_within_a_day",
                                violation_error_message="Une plage d’ouverture tient dans une journée.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceToken",
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
                        ("token", models.CharField(db_collation="C", max_length=120)),
                        ("is_published", models.BooleanField()),
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
                            "place",
                            inclusion.organisations.fields.TenantForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tokens",
                                to="places.place",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mot-clé d’un lieu",
                        "indexes": [
                            models.Index(fields=["token", "place"], name="placetoken_find")
                        ],
                        "constraints": [
                            inclusion.organisations.constraints.PublishedIsolation(
                                name="placetoken_tenant"
                            ),
                            inclusion.organisations.constraints.SameOrganisation(
                                field="place", name="placetoken_place"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "place", "token"),
                                name="placetoken_once",
                                violation_error_message="Ce mot-clé du lieu est déjà écrit.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
