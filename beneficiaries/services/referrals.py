"""A person sent through a door: shown up to three, she chooses; what becomes of it comes back."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from beneficiaries.guard import refuse_forbidden
from beneficiaries.models import (
    ConsentPurpose,
    IncomingReferral,
    OfferKind,
    Referral,
    ReferralMode,
    ReferralNeed,
    ReferralOffer,
    ReferralResult,
    ReferralStatus,
    ReferralStep,
)
from beneficiaries.referral.sheet import issue_sheet
from beneficiaries.services.files import refuse_if_limited
from beneficiaries.services.locking import lock_person
from beneficiaries.services.referral_steps import OVER, locked_referral, move, save
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.registry import registry
from inclusion.text import clean

OFFERS_AT_MOST = 3
APPOINTMENT_DAYS_AHEAD = 365
# Sent and not accepted yet: what a person who takes her consent back ends.
NOT_ACCEPTED = [ReferralStatus.SENT, ReferralStatus.RECEIVED, ReferralStatus.UNANSWERED]


@transaction.atomic
def propose_referral(*, beneficiary, by, need, targets, assessment=None):
    """Keep the doors shown to a person for one need, one to three, as they are today."""
    beneficiary = lock_person(beneficiary, by)
    refuse_if_limited(beneficiary)
    if beneficiary.is_closed:
        raise Refused("Ce dossier est clos\u00a0: rouvrez-le avant d’orienter la personne.")
    if need not in ReferralNeed.values:
        raise Refused("Dites de quoi la personne a besoin.")
    if not 1 <= len(targets) <= OFFERS_AT_MOST:
        raise Refused("Choisissez une à trois propositions à montrer à la personne.")
    if assessment and assessment.beneficiary_id != beneficiary.pk:
        raise Refused("Ce diagnostic est celui d’une autre personne.")
    referral = Referral.objects.create(
        organisation_id=by.organisation_id,
        beneficiary=beneficiary,
        assessment=assessment,
        need=need,
        status=ReferralStatus.PROPOSED,
        created_by=by,
    )
    ReferralOffer.objects.bulk_create(
        ReferralOffer(
            organisation_id=by.organisation_id,
            referral=referral,
            rank=rank,
            kind=target.kind,
            target_id=target.id,
            title=target.title,
            reason=target.reason,
            distance_km=None if target.distance_km is None else round(target.distance_km, 1),
            facts=target.facts,
        )
        for rank, target in enumerate(targets, 1)
    )
    ReferralStep.objects.create(
        organisation_id=by.organisation_id,
        referral=referral,
        status=ReferralStatus.PROPOSED,
        by=by,
    )
    record(
        "referral.proposed",
        beneficiary,
        by=by,
        referral=str(referral.pk),
        need=need,
        offers=len(targets),
    )
    return referral


@transaction.atomic
def choose_door(*, referral, by, offer, mode, appointment_at=None, ask_for=""):
    """The person chose; the address or the appointment is given to her with her sheet.

    A transmission only notes the door: what leaves, and her consent, come with `send_referral`.
    An appointment at a door of ours takes her seat there, or her place in its line.
    """
    referral = locked_referral(referral, by)
    refuse_if_limited(referral.beneficiary)
    if referral.status != ReferralStatus.PROPOSED:
        raise Refused(OVER)
    offer = referral.offers.filter(pk=offer.pk).first()
    if offer is None:
        raise Refused("Choisissez l’une des propositions montrées à la personne.")
    if mode == ReferralMode.TRANSMISSION and offer.kind == OfferKind.WORKSHOP:
        raise Refused("Cet atelier est le vôtre\u00a0: il n’y a rien à transmettre.")
    referral.offers.filter(is_chosen=True).update(is_chosen=False)
    offer.is_chosen = True
    keep_seat = registry.referral_seats.get(offer.kind)
    seat = None
    if mode == ReferralMode.APPOINTMENT and keep_seat:
        seat = keep_seat(offer=offer, beneficiary=referral.beneficiary, by=by)
        appointment_at = seat.at
    offer.facts = {**offer.facts, "ask_for": clean(ask_for)[:120]}
    if seat and seat.waits:
        # Nothing is promised yet: she has the address, and is told when a seat is hers.
        mode, offer.facts["starts_at"] = ReferralMode.ADDRESS, ""
    offer.save(update_fields=["is_chosen", "facts"])
    referral.mode, referral.receiver_name = mode, offer.title[:120]
    if mode == ReferralMode.TRANSMISSION:
        save(referral, "mode", "receiver_name")
        record("referral.door_chosen", referral.beneficiary, by=by, referral=str(referral.pk))
        return referral
    status, changes = ReferralStatus.SENT, {}
    if mode == ReferralMode.APPOINTMENT:
        status = ReferralStatus.APPOINTMENT
        changes["appointment_at"] = checked_appointment(appointment_at)
    elif mode != ReferralMode.ADDRESS:
        raise Refused("Dites comment la personne y va.")
    changes |= {"mode": mode, "receiver_name": referral.receiver_name, "sent_at": timezone.now()}
    move(referral, status, by=by, **changes)
    issue_sheet(referral, by=by)
    return referral


def checked_appointment(at, *, now=None):
    """An instant to come within a year, or today's."""
    now = now or timezone.now()
    if at is None:
        raise Refused("Dites le jour et l’heure du rendez-vous.")
    if not now - timedelta(hours=12) <= at <= now + timedelta(days=APPOINTMENT_DAYS_AHEAD):
        raise Refused("Un rendez-vous est à venir, dans l’année.")
    return at


