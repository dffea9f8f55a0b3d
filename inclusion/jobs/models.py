"""Work that outlives a request: the outbox of jobs and of mails.

Both tables are outside row-level security: the dispatcher has no organisation. A job holds ids
only; a mail's text is emptied once sent.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.ids import uuid7


class JobState(models.TextChoices):
    PENDING = "pending", "En attente"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    DEAD = "dead", "Échec"


class JobQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The member's own jobs in the active organisation."""
        return self.filter(organisation=member.organisation_id, owner=member.user_id)


class Job(models.Model):
    """One piece of background work, recorded in the transaction of the act that asks for it.

    `idem_key` makes asking twice harmless; the lease makes running twice harmless.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    idem_key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    not_before = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=1)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values),
                name="job_state_known",
                violation_error_message="État de tâche inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_token__isnull=False)
                | (~Q(state="running") & Q(lease_token__isnull=True)),
                name="job_running_means_leased",
                violation_error_message="Une tâche en cours a un bail, et elle seule.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["pending", "running"]),
                name="job_due",
            ),
            models.Index(fields=["organisation", "owner", "-created_at"], name="job_of_owner"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def label(self):
        from inclusion.jobs.handlers import handler_for

        return handler_for(self.kind).label

    @property
    def is_over(self):
        return self.state in {JobState.DONE, JobState.DEAD}


class Heartbeat(models.Model):
    """The last sign of life of a process that must keep running."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name


class MailState(models.TextChoices):
    WAITING = "waiting", "En attente"
    SENDING = "sending", "En cours d’envoi"
    SENT = "sent", "Envoyé"
    UNKNOWN = "unknown", "Envoi incertain"


class Mail(models.Model):
    """An e-mail to someone who has, or is offered, an account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "courriel"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MailState.values),
                name="mail_state_known",
                violation_error_message="État de courriel inconnu.",
            )
        ]
        indexes = [models.Index(fields=["-created_at"], name="mail_latest")]

    def __str__(self):
        return self.subject
