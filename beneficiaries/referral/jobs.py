"""The delays of a referral: a reminder at seven days, back to its referent at fifteen, and, the
day after an appointment, « est-elle venue ? ».

A job a day and an organisation; run twice, it does nothing more. Times are given, never guessed.
"""

from datetime import timedelta

from django.utils import timezone

from beneficiaries.models import IncomingReferral, Referral, ReferralMode, ReferralStatus
from beneficiaries.services.referral_sending import (
    ANSWER_DAYS,
    mail_link,
    mail_receiver,
    new_link,
)
from beneficiaries.services.referral_steps import move, save
from beneficiaries.services.referrals import NOT_ACCEPTED
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.mail import queue_mail
from inclusion.jobs.rounds import ask_everywhere
from inclusion.journal.recording import record
from inclusion.organisations.database import active_organisation_id
from inclusion.text import counted

DELAYS_JOB = "beneficiaries.referral_delays"
REMINDER_DAYS = 7
RETURN_DAYS = 15
ATTENDANCE_DAYS = 1
# What a receiver did not accept is emptied that long after the delay to answer ran out.
EMPTIED_AFTER_DAYS = 15
BATCH = 200
WAITING = [ReferralStatus.SENT, ReferralStatus.RECEIVED]


def ask_for_referral_delays(today=None):
    """Record today's job of every organisation; asked twice on one day, recorded once."""
    ask_everywhere(DELAYS_JOB, today or timezone.localdate())


@organisation_task(DELAYS_JOB, label="Délais des orientations")
def run_delays(job, in_organisation):
    """Each delay in turn, in batches of one short transaction."""
    now = timezone.now()
    for step in (remind, bring_back, ask_attendance, empty_unanswered):
        while True:
            with outbox.holding(job):
                done = step(now=now)
            if done < BATCH:
                break
    with outbox.holding(job):
        outbox.finish(job)


def follow_delays(*, now):
    """Everything due at `now` in the active organisation; returns how many of each."""
    return {
        "reminded": remind(now=now),
        "brought_back": bring_back(now=now),
        "asked": ask_attendance(now=now),
        "emptied": empty_unanswered(now=now),
    }


def _due(**conditions):
    """The active organisation's referrals that match, locked; those in use wait for tomorrow."""
    return (
        Referral.objects.filter(organisation=active_organisation_id(), **conditions)
        .select_related("beneficiary", "organisation", "to_organisation")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("pk")[:BATCH]
    )


def remind(*, now):
    """Seven days without an answer: the receiver is reminded, once."""
    due = list(
        _due(
            mode=ReferralMode.TRANSMISSION,
            status__in=WAITING,
            sent_at__lte=now - timedelta(days=REMINDER_DAYS),
            sent_at__gt=now - timedelta(days=RETURN_DAYS),
            reminded_at__isnull=True,
        )
    )
    for referral in due:
        referral.reminded_at = now
        save(referral, "reminded_at")
        if referral.to_organisation_id:
            mail_receiver(referral.to_organisation, referral.organisation.name)
        elif not referral.is_locked:
            mail_link(referral, referral.organisation, reminder=True)
        record("referral.reminded", referral.beneficiary, referral=str(referral.pk))
    return len(due)


def bring_back(*, now):
    """Fifteen days: a transmission goes unanswered, an address given asks whether she went."""
    due = list(
        _due(
            mode__in=[ReferralMode.TRANSMISSION, ReferralMode.ADDRESS],
            status__in=WAITING,
            sent_at__lte=now - timedelta(days=RETURN_DAYS),
            returned_at__isnull=True,
        )
    )
    for referral in due:
        referral.returned_at = now
        if referral.is_transmission:
            move(referral, ReferralStatus.UNANSWERED, at=now, returned_at=now)
        else:
            save(referral, "returned_at")
            record("referral.returned", referral.beneficiary, referral=str(referral.pk))
    return len(due)


def ask_attendance(*, now):
    """The day after an appointment: the sender finds it on her home page, the receiver in a mail.

    The link it holds lives fifteen more days, and shows nothing of the person.
    """
    due = list(
        _due(
            status=ReferralStatus.APPOINTMENT,
            appointment_at__lte=now - timedelta(days=ATTENDANCE_DAYS),
            attendance_asked_at__isnull=True,
        )
    )
    for referral in due:
        referral.attendance_asked_at = now
        if referral.goes_by_link:
            referral.expires_at = max(referral.expires_at or now, now + timedelta(days=ANSWER_DAYS))
        save(referral, "attendance_asked_at", "expires_at")
        if referral.goes_by_link:
            _mail_attendance(referral)
        record("referral.attendance_asked", referral.beneficiary, referral=str(referral.pk))
    return len(due)


def _mail_attendance(referral):
    queue_mail(
        to=referral.to_email,
        subject="La personne est-elle venue\u00a0?",
        text=(
            f"Bonjour,\n\n{referral.organisation.name} vous a adressé une personne, qui avait"
            " rendez-vous chez vous. Est-elle venue\u00a0? Un clic suffit\u00a0:\n"
            f"{new_link(referral)}\n\n"
            "Le code est le même que la première fois. La page ne montre rien de la personne."
            f" Ce lien vaut {counted(ANSWER_DAYS, 'jour')}.\n"
        ),
    )


def empty_unanswered(*, now):
    """As a receiver: what was not accepted is emptied fifteen days after its delay ran out."""
    due = list(
        IncomingReferral.objects.filter(
            to_organisation=active_organisation_id(),
            status__in=NOT_ACCEPTED,
            expires_at__lte=now - timedelta(days=EMPTIED_AFTER_DAYS),
        )
        .exclude(shared=b"")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("pk")[:BATCH]
    )
    for incoming in due:
        incoming.shared = incoming.message = ""
        incoming.save(update_fields=["shared", "message"])
        record("incoming_referral.emptied", incoming)
    return len(due)
