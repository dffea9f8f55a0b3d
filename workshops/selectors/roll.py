"""Who is expected, who came: names in full for staff, masked for volunteers."""

from dataclasses import dataclass

from inclusion.organisations.models import Role
from workshops.models import AttendanceStatus


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
