"""Lots of devices lent out to partner structures, and the copies by which a partner confirms."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.exceptions import Refused
from inclusion.organisations.constraints import (
    CrossingIsolation,
    SameOrganisation,
    TenantIsolation,
)
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .devices import Device
from .vocabulary import DeviceType, Grade

LOT_AT_MOST = 500
EXCESS_AT_MOST = 100


class LotUse(models.TextChoices):
    """What a device is for once it is there."""

    PEOPLE = "people", "Personnes accueillies"
    COLLECTIVE = "collective", "Ateliers collectifs"
    PUBLIC_ACCESS = "public_access", "Espace public numérique"
    OUTREACH = "outreach", "Ateliers hors les murs"
    HOME = "home", "Prêt au domicile"


class LotTerritory(models.TextChoices):
    QPV = "qpv", "Quartier prioritaire (QPV)"
    RURAL = "rural", "Commune rurale"
    OTHER = "other", "Ni l’un ni l’autre"


class LotStatus(models.TextChoices):
    DRAFT = "draft", "En préparation"
    PREPARED = "prepared", "Papiers prêts"
    SENT = "sent", "En route"
    RECEIVED = "received", "Reçu, conforme"
    DIFFERENCES = "differences", "Reçu avec des écarts"
    CLOSED = "closed", "Clos"
    CANCELLED = "cancelled", "Abandonné"


L = LotStatus
# The whole way of a lot on one screen: from each status, those it may become.
LOT_STEPS = {
    L.DRAFT: {L.PREPARED, L.CANCELLED},
    # Its papers are to be made again as soon as its list changes.
    L.PREPARED: {L.DRAFT, L.SENT, L.CANCELLED},
    L.SENT: {L.RECEIVED, L.DIFFERENCES},
    L.RECEIVED: {L.CLOSED},
    L.DIFFERENCES: {L.CLOSED},
    L.CLOSED: set(),
    L.CANCELLED: set(),
}
OPEN_LOTS = [L.DRAFT, L.PREPARED]
UNDER_WAY = [L.DRAFT, L.PREPARED, L.SENT, L.RECEIVED, L.DIFFERENCES]
ARRIVED_LOTS = [L.RECEIVED, L.DIFFERENCES, L.CLOSED]


class MineQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class LotPartner(TenantModel):
    """A structure to which devices are lent out: of the platform, or outside it."""

    name = models.CharField("nom", max_length=120)
    # None outside the platform: it then confirms on a private page.
    partner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    siret = models.CharField("SIRET", max_length=14, blank=True)
    contact_name = EncryptedTextField("contact", max_length=120)
    email = EncryptedTextField("adresse électronique", max_length=254)
    phone = EncryptedTextField("téléphone", max_length=30)
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    territory = models.CharField(
        "territoire", max_length=5, choices=LotTerritory, default=LotTerritory.OTHER
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = MineQuerySet.as_manager()

    class Meta:
        verbose_name = "structure partenaire"
        constraints = [
            TenantIsolation("lotpartner_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="lotpartner_name_once",
                violation_error_message="Une structure partenaire porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "partner"],
                condition=Q(partner__isnull=False),
                name="lotpartner_once",
                violation_error_message="Cette structure est déjà parmi vos partenaires.",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=True) | ~Q(organisation=models.F("partner")),
                name="lotpartner_is_another",
                violation_error_message="On ne se confie pas un lot à soi-même.",
            ),
            models.CheckConstraint(
                condition=Q(territory__in=LotTerritory.values),
                name="lotpartner_territory_known",
                violation_error_message="Territoire inconnu.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def place(self):
        return " ".join(part for part in (self.postcode, self.city) if part)


class LotQuerySet(MineQuerySet):
    def under_way(self):
        return self.filter(status__in=UNDER_WAY)


class Lot(TenantModel):
    """Devices that leave together for a partner, for a use, and come to be confirmed there."""

    partner = TenantForeignKey(LotPartner, related_name="lots", verbose_name="partenaire")
    title = models.CharField("objet", max_length=120)
    use = models.CharField("usage", max_length=13, choices=LotUse, default=LotUse.PEOPLE)
    territory = models.CharField("territoire", max_length=5, choices=LotTerritory)
    # [{"type": "laptop", "quantity": 12}, …] as promised; the lines say what really goes.
    planned = models.JSONField(default=list)
    planned_on = models.DateField("départ prévu le", null=True, blank=True)
    words = models.CharField("un mot pour le partenaire", max_length=500, blank=True)
    status = models.CharField("état", max_length=11, choices=LotStatus, default=LotStatus.DRAFT)
    created_at = models.DateTimeField("ouvert le", db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", related_name="+")
    agreement = TenantForeignKey("documents.Document", null=True, related_name="+")
    sent_at = models.DateTimeField("parti le", null=True)
    sent_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # What the partner said on arrival, copied from its own confirmation.
    received_at = models.DateTimeField("reçu le", null=True)
    received_by_name = models.CharField("reçu par", max_length=160, blank=True)
    answer_words = models.CharField("explication du partenaire", max_length=500, blank=True)
    excess = models.JSONField("étiquettes en trop", default=list)
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "lot"
        constraints = [
            TenantIsolation("lot_tenant"),
            SameOrganisation("partner", name="lot_partner"),
            SameOrganisation("created_by", name="lot_created_by"),
            SameOrganisation("sent_by", name="lot_sent_by"),
            SameOrganisation("closed_by", name="lot_closed_by"),
            SameOrganisation("agreement", name="lot_agreement"),
            models.CheckConstraint(
                condition=Q(status__in=LotStatus.values),
                name="lot_status_known",
                violation_error_message="État de lot inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(use__in=LotUse.values, territory__in=LotTerritory.values),
                name="lot_use_known",
                violation_error_message="Usage ou territoire inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "prepared", "cancelled"])
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="lot_sent_by_someone",
                violation_error_message="Un lot parti dit quand et par qui.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["received", "differences", "closed"])
                | Q(received_at__isnull=False),
                name="lot_received_on_a_day",
                violation_error_message="Un lot reçu dit quand.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="lot_by_age"),
            models.Index(
                fields=["organisation", "status", "-created_at", "-id"], name="lot_by_status"
            ),
            models.Index(fields=["organisation", "partner", "-created_at"], name="lot_of_partner"),
            models.Index(fields=["organisation", "sent_at"], name="lot_by_departure"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        """Still here: its list may change."""
        return self.status in OPEN_LOTS

    def move_to(self, status):
        """Set the new status or refuse; saving is the caller's act."""
        if status not in LOT_STEPS[LotStatus(self.status)]:
            raise Refused(
                f"Ce lot est «\u00a0{self.get_status_display()}\u00a0»\u00a0: rechargez la page."
            )
        self.status = LotStatus(status)


