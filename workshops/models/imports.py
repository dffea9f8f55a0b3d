"""Where a session that came in a table comes from, and what the table said that we do not hold."""

from django.db import models

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class ImportedSession(TenantModel):
    """The mark of a session's line elsewhere: read again, it changes nothing."""

    session = TenantForeignKey("workshops.WorkshopSession", models.CASCADE, related_name="+")
    source = models.CharField("source", max_length=20)
    key = models.CharField("identifiant dans la source", max_length=64)
    fingerprint = models.CharField(max_length=64)
    # What was written there, when it has no place here: ages cut otherwise, further topics.
    raw = models.JSONField("valeurs d’origine", default=dict)

    class Meta:
        verbose_name = "séance importée"
        constraints = [
            TenantIsolation("importedsession_tenant"),
            SameOrganisation("session", name="importedsession_session"),
            models.UniqueConstraint(
                fields=["organisation", "source", "key"],
                name="importedsession_once",
                violation_error_message="Cette séance est déjà importée.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "session"], name="importedsession_session_ix")
        ]

    def __str__(self):
        return f"{self.source} {self.key}"
