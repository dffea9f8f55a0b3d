"""Persons accompanied, and the tokens that find them again.

One person is one file per organisation. There is no field for a social-security number, a health
cause, a nationality or a photo, and there will be none: of a handicap, the file knows the need
(« écran agrandi »), never the cause.
"""

import hashlib
import hmac
import os

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now

from beneficiaries.models.notices import NoticeDelivery
from inclusion.encryption.fields import BlindIndexField, EncryptedTextField
from inclusion.ids import ALPHABET
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.organisations.models import Role
from inclusion.text import NO_BREAK, fold


class Gender(models.TextChoices):
    # Codes of the national mediation vocabulary.
    FEMALE = "feminin", "Femme"
    MALE = "masculin", "Homme"
    UNKNOWN = "non_communique", "Non communiqué"


class Situation(models.TextChoices):
    RETIRED = "retraite", "Retraité·e"
    JOB_SEEKER = "sans_emploi", "Sans emploi"
    EMPLOYED = "en_emploi", "En emploi"
    AT_SCHOOL = "scolarise", "Scolarisé·e"
    UNKNOWN = "non_communique", "Non communiqué"


class Origin(models.TextChoices):
    SPONTANEOUS = "spontanee", "Venue d’elle-même"
    ASSOCIATION = "association", "Envoyée par une association"
    DEPARTMENT = "departement", "Envoyée par le Département"
    OUTREACH = "aller_vers", "Rencontrée hors les murs"
    OTHER = "autre", "Autre"


class BeneficiaryStatus(models.TextChoices):
    ACTIVE = "active", "Suivie"
    # No contact for long: its erasure has been announced (retention.py).
    DORMANT = "dormant", "Sans contact"
    CLOSED = "closed", "Dossier clos"
    # Kept for a legal hold only: hidden from those who accompany.
    ARCHIVED = "archived", "Archive"
    MERGED = "merged", "Fusionné"


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ARABIC = "ar", "Arabe"
    ENGLISH = "en", "Anglais"
    SPANISH = "es", "Espagnol"
    PORTUGUESE = "pt", "Portugais"
    TURKISH = "tr", "Turc"
    UKRAINIAN = "uk", "Ukrainien"
    RUSSIAN = "ru", "Russe"
    DARI = "fa", "Dari, persan"
    PASHTO = "ps", "Pachto"
    TAMIL = "ta", "Tamoul"
    BENGALI = "bn", "Bengali"
    ROMANIAN = "ro", "Roumain"
    CHINESE = "zh", "Chinois"
    LINGALA = "ln", "Lingala"
    WOLOF = "wo", "Wolof"
    BAMBARA = "bm", "Bambara"
    SONINKE = "snk", "Soninké"
    SIGN = "fsl", "Langue des signes française"
    OTHER = "other", "Autre langue"


class Need(models.TextChoices):
    """What helps her, whatever the cause."""

    LARGE_PRINT = "large_print", "Écran ou textes agrandis"
    READING = "reading", "Lecture accompagnée"
    INTERPRETER = "interpreter", "Interprète"
    COMPANION = "companion", "Venir accompagnée"
    STEP_FREE = "step_free", "Accès sans marche"
    QUIET = "quiet", "Lieu calme"
    CHILDCARE = "childcare", "Venir avec ses enfants"


class ContactPreference(models.TextChoices):
    UNSAID = "", "Non précisé"
    PHONE = "phone", "Appel"
    SMS = "sms", "SMS"
    EMAIL = "email", "Courriel"
    LETTER = "letter", "Courrier postal"
    THIRD_PARTY = "third_party", "Par un tiers"
    NONE = "none", "Ne pas contacter"


class NeighbourhoodMethod(models.TextChoices):
    """How it is known whether she lives in a priority neighbourhood."""

    UNKNOWN = "unknown", "Non renseigné"
    DECLARED = "declared", "Déclaré par la personne"
    MATCHED = "matched", "Adresse vérifiée"


# The decree that lists the neighbourhoods (2023-1314, corrected by 2024-806).
NEIGHBOURHOOD_VINTAGE = "2024"


