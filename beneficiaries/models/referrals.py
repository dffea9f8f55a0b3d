"""A person sent through the right door, and the answer that comes back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.constraints import (
    CrossingIsolation,
    SameOrganisation,
    TenantIsolation,
)
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class ReferralNeed(models.TextChoices):
    """What the person comes for; the first four are data.inclusion's digital themes."""

    BASICS = "maitriser-les-fondamentaux-du-numerique", "Apprendre les bases du numérique"
    ONLINE_SERVICES = "acceder-a-des-services-en-ligne", "Faire des démarches en ligne"
    EQUIPMENT = "acquerir-un-equipement", "Obtenir un équipement"
    CONNECTION = "acceder-a-une-connexion-internet", "Accéder à internet"
    RIGHTS = "acces-aux-droits", "Faire valoir ses droits"
    INDIVIDUAL = "accompagnement-individuel", "Être accompagnée individuellement"
    JOB_TRAINING = "formation-numerique", "Se former pour l’emploi"


class ReferralMode(models.TextChoices):
    ADDRESS = "address", "Adresse remise"
    APPOINTMENT = "appointment", "Rendez-vous pris"
    TRANSMISSION = "transmission", "Dossier transmis"


class ReferralStatus(models.TextChoices):
    DRAFT = "draft", "En préparation"
    PROPOSED = "proposed", "Proposée"
    REFUSED = "refused", "Refusée par la personne"
    SENT = "sent", "Envoyée"
    RECEIVED = "received", "Reçue"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Déclinée"
    UNANSWERED = "unanswered", "Sans réponse"
    APPOINTMENT = "appointment", "Rendez-vous"
    ATTENDED = "attended", "Venue"
    ABSENT = "absent", "Absente"
    CLOSED = "closed", "Close"
    WITHDRAWN = "withdrawn", "Retirée"


# Wrong codes after which a link opens nothing more.
CODE_TRIES = 5
# Still waiting for something; the others are over.
OPEN_STATUSES = [
    ReferralStatus.DRAFT,
    ReferralStatus.PROPOSED,
    ReferralStatus.SENT,
    ReferralStatus.RECEIVED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.UNANSWERED,
    ReferralStatus.APPOINTMENT,
]


# From each status, those it may become; the others are final.
TRANSITIONS = {
    ReferralStatus.DRAFT: {ReferralStatus.PROPOSED, ReferralStatus.WITHDRAWN},
    ReferralStatus.PROPOSED: {
        ReferralStatus.REFUSED,
        ReferralStatus.SENT,
        ReferralStatus.APPOINTMENT,
        ReferralStatus.WITHDRAWN,
    },
    ReferralStatus.SENT: {
        ReferralStatus.RECEIVED,
        ReferralStatus.ACCEPTED,
        ReferralStatus.DECLINED,
        ReferralStatus.UNANSWERED,
        ReferralStatus.APPOINTMENT,
        ReferralStatus.ATTENDED,
        ReferralStatus.ABSENT,
        ReferralStatus.CLOSED,
        ReferralStatus.WITHDRAWN,
    },
    ReferralStatus.RECEIVED: {
        ReferralStatus.ACCEPTED,
        ReferralStatus.DECLINED,
        ReferralStatus.UNANSWERED,
        ReferralStatus.APPOINTMENT,
        ReferralStatus.ATTENDED,
        ReferralStatus.ABSENT,
        ReferralStatus.CLOSED,
        ReferralStatus.WITHDRAWN,
    },
    ReferralStatus.UNANSWERED: {
        ReferralStatus.RECEIVED,
        ReferralStatus.ACCEPTED,
        ReferralStatus.DECLINED,
        ReferralStatus.APPOINTMENT,
        ReferralStatus.ATTENDED,
        ReferralStatus.ABSENT,
        ReferralStatus.CLOSED,
        ReferralStatus.WITHDRAWN,
    },
    ReferralStatus.ACCEPTED: {
        ReferralStatus.APPOINTMENT,
        ReferralStatus.ATTENDED,
        ReferralStatus.ABSENT,
        ReferralStatus.CLOSED,
        ReferralStatus.WITHDRAWN,
    },
    # An appointment may move to another day, or fall through: she has the address still.
    ReferralStatus.APPOINTMENT: {
        ReferralStatus.SENT,
        ReferralStatus.APPOINTMENT,
        ReferralStatus.ATTENDED,
        ReferralStatus.ABSENT,
        ReferralStatus.CLOSED,
        ReferralStatus.WITHDRAWN,
    },
    ReferralStatus.ATTENDED: {ReferralStatus.CLOSED},
    ReferralStatus.ABSENT: {ReferralStatus.APPOINTMENT, ReferralStatus.CLOSED},
    ReferralStatus.REFUSED: set(),
    ReferralStatus.DECLINED: set(),
    ReferralStatus.CLOSED: set(),
    ReferralStatus.WITHDRAWN: set(),
}


