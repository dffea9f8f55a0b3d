"""The pool in figures, and what surrounds a device."""

from dataclasses import dataclass

from django.db.models import Count, Q

from equipment.models import HELD_BACK, Allocation, Device
from inclusion.documents.models import Document


@dataclass(frozen=True)
class PoolFigures:
    """The pool in two numbers, said above its list."""

    on_premises: int
    cannot_leave_yet: int


def pool_figures(member):
    counts = Device.objects.visible_to(member).on_premises()
    blocked = Q(status__in=HELD_BACK)
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
    """The documents of the device and of its hand-overs that this member may read, latest first."""
    allocations = Allocation.objects.visible_to(member).filter(device=device).values("pk")
    return (
        Document.objects.visible_to(member)
        .filter(
            Q(subject_type=Allocation._meta.label_lower, subject_id__in=allocations)
            | Q(subject_type=Device._meta.label_lower, subject_id=device.pk)
        )
        .order_by("-issued_at")
    )


def certificate_of(allocation, member):
    """The certificate of this hand-over, None for the ones before the documents were kept here."""
    documents = Document.objects.visible_to(member).about(allocation).select_related("job")
    return documents.order_by("-issued_at").first()
