"""The journal: append-only, hash-chained per organisation, in two chains (acts, reads of files).

The database builds the chain: a trigger numbers each entry, hashes it with the one before and
moves the head; another refuses UPDATE, DELETE and TRUNCATE to everyone, and the application role
has no grant for them either. See migrations/0002.
"""

from django.db import models

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class Chain(models.TextChoices):
    ACTS = "acts", "Actes"
    READS = "reads", "Lectures de dossiers"


def subject_name(thing):
    """How the journal knows a row: its key, or the pseudonym of one that stands for a person."""
    return str(getattr(thing, "pseudonym", thing.pk))


class EntryQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def about(self, thing):
        """Entries whose subject is this row."""
        return self.filter(subject_type=thing._meta.label_lower, subject_id=subject_name(thing))


class Entry(TenantModel):
    """One act or one read. A person appears only as her keyed pseudonym."""

    chain = models.CharField(max_length=5, choices=Chain)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    # Canonical JSON, kept as text: the hash is over these very characters.
    facts = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "écriture du journal"
        constraints = [
            TenantIsolation("journal_entry_tenant"),
            SameOrganisation("actor", name="journal_entry_actor"),
            models.UniqueConstraint(
                fields=["organisation", "chain", "seq"],
                name="journal_entry_seq",
                violation_error_message="Ce numéro d’écriture existe déjà.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "subject_type", "subject_id", "seq"],
                name="journal_entry_subject",
            )
        ]

    def __str__(self):
        return f"{self.chain} {self.seq} {self.action}"


class Head(TenantModel):
    """The last number and hash of a chain: its row is the chain's lock."""

    chain = models.CharField(max_length=5, choices=Chain)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            TenantIsolation("journal_head_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "chain"],
                name="journal_head_chain",
                violation_error_message="Cette chaîne existe déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.chain} {self.seq}"
