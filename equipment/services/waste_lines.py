"""Lines of waste: one for each device that becomes waste, or written for what is not followed."""

from decimal import Decimal

from django.utils import timezone

from equipment.models import (
    DeviceStatus,
    DeviceType,
    Medium,
    MediumFate,
    StockItem,
    StockReason,
    WasteLine,
    WasteWeight,
    WeightBasis,
)
from equipment.services.acting import act, locked_device
from equipment.services.stock import take_from_stock
from equipment.waste_codes import CODES, OF_MEDIA_KG, OTHER_EQUIPMENT, code_for, usual_weight
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

GRAM = Decimal("0.001")
HEAVIEST_KG = Decimal("50000")


def weight_of(organisation_id, device_type):
    """What a device of this type weighs here: the association's own figure, or the table's."""
    own = WasteWeight.objects.filter(organisation=organisation_id, type=device_type).first()
    return own.weight_kg if own else usual_weight(device_type)


def describe_device(device, by):
    """The line of a locked device that just became waste: usual code, usual weight."""
    return WasteLine.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        description=device.name[:120],
        code=code_for(device.type),
        weight_kg=weight_of(device.organisation_id, device.type),
        recorded_at=device.status_since,
        by=by,
    )


@act
def write_missing_line(*, device, by):
    """The line of a device that was waste before lines were kept."""
    device = locked_device(device, by)
    if device.status != DeviceStatus.WASTE:
        raise Refused("Cet appareil n’est pas un déchet.")
    line = describe_device(device, by)
    record("waste.described", device, by=by, line=line.pk)
    return line


def _checked(code, weight_kg):
    if code not in CODES:
        raise Refused("Choisissez un code de la liste.")
    weight_kg = Decimal(weight_kg).quantize(GRAM)
    if not 0 < weight_kg <= HEAVIEST_KG:
        raise Refused("Un poids va de 0,001 à 50\u202f000\u00a0kg.")
    return weight_kg


@act
def add_bulk_waste(
    *, description, code, weight_kg, by, quantity=1, is_weighed=True, is_pop=False, item=None
):
    """Waste that no label follows: a crate of cables; of an item in stock, it leaves the stock."""
    weight_kg, description = _checked(code, weight_kg), clean(description)
    if item is not None:
        item = StockItem.objects.visible_to(by).get(pk=item.pk)
        description = description or str(item)
    if not description:
        raise Refused("Dites ce que c’est.")
    line = WasteLine.objects.create(
        organisation_id=by.organisation_id,
        item=item,
        quantity=quantity,
        description=description[:120],
        code=code,
        weight_kg=weight_kg,
        weight_basis=WeightBasis.WEIGHED if is_weighed else WeightBasis.ESTIMATED,
        is_pop=is_pop,
        recorded_at=timezone.now(),
        by=by,
    )
    if item is not None:
        take_from_stock(
            item=item,
            quantity=quantity,
            by=by,
            reason=StockReason.BROKEN,
            words="Mis aux déchets",
            subject=line,
        )
    record("waste.added", line, by=by, code=code, quantity=quantity)
    return line


@act
def add_medium_waste(*, medium, by, code=OTHER_EQUIPMENT, weight_kg=OF_MEDIA_KG, is_weighed=False):
    """A medium taken out goes to waste once destroyed, its certificate written down."""
    weight_kg = _checked(code, weight_kg)
    medium = Medium.objects.visible_to(by).locked().get(pk=medium.pk)
    if medium.device_id is not None:
        raise Refused("Ce support est encore dans un appareil\u00a0: retirez-le d’abord.")
    if medium.fate != MediumFate.DESTROYED:
        raise Refused("Ce support n’est pas détruit\u00a0: inscrivez d’abord son certificat.")
    line = WasteLine.objects.create(
        organisation_id=by.organisation_id,
        medium=medium,
        description=f"{medium}, n°\u00a0{medium.serial}"[:120] if medium.serial else str(medium),
        code=code,
        weight_kg=weight_kg,
        weight_basis=WeightBasis.WEIGHED if is_weighed else WeightBasis.ESTIMATED,
        recorded_at=timezone.now(),
        by=by,
    )
    record("waste.added", line, by=by, code=code, quantity=1)
    return line


@act
def correct_waste_line(*, line, code, weight_kg, by, is_weighed=False, is_pop=False):
    """Weigh it, or give it its true code, before it leaves."""
    weight_kg = _checked(code, weight_kg)
    line = _waiting(line, by)
    line.code, line.weight_kg, line.is_pop = code, weight_kg, is_pop
    line.weight_basis = WeightBasis.WEIGHED if is_weighed else WeightBasis.ESTIMATED
    line.save(update_fields=["code", "weight_kg", "weight_basis", "is_pop"])
    record("waste.corrected", line, by=by, code=code, weight=weight_kg)
    return line


@act
def remove_waste_line(*, line, by):
    """A line written by mistake; that of a device or of the stock stays, they are waste."""
    line = _waiting(line, by)
    if not line.is_bulk:
        raise Refused("Cette ligne suit un appareil, un support ou le stock\u00a0: elle reste.")
    record("waste.removed", line, by=by, code=line.code, weight=line.weight_kg)
    line.delete()


def _waiting(line, by):
    line = WasteLine.objects.visible_to(by).locked().get(pk=line.pk)
    if line.shipment_id is not None:
        raise Refused("Cette ligne est déjà partie\u00a0: elle ne change plus.")
    return line


@act
def set_waste_weights(*, weights, by):
    """The association's own usual weights, by type; an empty one goes back to the table."""
    for device_type, weight in weights.items():
        if device_type not in DeviceType.values:
            raise Refused("Ce type d’appareil n’existe pas.")
        if weight is None:
            WasteWeight.objects.visible_to(by).filter(type=device_type).delete()
            continue
        if not 0 < weight <= 1000:
            raise Refused("Un poids usuel va de 0,001 à 1\u202f000\u00a0kg.")
        WasteWeight.objects.update_or_create(
            organisation=by.organisation,
            type=device_type,
            defaults={
                "weight_kg": weight.quantize(GRAM),
                "updated_at": timezone.now(),
                "updated_by": by,
            },
        )
    record("waste.weights_set", by.organisation, by=by, types=len(weights))
