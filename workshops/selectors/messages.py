"""Who is to be told by telephone, and the line of those who wait."""

from dataclasses import dataclass

from beneficiaries.models import AgeBand, ContactPreference
from inclusion.encryption.blind import shown_phone
from workshops.models import Registration, RegistrationStatus
from workshops.telling import email_of, phone_of, sms_cancellation, sms_link, sms_reminder


@dataclass(frozen=True)
class TextLine:
    name: str
    phone: str
    link: str


def people_to_text(session):
    """(text, lines): the reminder of a session to come, or the news that it is cancelled."""
    if session.is_cancelled:
        text = sms_cancellation(session)
        files = session.registrations.filter(cancelled_at=session.cancelled_at)
        online = session.online_registrations.filter(cancelled_at=session.cancelled_at)
    else:
        text = sms_reminder(session)
        files = session.registrations.registered()
        online = session.online_registrations.registered()
    rows = [
        *files.select_related("beneficiary").order_by("beneficiary__sort_name", "pk"),
        *online.order_by("asked_at", "pk"),
    ]
    return text, [_line(row, text) for row in rows if phone_of(row) and _prefers_text(row)]


def _prefers_text(row):
    if not email_of(row):
        return True
    if not isinstance(row, Registration):
        return False
    return row.beneficiary.preferred_contact in {ContactPreference.SMS, ContactPreference.PHONE}


def _line(row, text):
    name = str(row.beneficiary) if isinstance(row, Registration) else row.name
    phone = phone_of(row)
    return TextLine(name=name, phone=shown_phone(phone), link=sms_link(phone, text))


def waiting_and_online(session):
    """(who waits, the first one first; the online requests that hold a seat or are unconfirmed).

    Files and online requests wait in one line.
    """
    online = list(session.online_registrations.live().order_by("asked_at", "pk"))
    waiting = [row for row in online if row.status == RegistrationStatus.WAITLISTED]
    if session.is_planned:
        waiting += session.registrations.waitlisted().select_related("beneficiary")
    return (
        sorted(waiting, key=lambda row: (row.waitlisted_at, row.pk)),
        [row for row in online if row.status != RegistrationStatus.WAITLISTED],
    )


def expected_online(session):
    """(first name, age class) of those who registered online: on the roll they have no file."""
    rows = session.online_registrations.registered().order_by("asked_at", "pk")
    return [(row.first_name, AgeBand.UNKNOWN) for row in rows]