def neighbourhood(is_inside, code="", method=NeighbourhoodMethod.DECLARED):
    """The fields that say whether she lives in a priority neighbourhood, and how it is known."""
    if is_inside is None:
        return {
            "is_priority_neighbourhood": None,
            "qpv_code": "",
            "qpv_vintage": "",
            "qpv_method": NeighbourhoodMethod.UNKNOWN,
        }
    return {
        "is_priority_neighbourhood": is_inside,
        "qpv_code": code if is_inside else "",
        "qpv_vintage": NEIGHBOURHOOD_VINTAGE,
        "qpv_method": method,
    }


def new_journal_key():
    return os.urandom(32)


def sort_name_of(last_name, first_name):
    """The key of alphabetical lists: last name first, no accents, no capitals."""
    return fold(f"{last_name} {first_name}")[:170]


class BeneficiaryQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The files of the member's organisation; who may open one is a permission's business.

        An archive is kept for a legal hold alone: the manager's.
        """
        files = self.filter(organisation=member.organisation_id)
        if member.role == Role.MANAGER:
            return files
        return files.exclude(status=BeneficiaryStatus.ARCHIVED)

    def active(self):
        return self.filter(status=BeneficiaryStatus.ACTIVE)

    def carrying(self, *terms):
        """Files that carry, for each term, at least one of its search tokens."""
        found = self
        for tokens in terms:
            found = found.filter(
                pk__in=SearchToken.objects.filter(token__in=tokens).values("beneficiary_id")
            )
        return found

    def with_notice(self):
        """Adds `informed_at`: when the person was last told what is written about her, or None."""
        told = NoticeDelivery.objects.told().filter(beneficiary=OuterRef("pk"))
        return self.annotate(
            informed_at=Subquery(told.order_by("-delivered_at").values("delivered_at")[:1])
        )

    def without_notice(self):
        """Files of persons who have not been told yet."""
        return self.filter(
            ~Exists(NoticeDelivery.objects.told().filter(beneficiary=OuterRef("pk")))
        )

    def in_use(self):
        """Neither merged into another nor archived: what those who accompany work with."""
        return self.exclude(status__in=[BeneficiaryStatus.MERGED, BeneficiaryStatus.ARCHIVED])

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Beneficiary(TenantModel):
    """One person accompanied by one organisation."""

    # Short, the only identifier spoken at the desk and shown to volunteers: « A-0412 ».
    file_number = models.CharField("n° de dossier", max_length=12)
    last_name = models.CharField("nom", max_length=80)
    usual_name = models.CharField("nom d’usage", max_length=80, blank=True)
    first_name = models.CharField("prénom", max_length=80)
    sort_name = models.CharField(max_length=170, editable=False, db_collation="C")
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    gender = models.CharField("genre", max_length=15, choices=Gender, default=Gender.UNKNOWN)
    situation = models.CharField(
        "situation", max_length=15, choices=Situation, default=Situation.UNKNOWN
    )
    city = models.CharField("commune", max_length=80, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    # Her commune's code in the official list, when it is sure.
    insee_code = models.CharField("code de la commune", max_length=5, blank=True)
    # None: unknown.
    is_priority_neighbourhood = models.BooleanField(
        "habite un quartier prioritaire", null=True, blank=True
    )
    qpv_code = models.CharField("quartier prioritaire", max_length=8, blank=True)
    qpv_vintage = models.CharField(max_length=8, blank=True, editable=False)
    qpv_method = models.CharField(
        "connu par",
        max_length=8,
        choices=NeighbourhoodMethod,
        default=NeighbourhoodMethod.UNKNOWN,
    )
    languages = ArrayField(
        models.CharField(max_length=8, choices=Language),
        verbose_name="langues parlées",
        default=list,
        blank=True,
    )
    needs = ArrayField(
        models.CharField(max_length=12, choices=Need),
        verbose_name="ce qui l’aide",
        default=list,
        blank=True,
    )
    # What she would rather not say: not the same as what was never asked.
    declined = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    preferred_contact = models.CharField(
        "contact préféré",
        max_length=12,
        choices=ContactPreference,
        default=ContactPreference.UNSAID,
        blank=True,
    )
    contact_hours = models.CharField("quand la joindre", max_length=80, blank=True)
    # E.164, so that two spellings of one number are one number.
    phone = EncryptedTextField("téléphone", max_length=40)
    phone_index = BlindIndexField()
    email = EncryptedTextField("adresse électronique", max_length=254)
    email_index = BlindIndexField()
    address = EncryptedTextField("adresse", max_length=200)
    origin = models.CharField("origine", max_length=15, choices=Origin, default=Origin.SPONTANEOUS)
    referred_by = models.CharField("envoyée par", max_length=120, blank=True)
    referent = TenantForeignKey(
        "organisations.Membership",
        null=True,
        blank=True,
        related_name="+",
        verbose_name="référent·e",
    )
    status = models.CharField(
        max_length=10, choices=BeneficiaryStatus, default=BeneficiaryStatus.ACTIVE
    )
    closed_at = models.DateTimeField("clos le", null=True, editable=False)
    # Opened at a workshop with a first name or initials and a birth year only.
    is_light = models.BooleanField("dossier léger", default=False)
    # Where her file went when it was joined to another of the same person.
    merged_into = TenantForeignKey("self", null=True, blank=True, related_name="absorbed")
    # She asked that it be frozen (article 18): visible, neither changed nor erased.
    limited_at = models.DateTimeField("limité le", null=True, editable=False)
    first_contact_on = models.DateField("premier contact", null=True, editable=False)
    # The last time *she* came, called or answered; never our own edits or mailings.
    last_contact_on = models.DateField("dernier contact", null=True, editable=False)
    # When she and her referent were told that the file would be erased.
    erasure_announced_on = models.DateField(null=True, editable=False)
    # Counts the corrections: two people who edit at once learn of each other.
    version = models.PositiveIntegerField(default=1, editable=False)
    # Destroying this key is what forgetting her means in the journal.
    journal_key = models.BinaryField(default=new_journal_key, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = BeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = "bénéficiaire"
        constraints = [
            TenantIsolation("beneficiary_tenant"),
            SameOrganisation("referent", name="beneficiary_referent"),
            SameOrganisation("created_by", name="beneficiary_created_by"),
            models.UniqueConstraint(
                fields=["organisation", "file_number"],
                name="beneficiary_file_number",
                violation_error_message="Ce numéro de dossier existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
                name="beneficiary_birth_year",
                violation_error_message="L’année de naissance doit être comprise entre 1900"
                " et cette année.",
            ),
            SameOrganisation("merged_into", name="beneficiary_merged_into"),
            models.CheckConstraint(
                condition=Q(status=BeneficiaryStatus.CLOSED, closed_at__isnull=False)
                | ~Q(status=BeneficiaryStatus.CLOSED) & Q(closed_at__isnull=True),
                name="beneficiary_closed_with_its_date",
                violation_error_message="Un dossier clos porte sa date de clôture, et lui seul.",
            ),
            models.CheckConstraint(
                condition=Q(status=BeneficiaryStatus.MERGED, merged_into__isnull=False)
                | ~Q(status=BeneficiaryStatus.MERGED) & Q(merged_into__isnull=True),
                name="beneficiary_merged_into_another",
                violation_error_message="Un dossier fusionné dit dans lequel.",
            ),
            models.CheckConstraint(
                condition=Q(
                    qpv_method=NeighbourhoodMethod.UNKNOWN, is_priority_neighbourhood__isnull=True
                )
                | ~Q(qpv_method=NeighbourhoodMethod.UNKNOWN)
                & Q(is_priority_neighbourhood__isnull=False),
                name="beneficiary_neighbourhood_known_somehow",
                violation_error_message="Dites comment le quartier prioritaire est connu.",
            ),
            models.CheckConstraint(
                condition=Q(qpv_code="") | Q(is_priority_neighbourhood=True),
                name="beneficiary_neighbourhood_named",
                violation_error_message="Un quartier est nommé : la personne y habite.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "sort_name", "id"], name="beneficiary_by_name"),
            models.Index(
                fields=["organisation", "city", "sort_name", "id"], name="beneficiary_by_city"
            ),
            models.Index(
                fields=["organisation", "phone_index"],
                condition=~Q(phone_index=b""),
                name="beneficiary_by_phone",
            ),
            models.Index(
                fields=["organisation", "email_index"],
                condition=~Q(email_index=b""),
                name="beneficiary_by_email",
            ),
            models.Index(
                fields=["organisation", "last_contact_on"], name="beneficiary_by_last_contact"
            ),
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}"

    def save(self, *args, **kwargs):
        self.sort_name = sort_name_of(self.last_name, self.first_name)
        super().save(*args, **kwargs)

    @property
    def is_closed(self):
        return self.status == BeneficiaryStatus.CLOSED

    @property
    def polite_name(self):
        """How staff speak of her: « Mme Traoré », or her whole name when nothing is known."""
        civility = {Gender.FEMALE: "Mme", Gender.MALE: "M."}.get(self.gender)
        return f"{civility}{NO_BREAK}{self.last_name}" if civility else str(self)

    @property
    def place(self):
        """« 63800 Cournon-d’Auvergne »."""
        return " ".join(part for part in (self.postcode, self.city) if part)

    @property
    def birth_words(self):
        """« Née en 1979 », agreed when the gender is known; empty when the year is not."""
        if self.birth_year is None:
            return ""
        born = {Gender.FEMALE: "Née", Gender.MALE: "Né"}.get(self.gender, "Né·e")
        return f"{born} en {self.birth_year}"

    @property
    def masked_name(self):
        """What a volunteer sees: « Fatima B. »."""
        return f"{self.first_name} {self.last_name[:1].upper()}."

    @property
    def veiled_name(self):
        """What a search for look-alikes gives away: « Fat… B. »."""
        return f"{self.first_name[:3]}… {self.last_name[:1].upper()}."

    @property
    def pseudonym(self):
        """How the journal and funders' evidence know her: keyed, forgotten with the key."""
        digest = hmac.new(bytes(self.journal_key), self.pk.bytes, hashlib.sha256).digest()
        return "P-" + "".join(ALPHABET[byte % 32] for byte in digest[:10])

    def age_band(self, year):
        """The national age class in that year, from the birth year alone."""
        if self.birth_year is None:
            return "non_communique"
        age = year - self.birth_year
        for limit, code in AGE_BANDS:
            if age < limit:
                return code
        return "soixante_dix_plus"


