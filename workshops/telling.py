"""What is written to those concerned by a session: one mail a person, nobody else in it.

A mail says who decides: what we cancel is never « à votre demande ».
"""

from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from beneficiaries.models import ContactPreference
from inclusion.jobs.mail import queue_mail
from inclusion.organisations.models import PublicLink, new_token
from inclusion.ui.formats import hour, short_day, weekday_day
from workshops.models import Registration

REGISTRATION_LINK = "registration"
ONLINE_LINK = "online_registration"


def private_address(row):
    """Her own page for this seat; the token is nowhere but in what is sent to her."""
    token = new_token()
    is_file = isinstance(row, Registration)
    PublicLink.create(
        token,
        organisation_id=row.organisation_id,
        kind=REGISTRATION_LINK if is_file else ONLINE_LINK,
        object_id=row.pk,
    )
    return settings.PUBLIC_URL + reverse("workshops:my_registration", args=[token])


def email_of(row):
    """Where to write to her; empty when she has no address or wants no contact."""
    if not isinstance(row, Registration):
        return row.email
    person = row.beneficiary
    if person.preferred_contact == ContactPreference.NONE or person.limited_at:
        return ""
    return person.email


def phone_of(row):
    if not isinstance(row, Registration):
        return row.phone
    person = row.beneficiary
    if person.preferred_contact == ContactPreference.NONE or person.limited_at:
        return ""
    return person.phone


def when_and_where(session):
    """« mardi 24 novembre 2026, de 9 h 30 à 11 h 30 » and the place, on two lines."""
    lines = [
        f"«\u00a0{session.workshop}\u00a0»",
        f"{weekday_day(session.starts_at).capitalize()}, de {hour(session.starts_at)} à"
        f" {hour(session.ends_at)}",
        session.place_line,
    ]
    if session.remote_link:
        lines.append(session.remote_link)
    return "\n".join(lines)


def tell_person(row, session, subject, *sentences, with_details=True):
    """One mail to one person with her own link; True when she could be written to."""
    address = email_of(row)
    if not address:
        return False
    parts = ["Bonjour,", *sentences]
    if with_details:
        parts.append(when_and_where(session))
    parts.append(f"Votre page, pour annuler ou vérifier\u00a0:\n{private_address(row)}")
    queue_mail(to=address, subject=subject, text=_signed(parts, session.organisation))
    return True


def tell_member(member, session, subject, *sentences):
    """One mail to one who leads; it names no participant."""
    if member.ended_at or not member.user.is_active or not member.user.email:
        return
    parts = ["Bonjour,", *sentences, when_and_where(session)]
    queue_mail(to=member.user.email, subject=subject, text=_signed(parts, session.organisation))


def tell_partner(row, session, subject, sentence):
    """The partner who registered someone learns what becomes of the seat."""
    if row.partner_email:
        parts = ["Bonjour,", sentence, when_and_where(session)]
        queue_mail(to=row.partner_email, subject=subject, text=_signed(parts, session.organisation))


def _signed(parts, organisation):
    phone = f" ou appelez le {organisation.phone}" if organisation.phone else ""
    question = f"Une question\u202f? Écrivez à {organisation.email or organisation.name}{phone}."
    return "\n\n".join([*parts, question, organisation.name]) + "\n"


def sms_reminder(session):
    """A text to copy and send: short, and about nobody."""
    organisation = session.organisation
    call = f" Un empêchement\u202f? {organisation.phone}" if organisation.phone else ""
    return (
        f"Rappel\u00a0: {session.workshop}, {short_day(session.starts_at)} à"
        f" {hour(session.starts_at)}, {session.place}.{call}"
    )


def sms_cancellation(session):
    return (
        f"{session.organisation.name}\u00a0: l’atelier {session.workshop} du"
        f" {short_day(session.starts_at)} à {hour(session.starts_at)} est annulé par nos soins."
    )


def sms_link(phone, text):
    """A link that opens the phone's own messages, ready to send."""
    return f"sms:{phone}?body={quote(text)}"
