"""What a funder says of itself: how it wants to be told, and the programmes it funds through.

Written by the funder, read by everyone: a grantee must know the rules before asking.
"""

from django.db import models
from django.db.models import F, Q

from inclusion.organisations.constraints import PublishedIsolation
from inclusion.organisations.fields import TenantModel


class ReportLine(models.TextChoices):
    """The line of account 74 a funder is printed on (CERFA 15059*02)."""

    STATE = "ETAT", "État"
    REGION = "REG", "Région"
    DEPARTMENT = "DEP", "Département"
    INTERCOMMUNAL = "EPCI", "Intercommunalité (EPCI)"
    COMMUNE = "COM", "Commune"
    SOCIAL_BODY = "SOC", "Organisme social"
    EUROPE = "UE", "Fonds européens"
    SUPPORTED_JOBS = "ASP", "Agence de services et de paiement"
    PUBLIC_BODY = "EP", "Autre établissement public"
    PRIVATE = "PRIV", "Aide privée"


class ReportTemplate(models.TextChoices):
    ACTION = "action", "Subvention affectée à une action"
    OPERATING = "operating", "Subvention de fonctionnement"
    NEIGHBOURHOODS = "qpv", "Contrat de ville (quartiers prioritaires)"


class FunderProfile(TenantModel):
    """A funder's own rules of reporting and review; `organisation` is the funder."""

    is_published = models.BooleanField("visible des structures", default=True)
    report_line = models.CharField("ligne du compte 74", max_length=4, choices=ReportLine)
    is_public = models.BooleanField("argent public", default=True)
    report_template = models.CharField(
        "modèle de compte rendu",
        max_length=10,
        choices=ReportTemplate,
        default=ReportTemplate.ACTION,
    )
    # Arrêté du 11 octobre 2006: variances beyond either are explained.
    variance_percent = models.DecimalField(
        "écart à expliquer (%)", max_digits=5, decimal_places=2, default=10
    )
    variance_amount = models.DecimalField(
        "écart à expliquer (€)", max_digits=14, decimal_places=2, default=500
    )
    # Above it, two officers approve; None: one is enough.
    second_signature_above = models.DecimalField(
        "seconde signature au-delà de (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    logo_rule = models.CharField("règle d’affichage du logo", max_length=300, blank=True)
    # Codes of `funding.indicators`.
    required_indicators = models.JSONField("indicateurs demandés", default=list, blank=True)

    class Meta:
        verbose_name = "profil de financeur"
        constraints = [
            PublishedIsolation("funderprofile_tenant"),
            models.UniqueConstraint(
                fields=["organisation"],
                name="funderprofile_once",
                violation_error_message="Cette structure a déjà son profil de financeur.",
            ),
            models.CheckConstraint(
                condition=Q(variance_percent__range=(0, 100), variance_amount__gte=0),
                name="funderprofile_variances",
                violation_error_message="Un seuil d’écart va de 0 à 100\u00a0%, ou de 0 €.",
            ),
            models.CheckConstraint(
                condition=Q(second_signature_above__isnull=True) | Q(second_signature_above__gt=0),
                name="funderprofile_second_signature",
                violation_error_message="Le seuil de seconde signature est supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}"


class IndirectRule(models.TextChoices):
    NONE = "none", "Non éligibles"
    REAL = "real", "Au réel, selon une clé de répartition"
    FLAT = "flat", "Au forfait"


class FundingProgram(TenantModel):
    """A « dispositif »: what may be paid, at most at which rate, between which days.

    Written by the funder, or by a grantee for a funder that does not use the product (then
    unpublished, and seen by that grantee alone).
    """

    is_published = models.BooleanField("visible des structures", default=False)
    funder = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="financeur"
    )
    code = models.CharField("identifiant du dispositif", max_length=40)
    label = models.CharField("dispositif", max_length=160)
    starts_on = models.DateField("ouvert du")
    ends_on = models.DateField("au")
    # Account prefixes that may be charged, « 60, 61, 64 »; empty: all.
    eligible_accounts = models.JSONField("comptes éligibles", default=list, blank=True)
    # Days after the period in which an invoice of the period may still be paid.
    grace_days = models.PositiveSmallIntegerField("jours pour payer après la période", default=0)
    public_ceiling = models.DecimalField(
        "plafond d’argent public (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    counts_in_kind = models.BooleanField("contributions valorisées comptées", default=True)
    indirect_rule = models.CharField(
        "charges indirectes", max_length=4, choices=IndirectRule, default=IndirectRule.REAL
    )
    indirect_rate = models.DecimalField(
        "taux forfaitaire (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    requires_neighbourhoods = models.BooleanField("quartiers prioritaires seulement", default=False)
    indicators = models.JSONField("indicateurs demandés", default=list, blank=True)

    class Meta:
        verbose_name = "dispositif"
        constraints = [
            PublishedIsolation("fundingprogram_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "funder", "code"],
                name="fundingprogram_code_once",
                violation_error_message="Un dispositif porte déjà cet identifiant.",
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(organisation=F("funder")),
                name="fundingprogram_published_by_its_funder",
                violation_error_message="Seul le financeur publie son dispositif.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="fundingprogram_dates",
                violation_error_message="La fin du dispositif doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=(Q(public_ceiling__isnull=True) | Q(public_ceiling__range=(1, 100)))
                & (Q(indirect_rate__isnull=True) | Q(indirect_rate__range=(0, 100))),
                name="fundingprogram_rates",
                violation_error_message="Un taux va de 0 à 100\u00a0%.",
            ),
            models.CheckConstraint(
                condition=~Q(indirect_rule="flat") | Q(indirect_rate__isnull=False),
                name="fundingprogram_flat_rate",
                violation_error_message="Un forfait de charges indirectes a son taux.",
            ),
        ]

    def __str__(self):
        return self.label
