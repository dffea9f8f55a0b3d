"""Documents: numbered and frozen with the act, drawn later, stored once, verifiable by anyone."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The organisation's documents of the kinds this member's role may read."""
        from inclusion.documents.kinds import kinds_readable_by

        return self.filter(
            organisation=member.organisation_id,
            kind__in=kinds_readable_by(member),
            destroyed_at__isnull=True,
        )

    def about(self, thing):
        return self.filter(subject_type=thing._meta.label_lower, subject_id=thing.pk)

    def stored(self):
        return self.exclude(sha256="")


class Document(TenantModel):
    """One issued document: its number and facts never change; a correction is a new document."""

    kind = models.CharField(max_length=40)
    number = models.CharField("numéro", max_length=30, db_collation="C")
    year = models.PositiveSmallIntegerField()
    title = models.CharField("titre", max_length=160)
    # What it is about, in a few words for lists: a person's documents stay under row security.
    subtitle = models.CharField(max_length=200, blank=True)
    # Canonical JSON, as text: what the file was drawn from, and what is attached to it.
    facts = models.TextField()
    facts_sha256 = models.CharField(max_length=64)
    verification_code = models.CharField(max_length=16)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    issued_at = models.DateTimeField()
    issued_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    replaces = TenantForeignKey("self", null=True, related_name="+")
    job = models.ForeignKey(
        "jobs.Job", models.PROTECT, null=True, related_name="documents", db_constraint=True
    )
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    stored_at = models.DateTimeField(null=True)
    # The person it names is forgotten: what it said is gone, that it was issued remains.
    destroyed_at = models.DateTimeField(null=True, editable=False)
    # Not to be used any more; whoever checks it reads so.
    revoked_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        constraints = [
            TenantIsolation("document_tenant"),
            SameOrganisation("issued_by", name="document_issuer"),
            SameOrganisation("replaces", name="document_replaced"),
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="document_number_once",
                violation_error_message="Ce numéro de document existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "verification_code"],
                name="document_code_once",
                violation_error_message="Ce code de vérification existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(sha256="", stored_at__isnull=True)
                | (~Q(sha256="") & Q(stored_at__isnull=False)),
                name="document_stored_with_digest",
                violation_error_message="Un document rangé a son empreinte et sa date.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-issued_at", "-id"], name="document_latest"),
            models.Index(
                fields=["organisation", "subject_type", "subject_id"], name="document_subject"
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_stored(self):
        return bool(self.sha256)

    @property
    def file_name(self):
        return f"{self.number}.pdf"


class Counter(TenantModel):
    """The last number given, per kind and year: its row is locked while a number is taken."""

    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            TenantIsolation("counter_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "year"],
                name="counter_once",
                violation_error_message="Ce compteur existe déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.year} {self.last}"
