"""What waits to leave as waste, and the register of what has left."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum

from equipment.models import (
    Device,
    DeviceStatus,
    DeviceType,
    Medium,
    MediumFate,
    WasteLine,
    WasteShipment,
)
from equipment.waste_codes import CODES

ZERO_KG = Decimal("0.000")
TONNE = Decimal(1000)
KILO_IN_TONNES = Decimal("0.001")


@dataclass(frozen=True)
class RegisterLine:
    """One line of the register: everything of one code that left in one shipment."""

    shipment: WasteShipment
    code: str
    is_pop: bool
    quantity: int
    weight_kg: Decimal
    is_estimated: bool
    description: str

    @property
    def waste(self):
        return CODES[self.code]

    @property
    def is_hazardous(self):
        return self.waste.is_hazardous

    @property
    def tonnes(self):
        """To the kilogram, as the national register takes it; never nothing."""
        exact = (self.weight_kg / TONNE).quantize(KILO_IN_TONNES, ROUND_HALF_UP)
        return max(exact, KILO_IN_TONNES)

    @property
    def identifier(self):
        """Unique for this association, 36 characters at most, the same at each export."""
        digits = "".join(each for each in self.code if each.isdigit())
        pop = "-POP" if self.is_pop else ""
        day = f"{self.shipment.shipped_on:%Y%m%d}"
        return f"{day}-{self.shipment.pk.hex[-12:]}-{digits}{pop}"


@dataclass(frozen=True)
class CodeTotal:
    """What left of one code over a period."""

    code: str
    quantity: int
    weight_kg: Decimal
    is_estimated: bool

    @property
    def waste(self):
        return CODES[self.code]


def register_lines(organisation_id, start=None, end=None):
    """The register, day by day; both days included, everything when none is given."""
    shipments = WasteShipment.objects.filter(organisation=organisation_id)
    if start is not None:
        shipments = shipments.filter(shipped_on__gte=start)
    if end is not None:
        shipments = shipments.filter(shipped_on__lte=end)
    shipments = list(shipments.order_by("shipped_on", "pk"))
    grouped = defaultdict(list)
    lines = (
        WasteLine.objects.filter(
            organisation=organisation_id, shipment__in=[each.pk for each in shipments]
        )
        .select_related("device")
        .order_by("pk")
    )
    for line in lines.iterator(chunk_size=2000):
        grouped[line.shipment_id, line.code, line.is_pop].append(line)
    return [
        _register_line(shipment, code, is_pop, grouped[shipment.pk, code, is_pop])
        for shipment in shipments
        for code in CODES
        for is_pop in (False, True)
        if (shipment.pk, code, is_pop) in grouped
    ]


def _register_line(shipment, code, is_pop, lines):
    return RegisterLine(
        shipment=shipment,
        code=code,
        is_pop=is_pop,
        quantity=sum(line.quantity for line in lines),
        weight_kg=sum((line.weight_kg for line in lines), ZERO_KG),
        is_estimated=any(line.is_estimated for line in lines),
        description=_described(code, lines),
    )


def _described(code, lines):
    """« DEEE professionnels… : 3 × ordinateur portable, cartons de câbles », 300 characters."""
    counts = Counter()
    for line in lines:
        if line.device_id:
            counts[DeviceType(line.device.type).label.lower()] += line.quantity
        else:
            counts[line.description] += line.quantity
    what = ", ".join(
        f"{number}\u00a0×\u00a0{name}" if number > 1 else name for name, number in counts.items()
    )
    return f"{CODES[code].short}\u00a0: {what}"[:300]


def totals_by_code(lines):
    """What left of each code, in the order of the list."""
    found = []
    for code in CODES:
        of_code = [line for line in lines if line.code == code]
        if of_code:
            found.append(
                CodeTotal(
                    code=code,
                    quantity=sum(line.quantity for line in of_code),
                    weight_kg=sum((line.weight_kg for line in of_code), ZERO_KG),
                    is_estimated=any(line.is_estimated for line in of_code),
                )
            )
    return found


@dataclass(frozen=True)
class WaitingWaste:
    """What waits for its collector."""

    lines: int
    hazardous: int
    weight_kg: Decimal


def waiting_waste(member):
    counts = (
        WasteLine.objects.visible_to(member)
        .waiting()
        .aggregate(
            lines=Count("pk"),
            hazardous=Count("pk", Q(code__endswith="*")),
            weight_kg=Sum("weight_kg"),
        )
    )
    return WaitingWaste(counts["lines"], counts["hazardous"], counts["weight_kg"] or ZERO_KG)


def waste_without_line(member):
    """Devices that are waste and have no line yet."""
    return Device.objects.visible_to(member).filter(
        status=DeviceStatus.WASTE, waste_lines__isnull=True
    )


def media_without_line(member):
    """Destroyed media that are still to be thrown away."""
    return Medium.objects.visible_to(member).filter(
        fate=MediumFate.DESTROYED, waste_lines__isnull=True
    )
