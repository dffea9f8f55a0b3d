"""What lots hold, for whom and for what; and which devices may go into one."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from equipment.guards import FREE, PROVEN, STORAGE
from equipment.models import (
    Allocation,
    Device,
    DeviceStatus,
    DeviceType,
    LineOutcome,
    Lot,
    LotLine,
    LotPartner,
    LotStatus,
    LotTerritory,
    LotUse,
    Medium,
    StorageAttestation,
)
from equipment.selectors.readiness import media_with_proof
from equipment.selectors.scanning import read_scans
from inclusion.ui.formats import short_day

# Fixed, portable or of a type nobody told: what the articles count as « PC ».
FAMILIES = (
    ("pc", "Ordinateurs", ["computer", "desktop", "laptop", "all_in_one", "mini_pc", "server"]),
    ("tablet", "Tablettes", ["tablet"]),
    ("smartphone", "Smartphones", ["smartphone"]),
)
OTHERS = ("other", "Autres", [])
_FAMILY_OF = {type: code for code, _, types in FAMILIES for type in types}
FAMILY_TITLES = {code: title for code, title, _ in (*FAMILIES, OTHERS)}


def family_of(type):
    """« pc » for whatever is a computer; the articles, and funders, count so."""
    return _FAMILY_OF.get(type, OTHERS[0])


def types_of(family):
    """The types of a family; of « other », all that no family names."""
    for code, _, types in FAMILIES:
        if code == family:
            return types
    return [type for type in DeviceType.values if type not in _FAMILY_OF]


def unfit_for_lot(devices):
    """Why some of these devices may not go into a lot: {key: sentence}; six queries at most."""
    reasons = {}
    unproven = set(
        media_with_proof(devices).filter(is_proven=False).values_list("device_id", flat=True)
    )
    seen = set(Medium.objects.filter(device__in=devices).values_list("device_id", flat=True))
    seen |= set(
        StorageAttestation.objects.filter(
            device__in=devices, attested_at__gte=F("device__came_in_at")
        ).values_list("device_id", flat=True)
    )
    open_ones = {"device__in": devices, "ended_at__isnull": True}
    promised = set(Allocation.objects.filter(**open_ones).values_list("device_id", flat=True))
    lots = dict(LotLine.objects.filter(**open_ones).values_list("device_id", "lot__title"))
    for device in devices:
        if device.pk in lots:
            reasons[device.pk] = f"Il est déjà dans le lot «\u00a0{lots[device.pk]}\u00a0»."
        elif device.pk in promised:
            reasons[device.pk] = FREE.sentence
        elif device.status != DeviceStatus.READY:
            reasons[device.pk] = (
                f"Il est «\u00a0{device.get_status_display()}\u00a0»\u00a0: seul un appareil prêt"
                " part dans un lot."
            )
        elif device.holds_data and device.pk not in seen:
            reasons[device.pk] = STORAGE.sentence
        elif device.pk in unproven:
            reasons[device.pk] = PROVEN.sentence
    return reasons


@dataclass(frozen=True)
class Cell:
    """So many devices of a family for a use."""

    family: str
    use: str
    count: int


@dataclass(frozen=True)
class Counts:
    """Devices by family and by use, with their totals: what a lot, a partner or a period holds."""

    cells: tuple[Cell, ...]

    @property
    def total(self):
        return sum(cell.count for cell in self.cells)

    @property
    def families(self):
        """(code, title, count) of each family that has devices, in the order of the articles."""
        return [
            (code, title, count)
            for code, title in FAMILY_TITLES.items()
            if (count := self.of(family=code))
        ]

    def of(self, *, family=None, use=None):
        return sum(
            cell.count
            for cell in self.cells
            if family in (None, cell.family) and use in (None, cell.use)
        )

    @property
    def rows(self):
        """(use code, its label, [(family, title, count)…], total) of each use that has devices."""
        known = [(code, title) for code, title, _ in self.families]
        return [
            (
                use.value,
                use.label,
                [(code, title, self.of(family=code, use=use.value)) for code, title in known],
                self.of(use=use.value),
            )
            for use in LotUse
            if self.of(use=use.value)
        ]


def counts_of(lines):
    """The counts of these lines of lots, in one query."""
    found = {}
    rows = lines.order_by().values_list("device__type", "use").annotate(number=Count("pk"))
    for type, use, number in rows:
        key = (family_of(type), use)
        found[key] = found.get(key, 0) + number
    return Counts(tuple(Cell(*key, number) for key, number in sorted(found.items())))


def lot_counts(organisation, start, end, *, territory=None):
    """Devices that partners confirmed to have received in these days, by family and use.

    Counted apart from hand-overs to persons: a device lent to a structure is nobody's allocation.
    """
    lines = LotLine.objects.filter(
        organisation=organisation,
        outcome=LineOutcome.ARRIVED,
        arrived_at__date__gte=start,
        arrived_at__date__lte=end,
    )
    if territory:
        lines = lines.filter(lot__territory=LotTerritory(territory))
    return counts_of(lines)


def lot_lines(lot, *, family="", use="", outcome=""):
    """The lines of a lot behind one of its figures, by label."""
    lines = LotLine.objects.filter(organisation=lot.organisation_id, lot=lot)
    if family:
        lines = lines.filter(device__type__in=types_of(family))
    if use:
        lines = lines.filter(use=use)
    if outcome:
        lines = lines.filter(outcome=outcome)
    return lines.select_related("device", "settled_by__user").order_by("device__asset_tag", "pk")


def open_line(device):
    """The line that holds this device in a lot, with its lot and partner; None without one."""
    return (
        LotLine.objects.filter(
            organisation=device.organisation_id, device=device, ended_at__isnull=True
        )
        .select_related("lot__partner")
        .first()
    )


def lots_listed(member):
    """Lots with what their list says of each, in one query whatever their number."""
    return (
        Lot.objects.visible_to(member)
        .select_related("partner")
        .annotate(
            devices=Count("lines"),
            arrived=Count("lines", Q(lines__outcome=LineOutcome.ARRIVED)),
            missing=Count("lines", Q(lines__outcome=LineOutcome.MISSING)),
        )
    )


def drafts_of(member):
    """Lots one may still add devices to."""
    return Lot.objects.visible_to(member).filter(status="draft").select_related("partner")


@dataclass(frozen=True)
class PartnerFigures:
    """What a partner has from us today."""

    there: Counts
    on_the_way: int
    in_service: int
    missing: int


def figures_of(partner):
    lines = LotLine.objects.filter(organisation=partner.organisation_id, lot__partner=partner)
    held = lines.filter(ended_at__isnull=True)
    there = held.filter(outcome=LineOutcome.ARRIVED)
    numbers = lines.aggregate(
        on_the_way=Count("pk", Q(lot__status="sent", ended_at__isnull=True)),
        in_service=Count("pk", Q(ended_at__isnull=True, device__status=DeviceStatus.IN_SERVICE)),
        missing=Count("pk", Q(ended_at__isnull=True, outcome=LineOutcome.MISSING)),
    )
    return PartnerFigures(there=counts_of(there), **numbers)


def all_there(member):
    """Devices that partners hold now, whoever they are: by family and use."""
    return counts_of(
        LotLine.objects.visible_to(member).filter(
            ended_at__isnull=True, outcome=LineOutcome.ARRIVED
        )
    )


def devices_at(partner, *, family="", use=""):
    """The devices this partner holds now, by label."""
    lines = LotLine.objects.filter(
        organisation=partner.organisation_id,
        lot__partner=partner,
        ended_at__isnull=True,
        outcome=LineOutcome.ARRIVED,
    )
    if family:
        lines = lines.filter(device__type__in=types_of(family))
    if use:
        lines = lines.filter(use=use)
    return lines.select_related("device", "lot").order_by("device__asset_tag", "pk")


def devices_among(member, tags):
    """The member's devices behind these labels, by label."""
    found = Device.objects.visible_to(member).filter(asset_tag__in=tags)
    return {device.asset_tag: device for device in found}


