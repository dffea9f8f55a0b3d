"""What the public announces to a portal, and the copies the portal sends to workshops."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.exceptions import Refused
from inclusion.organisations.constraints import (
    CrossingIsolation,
    PublishedIsolation,
    SameOrganisation,
    TenantIsolation,
)
from inclusion.organisations.fields import TenantForeignKey, TenantModel

from .donations import DonorKind, Eraser, Handling
from .vocabulary import DeviceType

PHOTOS_AT_MOST = 5


class DonationPortal(TenantModel):
    """An organisation's public form; published, it is among the territories of `/don/`."""

    territory = models.CharField("territoire", max_length=80)
    welcome = models.CharField("phrase d’accueil", max_length=300, blank=True)
    is_published = models.BooleanField("ouvert au public", default=False)

    class Meta:
        verbose_name = "portail de don"
        constraints = [
            PublishedIsolation("donationportal_tenant"),
            models.UniqueConstraint(
                fields=["organisation"],
                name="donationportal_once",
                violation_error_message="Votre structure a déjà un portail de don.",
            ),
        ]

    def __str__(self):
        return self.territory


class DonationPartner(TenantModel):
    """A workshop to which the portal may route an announcement."""

    portal = TenantForeignKey(DonationPortal, models.CASCADE, related_name="partners")
    partner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "association partenaire du portail"
        constraints = [
            TenantIsolation("donationpartner_tenant"),
            SameOrganisation("portal", name="donationpartner_portal"),
            models.UniqueConstraint(
                fields=["organisation", "portal", "partner"],
                name="donationpartner_once",
                violation_error_message="Cette association est déjà partenaire du portail.",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=models.F("partner")),
                name="donationpartner_is_another",
                violation_error_message="Le portail n’est pas son propre partenaire.",
            ),
        ]

    def __str__(self):
        return self.partner.name


class IntentStatus(models.TextChoices):
    UNCONFIRMED = "unconfirmed", "À confirmer par le donateur"
    WAITING = "waiting", "À orienter"
    ROUTED = "routed", "Proposée à une association"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Déclinée"
    WITHDRAWN = "withdrawn", "Retirée par le donateur"


S = IntentStatus
INTENT_STEPS = {
    S.UNCONFIRMED: {S.WAITING, S.WITHDRAWN},
    S.WAITING: {S.ROUTED, S.ACCEPTED, S.DECLINED, S.WITHDRAWN},
    S.ROUTED: {S.WAITING, S.ACCEPTED, S.WITHDRAWN},
    # The workshop gave it back before the pick-up.
    S.ACCEPTED: {S.WAITING, S.WITHDRAWN},
    S.DECLINED: set(),
    S.WITHDRAWN: set(),
}


class IntentDecline(models.TextChoices):
    NOT_REUSABLE = "not_reusable", "Matériel que nous ne savons pas réemployer"
    TOO_FAR = "too_far", "Trop loin de nos ateliers"
    FULL = "full", "Nos ateliers sont pleins en ce moment"
    TOO_FEW = "too_few", "Trop peu de matériel pour un déplacement"
    DUPLICATE = "duplicate", "Annonce faite deux fois"
    OTHER = "other", "Autre raison"


class IntentQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class DonationIntent(TenantModel):
    """What someone without an account would like to give, and where to fetch it."""

    kind = models.CharField("type", max_length=15, choices=DonorKind)
    name = models.CharField("nom", max_length=120)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    contact_name = EncryptedTextField("contact", max_length=120)
    email = EncryptedTextField("adresse électronique", max_length=254)
    phone = EncryptedTextField("téléphone", max_length=30)
    address = EncryptedTextField("adresse", max_length=200)
    postcode = models.CharField("code postal", max_length=5)
    city = models.CharField("commune", max_length=80)
    # [{"type": "laptop", "quantity": 12}, …] as announced.
    lines = models.JSONField(default=list)
    eraser = models.CharField("qui efface", max_length=11, choices=Eraser)
    handling = models.CharField("transport", max_length=8, choices=Handling)
    available_from = models.DateField("à partir du")
    availability = models.CharField("quand venir", max_length=200, blank=True)
    message = EncryptedTextField("message", max_length=1000)
    status = models.CharField(
        "état", max_length=11, choices=IntentStatus, default=IntentStatus.UNCONFIRMED
    )
    decline_reason = models.CharField(max_length=12, choices=IntentDecline, blank=True)
    decline_words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField("annoncée le", db_default=Now())
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Who took it, and the gift it became there: an identifier, since nobody reads a neighbour.
    taken_by = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    donation_id = models.UUIDField(null=True, editable=False)

    objects = IntentQuerySet.as_manager()

    class Meta:
        verbose_name = "annonce de don"
        constraints = [
            TenantIsolation("donationintent_tenant"),
            models.CheckConstraint(
                condition=Q(status__in=IntentStatus.values),
                name="donationintent_status_known",
                violation_error_message="État d’annonce inconnu.",
            ),
            models.CheckConstraint(
                condition=~Q(status=IntentStatus.DECLINED) | ~Q(decline_reason=""),
                name="donationintent_declined_with_a_reason",
                violation_error_message="Une annonce déclinée dit pourquoi.",
            ),
            models.CheckConstraint(
                condition=~Q(status=IntentStatus.ACCEPTED)
                | Q(taken_by__isnull=False, donation_id__isnull=False),
                name="donationintent_accepted_by_someone",
                violation_error_message="Une annonce acceptée l’est par une association.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "status", "-created_at", "-id"], name="intent_by_status"
            ),
            models.Index(fields=["organisation", "-created_at", "-id"], name="intent_by_age"),
        ]

    def __str__(self):
        return self.name

    @property
    def total(self):
        return sum(line["quantity"] for line in self.lines)

    @property
    def is_over(self):
        return not INTENT_STEPS[IntentStatus(self.status)]

    def can_become(self, status):
        return status in INTENT_STEPS[IntentStatus(self.status)]

    def move_to(self, status):
        """Set the new status or refuse; saving is the caller's act."""
        if not self.can_become(status):
            raise Refused(
                f"Cette annonce est déjà «\u00a0{self.get_status_display()}\u00a0»\u00a0:"
                " rechargez la page."
            )
        self.status = IntentStatus(status)


class IntentPhoto(TenantModel):
    """A photo sent with an announcement: pixels only, kept under its own SHA-256."""

    intent = TenantForeignKey(DonationIntent, models.CASCADE, related_name="photos")
    rank = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "photo d’annonce"
        constraints = [
            TenantIsolation("intentphoto_tenant"),
            SameOrganisation("intent", name="intentphoto_intent"),
            models.UniqueConstraint(
                fields=["organisation", "intent", "rank"],
                name="intentphoto_rank_once",
                violation_error_message="Cette photo est déjà reçue.",
            ),
            models.CheckConstraint(
                condition=Q(rank__range=(1, PHOTOS_AT_MOST)),
                name="intentphoto_five_at_most",
                violation_error_message="Cinq photos au plus.",
            ),
        ]

    def __str__(self):
        return f"Photo {self.rank}"


class RoutingStatus(models.TextChoices):
    SENT = "sent", "En attente de réponse"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Déclinée"
    PASSED_ON = "passed_on", "Transmise"
    RECALLED = "recalled", "Reprise par le portail"


ROUTING_STEPS = {
    RoutingStatus.SENT: {
        RoutingStatus.ACCEPTED,
        RoutingStatus.DECLINED,
        RoutingStatus.PASSED_ON,
        RoutingStatus.RECALLED,
    },
    # Given back before the pick-up, or withdrawn by the donor.
    RoutingStatus.ACCEPTED: {RoutingStatus.DECLINED, RoutingStatus.RECALLED},
    RoutingStatus.DECLINED: set(),
    RoutingStatus.PASSED_ON: set(),
    RoutingStatus.RECALLED: set(),
}


