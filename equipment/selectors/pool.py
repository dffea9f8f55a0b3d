"""The pool in figures, and what surrounds a device."""

from dataclasses import dataclass

from django.db.models import Count, Q

from equipment.models import (
    Allocation,
    Device,
    DeviceStatus,
    Intervention,
)
from inclusion.documents.models import Document

# Something must still be done to them here.
CANNOT_LEAVE_YET = [
    DeviceStatus.QUARANTINE,
    DeviceStatus.ERASED,
    DeviceStatus.UNDER_REPAIR,
    DeviceStatus.TESTED,
]


@dataclass(frozen=True)
class PoolFigures:
    """The pool in two numbers, said above its list."""

    on_premises: int
    cannot_leave_yet: int


def pool_figures(member):
    counts = Device.objects.visible_to(member).on_premises()
    blocked = Q(status__in=CANNOT_LEAVE_YET)
    return PoolFigures(
        **counts.aggregate(on_premises=Count("pk"), cannot_leave_yet=Count("pk", blocked))
    )


def current_allocation(device):
    """The allocation that holds the device now, with its person and offer; None when free."""
    return (
        device.allocations.filter(ended_at__isnull=True)
        .select_related("beneficiary", "offer", "handed_over_by__user")
        .first()
    )


def documents_about(device, member):
    """What this member may read of a device's papers, hand-overs and repairs, latest first."""
    mine = Q(subject_type=Device._meta.label_lower, subject_id=device.pk)
    for model in (Allocation, Intervention):
        keys = model.objects.visible_to(member).filter(device=device).values("pk")
        mine |= Q(subject_type=model._meta.label_lower, subject_id__in=keys)
    return Document.objects.visible_to(member).filter(mine).order_by("-issued_at")


def certificate_of(allocation, member):
    """The certificate of this hand-over, None for the ones before the documents were kept here."""
    documents = Document.objects.visible_to(member).about(allocation).select_related("job")
    return documents.order_by("-issued_at").first()
