"""Reserving a ready device for a person, giving it up, and taking back what was handed over."""

from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from beneficiaries.models import Beneficiary, BeneficiaryStatus
from equipment.documents import accessories_of
from equipment.models import (
    Allocation,
    AllocationPurpose,
    AllocationStatus,
    DeviceStatus,
    Offer,
    ServiceStatus,
)
from equipment.price_caps import refuse_above_cap
from equipment.selectors import family_amount
from equipment.services.acting import act, back_to_quarantine, locked_device, move
from equipment.services.case_closing import close_open_case
from equipment.services.lot_lines import leave_lot
from equipment.services.returns import Returned, issue_return_report
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO
from inclusion.text import clean
from inclusion.ui.formats import euros

# How long a device waits for someone before it is free again.
RESERVATION_DAYS = 14


@act
def allocate(
    *,
    device,
    beneficiary,
    by,
    offer=None,
    purpose=AllocationPurpose.KEEP,
    choice_reason="",
    waiting_rank=None,
):
    """Reserve a ready device for a person, under an offer or to be lent.

    `choice_reason` is why this one when another was proposed first; `waiting_rank` her place among
    those who wait, for the journal.
    """
    device = locked_device(device, by)
    person = Beneficiary.objects.visible_to(by).filter(pk=beneficiary.pk).first()
    if person is None:
        raise Refused("Ce bénéficiaire relève d’une autre structure.")
    refuse_closed_file(person)
    if purpose == AllocationPurpose.KEEP:
        offer = offer and Offer.objects.visible_to(by).filter(pk=offer.pk).first()
        _refuse_unusable(offer)
        refuse_above_cap(device, family_amount(offer), timezone.localdate())
    else:
        offer = None
    move(device, DeviceStatus.RESERVED, "allocate")
    allocation = Allocation.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        beneficiary=person,
        offer=offer,
        purpose=purpose,
        reserved_at=device.status_since,
        reserved_by=by,
        expires_at=device.status_since + timedelta(days=RESERVATION_DAYS),
        choice_reason=clean(choice_reason),
    )
    record(
        "device.reserved",
        device,
        by=by,
        allocation=allocation.pk,
        offer=offer.pk if offer else None,
        purpose=purpose,
        person=person.pseudonym,
        waiting_rank=waiting_rank,
    )
    return allocation


def refuse_closed_file(person):
    if person.status != BeneficiaryStatus.ACTIVE:
        raise Refused("Le dossier de cette personne est clos.")


def _refuse_unusable(offer):
    if offer is None:
        raise Refused("Cette offre relève d’une autre structure.")
    if not offer.is_open:
        raise Refused("Cette offre est close.")
    refuse_unbalanced(offer)


def refuse_unbalanced(offer):
    """What the payers give makes the cost of a unit, to the cent."""
    shares = offer.shares.aggregate(total=Sum("amount"))["total"] or ZERO
    if shares != offer.unit_amount:
        raise Refused(
            f"Les parts de cette offre font {euros(shares)}, son coût {euros(offer.unit_amount)}."
        )


def locked_allocation(allocation, by):
    """The device, then its allocation: the same order in every act."""
    device = locked_device(allocation.device, by)
    mine = Allocation.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    allocation = mine.select_related("offer", "beneficiary").get(pk=allocation.pk)
    allocation.device = device
    return allocation


def refuse_unless_waiting(allocation):
    if allocation.status == AllocationStatus.HANDED_OVER:
        raise Refused("Cet appareil a déjà été remis.")
    if allocation.status == AllocationStatus.ON_LOAN:
        raise Refused("Cet appareil est déjà prêté.")
    if allocation.status == AllocationStatus.RETURNED:
        raise Refused("Cet appareil a été prêté, puis rendu.")
    if allocation.expired_at:
        raise Refused("Cette réservation a expiré\u00a0: l’appareil est de nouveau libre.")
    if allocation.status == AllocationStatus.CANCELLED:
        raise Refused("Cette réservation a été annulée.")


@act
def cancel_allocation(*, allocation, by):
    """Give the device back to the ready ones."""
    allocation = locked_allocation(allocation, by)
    refuse_unless_waiting(allocation)
    allocation.status = AllocationStatus.CANCELLED
    allocation.cancelled_at = allocation.ended_at = timezone.now()
    allocation.save(update_fields=["status", "cancelled_at", "ended_at"])
    move(allocation.device, DeviceStatus.READY, "cancel_allocation")
    record(
        "allocation.cancelled",
        allocation.device,
        by=by,
        allocation=allocation.pk,
        person=allocation.beneficiary.pseudonym,
    )
    return allocation


@act
def return_device(*, device, by, back=None, words="", person_erased=False):
    """Take a device back: whatever was proven before it left is void, and a report says so.

    `back` are the accessories that came with it, all of them when nothing is said.
    """
    device = locked_device(device, by)
    allocation = (
        Allocation.objects.visible_to(by)
        .select_related("beneficiary", "hand_over")
        .filter(device=device, ended_at__isnull=True)
        .first()
    )
    is_loan = allocation is not None and allocation.purpose == AllocationPurpose.LOAN
    if device.status == DeviceStatus.ON_LOAN or is_loan:
        raise Refused("Cet appareil est prêté\u00a0: enregistrez le retour du prêt.")
    if device.status not in {DeviceStatus.HANDED_OVER, DeviceStatus.IN_SERVICE}:
        raise Refused("Cet appareil n’est pas chez une personne.")
    now = timezone.now()
    if allocation is not None:
        allocation.ended_at = now
        allocation.save(update_fields=["ended_at"])
    close_open_case(device, ServiceStatus.RETURNED, by, words)
    leave_lot(device)
    back_to_quarantine(device)
    device.came_in_at = now
    device.save(update_fields=["status", "status_since", "erased_at", "ready_at", "came_in_at"])
    record("device.returned", device, by=by)
    names = left_with(allocation, device)
    came = tuple((name, back is None or name in back) for name in names)
    returned = Returned(accessories=came, words=clean(words), person_erased=person_erased)
    issue_return_report(allocation, device, by, returned)
    return device


def left_with(allocation, device):
    """What went along when the device left, as it was counted that day."""
    if allocation is not None and allocation.hand_over is not None:
        return list(allocation.hand_over.accessories)
    return accessories_of(device)
