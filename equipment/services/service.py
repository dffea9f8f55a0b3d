"""After-sales: a case opened, worked upon, closed, or ended by an exchange."""

from datetime import date, timedelta

from django.utils import timezone

from equipment import signatures
from equipment.documents import WARRANTY_YEARS, accessories_of
from equipment.guards import refuse_missing
from equipment.models import (
    DAYS_TO_ANSWER,
    OPEN_STATUSES,
    Allocation,
    AllocationPurpose,
    AllocationStatus,
    Device,
    DeviceStatus,
    HandOver,
    Intervention,
    Loan,
    Outcome,
    ServiceCase,
    ServiceStatus,
    SignatureManner,
    Symptom,
    Warranty,
)
from equipment.papers.after import (
    EXCHANGE_CERTIFICATE,
    SERVICE_SHEET,
    exchange_facts,
    service_facts,
)
from equipment.papers.handing import LOAN_AGREEMENT, loan_facts
from equipment.selectors import facts_of, family_amount
from equipment.services.acting import act, back_to_quarantine, locked_device, move
from equipment.services.allocation import left_with, refuse_closed_file
from equipment.services.case_closing import close_open_case
from equipment.services.handing import cleaned_accessories, sign, signature_given
from equipment.services.repairs import use_part
from equipment.services.returns import Returned, issue_return_report
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO
from inclusion.text import clean

PRESUMPTION_MONTHS = 12
# Consumer code, art. L217-13: what was repaired under the warranty has six months more.
MONTHS_AFTER_REPAIR = 6
MINUTES_AT_MOST = 600


