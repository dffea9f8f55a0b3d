"""Tax receipts: what entitles the association to issue them, and each one issued."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .donations import Donation, Donor


class ReceiptForm(models.TextChoices):
    """The model a receipt follows: the donor decides it, not the association."""

    COMPANY = "company", "Entreprise"
    INDIVIDUAL = "individual", "Particulier"


# The numbers of the models, as the tax authority publishes them.
CERFA = {ReceiptForm.COMPANY: "16216*02", ReceiptForm.INDIVIDUAL: "11580*05"}
ARTICLE = {ReceiptForm.COMPANY: "238 bis", ReceiptForm.INDIVIDUAL: "200"}


class EligibilityBasis(models.TextChoices):
    RESCRIT = "rescrit", "Rescrit de l’administration fiscale"
    SELF_ASSESSMENT = "self", "Examen par l’association elle-même"


class ReceiverQuality(models.TextChoices):
    GENERAL_INTEREST = "general_interest", "Œuvre ou organisme d’intérêt général"
    PUBLIC_UTILITY = "public_utility", "Association ou fondation reconnue d’utilité publique"
    AID = "aid", "Organisme sans but lucratif d’aide gratuite aux personnes en difficulté"
    ENDOWMENT = "endowment", "Fonds de dotation"
    INSERTION = "insertion", "Structure d’insertion par l’activité économique"


class EligibilityQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def on(self, day, form):
        """Those that allow a receipt of this model for a gift made that day."""
        serves = {f"serves_{'companies' if form == ReceiptForm.COMPANY else 'individuals'}": True}
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day, **serves
        )

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class TaxEligibility(TenantModel):
    """Why the association may issue receipts, from when to when; kept for ever, ended at most."""

    quality = models.CharField("qualité", max_length=16, choices=ReceiverQuality)
    purpose = models.CharField("objet de l’association", max_length=300)
    basis = models.CharField("fondement", max_length=7, choices=EligibilityBasis)
    reference = models.CharField("référence du rescrit", max_length=60, blank=True)
    decided_on = models.DateField("décidé le")
    # How each condition is met, when nobody but the association looked at it.
    words = models.TextField("conditions remplies", max_length=2000, blank=True)
    serves_individuals = models.BooleanField("particuliers (CGI, article 200)", default=False)
    serves_companies = models.BooleanField("entreprises (CGI, article 238 bis)", default=False)
    valid_from = models.DateField("valable du")
    valid_to = models.DateField("au", null=True, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    evidence_name = models.CharField("pièce", max_length=160, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = TenantForeignKey("organisations.Membership", related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    end_reason = models.CharField("raison", max_length=300, blank=True)

    objects = EligibilityQuerySet.as_manager()

    class Meta:
        verbose_name = "habilitation aux reçus fiscaux"
        constraints = [
            TenantIsolation("taxeligibility_tenant"),
            SameOrganisation("recorded_by", name="taxeligibility_recorded_by"),
            SameOrganisation("ended_by", name="taxeligibility_ended_by"),
            models.CheckConstraint(
                condition=Q(serves_individuals=True) | Q(serves_companies=True),
                name="taxeligibility_serves_someone",
                violation_error_message="Dites pour qui vous pouvez émettre des reçus.",
            ),
            models.CheckConstraint(
                condition=Q(basis="rescrit") & ~Q(reference="") | Q(basis="self") & ~Q(words=""),
                name="taxeligibility_says_why",
                violation_error_message=(
                    "Un rescrit a sa référence\u202f; un examen dit comment chaque condition est"
                    " remplie."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="taxeligibility_period",
                violation_error_message="La fin de validité suit son début.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-recorded_at", "-id"], name="taxeligibility_last")
        ]

    def __str__(self):
        return self.get_quality_display()

    @property
    def receipts_for(self):
        """« particuliers et entreprises »."""
        return " et ".join(
            word
            for word, serves in (
                ("particuliers", self.serves_individuals),
                ("entreprises", self.serves_companies),
            )
            if serves
        )


class ReceiptQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def standing(self):
        return self.filter(cancelled_at__isnull=True)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class TaxReceipt(TenantModel):
    """One receipt for one gift: never changed, cancelled at most, then replaced by another."""

    donation = TenantForeignKey(Donation, related_name="tax_receipts")
    donor = TenantForeignKey(Donor, related_name="tax_receipts")
    form = models.CharField("modèle", max_length=10, choices=ReceiptForm)
    eligibility = TenantForeignKey(TaxEligibility, related_name="receipts")
    # The day the gift changed hands, signed on its slip.
    given_on = models.DateField("donné le")
    amount = models.DecimalField("montant", max_digits=11, decimal_places=2)
    document = TenantForeignKey("documents.Document", related_name="+")
    # Drawn on the screen; otherwise the paper is signed by hand, and sent by hand.
    is_signed = models.BooleanField("signé à l’écran", default=False)
    replaces = TenantForeignKey("self", null=True, related_name="replaced_by")
    issued_at = models.DateTimeField("émis le", db_default=Now())
    issued_by = TenantForeignKey("organisations.Membership", related_name="+")
    cancelled_at = models.DateTimeField("annulé le", null=True)
    cancelled_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    cancel_reason = models.CharField("raison", max_length=300, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "reçu fiscal"
        constraints = [
            TenantIsolation("taxreceipt_tenant"),
            SameOrganisation("donation", name="taxreceipt_donation"),
            SameOrganisation("donor", name="taxreceipt_donor"),
            SameOrganisation("eligibility", name="taxreceipt_eligibility"),
            SameOrganisation("document", name="taxreceipt_document"),
            SameOrganisation("replaces", name="taxreceipt_replaces"),
            SameOrganisation("issued_by", name="taxreceipt_issued_by"),
            SameOrganisation("cancelled_by", name="taxreceipt_cancelled_by"),
            models.UniqueConstraint(
                fields=["organisation", "donation"],
                condition=Q(cancelled_at__isnull=True),
                name="taxreceipt_once_for_a_donation",
                violation_error_message="Ce don a déjà son reçu fiscal.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "donor", "given_on", "amount"],
                condition=Q(cancelled_at__isnull=True),
                name="taxreceipt_once_for_donor_day_amount",
                violation_error_message=(
                    "Un reçu existe déjà pour ce donateur, ce jour et ce montant."
                ),
            ),
            models.UniqueConstraint(
                fields=["organisation", "replaces"],
                name="taxreceipt_replaced_once",
                violation_error_message="Ce reçu est déjà remplacé.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="taxreceipt_amount",
                violation_error_message="Un reçu porte un montant.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="taxreceipt_cancelled_with_a_reason",
                violation_error_message="Un reçu annulé dit pourquoi.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-issued_at", "-id"], name="taxreceipt_last"),
        ]

    def __str__(self):
        return self.document.number

    @property
    def cerfa(self):
        return CERFA[ReceiptForm(self.form)]
