"""What happens at the counter: one signature for a bundle, what was paid, what was lent."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class SignatureManner(models.TextChoices):
    FINGER = "finger", "Au doigt, sur cet écran"
    PAPER = "paper", "Sur l’attestation imprimée"


class HandOverQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class HandOver(TenantModel):
    """One moment at the counter: devices and accessories that leave under one signature.

    The person is the one of its allocations: nothing here names her but the signature.
    """

    at = models.DateTimeField()
    by = TenantForeignKey("organisations.Membership", related_name="+")
    # What goes along, as it was counted that day.
    accessories = models.JSONField("accessoires", default=list)
    signature_manner = models.CharField("signature", max_length=6, choices=SignatureManner)
    # SHA-256 of the drawing, or of the photographed paper; emptied when the person is forgotten.
    signature_sha256 = models.CharField(max_length=64, blank=True)
    signature_type = models.CharField(max_length=20, blank=True)
    signed_at = models.DateTimeField(null=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "passage au guichet"
        constraints = [
            TenantIsolation("handover_tenant"),
            SameOrganisation("by", name="handover_by"),
            models.CheckConstraint(
                condition=Q(signature_manner__in=SignatureManner.values),
                name="handover_signature_manner",
                violation_error_message="On signe au doigt ou sur le papier.",
            ),
            models.CheckConstraint(
                condition=Q(signature_sha256="", signature_type="")
                | ~Q(signature_sha256="") & ~Q(signature_type="") & Q(signed_at__isnull=False),
                name="handover_signature_whole",
                violation_error_message="Une signature a son image et sa date.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "at", "id"], name="handover_by_age")]

    def __str__(self):
        return f"remise du {self.at:%d/%m/%Y}"

    @property
    def is_signed(self):
        return self.signed_at is not None


class PaymentMethod(models.TextChoices):
    CASH = "cash", "En espèces"
    CARD = "card", "Par carte"
    TRANSFER = "transfer", "Par virement"
    VOUCHER = "voucher", "Par bon ou chèque solidaire"
    WAIVED = "waived", "Dispensée de payer"


class Payment(TenantModel):
    """What the family gave for one device, or why it gave nothing; never changed afterwards."""

    allocation = TenantForeignKey("equipment.Allocation", related_name="payments")
    method = models.CharField("moyen", max_length=8, choices=PaymentMethod)
    amount = models.DecimalField("montant", max_digits=10, decimal_places=2)
    # What was to be paid: a waiver keeps what it waives.
    due_amount = models.DecimalField("montant dû", max_digits=10, decimal_places=2)
    waiver_reason = models.CharField("motif de la dispense", max_length=200, blank=True)
    received_at = models.DateTimeField(db_default=Now())
    received_by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        verbose_name = "règlement"
        constraints = [
            TenantIsolation("payment_tenant"),
            SameOrganisation("allocation", name="payment_allocation"),
            SameOrganisation("received_by", name="payment_received_by"),
            models.UniqueConstraint(
                fields=["organisation", "allocation"],
                name="payment_once",
                violation_error_message="La participation de cet appareil est déjà enregistrée.",
            ),
            models.CheckConstraint(
                condition=Q(method__in=PaymentMethod.values),
                name="payment_method_known",
                violation_error_message="Moyen de paiement inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(method="waived", amount=0)
                | ~Q(method="waived") & Q(amount__gt=0, amount=F("due_amount"), waiver_reason=""),
                name="payment_whole_or_waived",
                violation_error_message="Une participation est reçue en entier, ou dispensée.",
            ),
        ]

    def __str__(self):
        return f"{self.get_method_display()} {self.amount}"

    @property
    def is_waived(self):
        return self.method == PaymentMethod.WAIVED


class LoanQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def open(self):
        return self.filter(returned_on__isnull=True)

    def late(self, today):
        return self.open().filter(due_on__lt=today)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Loan(TenantModel):
    """A device lent until a day; two loans of one device never overlap, the database sees to it."""

    allocation = TenantForeignKey("equipment.Allocation", related_name="loans")
    device = TenantForeignKey("equipment.Device", related_name="loans")
    lent_on = models.DateField("prêté le")
    due_on = models.DateField("à rendre le")
    deposit_amount = models.DecimalField("caution", max_digits=10, decimal_places=2, default=0)
    # [{"name": "chargeur", "is_back": true}…]; `is_back` is null while it is out.
    accessories = models.JSONField("accessoires", default=list)
    returned_on = models.DateField("rendu le", null=True)
    returned_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    returned_amount = models.DecimalField(
        "caution rendue", max_digits=10, decimal_places=2, null=True
    )
    return_words = models.CharField("état au retour", max_length=300, blank=True)
    # Closed because nobody can find the device: `returned_on` is the day it was declared.
    is_lost = models.BooleanField("jamais rendu", default=False, db_default=False)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = "prêt"
        constraints = [
            TenantIsolation("loan_tenant"),
            SameOrganisation("allocation", name="loan_allocation"),
            SameOrganisation("device", name="loan_device"),
            SameOrganisation("returned_by", name="loan_returned_by"),
            models.UniqueConstraint(
                fields=["organisation", "allocation"],
                name="loan_once",
                violation_error_message="Cette réservation a déjà son prêt.",
            ),
            # From the day it is lent to the day it is back; without end while it is out.
            ExclusionConstraint(
                name="loan_no_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("device", RangeOperators.EQUAL),
                    (
                        Func(
                            "lent_on",
                            "returned_on",
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Cet appareil est déjà prêté sur ces dates.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("lent_on")),
                name="loan_ends_after_it_begins",
                violation_error_message="Un prêt se rend après le jour où il commence.",
            ),
            models.CheckConstraint(
                condition=Q(deposit_amount__gte=0)
                & (Q(returned_amount__isnull=True) | Q(returned_amount__lte=F("deposit_amount"))),
                name="loan_deposit",
                violation_error_message="On ne rend pas plus que la caution reçue.",
            ),
            models.CheckConstraint(
                condition=Q(
                    returned_on__isnull=True,
                    returned_by__isnull=True,
                    returned_amount__isnull=True,
                )
                | Q(
                    returned_on__gte=F("lent_on"),
                    returned_by__isnull=False,
                    returned_amount__isnull=False,
                ),
                name="loan_returned_in_full",
                violation_error_message="Un retour a sa date, son auteur et sa caution.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on", "id"],
                condition=Q(returned_on__isnull=True),
                name="loan_still_out",
            ),
            models.Index(fields=["organisation", "device"], name="loan_of_device"),
        ]

    def __str__(self):
        return f"prêt jusqu’au {self.due_on:%d/%m/%Y}"

    @property
    def is_out(self):
        return self.returned_on is None


class VatRegime(models.TextChoices):
    """Why the receipt bears no VAT; both are to be confirmed by the association's accountant."""

    SOCIAL = "social", "Exonération, article 261-7-1° du CGI"
    SMALL = "small", "Franchise en base, article 293 B du CGI"


class SaleTerms(TenantModel):
    """What every receipt of the association says besides the sale: one row an organisation."""

    mediator_name = models.CharField("médiateur de la consommation", max_length=120, blank=True)
    mediator_contact = models.CharField("comment le saisir", max_length=200, blank=True)
    vat_regime = models.CharField("TVA", max_length=6, choices=VatRegime, blank=True)
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        verbose_name = "mentions de vente"
        constraints = [
            TenantIsolation("saleterms_tenant"),
            SameOrganisation("updated_by", name="saleterms_updated_by"),
            models.UniqueConstraint(
                fields=["organisation"],
                name="saleterms_once",
                violation_error_message="Ces mentions existent déjà.",
            ),
        ]

    def __str__(self):
        return self.mediator_name