class RoutingQuerySet(models.QuerySet):
    def received_by(self, member):
        return self.filter(to_organisation=member.organisation_id)

    def waiting(self):
        return self.filter(status=RoutingStatus.SENT)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class IntentRouting(TenantModel):
    """The workshop's copy of an announcement, and its answer.

    `organisation` is the portal, as in every table made for crossing. What tells the person behind
    it (contact, telephone, street) is sealed for these two, and emptied when the answer is no.
    """

    is_made_for_crossing = True

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    intent_id = models.UUIDField()
    sender_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=15, choices=DonorKind)
    name = models.CharField(max_length=120)
    siret = models.CharField(max_length=14, blank=True)
    # Canonical JSON: contact_name, email, phone, address, message.
    contact = EncryptedTextField(max_length=4000)
    postcode = models.CharField(max_length=5)
    city = models.CharField(max_length=80)
    lines = models.JSONField(default=list)
    photos = models.JSONField(default=list)
    eraser = models.CharField(max_length=11, choices=Eraser)
    handling = models.CharField(max_length=8, choices=Handling)
    available_from = models.DateField()
    availability = models.CharField(max_length=200, blank=True)
    # [[organisation, name], …]: to whom it may be passed on, as the portal's partners were.
    others = models.JSONField(default=list)
    words = models.CharField("mot du portail", max_length=500, blank=True)
    status = models.CharField(max_length=9, choices=RoutingStatus, default=RoutingStatus.SENT)
    decline_reason = models.CharField(max_length=12, choices=IntentDecline, blank=True)
    answer_words = models.CharField(max_length=500, blank=True)
    passed_to = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    donation_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    objects = RoutingQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition de don"
        constraints = [
            CrossingIsolation("intentrouting_crossing", receiver_updates=True, sender_updates=True),
            models.CheckConstraint(
                condition=~Q(organisation=models.F("to_organisation")),
                name="intentrouting_goes_elsewhere",
                violation_error_message="Une proposition part vers une autre association.",
            ),
            # One workshop at a time: two can never both say yes.
            models.UniqueConstraint(
                fields=["organisation", "intent_id"],
                condition=Q(status__in=["sent", "accepted"]),
                name="intentrouting_one_at_a_time",
                violation_error_message="Cette annonce est déjà proposée à une association.",
            ),
            models.CheckConstraint(
                condition=~Q(status=RoutingStatus.DECLINED) | ~Q(decline_reason=""),
                name="intentrouting_declined_with_a_reason",
                violation_error_message="Une proposition déclinée dit pourquoi.",
            ),
            models.CheckConstraint(
                condition=~Q(status=RoutingStatus.ACCEPTED) | Q(donation_id__isnull=False),
                name="intentrouting_accepted_as_a_donation",
                violation_error_message="Une proposition acceptée devient un don.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_organisation", "status", "-sent_at", "-id"], name="routing_received"
            ),
            models.Index(fields=["organisation", "intent_id"], name="routing_of_intent"),
        ]

    def __str__(self):
        return self.name

    @property
    def total(self):
        return sum(line["quantity"] for line in self.lines)

    def move_to(self, status):
        """Set the new status or refuse; saving is the caller's act."""
        if status not in ROUTING_STEPS[RoutingStatus(self.status)]:
            raise Refused(
                f"Cette proposition est déjà «\u00a0{self.get_status_display()}\u00a0»\u00a0:"
                " rechargez la page."
            )
        self.status = RoutingStatus(status)


def type_label(code):
    """« Ordinateur (indéterminé) »: an announcement need not tell a laptop from a tower."""
    if code == DeviceType.COMPUTER:
        return "Ordinateur (indéterminé)"
    return DeviceType(code).label
