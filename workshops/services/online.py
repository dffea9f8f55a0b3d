"""Registering without an account: asked, confirmed from a mail, cancelled by a link."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from inclusion.encryption.blind import blind_index, normalised_email
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean, fold
from workshops.models import OnlineRegistration, OnlineStatus, SessionKind, WorkshopSession
from workshops.refusals import refusing
from workshops.services.planning import refuse_unless_planned
from workshops.services.waiting import give_back, take_free_seat
from workshops.telling import tell_partner, tell_person

# A request nobody confirms is worth nothing two days later.
CONFIRM_HOURS = 48
KEPT_DAYS = 30


def _locked(session_id):
    """The session, locked: its row is the queue of everyone who wants a seat."""
    return (
        WorkshopSession.objects.locked()
        .select_related("workshop", "venue", "organisation")
        .get(pk=session_id)
    )


def _refuse_unless_open(session):
    refuse_unless_planned(session)
    if session.has_started:
        raise Refused("La séance a commencé\u00a0: on ne s’y inscrit plus.")
    if session.kind != SessionKind.GROUP:
        raise Refused("Cette séance ne prend pas d’inscription en ligne.")


@transaction.atomic
def ask_for_a_seat(*, session, name, email="", phone="", partner_name="", partner_email=""):
    """Note a request; a mail asks to confirm it. The same person asking again changes nothing."""
    name, email = clean(name), normalised_email(email)
    if not name:
        raise Refused("Écrivez votre prénom et votre nom.")
    if not email and not phone:
        raise Refused("Donnez un courriel ou un téléphone, pour que nous puissions répondre.")
    session = _locked(session.pk)
    _refuse_unless_open(session)
    index = blind_index("workshops.online", f"{fold(name)}|{email or phone}")
    row = session.online_registrations.live().filter(person_index=index).first()
    if row is None:
        row = OnlineRegistration(
            organisation_id=session.organisation_id,
            session=session,
            name=name,
            email=email,
            phone=phone,
            person_index=index,
            partner_name=clean(partner_name),
            partner_email=normalised_email(partner_email),
        )
        with refusing(OnlineRegistration):
            row.save(force_insert=True)
        record("online.asked", session)
    if row.status == OnlineStatus.ASKED:
        tell_person(
            row,
            session,
            "Confirmez votre inscription",
            "Une place est demandée à votre nom. Ouvrez votre page et confirmez\u00a0: sans"
            f" réponse dans les {CONFIRM_HOURS}\u00a0heures, la demande s’efface.",
        )
    else:
        tell_person(row, session, "Votre inscription", "Vous êtes déjà dans la liste.")
    return row


@transaction.atomic
def confirm_online(*, online, by=None):
    """It is really her: a seat, or the end of the waiting line."""
    session = _locked(online.session_id)
    row = OnlineRegistration.objects.select_for_update(no_key=True).get(pk=online.pk)
    if row.status in {OnlineStatus.REGISTERED, OnlineStatus.WAITLISTED}:
        raise Refused("Cette inscription est déjà confirmée.")
    if row.status == OnlineStatus.CANCELLED:
        raise Refused("Cette inscription est annulée\u00a0: demandez une nouvelle place.")
    _refuse_unless_open(session)
    now = timezone.now()
    if by is None and row.asked_at + timedelta(hours=CONFIRM_HOURS) < now:
        raise Refused("Cette demande a expiré\u00a0: demandez une nouvelle place.")
    row.confirmed_at = now
    if take_free_seat(session):
        row.status = OnlineStatus.REGISTERED
        told = ("Vous êtes inscrit·e", "Votre place est réservée.")
    else:
        row.status, row.waitlisted_at = OnlineStatus.WAITLISTED, now
        told = (
            "Vous êtes en liste d’attente",
            "La séance est complète. Si une place se libère, elle va à la première personne qui"
            " attend, et vous recevez un courriel.",
        )
    row.save(update_fields=["status", "confirmed_at", "waitlisted_at"])
    record("online.confirmed", session, by=by, status=str(row.status))
    tell_person(row, session, *told)
    if row.partner_email:
        tell_partner(row, session, told[0], f"{row.first_name}, que vous avez inscrit·e\u00a0:")
    return row


@transaction.atomic
def cancel_online(*, online, by=None):
    """She (or staff, for her) gives the seat back; whoever waits first gets it."""
    session = _locked(online.session_id)
    row = OnlineRegistration.objects.select_for_update(no_key=True).get(pk=online.pk)
    if row.status == OnlineStatus.CANCELLED:
        raise Refused("Cette inscription est déjà annulée.")
    refuse_unless_planned(session)
    had_seat = row.status == OnlineStatus.REGISTERED
    row.status, row.cancelled_at, row.waitlisted_at = OnlineStatus.CANCELLED, timezone.now(), None
    row.save(update_fields=["status", "cancelled_at", "waitlisted_at"])
    record("online.cancelled", session, by=by)
    if by is not None:
        tell_person(
            row,
            session,
            "Votre inscription est annulée",
            f"{session.organisation.name} a annulé votre inscription à cette séance.",
        )
    tell_partner(row, session, "Inscription annulée", f"{row.first_name} ne viendra pas\u00a0:")
    if had_seat:
        give_back(session)
    return row


def forget_online(now):
    """Requests nobody confirmed, and everyone a month after the session; returns how many."""
    late = OnlineRegistration.objects.filter(
        status=OnlineStatus.ASKED, asked_at__lt=now - timedelta(hours=2 * CONFIRM_HOURS)
    )
    past = OnlineRegistration.objects.filter(session__ends_at__lt=now - timedelta(days=KEPT_DAYS))
    return sum(rows.delete()[0] for rows in (late, past))
