"""What the pool adds to a person's path: her devices, their failures, and her connections."""

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from equipment.documents import HANDOVER_CERTIFICATE
from equipment.models import (
    Allocation,
    AllocationPurpose,
    AllocationStatus,
    GivenItem,
    ServiceCase,
    ServiceStatus,
    StockKind,
)
from equipment.papers.after import EXCHANGE_CERTIFICATE
from equipment.papers.handing import LOAN_AGREEMENT
from inclusion.documents.models import Document
from inclusion.registry import TimelineEntry
from inclusion.ui.formats import NBSP, short_day


def device_events(beneficiary, member):
    """Her hand-overs with their certificate, and the reservations still to come."""
    together = Allocation.objects.filter(
        organisation=OuterRef("organisation"), hand_over=OuterRef(OuterRef("hand_over"))
    )
    certificate = Document.objects.filter(
        Q(subject_id=OuterRef("pk")) | Q(subject_id__in=together.values("pk")),
        organisation=OuterRef("organisation"),
        kind__in=[HANDOVER_CERTIFICATE, EXCHANGE_CERTIFICATE, LOAN_AGREEMENT],
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


CASE_ENDS = {
    ServiceStatus.SOLVED: ("Appareil réparé et rendu", "check-circle"),
    ServiceStatus.SWAPPED: ("Appareil échangé", "arrow-repeat"),
    ServiceStatus.REFUSED: ("Prise en charge refusée", "slash-circle"),
    ServiceStatus.RETURNED: ("Appareil en panne repris", "arrow-return-left"),
    ServiceStatus.LOST: ("Appareil perdu pendant la réparation", "exclamation-circle"),
}


def service_events(beneficiary, member):
    """Her devices that failed: the case opened, and how it ended."""
    cases = (
        ServiceCase.objects.visible_to(member)
        .filter(allocation__beneficiary=beneficiary)
        .select_related("device", "replacement__device")
    )
    return [entry for case in cases for entry in _case_entries(case)]


def _case_entries(case):
    url, label = reverse("equipment:service_detail", args=[case.pk]), case.device.asset_tag
    yield TimelineEntry(
        at=case.opened_at,
        title=f"Panne signalée{NBSP}: {case.get_symptom_display().lower()}",
        detail=case.device.short_name
        if not case.is_open
        else f"{case.device.short_name}, à résoudre avant le {short_day(case.due_on)}",
        icon="tools",
        url=url,
        link_label=label,
    )
    if case.is_open:
        return
    title, icon = CASE_ENDS[ServiceStatus(case.status)]
    yield TimelineEntry(
        at=case.closed_at,
        title=title,
        detail=case.replacement.device.short_name
        if case.status == ServiceStatus.SWAPPED
        else case.device.short_name,
        icon=icon,
        url=url,
        link_label=label,
    )


def connection_events(beneficiary, member):
    """The SIM cards and recharges she was given, and the accessories given apart."""
    given = (
        GivenItem.objects.visible_to(member)
        .filter(beneficiary=beneficiary)
        .select_related("item", "by__user")
    )
    return [
        TimelineEntry(
            at=each.given_at,
            title="Connexion remise"
            if each.item.kind in {StockKind.SIM, StockKind.RECHARGE}
            else "Accessoire remis",
            detail=f"{each.quantity}{NBSP}×{NBSP}{each.item}",
            icon="wifi",
            url=reverse("equipment:stock_detail", args=[each.item_id]),
            link_label="stock",
        )
        for each in given
    ]
