"""What the page of one session shows to staff."""

from dataclasses import dataclass

from inclusion.documents.models import Document
from workshops.documents import ATTENDANCE_CERTIFICATE
from workshops.models import Attendance, AttendanceStatus, RegistrationStatus


@dataclass(frozen=True)
class Participant:
    """One line of the session's page: registered before, present or not after."""

    beneficiary_id: object
    name: str
    reference: str
    status: str
    certificate: Document | None = None

    @property
    def can_be_certified(self):
        return (
            self.status == AttendanceStatus.SEEN
            and self.beneficiary_id is not None
            and self.certificate is None
        )


def session_people(session):
    """Those registered while it is planned, those noted once it is closed; walk-ins last."""
    if not session.is_closed:
        registered = (
            session.registrations.registered()
            .select_related("beneficiary")
            .order_by("beneficiary__sort_name", "pk")
        )
        return [
            Participant(
                beneficiary_id=row.beneficiary_id,
                name=str(row.beneficiary),
                reference=row.beneficiary.file_number,
                status=RegistrationStatus.REGISTERED,
            )
            for row in registered
        ]
    certificates = {document.subject_id: document for document in certificates_of(session)}
    rows = session.attendances.select_related("beneficiary").order_by(
        "beneficiary__sort_name", "walk_in_name", "pk"
    )
    return [
        Participant(
            beneficiary_id=row.beneficiary_id,
            name=str(row.beneficiary or row.walk_in_name),
            reference=row.beneficiary.file_number if row.beneficiary else "sans inscription",
            status=row.status,
            certificate=certificates.get(row.pk),
        )
        for row in rows
    ]


def certificates_of(session):
    """The certificates issued for this session, by number."""
    return Document.objects.filter(
        organisation=session.organisation_id,
        kind=ATTENDANCE_CERTIFICATE,
        subject_type=Attendance._meta.label_lower,
        subject_id__in=session.attendances.values("pk"),
    ).order_by("number")


def people_to_warn(session):
    """Of a cancelled session, those whose seat went with it: somebody has to tell them."""
    if not session.is_cancelled:
        return []
    released = session.registrations.filter(cancelled_at=session.cancelled_at)
    return [
        row.beneficiary
        for row in released.select_related("beneficiary").order_by("beneficiary__sort_name", "pk")
    ]
