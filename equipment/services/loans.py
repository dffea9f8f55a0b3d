"""Lending a device until a day, prolonging, and taking it back."""

from datetime import timedelta

from django.utils import timezone

from equipment import signatures
from equipment.models import (
    AllocationPurpose,
    AllocationStatus,
    DeviceStatus,
    HandOver,
    Loan,
    ServiceStatus,
    SignatureManner,
)
from equipment.papers.handing import LOAN_AGREEMENT, loan_facts
from equipment.services.acting import act, back_to_quarantine, locked_device, move
from equipment.services.allocation import locked_allocation, refuse_unless_waiting
from equipment.services.case_closing import close_open_case
from equipment.services.handing import (
    cleaned_accessories,
    close_reservation,
    refuse_unready,
    sign,
    signature_given,
)
from equipment.services.returns import Returned, issue_return_report
from inclusion.documents.issuing import issue_document
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO, to_cents
from inclusion.text import clean
from inclusion.ui.formats import day, euros

LONGEST_DAYS = 2 * 366
DEPOSIT_AT_MOST = 500


@act
def lend(
    *,
    allocation,
    due_on,
    by,
    deposit_amount=ZERO,
    accessories=(),
    manner=SignatureManner.PAPER,
    signature="",
    signed_paper=None,
):
    """Lend a device reserved for that; returns the Loan and its agreement."""
    drawing, paper = signature_given(manner, signature, signed_paper)
    allocation = locked_allocation(allocation, by)
    refuse_unless_waiting(allocation)
    if allocation.purpose != AllocationPurpose.LOAN:
        raise Refused("Cet appareil est réservé pour être gardé\u00a0: préparez sa remise.")
    lent_on = timezone.localdate()
    _refuse_unlikely(lent_on, due_on)
    if not 0 <= deposit_amount <= DEPOSIT_AT_MOST:
        raise Refused(f"Une caution va de 0 à {euros(DEPOSIT_AT_MOST)}.")
    device = allocation.device
    if device.status == DeviceStatus.RESERVED:
        refuse_unready(allocation)
        device.move_to(DeviceStatus.ALLOCATED, "prepare_papers")
    names = cleaned_accessories(accessories)
    moment = HandOver.objects.create(
        organisation_id=by.organisation_id,
        at=timezone.now(),
        by=by,
        accessories=names,
        signature_manner=manner,
    )
    sign(moment, drawing, paper)
    loan = Loan.objects.create(
        organisation_id=by.organisation_id,
        allocation=allocation,
        device=device,
        lent_on=lent_on,
        due_on=due_on,
        deposit_amount=to_cents(deposit_amount),
        accessories=[{"name": name, "is_back": None} for name in names],
    )
    close_reservation(allocation, moment, AllocationStatus.ON_LOAN)
    move(device, DeviceStatus.ON_LOAN, "lend", at=moment.at)
    record(
        "device.lent",
        device,
        by=by,
        allocation=allocation.pk,
        person=allocation.beneficiary.pseudonym,
        until=due_on,
        deposit=loan.deposit_amount,
    )
    facts = loan_facts(loan, moment, signatures.as_data(drawing) if drawing else "")
    return loan, _agreement(loan, facts, by)


def _agreement(loan, facts, by, replaces=None):
    allocation = loan.allocation
    return issue_document(
        LOAN_AGREEMENT,
        facts,
        subject=allocation,
        by=by,
        subtitle=f"{allocation.beneficiary}, {loan.device.short_name}"[:200],
        replaces=replaces,
    )


def _refuse_unlikely(start, due_on):
    if due_on <= start:
        raise Refused("La date de retour est à venir.")
    if due_on > start + timedelta(days=LONGEST_DAYS):
        raise Refused("Un prêt dure deux ans au plus\u00a0: au-delà, l’appareil se donne.")


def _locked_loan(loan, by):
    """The device first, as in every act."""
    device = locked_device(loan.device, by)
    loan = (
        Loan.objects.visible_to(by)
        .locked()
        .select_related("allocation__beneficiary", "allocation__hand_over")
        .get(pk=loan.pk)
    )
    loan.device = device
    if not loan.is_out:
        raise Refused(f"Cet appareil a déjà été rendu, le {day(loan.returned_on)}.")
    return loan


@act
def prolong_loan(*, loan, due_on, by):
    """Push the day of return; a new agreement replaces the former one."""
    loan = _locked_loan(loan, by)
    today = timezone.localdate()
    if due_on <= loan.due_on:
        raise Refused(f"Choisissez une date après le {day(loan.due_on)}.")
    _refuse_unlikely(today, due_on)
    if loan.allocation.beneficiary is None:
        raise Refused("Le dossier de cette personne est effacé\u00a0: demandez le retour.")
    former, loan.due_on = loan.due_on, due_on
    loan.save(update_fields=["due_on"])
    record("loan.prolonged", loan.device, by=by, loan=loan.pk, until=due_on, former=former)
    moment = HandOver(organisation_id=by.organisation_id, at=timezone.now(), by=by)
    replaced = (
        Document.objects.visible_to(by)
        .about(loan.allocation)
        .filter(kind=LOAN_AGREEMENT)
        .order_by("-issued_at")
        .first()
    )
    facts = loan_facts(loan, moment, prolonged_from=former)
    return loan, _agreement(loan, facts, by, replaced)


@act
def return_loan(*, loan, by, back=(), returned_amount=ZERO, words="", person_erased=False):
    """The device is back: what came with it is ticked, its data are unproven again."""
    loan = _locked_loan(loan, by)
    device = loan.device
    if device.status not in {DeviceStatus.ON_LOAN, DeviceStatus.IN_SERVICE}:
        raise Refused("Cet appareil n’est pas prêté.")
    returned_amount = to_cents(returned_amount or ZERO)
    words = clean(words)
    if returned_amount > loan.deposit_amount:
        raise Refused(f"La caution reçue était de {euros(loan.deposit_amount)}.")
    if returned_amount < loan.deposit_amount and not words:
        raise Refused("Dites pourquoi la caution n’est pas rendue en entier.")
    now = timezone.now()
    came_back = set(back)
    loan.accessories = [
        {"name": each["name"], "is_back": each["name"] in came_back} for each in loan.accessories
    ]
    loan.returned_on, loan.returned_by = timezone.localdate(now), by
    loan.returned_amount, loan.return_words = returned_amount, words
    loan.save()
    allocation = loan.allocation
    allocation.status, allocation.ended_at = AllocationStatus.RETURNED, now
    allocation.save(update_fields=["status", "ended_at"])
    close_open_case(device, ServiceStatus.RETURNED, by, words)
    back_to_quarantine(device)
    device.came_in_at = now
    device.save(update_fields=["status", "status_since", "erased_at", "ready_at", "came_in_at"])
    missing = sum(not each["is_back"] for each in loan.accessories)
    record("loan.returned", device, by=by, loan=loan.pk, missing=missing, deposit=returned_amount)
    returned = Returned(
        accessories=tuple((each["name"], each["is_back"]) for each in loan.accessories),
        words=words,
        person_erased=person_erased,
        was_lent=True,
        deposit=loan.deposit_amount,
        deposit_back=returned_amount,
    )
    issue_return_report(allocation, device, by, returned)
    return loan
