"""A device is lost, or found again; a breach of data is documented, told, and closed."""

from django.utils import timezone

from equipment.guards import refuse_missing
from equipment.models import (
    Allocation,
    AllocationPurpose,
    AllocationStatus,
    BreachRecord,
    DeviceStatus,
    Loan,
    Loss,
    LossCause,
    ServiceStatus,
)
from equipment.selectors import facts_of
from equipment.services.acting import act, back_to_quarantine, locked_device, move
from equipment.services.case_closing import close_open_case
from equipment.services.lot_lines import leave_lot, lock_lot_of
from equipment.services.repairs import interrupt_repair
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO
from inclusion.text import clean

# Someone's data may be inside, in our care: not yet erased, or taken in for repair.
EXPOSED = {DeviceStatus.QUARANTINE, DeviceStatus.IN_SERVICE}
UNKNOWN_DATA = "Nature inconnue\u00a0: l’appareil n’avait pas été effacé."


@act
def declare_lost(*, device, cause, words, known_at, by, data_words="", is_used=False):
    """Say that a device is lost or stolen; one not erased opens a breach and its 72 hours.

    So does one that somebody used since its erasure (`is_used`), whatever its status still says.
    Returns (device, breach), breach being None when no data were at risk.
    """
    lock_lot_of(device)
    device = locked_device(device, by)
    if device.status == DeviceStatus.HANDED_OVER:
        raise Refused("Cet appareil n’est plus chez vous\u00a0: dites-le sur la page de son lot.")
    words = clean(words)
    if known_at > timezone.now():
        raise Refused("La perte ne peut pas être connue avant d’avoir eu lieu.")
    is_told = bool(words) and cause in LossCause.values
    refuse_missing("declare_lost", facts_of(device, is_loss_told=is_told))
    before = DeviceStatus(device.status)
    interrupt_repair(device, by)
    _end_allocation(device, by)
    leave_lot(device)
    close_open_case(device, ServiceStatus.LOST, by)
    move(device, DeviceStatus.LOST, "declare_lost")
    loss = Loss.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        cause=cause,
        words=words,
        known_at=known_at,
        was_in=before,
        declared_at=device.status_since,
        by=by,
    )
    breach = None
    if device.holds_data and (is_used or before in EXPOSED):
        breach = BreachRecord.objects.create(
            organisation_id=device.organisation_id,
            loss=loss,
            device=device,
            opened_at=device.status_since,
            known_at=known_at,
            data_words=clean(data_words) or UNKNOWN_DATA,
        )
    facts = {"breach": breach.pk} if breach else {}
    record("device.lost", device, by=by, cause=cause, was_in=before.value, **facts)
    return device, breach


def _end_allocation(device, by):
    """Nobody waits for, nor holds, what is lost; a loan of it ends without a return."""
    now = timezone.now()
    held = Allocation.objects.filter(device=device, ended_at__isnull=True)
    held.filter(status=AllocationStatus.RESERVED).update(
        status=AllocationStatus.CANCELLED, cancelled_at=now, ended_at=now
    )
    held.filter(purpose=AllocationPurpose.LOAN).update(status=AllocationStatus.LOST)
    held.update(ended_at=now)
    Loan.objects.open().filter(device=device).update(
        returned_on=timezone.localdate(now), returned_by=by, returned_amount=ZERO, is_lost=True
    )


@act
def find_again(*, device, by):
    """A lost device is back: nobody knows what was done to it, so nothing is proven any more."""
    device = locked_device(device, by)
    if device.status != DeviceStatus.LOST:
        raise Refused("Cet appareil n’est pas perdu.")
    back_to_quarantine(device)
    device.came_in_at = device.status_since
    device.save(update_fields=["status", "status_since", "erased_at", "ready_at", "came_in_at"])
    loss = Loss.objects.visible_to(by).filter(device=device, found_at__isnull=True).first()
    if loss is not None:
        loss.found_at, loss.found_by = device.status_since, by
        loss.save(update_fields=["found_at", "found_by"])
    record("device.found", device, by=by)
    return device


@act
def close_breach(*, breach, measures, by, notified_at=None, notification_reference="", reason=""):
    """Close a breach with what was done, and when the CNIL was told, or why it was not.

    GDPR, art. 33: told after 72 hours, it says why; not told, it says why no risk is likely.
    """
    breach = BreachRecord.objects.visible_to(by).locked().get(pk=breach.pk)
    if breach.closed_at is not None:
        raise Refused("Ce dossier est déjà clos.")
    breach.measures, breach.reason = clean(measures), clean(reason)
    breach.notified_at = notified_at
    breach.notification_reference = clean(notification_reference)
    if not breach.measures:
        raise Refused("Dites ce qui a été fait.")
    if notified_at is None and not breach.reason:
        raise Refused("Sans notification à la CNIL, dites pourquoi aucun risque n’est probable.")
    if notified_at is not None and notified_at > timezone.now():
        raise Refused("La notification ne peut pas être à venir.")
    if notified_at is not None and notified_at > breach.due_at and not breach.reason:
        raise Refused("La notification dépasse 72\u00a0heures\u00a0: dites pourquoi.")
    breach.closed_at, breach.closed_by = timezone.now(), by
    breach.save(
        update_fields=[
            "measures",
            "reason",
            "notified_at",
            "notification_reference",
            "closed_at",
            "closed_by",
        ]
    )
    record(
        "breach.closed",
        breach,
        by=by,
        device=breach.device_id,
        is_notified=notified_at is not None,
        is_late=breach.is_late,
    )
    return breach
