"""Persons accompanied, how they were informed, and the tokens that find them again.

One person is one file per organisation. There is no field for a social-security number, a health
cause, a nationality or a photo, and there will be none.
"""

import hashlib
import hmac
import os

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now

from inclusion.ids import ALPHABET
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
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
    CLOSED = "closed", "Dossier clos"


def new_journal_key():
    return os.urandom(32)


def sort_name_of(last_name, first_name):
    """The key of alphabetical lists: last name first, no accents, no capitals."""
    return fold(f"{last_name} {first_name}")[:170]


class BeneficiaryQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The files of the member's organisation; who may open one is a permission's business."""
        return self.filter(organisation=member.organisation_id)

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

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Beneficiary(TenantModel):
    """One person accompanied by one organisation."""

    # Short, the only identifier spoken at the desk and shown to volunteers: « A-0412 ».
    file_number = models.CharField("n° de dossier", max_length=12)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    sort_name = models.CharField(max_length=170, editable=False, db_collation="C")
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    gender = models.CharField("genre", max_length=15, choices=Gender, default=Gender.UNKNOWN)
    situation = models.CharField(
        "situation", max_length=15, choices=Situation, default=Situation.UNKNOWN
    )
    city = models.CharField("commune", max_length=80, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    # None: unknown. The method is « declared » until addresses are matched.
    is_priority_neighbourhood = models.BooleanField(
        "habite un quartier prioritaire", null=True, blank=True
    )
    origin = models.CharField("origine", max_length=15, choices=Origin, default=Origin.SPONTANEOUS)
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
            models.CheckConstraint(
                condition=Q(status=BeneficiaryStatus.ACTIVE, closed_at__isnull=True)
                | Q(status=BeneficiaryStatus.CLOSED, closed_at__isnull=False),
                name="beneficiary_closed_with_its_date",
                violation_error_message="Un dossier clos porte sa date de clôture, et lui seul.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "sort_name", "id"], name="beneficiary_by_name"),
            models.Index(
                fields=["organisation", "city", "sort_name", "id"], name="beneficiary_by_city"
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


class NoticeChannel(models.TextChoices):
    ORAL_AND_PAPER = "oral_paper", "À l’oral et sur papier"
    ORAL = "oral", "À l’oral"
    PAPER = "paper", "Sur papier"
    LATER = "urgent", "Urgence : à remettre plus tard"


# The version of the information notice now in use; its text is templates/beneficiaries/notice.
NOTICE_VERSION = "2026-1"


class NoticeDeliveryQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def told(self):
        """Deliveries that really took place: « to do later » is not one."""
        return self.exclude(channel=NoticeChannel.LATER)

    def promised(self):
        """Urgent welcomes: the notice was put off."""
        return self.filter(channel=NoticeChannel.LATER)


class NoticeDelivery(TenantModel):
    """The person was told, in plain words, what is written about her and why. Never changed."""

    beneficiary = TenantForeignKey(Beneficiary, related_name="notice_deliveries")
    version = models.CharField(max_length=12, default=NOTICE_VERSION)
    channel = models.CharField("remise", max_length=12, choices=NoticeChannel)
    delivered_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = NoticeDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "remise de la notice"
        constraints = [
            TenantIsolation("noticedelivery_tenant"),
            SameOrganisation("beneficiary", name="noticedelivery_beneficiary"),
            SameOrganisation("by", name="noticedelivery_by"),
        ]
        indexes = [
            models.Index(fields=["organisation", "beneficiary"], name="noticedelivery_person"),
            models.Index(
                fields=["organisation", "delivered_at"],
                condition=Q(channel=NoticeChannel.LATER),
                name="noticedelivery_promised",
            ),
        ]

    def __str__(self):
        return f"{self.version} {self.channel}"
