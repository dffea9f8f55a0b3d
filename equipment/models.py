"""The equipment pool: devices, their storage media, the proofs of erasure, and hand-overs."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.exceptions import Refused
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.ui.formats import days_since


class DeviceType(models.TextChoices):
    COMPUTER = "computer", "Ordinateur"
    DESKTOP = "desktop", "Ordinateur fixe"
    LAPTOP = "laptop", "Ordinateur portable"
    ALL_IN_ONE = "all_in_one", "Tout-en-un"
    MINI_PC = "mini_pc", "Mini-PC"
    SERVER = "server", "Serveur"
    TABLET = "tablet", "Tablette"
    SMARTPHONE = "smartphone", "Smartphone"
    SCREEN = "screen", "Écran"
    PRINTER = "printer", "Imprimante"
    MULTIFUNCTION = "multifunction", "Multifonction"
    ROUTER = "router", "Box ou routeur"
    KEYBOARD = "keyboard", "Clavier"
    MOUSE = "mouse", "Souris"
    CHARGER = "charger", "Chargeur"
    SIM = "sim", "Carte SIM"
    OTHER = "other", "Autre"


# These may hold someone's data: nothing leaves before each of their media is proven erased.
DATA_BEARING_TYPES = [
    "computer",
    "desktop",
    "laptop",
    "all_in_one",
    "mini_pc",
    "server",
    "tablet",
    "smartphone",
    "multifunction",
    "router",
    "other",
]


# Without a charge nobody can use them: their battery is measured before they are called ready.
BATTERY_TYPES = ["laptop", "tablet", "smartphone"]

# How a list names a type: the long word would push the model out of sight.
SHORT_TYPES = {"desktop": "Fixe", "laptop": "Portable", "router": "Box"}


class DeviceStatus(models.TextChoices):
    QUARANTINE = "quarantine", "En quarantaine"
    ERASED = "erased", "Données effacées"
    READY = "ready", "Prêt à remettre"
    RESERVED = "reserved", "Réservé"
    HANDED_OVER = "handed_over", "Remis"
    WASTE = "waste", "Déchet DEEE"


# The whole life cycle on one screen: from each status, those it may become.
TRANSITIONS = {
    DeviceStatus.QUARANTINE: {DeviceStatus.ERASED},
    DeviceStatus.ERASED: {DeviceStatus.READY, DeviceStatus.WASTE},
    DeviceStatus.READY: {DeviceStatus.RESERVED, DeviceStatus.WASTE},
    DeviceStatus.RESERVED: {DeviceStatus.READY, DeviceStatus.HANDED_OVER},
    DeviceStatus.HANDED_OVER: {DeviceStatus.QUARANTINE},
    DeviceStatus.WASTE: set(),
}
# What the check constraint and the trigger of migration 0002 both say.
NO_PROOF = "Un appareil ne peut pas sortir sans effacement prouvé de ses données."


class Grade(models.TextChoices):
    A = "A", "A · très bon état"
    B = "B", "B · bon état, traces légères"
    C = "C", "C · traces visibles"
    D = "D", "D · abîmé mais utilisable"


class OriginRegime(models.TextChoices):
    PRIVATE_GIFT = "private_gift", "Don privé"
    PUBLIC_GIFT = "public_gift", "Don public"
    PURCHASE = "purchase", "Achat neuf"
    MADE_AVAILABLE = "made_available", "Mise à disposition"


class DeviceQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)

    def ready(self):
        return self.filter(status=DeviceStatus.READY)

    def on_premises(self):
        """Still ours to care for: neither handed over nor waste."""
        return self.exclude(status__in=[DeviceStatus.HANDED_OVER, DeviceStatus.WASTE])

    def cannot_leave_yet(self):
        return self.filter(status__in=[DeviceStatus.QUARANTINE, DeviceStatus.ERASED])


class Device(TenantModel):
    """One device of the pool, known by the label stuck on it."""

    asset_tag = models.CharField("étiquette", max_length=16, db_collation="C")
    type = models.CharField("type", max_length=14, choices=DeviceType)
    manufacturer = models.CharField("marque", max_length=60)
    model = models.CharField("modèle", max_length=80)
    serial = models.CharField("n° de série", max_length=60, blank=True)
    processor = models.CharField("processeur", max_length=60, blank=True)
    memory_gb = models.PositiveSmallIntegerField("mémoire (Go)", null=True, blank=True)
    screen_inches = models.DecimalField(
        "écran (pouces)", max_digits=4, decimal_places=1, null=True, blank=True
    )
    condition_grade = models.CharField("aspect", max_length=1, choices=Grade, blank=True)
    battery_percent = models.PositiveSmallIntegerField("batterie (%)", null=True, blank=True)
    accessories = models.CharField("accessoires", max_length=200, blank=True)
    origin = models.CharField("origine", max_length=15, choices=OriginRegime)
    donor_name = models.CharField("donateur", max_length=120, blank=True)
    venue = TenantForeignKey(
        "places.Venue", null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    shelf = models.CharField("emplacement", max_length=40, blank=True)
    status = models.CharField(
        "état", max_length=12, choices=DeviceStatus, default=DeviceStatus.QUARANTINE
    )
    status_since = models.DateTimeField(db_default=Now())
    received_at = models.DateTimeField("reçu le", db_default=Now())
    received_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # When it last came in: a proof recorded before then is void.
    came_in_at = models.DateTimeField(db_default=Now())
    # When the last of its media was proven erased; emptied when it comes back.
    erased_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = "appareil"
        constraints = [
            TenantIsolation("device_tenant"),
            SameOrganisation("venue", name="device_venue"),
            SameOrganisation("received_by", name="device_received_by"),
            models.UniqueConstraint(
                fields=["organisation", "asset_tag"],
                name="device_asset_tag",
                violation_error_message="Cette étiquette est déjà collée sur un autre appareil.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=DeviceStatus.values),
                name="device_status_known",
                violation_error_message="État d’appareil inconnu.",
            ),
            models.CheckConstraint(
                name="device_erased_before_it_leaves",
                condition=Q(status="quarantine")
                | Q(erased_at__isnull=False)
                | ~Q(type__in=DATA_BEARING_TYPES),
                violation_error_message=NO_PROOF,
            ),
            models.CheckConstraint(
                condition=Q(battery_percent__isnull=True) | Q(battery_percent__lte=100),
                name="device_battery_percent",
                violation_error_message="La batterie va de 0 à 100 %.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status_since", "id"], name="device_by_age"),
            models.Index(
                fields=["organisation", "status", "status_since", "id"], name="device_by_status"
            ),
            models.Index(
                fields=["organisation", "type", "status_since", "id"], name="device_by_type"
            ),
            models.Index(
                fields=["organisation", "venue", "status_since", "id"], name="device_by_venue"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.get_type_display()} {self.manufacturer} {self.model}"

    @property
    def short_name(self):
        short = SHORT_TYPES.get(self.type, self.get_type_display())
        return f"{short} {self.manufacturer} {self.model}"

    @property
    def holds_data(self):
        return self.type in DATA_BEARING_TYPES

    @property
    def has_battery(self):
        return self.type in BATTERY_TYPES

    @property
    def status_word(self):
        """The badge's own word where the status would mislead: a mouse was never erased."""
        is_cleared = self.status == DeviceStatus.ERASED and not self.holds_data
        return "Sans données" if is_cleared else ""

    @property
    def days_in_status(self):
        return max(days_since(self.status_since), 0)

    @property
    def place(self):
        """Where to find it: the shelf first, the venue when no shelf is known."""
        return self.shelf or (self.venue.name if self.venue_id else "")

    def move_to(self, status):
        """Set the new status or refuse; saving is the caller's act."""
        status = DeviceStatus(status)
        if status not in TRANSITIONS[DeviceStatus(self.status)]:
            raise Refused(f"Passage impossible : {self.get_status_display()} → {status.label}.")
        self.status = status


