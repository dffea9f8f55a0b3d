"""From a ready device to the person who takes it home, and back."""

from django.db.models import Sum
from django.utils import timezone

from beneficiaries.models import Beneficiary, BeneficiaryStatus
from equipment.documents import HANDOVER_CERTIFICATE, handover_facts
from equipment.models import Allocation, AllocationStatus, DeviceStatus, Offer
from equipment.selectors import family_amount
from equipment.services.acting import act, back_to_quarantine, locked_device, move
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO, to_cents
from inclusion.ui.formats import euros


@act
def allocate(*, device, beneficiary, offer, by):
    """Reserve a ready device for a person under an offer."""
    device = locked_device(device, by)
    person = Beneficiary.objects.visible_to(by).filter(pk=beneficiary.pk).first()
    if person is None:
        raise Refused("Ce bénéficiaire relève d’une autre structure.")
    if person.status != BeneficiaryStatus.ACTIVE:
        raise Refused("Le dossier de cette personne est clos.")
    offer = Offer.objects.visible_to(by).filter(pk=offer.pk).first()
    _refuse_unusable(offer)
    move(device, DeviceStatus.RESERVED)
    allocation = Allocation.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        beneficiary=person,
        offer=offer,
        reserved_at=device.status_since,
        reserved_by=by,
    )
    record(
        "device.reserved",
        device,
        by=by,
        allocation=allocation.pk,
        offer=offer.pk,
        person=person.pseudonym,
    )
    return allocation


def _refuse_unusable(offer):
    if offer is None:
        raise Refused("Cette offre relève d’une autre structure.")
    if not offer.is_open:
        raise Refused("Cette offre est close.")
    shares = offer.shares.aggregate(total=Sum("amount"))["total"] or ZERO
    if shares != offer.unit_amount:
        raise Refused(
            f"Les parts de cette offre font {euros(shares)}, son coût {euros(offer.unit_amount)}."
        )


def _locked_allocation(allocation, by):
    """The device, then its allocation: the same order in every act."""
    device = locked_device(allocation.device, by)
    mine = Allocation.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    allocation = mine.select_related("offer", "beneficiary").get(pk=allocation.pk)
    allocation.device = device
    return allocation


def _refuse_unless_waiting(allocation):
    if allocation.status == AllocationStatus.HANDED_OVER:
        raise Refused("Cet appareil a déjà été remis.")
    if allocation.status == AllocationStatus.CANCELLED:
        raise Refused("Cette réservation a été annulée.")


@act
def cancel_allocation(*, allocation, by):
    """Give the device back to the ready ones."""
    allocation = _locked_allocation(allocation, by)
    _refuse_unless_waiting(allocation)
    allocation.status = AllocationStatus.CANCELLED
    allocation.cancelled_at = allocation.ended_at = timezone.now()
    allocation.save(update_fields=["status", "cancelled_at", "ended_at"])
    move(allocation.device, DeviceStatus.READY)
    record(
        "allocation.cancelled",
        allocation.device,
        by=by,
        allocation=allocation.pk,
        person=allocation.beneficiary.pseudonym,
    )
    return allocation


@act
def hand_over(*, allocation, family_paid_amount, by):
    """Hand the device over to the person, her share received; returns (allocation, document)."""
    allocation = _locked_allocation(allocation, by)
    _refuse_unless_waiting(allocation)
    expected = family_amount(allocation.offer)
    if to_cents(family_paid_amount) != expected:
        raise Refused(f"La participation à recevoir de la famille est de {euros(expected)}.")
    person = allocation.beneficiary
    allocation.status = AllocationStatus.HANDED_OVER
    allocation.family_paid_amount = expected
    allocation.handed_over_at = timezone.now()
    allocation.handed_over_by = by
    allocation.was_priority_neighbourhood = person.is_priority_neighbourhood
    allocation.save(
        update_fields=[
            "status",
            "family_paid_amount",
            "handed_over_at",
            "handed_over_by",
            "was_priority_neighbourhood",
        ]
    )
    if allocation.device.status == DeviceStatus.RESERVED:
        allocation.device.move_to(DeviceStatus.ALLOCATED)
    move(allocation.device, DeviceStatus.HANDED_OVER, at=allocation.handed_over_at)
    record(
        "device.handed_over",
        allocation.device,
        by=by,
        allocation=allocation.pk,
        offer=allocation.offer_id,
        person=person.pseudonym,
        family_paid=expected,
    )
    document = issue_document(
        HANDOVER_CERTIFICATE,
        handover_facts(allocation),
        subject=allocation,
        by=by,
        subtitle=f"{person}, {allocation.device.short_name}"[:200],
    )
    return allocation, document


@act
def return_device(*, device, by):
    """Take a device back: whatever was proven before it left is void."""
    device = locked_device(device, by)
    if device.status != DeviceStatus.HANDED_OVER:
        raise Refused("Cet appareil n’est pas chez une personne.")
    now = timezone.now()
    Allocation.objects.visible_to(by).filter(device=device, ended_at__isnull=True).update(
        ended_at=now
    )
    back_to_quarantine(device)
    device.came_in_at = now
    device.save(update_fields=["status", "status_since", "erased_at", "ready_at", "came_in_at"])
    record("device.returned", device, by=by)
    return device
