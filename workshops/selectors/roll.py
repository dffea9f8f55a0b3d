"""Who is expected, who came: names in full for staff, masked for volunteers."""

from dataclasses import dataclass

from django.db.models import Prefetch

from inclusion.organisations.models import Role
from inclusion.text import counted
from workshops.models import AttendanceStatus, Registration, WorkshopSession

# One page of sessions without presences; the others come up as these are filled in.
UNFILLED_SHOWN = 30


@dataclass
class RollLine:
    """One line of a roll; `status` is empty until somebody has said."""

    key: str
    name: str
    reference: str
    status: str = ""
    is_present: bool = True

    @property
    def is_excused(self):
        return self.status == AttendanceStatus.EXCUSED


def name_for(beneficiary, member):
    """A volunteer reads « Fatima B. », staff « Fatima Benali »."""
    return beneficiary.masked_name if member.role == Role.VOLUNTEER else str(beneficiary)


def roll_of(session, member):
    """The lines of those registered, in the order people look for a name."""
    order = ("beneficiary__first_name", "beneficiary__sort_name", "pk")
    if member.role != Role.VOLUNTEER:
        order = ("beneficiary__sort_name", "pk")
    registered = session.registrations.registered().select_related("beneficiary").order_by(*order)
    return [
        RollLine(
            key=str(registration.beneficiary_id),
            name=name_for(registration.beneficiary, member),
            reference=registration.beneficiary.file_number,
        )
        for registration in registered
    ]


def attendance_roll(session, member):
    """The lines of a closed session, walk-ins last."""
    rows = session.attendances.select_related("beneficiary").order_by(
        "beneficiary__sort_name", "walk_in_name", "pk"
    )
    return [
        RollLine(
            key=str(row.beneficiary_id or row.pk),
            name=name_for(row.beneficiary, member) if row.beneficiary else row.walk_in_name,
            reference=row.beneficiary.file_number if row.beneficiary else "sans inscription",
            status=row.status,
            is_present=row.status == AttendanceStatus.SEEN,
        )
        for row in rows
    ]


def amendable_lines(session):
    """The lines of a closed session, each under the id of its presence, in full."""
    rows = session.attendances.select_related("beneficiary").order_by(
        "beneficiary__sort_name", "walk_in_name", "pk"
    )
    return [
        RollLine(
            key=row.pk,
            name=str(row.beneficiary or row.walk_in_name),
            reference=row.beneficiary.file_number if row.beneficiary else "sans inscription",
            status=row.status,
        )
        for row in rows
    ]


def sessions_to_fill(member, now):
    """The sessions that nobody has filled in, oldest first, each with `expected`: its people."""
    expected = Registration.objects.registered().select_related("beneficiary")
    return list(
        WorkshopSession.objects.visible_to(member)
        .to_fill(now)
        .select_related("workshop", "venue")
        .prefetch_related(
            Prefetch(
                "registrations",
                expected.order_by("beneficiary__sort_name", "pk"),
                to_attr="expected",
            )
        )
        .order_by("starts_at", "pk")[:UNFILLED_SHOWN]
    )


def amendments_of(session):
    """[(amendment, what changed in a few words)], latest first."""
    return [
        (amendment, _changes(amendment))
        for amendment in session.amendments.select_related("by__user").order_by("-at", "-pk")
    ]


def _changes(amendment):
    after, before = amendment.after, amendment.before
    parts = []
    statuses = len(after.get("statuses", {}))
    if statuses:
        parts.append(counted(statuses, "présence corrigée", "présences corrigées"))
    added = len(after.get("walk_ins", [])) + len(after.get("people", []))
    if added:
        parts.append(counted(added, "personne ajoutée", "personnes ajoutées"))
    counters = after.get("counters", {})
    if "anonymous_count" in counters:
        was = before["counters"]["anonymous_count"]
        parts.append(f"anonymes\u00a0: {was}, puis {counters['anonymous_count']}")
    elif counters:
        parts.append("anonymes précisés")
    return ", ".join(parts)
