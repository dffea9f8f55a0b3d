"""Organisations, the people who work in them, and how they are let in."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret as siret_number

from inclusion.ids import uuid7


class Role(models.TextChoices):
    MANAGER = "MANAGER", "Responsable"
    MEDIATOR = "MEDIATOR", "Médiateur·rice"
    TECHNICIAN = "TECHNICIAN", "Technicien·ne"
    VOLUNTEER = "VOLUNTEER", "Bénévole"
    TREASURER = "TREASURER", "Trésorier·ère"
    OFFICER = "OFFICER", "Agent du financeur"


# Roles that read personal files or public money: a second factor is compulsory.
SECOND_FACTOR_ROLES = {Role.MANAGER, Role.MEDIATOR, Role.TREASURER, Role.OFFICER}


class OrganisationKind(models.TextChoices):
    ASSOCIATION = "association", "Association"
    CCAS = "ccas", "CCAS"
    METROPOLE = "metropole", "Métropole"
    STATE = "state", "Service de l’État"
    COMPANY = "company", "Entreprise"
    SCHOOL = "school", "Organisme de formation"
    MISSION_LOCALE = "mission_locale", "Mission locale"
    SOCIAL_CENTRE = "social_centre", "Centre social"


def validate_siret(value):
    """A SIRET is 14 digits whose Luhn key holds (La Poste's own rule included)."""
    try:
        if siret_number.validate(value) != value:
            raise NumberError
    except NumberError:
        raise ValidationError(
            "Ce SIRET n’est pas valable : 14 chiffres, dont une clé de contrôle.", code="siret"
        ) from None


def validate_rna(value):
    """An RNA number is W followed by nine digits or capitals (W + department + rank)."""
    if len(value) != 10 or value[0] != "W" or not value[1:].isalnum() or value != value.upper():
        raise ValidationError("Un numéro RNA s’écrit W suivi de 9 caractères.", code="rna")


class Organisation(models.Model):
    """An association, a CCAS, a métropole, a State service, a company…

    Being funder or grantee belongs to a grant, never to the organisation.
    """

    name = models.CharField("nom", max_length=120)
    slug = models.SlugField("identifiant", max_length=60, unique=True)
    kind = models.CharField("type", max_length=20, choices=OrganisationKind)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    rna = models.CharField("RNA", max_length=10, blank=True, validators=[validate_rna])
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    logo = models.ImageField("logo", upload_to="logos/", blank=True)
    # Start of this organisation's device labels and file numbers, for example « S63 ».
    prefix = models.CharField("préfixe des étiquettes", max_length=4)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "structure"
        constraints = [
            models.UniqueConstraint(
                fields=["siret"],
                condition=~Q(siret=""),
                name="organisation_siret_once",
                violation_error_message="Une structure porte déjà ce SIRET.",
            ),
            models.UniqueConstraint(
                fields=["prefix"],
                name="organisation_prefix_once",
                violation_error_message="Une structure utilise déjà ce préfixe.",
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"),
                name="organisation_siret_digits",
                violation_error_message="Un SIRET compte 14 chiffres.",
            ),
            models.CheckConstraint(
                condition=Q(rna="") | Q(rna__regex=r"^W[0-9A-Z]{9}$"),
                name="organisation_rna_shape",
                violation_error_message="Un numéro RNA s’écrit W suivi de 9 caractères.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def legal_lines(self):
        """The lines at the right of a letterhead: legal form, RNA, SIREN."""
        form = "Association loi 1901" if self.kind == OrganisationKind.ASSOCIATION else ""
        lines = [form or self.get_kind_display()]
        if self.rna:
            lines.append(f"RNA {self.rna}")
        if self.siret:
            siren = self.siret[:9]
            lines.append(f"SIREN {siren[:3]} {siren[3:6]} {siren[6:]}")
        return lines


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A user with a lower-cased e-mail; without a password, only codes and passkeys open."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, known by her e-mail address."""

    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=60)
    last_name = models.CharField("nom", max_length=60)
    is_staff = models.BooleanField("accès à l’administration", default=False)
    is_active = models.BooleanField("compte ouvert", default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"

    def __str__(self):
        return self.get_full_name() or self.email

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at__isnull=True, user__is_active=True)

    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)


class Membership(models.Model):
    """A user's place in one organisation: one role, until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField("rôle", max_length=12, choices=Role)
    title = models.CharField("fonction", max_length=80, blank=True)
    is_civic_service = models.BooleanField("en service civique", default=False)
    # The manager's delegation: this member submits reports in the organisation's name.
    may_submit_reports = models.BooleanField("délégation pour déposer", default=False)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "membre"
        constraints = [
            # The target of the composite keys « who did it » of tenant tables.
            models.UniqueConstraint(fields=["organisation", "id"], name="membership_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(ended_at__isnull=True),
                name="membership_once",
                violation_error_message="Cette personne est déjà membre de la structure.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message="Rôle inconnu.",
            ),
        ]

    def __str__(self):
        return str(self.user)

    @property
    def label(self):
        """How documents and histories name this member: « Claire Dumas, médiatrice »."""
        return f"{self.user}, {(self.title or self.get_role_display()).lower()}"


INVITATION_DAYS = 14


def hash_token(token):
    """What is stored of a secret link: its SHA-256; the token itself is only in the e-mail."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token():
    return secrets.token_urlsafe(32)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def pending(self):
        return self.filter(
            accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
        )


class Invitation(models.Model):
    """An invitation to join: single use, bound to an e-mail, expires, can be revoked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=12, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
                violation_error_message="Une invitation est déjà en cours pour cette adresse.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
                violation_error_message="Une invitation acceptée ne se révoque pas.",
            ),
        ]

    def __str__(self):
        return self.email

    @staticmethod
    def default_expiry():
        return timezone.now() + timedelta(days=INVITATION_DAYS)

    @property
    def is_open(self):
        return (
            self.accepted_at is None
            and self.revoked_at is None
            and self.expires_at > timezone.now()
        )


class PublicLink(models.Model):
    """Where a public address leads: the organisation and the one object it opens.

    Outside row-level security, since it is what finds the organisation; it holds no content, and
    of the address only a hash.
    """

    token_hash = models.CharField(max_length=64, primary_key=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="publiclink_object")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"

    @classmethod
    def create(cls, token, *, organisation_id, kind, object_id, expires_at=None):
        return cls.objects.create(
            token_hash=hash_token(token),
            organisation_id=organisation_id,
            kind=kind,
            object_id=object_id,
            expires_at=expires_at,
        )

    @classmethod
    def resolve(cls, token, kind):
        """The live link of that kind, or None: unknown and expired look alike."""
        link = cls.objects.filter(token_hash=hash_token(token), kind=kind).first()
        if link and link.expires_at and link.expires_at <= timezone.now():
            return None
        return link


class ThrottleBucket(models.Model):
    """How many tries in the current window; the key is a keyed hash, never an address."""

    bucket = models.CharField(max_length=64, primary_key=True)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField()

    def __str__(self):
        return self.bucket[:8]
