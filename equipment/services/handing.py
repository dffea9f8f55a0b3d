"""The counter: papers made ready, a bundle handed over or lent under one signature."""

from datetime import timedelta

from django.utils import timezone

from equipment import signatures
from equipment.documents import HANDOVER_CERTIFICATE, accessories_of, handover_facts
from equipment.models import (
    Allocation,
    AllocationPurpose,
    AllocationStatus,
    DeviceStatus,
    HandOver,
    Payment,
    PaymentMethod,
    SaleTerms,
    SignatureManner,
)
from equipment.papers.handing import ALLOCATION_SLIP, SALE_RECEIPT, receipt_facts, slip_facts
from equipment.price_caps import refuse_above_cap
from equipment.selectors import family_amount
from equipment.services.acting import act, locked_device, move
from equipment.services.allocation import (
    RESERVATION_DAYS,
    locked_allocation,
    refuse_closed_file,
    refuse_unbalanced,
    refuse_unless_waiting,
)
from equipment.services.supplies import give_item
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO, to_cents
from inclusion.text import clean
from inclusion.ui.formats import day, euros

DEVICES_AT_MOST = 10
ACCESSORIES_AT_MOST = 30


@act
def prolong_reservation(*, allocation, by):
    """Keep the device for as long again, from today."""
    allocation = locked_allocation(allocation, by)
    refuse_unless_waiting(allocation)
    until = timezone.now() + timedelta(days=RESERVATION_DAYS)
    if allocation.expires_at and timezone.localdate(allocation.expires_at) >= timezone.localdate(
        until
    ):
        raise Refused(f"Cette réservation court déjà jusqu’au {day(allocation.expires_at)}.")
    allocation.expires_at = until
    allocation.save(update_fields=["expires_at"])
    record("reservation.prolonged", allocation.device, by=by, allocation=allocation.pk, until=until)
    return allocation


@act
def prepare_papers(*, allocation, by):
    """From reserved to allocated: what must hold is checked, and the slip is issued."""
    allocation = locked_allocation(allocation, by)
    refuse_unless_waiting(allocation)
    if allocation.device.status == DeviceStatus.ALLOCATED:
        raise Refused("Le bon d’attribution de cet appareil est déjà prêt.")
    refuse_unready(allocation)
    allocation.papers_ready_at = timezone.now()
    allocation.papers_ready_by = by
    allocation.save(update_fields=["papers_ready_at", "papers_ready_by"])
    move(allocation.device, DeviceStatus.ALLOCATED, "prepare_papers", at=allocation.papers_ready_at)
    record(
        "device.allocated",
        allocation.device,
        by=by,
        allocation=allocation.pk,
        person=allocation.beneficiary.pseudonym,
    )
    document = issue_document(
        ALLOCATION_SLIP,
        slip_facts(allocation),
        subject=allocation,
        by=by,
        subtitle=_subtitle(allocation),
    )
    return allocation, document


def refuse_unready(allocation):
    """The guard of the way out: an open file, a price within the decree, shares that add up."""
    refuse_closed_file(allocation.beneficiary)
    if allocation.offer is not None:
        refuse_unbalanced(allocation.offer)
        refuse_above_cap(allocation.device, family_amount(allocation.offer), timezone.localdate())


@act
def hand_over(*, allocation, family_paid_amount, by):
    """Hand one device over, its share received; the certificate is signed on paper."""
    held = _locked_together([allocation], by)
    expected = family_amount(held[0].offer)
    if to_cents(family_paid_amount) != expected:
        raise Refused(f"La participation à recevoir de la famille est de {euros(expected)}.")
    moment = _moment(by, SignatureManner.PAPER, accessories_of(held[0].device))
    _leave(held[0], moment, expected)
    return held[0], _certificate(held, moment, "")


@act
def hand_over_bundle(
    *,
    allocations,
    payment_method,
    by,
    waiver_reason="",
    manner=SignatureManner.PAPER,
    signature="",
    signed_paper=None,
    accessories=None,
    items=(),
):
    """Hand over everything that waits for one person, under one signature and one receipt.

    `items` of the stock go along, one of each: a SIM card, a recharge.
    Returns the HandOver, its certificate, and the receipt (None when nothing was paid).
    """
    drawing, paper = signature_given(manner, signature, signed_paper)
    held = _locked_together(allocations, by)
    dues = {each.pk: family_amount(each.offer) for each in held}
    is_waived = payment_method == PaymentMethod.WAIVED
    waiver_reason = clean(waiver_reason)
    if is_waived and any(dues.values()) and not waiver_reason:
        raise Refused("Dites pourquoi la personne est dispensée de payer.")
    if accessories is None:
        accessories = [part for each in held for part in accessories_of(each.device)]
    moment = _moment(by, manner, [*accessories, *(item.name for item in items)])
    for item in items:
        give_item(item=item, beneficiary=held[0].beneficiary, by=by, hand_over=moment)
    sign(moment, drawing, paper)
    payments = []
    for each in held:
        due = dues[each.pk]
        _leave(each, moment, ZERO if is_waived else due)
        if due:
            payments.append(_pay(each, due, payment_method, waiver_reason, moment))
    certificate = _certificate(held, moment, signatures.as_data(drawing) if drawing else "")
    receipt = _receipt(moment, payments) if payments and not is_waived else None
    return moment, certificate, receipt


def signature_given(manner, signature, signed_paper):
    """(drawing, photographed paper): what is kept of the signature; None for what is not there."""
    if manner == SignatureManner.FINGER:
        return signatures.drawn_signature(signature), None
    return None, signatures.photographed_paper(signed_paper) if signed_paper else None


