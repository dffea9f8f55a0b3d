"""A faulty device against a ready one: under the same terms, in one act, nothing paid twice."""

from django.utils import timezone

from equipment import signatures
from equipment.documents import accessories_of
from equipment.models import (
    Allocation,
    AllocationPurpose,
    AllocationStatus,
    Device,
    DeviceStatus,
    HandOver,
    Loan,
    ServiceStatus,
    SignatureManner,
)
from equipment.papers.after import (
    EXCHANGE_CERTIFICATE,
    exchange_facts,
)
from equipment.papers.handing import LOAN_AGREEMENT, loan_facts
from equipment.services.acting import act, back_to_quarantine, locked_device, move
from equipment.services.allocation import left_with, refuse_closed_file
from equipment.services.case_closing import close_open_case
from equipment.services.handing import cleaned_accessories, sign, signature_given
from equipment.services.returns import Returned, issue_return_report
from equipment.services.service import locked_case
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO
from inclusion.text import clean


@act
def swap_device(
    *,
    case,
    device,
    by,
    words="",
    missing=(),
    person_erased=False,
    accessories=None,
    manner=SignatureManner.PAPER,
    signature="",
    signed_paper=None,
):
    """The faulty device comes back, a ready one of the same type leaves in its place.

    One transaction: the return voids the proofs of the first, the second goes to the same person
    under the same offer or loan, nothing more is paid. Returns (case, allocation, documents).
    """
    drawing, paper = signature_given(manner, signature, signed_paper)
    # Both devices in the order of their keys: two exchanges never wait for each other for ever.
    pair = {case.device_id: case.device, device.pk: device}
    locked = {key: locked_device(pair[key], by) for key in sorted(pair)}
    case = locked_case(case, by)
    faulty, new = case.device, locked[device.pk]
    former = case.allocation
    _refuse_unswappable(case, faulty, new)
    loan = Loan.objects.open().filter(allocation=former).first()
    due_on = loan.due_on if loan else None
    if loan is not None and due_on <= timezone.localdate():
        raise Refused("Ce prêt est à son terme\u00a0: prolongez-le avant d’échanger l’appareil.")
    returned = _take_back(case, loan, missing, words, person_erased, by)
    report = issue_return_report(former, faulty, by, returned)
    allocation, moment = _give_in_exchange(case, new, accessories, manner, by)
    sign(moment, drawing, paper)
    drawn = signatures.as_data(drawing) if drawing else ""
    paper_of = _papers_of_exchange(case, allocation, moment, loan, due_on, drawn, by)
    case = close_open_case(
        faulty, ServiceStatus.SWAPPED, by, words or "Échangé contre un appareil prêt.", allocation
    )
    record(
        "service.swapped",
        faulty,
        by=by,
        case=case.pk,
        allocation=allocation.pk,
        replacement=new.pk,
        person=allocation.beneficiary.pseudonym,
    )
    return case, allocation, [each for each in (report, *paper_of) if each]


def _refuse_unswappable(case, faulty, new):
    if case.allocation is None or case.allocation.beneficiary is None:
        raise Refused("Personne n’attend cet appareil\u00a0: reprenez-le sans échange.")
    refuse_closed_file(case.allocation.beneficiary)
    if new.pk == faulty.pk:
        raise Refused("Choisissez un autre appareil que celui en panne.")
    if new.status != DeviceStatus.READY:
        raise Refused(f"{new.asset_tag} n’est plus prêt à remettre\u00a0: choisissez-en un autre.")
    if new.type != faulty.type:
        raise Refused(
            f"L’échange se fait contre un appareil du même type\u00a0:"
            f" {faulty.get_type_display().lower()}."
        )