# National classes: below the limit, the code.
AGE_BANDS = [
    (12, "moins_de_douze"),
    (18, "douze_dix_huit"),
    (25, "dix_huit_vingt_quatre"),
    (40, "vingt_cinq_trente_neuf"),
    (60, "quarante_cinquante_neuf"),
    (70, "soixante_soixante_neuf"),
]


class AgeBand(models.TextChoices):
    UNDER_12 = "moins_de_douze", "Moins de 12 ans"
    FROM_12 = "douze_dix_huit", "12 à 17 ans"
    FROM_18 = "dix_huit_vingt_quatre", "18 à 24 ans"
    FROM_25 = "vingt_cinq_trente_neuf", "25 à 39 ans"
    FROM_40 = "quarante_cinquante_neuf", "40 à 59 ans"
    FROM_60 = "soixante_soixante_neuf", "60 à 69 ans"
    FROM_70 = "soixante_dix_plus", "70 ans et plus"
    UNKNOWN = "non_communique", "Non communiqué"


class SearchToken(TenantModel):
    """A word, an initial or a sound of a name: equality keeps its index under row security."""

    beneficiary = TenantForeignKey(Beneficiary, models.CASCADE, related_name="tokens")
    # « w:traore », « i:t », « p:tror »: the letter says word, initial or phonetic (search.py).
    token = models.CharField(max_length=60, db_collation="C")

    class Meta:
        constraints = [
            TenantIsolation("searchtoken_tenant"),
            SameOrganisation("beneficiary", name="searchtoken_beneficiary"),
            models.UniqueConstraint(
                fields=["organisation", "token", "beneficiary"],
                name="searchtoken_once",
                violation_error_message="Ce mot est déjà enregistré pour cette personne.",
            ),
        ]

    def __str__(self):
        return self.token