class MediumKind(models.TextChoices):
    HDD = "hdd", "Disque dur"
    SSD_SATA = "ssd_sata", "SSD SATA"
    NVME = "nvme", "SSD NVMe"
    EMMC = "emmc", "Mémoire soudée (eMMC/UFS)"
    SD = "sd", "Carte SD"
    USB = "usb", "Clé USB"
    UNKNOWN = "unknown", "Support inconnu"


class MediumQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class Medium(TenantModel):
    """A storage medium inside a device."""

    device = TenantForeignKey(Device, related_name="media")
    kind = models.CharField("type", max_length=8, choices=MediumKind)
    model = models.CharField("modèle", max_length=80, blank=True)
    serial = models.CharField("n° de série", max_length=60)
    capacity_gb = models.PositiveIntegerField("capacité (Go)")
    added_at = models.DateTimeField(db_default=Now())

    objects = MediumQuerySet.as_manager()

    class Meta:
        verbose_name = "support de stockage"
        constraints = [
            TenantIsolation("medium_tenant"),
            SameOrganisation("device", name="medium_device"),
            models.UniqueConstraint(
                fields=["organisation", "device", "serial"],
                name="medium_once",
                violation_error_message="Ce support est déjà inscrit sur cet appareil.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.capacity_gb}\u00a0Go"


class ErasureLevel(models.TextChoices):
    NONE = "NONE", "Aucun"
    CLEAR = "CLEAR", "CLEAR · réécriture"
    PURGE = "PURGE", "PURGE · effacement par le support"
    DESTROY = "DESTROY", "DESTROY · destruction"


class ErasureMethod(models.TextChoices):
    OVERWRITE_ONCE = "overwrite", "Réécriture complète, une passe"
    OVERWRITE_MANY = "overwrite_many", "Réécriture complète, plusieurs passes"
    VERIFY_ONLY = "verify_only", "Vérification seule"
    ATA_SECURE_ERASE = "ata_secure_erase", "ATA Secure Erase"
    ATA_SANITIZE = "ata_sanitize", "ATA Sanitize"
    NVME_FORMAT = "nvme_format", "Formatage NVMe (ses=1 ou 2)"
    NVME_SANITIZE = "nvme_sanitize", "NVMe Sanitize"
    FACTORY_RESET = "factory_reset", "Réinitialisation d’un appareil chiffré"
    DESTRUCTION = "destruction", "Destruction physique"


class ErasureResult(models.TextChoices):
    ACCEPTED = "accepted", "Acceptée"
    REJECTED = "rejected", "Refusée"


class ErasureQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def accepted(self):
        return self.filter(result=ErasureResult.ACCEPTED)


class Erasure(TenantModel):
    """One proof of erasure of one medium, judged by the software and final.

    A trigger refuses to change it: a correction is a new proof.
    """

    medium = TenantForeignKey(Medium, related_name="erasures")
    method = models.CharField("méthode", max_length=20, choices=ErasureMethod)
    tool = models.CharField("outil et version", max_length=60)
    started_at = models.DateTimeField("début")
    ended_at = models.DateTimeField("fin")
    is_verified = models.BooleanField("relecture de contrôle réussie")
    error_count = models.PositiveIntegerField("erreurs", default=0)
    level = models.CharField("niveau", max_length=8, choices=ErasureLevel)
    required_level = models.CharField("niveau exigé", max_length=8, choices=ErasureLevel)
    result = models.CharField("verdict", max_length=9, choices=ErasureResult)
    # One French sentence per reason of the verdict.
    reasons = models.JSONField(default=list)
    # The log or report kept as evidence, by its SHA-256, under the storage's evidence folder.
    evidence_sha256 = models.CharField("empreinte de la preuve", max_length=64)
    evidence_name = models.CharField("fichier de preuve", max_length=160)
    recorded_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = "effacement"
        constraints = [
            TenantIsolation("erasure_tenant"),
            SameOrganisation("medium", name="erasure_medium"),
            SameOrganisation("by", name="erasure_by"),
            models.CheckConstraint(
                condition=Q(ended_at__gt=models.F("started_at")),
                name="erasure_ends_after_start",
                violation_error_message="La fin de l’effacement doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=~Q(result="accepted")
                | (
                    Q(error_count=0, is_verified=True)
                    & ~Q(method="verify_only")
                    & (
                        Q(required_level="CLEAR", level__in=["CLEAR", "PURGE", "DESTROY"])
                        | Q(required_level="PURGE", level__in=["PURGE", "DESTROY"])
                        | Q(required_level="DESTROY", level="DESTROY")
                    )
                ),
                name="erasure_accepted_is_sound",
                violation_error_message="Une preuve acceptée est relue, sans erreur et suffisante.",
            ),
            # A rejected proof may be given again with its entry corrected, an accepted one never.
            models.UniqueConstraint(
                fields=["organisation", "evidence_sha256"],
                condition=Q(result="accepted"),
                name="erasure_evidence_once",
                violation_error_message="Ce fichier prouve déjà un effacement.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "medium"], name="erasure_of_medium")]

    def __str__(self):
        return f"{self.level} {self.result}"


class OfferQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def open(self):
        return self.filter(is_open=True)


class Offer(TenantModel):
    """A solidarity offer: what a unit costs and who pays which part of it (250 = 50 + 50 + 150)."""

    name = models.CharField("nom", max_length=120)
    target_units = models.PositiveIntegerField("unités prévues", null=True, blank=True)
    unit_amount = models.DecimalField("coût unitaire", max_digits=10, decimal_places=2)
    is_open = models.BooleanField("ouverte", default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "offre"
        constraints = [
            TenantIsolation("offer_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="offer_name_once",
                violation_error_message="Une offre porte déjà ce nom.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "created_at", "id"], name="offer_by_age"),
        ]

    def __str__(self):
        return self.name


class PayerKind(models.TextChoices):
    FAMILY = "family", "Famille"
    OWN = "own", "Fonds propres"
    GRANT = "grant", "Subvention"
    PATRONAGE = "patronage", "Mécénat"


class OfferShare(TenantModel):
    """What one payer gives for each unit of the offer."""

    offer = TenantForeignKey(Offer, models.CASCADE, related_name="shares")
    rank = models.PositiveSmallIntegerField()
    payer_kind = models.CharField(max_length=10, choices=PayerKind)
    payer_name = models.CharField("payeur", max_length=120)
    title = models.CharField("à quel titre", max_length=120)
    amount = models.DecimalField("montant", max_digits=10, decimal_places=2)

    class Meta:
        ordering = ["rank"]
        constraints = [
            TenantIsolation("offershare_tenant"),
            SameOrganisation("offer", name="offershare_offer"),
            models.UniqueConstraint(
                fields=["organisation", "offer", "rank"],
                name="offershare_rank",
                violation_error_message="Ce rang est déjà pris.",
            ),
        ]

    def __str__(self):
        return f"{self.payer_name} {self.amount}"


class AllocationStatus(models.TextChoices):
    RESERVED = "reserved", "Réservé"
    HANDED_OVER = "handed_over", "Remis"
    CANCELLED = "cancelled", "Annulé"


class AllocationQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def handed_over(self):
        return self.filter(status=AllocationStatus.HANDED_OVER)

    def waiting(self):
        return self.filter(status=AllocationStatus.RESERVED)


class Allocation(TenantModel):
    """A device reserved for a person under an offer, then handed over to her."""

    device = TenantForeignKey(Device, related_name="allocations")
    # None once the person is forgotten: the device keeps its history, the offer its figures.
    beneficiary = TenantForeignKey(
        "beneficiaries.Beneficiary", null=True, related_name="allocations"
    )
    offer = TenantForeignKey(Offer, related_name="allocations")
    status = models.CharField(
        max_length=12, choices=AllocationStatus, default=AllocationStatus.RESERVED
    )
    reserved_at = models.DateTimeField(db_default=Now())
    reserved_by = TenantForeignKey("organisations.Membership", related_name="+")
    # What the family gave, received at the desk at the latest at hand-over.
    family_paid_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    # True when the person lived in a priority neighbourhood that day; None when unknown.
    was_priority_neighbourhood = models.BooleanField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    # The allocation holds the device until it is cancelled or the device comes back.
    ended_at = models.DateTimeField(null=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "attribution"
        constraints = [
            TenantIsolation("allocation_tenant"),
            SameOrganisation("device", name="allocation_device"),
            SameOrganisation("beneficiary", name="allocation_beneficiary"),
            SameOrganisation("offer", name="allocation_offer"),
            SameOrganisation("reserved_by", name="allocation_reserved_by"),
            SameOrganisation("handed_over_by", name="allocation_handed_over_by"),
            models.UniqueConstraint(
                fields=["organisation", "device"],
                condition=Q(ended_at__isnull=True),
                name="allocation_one_open_per_device",
                violation_error_message="Cet appareil est déjà attribué.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=AllocationStatus.values),
                name="allocation_status_known",
                violation_error_message="État d’attribution inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(beneficiary__isnull=False) | ~Q(status="reserved"),
                name="allocation_reserved_for_someone",
                violation_error_message="Un appareil est réservé pour quelqu’un.",
            ),
            models.CheckConstraint(
                condition=~Q(status="handed_over")
                | Q(
                    handed_over_at__isnull=False,
                    handed_over_by__isnull=False,
                    family_paid_amount__isnull=False,
                ),
                name="allocation_handed_over_in_full",
                violation_error_message="Une remise a sa date, son auteur et sa participation.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "beneficiary"], name="allocation_of_person"),
            models.Index(fields=["organisation", "reserved_at", "id"], name="allocation_by_age"),
            models.Index(
                fields=["organisation", "offer", "status", "handed_over_at"],
                name="allocation_of_offer",
            ),
        ]

    def __str__(self):
        return f"{self.device_id} → {self.beneficiary_id}"