def sign(moment, drawing, paper):
    """Keep the signature given, if any, with its fingerprint and moment."""
    if drawing:
        signatures.keep(moment, drawing)
    elif paper:
        content_type, content = paper
        signatures.keep(moment, content, content_type)
    else:
        return
    moment.signed_at = timezone.now()
    moment.save(update_fields=["signature_sha256", "signature_type", "signed_at"])


def _locked_together(allocations, by):
    """Devices then allocations, in the order of their keys: the same in every act."""
    if not 0 < len(allocations) <= DEVICES_AT_MOST:
        raise Refused(f"Une remise compte de 1 à {DEVICES_AT_MOST} appareils.")
    devices = {each.device_id: each.device for each in allocations}
    locked = {key: locked_device(devices[key], by) for key in sorted(devices)}
    mine = (
        Allocation.objects.visible_to(by)
        .filter(pk__in=[each.pk for each in allocations])
        .select_for_update(of=("self",), no_key=True)
        .select_related("offer", "beneficiary")
        .order_by("pk")
    )
    held = list(mine)
    for each in held:
        each.device = locked[each.device_id]
        refuse_unless_waiting(each)
    if len({each.beneficiary_id for each in held}) != 1:
        raise Refused("Une remise est pour une seule personne.")
    # The one it was opened for comes first on the papers.
    rank = {each.pk: position for position, each in enumerate(allocations)}
    return sorted(held, key=lambda each: rank[each.pk])


def _moment(by, manner, accessories):
    return HandOver.objects.create(
        organisation_id=by.organisation_id,
        at=timezone.now(),
        by=by,
        accessories=cleaned_accessories(accessories),
        signature_manner=manner,
    )


def cleaned_accessories(names):
    names = [clean(name)[:60] for name in names]
    return [name for name in names if name][:ACCESSORIES_AT_MOST]


def _leave(allocation, moment, paid):
    """One device becomes hers: the guard, the allocation, the device, the journal."""
    if allocation.purpose == AllocationPurpose.LOAN:
        raise Refused("Cet appareil est réservé en prêt\u00a0: préparez la convention de prêt.")
    if allocation.device.status == DeviceStatus.RESERVED:
        refuse_unready(allocation)
        allocation.device.move_to(DeviceStatus.ALLOCATED, "prepare_papers")
    close_reservation(allocation, moment, AllocationStatus.HANDED_OVER, family_paid_amount=paid)
    move(allocation.device, DeviceStatus.HANDED_OVER, "hand_over", at=moment.at)
    record(
        "device.handed_over",
        allocation.device,
        by=moment.by,
        allocation=allocation.pk,
        offer=allocation.offer_id,
        person=allocation.beneficiary.pseudonym,
        family_paid=paid,
    )


def close_reservation(allocation, moment, status, **changes):
    """The reservation became what it was made for."""
    changes |= {
        "status": status,
        "hand_over": moment,
        "handed_over_at": moment.at,
        "handed_over_by": moment.by,
        "was_priority_neighbourhood": allocation.beneficiary.is_priority_neighbourhood,
    }
    for name, value in changes.items():
        setattr(allocation, name, value)
    allocation.save(update_fields=list(changes))


def _pay(allocation, due, method, waiver_reason, moment):
    is_waived = method == PaymentMethod.WAIVED
    payment = Payment.objects.create(
        organisation_id=allocation.organisation_id,
        allocation=allocation,
        method=method,
        amount=ZERO if is_waived else due,
        due_amount=due,
        waiver_reason=waiver_reason if is_waived else "",
        received_at=moment.at,
        received_by=moment.by,
    )
    record(
        "payment.waived" if is_waived else "payment.received",
        allocation.device,
        by=moment.by,
        allocation=allocation.pk,
        method=method,
        amount=payment.amount,
        due=due,
    )
    return payment


def _certificate(held, moment, signature):
    first, *others = held
    return issue_document(
        HANDOVER_CERTIFICATE,
        handover_facts(first, others, accessories=moment.accessories, signature=signature),
        subject=first,
        by=moment.by,
        subtitle=_subtitle(first, len(others)),
    )


def _receipt(moment, payments):
    first = payments[0].allocation
    return issue_document(
        SALE_RECEIPT,
        receipt_facts(moment, payments),
        subject=first,
        by=moment.by,
        subtitle=_subtitle(first, len(payments) - 1),
    )


def _subtitle(allocation, others=0):
    more = f" et {others} autre{'s' if others > 1 else ''}" if others else ""
    return f"{allocation.beneficiary}, {allocation.device.short_name}{more}"[:200]


@act
def attach_signed_paper(*, moment, file, by):
    """The certificate signed by hand, photographed: the proof joins its hand-over."""
    paper = signatures.photographed_paper(file)
    moment = HandOver.objects.visible_to(by).select_for_update(no_key=True).get(pk=moment.pk)
    if moment.is_signed:
        raise Refused("La signature de cette remise est déjà gardée.")
    sign(moment, None, paper)
    record("hand_over.signed", moment, by=by, sha256=moment.signature_sha256)
    return moment


@act
def set_sale_terms(*, by, mediator_name, mediator_contact, vat_regime):
    """What every receipt says from now on; those issued stay as they are."""
    terms, _ = SaleTerms.objects.update_or_create(
        organisation=by.organisation,
        defaults={
            "mediator_name": clean(mediator_name),
            "mediator_contact": clean(mediator_contact),
            "vat_regime": vat_regime,
            "updated_at": timezone.now(),
            "updated_by": by,
        },
    )
    record("sale_terms.set", terms, by=by, vat_regime=vat_regime)
    return terms