@transaction.atomic
def note_refusal(*, referral, by, words=""):
    """The person wants none of these doors: her words are kept, nothing is held against her."""
    refuse_forbidden(words)
    referral = locked_referral(referral, by)
    return move(referral, ReferralStatus.REFUSED, by=by, person_refusal=clean(words)[:500])


@transaction.atomic
def set_appointment(*, referral, by, appointment_at):
    """The day and hour, learnt by the sender; a new sheet says so."""
    referral = locked_referral(referral, by)
    at = checked_appointment(appointment_at)
    if referral.appointment_at == at and referral.status == ReferralStatus.APPOINTMENT:
        raise Refused("Ce rendez-vous est déjà noté.")
    if referral.status == ReferralStatus.PROPOSED:
        raise Refused(OVER)
    move(referral, ReferralStatus.APPOINTMENT, by=by, appointment_at=at, attendance_asked_at=None)
    issue_sheet(referral, by=by)
    return referral


@transaction.atomic
def record_attendance(*, referral, by, attended):
    """Did she get there? Said by the sender, who asked her."""
    referral = locked_referral(referral, by)
    if referral.status == ReferralStatus.PROPOSED:
        raise Refused(OVER)
    return move(referral, ReferralStatus.ATTENDED if attended else ReferralStatus.ABSENT, by=by)


@transaction.atomic
def close_referral(*, referral, by, result):
    """What it changed for her; « inconnu » is an answer."""
    if result not in ReferralResult.values:
        raise Refused("Dites ce que l’orientation a changé.")
    referral = locked_referral(referral, by)
    return move(referral, ReferralStatus.CLOSED, by=by, result=result)


@transaction.atomic
def give_new_sheet(*, referral, by):
    """One more sheet for the person, with what is known today; the former one says so."""
    referral = locked_referral(referral, by)
    if not referral.offers.filter(is_chosen=True).exists() or referral.sent_at is None:
        raise Refused("La fiche s’imprime une fois la porte choisie avec la personne.")
    if not referral.is_open:
        raise Refused("Cette orientation est finie\u00a0: elle n’a plus de fiche.")
    return issue_sheet(referral, by=by)


@transaction.atomic
def withdraw_referral(*, referral, by):
    """Take a referral back at any time: whatever was shared is out of reach at once."""
    return _withdraw(locked_referral(referral, by), by)


def _withdraw(referral, by):
    move(referral, ReferralStatus.WITHDRAWN, by=by)
    empty_copy(referral, withdrawn=True)
    return referral


def withdraw_open_referrals(*, beneficiary, by, receiver):
    """End what waits on a consent just taken back: sent to that receiver and not accepted yet.

    Called with the person locked, in the transaction of her withdrawal.
    """
    waiting = (
        Referral.objects.visible_to(by)
        .filter(
            beneficiary=beneficiary,
            mode=ReferralMode.TRANSMISSION,
            receiver_name=receiver,
            status__in=NOT_ACCEPTED,
        )
        .order_by("pk")
        .locked()
    )
    ended = []
    for referral in waiting:
        referral.beneficiary = beneficiary
        # The receiver may have accepted a moment ago: its answer is then on its way.
        copy = _locked_copy(referral)
        if copy is None or copy.status in [*NOT_ACCEPTED, ReferralStatus.DECLINED]:
            ended.append(_withdraw(referral, by))
    return ended


def after_consent_withdrawal(*, consent, by):
    """The hook of `withdraw_consent`."""
    if consent.purpose == ConsentPurpose.TRANSMISSION:
        withdraw_open_referrals(beneficiary=consent.beneficiary, by=by, receiver=consent.receiver)


def _locked_copy(referral):
    return IncomingReferral.objects.locked().filter(referral_id=referral.pk).first()


def empty_copy(referral, *, withdrawn):
    """Leave nothing of the person in the receiver's copy, from the sender's side."""
    copy = _locked_copy(referral)
    if copy is None:
        return
    copy.shared = copy.message = ""
    if withdrawn:
        copy.status = ReferralStatus.WITHDRAWN
    copy.save(update_fields=["status", "shared", "message"])
