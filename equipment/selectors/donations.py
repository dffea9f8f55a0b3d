"""What is read of gifts: where each stands, what became of it, and the register of what came in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from equipment.models import (
    ACCESSORY_TYPES,
    CollectionLine,
    CollectionStatus,
    Device,
    DeviceStatus,
    DonationPortal,
    DonationStatus,
    IntentStatus,
    type_label,
)
from equipment.models.donations import origin_of

REGISTER_ROWS = 5_000
# What became of a gift, said to its donor: (title, the statuses it gathers).
FATES = (
    ("en attente d’effacement", [DeviceStatus.QUARANTINE]),
    (
        "en préparation",
        [
            DeviceStatus.ERASED,
            DeviceStatus.UNDER_REPAIR,
            DeviceStatus.TESTED,
            DeviceStatus.READY,
            DeviceStatus.RESERVED,
            DeviceStatus.ALLOCATED,
        ],
    ),
    ("remis", [DeviceStatus.HANDED_OVER, DeviceStatus.ON_LOAN, DeviceStatus.IN_SERVICE]),
    (
        "démontés ou recyclés",
        [DeviceStatus.FOR_PARTS, DeviceStatus.WASTE, DeviceStatus.REMOVED],
    ),
    ("perdus ou volés", [DeviceStatus.LOST]),
)


@dataclass(frozen=True)
class WhatBecame:
    """The figures a donor may read: never who, never where."""

    devices: int
    erased: int
    fates: list


def what_became(donation):
    """How many devices of a gift are where, in one query."""
    devices = Device.objects.filter(organisation_id=donation.organisation_id, donation=donation)
    counts = devices.aggregate(
        devices=Count("pk"),
        erased=Count("pk", Q(erased_at__isnull=False)),
        **{
            f"fate_{rank}": Count("pk", Q(status__in=statuses))
            for rank, (_, statuses) in enumerate(FATES)
        },
    )
    return WhatBecame(
        counts["devices"],
        counts["erased"],
        [
            (counts[f"fate_{rank}"], title)
            for rank, (title, _) in enumerate(FATES)
            if counts[f"fate_{rank}"]
        ],
    )


@dataclass(frozen=True)
class GiftStep:
    """One step of the chain a gift goes through."""

    label: str
    detail: str
    state: str


GIFT_STEPS = ("Annonce", "Association", "Convention", "Collecte", "Atelier")
INTENT_RANK = {
    IntentStatus.UNCONFIRMED: 0,
    IntentStatus.WAITING: 1,
    IntentStatus.ROUTED: 1,
    IntentStatus.ACCEPTED: 2,
}
DONATION_RANK = {
    DonationStatus.ACCEPTED: 2,
    DonationStatus.AGREEMENT_SENT: 2,
    DonationStatus.AGREED: 3,
    DonationStatus.PLANNED: 3,
    DonationStatus.COLLECTED: 4,
    DonationStatus.RECEIVED: 5,
}


def gift_chain(intent=None, donation=None):
    """The five steps of a gift, with the one it has reached; none when it was given up."""
    if donation is not None and donation.status in DONATION_RANK:
        rank = DONATION_RANK[donation.status]
    elif intent is not None and intent.status in INTENT_RANK:
        rank = INTENT_RANK[intent.status]
    else:
        return []
    return [
        GiftStep(
            label,
            "",
            "done" if position < rank else "current" if position == rank else "future",
        )
        for position, label in enumerate(GIFT_STEPS)
    ]


def published_portals():
    """The territories one may give to, with their organisation; readable by anyone."""
    return (
        DonationPortal.objects.filter(is_published=True)
        .select_related("organisation")
        .order_by("territory", "organisation__name", "pk")
    )


@dataclass(frozen=True)
class Entry:
    """One line of the entry register."""

    day: date
    tag: str
    description: str
    serial: str
    quantity: int
    origin: str
    regime: str
    url_pk: object = None


class TooLong(Exception):
    """The period holds more than one register can print."""


def _day_bounds(start, end):
    first = timezone.make_aware(datetime.combine(start, time()))
    return first, timezone.make_aware(datetime.combine(end + timedelta(days=1), time()))


def register_entries(member, start, end):
    """Everything that came in, day by day; raises TooLong beyond what one page may hold."""
    first, last = _day_bounds(start, end)
    devices = (
        Device.objects.visible_to(member)
        .filter(received_at__gte=first, received_at__lt=last)
        .select_related("donation__donor")
        .order_by("received_at", "pk")[: REGISTER_ROWS + 1]
    )
    entries = [_device_entry(device) for device in devices]
    if len(entries) > REGISTER_ROWS:
        raise TooLong
    entries += [_accessory_entry(line) for line in _accessories(member, first, last)]
    entries.sort(key=lambda entry: (entry.day, not entry.tag))
    return entries


def _device_entry(device):
    donor = device.donation.donor if device.donation_id else None
    return Entry(
        day=timezone.localdate(device.received_at),
        tag=device.asset_tag,
        description=" ".join(device.name.split()),
        serial=device.serial,
        quantity=1,
        origin=_identity(donor) if donor else device.donor_name,
        regime=device.get_origin_display(),
        url_pk=device.pk,
    )


def _identity(donor):
    """Who it comes from, as the register must say it."""
    if donor.siret:
        return f"{donor.name}, SIRET {donor.siret}"
    place = " ".join(part for part in (donor.postcode, donor.city) if part)
    return ", ".join(part for part in (donor.name, donor.address, place) if part)


def _accessories(member, first, last):
    return (
        CollectionLine.objects.filter(
            organisation=member.organisation_id,
            type__in=ACCESSORY_TYPES,
            counted__gt=0,
            collection__status=CollectionStatus.COLLECTED,
            collection__donation__received_at__gte=first,
            collection__donation__received_at__lt=last,
        )
        .select_related("collection__donation__donor")
        .order_by("collection__donation__received_at", "pk")
    )


def _accessory_entry(line):
    donation = line.collection.donation
    return Entry(
        day=timezone.localdate(donation.received_at),
        tag="",
        description=f"{line.counted} × {type_label(line.type).lower()}",
        serial="",
        quantity=line.counted,
        origin=_identity(donation.donor),
        regime=origin_of(donation.donor_kind).label,
    )


def required_level_of(device):
    """The erasure level its donor asked for, None when nobody did: a guard takes the higher."""
    return device.donation.required_level if device.donation_id else None
