"""What the pool adds to a person's path: the devices she took home, and the one that waits."""

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from equipment.documents import HANDOVER_CERTIFICATE
from equipment.models import Allocation, AllocationPurpose, AllocationStatus
from equipment.papers.handing import LOAN_AGREEMENT
from inclusion.documents.models import Document
from inclusion.registry import TimelineEntry


def device_events(beneficiary, member):
    """Her hand-overs with their certificate, and the reservations still to come."""
    together = Allocation.objects.filter(
        organisation=OuterRef("organisation"), hand_over=OuterRef(OuterRef("hand_over"))
    )
    certificate = Document.objects.filter(
        Q(subject_id=OuterRef("pk")) | Q(subject_id__in=together.values("pk")),
        organisation=OuterRef("organisation"),
        kind__in=[HANDOVER_CERTIFICATE, LOAN_AGREEMENT],
        subject_type=Allocation._meta.label_lower,
    ).order_by("-issued_at")
    allocations = (
        Allocation.objects.visible_to(member)
        .filter(beneficiary=beneficiary)
        .exclude(status=AllocationStatus.CANCELLED)
        .select_related("device", "offer")
        .annotate(
            certificate_key=Subquery(certificate.values("pk")[:1]),
            certificate_number=Subquery(certificate.values("number")[:1]),
        )
    )
    return [_entry(each) for each in allocations]


def _entry(allocation):
    device = allocation.device
    if allocation.status == AllocationStatus.RESERVED:
        return TimelineEntry(
            at=allocation.reserved_at,
            title=f"{device.short_name} réservé",
            detail="remise à préparer",
            icon="bookmark",
            url=reverse("equipment:device_detail", args=[device.pk]),
            link_label=device.asset_tag,
            is_to_come=True,
        )
    is_loan = allocation.purpose == AllocationPurpose.LOAN
    paper = "convention" if is_loan else "attestation"
    return TimelineEntry(
        at=allocation.handed_over_at,
        title=f"{device.get_type_display()} {'prêté' if is_loan else 'remis'}",
        detail=f"{device.manufacturer} {device.model}"
        + (f", {allocation.offer.name}" if allocation.offer else ""),
        icon="laptop",
        url=reverse("documents:download", args=[allocation.certificate_key])
        if allocation.certificate_key
        else reverse("equipment:device_detail", args=[device.pk]),
        link_label=f"{paper} {allocation.certificate_number}"
        if allocation.certificate_key
        else device.asset_tag,
    )
