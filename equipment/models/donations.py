"""Who gives, what is promised, and how far each gift is on its way to the workshop."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.exceptions import Refused
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.organisations.models import validate_siret
from inclusion.text import counted

from .erasure import ErasureLevel
from .vocabulary import DeviceType, OriginRegime


class DonorKind(models.TextChoices):
    COMPANY = "company", "Entreprise"
    INDIVIDUAL = "individual", "Particulier"
    STATE = "state", "Service de l’État"
    LOCAL_AUTHORITY = "local_authority", "Collectivité"
    PUBLIC_BODY = "public_body", "Établissement public"
    ASSOCIATION = "association", "Association"
    ANCT_PARTNER = "anct_partner", "Partenaire de l’ANCT"


# Code général de la propriété des personnes publiques, article L3212-2, 3°.
PUBLIC_DONORS = [DonorKind.STATE, DonorKind.LOCAL_AUTHORITY, DonorKind.PUBLIC_BODY]
PUBLIC_UNIT_CEILING = Decimal("300.00")
# Counted, never labelled one by one.
ACCESSORY_TYPES = [DeviceType.KEYBOARD, DeviceType.MOUSE, DeviceType.CHARGER]
GIVEN_TYPES = [
    DeviceType.COMPUTER,
    DeviceType.LAPTOP,
    DeviceType.DESKTOP,
    DeviceType.ALL_IN_ONE,
    DeviceType.SCREEN,
    DeviceType.TABLET,
    DeviceType.SMARTPHONE,
    DeviceType.KEYBOARD,
    DeviceType.MOUSE,
    DeviceType.CHARGER,
    DeviceType.PRINTER,
    DeviceType.ROUTER,
]
INVARIABLE = {"tout-en-un", "ou"}


def lines_in_order(gift):
    """The lines of a donation or of a collection, always listed as the form lists the types."""
    rank = {type: index for index, type in enumerate(GIVEN_TYPES)}
    return sorted(gift.lines.all(), key=lambda line: (rank.get(line.type, len(rank)), line.type))


def quantity_words(type, quantity):
    """« 15 ordinateurs fixes », « 1 écran », « 2 souris »."""
    singular = DeviceType(type).label.lower()
    plural = " ".join(
        word if word in INVARIABLE or word.endswith(("s", "x")) else f"{word}s"
        for word in singular.split()
    )
    return counted(quantity, singular, plural)


def origin_of(kind):
    """Under which regime the devices of such a donor enter the pool."""
    if kind in PUBLIC_DONORS:
        return OriginRegime.PUBLIC_GIFT
    if kind == DonorKind.ANCT_PARTNER:
        return OriginRegime.MADE_AVAILABLE
    return OriginRegime.PRIVATE_GIFT


class Eraser(models.TextChoices):
    ASSOCIATION = "association", "L’association"
    DONOR = "donor", "Le donateur, avant de donner"


class Handling(models.TextChoices):
    PICK_UP = "pick_up", "L’association vient chercher"
    DROP_OFF = "drop_off", "Le donateur apporte"


class Condition(models.TextChoices):
    WORKING = "working", "fonctionnel"
    TO_CHECK = "to_check", "à vérifier"
    BROKEN = "broken", "en panne"


class DonationStatus(models.TextChoices):
    ACCEPTED = "accepted", "Acceptée, convention à écrire"
    AGREEMENT_SENT = "agreement_sent", "Convention chez le donateur"
    AGREED = "agreed", "Convention acceptée"
    PLANNED = "planned", "Collecte prévue"
    COLLECTED = "collected", "Collectée"
    RECEIVED = "received", "Réceptionnée"
    CANCELLED = "cancelled", "Abandonnée"
    WITHDRAWN = "withdrawn", "Retirée par le donateur"


D = DonationStatus
# The whole way of a gift on one screen: from each status, those it may become.
DONATION_STEPS = {
    D.ACCEPTED: {D.AGREEMENT_SENT, D.CANCELLED, D.WITHDRAWN},
    D.AGREEMENT_SENT: {D.AGREEMENT_SENT, D.AGREED, D.CANCELLED, D.WITHDRAWN},
    D.AGREED: {D.PLANNED, D.CANCELLED, D.WITHDRAWN},
    # A pick-up may move to another day.
    D.PLANNED: {D.PLANNED, D.COLLECTED, D.CANCELLED, D.WITHDRAWN},
    D.COLLECTED: {D.RECEIVED},
    D.RECEIVED: set(),
    D.CANCELLED: set(),
    D.WITHDRAWN: set(),
}
ENDED = [D.CANCELLED, D.WITHDRAWN]
# Nothing of these may be reached before the donor has accepted the agreement.
AFTER_AGREEMENT = [D.AGREED, D.PLANNED, D.COLLECTED, D.RECEIVED]
NOT_ELIGIBLE = (
    "Un organisme public ne donne qu’à une association qui peut recevoir (CGPPP, article L3212-2,"
    " 3°)\u00a0: confirmez que la vôtre le peut."
)


class Donor(TenantModel):
    """A company, a public body, an association or a person that gives; its kind drives the law."""

    kind = models.CharField("type", max_length=15, choices=DonorKind)
    name = models.CharField("nom", max_length=120)
    legal_form = models.CharField("forme juridique", max_length=60, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    contact_name = EncryptedTextField("contact", max_length=120)
    email = EncryptedTextField("adresse électronique", max_length=254)
    phone = EncryptedTextField("téléphone", max_length=30)
    address = EncryptedTextField("adresse", max_length=200)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    # Who commits the legal person.
    signatory_name = EncryptedTextField("signataire", max_length=120)
    signatory_title = models.CharField("fonction du signataire", max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    # Long after the last gift: how to reach the donor first, who she was much later.
    contact_erased_at = models.DateTimeField(null=True)
    identity_erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "donateur"
        constraints = [
            TenantIsolation("donor_tenant"),
            models.CheckConstraint(
                condition=Q(kind__in=DonorKind.values),
                name="donor_kind_known",
                violation_error_message="Type de donateur inconnu.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "siret"],
                condition=~Q(siret=""),
                name="donor_siret_once",
                violation_error_message="Un donateur porte déjà ce SIRET.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "name", "id"], name="donor_by_name")]

    def __str__(self):
        return self.name

    @property
    def is_public(self):
        return self.kind in PUBLIC_DONORS

    @property
    def is_legal_person(self):
        return self.kind != DonorKind.INDIVIDUAL

    @property
    def siren(self):
        return self.siret[:9]


class DonationQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def under_way(self):
        return self.exclude(status__in=[*ENDED, DonationStatus.RECEIVED])

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Donation(TenantModel):
    """A gift that the association has said yes to, from the agreement to the workshop."""

    donor = TenantForeignKey(Donor, related_name="donations")
    # Frozen from the donor: the rules of the agreement do not change with a later correction.
    donor_kind = models.CharField("type de donateur", max_length=15, choices=DonorKind)
    # The portal that received the announcement, and its row: an identifier, never ours to read.
    announced_to = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    intent_id = models.UUIDField(null=True, editable=False)
    routing_id = models.UUIDField(null=True, editable=False)
    status = models.CharField(
        "état", max_length=14, choices=DonationStatus, default=DonationStatus.ACCEPTED
    )
    handling = models.CharField(
        "transport", max_length=8, choices=Handling, default=Handling.PICK_UP
    )
    address = EncryptedTextField("adresse", max_length=200)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    available_from = models.DateField("à partir du", null=True, blank=True)
    availability = models.CharField("quand venir", max_length=200, blank=True)
    eraser = models.CharField(
        "qui efface", max_length=11, choices=Eraser, default=Eraser.ASSOCIATION
    )
    required_level = models.CharField(
        "effacement exigé", max_length=7, choices=ErasureLevel, default=ErasureLevel.CLEAR
    )
    erasure_days = models.PositiveSmallIntegerField("délai d’effacement (jours)", default=30)
    is_receiver_eligible = models.BooleanField("association habilitée", default=False)
    agreement = TenantForeignKey("documents.Document", null=True, related_name="+")
    acknowledgement = TenantForeignKey("documents.Document", null=True, related_name="+")
    created_at = models.DateTimeField("acceptée le", db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    agreement_sent_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField("convention acceptée le", null=True)
    agreed_name = EncryptedTextField("acceptée par", max_length=120)
    received_at = models.DateTimeField("réceptionnée le", null=True)
    received_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # Why fewer or more came out of the van than the slip counted.
    reception_note = models.CharField("écart à la réception", max_length=300, blank=True)
    end_reason = models.CharField("raison", max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = "don"
        constraints = [
            TenantIsolation("donation_tenant"),
            SameOrganisation("donor", name="donation_donor"),
            SameOrganisation("agreement", name="donation_agreement_document"),
            SameOrganisation("acknowledgement", name="donation_acknowledgement"),
            SameOrganisation("created_by", name="donation_created_by"),
            SameOrganisation("received_by", name="donation_received_by"),
            models.CheckConstraint(
                condition=Q(status__in=DonationStatus.values),
                name="donation_status_known",
                violation_error_message="État de don inconnu.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=AFTER_AGREEMENT)
                | Q(agreed_at__isnull=False, agreement__isnull=False),
                name="donation_agreed_before_it_moves",
                violation_error_message="Rien ne part sans convention acceptée par le donateur.",
            ),
            models.CheckConstraint(
                condition=~Q(donor_kind__in=PUBLIC_DONORS)
                | ~Q(status__in=[DonationStatus.AGREEMENT_SENT, *AFTER_AGREEMENT])
                | Q(is_receiver_eligible=True),
                name="donation_public_to_the_eligible",
                violation_error_message=NOT_ELIGIBLE,
            ),
            models.UniqueConstraint(
                fields=["organisation", "intent_id"],
                condition=~Q(status__in=ENDED),
                name="donation_once_for_an_intent",
                violation_error_message="Cette annonce est déjà devenue un don.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="donation_by_age"),
            models.Index(
                fields=["organisation", "status", "-created_at", "-id"], name="donation_by_status"
            ),
            models.Index(fields=["organisation", "donor"], name="donation_of"),
        ]

    def __str__(self):
        return f"Don de {self.donor}"

    @property
    def lines_words(self):
        """« 5 ordinateurs portables, 4 smartphones »."""
        return ", ".join(line.words for line in lines_in_order(self))

    @property
    def is_public(self):
        return self.donor_kind in PUBLIC_DONORS

    @property
    def origin(self):
        return origin_of(self.donor_kind)

    @property
    def is_over(self):
        return not DONATION_STEPS[DonationStatus(self.status)]

    @property
    def place(self):
        return " ".join(part for part in (self.postcode, self.city) if part)

    def move_to(self, status):
        """Set the new status or refuse; saving is the caller's act."""
        if status not in DONATION_STEPS[DonationStatus(self.status)]:
            raise Refused(
                f"Ce don est déjà «\u00a0{self.get_status_display()}\u00a0»\u00a0:"
                " rechargez la page."
            )
        self.status = DonationStatus(status)


