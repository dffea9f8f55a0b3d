"""Volunteers' hours: declared by who gave them, confirmed by the manager, then final."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Role
from inclusion.ui.formats import day
from workshops.models import HourlyRate, VolunteerHours, WorkshopSession
from workshops.papers.programme import HOURS_CERTIFICATE, hours_facts
from workshops.refusals import refusing

DECLARED_WITHIN_DAYS = 366
MINUTES = ("preparation_minutes", "facilitation_minutes", "travel_minutes")


@transaction.atomic
def declare_hours(*, by, worked_on, session=None, words="", **minutes):
    """Note one's own hours, or correct them while nobody has confirmed."""
    today = timezone.localdate()
    if session is not None:
        led = WorkshopSession.objects.visible_to(by).facilitated_by(by)
        session = led.filter(pk=session.pk).first()
        if session is None:
            raise Refused("Vous n’animez pas cette séance.")
        worked_on = timezone.localtime(session.starts_at).date()
    if worked_on > today:
        raise Refused("Notez vos heures une fois données.")
    if worked_on < today - timedelta(days=DECLARED_WITHIN_DAYS):
        raise Refused("Ces heures sont trop anciennes\u00a0: voyez votre responsable.")
    row = None
    if session is not None:
        rows = VolunteerHours.objects.visible_to(by).filter(member=by, session=session)
        row = rows.select_for_update(no_key=True).first()
    if row is not None and row.confirmed_at:
        raise Refused("Ces heures sont confirmées\u00a0: elles ne changent plus.")
    row = row or VolunteerHours(organisation_id=by.organisation_id, member=by, session=session)
    row.worked_on, row.words, row.is_civic_service = worked_on, words, by.is_civic_service
    for name in MINUTES:
        setattr(row, name, minutes.get(name) or 0)
    with refusing(VolunteerHours):
        row.save()
    record("hours.declared", row, by=by, minutes=row.minutes)
    return row


@transaction.atomic
def withdraw_hours(*, by, hours):
    """Take back one's own hours that nobody has confirmed."""
    rows = VolunteerHours.objects.visible_to(by).filter(member=by, pk=hours.pk)
    row = rows.select_for_update().first()
    if row is None or row.confirmed_at:
        raise Refused("Ces heures sont confirmées, ou ne sont plus là.")
    record("hours.withdrawn", row, by=by)
    row.delete()


@transaction.atomic
def confirm_hours(*, by, keys):
    """The manager vouches for these hours; never for her own."""
    if by.role != Role.MANAGER:
        raise Refused("La ou le responsable confirme les heures.")
    rows = list(
        VolunteerHours.objects.visible_to(by)
        .to_confirm()
        .filter(pk__in=keys)
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    if not rows:
        raise Refused("Cochez les heures à confirmer\u00a0: celles-ci le sont déjà.")
    now = timezone.now()
    for row in rows:
        row.confirmed_at, row.confirmed_by = now, by
        with refusing(VolunteerHours):
            row.save(update_fields=["confirmed_at", "confirmed_by"])
    record("hours.confirmed", rows[0], by=by, rows=len(rows), minutes=sum(r.minutes for r in rows))
    return rows


@transaction.atomic
def set_rate(*, by, from_day, amount, basis):
    """From that day on, an hour is worth that much; earlier days keep their rate."""
    with refusing(HourlyRate):
        rate = HourlyRate.objects.create(
            organisation_id=by.organisation_id,
            from_day=from_day,
            amount=amount,
            basis=basis,
            set_by=by,
        )
    record("rate.set", rate, by=by, from_day=str(from_day), amount=str(amount))
    return rate


@transaction.atomic
def issue_hours_certificate(*, by, member, first_day, last_day):
    """Certify the confirmed hours of a volunteer over a period."""
    if member.organisation_id != by.organisation_id:
        raise Refused("Cette personne relève d’une autre structure.")
    rows = list(
        VolunteerHours.objects.visible_to(by)
        .confirmed()
        .filter(member=member)
        .between(first_day, last_day)
        .select_related("session__workshop")
        .order_by("worked_on", "pk")
    )
    if not rows:
        raise Refused("Aucune heure confirmée dans cette période\u00a0: rien à attester.")
    facts = hours_facts(member, rows, first=first_day, last=last_day, by=by)
    document = issue_document(
        HOURS_CERTIFICATE,
        facts,
        subject=rows[0],
        by=by,
        subtitle=f"{member}, du {day(first_day)} au {day(last_day)}"[:200],
    )
    record("hours.certified", document, by=by, minutes=sum(row.minutes for row in rows))
    return document
