"""After-sales: a case opened, worked upon, closed."""

from datetime import date, timedelta

from django.utils import timezone

from equipment.documents import WARRANTY_YEARS
from equipment.guards import refuse_missing
from equipment.models import (
    DAYS_TO_ANSWER,
    OPEN_STATUSES,
    Allocation,
    AllocationPurpose,
    DeviceStatus,
    Intervention,
    Outcome,
    ServiceCase,
    ServiceStatus,
    Symptom,
    Warranty,
)
from equipment.papers.after import (
    SERVICE_SHEET,
    service_facts,
)
from equipment.selectors import facts_of, family_amount
from equipment.services.acting import act, locked_device, move
from equipment.services.case_closing import close_open_case
from equipment.services.repairs import use_part
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
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
