"""What is written about a person besides her file: notes at three levels, and her papers."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class NoteLevel(models.TextChoices):
    # Shown to the volunteers of today's session: « préfère le mardi, parle portugais ».
    DESK = "desk", "Accueil"
    TEAM = "team", "Équipe"
    RESTRICTED = "restricted", "Restreinte"


class NoteKind(models.TextChoices):
    CONTACT = "contact", "Échange"
    MEETING = "meeting", "Rendez-vous"
    DECISION = "decision", "Décision"
    OBSERVATION = "observation", "Observation"


class NoteQuerySet(models.QuerySet):
    def readable_by(self, member):
        """Of its organisation: desk and team notes; restricted ones for the author, a manager,
        and those named. Volunteers and technicians read desk notes, others nothing."""
        from inclusion.organisations.models import Role

        notes = self.filter(organisation=member.organisation_id)
        if member.role == Role.MANAGER:
            return notes
        if member.role in {Role.VOLUNTEER, Role.TECHNICIAN}:
            return notes.filter(level=NoteLevel.DESK)
        if member.role != Role.MEDIATOR:
            return notes.none()
        named = NoteReader.objects.filter(member=member).values("note_id")
        return notes.filter(~Q(level=NoteLevel.RESTRICTED) | Q(author=member) | Q(pk__in=named))

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Note(TenantModel):
    """A note, corrected by its author for a day, amended by another note afterwards.

    Erased, its words are destroyed; who wrote it and when remains.
    """

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="notes")
    level = models.CharField("qui peut la lire", max_length=10, choices=NoteLevel)
    kind = models.CharField("nature", max_length=12, choices=NoteKind)
    # An axis of the assessment the note is about, or none.
    axis = models.CharField("à propos de", max_length=20, blank=True)
    body = EncryptedTextField("note", max_length=4000)
    author = TenantForeignKey("organisations.Membership", related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    corrected_at = models.DateTimeField(null=True, editable=False)
    amends = TenantForeignKey("self", null=True, blank=True, related_name="amendments")
    erased_at = models.DateTimeField(null=True, editable=False)
    erased_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note"
        verbose_name = "note"
        constraints = [
            TenantIsolation("note_tenant"),
            SameOrganisation("beneficiary", name="note_beneficiary"),
            SameOrganisation("author", name="note_author"),
            SameOrganisation("amends", name="note_amends"),
            SameOrganisation("erased_by", name="note_erased_by"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_by__isnull=True)
                | Q(erased_at__isnull=False, erased_by__isnull=False, body=b""),
                name="note_erased_to_the_last_word",
                violation_error_message="Une note effacée ne garde aucun mot.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "beneficiary", "written_at"], name="note_of")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.get_level_display()})"


class NoteReader(TenantModel):
    """Someone named who may read a restricted note."""

    note = TenantForeignKey(Note, models.CASCADE, related_name="readers")
    member = TenantForeignKey("organisations.Membership", related_name="+")

    class Meta:
        verbose_name = "personne désignée pour lire une note"
        constraints = [
            TenantIsolation("notereader_tenant"),
            SameOrganisation("note", name="notereader_note"),
            SameOrganisation("member", name="notereader_member"),
            models.UniqueConstraint(
                fields=["organisation", "note", "member"],
                name="notereader_once",
                violation_error_message="Cette personne peut déjà lire la note.",
            ),
        ]

    def __str__(self):
        return str(self.member)


class PaperKind(models.TextChoices):
    CONSENT = "consent", "Accord signé"
    REQUEST = "request", "Courrier d’une demande"
    # Held for the time of a procedure, then destroyed within 30 days.
    TEMPORARY = "temporary", "Pièce de passage"


class Paper(TenantModel):
    """A photo or PDF kept sealed in private storage under a name that says nothing."""

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="papers")
    kind = models.CharField("nature", max_length=10, choices=PaperKind)
    title = EncryptedTextField("intitulé", max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    # Of the clear bytes as kept (without their EXIF data).
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    added_at = models.DateTimeField(db_default=Now())
    added_by = TenantForeignKey("organisations.Membership", related_name="+")
    expires_on = models.DateField("à détruire le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce"
        constraints = [
            TenantIsolation("paper_tenant"),
            SameOrganisation("beneficiary", name="paper_beneficiary"),
            SameOrganisation("added_by", name="paper_added_by"),
            models.CheckConstraint(
                condition=~Q(kind=PaperKind.TEMPORARY) | Q(expires_on__isnull=False),
                name="paper_passing_through_expires",
                violation_error_message="Une pièce de passage a une date de destruction.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