def partners_listed(member):
    """Partners with what their list says of each, in one query whatever their number."""
    held = Q(lots__lines__ended_at__isnull=True)
    return LotPartner.objects.visible_to(member).annotate(
        lot_count=Count("lots", distinct=True),
        there=Count(
            "lots__lines", held & Q(lots__lines__outcome=LineOutcome.ARRIVED), distinct=True
        ),
    )


def delivery_counts(deliveries):
    """Lots received, with how many of each are here."""
    return deliveries.annotate(
        total=Count("lines"), done=Count("lines", Q(lines__scanned_at__isnull=False))
    )


def arrivals_of(delivery):
    """(awaited, arrived) lines of a lot received, by label."""
    lines = list(delivery.lines.order_by("asset_tag"))
    awaited = [line for line in lines if line.scanned_at is None]
    return awaited, [line for line in lines if line.scanned_at is not None]


def arrival_line(delivery, text):
    """What one label is in a lot received: its line, or why it is not taken; writes nothing."""
    reading = read_scans(text, delivery.organisation.prefix)
    if not reading.tags:
        why = f"Ceci n’est pas une étiquette de {delivery.sender_name}."
        return {"said": text[:60], "why": why}
    tag = reading.tags[0]
    line = delivery.lines.filter(asset_tag=tag).first()
    if line is None:
        return {"said": tag, "why": "Elle n’est pas dans ce lot."}
    if line.scanned_at is not None:
        return {"said": tag, "why": "Déjà scanné."}
    return {"line": line}


CHAIN = (
    ("draft", "Préparé", "created_at"),
    ("prepared", "Papiers faits", ""),
    ("sent", "Parti", "sent_at"),
    ("received", "Reçu", "received_at"),
    ("closed", "Clos", "closed_at"),
)


def lot_chain(lot):
    """The steps of `components/chain.html`; an abandoned lot has no way on."""
    if lot.status == LotStatus.CANCELLED:
        return []
    at = "received" if lot.status == LotStatus.DIFFERENCES else str(lot.status)
    reached = [code for code, _, _ in CHAIN].index(at)
    steps = []
    for position, (_, label, name) in enumerate(CHAIN):
        day = getattr(lot, name) if name else None
        if position < reached or (position == reached and at == "closed"):
            state = "done"
        else:
            state = "current" if position == reached else "future"
        said = short_day(day) if day and state != "future" else ""
        steps.append({"label": label, "detail": said, "state": state})
    return steps
