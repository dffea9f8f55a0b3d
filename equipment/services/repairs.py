"""Repairs: opened with a diagnosis, ended with what was done and the parts it took."""

from django.utils import timezone

from equipment.guards import refuse_missing
from equipment.models import DeviceStatus, Intervention, Outcome, PartUsed, StockReason
from equipment.selectors import facts_of, open_intervention
from equipment.services.acting import act, locked_device, move
from equipment.services.stock import take_from_stock
from inclusion.journal.recording import record
from inclusion.money import to_cents
from inclusion.text import clean


@act
def start_repair(*, device, diagnosis, by):
    """Put a device on the bench; its tests will have to be passed again."""
    device = locked_device(device, by)
    diagnosis = clean(diagnosis)
    refuse_missing("start_repair", facts_of(device, is_diagnosed=bool(diagnosis)))
    device.ready_at = None
    move(device, DeviceStatus.UNDER_REPAIR, "start_repair", "ready_at")
    intervention = Intervention.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        diagnosis=diagnosis,
        started_at=device.status_since,
        started_by=by,
    )
    record("device.repair_started", device, by=by, intervention=intervention.pk)
    return intervention


@act
def end_repair(*, device, outcome, work, minutes, by, barrier="none", parts=()):
    """Take a device off the bench; `parts` are (stock or None, name, quantity, unit amount).

    A part of the stock is taken from it at its own price; one that never was there has the name
    and the price typed.
    """
    device = locked_device(device, by)
    facts = facts_of(device, is_outcome_said=outcome in {Outcome.REPAIRED, Outcome.NOT_REPAIRED})
    refuse_missing("end_repair", facts)
    move(device, DeviceStatus.ERASED, "end_repair")
    intervention = open_intervention(device)
    for part in parts:
        use_part(intervention, *part, by=by)
    _close(intervention, outcome, device.status_since, by, work, minutes, barrier)
    record(
        "device.repair_ended",
        device,
        by=by,
        intervention=intervention.pk,
        outcome=str(outcome),
        minutes=minutes,
        parts=len(parts),
    )
    return intervention


def interrupt_repair(device, by):
    """End the open repair of a locked device that leaves the bench by another way, if any."""
    intervention = open_intervention(device)
    if intervention is not None:
        _close(intervention, Outcome.INTERRUPTED, timezone.now(), by)


def _close(intervention, outcome, at, by, work="", minutes=None, barrier="none"):
    intervention.outcome, intervention.barrier = outcome, barrier
    intervention.work, intervention.minutes = clean(work), minutes
    intervention.ended_at, intervention.ended_by = max(at, intervention.started_at), by
    intervention.save(
        update_fields=["outcome", "barrier", "work", "minutes", "ended_at", "ended_by"]
    )


def use_part(intervention, stock, name, quantity, unit_amount, *, by):
    if stock is not None:
        take_from_stock(
            item=stock, quantity=quantity, by=by, reason=StockReason.REPAIR, subject=intervention
        )
        name, unit_amount = stock.full_name, stock.unit_amount
    PartUsed.objects.create(
        organisation_id=intervention.organisation_id,
        intervention=intervention,
        stock=stock,
        name=clean(name),
        quantity=quantity,
        unit_amount=to_cents(unit_amount),
    )
