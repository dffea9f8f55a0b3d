"""Certificates of attendance: for one person or the whole session, never twice for one."""

from django.db import transaction

from inclusion.documents.issuing import issue_documents
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Membership
from workshops.documents import ATTENDANCE_CERTIFICATE, certificate_facts
from workshops.models import Attendance
from workshops.services.planning import locked_session


@transaction.atomic
def issue_certificates(*, session, by, beneficiaries=None):
    """Issue the certificates still missing, in one job; returns the new Documents.

    For everyone who came, or for `beneficiaries` only. The lock on the session makes two
    simultaneous requests issue each certificate once.
    """
    session = locked_session(session, by)
    if not session.is_closed:
        raise Refused("Les attestations se font quand les présences sont enregistrées.")
    came = session.attendances.seen().filter(beneficiary__isnull=False)
    if beneficiaries is not None:
        came = came.filter(beneficiary__in=beneficiaries)
    came = list(
        came.select_related("beneficiary").order_by("beneficiary__sort_name", "beneficiary_id")
    )
    if not came:
        raise Refused("Aucune personne inscrite n’était présente : rien à attester.")
    certified = set(
        Document.objects.filter(
            organisation=by.organisation_id,
            kind=ATTENDANCE_CERTIFICATE,
            subject_type=Attendance._meta.label_lower,
            subject_id__in=[attendance.pk for attendance in came],
        ).values_list("subject_id", flat=True)
    )
    missing = [attendance for attendance in came if attendance.pk not in certified]
    if not missing:
        raise Refused("Ces attestations sont déjà émises : elles sont dans « Mes documents ».")
    leaders = list(
        Membership.objects.filter(pk__in=session.facilitators.values("member_id"))
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )
    documents = issue_documents(
        ATTENDANCE_CERTIFICATE,
        [
            (
                certificate_facts(attendance, session=session, leaders=leaders, by=by),
                attendance,
                f"{attendance.beneficiary}, « {session.workshop} »",
            )
            for attendance in missing
        ],
        by=by,
    )
    record("session.certificates_issued", session, by=by, count=len(documents))
    return documents