class LineOutcome(models.TextChoices):
    """What became of a device of a lot on its way."""

    EXPECTED = "expected", "Attendu"
    ARRIVED = "arrived", "Arrivé"
    MISSING = "missing", "Manquant à l’arrivée"
    STAYED = "stayed", "Resté chez nous"
    LOST = "lost", "Perdu en route"


class LotLine(TenantModel):
    """One device of a lot. `ended_at` is empty as long as the lot holds the device."""

    lot = TenantForeignKey(Lot, related_name="lines")
    device = TenantForeignKey(Device, related_name="lot_lines")
    use = models.CharField("usage", max_length=13, choices=LotUse)
    outcome = models.CharField(
        "à l’arrivée", max_length=8, choices=LineOutcome, default=LineOutcome.EXPECTED
    )
    arrived_at = models.DateTimeField("arrivé le", null=True)
    # How a difference was explained, by whom; the partner's own words are on the lot.
    words = models.CharField("explication", max_length=300, blank=True)
    settled_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    objects = MineQuerySet.as_manager()

    class Meta:
        verbose_name = "appareil d’un lot"
        constraints = [
            TenantIsolation("lotline_tenant"),
            SameOrganisation("lot", name="lotline_lot"),
            SameOrganisation("device", name="lotline_device"),
            SameOrganisation("settled_by", name="lotline_settled_by"),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                condition=Q(ended_at__isnull=True),
                name="lotline_one_open_per_device",
                violation_error_message="Cet appareil est déjà dans un lot.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "lot", "device"],
                name="lotline_once_in_a_lot",
                violation_error_message="Cet appareil est déjà dans ce lot.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=LineOutcome.values, use__in=LotUse.values),
                name="lotline_outcome_known",
                violation_error_message="Issue ou usage inconnu.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="arrived") | Q(arrived_at__isnull=False),
                name="lotline_arrived_on_a_day",
                violation_error_message="Un appareil arrivé dit quand.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "lot", "outcome"], name="lotline_of_lot"),
            models.Index(fields=["organisation", "arrived_at"], name="lotline_by_arrival"),
        ]

    def __str__(self):
        return f"{self.device_id} · {self.get_use_display()}"


