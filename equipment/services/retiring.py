"""Devices that nobody will use again: for parts, or waste; many at once take two people."""

from django.utils import timezone

from equipment.guards import refuse_missing
from equipment.models import (
    Device,
    DeviceStatus,
    ProposedDevice,
    Retirement,
    RetirementCause,
    RetirementProposal,
    RetirementTarget,
)
from equipment.selectors import facts_of
from equipment.services.acting import act, locked_device, move
from equipment.services.repairs import interrupt_repair
from equipment.services.waste_lines import describe_device
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean, counted

ALONE_AT_MOST = 5
ACTS = {RetirementTarget.FOR_PARTS: "take_for_parts", RetirementTarget.WASTE: "mark_waste"}
# What the journal calls each.
ENTRIES = {RetirementTarget.FOR_PARTS: "device.for_parts", RetirementTarget.WASTE: "device.waste"}


@act
def take_for_parts(*, device, by, cause="", words=""):
    """Keep a device for its parts; its data are proven erased first."""
    device = locked_device(device, by)
    return _retire(device, RetirementTarget.FOR_PARTS, cause, words, by)


@act
def mark_waste(*, device, by, cause="", words=""):
    """Send a device to the waste of electronics; its data are proven erased first."""
    device = locked_device(device, by)
    return _retire(device, RetirementTarget.WASTE, cause, words, by)


@act
def retire_devices(*, devices, target, cause, by, words=""):
    """Retire a few devices at once, all or none; more than five are proposed to a second person."""
    if len(devices) > ALONE_AT_MOST:
        many = counted(ALONE_AT_MOST, "appareil")
        raise Refused(f"Au-delà de {many} à la fois, une seconde personne confirme.")
    locked = _locked(devices, by)
    for device in locked:
        _retire(device, target, cause, words, by, in_many=True)
    return locked


@act
def propose_retirement(*, devices, target, cause, by, words=""):
    """Propose to retire many devices: nothing changes before a second person confirms."""
    if cause not in RetirementCause.values or target not in RetirementTarget.values:
        raise Refused("Dites pourquoi ces appareils quittent le parc.")
    locked = _locked(devices, by)
    if not locked:
        raise Refused("Cochez au moins un appareil.")
    for device in locked:
        _refuse_unfit(device, target, is_reason_said=True, is_confirmed=True)
    proposal = RetirementProposal.objects.create(
        organisation=by.organisation,
        target=target,
        cause=cause,
        words=clean(words),
        proposed_at=timezone.now(),
        proposed_by=by,
    )
    ProposedDevice.objects.bulk_create(
        ProposedDevice(organisation=by.organisation, proposal=proposal, device=device)
        for device in locked
    )
    record(
        "retirement.proposed", proposal, by=by, target=str(target), cause=cause, count=len(locked)
    )
    return proposal


@act
def confirm_retirement(*, proposal, by):
    """A second person agrees: every device of the proposal is retired, or none."""
    proposal = _waiting(proposal, by)
    if by.user_id == proposal.proposed_by.user_id:
        raise Refused("Une autre personne que vous doit confirmer.")
    devices = _locked([line.device for line in proposal.lines.select_related("device")], by)
    for device in devices:
        _retire(device, proposal.target, proposal.cause, proposal.words, by, proposal, in_many=True)
    proposal.confirmed_at, proposal.confirmed_by = timezone.now(), by
    proposal.save(update_fields=["confirmed_at", "confirmed_by"])
    record("retirement.confirmed", proposal, by=by, target=proposal.target, count=len(devices))
    return proposal


@act
def decline_retirement(*, proposal, by):
    """The devices stay where they are; who proposed may take it back, anyone else may say no."""
    proposal = _waiting(proposal, by)
    proposal.declined_at, proposal.declined_by = timezone.now(), by
    proposal.save(update_fields=["declined_at", "declined_by"])
    record("retirement.declined", proposal, by=by)
    return proposal


def _waiting(proposal, by):
    proposals = RetirementProposal.objects.visible_to(by).locked().select_related("proposed_by")
    proposal = proposals.get(pk=proposal.pk)
    if not proposal.is_waiting:
        raise Refused("Cette proposition a déjà sa réponse.")
    return proposal


def _locked(devices, by):
    """In primary-key order: two acts on the same devices wait for each other, never for ever."""
    chosen = Device.objects.visible_to(by).filter(pk__in=[device.pk for device in devices])
    return list(chosen.locked().order_by("pk"))


def _refuse_unfit(device, target, **asked):
    """Raise Refused, with the label of the device: there are many of them."""
    try:
        refuse_missing(ACTS[target], facts_of(device, **asked))
        # On a copy of its status alone: saving is for the act itself.
        Device(status=device.status).move_to(DeviceStatus(target), ACTS[target])
    except Refused as refusal:
        raise Refused(f"{device.asset_tag}\u00a0: {refusal.message}") from None


def _retire(device, target, cause, words, by, proposal=None, *, in_many=False):
    target = RetirementTarget(target)
    asked = {"is_reason_said": cause in RetirementCause.values, "is_confirmed": True}
    if in_many:
        _refuse_unfit(device, target, **asked)
    else:
        refuse_missing(ACTS[target], facts_of(device, **asked))
    interrupt_repair(device, by)
    device.ready_at = None
    move(device, DeviceStatus(target), ACTS[target], "ready_at")
    Retirement.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        proposal=proposal,
        target=target,
        cause=cause,
        words=clean(words),
        retired_at=device.status_since,
        by=by,
    )
    if target == RetirementTarget.WASTE:
        describe_device(device, by)
    facts = {"proposal": proposal.pk} if proposal else {}
    record(ENTRIES[target], device, by=by, cause=cause, **facts)
    return device