class DonationLine(TenantModel):
    """So many devices of one type, at the value the donor declares; fixed by the agreement."""

    donation = TenantForeignKey(Donation, models.CASCADE, related_name="lines")
    type = models.CharField("type", max_length=14, choices=DeviceType)
    quantity = models.PositiveSmallIntegerField("quantité")
    condition = models.CharField(
        "état déclaré", max_length=8, choices=Condition, default=Condition.TO_CHECK
    )
    unit_value = models.DecimalField(
        "valeur déclarée (pièce)", max_digits=9, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "ligne de don"
        constraints = [
            TenantIsolation("donationline_tenant"),
            SameOrganisation("donation", name="donationline_donation"),
            models.UniqueConstraint(
                fields=["organisation", "donation", "type"],
                name="donationline_type_once",
                violation_error_message="Ce type est déjà compté dans ce don.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__range=(1, 2000)),
                name="donationline_quantity",
                violation_error_message="Une ligne compte de 1 à 2\u202f000 pièces.",
            ),
            models.CheckConstraint(
                condition=Q(unit_value__isnull=True) | Q(unit_value__gte=0),
                name="donationline_value",
                violation_error_message="Une valeur déclarée n’est pas négative.",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.get_type_display()}"

    @property
    def words(self):
        return quantity_words(self.type, self.quantity)

    @property
    def value(self):
        return None if self.unit_value is None else self.unit_value * self.quantity