def _take_back(case, loan, missing, words, person_erased, by):
    """The faulty device is ours again, its proofs void, its allocation or loan ended."""
    device, now = case.device, timezone.now()
    names = _left_with(case, loan)
    gone = set(missing)
    came = tuple((name, name not in gone) for name in names)
    deposit = ZERO
    if loan is not None:
        deposit = loan.deposit_amount
        loan.accessories = [{"name": name, "is_back": is_back} for name, is_back in came]
        loan.returned_on, loan.returned_by = timezone.localdate(now), by
        # The deposit stays with the next loan: given back here, received again there.
        loan.returned_amount, loan.return_words = deposit, clean(words)[:300]
        loan.save()
    former = case.allocation
    if loan is not None:
        former.status = AllocationStatus.RETURNED
    former.ended_at = now
    former.save(update_fields=["status", "ended_at"])
    back_to_quarantine(device)
    device.came_in_at = now
    device.save(update_fields=["status", "status_since", "erased_at", "ready_at", "came_in_at"])
    record("device.returned", device, by=by, case=case.pk)
    return Returned(
        accessories=came,
        words=clean(words),
        person_erased=person_erased,
        was_lent=loan is not None,
        is_exchanged=True,
        deposit=deposit,
        deposit_back=deposit,
    )


def _left_with(case, loan):
    if loan is not None:
        return [each["name"] for each in loan.accessories]
    return left_with(case.allocation, case.device)


def _give_in_exchange(case, device, accessories, manner, by):
    """The same person, the same offer or loan; what she paid for the first holds for this one."""
    former = case.allocation
    names = cleaned_accessories(accessories_of(device) if accessories is None else accessories)
    moment = HandOver.objects.create(
        organisation_id=by.organisation_id,
        at=timezone.now(),
        by=by,
        accessories=names,
        signature_manner=manner,
    )
    is_loan = former.purpose == AllocationPurpose.LOAN
    device.move_to(DeviceStatus.RESERVED, "allocate")
    device.move_to(DeviceStatus.ALLOCATED, "prepare_papers")
    allocation = Allocation.objects.create(
        organisation_id=by.organisation_id,
        device=device,
        beneficiary=former.beneficiary,
        offer=former.offer,
        purpose=former.purpose,
        status=AllocationStatus.ON_LOAN if is_loan else AllocationStatus.HANDED_OVER,
        reserved_at=moment.at,
        reserved_by=by,
        hand_over=moment,
        family_paid_amount=None if is_loan else ZERO,
        handed_over_at=moment.at,
        handed_over_by=by,
        was_priority_neighbourhood=former.beneficiary.is_priority_neighbourhood,
        replaces=former,
    )
    allocation.device = device
    if is_loan:
        move(device, DeviceStatus.ON_LOAN, "lend", at=moment.at)
    else:
        move(device, DeviceStatus.HANDED_OVER, "hand_over", at=moment.at)
    record(
        "device.lent" if is_loan else "device.handed_over",
        device,
        by=by,
        allocation=allocation.pk,
        replaces=former.pk,
        person=allocation.beneficiary.pseudonym,
    )
    return allocation, moment


def _papers_of_exchange(case, allocation, moment, loan, due_on, signature, by):
    subtitle = f"{allocation.beneficiary}, {allocation.device.short_name}"[:200]
    yield issue_document(
        EXCHANGE_CERTIFICATE,
        exchange_facts(case, allocation, signature),
        subject=allocation,
        by=by,
        subtitle=subtitle,
    )
    if loan is None:
        return
    next_loan = Loan.objects.create(
        organisation_id=by.organisation_id,
        allocation=allocation,
        device=allocation.device,
        lent_on=timezone.localdate(moment.at),
        due_on=due_on,
        deposit_amount=loan.deposit_amount,
        accessories=[{"name": name, "is_back": None} for name in moment.accessories],
    )
    yield issue_document(
        LOAN_AGREEMENT,
        loan_facts(next_loan, moment, signature),
        subject=allocation,
        by=by,
        subtitle=subtitle,
    )


def replacements_for(case, member):
    """Ready devices of the same type, those ready for longest first."""
    return Device.objects.visible_to(member).ready().filter(type=case.device.type)
