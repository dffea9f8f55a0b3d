"""Writing a list of devices into the pool, and taking it back."""

from django.db import transaction
from django.db.models import ProtectedError

from equipment.device_table.columns import FIELDS
from equipment.models import Device, OriginRegime, PrintedLabel
from equipment.services.intake import enter_device
from inclusion.journal.recording import record
from inclusion.organisations.models import Organisation
from inclusion.places.models import Venue
from inclusion.tables.kinds import CREATE, UPDATE


def apply_devices(plans, organisation_id, by):
    """Write these plans; returns what is needed to take them back."""
    organisation = Organisation.objects.get(pk=organisation_id)
    changes = []
    for plan in plans:
        if plan.action == CREATE:
            device = _entered(plan.values, organisation, by)
            changes.append({"key": str(device.pk), "action": CREATE, "state": state_of(device)})
    old = {plan.key: plan for plan in plans if plan.action == UPDATE}
    kept = Device.objects.filter(organisation=organisation_id, pk__in=old)
    for device in kept.locked().order_by("pk"):
        plan = old[str(device.pk)]
        before = state_of(device)
        for field in plan.changed:
            setattr(device, field, plan.values[field])
        device.save(update_fields=plan.changed)
        record("device.updated", device, by=by, fields=sorted(plan.changed))
        changes.append(
            {"key": plan.key, "action": UPDATE, "state": state_of(device), "before": before}
        )
    return changes


def _entered(values, organisation, by):
    description = {
        field: values[field] for field in FIELDS.values() if values.get(field) is not None
    }
    label = None
    if values.get("label"):
        labels = PrintedLabel.objects.filter(organisation=organisation)
        label = labels.locked().get(asset_tag=values["label"])
    return enter_device(
        by=by,
        organisation=organisation,
        received_on=values.get("received_on"),
        label=label,
        **({"origin": OriginRegime.PRIVATE_GIFT} | description),
    )


def undo_devices(changes, organisation_id):
    """(how many were taken back, the titles of those kept because they changed since)."""
    by_key = {change["key"]: change for change in changes}
    venues = {str(venue.pk): venue for venue in Venue.objects.filter(organisation=organisation_id)}
    devices = Device.objects.filter(organisation=organisation_id, pk__in=by_key)
    count, kept = 0, []
    for device in devices.locked().order_by("pk"):
        change = by_key[str(device.pk)]
        if state_of(device) != change["state"] or not _taken_back(device, change, venues):
            kept.append(device.asset_tag)
        else:
            count += 1
    return count, kept


def _taken_back(device, change, venues):
    """False when something hangs from it by now: a proof, a test, a reservation."""
    if change["action"] == CREATE:
        try:
            with transaction.atomic():
                device.delete()
        except ProtectedError:
            return False
        return True
    before = change["before"]
    for field in FIELDS.values():
        value = before[field]
        if field == "venue":
            value = venues.get(value)
        setattr(device, field, value or (None if field in NULLABLE else ""))
    device.save(update_fields=list(FIELDS.values()))
    return True


NULLABLE = {"memory_gb", "screen_inches", "venue"}


def state_of(device):
    """The record and the status as plain words: whatever differs was changed by somebody."""
    device.refresh_from_db()
    words = {field: getattr(device, field) for field in FIELDS.values() if field != "venue"}
    words |= {"venue": device.venue_id, "status": device.status, "label": device.asset_tag}
    return {name: "" if value is None else str(value) for name, value in words.items()}