def months_later(day, months):
    """The same day so many months later, or the last of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, min(day.day, 28))


def warranty_of(allocation, today=None):
    """(Warranty, until, presumed until) of what was sold; nothing is promised for a gift or a loan.

    A device given in exchange has its own two years (art. L217-13).
    """
    today = today or timezone.localdate()
    if allocation is None or allocation.handed_over_at is None:
        return Warranty.NONE, None, None
    if allocation.purpose == AllocationPurpose.LOAN or not family_amount(allocation.offer):
        return Warranty.NONE, None, None
    start = timezone.localdate(allocation.handed_over_at)
    repaired = allocation.service_cases.filter(
        status=ServiceStatus.SOLVED, warranty__in=[Warranty.PRESUMED, Warranty.COVERED]
    ).count()
    until = months_later(start, 12 * WARRANTY_YEARS + MONTHS_AFTER_REPAIR * repaired)
    presumed = months_later(start, PRESUMPTION_MONTHS)
    if today > until:
        return Warranty.ENDED, until, presumed
    return (Warranty.PRESUMED if today <= presumed else Warranty.COVERED), until, presumed


def locked_case(case, by):
    """The device first, as in every act; then its case."""
    device = locked_device(case.device, by)
    case = (
        ServiceCase.objects.visible_to(by)
        .locked()
        .select_related("allocation__beneficiary", "allocation__offer")
        .get(pk=case.pk)
    )
    case.device = device
    if not case.is_open:
        raise Refused("Ce dossier est déjà clos.")
    return case


@act
def open_service_case(*, device, symptom, by, words=""):
    """Take a failing device in: the case says what the law promises, and by when to answer."""
    device = locked_device(device, by)
    if device.status == DeviceStatus.IN_SERVICE:
        raise Refused("Cet appareil a déjà un dossier de panne ouvert.")
    refuse_missing("open_service_case", facts_of(device, is_reason_said=symptom in Symptom.values))
    allocation = (
        Allocation.objects.visible_to(by)
        .select_related("offer")
        .filter(device=device, ended_at__isnull=True)
        .first()
    )
    came_from = device.status
    move(device, DeviceStatus.IN_SERVICE, "open_service_case")
    warranty, until, presumed = warranty_of(allocation)
    case = ServiceCase.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        allocation=allocation,
        symptom=symptom,
        words=clean(words),
        warranty=warranty,
        warranty_until=until,
        presumption_until=presumed,
        came_from=came_from,
        opened_at=device.status_since,
        opened_by=by,
        due_on=timezone.localdate(device.status_since) + timedelta(days=DAYS_TO_ANSWER),
    )
    record(
        "service.opened",
        device,
        by=by,
        case=case.pk,
        symptom=str(symptom),
        warranty=str(warranty),
    )
    return case


@act
def set_service_status(*, case, status, by, words=""):
    """Say what an open case waits for: a part, the person, or nothing any more."""
    case = locked_case(case, by)
    words = clean(words)
    if status not in OPEN_STATUSES:
        raise Refused("Dites ce que le dossier attend.")
    if status == case.status and words == case.waiting_words:
        raise Refused("Le dossier est déjà dans cet état.")
    if status != ServiceStatus.OPEN and not words:
        raise Refused("Dites ce qu’on attend.")
    case.status = status
    case.waiting_words = words if status != ServiceStatus.OPEN else ""
    case.waiting_since = timezone.now() if status != ServiceStatus.OPEN else None
    case.save(update_fields=["status", "waiting_words", "waiting_since"])
    record("service.waiting", case.device, by=by, case=case.pk, status=str(status))
    return case


@act
def note_service_work(*, case, diagnosis, work, outcome, minutes, by, parts=()):
    """Write down what was tried on a device in service; `parts` as in `end_repair`."""
    case = locked_case(case, by)
    diagnosis = clean(diagnosis)
    if not diagnosis:
        raise Refused("Dites ce qui ne va pas.")
    if outcome not in {Outcome.REPAIRED, Outcome.NOT_REPAIRED}:
        raise Refused("Dites si l’appareil est réparé.")
    if not 0 <= minutes <= MINUTES_AT_MOST:
        raise Refused("Une intervention dure dix heures au plus.")
    now = timezone.now()
    # Closed at once: the device stays in service, its repair is not a status of the pool.
    intervention = Intervention.objects.create(
        organisation_id=case.organisation_id,
        device=case.device,
        service_case=case,
        diagnosis=diagnosis,
        work=clean(work),
        outcome=outcome,
        minutes=minutes,
        started_at=now,
        started_by=by,
        ended_at=now,
        ended_by=by,
    )
    for part in parts:
        use_part(intervention, *part, by=by)
    record(
        "service.worked",
        case.device,
        by=by,
        case=case.pk,
        intervention=intervention.pk,
        outcome=str(outcome),
        minutes=minutes,
    )
    return intervention


@act
def close_service_case(*, case, outcome, by, words=""):
    """Solved or refused, with why: the device goes back to its person."""
    case = locked_case(case, by)
    words = clean(words)
    is_said = outcome in {ServiceStatus.SOLVED, ServiceStatus.REFUSED}
    refuse_missing("close_service_case", facts_of(case.device, is_outcome_said=is_said))
    if not words:
        raise Refused(
            "Dites pourquoi la prise en charge est refusée."
            if outcome == ServiceStatus.REFUSED
            else "Dites ce qui a été fait."
        )
    device = case.device
    case = close_open_case(device, outcome, by, words)
    move(device, DeviceStatus(case.came_from), "close_service_case", at=case.closed_at)
    record("service.closed", device, by=by, case=case.pk, outcome=str(outcome))
    return case


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


@act
def issue_service_sheet(*, case, by):
    """The sheet that follows the device: what fails, the warranty, what was done so far."""
    case = (
        ServiceCase.objects.visible_to(by)
        .select_related(
            "device",
            "allocation__beneficiary",
            "replacement__device",
            "opened_by__user",
            "closed_by__user",
        )
        .get(pk=case.pk)
    )
    return issue_document(
        SERVICE_SHEET,
        service_facts(case, by),
        subject=case,
        by=by,
        subtitle=f"{case.device.asset_tag}, {case.device.short_name}"[:200],
    )


def replacements_for(case, member):
    """Ready devices of the same type, those ready for longest first."""
    return Device.objects.visible_to(member).ready().filter(type=case.device.type)
