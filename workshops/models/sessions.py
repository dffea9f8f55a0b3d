"""The dates of a workshop, their seats, and who leads them."""

from datetime import datetime, time, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.organisations.models import Role
from inclusion.text import counted

from .anonymous import COUNTERS_ADD_UP, AnonymousCounters
from .attendances import Attendance
from .programme import Workshop
from .whereabouts import Modality, SessionKind, Whereabouts, rules_of_whereabouts


class SessionStatus(models.TextChoices):
    PLANNED = "planned", "Prévue"
    CLOSED = "closed", "Close"
    CANCELLED = "cancelled", "Annulée"


# A volunteer opens the roll of her own sessions, from the day before to the day after.
VOLUNTEER_DAYS = 1
# One that nobody has filled in stays open to her until the seventh day after it.
LATE_ENTRY_DAYS = 7


def start_of(day):
    """The first instant of a day, in local time."""
    return timezone.make_aware(datetime.combine(day, time.min))


class SessionQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Everyone sees the programme; the names inside are another matter."""
        return self.filter(organisation=member.organisation_id)

    def with_roll_open_to(self, member):
        """The sessions whose roll this member may take."""
        sessions = self.visible_to(member)
        if member.role != Role.VOLUNTEER:
            return sessions
        today = timezone.localdate()
        mine = sessions.facilitated_by(member)
        near = mine.on_days(
            today - timedelta(days=VOLUNTEER_DAYS), today + timedelta(days=VOLUNTEER_DAYS)
        )
        return near | mine.planned().on_days(today - timedelta(days=LATE_ENTRY_DAYS), today)

    def on_days(self, first, last):
        """Sessions that start on these days, both included, in local time."""
        return self.filter(
            starts_at__gte=start_of(first), starts_at__lt=start_of(last + timedelta(days=1))
        )

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)

    def planned(self):
        return self.filter(status=SessionStatus.PLANNED)

    def closed(self):
        return self.filter(status=SessionStatus.CLOSED)

    def to_fill(self, now):
        """Over, and nobody has said who came."""
        return self.planned().filter(ends_at__lte=now)

    def open_to_all(self):
        """What the programme shows outside: neither someone's home nor someone's own hour."""
        return self.planned().exclude(kind=SessionKind.INDIVIDUAL).exclude(modality=Modality.HOME)

    def with_seen_count(self):
        """`seen_count`: named people and walk-ins who came, beside `anonymous_count`."""
        seen = (
            Attendance.objects.seen()
            .filter(session=models.OuterRef("pk"))
            .order_by()
            .values("session")
            .annotate(n=models.Count("pk"))
            .values("n")
        )
        return self.annotate(seen_count=Coalesce(models.Subquery(seen), 0))

    def facilitated_by(self, member):
        return self.filter(
            pk__in=Facilitator.objects.filter(
                organisation=member.organisation_id, member=member
            ).values("session_id")
        )


class WorkshopSession(AnonymousCounters, Whereabouts, TenantModel):
    """One date of a workshop, with its seats."""

    workshop = TenantForeignKey(Workshop, related_name="sessions")
    series = TenantForeignKey("workshops.WorkshopSeries", null=True, related_name="sessions")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    capacity = models.PositiveSmallIntegerField("places")
    # Seats taken by registered people; kept with each registration, bounded by the check below.
    seats_taken = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.PLANNED)
    created_at = models.DateTimeField(db_default=Now())
    created_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = TenantForeignKey("organisations.Membership", null=True, related_name="+")
    cancel_reason = models.CharField("motif", max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        constraints = [
            TenantIsolation("workshopsession_tenant"),
            *rules_of_whereabouts(),
            SameOrganisation("workshop", name="workshopsession_workshop"),
            SameOrganisation("venue", name="workshopsession_venue"),
            SameOrganisation("series", name="workshopsession_series"),
            SameOrganisation("created_by", name="workshopsession_created_by"),
            SameOrganisation("closed_by", name="workshopsession_closed_by"),
            SameOrganisation("cancelled_by", name="workshopsession_cancelled_by"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="workshopsession_ends_after_start",
                violation_error_message="La séance doit finir après son début.",
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity")),
                name="workshopsession_capacity",
                violation_error_message="La séance est complète.",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="workshopsession_closed_by_someone",
                violation_error_message="Une séance close a sa date et son auteur.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        status="cancelled",
                        cancelled_at__isnull=False,
                        cancelled_by__isnull=False,
                        seats_taken=0,
                    )
                    & ~Q(cancel_reason="")
                )
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="workshopsession_cancelled_by_someone",
                violation_error_message="Une séance annulée a son motif, et plus d’inscrits.",
            ),
            *COUNTERS_ADD_UP,
        ]
        indexes = [
            models.Index(fields=["organisation", "starts_at", "id"], name="session_by_date"),
            models.Index(
                fields=["organisation", "status", "starts_at", "id"], name="session_by_status"
            ),
        ]

    def __str__(self):
        return f"{self.workshop}"

    @property
    def minutes(self):
        # Of instants, not of clocks: the night of the clock change lasts what it lasts.
        return int((self.ends_at.timestamp() - self.starts_at.timestamp()) // 60)

    @property
    def seats_left(self):
        return self.capacity - self.seats_taken

    @property
    def is_planned(self):
        return self.status == SessionStatus.PLANNED

    @property
    def is_closed(self):
        return self.status == SessionStatus.CLOSED

    @property
    def is_cancelled(self):
        return self.status == SessionStatus.CANCELLED

    @property
    def has_started(self):
        return self.starts_at <= timezone.now()

    @property
    def is_to_fill(self):
        return self.is_planned and self.ends_at <= timezone.now()

    @property
    def is_full(self):
        return self.takes_registrations and self.seats_left == 0

    @property
    def registered_line(self):
        """« 12 inscrits »."""
        return counted(self.seats_taken, "inscrit")

    @property
    def seats_line(self):
        """« 3 places libres sur 12 », « complet »."""
        if not self.takes_registrations:
            return "sans inscription"
        if self.is_full:
            return "complet"
        return f"{counted(self.seats_left, 'place libre', 'places libres')} sur {self.capacity}"

    @property
    def participation_count(self):
        """Everyone who came; on rows read `with_seen_count`."""
        return self.seen_count + self.anonymous_count


class LedAs(models.TextChoices):
    """What a facilitator was to the association when she was named."""

    STAFF = "staff", "Médiateur·rice, équipe"
    VOLUNTEER = "volunteer", "Bénévole"
    CIVIC = "civic", "Service civique"


class Facilitator(TenantModel):
    """A member who leads a session."""

    session = TenantForeignKey(WorkshopSession, models.CASCADE, related_name="facilitators")
    member = TenantForeignKey("organisations.Membership", related_name="+")
    # The session's own hours, copied by a trigger at each change; empty once it is cancelled.
    period = DateTimeRangeField(null=True, editable=False)
    # Copied by a trigger when she is named: whoever is hired later was a volunteer that day.
    led_as = models.CharField(max_length=9, choices=LedAs, default=LedAs.STAFF, editable=False)

    class Meta:
        verbose_name = "animateur·rice"
        constraints = [
            TenantIsolation("facilitator_tenant"),
            SameOrganisation("session", name="facilitator_session"),
            SameOrganisation("member", name="facilitator_member"),
            models.UniqueConstraint(
                fields=["organisation", "session", "member"],
                name="facilitator_once",
                violation_error_message="Cette personne anime déjà la séance.",
            ),
            ExclusionConstraint(
                name="facilitator_in_one_room",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette personne anime une autre séance à ces heures-là.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "member"], name="facilitator_by_member")]

    def __str__(self):
        return f"{self.member_id}"
