"""What may be taken along: in stock and proven erased, or back from an outing and used by no one
else since."""

from django.db.models import Exists, F, OuterRef, Q

from equipment.models import Device, DeviceStatus, Medium
from workshops.models import KitItem

# In our hands, with proven erasure, promised to nobody.
PROVEN = (DeviceStatus.ERASED, DeviceStatus.TESTED, DeviceStatus.READY)
SHOWN = 40
# What goes in a bag; anything else is typed by its label.
PORTABLE = ("laptop", "computer", "tablet", "smartphone", "router", "mini_pc")


def takeable(member):
    """Devices that may leave with a session.

    One back from an outing waits for its erasure, and may go out meanwhile: it was proven erased
    before the public used it, and nothing was put in it since. A donor's disk never leaves.
    """
    last_back = KitItem.objects.filter(
        organisation=member.organisation_id,
        device=OuterRef("pk"),
        checked_at=OuterRef("came_in_at"),
    )
    other_disk = Medium.objects.filter(
        Q(added_at__gt=F("device__came_in_at")) | ~Q(exposed_at=F("device__came_in_at")),
        organisation=member.organisation_id,
        device=OuterRef("pk"),
    )
    from_outing = Q(Exists(last_back), ~Exists(other_disk), status=DeviceStatus.QUARANTINE)
    return Device.objects.visible_to(member).filter(Q(status__in=PROVEN) | from_outing)


def portable_in_stock(member):
    """What may be taken, by label; no more than a page holds."""
    out = KitItem.objects.visible_to(member).out().values("device_id")
    return (
        takeable(member).filter(type__in=PORTABLE).exclude(pk__in=out).order_by("asset_tag")[:SHOWN]
    )
