"""Labels: printed ahead on rolls, stuck at reception, void when spoiled; and their printers."""

from django.utils import timezone

from equipment.labels import new_asset_tag
from equipment.models import Device, LabelPrinter, LabelRoll, PrintedLabel, PrintedLabelStatus
from equipment.services.acting import act
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

MAX_ROLL = 1000
PRINTER_FIELDS = ("name", "sheet_format", "offset_x", "offset_y")


@act
def reserve_labels(*, name, count, by):
    """Keep `count` new ids for devices to come; they can be printed at once."""
    if not 1 <= count <= MAX_ROLL:
        raise Refused("Un rouleau compte de 1 à 1\u202f000 étiquettes.")
    roll = LabelRoll.objects.create(
        organisation=by.organisation,
        name=clean(name),
        label_count=count,
        created_at=timezone.now(),
        by=by,
    )
    PrintedLabel.objects.bulk_create(
        PrintedLabel(organisation=by.organisation, roll=roll, rank=rank, asset_tag=tag)
        for rank, tag in enumerate(_unused_tags(count, by), 1)
    )
    record("roll.reserved", roll, by=by, count=count)
    return roll


def _unused_tags(count, by):
    """Different ids that neither a device nor another roll bears."""
    prefix, tags = by.organisation.prefix, {}
    while len(tags) < count:
        drawn = {new_asset_tag(prefix) for _ in range(count - len(tags))}
        for model in (Device, PrintedLabel):
            taken = model.objects.visible_to(by).filter(asset_tag__in=drawn)
            drawn -= set(taken.values_list("asset_tag", flat=True))
        tags |= dict.fromkeys(sorted(drawn))
    return tags


def free_label(tag, by):
    """The label of a roll that bears this id, locked; refused unless it is still free."""
    label = PrintedLabel.objects.visible_to(by).locked().filter(asset_tag=tag).first()
    if label is None:
        raise Refused(f"{tag} n’est d’aucun de vos rouleaux d’étiquettes.")
    if label.status == PrintedLabelStatus.STUCK:
        raise Refused(f"{tag} est déjà collée sur un autre appareil.")
    if label.status == PrintedLabelStatus.VOID:
        raise Refused(f"{tag} a été annulée\u00a0: prenez-en une autre.")
    return label


def stick(label, device, by):
    """Note that a locked free label is now on this device, which bears its id."""
    label.status, label.device = PrintedLabelStatus.STUCK, device
    label.changed_at, label.changed_by = timezone.now(), by
    label.save(update_fields=["status", "device", "changed_at", "changed_by"])


@act
def void_label(*, label, by):
    """A label torn, misprinted or lost will never be stuck."""
    label = free_label(label.asset_tag, by)
    label.status = PrintedLabelStatus.VOID
    label.changed_at, label.changed_by = timezone.now(), by
    label.save(update_fields=["status", "changed_at", "changed_by"])
    record("label.voided", label.roll, by=by, label=label.pk)
    return label


@act
def create_printer(*, name, sheet_format, offset_x, offset_y, by):
    """Write down a printer, the labels it holds and how far beside it prints."""
    printer = LabelPrinter.objects.create(
        organisation=by.organisation,
        name=clean(name),
        sheet_format=sheet_format,
        offset_x=offset_x,
        offset_y=offset_y,
    )
    record("printer.created", printer, by=by, format=sheet_format)
    return printer


@act
def update_printer(*, printer, by, **values):
    """Correct a printer, most often its offset after a calibration page."""
    printer = LabelPrinter.objects.visible_to(by).locked().get(pk=printer.pk)
    values["name"] = clean(values["name"])
    changed = [f for f in PRINTER_FIELDS if getattr(printer, f) != values[f]]
    for field in changed:
        setattr(printer, field, values[field])
    if changed:
        printer.save(update_fields=changed)
        record("printer.updated", printer, by=by, fields=changed)
    return printer


@act
def remove_printer(*, printer, by):
    """Forget a printer nobody uses any more."""
    printer = LabelPrinter.objects.visible_to(by).locked().filter(pk=printer.pk).first()
    if printer is None:
        raise Refused("Cette imprimante est déjà retirée.")
    record("printer.removed", printer, by=by)
    printer.delete()
