"""What a funder publishes of the grants it awards: lines entered or imported, and what went out."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.organisations.models import validate_rna, validate_siret

from .base import TenantQuerySet
from .grants import GrantNature

OBJECT_KEPT = 2000


class PublicationQuerySet(TenantQuerySet):
    def of_year(self, year):
        return self.filter(year=year)


class PublicationLineQuerySet(TenantQuerySet):
    def of_year(self, year):
        return self.filter(agreed_on__year=year)

    def of_funder(self, siret):
        """The awards of that funder; the others are a neighbour's file, kept for reading."""
        return self.filter(funder_siret=siret)

    def repaired(self):
        return self.exclude(repairs=[])

    def incomplete(self):
        """What the imported file left empty and the schema wants."""
        return self.filter(
            Q(nature="")
            | Q(terms="")
            | Q(paid_from__isnull=True)
            | Q(is_notified_to_europe__isnull=True)
            | Q(share__isnull=True)
        )


class PublicationLine(TenantModel):
    """One grantee of one grant, awarded outside the product; `organisation` is the funder.

    What a file does not say stays empty, and stops the publication until somebody says it.
    """

    funder_name = models.CharField("attribuant", max_length=200)
    funder_siret = models.CharField("SIRET de l’attribuant", max_length=14)
    agreed_on = models.DateField("convention signée le")
    decision_reference = models.CharField("référence de la décision", max_length=120, blank=True)
    grantee_name = models.CharField("bénéficiaire", max_length=200)
    grantee_siret = models.CharField(
        "SIRET du bénéficiaire", max_length=14, blank=True, validators=[validate_siret]
    )
    grantee_rna = models.CharField("RNA", max_length=10, blank=True, validators=[validate_rna])
    # Longer than what is published: it is cut on a word when it goes out.
    object = models.CharField("objet", max_length=OBJECT_KEPT)
    # Of the whole grant, before it is shared.
    amount = models.DecimalField("montant total", max_digits=14, decimal_places=2)
    nature = models.CharField("nature", max_length=7, choices=GrantNature, blank=True)
    terms = models.CharField("conditions de versement", max_length=256, blank=True)
    paid_from = models.DateField("versée le, ou à partir du", null=True, blank=True)
    paid_to = models.DateField("jusqu’au", null=True, blank=True)
    business_aid_code = models.CharField("identifiant RAE", max_length=5, blank=True)
    is_notified_to_europe = models.BooleanField(
        "notifiée à la Commission européenne", null=True, blank=True
    )
    # Between the grantees of this grant: never a rate of co-funding.
    share = models.DecimalField(
        "part de ce bénéficiaire", max_digits=5, decimal_places=4, null=True, blank=True
    )
    program_code = models.CharField("dispositif d’aide", max_length=80, blank=True)
    # What tells this award from the others of its organisation (`funding.opendata.lines`).
    identity = models.CharField(max_length=64, editable=False)
    # What an import repaired: [{column, before, after}], enough to write the file again.
    repairs = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = PublicationLineQuerySet.as_manager()

    class Meta:
        verbose_name = "subvention à publier"
        constraints = [
            TenantIsolation("publicationline_tenant"),
            SameOrganisation("created_by", name="publicationline_created_by"),
            models.UniqueConstraint(
                fields=["organisation", "identity"],
                name="publicationline_once",
                violation_error_message=(
                    "Cette subvention est déjà là\u00a0: même jour, même décision, même"
                    " bénéficiaire, même objet."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="publicationline_amount",
                violation_error_message="Une subvention est supérieure à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1),
                name="publicationline_share",
                violation_error_message="La part d’un bénéficiaire va de 0 à 1.",
            ),
            models.CheckConstraint(
                condition=~Q(grantee_siret="") | ~Q(grantee_rna=""),
                name="publicationline_grantee_is_known",
                violation_error_message="Donnez le SIRET du bénéficiaire, ou son numéro RNA.",
            ),
            models.CheckConstraint(
                condition=Q(funder_siret__regex=r"^\d{14}$")
                & (Q(grantee_siret="") | Q(grantee_siret__regex=r"^\d{14}$")),
                name="publicationline_siret_digits",
                violation_error_message="Un SIRET compte 14\u00a0chiffres.",
            ),
            models.CheckConstraint(
                condition=Q(paid_to__isnull=True)
                | (Q(paid_from__isnull=False) & Q(paid_to__gte=F("paid_from"))),
                name="publicationline_period",
                violation_error_message="La période de versement finit après avoir commencé.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "agreed_on", "id"], name="publicationline_by_day")
        ]

    def __str__(self):
        return f"{self.grantee_name}, {self.object}"

    @property
    def is_incomplete(self):
        return (
            not self.nature
            or not self.terms
            or None in (self.paid_from, self.is_notified_to_europe, self.share)
        )

    @property
    def is_shared(self):
        return self.share is not None and self.share < Decimal(1)


class Publication(TenantModel):
    """A file that went out, byte for byte: what was published on that day can be proved.

    Never changed, never deleted (a trigger): a correction is the next version.
    """

    year = models.PositiveSmallIntegerField("année")
    variant = models.CharField("format", max_length=15)
    version = models.PositiveSmallIntegerField()
    schema_version = models.CharField(max_length=10)
    schema_sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    line_count = models.PositiveIntegerField()
    grant_count = models.PositiveIntegerField()
    total_amount = models.DecimalField(max_digits=16, decimal_places=2)
    # The grants in it, each by its key, so that the three months can be judged later.
    grants = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    published_at = models.DateTimeField(db_default=Now())
    published_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # As it was on that day; the officer's role reads no account.
    published_by_label = models.CharField(max_length=120, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication"
        constraints = [
            TenantIsolation("publication_tenant"),
            SameOrganisation("published_by", name="publication_published_by"),
            models.UniqueConstraint(
                fields=["organisation", "year", "variant", "version"],
                name="publication_version_once",
                violation_error_message=(
                    "Quelqu’un vient de publier cette année\u00a0: relisez avant de recommencer."
                ),
            ),
        ]

    def __str__(self):
        return self.file_name