class DeclineReason(models.TextChoices):
    """The eleven national reasons."""

    UNREACHABLE = "non-joignable", "Personne non joignable"
    ABSENT = "absent", "Absente au rendez-vous"
    EMPLOYED = "en-emploi", "En emploi"
    IN_TRAINING = "en-formation", "En formation"
    NOT_ELIGIBLE = "non-eligible", "Ne remplit pas les conditions"
    NOT_MOBILE = "non-mobile", "Ne peut pas se déplacer"
    NOT_INTERESTED = "non-interesse", "N’est pas intéressée"
    OTHER_OBSTACLES = "freins-peripheriques", "D’autres difficultés à lever d’abord"
    FULL = "session-complete", "Complet"
    DUPLICATE = "doublon", "Déjà orientée ici"
    OTHER = "autre", "Autre raison"


class ReferralResult(models.TextChoices):
    HELPED = "helped", "Besoin résolu"
    ONGOING = "ongoing", "Accompagnement en cours là-bas"
    REDIRECTED = "redirected", "Réorientée par la structure"
    UNCHANGED = "unchanged", "Sans effet"
    UNKNOWN = "unknown", "Inconnu"


class SharedField(models.TextChoices):
    """What may be ticked for a transmission; never a note."""

    FIRST_NAME = "first_name", "Prénom"
    LAST_NAME = "last_name", "Nom"
    PHONE = "phone", "Téléphone"
    EMAIL = "email", "Courriel"
    NEED = "need", "Besoin"
    SCORES = "scores", "Profil du diagnostic"
    LANGUAGES = "languages", "Langues parlées"
    NEEDS = "needs", "Ce qui aide la personne"
    AGE_BAND = "age_band", "Tranche d’âge"
    CITY = "city", "Commune"


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def open(self):
        return self.filter(status__in=OPEN_STATUSES)

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Referral(TenantModel):
    """One person, one need, one door; the sender sees the status, never the receiver's notes."""

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="referrals")
    assessment = TenantForeignKey(
        "beneficiaries.Assessment", null=True, blank=True, related_name="referrals"
    )
    need = models.CharField("besoin", max_length=45, choices=ReferralNeed)
    mode = models.CharField(
        "façon", max_length=12, choices=ReferralMode, default=ReferralMode.ADDRESS
    )
    status = models.CharField(max_length=12, choices=ReferralStatus, default=ReferralStatus.DRAFT)
    consent = TenantForeignKey(
        "beneficiaries.Consent", null=True, blank=True, related_name="referrals"
    )
    shared_fields = ArrayField(
        models.CharField(max_length=12, choices=SharedField), default=list, blank=True
    )
    # What the sender tells the receiver, read by the same guard as notes.
    message = EncryptedTextField("mot pour la structure", max_length=1000)
    # The door as it was shown to her: what her consent names.
    receiver_name = models.CharField("structure", max_length=120, blank=True)
    # The receiver in the platform, or the address the signed link went to.
    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_email = EncryptedTextField("courriel de la structure", max_length=254)
    # Asked, with the link, before anything is shown: her birth year, or six digits told by phone.
    opening_code = EncryptedTextField(max_length=12, editable=False)
    wrong_code_count = models.PositiveSmallIntegerField(default=0, editable=False)
    person_refusal = EncryptedTextField("pourquoi la personne refuse", max_length=500)
    decline_reason = models.CharField(max_length=22, choices=DeclineReason, blank=True)
    decline_words = EncryptedTextField("message de la structure", max_length=1000)
    appointment_at = models.DateTimeField("rendez-vous le", null=True, blank=True)
    result = models.CharField("résultat", max_length=10, choices=ReferralResult, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", related_name="+")
    sent_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField("lue le", null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    returned_at = models.DateTimeField("revenue au référent le", null=True, editable=False)
    attendance_asked_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField("lien valable jusqu’au", null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    sheet = TenantForeignKey("documents.Document", null=True, blank=True, related_name="+")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "orientation"
        constraints = [
            TenantIsolation("referral_tenant"),
            SameOrganisation("beneficiary", name="referral_beneficiary"),
            SameOrganisation("assessment", name="referral_assessment"),
            SameOrganisation("consent", name="referral_consent"),
            SameOrganisation("created_by", name="referral_created_by"),
            SameOrganisation("sheet", name="referral_sheet"),
            models.CheckConstraint(
                condition=~Q(mode=ReferralMode.TRANSMISSION)
                | Q(
                    status__in=[
                        ReferralStatus.DRAFT,
                        ReferralStatus.PROPOSED,
                        ReferralStatus.REFUSED,
                        ReferralStatus.WITHDRAWN,
                    ]
                )
                | Q(consent__isnull=False),
                name="referral_nothing_transmitted_without_consent",
                violation_error_message="Rien n’est transmis sans l’accord de la personne.",
            ),
            models.CheckConstraint(
                condition=Q(status=ReferralStatus.DECLINED) & ~Q(decline_reason="")
                | ~Q(status=ReferralStatus.DECLINED),
                name="referral_declined_with_a_reason",
                violation_error_message="Une orientation déclinée dit pourquoi.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "status", "-created_at", "id"], name="referral_by_status"
            ),
            models.Index(fields=["organisation", "beneficiary"], name="referral_of"),
        ]

    def __str__(self):
        return self.get_need_display()

    @property
    def is_open(self):
        return self.status in OPEN_STATUSES

    @property
    def is_transmission(self):
        return self.mode == ReferralMode.TRANSMISSION

    @property
    def goes_by_link(self):
        """To a structure outside the platform, which answers without an account."""
        return self.is_transmission and self.to_organisation_id is None

    @property
    def is_locked(self):
        """Too many wrong codes: the link opens nothing more until another one is sent."""
        return self.wrong_code_count >= CODE_TRIES

    def can_become(self, status):
        return status in TRANSITIONS[ReferralStatus(self.status)]


class OfferKind(models.TextChoices):
    PLACE = "place", "Lieu"
    WORKSHOP = "workshop", "Atelier"


class ReferralOffer(TenantModel):
    """One of up to three doors shown to the person, with why; as it was on that day."""

    referral = TenantForeignKey(Referral, models.CASCADE, related_name="offers")
    rank = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=OfferKind)
    # The place of the directory or the session: kept as an identifier, as it may go.
    target_id = models.UUIDField()
    title = models.CharField(max_length=160)
    reason = models.CharField(max_length=300)
    distance_km = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    # Address, hours, what to bring: what the sheet prints.
    facts = models.JSONField(default=dict)
    is_chosen = models.BooleanField(default=False)

    class Meta:
        verbose_name = "porte proposée"
        constraints = [
            TenantIsolation("referraloffer_tenant"),
            SameOrganisation("referral", name="referraloffer_referral"),
            models.UniqueConstraint(
                fields=["organisation", "referral", "rank"],
                name="referraloffer_rank_once",
                violation_error_message="Ce rang est déjà pris.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "referral"],
                condition=Q(is_chosen=True),
                name="referraloffer_one_chosen",
                violation_error_message="Une seule porte est choisie.",
            ),
            models.CheckConstraint(
                condition=Q(rank__range=(1, 3)),
                name="referraloffer_three_at_most",
                violation_error_message="Trois propositions au plus.",
            ),
        ]

    def __str__(self):
        return self.title


class ReferralStep(TenantModel):
    """A change of state: when, and by whom on either side. Rows are only ever added."""

    referral = TenantForeignKey(Referral, models.CASCADE, related_name="steps")
    status = models.CharField(max_length=12, choices=ReferralStatus)
    at = models.DateTimeField(db_default=Now())
    # Empty when the receiver answered, or when a delay ran out.
    by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    is_receiver = models.BooleanField(default=False)

    class Meta:
        verbose_name = "étape d’orientation"
        constraints = [
            TenantIsolation("referralstep_tenant"),
            SameOrganisation("referral", name="referralstep_referral"),
            SameOrganisation("by", name="referralstep_by"),
        ]
        indexes = [models.Index(fields=["organisation", "referral", "at"], name="referralstep_of")]

    def __str__(self):
        return self.get_status_display()


class IncomingReferralQuerySet(models.QuerySet):
    def visible_to(self, member):
        """What other organisations sent to the member's own."""
        return self.filter(to_organisation=member.organisation_id)

    def waiting(self):
        """Not answered yet."""
        return self.filter(status__in=[ReferralStatus.SENT, ReferralStatus.RECEIVED])

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class IncomingReferral(TenantModel):
    """The receiver's copy of what was ticked, and nothing else; erased when it is not accepted.

    `organisation` is the sender, as in every table made for crossing.
    """

    is_made_for_crossing = True

    to_organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    # The sender's referral: an identifier, since nobody reads a neighbour's rows.
    referral_id = models.UUIDField(unique=True)
    sender_name = models.CharField(max_length=120)
    need = models.CharField("besoin", max_length=45, choices=ReferralNeed)
    # Canonical JSON of the ticked fields, sealed for these two organisations.
    shared = EncryptedTextField(max_length=4000)
    message = EncryptedTextField(max_length=1000)
    status = models.CharField(max_length=12, choices=ReferralStatus, default=ReferralStatus.SENT)
    decline_reason = models.CharField(max_length=22, choices=DeclineReason, blank=True)
    decline_words = EncryptedTextField(max_length=1000)
    appointment_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=ReferralResult, blank=True)
    sent_at = models.DateTimeField(db_default=Now())
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = IncomingReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "orientation reçue"
        constraints = [
            CrossingIsolation(
                "incomingreferral_crossing", receiver_updates=True, sender_updates=True
            ),
            models.CheckConstraint(
                condition=~Q(organisation=models.F("to_organisation")),
                name="incomingreferral_goes_elsewhere",
                violation_error_message="Une orientation part vers une autre structure.",
            ),
        ]
        indexes = [
            models.Index(fields=["to_organisation", "status", "-sent_at"], name="incoming_referral")
        ]

    def __str__(self):
        return self.get_need_display()

    @property
    def is_open(self):
        return self.status in OPEN_STATUSES

    @property
    def is_emptied(self):
        """Nothing of the person is left in the copy."""
        return self.shared == ""

    def can_become(self, status):
        return status in TRANSITIONS[ReferralStatus(self.status)]


class IncomingFile(TenantModel):
    """The receiver opened a file of its own for a person sent to it: its own act, once."""

    # A row of the sender's: an identifier, as it is not ours to keep.
    incoming_id = models.UUIDField()
    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="incoming_files")
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        verbose_name = "dossier ouvert sur orientation"
        constraints = [
            TenantIsolation("incomingfile_tenant"),
            SameOrganisation("beneficiary", name="incomingfile_beneficiary"),
            SameOrganisation("opened_by", name="incomingfile_opened_by"),
            models.UniqueConstraint(
                fields=["organisation", "incoming_id"],
                name="incomingfile_once",
                violation_error_message="Un dossier est déjà ouvert pour cette orientation.",
            ),
        ]

    def __str__(self):
        return f"{self.incoming_id}"