class DeliveryStatus(models.TextChoices):
    SENT = "sent", "À confirmer"
    CONFIRMED = "confirmed", "Confirmé"


class DeliveryQuerySet(models.QuerySet):
    def received_by(self, member):
        return self.filter(to_organisation=member.organisation_id)

    def waiting(self):
        return self.filter(status=DeliveryStatus.SENT)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class LotDelivery(TenantModel):
    """The partner's copy of a lot that left, and what it confirms.

    `organisation` is the sender. Without `to_organisation` the partner is outside the platform and
    confirms on a private page, in the sender's context.
    """

    is_made_for_crossing = True

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    lot_id = models.UUIDField()
    # The agreement, which the sender shares with this partner alone.
    agreement_id = models.UUIDField()
    sender_name = models.CharField(max_length=120)
    partner_name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    territory = models.CharField(max_length=5, choices=LotTerritory)
    words = models.CharField("mot de l’expéditeur", max_length=500, blank=True)
    sent_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=DeliveryStatus, default=DeliveryStatus.SENT)
    # Labels of the sender that are in no line of this lot.
    excess = models.JSONField(default=list)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_name = models.CharField("confirmé par", max_length=160, blank=True)
    answer_words = models.CharField("explication", max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "lot reçu"
        constraints = [
            CrossingIsolation("lotdelivery_crossing", receiver_updates=True, sender_updates=True),
            models.UniqueConstraint(
                fields=["organisation", "lot_id"],
                name="lotdelivery_once",
                violation_error_message="Ce lot est déjà parti.",
            ),
            models.CheckConstraint(
                condition=Q(to_organisation__isnull=True)
                | ~Q(organisation=models.F("to_organisation")),
                name="lotdelivery_goes_elsewhere",
                violation_error_message="Un lot part vers une autre structure.",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed")
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by_name=""),
                name="lotdelivery_confirmed_by_someone",
                violation_error_message="Un lot confirmé dit quand et par qui.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_organisation", "status", "-sent_at", "-id"], name="delivery_received"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_waiting(self):
        return self.status == DeliveryStatus.SENT


class LotDeliveryLine(TenantModel):
    """What the partner reads of one device, and whether it scanned its label on arrival."""

    is_made_for_crossing = True

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    delivery = TenantForeignKey(LotDelivery, related_name="lines")
    # The sender's own line: an identifier, since nobody reads a neighbour.
    line_id = models.UUIDField()
    asset_tag = models.CharField("étiquette", max_length=16, db_collation="C")
    type = models.CharField("type", max_length=14, choices=DeviceType)
    manufacturer = models.CharField("marque", max_length=60)
    model = models.CharField("modèle", max_length=80)
    condition_grade = models.CharField("aspect", max_length=1, choices=Grade, blank=True)
    use = models.CharField("usage", max_length=13, choices=LotUse)
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "appareil d’un lot reçu"
        constraints = [
            CrossingIsolation(
                "lotdeliveryline_crossing", receiver_updates=True, sender_updates=True
            ),
            SameOrganisation("delivery", name="lotdeliveryline_delivery"),
            models.UniqueConstraint(
                fields=["organisation", "delivery", "asset_tag"],
                name="lotdeliveryline_once",
                violation_error_message="Cette étiquette est déjà dans ce lot.",
            ),
        ]
        indexes = [
            models.Index(fields=["to_organisation", "asset_tag"], name="deliveryline_received"),
        ]

    def __str__(self):
        return self.asset_tag
