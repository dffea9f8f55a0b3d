"""What a structure of the platform does with a person sent to it, on its own copy.

Each answer leaves a job for the sender: it then reads the copy in its own context.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaries.models import (
    IncomingFile,
    IncomingReferral,
    Origin,
    Referral,
    ReferralResult,
    ReferralStatus,
)
from beneficiaries.services.files import create_beneficiary
from beneficiaries.services.referral_links import checked_decline
from beneficiaries.services.referral_sending import tell_sender
from beneficiaries.services.referral_steps import OVER, move
from beneficiaries.services.referrals import NOT_ACCEPTED, checked_appointment
from inclusion.exceptions import Refused
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.journal.recording import record

ANSWERED_JOB = "beneficiaries.referral_answered"
TAKEN_IN = [ReferralStatus.ACCEPTED, ReferralStatus.APPOINTMENT, ReferralStatus.ATTENDED]


def _locked(incoming, by):
    found = IncomingReferral.objects.visible_to(by).locked().filter(pk=incoming.pk).first()
    if found is None:
        raise Refused("Cette orientation n’existe plus.")
    if found.status == ReferralStatus.WITHDRAWN:
        raise Refused("La structure qui l’avait envoyée a retiré cette orientation.")
    return found


def _answer(incoming, status, *, by, **changes):
    """Write one answer on the copy and ring the sender."""
    status = ReferralStatus(status)
    if not incoming.can_become(status):
        raise Refused(OVER)
    incoming.status = status
    for name, value in changes.items():
        setattr(incoming, name, value)
    incoming.save(update_fields=["status", *changes])
    record(f"incoming_referral.{status.value}", incoming, by=by)
    outbox.enqueue(
        ANSWERED_JOB,
        idem_key=f"referral:{incoming.pk}:{status.value}:{timezone.now().isoformat()}",
        organisation_id=incoming.organisation_id,
        payload={"incoming": str(incoming.pk)},
    )
    return incoming


@transaction.atomic
def open_incoming(*, incoming, by):
    """Read what was shared for the first time: the sender learns that it arrived."""
    incoming = _locked(incoming, by)
    return _answer(incoming, ReferralStatus.RECEIVED, by=by, opened_at=timezone.now())


@transaction.atomic
def accept_incoming(*, incoming, by, appointment_at=None):
    """We will see her, on that day when it is known."""
    incoming = _locked(incoming, by)
    if incoming.status not in NOT_ACCEPTED:
        raise Refused(OVER)
    at = checked_appointment(appointment_at) if appointment_at else None
    incoming = _answer(incoming, ReferralStatus.ACCEPTED, by=by, answered_at=timezone.now())
    if at:
        incoming = _answer(incoming, ReferralStatus.APPOINTMENT, by=by, appointment_at=at)
    return incoming


@transaction.atomic
def decline_incoming(*, incoming, by, reason, words=""):
    """We cannot, and why; nothing of the person stays here."""
    reason, words = checked_decline(reason, words)
    incoming = _locked(incoming, by)
    return _answer(
        incoming,
        ReferralStatus.DECLINED,
        by=by,
        answered_at=timezone.now(),
        decline_reason=reason,
        decline_words=words,
        shared="",
        message="",
    )


@transaction.atomic
def set_incoming_appointment(*, incoming, by, appointment_at):
    """The day we give her."""
    incoming = _locked(incoming, by)
    at = checked_appointment(appointment_at)
    if incoming.status in NOT_ACCEPTED:
        raise Refused("Acceptez d’abord l’orientation.")
    if incoming.appointment_at == at and incoming.status == ReferralStatus.APPOINTMENT:
        raise Refused("Ce rendez-vous est déjà noté.")
    return _answer(incoming, ReferralStatus.APPOINTMENT, by=by, appointment_at=at)


@transaction.atomic
def record_incoming_attendance(*, incoming, by, attended):
    """Did she come?"""
    incoming = _locked(incoming, by)
    if incoming.status in NOT_ACCEPTED:
        raise Refused("Acceptez d’abord l’orientation.")
    status = ReferralStatus.ATTENDED if attended else ReferralStatus.ABSENT
    return _answer(incoming, status, by=by)


@transaction.atomic
def close_incoming(*, incoming, by, result):
    """What came of it, as the sender may know it; the copy is emptied."""
    if result not in ReferralResult.values:
        raise Refused("Dites ce que l’orientation a changé.")
    incoming = _locked(incoming, by)
    if incoming.status in NOT_ACCEPTED:
        raise Refused("Acceptez ou déclinez d’abord l’orientation.")
    return _answer(incoming, ReferralStatus.CLOSED, by=by, result=result, shared="", message="")


@transaction.atomic
def open_incoming_file(*, incoming, by, **values):
    """Open our own file for her: our own act, our own notice; once for a referral."""
    incoming = _locked(incoming, by)
    if incoming.status not in TAKEN_IN:
        raise Refused("Acceptez d’abord l’orientation.")
    beneficiary = create_beneficiary(
        by=by,
        **values | {"origin": Origin.ASSOCIATION, "referred_by": incoming.sender_name[:120]},
    )
    try:
        with transaction.atomic():
            IncomingFile.objects.create(
                organisation_id=by.organisation_id,
                incoming_id=incoming.pk,
                beneficiary=beneficiary,
                opened_by=by,
            )
    except IntegrityError as error:
        if "incomingfile_once" not in str(error):
            raise
        raise Refused("Un dossier est déjà ouvert pour cette orientation.") from None
    record("incoming_referral.file_opened", incoming, by=by, person=beneficiary.pseudonym)
    return beneficiary


@organisation_task(ANSWERED_JOB, label="Réponse à une orientation")
def follow_answer(job, in_organisation):
    """In the sender's context: bring its referral to where the receiver's copy is."""
    with outbox.holding(job):
        copy = IncomingReferral.objects.filter(pk=job.payload["incoming"]).first()
        if copy is not None:
            referral = (
                Referral.objects.locked()
                .select_related("beneficiary", "created_by__user")
                .filter(pk=copy.referral_id)
                .first()
            )
            if referral is not None:
                # Read again under the referral's lock: the latest answer is the one that counts.
                copy.refresh_from_db()
                _follow(referral, copy)
        outbox.finish(job)


def _follow(referral, copy):
    """The status and what goes with it; a referral withdrawn meanwhile stays withdrawn."""
    is_moved = copy.appointment_at is not None and copy.appointment_at != referral.appointment_at
    if referral.status == copy.status and not is_moved:
        return
    if copy.status == ReferralStatus.WITHDRAWN or not referral.can_become(copy.status):
        return
    changes = {
        "opened_at": copy.opened_at,
        "answered_at": copy.answered_at,
        "decline_reason": copy.decline_reason,
        "decline_words": copy.decline_words,
        "result": copy.result,
    }
    if is_moved:
        changes |= {"appointment_at": copy.appointment_at, "attendance_asked_at": None}
    move(referral, copy.status, is_receiver=True, **changes)
    if copy.status != ReferralStatus.RECEIVED:
        tell_sender(referral)
